//! Makes an event a banquet.

use mulin_entities::{DishVoteState, EventId, banquet, event};
use serde::Serialize;
use serde_json::json;

use super::settings::{self, Settings};
use super::{BanquetError, policy, store};
use crate::actor::Actor;
use crate::change::{BanquetChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::{self as events, seats};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput};
use crate::tx::Tx;

/// What a meal wants.
#[derive(Clone, Debug, Serialize)]
pub struct PlanBanquet {
    /// Which event.
    pub event_id: IdInput<EventId>,
    /// What is wanted; as usual where left out.
    pub settings: Settings,
}

/// Makes the event a banquet, for those who run it.
pub async fn plan_banquet(
    core: &Core,
    actor: &Actor,
    input: PlanBanquet,
    key: Option<String>,
) -> Result<banquet::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(plan(tx, input, key)))
        .await
}

async fn plan(tx: &mut Tx, input: PlanBanquet, key: Option<String>) -> Result<banquet::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "planBanquet", &input).await? {
        visible(tx, EventId(id)).await?;
        let row = store::banquet(tx.db(), EventId(id)).await?;
        return row.ok_or_else(|| Error::not_found("eventId"));
    }
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let mut row = blank(tx);
    input.settings.apply(&mut faults, &mut row);
    let Some(event_id) = event_id else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    seats::lock(tx.db(), event_id).await?;
    let event = visible(tx, event_id).await?;
    policy::may_edit(tx.actor(), &event)?;
    faults.finish()?;
    events::rules::must_be_alive(&event, tx.now())?;
    if store::banquet(tx.db(), event_id).await?.is_some() {
        return Err(Refusal::from(BanquetError::IsABanquet).into());
    }
    (row.event_id, row.root_area_id) = (event.id, event.root_area_id);
    store::insert(tx, &row).await?;
    let change = BanquetChange::Planned;
    tx.record(row.root_area_id, What::Banquet { event_id, change });
    Ok(row)
}

/// A banquet of no event yet, in which everything is as usual.
fn blank(tx: &Tx) -> banquet::Model {
    let nil = uuid::Uuid::nil();
    let mut row = banquet::Model {
        event_id: EventId(nil),
        root_area_id: mulin_entities::AreaId(nil),
        cold_tastes: 0,
        hot_tastes: 0,
        staple_tastes: 0,
        soup_tastes: 0,
        dessert_tastes: 0,
        drink_tastes: 0,
        bring_before_minutes: 30,
        bring_to: None,
        next_dish_no: 1,
        vote_state: DishVoteState::NotOpen,
        votes_per_guest: 3,
        votes_per_dish: 1,
        prizes: json!([]),
        vote_opened_at: None,
        vote_closed_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    settings::usual(&mut row);
    row
}

/// The event, if the actor sees it.
pub(super) async fn visible(tx: &Tx, id: EventId) -> Result<event::Model> {
    events::store::event(tx.db(), id)
        .await?
        .filter(|event| events::policy::may_see(tx.actor(), event))
        .ok_or_else(|| Error::not_found("eventId"))
}
