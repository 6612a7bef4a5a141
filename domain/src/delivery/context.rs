//! What claimed messages are about, as of now: one statement a table for all of them.

use std::collections::{BTreeSet, HashMap, HashSet};

use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, DerivePartialModel, EntityTrait, QueryFilter};

use super::bookings::Bookings;
use super::codes::{self, CodeRow};
use super::cooks::Pledges;
use super::invited_store;
use super::occasion::Occasions;
use super::of_shifts::SignUps;
use super::of_tickets::Tickets;
use super::outgoing::{
    About, AboutAct, AboutCode, AboutEvent, AboutSignUp, AboutTicket, Done, News, Outgoing,
};
use super::reachable::Reachable;
use super::rules::{self, CodeFacts, InvitationFacts};
use super::volunteers::Shifts;

use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Result};
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

impl Dropped {
    /// Not sent on purpose, with the stable code of why.
    pub fn suppressed(error: &'static str) -> Self {
        Self {
            state: DeliveryState::Suppressed,
            error: Some(error),
        }
    }

    /// Whether another channel may reach the person instead.
    pub fn goes_on(self) -> bool {
        matches!(
            self.state,
            DeliveryState::Suppressed | DeliveryState::Failed
        )
    }
}

/// Of a person what a message needs.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "person::Entity")]
struct Person {
    id: PersonId,
    unit_id: AreaId,
    locale: String,
    name: String,
}

/// Of an answer what a message needs.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "rsvp::Entity")]
pub struct Answer {
    id: RsvpId,
    /// What was answered, as of now.
    pub state: RsvpState,
    /// Which of the person's answers it is.
    pub answer_rev: i32,
    /// Until when an offered seat is kept.
    pub offer_expires_at: Option<Instant>,
    adults: i32,
    children: i32,
    decision_reason: Option<String>,
}

/// A message, or why there is none.
type Outcome = Result<std::result::Result<Outgoing, Dropped>>;

/// The rows that claimed messages are about.
pub struct Context {
    core: Core,
    events: HashMap<EventId, event::Model>,
    rsvps: HashMap<RsvpId, Answer>,
    people: HashMap<PersonId, Person>,
    reachable: Reachable,
    venues: HashMap<VenueId, venue::Model>,
    areas: HashMap<AreaId, area::Model>,
    phones: HashMap<AreaId, String>,
    occasions: Occasions,
    pledges: Pledges,
    bookings: Bookings,
    tickets: Tickets,
    shifts: Shifts,
    sign_ups: SignUps,
    codes: HashMap<SignInCodeId, CodeRow>,
    invited: invited_store::Standing,
}

impl Context {
    /// Loads them.
    pub async fn load(
        core: &Core,
        db: &impl ConnectionTrait,
        claimed: &[delivery::Model],
    ) -> Result<Self> {
        let events = event::Entity::find()
            .filter(event::Column::Id.is_in(claimed.iter().filter_map(|row| row.event_id)))
            .all(db)
            .await?;
        let rsvps = rsvp::Entity::find()
            .filter(rsvp::Column::Id.is_in(claimed.iter().filter_map(|row| row.rsvp_id)))
            .into_partial_model::<Answer>()
            .all(db)
            .await?;
        let involved = claimed.iter().flat_map(|row| [row.person_id, row.acted_by]);
        let people = person::Entity::find()
            .filter(person::Column::Id.is_in(involved.flatten()))
            .into_partial_model::<Person>()
            .all(db)
            .await?;
        let recipients = claimed.iter().filter_map(|row| row.person_id);
        let reachable = Reachable::load(core, db, recipients).await?;
        let venues = places::venues(db, events.iter().filter_map(|event| event.venue_id)).await?;
        let around = around(claimed, &events, &people);
        let areas = places::areas(db, around.iter().copied()).await?;
        let phones = places::contact_phones(db, around).await?;
        let occasions = Occasions::load(db, claimed).await?;
        let pledges = Pledges::load(db, claimed).await?;
        let bookings = Bookings::load(db, claimed).await?;
        let tickets = Tickets::load(db, claimed).await?;
        let shifts = Shifts::load(db, claimed).await?;
        let sign_ups = SignUps::load(db, claimed).await?;
        let codes = codes::codes(db, claimed.iter().filter_map(|row| row.sign_in_code_id)).await?;
        let invited = invited_store::standing(db, core.now(), claimed).await?;
        Ok(Self {
            core: core.clone(),
            events: events.into_iter().map(|row| (row.id, row)).collect(),
            rsvps: rsvps.into_iter().map(|row| (row.id, row)).collect(),
            people: people.into_iter().map(|row| (row.id, row)).collect(),
            reachable,
            venues: venues.into_iter().map(|row| (row.id, row)).collect(),
            areas: areas.into_iter().map(|row| (row.id, row)).collect(),
            phones,
            occasions,
            pledges,
            bookings,
            tickets,
            shifts,
            sign_ups,
            codes: codes.into_iter().map(|row| (row.id, row)).collect(),
            invited,
        })
    }

