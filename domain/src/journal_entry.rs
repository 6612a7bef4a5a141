//! How each change stands in the journal.

use serde_json::{Value, json};

use crate::change::{Change, RsvpChange, What};

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
            What::ContactsChanged { person_id } => {
                entry("person", person_id.0, "contacts_changed", nothing)
            }
            What::NeedsChanged { person_id } => {
                entry("person", person_id.0, "needs_changed", nothing)
            }
            What::DietChanged { person_id } => {
                entry("person", person_id.0, "diet_changed", nothing)
            }
            What::CookCertificateChanged {
                cook_certificate_id,
                person_id,
                how,
            } => {
                let payload = json!({ "person": person_id });
                entry("cook_certificate", cook_certificate_id.0, how, payload)
            }
            What::DiningPolicyChanged {
                dining_policy_id,
                area_id,
                how,
            } => {
                let payload = json!({ "area": area_id });
                entry("dining_policy", dining_policy_id.0, how, payload)
            }
            What::BannedIngredientChanged {
                banned_ingredient_id,
                area_id,
                how,
            } => {
                let payload = json!({ "area": area_id });
                entry("banned_ingredient", banned_ingredient_id.0, how, payload)
            }
            What::Banquet { event_id, change } => change.entry(*event_id),
            What::ServiceDay { event_id, change } => change.entry(*event_id),
            What::Volunteering(change) => change.entry(),
            What::PreferencesChanged { person_id, .. } => {
                entry("person", person_id.0, "preferences_changed", nothing)
            }
            What::ChannelConsentNoted {
                entry_id,
                person_id,
                channel,
                purpose,
                step,
            } => {
                let payload = json!({ "person": person_id, "channel": channel,
                    "purpose": purpose, "step": step });
                entry("channel_consent", entry_id.0, "noted", payload)
            }
            What::CallRecorded {
                task_id,
                person_id,
                outcome,
            } => {
                let payload = json!({ "person": person_id, "outcome": outcome });
                entry("call_task", task_id.0, "recorded", payload)
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
            What::EventCreated {
                event_id,
                capacity,
                like,
            } => {
                let payload = match like {
                    Some(like) => json!({ "capacity": capacity, "like": like }),
                    None => json!({ "capacity": capacity }),
                };
                entry("event", event_id.0, "created", payload)
            }
            What::SeriesCreated {
                series_id,
                continues,
            } => {
                let payload = json!({ "continues": continues });
                entry("series", series_id.0, "created", payload)
            }
            What::SeriesUpdated { series_id } => entry("series", series_id.0, "updated", nothing),
            What::SeriesEnded { series_id } => entry("series", series_id.0, "ended", nothing),
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
            What::CalendarFeedCreated { feed_id, person_id } => {
                let payload = json!({ "person": person_id });
                entry("calendar_feed", feed_id.0, "created", payload)
            }
            What::CalendarFeedRevoked { feed_id, person_id } => {
                let payload = json!({ "person": person_id });
                entry("calendar_feed", feed_id.0, "revoked", payload)
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
            What::EventMoved { event_id, from, to } => {
                let payload = json!({ "from": from, "to": to });
                entry("event", event_id.0, "moved", payload)
            }
            What::EventCancelled { event_id } => entry("event", event_id.0, "cancelled", nothing),
            What::AnnouncementMade {
                announcement_id,
                event_id,
            } => {
                let payload = json!({ "event": event_id });
                entry("announcement", announcement_id.0, "made", payload)
            }
            What::AnnouncementCancelled {
                announcement_id,
                event_id,
            } => {
                let payload = json!({ "event": event_id });
                entry("announcement", announcement_id.0, "cancelled", payload)
            }
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
            What::RsvpAnswered(change) => change.entry("answered"),
            What::RsvpPromoted(change) => change.entry("promoted"),
            What::RsvpOffered(change) => change.entry("offered"),
            What::RsvpOfferExpired(change) => change.entry("offer_expired"),
            What::RsvpApproved(change) => change.entry("approved"),
            What::RsvpRefused(change) => change.entry("refused"),
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
    fn entry(&self, verb: &'static str) -> Entry {
        let payload = json!({
            "event": self.event_id,
            "person": self.person_id,
            "from": self.from,
            "to": self.to,
            "seats": self.seats,
            "queueNo": self.queue_no,
            "answerRev": self.answer_rev,
        });
        Entry {
            subject_kind: "rsvp",
            subject_id: self.rsvp_id.0,
            verb,
            payload,
        }
    }
}
