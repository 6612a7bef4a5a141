//! The series of an area.

use async_graphql::{Context, Object, Result};
use mulin_domain::page::Slice;
use mulin_entities::{AreaId, series};

use super::loaders::SeriesIn;
use super::types::{Series, SeriesConnection};
use crate::graphql::connection::{Key, page_by_id};
use crate::graphql::loaders::load;
use crate::graphql::place::types::page_size;

/// Fields of [`crate::graphql::place::types::Area`], which takes them up as its own.
pub struct AreaSeries(pub AreaId);

#[Object]
impl AreaSeries {
    /// The series of this very area that the caller may see, in the order in which they were made.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<SeriesConnection> {
        let page = page_by_id(first, after, last, before)?;
        let area = self.0;
        let slice = load(ctx, SeriesIn { area, page }).await?;
        let slice = slice.unwrap_or_else(Slice::empty);
        let key = |row: &series::Model| Key(row.id);
        Ok(SeriesConnection::new(slice, key, Series))
    }
}
