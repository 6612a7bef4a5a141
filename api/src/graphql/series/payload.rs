//! What mutations of a whole series answer.

use async_graphql::{Context, Result, SimpleObject};
use mulin_domain::Error as DomainError;
use mulin_domain::input::IdInput;
use mulin_entities::{SeriesId, series};

use super::types::Series;
use crate::graphql::errors::{is_conflict, outcome};
use crate::graphql::loaders::load;
use crate::graphql::user_error::UserError;

/// What became of a mutation of a series.
#[derive(SimpleObject)]
#[graphql(concrete(name = "CreateSeriesPayload", params(Created)))]
#[graphql(concrete(name = "EndSeriesPayload", params(Ended)))]
pub struct SeriesPayload<T: Send + Sync> {
    /// The series; null if refused, except on a version conflict, which shows it as it is now.
    pub series: Option<Series>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `createSeries`
pub struct Created;
/// `endSeries`
pub struct Ended;

/// Maps a command's answer to a payload.
pub async fn payload<T: Send + Sync>(
    ctx: &Context<'_>,
    id: Option<IdInput<SeriesId>>,
    answer: Result<series::Model, DomainError>,
) -> Result<SeriesPayload<T>> {
    let (row, user_errors) = outcome(ctx, answer)?;
    let series = match (row, id) {
        (Some(row), _) => Some(Series(row)),
        (None, Some(Ok(id))) if is_conflict(&user_errors) => load(ctx, id).await?.map(Series),
        _ => None,
    };
    Ok(SeriesPayload {
        series,
        user_errors,
        mutation: std::marker::PhantomData,
    })
}
