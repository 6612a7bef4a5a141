//! What claimed messages are about, as of now: one statement a table for all of them.

use std::collections::HashMap;

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::codes::{self, CodeRow};
use super::invited_store;
use super::outgoing::{About, AboutAct, AboutCode, AboutEvent, Done, News, Outgoing};
use super::rules::{self, CodeFacts, Facts, InvitationFacts, Planned};

use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::person::contact::store::contacts;
use crate::place::store as places;
use crate::rsvp::LinkToken;
use crate::tx::Tx;

/// With what a message ends that is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Dropped {
    /// Its last state.
    pub state: DeliveryState,
    /// The stable code of the cause.
    pub error: Option<&'static str>,
}

impl From<DeliveryState> for Dropped {
    fn from(state: DeliveryState) -> Self {
        Self { state, error: None }
    }
}

/// Nobody can be reached.
const NO_ADDRESS: Dropped = Dropped {
    state: DeliveryState::Suppressed,
    error: Some("NO_ADDRESS"),
};

/// A message, or why there is none.
type Outcome = Result<std::result::Result<Outgoing, Dropped>>;

/// The rows that claimed messages are about.
pub struct Context {
    core: Core,
    events: HashMap<EventId, event::Model>,
    rsvps: HashMap<RsvpId, rsvp::Model>,
    people: HashMap<PersonId, person::Model>,
    addresses: HashMap<(PersonId, Channel), String>,
    venues: HashMap<VenueId, venue::Model>,
    areas: HashMap<AreaId, area::Model>,
    phones: HashMap<AreaId, String>,
    previous: HashMap<DeliveryScheduleId, Option<Instant>>,
    codes: HashMap<SignInCodeId, CodeRow>,
    invited: invited_store::Standing,
}

impl Context {
    /// Loads them.
    pub async fn load(tx: &Tx, claimed: &[delivery::Model]) -> Result<Self> {
        let db = tx.db();
        let events = event::Entity::find()
            .filter(event::Column::Id.is_in(claimed.iter().filter_map(|row| row.event_id)))
            .all(db)
            .await?;
        let rsvps = rsvp::Entity::find()
            .filter(rsvp::Column::Id.is_in(claimed.iter().filter_map(|row| row.rsvp_id)))
            .all(db)
            .await?;
        let involved = claimed.iter().flat_map(|row| [row.person_id, row.acted_by]);
        let people = person::Entity::find()
            .filter(person::Column::Id.is_in(involved.flatten()))
            .all(db)
            .await?;
        let recipients = claimed.iter().filter_map(|row| row.person_id);
        let mut addresses = HashMap::new();
        for contact in contacts(tx.core(), db, recipients).await? {
            if let Some(channel) = rules::channel_to(&contact.row) {
                // A person's first address is the one to use.
                let reaches = (contact.row.person_id, channel);
                addresses.entry(reaches).or_insert(contact.address);
            }
        }
        let venues = places::venues(db, events.iter().filter_map(|event| event.venue_id)).await?;
        let units = people.iter().map(|person| person.unit_id);
        let around: Vec<AreaId> = events.iter().map(|row| row.area_id).chain(units).collect();
        let areas = places::areas(db, around.iter().copied()).await?;
        let phones = places::contact_phones(db, around).await?;
        let schedules = delivery_schedule::Entity::find()
            .filter(
                delivery_schedule::Column::Id
                    .is_in(claimed.iter().filter_map(|row| row.schedule_id)),
            )
            .all(db)
            .await?;
        let codes = codes::codes(db, claimed.iter().filter_map(|row| row.sign_in_code_id)).await?;
        let invited = invited_store::standing(tx, claimed).await?;
        Ok(Self {
            core: tx.core().clone(),
            events: events.into_iter().map(|row| (row.id, row)).collect(),
            rsvps: rsvps.into_iter().map(|row| (row.id, row)).collect(),
            people: people.into_iter().map(|row| (row.id, row)).collect(),
            addresses,
            venues: venues.into_iter().map(|row| (row.id, row)).collect(),
            areas: areas.into_iter().map(|row| (row.id, row)).collect(),
            phones,
            previous: schedules
                .into_iter()
                .map(|row| (row.id, row.previous_starts_at))
                .collect(),
            codes: codes.into_iter().map(|row| (row.id, row)).collect(),
            invited,
        })
    }

