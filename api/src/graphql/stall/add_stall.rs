//! `addStall`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};
use mulin_domain::input::Patch;
use mulin_domain::stall;

use super::payload::{Added, StallPayload, payload};
use super::settings::{StallServiceInput, StationInput, services, stations};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::patch::{given, patch};
use crate::graphql::volunteer::enums::Skill;

/// A new stall.
#[derive(InputObject)]
pub struct AddStallInput {
    /// At which event.
    pub event_id: ID,
    /// What it is called, 1 to 60 characters.
    pub name: String,
    /// Where it stands, up to 80 characters.
    pub place: Option<String>,
    /// The team that staffs it, of the same city.
    pub team_id: Option<ID>,
    /// What who serves there must have shown that they can, by a paper that somebody has seen; left out:
    /// nothing.
    pub needed_skill: Option<Skill>,
    /// What it does, in order: 1 to 26 services.
    pub services: Vec<StallServiceInput>,
    /// Its stations, in order: up to 26.
    pub stations: Vec<StationInput>,
    /// Share of each slot that is kept for those who did not book, 0 to 100 per cent; 30 if left out. It is
    /// rounded up to whole places, but leaves one to book unless it is 100.
    pub walk_in_percent: Option<i32>,
    /// Age in years from which people go first, 50 to 120; 70 if left out, null for nobody.
    pub priority_from_age: MaybeUndefined<i32>,
    /// How often somebody is called before they can be skipped, 1 to 5; 2 if left out.
    pub calls_before_skip: Option<i32>,
    /// After how many others somebody who was skipped comes again, 1 to 20; 3 if left out.
    pub back_after: Option<i32>,
    /// How many places ahead somebody is told that it is nearly their turn, 1 to 20; 3 if left out.
    pub nearly_places: Option<i32>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// See the module.
#[derive(Default)]
pub struct AddStallMutation;

#[Object]
impl AddStallMutation {
    /// Adds a stall to an event, up to 50. Its stations are closed until the day. For those who run the
    /// event.
    async fn add_stall(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The stall.")] input: AddStallInput,
    ) -> Result<StallPayload<Added>> {
        let command = stall::AddStall {
            event_id: decode(&input.event_id),
            settings: stall::Settings {
                name: Patch::Set(input.name),
                place: given(input.place),
                team_id: given(input.team_id.map(|id| decode(&id))),
                needed_skill: given(input.needed_skill.map(Into::into)),
                walk_in_percent: given(input.walk_in_percent),
                priority_from_age: patch(input.priority_from_age),
                calls_before_skip: given(input.calls_before_skip),
                back_after: given(input.back_after),
                nearly_places: given(input.nearly_places),
            },
            services: services(input.services),
            stations: stations(input.stations),
        };
        let key = input.idempotency_key;
        let answer = stall::add_stall(ctx.core(), ctx.actor(), command, key).await;
        payload(ctx, None, answer).await
    }
}
