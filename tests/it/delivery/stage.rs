//! What the tests about messages have in common.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use mulin::worker::compose::Composer;
use mulin::worker::{Sender, Worker};
use mulin_domain::Core;
use mulin_domain::event::{
    CreateEvent, PublishEvent, RescheduleEvent, RsvpTerms, create_event, publish_event,
    reschedule_event,
};
use mulin_domain::reminder::{ReminderInput, SetEventReminders, set_event_reminders};
use mulin_domain::rsvp::{WithdrawRsvp, withdraw_rsvp};
use mulin_entities::*;
use mulin_notify::{Accepted, Email, EmailTransport, SendError, Sms, SmsTransport};
use sea_orm::{EntityTrait, QueryOrder};
use tokio::sync::watch;

use crate::factories::{Town, actor};
use crate::support::app::TestApp;

/// The instant of a wall clock in Shanghai, `2026-11-28 12:00`.
pub fn local(text: &str) -> DateTime<Utc> {
    local_in(chrono_tz::Asia::Shanghai, text)
}

/// The instant of a wall clock elsewhere.
pub fn local_in(zone: chrono_tz::Tz, text: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a wall-clock time");
    zone.from_local_datetime(&local)
        .single()
        .expect("the time exists once")
        .to_utc()
}

/// A published event of the community at a wall-clock time of a zone; it lasts two hours.
pub async fn event_at(app: &TestApp, town: &Town, starts: &str, zone: &str) -> event::Model {
    let organiser = actor(&app.core, town.organiser).await;
    let starts = NaiveDateTime::parse_from_str(starts, "%Y-%m-%d %H:%M").expect("a wall clock");
    let text = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M:%S").to_string();
    let input = CreateEvent {
        area_id: Ok(town.community.id),
        festival_id: None,
        kind: EventKind::Festival,
        visibility: Visibility::Public,
        title: "元宵灯会".to_owned(),
        description: None,
        venue_id: Some(Ok(town.venue.id)),
        starts_at: text(starts),
        ends_at: text(starts + chrono::TimeDelta::hours(2)),
        time_zone: Some(zone.to_owned()),
        capacity: None,
        max_party: None,
        rsvp_opens_at: None,
        rsvp_closes_at: None,
        terms: RsvpTerms::default(),
    };
    let event = create_event(&app.core, &organiser, input, None)
        .await
        .expect("an event can be made");
    let input = PublishEvent {
        event_id: Ok(event.id),
        expected_version: None,
    };
    publish_event(&app.core, &organiser, input)
        .await
        .expect("an event can be published")
}

/// Moves an event to another wall-clock time of its zone; it lasts two hours.
pub async fn reschedule(app: &TestApp, town: &Town, event: EventId, starts: &str, ends: &str) {
    let input = RescheduleEvent {
        event_id: Ok(event),
        expected_version: None,
        starts_at: starts.to_owned(),
        ends_at: ends.to_owned(),
        time_zone: None,
    };
    let organiser = actor(&app.core, town.organiser).await;
    reschedule_event(&app.core, &organiser, input, None)
        .await
        .expect("an event can be moved");
}

/// Replaces the times at which an event reminds.
pub async fn remind(app: &TestApp, town: &Town, event: EventId, before: &[&str]) {
    let input = SetEventReminders {
        event_id: Ok(event),
        reminders: before.iter().map(|text| reminder(text, None)).collect(),
    };
    let organiser = actor(&app.core, town.organiser).await;
    set_event_reminders(&app.core, &organiser, input)
        .await
        .expect("reminders can be set");
}

/// A reminder for an audience, by each person's own channels.
pub fn reminder(before: &str, audience: Option<&[ReminderAudience]>) -> ReminderInput {
    ReminderInput {
        before: before.to_owned(),
        audience: audience.map(<[_]>::to_vec),
        channels: None,
        template: None,
    }
}

/// Takes an answer back.
pub async fn withdraw(app: &TestApp, answer: &rsvp::Model) {
    let input = WithdrawRsvp {
        rsvp_id: Ok(answer.id),
        via: Via::App,
    };
    let person = actor(&app.core, answer.person_id).await;
    withdraw_rsvp(&app.core, &person, input)
        .await
        .expect("an answer can be taken back");
}

/// All messages, in order of their making.
pub async fn deliveries(app: &TestApp) -> Vec<delivery::Model> {
    delivery::Entity::find()
        .order_by_asc(delivery::Column::CreatedAt)
        .order_by_asc(delivery::Column::ScheduleRev)
        .order_by_asc(delivery::Column::Id)
        .all(app.core.db().writer())
        .await
        .expect("messages can be read")
}

