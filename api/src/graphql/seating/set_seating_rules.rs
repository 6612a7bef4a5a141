//! `setSeatingRules`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::seating;

use super::payload::{RulesSet, SeatingPayload, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;

/// A household that sits at a table whatever else is arranged.
#[derive(InputObject)]
pub struct SeatingPinInput {
    /// The household, which has answered the event.
    pub household_id: ID,
    /// The table.
    pub table_id: ID,
}

/// Two households that do not sit at one table.
#[derive(InputObject)]
pub struct SeatedApartInput {
    /// The one, which has answered the event.
    pub household_id: ID,
    /// The other, likewise.
    pub other_household_id: ID,
}

/// All rules of a banquet's seating.
#[derive(InputObject)]
pub struct SetSeatingRulesInput {
    /// The event.
    pub event_id: ID,
    /// The version of the plan that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// All pins, 5,000 at most.
    pub pins: Vec<SeatingPinInput>,
    /// All pairs that sit apart, 5,000 at most.
    pub apart: Vec<SeatedApartInput>,
}

/// See the module.
#[derive(Default)]
pub struct SetSeatingRulesMutation;

#[Object]
impl SetSeatingRulesMutation {
    /// Sets who sits at a table whatever else is arranged, and who does not sit together. Nobody is moved
    /// by it; `arrangeTables` keeps the rules, and names those that contradict each other. For those who
    /// run the event.
    async fn set_seating_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "All rules.")] input: SetSeatingRulesInput,
    ) -> Result<SeatingPayload<RulesSet>> {
        let event_id = decode(&input.event_id);
        let pin = |pin: SeatingPinInput| seating::NewPin {
            household_id: decode(&pin.household_id),
            table_id: decode(&pin.table_id),
        };
        let pair = |pair: SeatedApartInput| seating::NewApart {
            household_id: decode(&pair.household_id),
            other_household_id: decode(&pair.other_household_id),
        };
        let command = seating::SetSeatingRules {
            event_id: event_id.clone(),
            expected_version: input.expected_version,
            pins: input.pins.into_iter().map(pin).collect(),
            apart: input.apart.into_iter().map(pair).collect(),
        };
        let answer = seating::set_seating_rules(ctx.core(), ctx.actor(), command).await;
        payload(ctx, event_id, answer).await
    }
}
