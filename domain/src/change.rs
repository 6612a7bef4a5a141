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
    /// Who did it; none for the system.
    pub by: Option<PersonId>,
    /// For whom, if for somebody else.
    pub on_behalf_of: Option<PersonId>,
    /// The way in which they were told to.
    pub via: Via,
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
    /// How a person is reached changed.
    ContactsChanged { person_id: PersonId },
    /// What is known of a person's needs changed.
    NeedsChanged { person_id: PersonId },
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
    /// Somebody registered themselves.
    RegistrationRequested { person_id: PersonId },
    /// A steward confirmed that somebody lives there.
    RegistrationConfirmed { person_id: PersonId },
    /// A steward refused a registration; nothing of it is kept.
    RegistrationRefused {
        person_id: PersonId,
        reason: &'static str,
    },
    /// Somebody moved to another unit or household.
    PersonMoved {
        person_id: PersonId,
        from_unit: AreaId,
        to_unit: AreaId,
    },
    /// Two records of one person became one.
    PersonMerged { from: PersonId, into: PersonId },
    /// Everything personal about somebody is gone.
    PersonErased { person_id: PersonId },
    /// Everything that is kept about somebody was given out.
    DataExported { person_id: PersonId },
    /// A consent was given.
    ConsentRecorded {
        consent_id: ConsentId,
        person_id: PersonId,
        purpose: ConsentPurpose,
    },
    /// Another officer confirmed a consent.
    ConsentConfirmed {
        consent_id: ConsentId,
        person_id: PersonId,
        purpose: ConsentPurpose,
    },
    /// A consent was withdrawn.
    ConsentWithdrawn {
        consent_id: ConsentId,
        person_id: PersonId,
        purpose: ConsentPurpose,
    },
    /// A part in one event was given.
    EventRoleGranted {
        event_role_id: EventRoleId,
        event_id: EventId,
        person_id: PersonId,
        role: EventRole,
    },
    /// A part in one event was taken back.
    EventRoleRevoked {
        event_role_id: EventRoleId,
        event_id: EventId,
        person_id: PersonId,
        role: EventRole,
    },
    /// A team was made.
    TeamCreated { team_id: TeamId },
    /// A team was edited.
    TeamUpdated { team_id: TeamId },
    /// Somebody leads a team now.
    TeamLeadGranted {
        team_id: TeamId,
        person_id: PersonId,
    },
    /// Somebody leads a team no longer.
    TeamLeadRevoked {
        team_id: TeamId,
        person_id: PersonId,
    },
    /// An outside issuer's identity was linked with somebody.
    IdentityLinked { person_id: PersonId },
    /// Somebody unlinked what an outside issuer knows of them.
    IdentityUnlinked { person_id: PersonId },
    /// Somebody was given a personal link to an event.
    PersonalLinkCreated {
        link_id: PersonalLinkId,
        event_id: EventId,
        person_id: PersonId,
    },
    /// A personal link was taken back.
    PersonalLinkRevoked {
        link_id: PersonalLinkId,
        event_id: EventId,
        person_id: PersonId,
    },
    /// A person, a household or an area was invited to an event.
    InvitationCreated {
        invitation_id: InvitationId,
        event_id: EventId,
        person_id: Option<PersonId>,
        household_id: Option<HouseholdId>,
        area_id: Option<AreaId>,
    },
    /// Somebody was invited by opening a link.
    InvitationAccepted {
        invitation_id: InvitationId,
        event_id: EventId,
        link_id: InvitationLinkId,
        person_id: PersonId,
    },
    /// An invitation was taken back.
    InvitationRevoked {
        invitation_id: InvitationId,
        event_id: EventId,
    },
    /// A link was made that invites to an event.
    InvitationLinkCreated {
        link_id: InvitationLinkId,
        event_id: EventId,
        max_uses: i32,
    },
    /// Such a link was taken back.
    InvitationLinkRevoked {
        link_id: InvitationLinkId,
        event_id: EventId,
    },
    /// An event was drafted.
    EventCreated {
        event_id: EventId,
        capacity: Option<i32>,
    },
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
    /// An event asks other questions.
    QuestionsChanged {
        event_id: EventId,
        form_version: i32,
    },
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
    /// Seats are held for a waiting party, or, of an event that moved, still are.
    RsvpOffered(RsvpChange),
    /// A party let the time of its held seats pass.
    RsvpOfferExpired(RsvpChange),
    /// Those who run the event let a party in, to a seat or to the waitlist.
    RsvpApproved(RsvpChange),
    /// Those who run the event did not let a party in.
    RsvpRefused(RsvpChange),
    /// A party, a person or a number of heads was checked in.
    CheckedIn {
        check_in_id: CheckInId,
        event_id: EventId,
        list_id: CheckInListId,
        rsvp_id: Option<RsvpId>,
        heads: i32,
    },
    /// A check-in was taken back.
    CheckInUndone {
        check_in_id: CheckInId,
        event_id: EventId,
        list_id: CheckInListId,
        rsvp_id: Option<RsvpId>,
    },
    /// The list of who comes was taken along.
    AttendeesExported { event_id: EventId, contacts: bool },
    /// A list to check people in on was made or edited.
    CheckInListChanged {
        list_id: CheckInListId,
        event_id: EventId,
    },
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
    /// Who was erased, if it is that.
    pub fn erased(&self) -> Option<PersonId> {
        match self.what {
            What::PersonErased { person_id } => Some(person_id),
            _ => None,
        }
    }

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
            What::ContactsChanged { person_id } => {
                entry("person", person_id.0, "contacts_changed", nothing)
            }
            What::NeedsChanged { person_id } => {
                entry("person", person_id.0, "needs_changed", nothing)
            }
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
            What::RegistrationRequested { person_id } => {
                entry("person", person_id.0, "registration_requested", nothing)
            }
            What::RegistrationConfirmed { person_id } => {
                entry("person", person_id.0, "registration_confirmed", nothing)
            }
            What::RegistrationRefused { person_id, reason } => {
                let payload = json!({ "reason": reason });
                entry("person", person_id.0, "registration_refused", payload)
            }
            What::PersonMoved {
                person_id,
                from_unit,
                to_unit,
            } => {
                let payload = json!({ "from": from_unit, "to": to_unit });
                entry("person", person_id.0, "moved", payload)
            }
            What::PersonMerged { from, into } => {
                entry("person", from.0, "merged", json!({ "into": into }))
            }
            What::PersonErased { person_id } => entry("person", person_id.0, "erased", nothing),
            What::DataExported { person_id } => {
                entry("person", person_id.0, "data_exported", nothing)
            }
            What::ConsentRecorded {
                consent_id,
                person_id,
                purpose,
            } => {
                let payload = json!({ "person": person_id, "purpose": purpose });
                entry("consent", consent_id.0, "recorded", payload)
            }
            What::ConsentConfirmed {
                consent_id,
                person_id,
                purpose,
            } => {
                let payload = json!({ "person": person_id, "purpose": purpose });
                entry("consent", consent_id.0, "confirmed", payload)
            }
            What::ConsentWithdrawn {
                consent_id,
                person_id,
                purpose,
            } => {
                let payload = json!({ "person": person_id, "purpose": purpose });
                entry("consent", consent_id.0, "withdrawn", payload)
            }
            What::EventRoleGranted {
                event_role_id,
                event_id,
                person_id,
                role,
            } => {
                let payload = json!({ "event": event_id, "person": person_id, "role": role });
                entry("event_role", event_role_id.0, "granted", payload)
            }
            What::EventRoleRevoked {
                event_role_id,
                event_id,
                person_id,
                role,
            } => {
                let payload = json!({ "event": event_id, "person": person_id, "role": role });
                entry("event_role", event_role_id.0, "revoked", payload)
            }
            What::TeamCreated { team_id } => entry("team", team_id.0, "created", nothing),
            What::TeamUpdated { team_id } => entry("team", team_id.0, "updated", nothing),
            What::TeamLeadGranted { team_id, person_id } => {
                let payload = json!({ "person": person_id });
                entry("team", team_id.0, "lead_granted", payload)
            }
            What::TeamLeadRevoked { team_id, person_id } => {
                let payload = json!({ "person": person_id });
                entry("team", team_id.0, "lead_revoked", payload)
            }
            What::IdentityLinked { person_id } => {
                entry("person", person_id.0, "identity_linked", nothing)
            }
            What::IdentityUnlinked { person_id } => {
                entry("person", person_id.0, "identity_unlinked", nothing)
            }
            What::PersonalLinkCreated {
                link_id,
                event_id,
                person_id,
            } => {
                let payload = json!({ "event": event_id, "person": person_id });
                entry("personal_link", link_id.0, "created", payload)
            }
            What::PersonalLinkRevoked {
                link_id,
                event_id,
                person_id,
            } => {
                let payload = json!({ "event": event_id, "person": person_id });
                entry("personal_link", link_id.0, "revoked", payload)
            }
            What::EventCreated { event_id, capacity } => {
                let payload = json!({ "capacity": capacity });
                entry("event", event_id.0, "created", payload)
            }
            What::InvitationCreated {
                invitation_id,
                event_id,
                person_id,
                household_id,
                area_id,
            } => {
                let payload = json!({ "event": event_id, "person": person_id,
                    "household": household_id, "area": area_id });
                entry("invitation", invitation_id.0, "created", payload)
            }
            What::InvitationAccepted {
                invitation_id,
                event_id,
                link_id,
                person_id,
            } => {
                let payload = json!({ "event": event_id, "link": link_id, "person": person_id });
                entry("invitation", invitation_id.0, "accepted", payload)
            }
            What::InvitationRevoked {
                invitation_id,
                event_id,
            } => {
                let payload = json!({ "event": event_id });
                entry("invitation", invitation_id.0, "revoked", payload)
            }
            What::InvitationLinkCreated {
                link_id,
                event_id,
                max_uses,
            } => {
                let payload = json!({ "event": event_id, "maxUses": max_uses });
                entry("invitation_link", link_id.0, "created", payload)
            }
            What::InvitationLinkRevoked { link_id, event_id } => {
                let payload = json!({ "event": event_id });
                entry("invitation_link", link_id.0, "revoked", payload)
            }
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
            What::QuestionsChanged {
                event_id,
                form_version,
            } => {
                let payload = json!({ "formVersion": form_version });
                entry("event", event_id.0, "questions_changed", payload)
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
            What::RsvpOffered(change) => {
                entry("rsvp", change.rsvp_id.0, "offered", change.payload())
            }
            What::RsvpOfferExpired(change) => {
                entry("rsvp", change.rsvp_id.0, "offer_expired", change.payload())
            }
            What::RsvpApproved(change) => {
                entry("rsvp", change.rsvp_id.0, "approved", change.payload())
            }
            What::RsvpRefused(change) => {
                entry("rsvp", change.rsvp_id.0, "refused", change.payload())
            }
            What::CheckedIn {
                check_in_id,
                event_id,
                list_id,
                rsvp_id,
                heads,
            } => {
                let payload = json!({
                    "event": event_id, "list": list_id, "rsvp": rsvp_id, "heads": heads,
                });
                entry("check_in", check_in_id.0, "checked_in", payload)
            }
            What::CheckInUndone {
                check_in_id,
                event_id,
                list_id,
                rsvp_id,
            } => {
                let payload = json!({ "event": event_id, "list": list_id, "rsvp": rsvp_id });
                entry("check_in", check_in_id.0, "undone", payload)
            }
            What::AttendeesExported { event_id, contacts } => {
                let payload = json!({ "contacts": contacts });
                entry("event", event_id.0, "attendees_exported", payload)
            }
            What::CheckInListChanged { list_id, event_id } => {
                let payload = json!({ "event": event_id });
                entry("check_in_list", list_id.0, "changed", payload)
            }
        }
    }
}

impl RsvpChange {
    /// What a row is now, and the state that it was in.
    pub(crate) fn of(from: Option<RsvpState>, row: &rsvp::Model) -> Self {
        Self {
            event_id: row.event_id,
            rsvp_id: row.id,
            person_id: row.person_id,
            from,
            to: row.state,
            seats: row.adults + row.children,
            queue_no: row.queue_no,
            answer_rev: row.answer_rev,
        }
    }

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
