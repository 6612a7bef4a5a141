//! Adds an item to a programme.

use mulin_entities::{EventId, ProgrammeItemId, programme_item};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde::Serialize;

use super::{MAX_ITEMS, check_within, open};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event::{rules, store};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};

/// A new item.
#[derive(Clone, Debug, Serialize)]
pub struct AddProgrammeItem {
    /// Of which event.
    pub event_id: IdInput<EventId>,
    /// Stage or place within the venue.
    pub stage: Option<String>,
    /// Title.
    pub title: String,
    /// Who performs.
    pub performers: Option<String>,
    /// ISO 8601 duration from the event's start.
    pub starts_after: String,
    /// ISO 8601 duration.
    pub duration: String,
}

/// Adds an item.
pub async fn add_programme_item(
    core: &Core,
    actor: &Actor,
    input: AddProgrammeItem,
    key: Option<String>,
) -> Result<programme_item::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            if let Claim::Replay(id) = claim(tx, key.as_deref(), "addProgrammeItem", &input).await?
            {
                let item = store::programme_item(tx.db(), ProgrammeItemId(id)).await?;
                return item.ok_or_else(|| Error::not_found("id"));
            }
            let mut faults = Faults::default();
            let event_id = faults.id("eventId", "Event", input.event_id);
            let title = faults.line("title", &input.title, 1..=120);
            let stage = faults.line("stage", input.stage.as_deref().unwrap_or(""), 0..=60);
            let performers = faults.line(
                "performers",
                input.performers.as_deref().unwrap_or(""),
                0..=200,
            );
            let starts_after =
                rules::duration_seconds(&mut faults, "startsAfter", &input.starts_after);
            let duration = rules::duration_seconds(&mut faults, "duration", &input.duration);
            if duration == Some(0) {
                faults.add(
                    "duration",
                    Rule::Range {
                        min: 1,
                        max: i64::from(i32::MAX),
                    },
                );
            }
            let Some(event_id) = event_id else {
                return faults.finish().and(Err(Error::not_found("eventId")));
            };
            let event = open(tx, event_id).await?;
            if let (Some(starts_after), Some(duration)) = (starts_after, duration) {
                check_within(&mut faults, &event, starts_after, duration);
            }
            if store::programme_length(tx.db(), event_id).await? >= MAX_ITEMS {
                faults.add("eventId", Rule::Count { max: 500 });
            }
            faults.finish()?;
            let item = programme_item::ActiveModel {
                id: Set(tx.new_id()),
                event_id: Set(event_id),
                stage: Set(stage),
                title: Set(title),
                performers: Set(performers),
                starts_after_seconds: Set(starts_after.unwrap_or_default()),
                duration_seconds: Set(duration.unwrap_or_default()),
                version: Set(1),
                created_at: Set(tx.now()),
                updated_at: Set(tx.now()),
            }
            .insert(tx.db())
            .await?;
            let what = What::ProgrammeChanged {
                event_id,
                item_id: item.id,
                how: "added",
            };
            tx.record(event.root_area_id, what);
            Ok(item)
        })
    })
    .await
}