    /// The message, or with what it ends.
    pub fn outgoing(&self, row: &delivery::Model, now: Instant) -> Outcome {
        match row.kind {
            MessageKind::EventReminder => self.about_event(row, News::Reminder, now),
            MessageKind::EventRescheduled => self.about_event(row, News::Rescheduled, now),
            MessageKind::EventMoved => self.about_event(row, News::Moved, now),
            MessageKind::EventCancelled => self.about_event(row, News::Cancelled, now),
            MessageKind::Announcement => self.about_event(row, News::Announcement, now),
            MessageKind::RsvpConfirmed => self.about_event(row, News::Confirmed, now),
            MessageKind::RsvpPromoted => self.about_event(row, News::Promoted, now),
            MessageKind::RsvpOffered => self.about_event(row, News::Offered, now),
            MessageKind::RsvpOfferEnding => self.about_event(row, News::OfferEnding, now),
            MessageKind::RsvpOfferExpired => self.about_event(row, News::OfferExpired, now),
            MessageKind::RsvpApproved => self.about_event(row, News::Approved, now),
            MessageKind::RsvpRefused => self.about_event(row, News::Refused, now),
            MessageKind::Invited => self.about_invitation(row, now),
            MessageKind::SignInCode => self.about_code(row, now),
            MessageKind::ActedForYou => self.about_act(row),
            MessageKind::TicketBooked
            | MessageKind::TicketPromoted
            | MessageKind::TicketNearly
            | MessageKind::TicketReady
            | MessageKind::TicketClosed => self.about_ticket(row, now),
            MessageKind::ShiftSignedUp
            | MessageKind::ShiftPromoted
            | MessageKind::ShiftCancelled
            | MessageKind::ShiftSwapOffered
            | MessageKind::ShiftSwapped
            | MessageKind::ShiftChanged
            | MessageKind::VolunteersCalled => self.about_sign_up(row, now),
            MessageKind::RegistrationConfirmed => {
                let person = self.recipient(row)?;
                let area = self.areas.get(&person.unit_id).cloned();
                self.to_person(row, person.unit_id, About::RegistrationConfirmed { area })
            }
            MessageKind::SmsHelp => {
                let person = self.recipient(row)?;
                let area = self.areas.get(&person.unit_id).cloned();
                self.to_person(row, person.unit_id, About::SmsHelp { area })
            }
        }
    }

