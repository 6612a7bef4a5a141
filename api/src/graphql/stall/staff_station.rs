//! `openStation`, `pauseStation`, `closeStation`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::stall;

use super::payload::{Closed, Opened, Paused, StationPayload, station_payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;

/// Which station opens.
#[derive(InputObject)]
pub struct OpenStationInput {
    /// Which one.
    pub station_id: ID,
    /// Who serves there: somebody of the stall's team; the caller if left out.
    pub staffed_by: Option<ID>,
}

/// Which station pauses.
#[derive(InputObject)]
pub struct PauseStationInput {
    /// Which one.
    pub station_id: ID,
}

/// Which station closes.
#[derive(InputObject)]
pub struct CloseStationInput {
    /// Which one.
    pub station_id: ID,
}

fn of(id: &ID) -> stall::StaffStation {
    stall::StaffStation {
        station_id: decode(id),
    }
}

/// See the module.
#[derive(Default)]
pub struct StaffStationMutations;

#[Object]
impl StaffStationMutations {
    /// Opens a station with the caller, or somebody of the stall's team, at it: it calls people from now on,
    /// on the day. For those who serve at the stall. Opened by another person it is theirs. Where the stall
    /// asks for something that one must have shown, who serves has shown it: QUALIFICATION_MISSING otherwise.
    async fn open_station(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: OpenStationInput,
    ) -> Result<StationPayload<Opened>> {
        let station = stall::OpenStation {
            station_id: decode(&input.station_id),
            staffed_by: input.staffed_by.map(|id| decode(&id)),
        };
        let answer = stall::open_station(ctx.core(), ctx.actor(), station).await;
        station_payload(ctx, answer).await
    }

    /// Pauses a station: who was called or served there waits again where they were. For those who serve
    /// at the stall, also where whoever was there has gone. Doing so twice changes nothing.
    async fn pause_station(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: PauseStationInput,
    ) -> Result<StationPayload<Paused>> {
        let station = of(&input.station_id);
        let answer = stall::pause_station(ctx.core(), ctx.actor(), station).await;
        station_payload(ctx, answer).await
    }

    /// Closes a station: as a pause, and nobody is there any more. For those who serve at the stall. Doing
    /// so twice changes nothing.
    async fn close_station(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: CloseStationInput,
    ) -> Result<StationPayload<Closed>> {
        let station = of(&input.station_id);
        let answer = stall::close_station(ctx.core(), ctx.actor(), station).await;
        station_payload(ctx, answer).await
    }
}
