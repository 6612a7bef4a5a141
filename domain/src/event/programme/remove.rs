//! Takes an item off a programme.

use mulin_entities::{ProgrammeItemId, event};
use sea_orm::ModelTrait;
use serde::Serialize;

use super::open_item;
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::Result;
use crate::input::{Faults, IdInput};

/// Which item.
#[derive(Clone, Debug, Serialize)]
pub struct RemoveProgrammeItem {
    /// Which item.
    pub item_id: IdInput<ProgrammeItemId>,
}

/// Takes an item off its programme; answers the event.
pub async fn remove_programme_item(
    core: &Core,
    actor: &Actor,
    input: RemoveProgrammeItem,
) -> Result<event::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let item_id = faults.id("itemId", "ProgrammeItem", input.item_id);
            faults.finish()?;
            let (event, item) = open_item(tx, item_id).await?;
            let what = What::ProgrammeChanged {
                event_id: event.id,
                item_id: item.id,
                how: "removed",
            };
            item.delete(tx.db()).await?;
            tx.record(event.root_area_id, what);
            Ok(event)
        })
    })
    .await
}
