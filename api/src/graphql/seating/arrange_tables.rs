//! `arrangeTables`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::seating;

use super::payload::shown;
use super::plan::SeatingPlan;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// What to arrange.
#[derive(InputObject)]
pub struct ArrangeTablesInput {
    /// The event.
    pub event_id: ID,
    /// Which of many plans: the same seed, tables, rules and guests give the same plan on any machine.
    /// Left out: the seed of the last time.
    pub seed: Option<i32>,
    /// The version of the plan that you saw; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `arrangeTables`.
#[derive(SimpleObject)]
pub struct ArrangeTablesPayload {
    /// The plan; null if refused, except on a version conflict, which shows it as it is now.
    pub seating_plan: Option<SeatingPlan>,
    /// Households that had a table and have another now; null if refused, and for a repeated key.
    pub moved: Option<i32>,
    /// Why it was refused; empty if it was not. A plan that is provably impossible is refused with each
    /// contradiction by itself.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct ArrangeTablesMutation;

#[Object]
impl ArrangeTablesMutation {
    /// Arranges who sits where: every hard rule is kept, the soft ones as far as may be, and who has a
    /// table is moved as little as can be. A household for which there is no place without a rule broken
    /// has none. Guests are shown it by `publishSeating`. For those who run the event.
    async fn arrange_tables(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to arrange.")] input: ArrangeTablesInput,
    ) -> Result<ArrangeTablesPayload> {
        let event_id = decode(&input.event_id);
        let command = seating::ArrangeTables {
            event_id: event_id.clone(),
            seed: input.seed.map(i64::from),
            expected_version: input.expected_version,
        };
        let key = input.idempotency_key;
        let answer = seating::arrange_tables(ctx.core(), ctx.actor(), command, key).await;
        let (arranged, user_errors) = outcome(ctx, answer)?;
        let moved = arranged.as_ref().and_then(|arranged| arranged.moved);
        let plan = arranged.map(|arranged| arranged.plan);
        Ok(ArrangeTablesPayload {
            seating_plan: shown(ctx, event_id, plan, &user_errors).await?,
            moved: moved.map(|moved| i32::try_from(moved).unwrap_or(i32::MAX)),
            user_errors,
        })
    }
}
