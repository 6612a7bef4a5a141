//! `banquetChanged`.

use async_graphql::{Context, Description, ID, Object, Result, Subscription};
use futures_util::stream::Stream;
use mulin_domain::event::list::visible_events;
use mulin_domain::topics::Topic;
use mulin_domain::{Actor, Error};

use super::coverage::{DishCoverage, count};
use super::of_event::of_event;
use super::types::Banquet;
use crate::graphql::context::ContextExt;
use crate::graphql::dish::wanted::left;
use crate::graphql::errors::top_level;
use crate::graphql::id::encode;
use crate::graphql::live::{Watched, current, state, watched_event};

/// How a banquet stands: what is the same for everybody who may see it.
#[derive(Description)]
pub struct BanquetChanged(Banquet);

#[Object(use_type_description)]
impl BanquetChanged {
    /// The event's id.
    async fn event_id(&self) -> ID {
        encode(self.0.event.root_area_id, self.0.event.id)
    }

    /// Guests who are expected: adults and children of those who come.
    async fn expected_guests(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(count(self.0.guests(ctx).await?))
    }

    /// What each part of the meal wants for the guests who are expected, and has.
    #[graphql(complexity = "6 * child_complexity")]
    async fn coverage(&self, ctx: &Context<'_>) -> Result<Vec<DishCoverage>> {
        let covered = self.0.covered(ctx).await?.into_iter();
        Ok(covered.map(Into::into).collect())
    }

    /// Dishes that are promised.
    async fn dishes(&self, ctx: &Context<'_>) -> Result<i32> {
        let covered = self.0.covered(ctx).await?;
        Ok(count(covered.iter().map(|part| part.dishes).sum()))
    }

    /// Dishes that are asked for and that nobody has claimed yet.
    async fn wanted_left(&self, ctx: &Context<'_>) -> Result<i32> {
        let wanted = self.0.wanted(ctx).await?;
        Ok(count(wanted.iter().map(|row| i64::from(left(row))).sum()))
    }

    /// Raised by every edit of what the banquet wants, never by a dish: ask for it anew when this is new.
    async fn version(&self) -> i32 {
        self.0.row.version
    }
}

/// See the module.
#[derive(Default)]
pub struct BanquetChangedSubscription;

#[Subscription]
impl BanquetChangedSubscription {
    /// How a banquet stands, at once and after every change of its dishes, of what is wanted, and of who
    /// comes; at most five times a second, and always the last. It ends when the caller may not see the
    /// event any more.
    async fn banquet_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event's id.")] event_id: ID,
    ) -> Result<impl Stream<Item = BanquetChanged> + use<>> {
        let event = watched_event(ctx, &event_id).await?;
        let missing = || top_level(ctx, &Error::not_found("eventId"));
        let banquet = of_event(ctx, &event).await?.ok_or_else(missing)?;
        let run = current(ctx);
        if run.opening {
            let anonymous = Actor::Anonymous;
            let db = ctx.core().db().reader();
            let public = visible_events(db, &anonymous, [event.id]).await;
            let public = public.map_err(|error| top_level(ctx, &error))?;
            run.watched.get_or_init(|| Watched {
                topic: Topic::Banquet(event.id),
                open_to_all: !public.is_empty(),
            });
        }
        Ok(state(Some(BanquetChanged(banquet))))
    }
}