    /// The message, or with what it ends.
    pub fn outgoing(&self, row: &delivery::Model, now: Instant) -> Outcome {
        match row.kind {
            MessageKind::EventReminder => self.about_event(row, News::Reminder, now),
            MessageKind::EventRescheduled => self.about_event(row, News::Rescheduled, now),
            MessageKind::EventCancelled => self.about_event(row, News::Cancelled, now),
            MessageKind::RsvpPromoted => self.about_event(row, News::Promoted, now),
            MessageKind::RsvpOffered => self.about_event(row, News::Offered, now),
            MessageKind::RsvpOfferEnding => self.about_event(row, News::OfferEnding, now),
            MessageKind::RsvpOfferExpired => self.about_event(row, News::OfferExpired, now),
            MessageKind::RsvpApproved => self.about_event(row, News::Approved, now),
            MessageKind::RsvpRefused => self.about_event(row, News::Refused, now),
            MessageKind::Invited => self.about_invitation(row, now),
            MessageKind::SignInCode => self.about_code(row, now),
            MessageKind::ActedForYou => self.about_act(row),
            MessageKind::RegistrationConfirmed => {
                let person = self.recipient(row)?;
                let area = self.areas.get(&person.unit_id).cloned();
                self.to_person(row, person.unit_id, About::RegistrationConfirmed { area })
            }
        }
    }

    /// A link by which the recipient answers what the message is about, until that is over.
    pub fn new_link(
        &self,
        tx: &Tx,
        row: &delivery::Model,
    ) -> Option<(LinkToken, personal_link::Model)> {
        if !tx.core().settings().message_links {
            return None;
        }
        let event = row.event_id.and_then(|id| self.events.get(&id))?;
        if event.ends_at <= tx.now() {
            return None;
        }
        let token = LinkToken::random(tx.core().entropy());
        let link = personal_link::Model {
            id: tx.new_id(),
            root_area_id: event.root_area_id,
            event_id: event.id,
            person_id: row.person_id?,
            token_hash: token.hash(),
            created_by: None,
            created_at: tx.now(),
            expires_at: event.ends_at,
            revoked_at: None,
        };
        Some((token, link))
    }

    fn about_event(&self, row: &delivery::Model, news: News, now: Instant) -> Outcome {
        let event = row.event_id.and_then(|id| self.events.get(&id));
        let rsvp = row.rsvp_id.and_then(|id| self.rsvps.get(&id));
        let event = event.ok_or_else(missing)?;
        let rsvp = rsvp.ok_or_else(missing)?;
        let facts = Facts {
            event_state: event.state,
            schedule_rev: event.schedule_rev,
            starts_at: event.starts_at,
            ends_at: event.ends_at,
            rsvp_state: rsvp.state,
            answer_rev: rsvp.answer_rev,
            offer_expires_at: rsvp.offer_expires_at,
        };
        let planned = Planned {
            kind: row.kind,
            schedule_rev: row.schedule_rev,
            answer_rev: row.answer_rev,
        };
        let rule_is_gone = row.kind == MessageKind::EventReminder && row.schedule_id.is_none();
        if rule_is_gone {
            return Ok(Err(DeliveryState::Superseded.into()));
        }
        if let Some(state) = rules::no_longer_holds(planned, facts, now) {
            return Ok(Err(state.into()));
        }
        let previous = row.schedule_id.and_then(|id| self.previous.get(&id));
        let about = AboutEvent {
            previous_starts_at: previous.copied().flatten(),
            party: rsvp.adults + rsvp.children,
            offer_ends_at: rsvp.offer_expires_at,
            waits: rsvp.state == RsvpState::Waitlisted,
            reason: match news {
                News::Cancelled => event.cancel_reason.clone(),
                News::Refused => rsvp.decision_reason.clone(),
                _ => None,
            },
            ..self.news_of(event, news)
        };
        self.to_person(row, event.area_id, About::Event(Box::new(about)))
    }

