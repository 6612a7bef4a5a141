//! What the caller can do with a series.

use async_graphql::SimpleObject;
use mulin_domain::Actor;
use mulin_domain::series::policy;
use mulin_entities::{SeriesState, series};

/// What the caller can do with a series now.
#[derive(SimpleObject, Clone, Copy)]
pub struct SeriesViewerCan {
    /// Edit it with `updateSeries`, as a whole or from one of its events on: until it was ended.
    pub edit: bool,
    /// End it: until it was ended.
    pub end: bool,
}

impl SeriesViewerCan {
    /// As the mutations themselves would decide it.
    pub fn of(actor: &Actor, series: &series::Model) -> Self {
        let may = policy::manages(actor, series) && series.state == SeriesState::Active;
        Self {
            edit: may,
            end: may,
        }
    }
}
