//! `updateStall`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};
use mulin_domain::stall;

use super::payload::{StallPayload, Updated, payload};
use super::settings::{StallServiceInput, StationInput, services, stations};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::patch::patch;
use crate::graphql::volunteer::enums::Skill;

/// What to change; a field that is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateStallInput {
    /// Which stall.
    pub stall_id: ID,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// What it is called, 1 to 60 characters.
    pub name: MaybeUndefined<String>,
    /// Where it stands, up to 80 characters; null for not told.
    pub place: MaybeUndefined<String>,
    /// What who serves there must have shown that they can; null: nothing.
    pub needed_skill: MaybeUndefined<Skill>,
    /// The team that staffs it, of the same city; null for none.
    pub team_id: MaybeUndefined<ID>,
    /// All that it does from now on, in order. One that is left out goes, unless people hold tickets for
    /// it.
    pub services: Option<Vec<StallServiceInput>>,
    /// All stations from now on, in order. One that is left out goes, unless somebody is there.
    pub stations: Option<Vec<StationInput>>,
    /// Share of each slot that is kept for those who did not book, 0 to 100 per cent. Nobody who booked
    /// loses their place.
    pub walk_in_percent: MaybeUndefined<i32>,
    /// Age in years from which people go first, 50 to 120; null for nobody. For tickets from now on.
    pub priority_from_age: MaybeUndefined<i32>,
    /// How often somebody is called before they can be skipped, 1 to 5.
    pub calls_before_skip: MaybeUndefined<i32>,
    /// After how many others somebody who was skipped comes again, 1 to 20.
    pub back_after: MaybeUndefined<i32>,
    /// How many places ahead somebody is told that it is nearly their turn, 1 to 20.
    pub nearly_places: MaybeUndefined<i32>,
}

/// See the module.
#[derive(Default)]
pub struct UpdateStallMutation;

#[Object]
impl UpdateStallMutation {
    /// Edits a stall. For those who run the event, and whoever leads the stall's team.
    async fn update_stall(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateStallInput,
    ) -> Result<StallPayload<Updated>> {
        let stall_id = decode(&input.stall_id);
        let command = stall::UpdateStall {
            stall_id: stall_id.clone(),
            expected_version: input.expected_version,
            settings: stall::Settings {
                name: patch(input.name),
                place: patch(input.place),
                needed_skill: patch(input.needed_skill).map(Into::into),
                team_id: patch(input.team_id).map(|id| decode(&id)),
                walk_in_percent: patch(input.walk_in_percent),
                priority_from_age: patch(input.priority_from_age),
                calls_before_skip: patch(input.calls_before_skip),
                back_after: patch(input.back_after),
                nearly_places: patch(input.nearly_places),
            },
            services: input.services.map(services),
            stations: input.stations.map(stations),
        };
        let answer = stall::update_stall(ctx.core(), ctx.actor(), command).await;
        payload(ctx, Some(stall_id), answer).await
    }
}