    fn about_invitation(&self, row: &delivery::Model, now: Instant) -> Outcome {
        let event = row.event_id.and_then(|id| self.events.get(&id));
        let event = event.ok_or_else(missing)?;
        let person = self.recipient(row)?.id;
        let facts = InvitationFacts {
            event_state: event.state,
            starts_at: event.starts_at,
            is_invited: self.invited.holds(event.id, person),
            has_answered: self.invited.is_answered(event.id, person),
        };
        if let Some(state) = rules::invitation_no_longer_holds(facts, now) {
            return Ok(Err(state.into()));
        }
        let about = self.news_of(event, News::Invited);
        self.to_person(row, event.area_id, About::Event(Box::new(about)))
    }

    /// What is new about an event, without anybody's answer.
    fn news_of(&self, event: &event::Model, news: News) -> AboutEvent {
        AboutEvent {
            news,
            event: event.clone(),
            previous_starts_at: None,
            venue: event.venue_id.and_then(|id| self.venues.get(&id).cloned()),
            area: self.areas.get(&event.area_id).cloned(),
            party: 0,
            offer_ends_at: None,
            waits: false,
            reason: None,
        }
    }

    fn about_act(&self, row: &delivery::Model) -> Outcome {
        let person = self.recipient(row)?;
        let by = row.acted_by.and_then(|id| self.people.get(&id));
        let event = row.event_id.and_then(|id| self.events.get(&id));
        let title = || Ok::<_, Error>(event.ok_or_else(missing)?.title.clone());
        let purpose = || row.purpose.ok_or_else(missing);
        let done = match row.act.ok_or_else(missing)? {
            ProxyAct::Going => Done::Going(title()?),
            ProxyAct::Maybe => Done::Maybe(title()?),
            ProxyAct::NotComing => Done::NotComing(title()?),
            ProxyAct::ConsentGiven => Done::ConsentGiven(purpose()?),
            ProxyAct::ConsentWithdrawn => Done::ConsentWithdrawn(purpose()?),
        };
        let about = AboutAct {
            by: by.ok_or_else(missing)?.name.clone(),
            done,
            area: self.areas.get(&person.unit_id).cloned(),
        };
        self.to_person(row, person.unit_id, About::ActedForYou(about))
    }

    fn to_person(&self, row: &delivery::Model, helps: AreaId, about: About) -> Outcome {
        let person = self.recipient(row)?;
        let Some(address) = self.addresses.get(&(person.id, row.channel)) else {
            return Ok(Err(NO_ADDRESS));
        };
        Ok(Ok(Outgoing {
            id: row.id,
            generation: row.generation,
            attempts: row.attempts,
            held_until: row.due_at,
            kind: row.kind,
            channel: row.channel,
            locale: person.locale.clone(),
            address: address.clone(),
            recipient_name: Some(person.name.clone()),
            contact_phone: self.phones.get(&helps).cloned(),
            link: None,
            about,
        }))
    }

    fn about_code(&self, row: &delivery::Model, now: Instant) -> Outcome {
        // A code that is kept no longer counts no longer.
        let code = row.sign_in_code_id.and_then(|id| self.codes.get(&id));
        let Some(code) = code else {
            return Ok(Err(DeliveryState::Expired.into()));
        };
        let facts = CodeFacts {
            expires_at: code.expires_at,
            is_spent: code.is_spent(),
            is_newest: code.is_newest,
            may_have_been_sent: row.state == DeliveryState::Unknown,
        };
        if let Some((state, error)) = rules::code_no_longer_holds(facts, now) {
            return Ok(Err(Dropped { state, error }));
        }
        // It is forgotten when it was sent, or will not be.
        let Some((address, plain)) = code.open(&self.core)? else {
            return Ok(Err(DeliveryState::Expired.into()));
        };
        let left = (code.expires_at - now).num_milliseconds();
        Ok(Ok(Outgoing {
            id: row.id,
            generation: row.generation,
            attempts: row.attempts,
            held_until: row.due_at,
            kind: row.kind,
            channel: row.channel,
            locale: code.locale.clone(),
            address,
            recipient_name: None,
            contact_phone: None,
            link: None,
            about: About::SignInCode(AboutCode {
                id: code.id,
                code: plain,
                minutes: (left + 59_999) / 60_000,
            }),
        }))
    }

    fn recipient(&self, row: &delivery::Model) -> Result<&person::Model> {
        let person = row.person_id.and_then(|id| self.people.get(&id));
        person.ok_or_else(missing)
    }
}

fn missing() -> Error {
    Error::internal("a message is about a row that is missing")
}
