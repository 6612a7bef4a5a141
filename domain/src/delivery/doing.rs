//! Those parts of an audience that are of what people do at an event, whatever they answered to it.

use std::collections::HashSet;

use mulin_entities::{EventId, PersonId, ReminderAudience};
use sea_orm::ConnectionTrait;

use super::bookings::{self, BOOKINGS};
use super::cooks::{self, COOKS};
use super::volunteers::{self, VOLUNTEERS};
use crate::error::Result;

/// The keys of those of a part, of the event with the one value, as a subquery; none for a part of
/// answers.
pub(super) fn subquery(part: ReminderAudience) -> Option<&'static str> {
    match part {
        ReminderAudience::Bookings => Some(BOOKINGS),
        ReminderAudience::Cooks => Some(COOKS),
        ReminderAudience::Volunteers => Some(VOLUNTEERS),
        ReminderAudience::Going
        | ReminderAudience::Maybe
        | ReminderAudience::NotAnswered
        | ReminderAudience::Offered
        | ReminderAudience::Waitlisted => None,
    }
}

/// Which of these people are of the part at which of these events; nobody for a part of answers.
pub(super) async fn who(
    db: &impl ConnectionTrait,
    part: ReminderAudience,
    events: HashSet<EventId>,
    people: HashSet<PersonId>,
) -> Result<HashSet<(EventId, PersonId)>> {
    match part {
        ReminderAudience::Bookings => bookings::booked(db, events, people).await,
        ReminderAudience::Cooks => cooks::cooking(db, events, people).await,
        ReminderAudience::Volunteers => volunteers::on_shifts(db, events, people).await,
        _ => Ok(HashSet::new()),
    }
}