    /// A link by which the recipient answers what the message is about, until that is over: the same at
    /// each try.
    pub fn new_link(
        &self,
        tx: &Tx,
        row: &delivery::Model,
    ) -> Option<(LinkToken, personal_link::Model)> {
        // What one reads of a ticket or a shift is no question of the event's.
        let is_of_doing =
            row.ticket_id.is_some() || row.shift_sign_up_id.is_some() || row.shift_id.is_some();
        if !tx.core().settings().message_links || is_of_doing {
            return None;
        }
        let event = row.event_id.and_then(|id| self.events.get(&id))?;
        if event.ends_at <= tx.now() {
            return None;
        }
        let token = LinkToken::of_message(tx.core().keyring(), row.id);
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

    /// The units of the recipients.
    pub fn units(&self) -> HashMap<PersonId, AreaId> {
        let people = self.people.values();
        people.map(|person| (person.id, person.unit_id)).collect()
    }

    fn about_event(&self, row: &delivery::Model, news: News, now: Instant) -> Outcome {
        let event = row.event_id.and_then(|id| self.events.get(&id));
        let rsvp = row.rsvp_id.and_then(|id| self.rsvps.get(&id));
        let event = event.ok_or_else(missing)?;
        if let Some(state) = self.occasions.no_longer_holds(row, event, rsvp, now)? {
            return Ok(Err(state.into()));
        }
        let about = AboutEvent {
            previous_starts_at: self.occasions.previous_start(row),
            party: rsvp.map_or(0, |rsvp| rsvp.adults + rsvp.children),
            offer_ends_at: rsvp.and_then(|rsvp| rsvp.offer_expires_at),
            answer: rsvp.map(|rsvp| rsvp.state),
            waits: rsvp.is_some_and(|rsvp| rsvp.state == RsvpState::Waitlisted),
            reason: match news {
                News::Cancelled => event.cancel_reason.clone(),
                News::Refused => rsvp.and_then(|rsvp| rsvp.decision_reason.clone()),
                _ => None,
            },
            previous_venue: self.occasions.previous_venue(row),
            words: self.occasions.words(row),
            template: self.occasions.template(row),
            dishes: self.pledges.of(row, event),
            bookings: self.bookings.of(row, event),
            shifts: self.shifts.of(row, event),
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
            template: None,
            event: event.clone(),
            previous_starts_at: None,
            venue: event.venue_id.and_then(|id| self.venues.get(&id).cloned()),
            area: self.areas.get(&event.area_id).cloned(),
            party: 0,
            answer: None,
            offer_ends_at: None,
            waits: false,
            reason: None,
            previous_venue: None,
            words: None,
            dishes: None,
            bookings: Vec::new(),
            shifts: Vec::new(),
        }
    }

    fn about_ticket(&self, row: &delivery::Model, now: Instant) -> Outcome {
        let event = row.event_id.and_then(|id| self.events.get(&id));
        let event = event.ok_or_else(missing)?;
        let about = match self.tickets.of(row, event, now).ok_or_else(missing)? {
            Ok(about) => about,
            Err(state) => return Ok(Err(state.into())),
        };
        let area = self.areas.get(&event.area_id).cloned();
        let venue = event.venue_id.and_then(|id| self.venues.get(&id).cloned());
        let about = AboutTicket {
            venue,
            area,
            ..about
        };
        self.to_person(row, event.area_id, About::Ticket(Box::new(about)))
    }

    fn about_sign_up(&self, row: &delivery::Model, now: Instant) -> Outcome {
        let event = row.event_id.and_then(|id| self.events.get(&id));
        let event = event.ok_or_else(missing)?;
        let about = match self.sign_ups.of(row, event, now).ok_or_else(missing)? {
            Ok(about) => about,
            Err(state) => return Ok(Err(state.into())),
        };
        let area = self.areas.get(&event.area_id).cloned();
        let venue = event.venue_id.and_then(|id| self.venues.get(&id).cloned());
        let about = AboutSignUp {
            venue,
            area,
            ..about
        };
        self.to_person(row, event.area_id, About::SignUp(Box::new(about)))
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
        let way = self.reachable.ways(person.id, row.kind).by(row.channel);
        if let Some(error) = way.error() {
            return Ok(Err(Dropped::suppressed(error)));
        }
        let address = self.reachable.address(person.id, row.channel);
        let address = address.ok_or_else(missing)?.open(&self.core)?;
        Ok(Ok(Outgoing {
            id: row.id,
            generation: row.generation,
            attempts: row.attempts,
            unknowns: row.unknowns,
            send_at: row.send_at,
            held_until: row.leased_until.unwrap_or(row.due_at),
            kind: row.kind,
            channel: row.channel,
            person_id: Some(person.id),
            locale: person.locale.clone(),
            address,
            recipient_name: Some(person.name.clone()),
            contact_phone: self.phones.get(&helps).cloned(),
            link: None,
            others: Vec::new(),
            carries: Vec::new(),
            is_bundled: row.bundle_key.is_some(),
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
            unknowns: row.unknowns,
            send_at: row.send_at,
            held_until: row.leased_until.unwrap_or(row.due_at),
            kind: row.kind,
            channel: row.channel,
            person_id: None,
            locale: code.locale.clone(),
            address,
            recipient_name: None,
            contact_phone: None,
            link: None,
            others: Vec::new(),
            carries: Vec::new(),
            is_bundled: false,
            about: About::SignInCode(AboutCode {
                id: code.id,
                code: plain,
                minutes: (left + 59_999) / 60_000,
            }),
        }))
    }

    fn recipient(&self, row: &delivery::Model) -> Result<&Person> {
        let person = row.person_id.and_then(|id| self.people.get(&id));
        person.ok_or_else(missing)
    }
}

/// The areas that somebody helps in: those of events, and those where people live who are written to
/// about themselves.
fn around(claimed: &[delivery::Model], events: &[event::Model], people: &[Person]) -> Vec<AreaId> {
    let themselves: HashSet<PersonId> = claimed
        .iter()
        .filter(|row| is_about_themselves(row.kind))
        .filter_map(|row| row.person_id)
        .collect();
    let units = people
        .iter()
        .filter(|person| themselves.contains(&person.id))
        .map(|person| person.unit_id);
    let areas: BTreeSet<AreaId> = events.iter().map(|row| row.area_id).chain(units).collect();
    areas.into_iter().collect()
}

fn is_about_themselves(kind: MessageKind) -> bool {
    use MessageKind::{ActedForYou, RegistrationConfirmed, SmsHelp};
    matches!(kind, ActedForYou | RegistrationConfirmed | SmsHelp)
}

fn missing() -> Error {
    Error::internal("a message is about a row that is missing")
}
