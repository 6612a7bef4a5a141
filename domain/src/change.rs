//! What happened, in plain types: journalled, and handed to the followers before the commit.

use mulin_entities::*;
use serde_json::{Value, json};

use crate::clock::Instant;

/// One change of the domain's state.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Tree it happened in.
    pub root_area_id: AreaId,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the columns of the same name")]
pub enum What {
    /// An area was made.
    AreaCreated { area_id: AreaId },
    /// An area was edited.
    AreaUpdated { area_id: AreaId },
    /// A venue was made.
    VenueCreated { venue_id: VenueId },
    /// A venue was edited.
    VenueUpdated { venue_id: VenueId },
    /// A person was registered.
    PersonRegistered { person_id: PersonId },
    /// A person's record was edited.
    PersonUpdated { person_id: PersonId },
    /// A role was given.
    RoleGranted {
        grant_id: RoleGrantId,
        person_id: PersonId,
        role: Role,
        area_id: AreaId,
    },
    /// A role was taken back.
    RoleRevoked {
        grant_id: RoleGrantId,
        person_id: PersonId,
        role: Role,
        area_id: AreaId,
    },
    /// An event was drafted.
    EventCreated { event_id: EventId },
    /// An event's text, place or terms were edited.
    EventUpdated { event_id: EventId },
    /// The number of seats changed.
    CapacityChanged {
        event_id: EventId,
        from: Option<i32>,
        to: Option<i32>,
    },
    /// An event became visible to its audience.
    EventPublished { event_id: EventId },
    /// An event got another time.
    EventRescheduled {
        event_id: EventId,
        schedule_rev: i32,
        from: Instant,
        to: Instant,
    },
    /// An event will not take place.
    EventCancelled { event_id: EventId },
    /// The times at which an event reminds were changed.
    RemindersChanged { event_id: EventId },
    /// A festival's programme changed.
    ProgrammeChanged {
        event_id: EventId,
        item_id: ProgrammeItemId,
        how: &'static str,
    },
    /// A person answered, changed the answer, or took it back.
    RsvpAnswered(RsvpChange),
    /// A waiting party got its seats.
    RsvpPromoted(RsvpChange),
}

/// An RSVP before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct RsvpChange {
    /// The event.
    pub event_id: EventId,
    /// The answer.
    pub rsvp_id: RsvpId,
    /// Whose answer.
    pub person_id: PersonId,
    /// State before; none for a first answer.
    pub from: Option<RsvpState>,
    /// State after.
    pub to: RsvpState,
    /// Size of the party.
    pub seats: i32,
    /// Place in the queue, if it was given one.
    pub queue_no: Option<i64>,
    /// Raised when somebody comes back.
    pub answer_rev: i32,
}

/// How a change stands in the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Table of the subject.
    pub subject_kind: &'static str,
    /// The subject.
    pub subject_id: uuid::Uuid,
    /// What happened to it.
    pub verb: &'static str,
    /// Small facts, without contact details or free text.
    pub payload: Value,
}

impl Change {
    /// The journal's view of it.
    pub fn entry(&self) -> Entry {
        let entry = |subject_kind, subject_id: uuid::Uuid, verb, payload| Entry {
            subject_kind,
            subject_id,
            verb,
            payload,
        };
        let nothing = json!({});
        match &self.what {
            What::AreaCreated { area_id } => entry("area", area_id.0, "created", nothing),
            What::AreaUpdated { area_id } => entry("area", area_id.0, "updated", nothing),
            What::VenueCreated { venue_id } => entry("venue", venue_id.0, "created", nothing),
            What::VenueUpdated { venue_id } => entry("venue", venue_id.0, "updated", nothing),
            What::PersonRegistered { person_id } => {
                entry("person", person_id.0, "registered", nothing)
            }
            What::PersonUpdated { person_id } => entry("person", person_id.0, "updated", nothing),
            What::RoleGranted {
                grant_id,
                person_id,
                role,
                area_id,
            } => {
                let payload = json!({ "person": person_id, "role": role, "area": area_id });
                entry("role_grant", grant_id.0, "granted", payload)
            }
            What::RoleRevoked {
                grant_id,
                person_id,
                role,
                area_id,
            } => {
                let payload = json!({ "person": person_id, "role": role, "area": area_id });
                entry("role_grant", grant_id.0, "revoked", payload)
            }
            What::EventCreated { event_id } => entry("event", event_id.0, "created", nothing),
            What::EventUpdated { event_id } => entry("event", event_id.0, "updated", nothing),
            What::CapacityChanged { event_id, from, to } => entry(
                "event",
                event_id.0,
                "capacity_changed",
                json!({ "from": from, "to": to }),
            ),
            What::EventPublished { event_id } => entry("event", event_id.0, "published", nothing),
            What::EventRescheduled {
                event_id,
                schedule_rev,
                from,
                to,
            } => {
                let payload = json!({ "scheduleRev": schedule_rev, "from": from, "to": to });
                entry("event", event_id.0, "rescheduled", payload)
            }
            What::EventCancelled { event_id } => entry("event", event_id.0, "cancelled", nothing),
            What::RemindersChanged { event_id } => {
                entry("event", event_id.0, "reminders_changed", nothing)
            }
            What::ProgrammeChanged {
                event_id,
                item_id,
                how,
            } => {
                let payload = json!({ "item": item_id, "how": how });
                entry("event", event_id.0, "programme_changed", payload)
            }
            What::RsvpAnswered(change) => {
                entry("rsvp", change.rsvp_id.0, "answered", change.payload())
            }
            What::RsvpPromoted(change) => {
                entry("rsvp", change.rsvp_id.0, "promoted", change.payload())
            }
        }
    }
}

impl RsvpChange {
    fn payload(&self) -> Value {
        json!({
            "event": self.event_id,
            "person": self.person_id,
            "from": self.from,
            "to": self.to,
            "seats": self.seats,
            "queueNo": self.queue_no,
            "answerRev": self.answer_rev,
        })
    }
}
