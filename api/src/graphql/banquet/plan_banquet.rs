//! `planBanquet`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::banquet;

use super::payload::{BanquetPayload, Planned, payload};
use super::settings::{CategoryServingsInput, named};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;
use crate::graphql::patch::given;

/// What the meal wants.
#[derive(InputObject)]
pub struct PlanBanquetInput {
    /// Which event.
    pub event_id: ID,
    /// Servings of each part of the meal for 100 guests. Of parts that are left out as usual: 100 of cold
    /// dishes, staples and drinks, 200 of hot dishes, 50 of soups and desserts.
    #[graphql(default, name = "servingsPer100Guests")]
    pub servings_per_100_guests: Vec<CategoryServingsInput>,
    /// How long before the start dishes are to be there, in minutes, 0 to 1,440; 30 if left out.
    pub bring_before_minutes: Option<i32>,
    /// Where dishes are handed in, 1 to 80 characters; at the place of the event if left out.
    pub bring_to: Option<String>,
    /// Votes that each guest has for dishes, 0 to 100; 3 if left out.
    pub votes_per_guest: Option<i32>,
    /// Most votes of a guest for one dish, 1 to 100; 1 if left out.
    pub votes_per_dish: Option<i32>,
    /// What the first places win, up to 10 of 1 to 40 characters, the best first.
    pub prizes: Option<Vec<String>>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// See the module.
#[derive(Default)]
pub struct PlanBanquetMutation;

#[Object]
impl PlanBanquetMutation {
    /// Makes an event, of whatever kind, a potluck meal to which households bring dishes. For those who
    /// run it.
    async fn plan_banquet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the meal wants.")] input: PlanBanquetInput,
    ) -> Result<BanquetPayload<Planned>> {
        let event_id = decode(&input.event_id);
        let command = banquet::PlanBanquet {
            event_id: event_id.clone(),
            settings: banquet::Settings {
                servings_per_100_guests: named(input.servings_per_100_guests),
                bring_before_minutes: given(input.bring_before_minutes),
                bring_to: given(input.bring_to),
                votes_per_guest: given(input.votes_per_guest),
                votes_per_dish: given(input.votes_per_dish),
                prizes: given(input.prizes),
            },
        };
        let key = input.idempotency_key;
        let answer = banquet::plan_banquet(ctx.core(), ctx.actor(), command, key).await;
        payload(ctx, event_id, answer).await
    }
}
