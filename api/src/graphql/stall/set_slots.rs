//! `setSlots`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::stall;

use super::payload::{SlotsSet, StallPayload, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::scalars::LocalDateTime;

/// Slots that follow one another.
#[derive(InputObject)]
pub struct SlotRangeInput {
    /// When the first starts, by the clock where the event is.
    pub from: LocalDateTime,
    /// When the last is over at the latest, by the same clock.
    pub until: LocalDateTime,
    /// How long each is, in minutes, 5 to 480; as long as the service takes if left out.
    pub every_minutes: Option<i32>,
    /// How many are served in each, 1 to 500; part of them is kept for those who did not book, as the
    /// stall says.
    pub places: i32,
}

/// All slots of a service.
#[derive(InputObject)]
pub struct SetSlotsInput {
    /// The service.
    pub service_id: ID,
    /// The version of the stall that you saw; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// All slots, 500 at most, within the event; no two overlap. One that is left out goes, unless
    /// somebody has booked it; empty for a service that is not booked.
    pub ranges: Vec<SlotRangeInput>,
}

/// See the module.
#[derive(Default)]
pub struct SetSlotsMutation;

#[Object]
impl SetSlotsMutation {
    /// Sets when a service can be booked. A slot that starts as one did before keeps who booked it; places
    /// that are new go to those who wait for one. For those who run the event, and whoever leads the
    /// stall's team.
    async fn set_slots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The slots.")] input: SetSlotsInput,
    ) -> Result<StallPayload<SlotsSet>> {
        let range = |range: SlotRangeInput| stall::SlotRange {
            from: range.from.into(),
            until: range.until.into(),
            every_minutes: range.every_minutes,
            places: range.places,
        };
        let command = stall::SetSlots {
            service_id: decode(&input.service_id),
            expected_version: input.expected_version,
            ranges: input.ranges.into_iter().map(range).collect(),
        };
        let answer = stall::set_slots(ctx.core(), ctx.actor(), command).await;
        payload(ctx, None, answer).await
    }
}
