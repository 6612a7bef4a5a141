//! A festival's programme: `addProgrammeItem`, `updateProgrammeItem`, `removeProgrammeItem`.

use async_graphql::{
    Context, Description, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject,
};
use chrono::TimeDelta;
use mulin_domain::clock::Instant;
use mulin_domain::event::{self, rules::format_duration};
use mulin_entities::{AreaId, ProgrammeItemId, programme_item};

use super::payload::{EventPayload, ItemRemoved, payload};
use super::types::Event;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{is_conflict, name_event_by, outcome};
use crate::graphql::id::{decode, encode};
use crate::graphql::loaders::{load, required};
use crate::graphql::patch::patch;
use crate::graphql::scalars::{DateTime, Duration};
use crate::graphql::user_error::UserError;

/// One item on a festival's programme. Its times are relative to the event's start and move with it.
#[derive(Clone, Description)]
pub struct ProgrammeItem {
    /// The row.
    pub item: programme_item::Model,
    /// The event's start.
    pub starts_at: Instant,
    /// The event's tree.
    pub root: AreaId,
}

#[Object(use_type_description)]
impl ProgrammeItem {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.root, self.item.id)
    }

    /// Stage or place within the venue, may be empty.
    async fn stage(&self) -> &str {
        &self.item.stage
    }

    /// Title.
    async fn title(&self) -> &str {
        &self.item.title
    }

    /// Who performs, may be empty.
    async fn performers(&self) -> &str {
        &self.item.performers
    }

    /// How long after the event's start it begins.
    async fn starts_after(&self) -> Duration {
        Duration(format_duration(self.item.starts_after_seconds))
    }

    /// How long it takes.
    async fn duration(&self) -> Duration {
        Duration(format_duration(self.item.duration_seconds))
    }

    /// When it begins, from the event's start as of now.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.starts_at + TimeDelta::seconds(i64::from(self.item.starts_after_seconds)))
    }

    /// Raised by every edit.
    async fn version(&self) -> i32 {
        self.item.version
    }

    /// The event.
    async fn event(&self, ctx: &Context<'_>) -> Result<Event> {
        Ok(Event::new(required(ctx, self.item.event_id).await?))
    }
}

/// A new item.
#[derive(InputObject)]
pub struct AddProgrammeItemInput {
    /// Of which event.
    pub event_id: ID,
    /// Stage or place within the venue, up to 60 characters.
    pub stage: Option<String>,
    /// Title, 1 to 120 characters.
    pub title: String,
    /// Who performs, up to 200 characters.
    pub performers: Option<String>,
    /// How long after the event's start it begins.
    pub starts_after: Duration,
    /// How long it takes; it must end with the event at the latest.
    pub duration: Duration,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What to change; a field that is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateProgrammeItemInput {
    /// Which item.
    pub item_id: ID,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// Stage or place within the venue, up to 60 characters; null for none.
    pub stage: MaybeUndefined<String>,
    /// Title, 1 to 120 characters.
    pub title: MaybeUndefined<String>,
    /// Who performs, up to 200 characters; null for nobody named.
    pub performers: MaybeUndefined<String>,
    /// How long after the event's start it begins.
    pub starts_after: MaybeUndefined<Duration>,
    /// How long it takes.
    pub duration: MaybeUndefined<Duration>,
}

/// Which item to take off.
#[derive(InputObject)]
pub struct RemoveProgrammeItemInput {
    /// Which item.
    pub item_id: ID,
}

/// What became of `addProgrammeItem`.
#[derive(SimpleObject)]
pub struct AddProgrammeItemPayload {
    /// The item; null if refused.
    pub item: Option<ProgrammeItem>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// What became of `updateProgrammeItem`.
#[derive(SimpleObject)]
pub struct UpdateProgrammeItemPayload {
    /// The item; null if refused, except on a version conflict, which shows it as it is now.
    pub item: Option<ProgrammeItem>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct ProgrammeMutations;

#[Object]
impl ProgrammeMutations {
    /// Adds an item to a programme. For those who run the event.
    async fn add_programme_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The item.")] input: AddProgrammeItemInput,
    ) -> Result<AddProgrammeItemPayload> {
        let command = event::AddProgrammeItem {
            event_id: decode(&input.event_id),
            stage: input.stage,
            title: input.title,
            performers: input.performers,
            starts_after: input.starts_after.into(),
            duration: input.duration.into(),
        };
        let answer =
            event::add_programme_item(ctx.core(), ctx.actor(), command, input.idempotency_key)
                .await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(AddProgrammeItemPayload {
            item: with_event(ctx, row).await?,
            user_errors,
        })
    }

    /// Edits an item of a programme. For those who run the event.
    async fn update_programme_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateProgrammeItemInput,
    ) -> Result<UpdateProgrammeItemPayload> {
        let item_id = decode::<ProgrammeItemId>(&input.item_id);
        let command = event::UpdateProgrammeItem {
            item_id: item_id.clone(),
            expected_version: input.expected_version,
            stage: patch(input.stage),
            title: patch(input.title),
            performers: patch(input.performers),
            starts_after: patch(input.starts_after).map(Into::into),
            duration: patch(input.duration).map(Into::into),
        };
        let answer = event::update_programme_item(ctx.core(), ctx.actor(), command).await;
        let (mut row, mut user_errors) = outcome(ctx, answer)?;
        name_event_by(&mut user_errors, "itemId");
        if let (true, Ok(id)) = (is_conflict(&user_errors), item_id) {
            row = load(ctx, id).await?;
        }
        Ok(UpdateProgrammeItemPayload {
            item: with_event(ctx, row).await?,
            user_errors,
        })
    }

    /// Takes an item off its programme. For those who run the event.
    async fn remove_programme_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which item.")] input: RemoveProgrammeItemInput,
    ) -> Result<EventPayload<ItemRemoved>> {
        let command = event::RemoveProgrammeItem {
            item_id: decode(&input.item_id),
        };
        let answer = event::remove_programme_item(ctx.core(), ctx.actor(), command).await;
        let mut told: EventPayload<ItemRemoved> = payload(ctx, None, answer).await?;
        name_event_by(&mut told.user_errors, "itemId");
        Ok(told)
    }
}

async fn with_event(
    ctx: &Context<'_>,
    row: Option<programme_item::Model>,
) -> Result<Option<ProgrammeItem>> {
    let Some(item) = row else { return Ok(None) };
    let event = load(ctx, item.event_id).await?;
    Ok(event.map(|event| ProgrammeItem {
        item,
        starts_at: event.starts_at,
        root: event.root_area_id,
    }))
}
