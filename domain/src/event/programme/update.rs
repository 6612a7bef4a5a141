//! Edits an item of a programme.

use mulin_entities::{ProgrammeItemId, programme_item};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde::Serialize;

use super::{check_within, open_item};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Refusal, Result};
use crate::event::rules;
use crate::input::{Faults, IdInput, Patch, Rule};

/// What to change.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of `AddProgrammeItem`")]
pub struct UpdateProgrammeItem {
    /// Which item.
    pub item_id: IdInput<ProgrammeItemId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    pub stage: Patch<String>,
    pub title: Patch<String>,
    pub performers: Patch<String>,
    pub starts_after: Patch<String>,
    pub duration: Patch<String>,
}

/// Edits an item.
pub async fn update_programme_item(
    core: &Core,
    actor: &Actor,
    input: UpdateProgrammeItem,
) -> Result<programme_item::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let item_id = faults.id("itemId", "ProgrammeItem", input.item_id);
            let title = faults.required("title", input.title);
            let title = title.map(|title| faults.line("title", &title, 1..=120));
            let stage = input
                .stage
                .map(|stage| faults.line("stage", &stage, 0..=60));
            let performers = input
                .performers
                .map(|text| faults.line("performers", &text, 0..=200));
            let starts_after = faults
                .required("startsAfter", input.starts_after)
                .and_then(|text| rules::duration_seconds(&mut faults, "startsAfter", &text));
            let duration = faults
                .required("duration", input.duration)
                .and_then(|text| rules::duration_seconds(&mut faults, "duration", &text));
            if duration == Some(0) {
                faults.add(
                    "duration",
                    Rule::Range {
                        min: 1,
                        max: i64::from(i32::MAX),
                    },
                );
            }
            if item_id.is_none() {
                faults.finish()?;
                return Err(crate::error::Error::not_found("itemId"));
            }
            let (event, item) = open_item(tx, item_id).await?;
            let starts_after = starts_after.unwrap_or(item.starts_after_seconds);
            let duration = duration.unwrap_or(item.duration_seconds);
            check_within(&mut faults, &event, starts_after, duration);
            faults.finish()?;
            if input
                .expected_version
                .is_some_and(|version| version != item.version)
            {
                return Err(Refusal::VersionConflict {
                    current: item.version,
                }
                .into());
            }
            let mut edit = item.clone().into_active_model();
            edit.title = Set(title.unwrap_or(item.title));
            edit.stage = Set(stage.or_keep(Some(item.stage)).unwrap_or_default());
            edit.performers = Set(performers
                .or_keep(Some(item.performers))
                .unwrap_or_default());
            edit.starts_after_seconds = Set(starts_after);
            edit.duration_seconds = Set(duration);
            edit.version = Set(item.version + 1);
            edit.updated_at = Set(tx.now());
            let item = edit.update(tx.db()).await?;
            let what = What::ProgrammeChanged {
                event_id: event.id,
                item_id: item.id,
                how: "updated",
            };
            tx.record(event.root_area_id, what);
            Ok(item)
        })
    })
    .await
}
