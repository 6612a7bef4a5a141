//! `createCheckInList` and `updateCheckInList`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use mulin_domain::check_in;
use mulin_entities::CheckInListId;

use super::types::CheckInList;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{is_conflict, name_event_by, outcome};
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::patch::patch;
use crate::graphql::scalars::LocalDateTime;
use crate::graphql::user_error::UserError;

/// A list.
#[derive(InputObject)]
pub struct CreateCheckInListInput {
    /// Of which event.
    pub event_id: ID,
    /// Name, 1 to 40 characters, which no other list of the event has.
    pub name: String,
    /// From when people are checked in, on the clocks of the event's zone; four hours before the event
    /// if left out.
    pub opens_at: Option<LocalDateTime>,
    /// Until when, likewise; twelve hours after the event if left out.
    pub closes_at: Option<LocalDateTime>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `createCheckInList`.
#[derive(SimpleObject)]
pub struct CreateCheckInListPayload {
    /// The list; null if refused.
    pub list: Option<CheckInList>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// What to change; a field that is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateCheckInListInput {
    /// Which list.
    pub list_id: ID,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// Name, 1 to 40 characters, which no other list of the event has.
    pub name: MaybeUndefined<String>,
    /// From when people are checked in, on the clocks of the event's zone; null for four hours before
    /// the event. The event's own list has no time of its own.
    pub opens_at: MaybeUndefined<LocalDateTime>,
    /// Until when, likewise; null for twelve hours after the event.
    pub closes_at: MaybeUndefined<LocalDateTime>,
}

/// What became of `updateCheckInList`.
#[derive(SimpleObject)]
pub struct UpdateCheckInListPayload {
    /// The list; null if refused, except on a version conflict, which shows it as it is now.
    pub list: Option<CheckInList>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct CheckInListMutations;

#[Object]
impl CheckInListMutations {
    /// Makes another list for an event, for a meal or a bus; up to 50. For those who run the event.
    async fn create_check_in_list(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The list.")] input: CreateCheckInListInput,
    ) -> Result<CreateCheckInListPayload> {
        let command = check_in::CreateCheckInList {
            event_id: decode(&input.event_id),
            name: input.name,
            opens_at: input.opens_at.map(Into::into),
            closes_at: input.closes_at.map(Into::into),
        };
        let key = input.idempotency_key;
        let answer = check_in::create_check_in_list(ctx.core(), ctx.actor(), command, key).await;
        let (list, user_errors) = outcome(ctx, answer)?;
        Ok(CreateCheckInListPayload {
            list: list.map(CheckInList),
            user_errors,
        })
    }

    /// Edits a list's name and times. For those who run the event.
    async fn update_check_in_list(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateCheckInListInput,
    ) -> Result<UpdateCheckInListPayload> {
        let list_id = decode::<CheckInListId>(&input.list_id);
        let command = check_in::UpdateCheckInList {
            list_id: list_id.clone(),
            expected_version: input.expected_version,
            name: patch(input.name),
            opens_at: patch(input.opens_at).map(Into::into),
            closes_at: patch(input.closes_at).map(Into::into),
        };
        let answer = check_in::update_check_in_list(ctx.core(), ctx.actor(), command).await;
        let (mut list, mut user_errors) = outcome(ctx, answer)?;
        name_event_by(&mut user_errors, "listId");
        if let (true, Ok(id)) = (is_conflict(&user_errors), list_id) {
            list = load(ctx, id).await?;
        }
        Ok(UpdateCheckInListPayload {
            list: list.map(CheckInList),
            user_errors,
        })
    }
}
