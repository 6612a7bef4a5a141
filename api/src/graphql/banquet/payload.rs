//! What mutations of banquets answer.

use async_graphql::{Context, Result, SimpleObject};
use mulin_domain::Error as DomainError;
use mulin_domain::input::IdInput;
use mulin_entities::{EventId, banquet};

use super::of_event::by_event;
use super::types::Banquet;
use crate::graphql::errors::{is_conflict, outcome};
use crate::graphql::user_error::UserError;

/// What became of a mutation of a banquet.
#[derive(SimpleObject)]
#[graphql(concrete(name = "PlanBanquetPayload", params(Planned)))]
#[graphql(concrete(name = "UpdateBanquetPayload", params(Updated)))]
pub struct BanquetPayload<T: Send + Sync> {
    /// The banquet; null if refused, except on a version conflict, which shows it as it is now.
    pub banquet: Option<Banquet>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `planBanquet`
pub struct Planned;
/// `updateBanquet`
pub struct Updated;

/// Maps a command's answer to a payload.
pub async fn payload<T: Send + Sync>(
    ctx: &Context<'_>,
    id: IdInput<EventId>,
    answer: Result<banquet::Model, DomainError>,
) -> Result<BanquetPayload<T>> {
    let (row, user_errors) = outcome(ctx, answer)?;
    let event = match (row, id) {
        (Some(row), _) => Some(row.event_id),
        (None, Ok(id)) if is_conflict(&user_errors) => Some(id),
        _ => None,
    };
    let banquet = match event {
        Some(event) => by_event(ctx, event).await?,
        None => None,
    };
    Ok(BanquetPayload {
        banquet,
        user_errors,
        mutation: std::marker::PhantomData,
    })
}
