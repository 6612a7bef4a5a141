//! What mutations of events answer.

use async_graphql::{Context, Result, SimpleObject};
use mulin_domain::Error as DomainError;
use mulin_domain::input::IdInput;
use mulin_entities::{EventId, event};

use super::types::Event;
use crate::graphql::errors::{is_conflict, outcome};
use crate::graphql::loaders::load;
use crate::graphql::user_error::UserError;

/// What became of a mutation of an event.
#[derive(SimpleObject)]
#[graphql(concrete(name = "CreateEventPayload", params(Created)))]
#[graphql(concrete(name = "UpdateEventPayload", params(Updated)))]
#[graphql(concrete(name = "PublishEventPayload", params(Published)))]
#[graphql(concrete(name = "RescheduleEventPayload", params(Rescheduled)))]
#[graphql(concrete(name = "CancelEventPayload", params(Cancelled)))]
#[graphql(concrete(name = "SkipOccurrencePayload", params(OccurrenceSkipped)))]
#[graphql(concrete(name = "MoveOccurrencePayload", params(OccurrenceMoved)))]
#[graphql(concrete(name = "SetEventRemindersPayload", params(RemindersSet)))]
#[graphql(concrete(name = "SetEventQuestionsPayload", params(QuestionsSet)))]
#[graphql(concrete(name = "InviteToEventPayload", params(Invited)))]
#[graphql(concrete(name = "RemoveProgrammeItemPayload", params(ItemRemoved)))]
pub struct EventPayload<T: Send + Sync> {
    /// The event; null if refused, except on a version conflict, which shows it as it is now.
    pub event: Option<Event>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `createEvent`
pub struct Created;
/// `updateEvent`
pub struct Updated;
/// `publishEvent`
pub struct Published;
/// `rescheduleEvent`
pub struct Rescheduled;
/// `cancelEvent`
pub struct Cancelled;
/// `skipOccurrence`
pub struct OccurrenceSkipped;
/// `moveOccurrence`
pub struct OccurrenceMoved;
/// `setEventReminders`
pub struct RemindersSet;
/// `setEventQuestions`
pub struct QuestionsSet;
/// `inviteToEvent`
pub struct Invited;
/// `removeProgrammeItem`
pub struct ItemRemoved;

/// Maps a command's answer to a payload, which reads the event anew with its seats.
pub async fn payload<T: Send + Sync>(
    ctx: &Context<'_>,
    id: Option<IdInput<EventId>>,
    answer: Result<event::Model, DomainError>,
) -> Result<EventPayload<T>> {
    let (row, user_errors) = outcome(ctx, answer)?;
    let id = match (row, id) {
        (Some(row), _) => Some(row.id),
        (None, Some(Ok(id))) if is_conflict(&user_errors) => Some(id),
        _ => None,
    };
    let event = match id {
        Some(id) => load(ctx, id).await?.map(Event::new),
        None => None,
    };
    Ok(EventPayload {
        event,
        user_errors,
        mutation: std::marker::PhantomData,
    })
}
