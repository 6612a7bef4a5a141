//! What the day is on which an event starts.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use mulin_domain::event::view::EventView;

use crate::graphql::almanac::loaders::{HintOn, InUse};
use crate::graphql::almanac::types::{DayHint, LunarDate};
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::required;

/// Fields of [`super::types::Event`], which takes them up as its own.
pub struct EventLocalDay(pub(super) Arc<EventView>);

#[Object]
impl EventLocalDay {
    /// The lunar date (农历) of the day on which it starts, on the clocks of `timeZone`; null outside the
    /// years from 1950 to 2100, for which the lunar calendar was checked.
    async fn lunar_date(&self, ctx: &Context<'_>) -> Result<Option<LunarDate>> {
        let almanac = required(ctx, InUse).await?;
        let date = almanac.lunar_date(self.0.starts_on()).ok();
        Ok(date.map(|date| LunarDate::new(date, ctx.request().speech)))
    }

    /// Whether the day on which it starts, on the clocks of `timeZone`, is worked. A hint: no event moves
    /// by itself.
    async fn day_hint(&self, ctx: &Context<'_>) -> Result<DayHint> {
        let hint = required(ctx, HintOn(self.0.starts_on())).await?;
        Ok(DayHint::from(hint))
    }
}
