//! The almanac, read once a request and only if somebody asks.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use chrono::NaiveDate;
use mulin_domain::almanac::{self, AlmanacInUse, DayHint};

use crate::graphql::loaders::{Rows, Shared};

/// The lunar calendar with the operator's corrections.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct InUse;

impl Loader<InUse> for Rows {
    type Value = AlmanacInUse;
    type Error = Shared;

    async fn load(&self, _: &[InUse]) -> Result<HashMap<InUse, AlmanacInUse>, Shared> {
        let almanac = almanac::in_use(self.core.db().reader()).await;
        Ok(HashMap::from([(InUse, almanac.map_err(Arc::new)?)]))
    }
}

/// Whether a day is worked.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HintOn(pub NaiveDate);

impl Loader<HintOn> for Rows {
    type Value = DayHint;
    type Error = Shared;

    async fn load(&self, keys: &[HintOn]) -> Result<HashMap<HintOn, DayHint>, Shared> {
        let dates: Vec<NaiveDate> = keys.iter().map(|HintOn(date)| *date).collect();
        let hints = almanac::hints(self.core.db().reader(), &dates).await;
        let hints = hints.map_err(Arc::new)?.into_iter();
        Ok(hints.map(|(date, hint)| (HintOn(date), hint)).collect())
    }
}
