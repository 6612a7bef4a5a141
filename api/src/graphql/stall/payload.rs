//! What mutations of stalls answer.

use std::sync::Arc;

use async_graphql::{Context, Result, SimpleObject};
use mulin_domain::Error as DomainError;
use mulin_domain::input::IdInput;
use mulin_entities::{StallId, stall, station};

use super::types::{Stall, Station};
use crate::graphql::errors::{is_conflict, outcome};
use crate::graphql::loaders::load;
use crate::graphql::user_error::UserError;

/// What became of a mutation of a stall.
#[derive(SimpleObject)]
#[graphql(concrete(name = "AddStallPayload", params(Added)))]
#[graphql(concrete(name = "UpdateStallPayload", params(Updated)))]
#[graphql(concrete(name = "RemoveStallPayload", params(Removed)))]
#[graphql(concrete(name = "SetSlotsPayload", params(SlotsSet)))]
pub struct StallPayload<T: Send + Sync> {
    /// The stall; null if refused, except on a version conflict of a stall that was named by its id, which
    /// shows it as it is now.
    pub stall: Option<Stall>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `addStall`
pub struct Added;
/// `updateStall`
pub struct Updated;
/// `removeStall`
pub struct Removed;
/// `setSlots`
pub struct SlotsSet;

/// Maps a command's answer to a payload.
pub async fn payload<T: Send + Sync>(
    ctx: &Context<'_>,
    id: Option<IdInput<StallId>>,
    answer: Result<stall::Model, DomainError>,
) -> Result<StallPayload<T>> {
    let (row, user_errors) = outcome(ctx, answer)?;
    let stall = match (row, id) {
        (Some(row), _) => {
            let event = load(ctx, row.event_id).await?;
            let row = Arc::new(row);
            event.map(|event| Stall { event, row })
        }
        (None, Some(Ok(id))) if is_conflict(&user_errors) => Stall::if_visible(ctx, id).await?,
        (None, _) => None,
    };
    Ok(StallPayload {
        stall,
        user_errors,
        mutation: std::marker::PhantomData,
    })
}

/// What became of a mutation of a station.
#[derive(SimpleObject)]
#[graphql(concrete(name = "OpenStationPayload", params(Opened)))]
#[graphql(concrete(name = "PauseStationPayload", params(Paused)))]
#[graphql(concrete(name = "CloseStationPayload", params(Closed)))]
pub struct StationPayload<T: Send + Sync> {
    /// The station; null if refused.
    pub station: Option<Station>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `openStation`
pub struct Opened;
/// `pauseStation`
pub struct Paused;
/// `closeStation`
pub struct Closed;

/// The same of a station.
pub async fn station_payload<T: Send + Sync>(
    ctx: &Context<'_>,
    answer: Result<station::Model, DomainError>,
) -> Result<StationPayload<T>> {
    let (row, user_errors) = outcome(ctx, answer)?;
    let station = match row {
        Some(row) => Station::of(ctx, Arc::new(row)).await?,
        None => None,
    };
    Ok(StationPayload {
        station,
        user_errors,
        mutation: std::marker::PhantomData,
    })
}