/// The states of a person's messages of one kind, in order of their making.
pub async fn states(app: &TestApp, person: PersonId, kind: MessageKind) -> Vec<DeliveryState> {
    deliveries(app)
        .await
        .into_iter()
        .filter(|row| row.person_id == Some(person) && row.kind == kind)
        .map(|row| row.state)
        .collect()
}

/// Does what is due, and tells to whom letters went, in order.
pub async fn sent_to(app: &TestApp) -> Vec<String> {
    let letters = sent(app).await.into_iter();
    letters.map(|letter| letter.to_address).collect()
}

/// Does what is due, and gives the letters that left, in order of their addresses.
pub async fn sent(app: &TestApp) -> Vec<Email> {
    app.run_due_work().await;
    let mut letters = app.mail.take();
    letters.sort_by(|a, b| a.to_address.cmp(&b.to_address));
    letters
}

/// To whom letters went.
pub fn addresses(letters: &[Email]) -> Vec<&str> {
    let letters = letters.iter();
    letters.map(|letter| letter.to_address.as_str()).collect()
}

/// A system for e-mail and text messages that notes every try, answers as it is told, and can be made
/// to hold its answers.
pub struct Wire {
    tries: Mutex<Vec<Email>>,
    texts: Mutex<Vec<Sms>>,
    answers: Mutex<VecDeque<SendError>>,
    counted: watch::Sender<usize>,
    open: watch::Sender<bool>,
    rests: AtomicBool,
}

impl Wire {
    /// Takes everything at once.
    pub fn open() -> Arc<Self> {
        Arc::new(Self {
            tries: Mutex::default(),
            texts: Mutex::default(),
            answers: Mutex::default(),
            counted: watch::Sender::new(0),
            open: watch::Sender::new(true),
            rests: AtomicBool::new(false),
        })
    }

    /// Holds its answers until [`Wire::release`].
    pub fn held() -> Arc<Self> {
        let wire = Self::open();
        wire.open.send_replace(false);
        wire
    }

    /// Whether e-mail is worth a try.
    pub fn rest(&self, rests: bool) {
        self.rests.store(rests, Ordering::Relaxed);
    }

    /// The next tries fail so.
    pub fn fail_next(&self, errors: impl IntoIterator<Item = SendError>) {
        lock(&self.answers).extend(errors);
    }

    /// Waits until so many tries have begun.
    pub async fn saw(&self, tries: usize) {
        let mut counted = self.counted.subscribe();
        counted
            .wait_for(|count| *count >= tries)
            .await
            .expect("the wire is there");
    }

    /// Answers what is held, and everything from now on.
    pub fn release(&self) {
        self.open.send_replace(true);
    }

    /// Every e-mail that was tried.
    pub fn tries(&self) -> Vec<Email> {
        lock(&self.tries).clone()
    }

    /// Every text message that was tried.
    pub fn texts(&self) -> Vec<Sms> {
        lock(&self.texts).clone()
    }

    /// The Message-IDs of every e-mail that was tried.
    pub fn ids(&self) -> Vec<String> {
        self.tries()
            .into_iter()
            .map(|email| email.message_id)
            .collect()
    }

    async fn answer(&self) -> Result<Accepted, SendError> {
        self.counted.send_modify(|count| *count += 1);
        let mut open = self.open.subscribe();
        open.wait_for(|open| *open)
            .await
            .expect("the wire is there");
        match lock(&self.answers).pop_front() {
            Some(error) => Err(error),
            None => Ok(Accepted::default()),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl EmailTransport for Wire {
    async fn send(&self, email: &Email) -> Result<Accepted, SendError> {
        lock(&self.tries).push(email.clone());
        self.answer().await
    }

    fn rests(&self) -> bool {
        self.rests.load(Ordering::Relaxed)
    }

    async fn close(&self) {}
}

#[async_trait]
impl SmsTransport for Wire {
    async fn send(&self, sms: &Sms) -> Result<Accepted, SendError> {
        lock(&self.texts).push(sms.clone());
        self.answer().await
    }

    async fn close(&self) {}
}

/// A worker that sends through the wire, so many messages at a time.
pub fn worker(core: &Core, wire: &Arc<Wire>, places: usize) -> Worker {
    let from = "Mulin <no-reply@example.org>"
        .parse()
        .expect("an address is right");
    let composer = Composer::new(from, None).expect("the templates are sound");
    let sender = Sender::new(composer, wire.clone(), wire.clone(), places);
    Worker::new(core.clone(), sender, Duration::from_secs(1), 200)
}
