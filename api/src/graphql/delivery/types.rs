//! Messages, as those see them whom they are for.

use async_graphql::{Context, Description, Enum, ID, Object, Result};
use mulin_domain::page::{Page, Slice};
use mulin_domain::person::contact::{Contact, masked};
use mulin_entities::{AreaId, Channel as Way, ContactKind, DeliveryId, PersonId, delivery};
use uuid::Uuid;

use super::loaders::DeliveriesOf;
use crate::connection;
use crate::graphql::channel::Channel;
use crate::graphql::connection::Key;
use crate::graphql::event::types::Event;
use crate::graphql::id::encode;
use crate::graphql::loaders::{ContactsOf, load};
use crate::graphql::person::loaders::ActedFor;
use crate::graphql::person::types::Person;
use crate::graphql::scalars::DateTime;

/// What a message says. Kinds may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::MessageKind")]
pub enum MessageKind {
    /// The event is about to start.
    EventReminder,
    /// The event has another time.
    EventRescheduled,
    /// The event has another place.
    EventMoved,
    /// The event will not take place.
    EventCancelled,
    /// What those who run the event tell of it.
    Announcement,
    /// The person's answer was taken: they come.
    RsvpConfirmed,
    /// A waitlisted party has seats now.
    RsvpPromoted,
    /// Seats are held for a waitlisted party, until it takes them or their time is over.
    RsvpOffered,
    /// The time of held seats is about to end.
    RsvpOfferEnding,
    /// The time of held seats is over, and they went to the next.
    RsvpOfferExpired,
    /// Those who run the event let the party in.
    RsvpApproved,
    /// Those who run the event do not let the party in.
    RsvpRefused,
    /// Those who run the event invite the person.
    Invited,
    /// A code to sign in with.
    SignInCode,
    /// Somebody else acted for the person.
    ActedForYou,
    /// The steward confirmed a registration.
    RegistrationConfirmed,
    /// How to answer by text message, to whoever wrote one that could not be taken.
    SmsHelp,
    /// A slot at a stall was booked, or the booking has another time or place.
    TicketBooked,
    /// Who waited for a slot has one now.
    TicketPromoted,
    /// It is nearly the person's turn at a stall.
    TicketNearly,
    /// What was left at a stall can be collected.
    TicketReady,
    /// What was open at a stall when the day ended, or was called off, is closed.
    TicketClosed,
    /// Somebody was put on a shift, or asked for it and has a place.
    ShiftSignedUp,
    /// Who waited for a place on a shift has one now.
    ShiftPromoted,
    /// The shift does not take place, or the person is on it no longer.
    ShiftCancelled,
    /// The person is asked to take over somebody's shift.
    ShiftSwapOffered,
    /// Somebody else took over the person's shift.
    ShiftSwapped,
    /// The shift has another time or place.
    ShiftChanged,
    /// Volunteers are asked to come to a shift.
    VolunteersCalled,
}

/// The life of one message. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::DeliveryState")]
pub enum DeliveryState {
    /// Waits for its time, or for the next try.
    Pending,
    /// Is on its way just now.
    Sending,
    /// Nobody knows whether it was taken; it is asked about, or sent again.
    Unknown,
    /// The other side took it; of a call, that a steward is to make it.
    Sent,
    /// It arrived, as a receipt or whoever called says.
    Delivered,
    /// Came back.
    Bounced,
    /// Cannot be delivered.
    Failed,
    /// Came too late.
    Expired,
    /// No longer true: the event moved, or the answer changed.
    Superseded,
    /// Not sent on purpose: there is no address, or the person refused the channel.
    Suppressed,
}

/// One message to one person by one channel, as the person sees it and those who act for them. What
/// it said is not kept.
#[derive(Clone, Description)]
pub struct Delivery(pub delivery::Model);

connection! {
    /// Messages, those first that were planned last.
    DeliveryConnection, DeliveryEdge, Delivery
}

impl Delivery {
    /// The same message, if the caller may see it.
    pub async fn if_visible(self, ctx: &Context<'_>) -> Result<Option<Self>> {
        let Some(person) = self.0.person_id else {
            return Ok(None);
        };
        let visible = load(ctx, ActedFor(person)).await?.is_some();
        Ok(visible.then_some(self))
    }
}

#[Object(use_type_description)]
impl Delivery {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(
            self.0.root_area_id.unwrap_or(AreaId(Uuid::nil())),
            self.0.id,
        )
    }

    /// To whom; null if the caller may not see the person.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.0.person_id {
            Some(person) => Ok(load(ctx, person).await?.map(Person)),
            None => Ok(None),
        }
    }

    /// What it says.
    async fn kind(&self) -> MessageKind {
        self.0.kind.into()
    }

    /// How it travels.
    async fn channel(&self) -> Channel {
        self.0.channel.into()
    }

    /// The present address of the person by that channel, most of it hidden: `l**@example.org`,
    /// `138****5678`; null if there is none any more. The one it was sent to is not kept.
    async fn masked_address(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some(person) = self.0.person_id else {
            return Ok(None);
        };
        let contacts = load(ctx, ContactsOf(person)).await?.unwrap_or_default();
        Ok(masked_address(&contacts, self.0.channel))
    }

    /// How far it is.
    async fn state(&self) -> DeliveryState {
        self.0.state.into()
    }

    /// When it is, or was, wanted.
    async fn send_at(&self) -> DateTime {
        DateTime(self.0.send_at)
    }

    /// When it came to an end; null if it has not yet.
    async fn settled_at(&self) -> Option<DateTime> {
        self.0.settled_at.map(DateTime)
    }

    /// Tries so far.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// About which event; null if about none, or the caller may not see it.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        match self.0.event_id {
            Some(event) => Ok(load(ctx, event).await?.map(Event::new)),
            None => Ok(None),
        }
    }

    /// Stable code of the last failure, such as `NO_ADDRESS` or `NO_ANSWER`; null if there was none.
    /// Codes may be added.
    async fn error_code(&self) -> Option<&str> {
        self.0.last_error.as_deref()
    }
}

/// The first address of a channel, most of it hidden.
pub fn masked_address(contacts: &[Contact], channel: Way) -> Option<String> {
    let reaches = |contact: &&Contact| match channel {
        Way::Email => contact.row.kind == ContactKind::Email,
        Way::Sms => contact.row.kind == ContactKind::Phone && contact.row.receives_sms,
        Way::Call => contact.row.kind == ContactKind::Phone,
    };
    let found = contacts.iter().find(reaches)?;
    Some(masked(found.row.kind, &found.address))
}

/// A page of the messages to somebody; the caller has been asked whether they may be seen.
pub async fn deliveries(
    ctx: &Context<'_>,
    person: PersonId,
    page: Page<DeliveryId>,
) -> Result<DeliveryConnection> {
    let slice = load(ctx, DeliveriesOf { person, page }).await?;
    let slice = slice.unwrap_or_else(Slice::empty);
    Ok(DeliveryConnection::new(slice, |row| Key(row.id), Delivery))
}
