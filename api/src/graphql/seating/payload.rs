//! What mutations of seating answer.

use async_graphql::{Context, Result, SimpleObject};
use mulin_domain::Error as DomainError;
use mulin_domain::input::IdInput;
use mulin_domain::seating::policy;
use mulin_entities::{EventId, seating_plan};

use super::loaders::PlanOf;
use super::plan::SeatingPlan;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{is_conflict, outcome};
use crate::graphql::loaders::load;
use crate::graphql::user_error::UserError;

/// What became of a mutation of a plan.
#[derive(SimpleObject)]
#[graphql(concrete(name = "SetTablesPayload", params(TablesSet)))]
#[graphql(concrete(name = "SetSeatingRulesPayload", params(RulesSet)))]
#[graphql(concrete(name = "PublishSeatingPayload", params(Published)))]
pub struct SeatingPayload<T: Send + Sync> {
    /// The plan; null if refused, except on a version conflict, which shows it as it is now.
    pub seating_plan: Option<SeatingPlan>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `setTables`
pub struct TablesSet;
/// `setSeatingRules`
pub struct RulesSet;
/// `publishSeating`
pub struct Published;

/// Maps a command's answer to a payload.
pub async fn payload<T: Send + Sync>(
    ctx: &Context<'_>,
    event: IdInput<EventId>,
    answer: Result<seating_plan::Model, DomainError>,
) -> Result<SeatingPayload<T>> {
    let (row, user_errors) = outcome(ctx, answer)?;
    Ok(SeatingPayload {
        seating_plan: shown(ctx, event, row, &user_errors).await?,
        user_errors,
        mutation: std::marker::PhantomData,
    })
}

/// The plan that a command gave, or, on a version conflict, as it is now.
pub async fn shown(
    ctx: &Context<'_>,
    event: IdInput<EventId>,
    row: Option<seating_plan::Model>,
    user_errors: &[UserError],
) -> Result<Option<SeatingPlan>> {
    let row = match (row, event) {
        (Some(row), _) => Some(row),
        (None, Ok(event)) if is_conflict(user_errors) => load(ctx, PlanOf(event)).await?,
        _ => None,
    };
    let Some(row) = row else {
        return Ok(None);
    };
    let event = load(ctx, row.event_id).await?;
    let seen = event.filter(|event| policy::may_see_plan(ctx.actor(), event.id, &event.area_path));
    Ok(seen.map(|event| SeatingPlan {
        row,
        starts_at: event.starts_at,
    }))
}
