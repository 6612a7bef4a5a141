//! `updateBanquet`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};
use mulin_domain::banquet;

use super::payload::{BanquetPayload, Updated, payload};
use super::settings::{CategoryServingsInput, named};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::patch::patch;

/// What to change; a field that is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateBanquetInput {
    /// Of which event.
    pub event_id: ID,
    /// The version of the banquet that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// Servings for 100 guests of the parts of the meal that are to change.
    #[graphql(default, name = "servingsPer100Guests")]
    pub servings_per_100_guests: Vec<CategoryServingsInput>,
    /// How long before the start dishes are to be there, in minutes, 0 to 1,440.
    pub bring_before_minutes: MaybeUndefined<i32>,
    /// Where dishes are handed in, 1 to 80 characters; null for the place of the event.
    pub bring_to: MaybeUndefined<String>,
    /// Votes that each guest has for dishes, 0 to 100; until guests vote.
    pub votes_per_guest: MaybeUndefined<i32>,
    /// Most votes of a guest for one dish, 1 to 100; until guests vote.
    pub votes_per_dish: MaybeUndefined<i32>,
    /// What the first places win, up to 10 of 1 to 40 characters, the best first; null for nothing.
    pub prizes: MaybeUndefined<Vec<String>>,
}

/// See the module.
#[derive(Default)]
pub struct UpdateBanquetMutation;

#[Object]
impl UpdateBanquetMutation {
    /// Edits what a banquet wants. For those who run its event.
    async fn update_banquet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateBanquetInput,
    ) -> Result<BanquetPayload<Updated>> {
        let event_id = decode(&input.event_id);
        let command = banquet::UpdateBanquet {
            event_id: event_id.clone(),
            expected_version: input.expected_version,
            settings: banquet::Settings {
                servings_per_100_guests: named(input.servings_per_100_guests),
                bring_before_minutes: patch(input.bring_before_minutes),
                bring_to: patch(input.bring_to),
                votes_per_guest: patch(input.votes_per_guest),
                votes_per_dish: patch(input.votes_per_dish),
                prizes: patch(input.prizes),
            },
        };
        let answer = banquet::update_banquet(ctx.core(), ctx.actor(), command).await;
        payload(ctx, event_id, answer).await
    }
}
