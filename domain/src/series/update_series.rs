//! Edits a series: one occurrence, one and those that follow, or all that are ahead.
//!
//! What an occurrence has otherwise than its series survives, and so does every answer to one that
//! still takes place. What has begun or is over never changes.

use mulin_entities::*;
use serde::Serialize;

use super::edit_series::edit_series;
use super::replay::replay;
use super::{ScheduleInput, update_occurrence};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::Result;
use crate::event::RsvpTerms;
use crate::idempotency::{Claim, claim};
use crate::input::{IdInput, Patch};
use crate::tx::{CommandResult, Tx};

/// Which occurrences an edit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Scope {
    /// One.
    This,
    /// One and all that follow, which become a series of their own.
    ThisAndFollowing,
    /// All that are ahead.
    All,
}

/// What to change.
#[derive(Clone, Debug, Serialize)]
#[expect(
    missing_docs,
    reason = "the fields are those of `CreateSeries` and `UpdateEvent`"
)]
pub struct UpdateSeries {
    /// Which occurrences.
    pub scope: Scope,
    /// The occurrence, of one or of one and those that follow.
    pub event_id: Option<IdInput<EventId>>,
    /// The series, of all.
    pub series_id: Option<IdInput<SeriesId>>,
    /// The version that the caller saw, of the event if it is about one, else of the series; any if
    /// left out.
    pub expected_version: Option<i32>,
    pub festival_id: Patch<IdInput<EventId>>,
    pub kind: Patch<EventKind>,
    pub visibility: Patch<Visibility>,
    pub title: Patch<String>,
    pub description: Patch<String>,
    pub venue_id: Patch<IdInput<VenueId>>,
    pub capacity: Patch<i32>,
    pub max_party: Patch<i32>,
    pub terms: RsvpTerms,
    pub opens_before_minutes: Patch<i32>,
    pub closes_before_minutes: Patch<i32>,
    pub publish: Patch<bool>,
    /// New wall-clock start of the one occurrence.
    pub starts_at: Option<String>,
    /// New wall-clock end of the one occurrence.
    pub ends_at: Option<String>,
    /// Zone of these; its own if left out.
    pub time_zone: Option<String>,
    pub rsvp_opens_at: Patch<String>,
    pub rsvp_closes_at: Patch<String>,
    /// What it repeats by from now on, in place of all that it repeated by.
    pub schedule: Option<ScheduleInput>,
    /// Days of the rule that are taken out beside those that are.
    pub except_dates: Vec<String>,
    /// Whether occurrences may be moved or cancelled that somebody has answered.
    pub accept_answered: bool,
    /// Why occurrences are cancelled, as it is told to everybody who answered.
    pub reason: Option<String>,
}

/// An occurrence that does not take place, with the answers that are no longer valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CancelledOccurrence {
    /// The event.
    pub event_id: EventId,
    /// Parties that had answered.
    pub parties: i64,
}

/// What became of the occurrences in the scope of an edit, each list by start.
#[derive(Clone, Debug)]
pub struct SeriesUpdated {
    /// The series, or the one that goes on from the occurrence on.
    pub series: series::Model,
    /// The series that ends before the occurrence; none if none does.
    pub previous: Option<series::Model>,
    /// Those that take place when they did.
    pub kept: Vec<EventId>,
    /// Those that take place at another time.
    pub moved: Vec<EventId>,
    /// Those that do not take place.
    pub cancelled: Vec<CancelledOccurrence>,
    /// New ones.
    pub added: Vec<EventId>,
}

impl CommandResult for SeriesUpdated {
    fn result_id(&self) -> Option<uuid::Uuid> {
        Some(self.series.id.0)
    }
}

impl SeriesUpdated {
    /// An edit in which nothing became of any occurrence yet.
    pub(super) fn of(series: series::Model, previous: Option<series::Model>) -> Self {
        Self {
            series,
            previous,
            kept: Vec::new(),
            moved: Vec::new(),
            cancelled: Vec::new(),
            added: Vec::new(),
        }
    }
}

/// Edits a series. A key that was used before answers the series as it is now, and again what became
/// of its occurrences.
///
/// Errors: faults of the input; `NotInASeries`, `OccurrencePast`, `Ended`; `OccurrencesAnswered` unless
/// the caller accepts that; forbidden to whoever does not run the series, or the one occurrence.
pub async fn update_series(
    core: &Core,
    actor: &Actor,
    input: UpdateSeries,
    key: Option<String>,
) -> Result<SeriesUpdated> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(run(tx, input, key)))
        .await
}

async fn run(tx: &mut Tx, input: UpdateSeries, key: Option<String>) -> Result<SeriesUpdated> {
    let scope = input.scope;
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "updateSeries", &input).await? {
        return replay(tx, SeriesId(id), &input, key.as_deref().unwrap_or_default()).await;
    }
    match scope {
        Scope::This => update_occurrence::update(tx, input).await,
        Scope::ThisAndFollowing | Scope::All => edit_series(tx, input).await,
    }
}
