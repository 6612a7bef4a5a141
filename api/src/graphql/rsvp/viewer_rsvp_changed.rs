//! `viewerRsvpChanged`.

use async_graphql::{Context, Description, Object, Result, Subscription};
use futures_util::stream::Stream;
use mulin_domain::Error;
use mulin_domain::topics::Topic;

use super::types::Rsvp;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::live::{MOST_RSVPS, Watched, changed, current, state};

/// The caller's own answers that changed.
#[derive(Description)]
pub struct ViewerRsvpsChanged {
    rsvps: Vec<Rsvp>,
    more: bool,
}

#[Object(use_type_description)]
impl ViewerRsvpsChanged {
    /// The answers that changed since the last state, as they are now: up to 50.
    #[graphql(complexity = "MOST_RSVPS * child_complexity")]
    async fn rsvps(&self) -> &[Rsvp] {
        &self.rsvps
    }

    /// Whether still others changed: read the caller's answers anew.
    async fn more(&self) -> bool {
        self.more
    }
}

/// See the module.
#[derive(Default)]
pub struct ViewerRsvpChangedSubscription;

#[Subscription]
impl ViewerRsvpChangedSubscription {
    /// The caller's own answers as they change, whoever changes them; by a personal link its one
    /// answer. At most five times a second, and none is left out.
    async fn viewer_rsvp_changed(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = ViewerRsvpsChanged> + use<>> {
        let Some(viewer) = ctx.actor().doer() else {
            return Err(top_level(ctx, &Error::Unauthenticated));
        };
        let run = current(ctx);
        run.watched.get_or_init(|| Watched {
            topic: Topic::AnswersOf(viewer),
            open_to_all: false,
        });
        if run.opening {
            return Ok(state(None));
        }
        let told = ViewerRsvpsChanged {
            rsvps: changed(ctx).await?,
            more: run.more,
        };
        // A personal link hears nothing of the person's other answers.
        let is_empty = told.rsvps.is_empty() && !told.more;
        Ok(state((!is_empty).then_some(told)))
    }
}
