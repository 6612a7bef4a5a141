//! `moveHousehold`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::seating::{self, Worse};

use super::judgement::{SoftSeatingRule, warning};
use super::payload::shown;
use super::plan::SeatingPlan;
use super::types::BanquetTable;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Who moves where.
#[derive(InputObject)]
pub struct MoveHouseholdInput {
    /// The event.
    pub event_id: ID,
    /// Who: a household that comes.
    pub household_id: ID,
    /// Where; null, or left out, to take them from their table.
    pub table_id: Option<ID>,
    /// The version of the plan that you edited; refused if somebody edited since.
    pub expected_version: i32,
}

/// What became of `moveHousehold`.
#[derive(SimpleObject)]
pub struct MoveHouseholdPayload {
    /// The plan; null if refused, except on a version conflict, which shows it as it is now.
    pub seating_plan: Option<SeatingPlan>,
    /// What is worse than before, though it is allowed, in the caller's language; null if refused.
    pub warnings: Option<Vec<String>>,
    /// The soft rules that are kept less than before; null if refused.
    pub worse_rules: Option<Vec<SoftSeatingRule>>,
    /// The table at which a guest is left alone; null if none is.
    pub left_alone: Option<BanquetTable>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct MoveHouseholdMutation;

#[Object]
impl MoveHouseholdMutation {
    /// Moves a household to another table by hand, or takes it from its table. Hard rules are kept; what
    /// becomes worse is told. Pin it to keep it there when it is arranged anew. For those who run the
    /// event.
    async fn move_household(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who moves where.")] input: MoveHouseholdInput,
    ) -> Result<MoveHouseholdPayload> {
        let event_id = decode(&input.event_id);
        let command = seating::MoveHousehold {
            event_id: event_id.clone(),
            household_id: decode(&input.household_id),
            table_id: input.table_id.map(|id| decode(&id)),
            expected_version: input.expected_version,
        };
        let answer = seating::move_household(ctx.core(), ctx.actor(), command).await;
        let (moved, user_errors) = outcome(ctx, answer)?;
        let (plan, worse) = match moved {
            Some(moved) => (Some(moved.plan), moved.worse),
            None => (None, Vec::new()),
        };
        let (mut warnings, mut rules, mut alone) = (Vec::new(), Vec::new(), None);
        for worse in worse {
            warnings.push(warning(ctx, worse).await?);
            match worse {
                Worse::Soft(rule) => rules.push(rule.into()),
                Worse::LeftAlone(table) => alone = Some(table),
            }
        }
        let done = plan.is_some();
        Ok(MoveHouseholdPayload {
            seating_plan: shown(ctx, event_id, plan, &user_errors).await?,
            warnings: done.then_some(warnings),
            worse_rules: done.then_some(rules),
            left_alone: BanquetTable::of(ctx, alone).await?,
            user_errors,
        })
    }
}
