//! `rsvpChanged`.

use async_graphql::{Context, Description, ID, Object, Result, Subscription};
use futures_util::stream::Stream;
use mulin_domain::Error;
use mulin_domain::rsvp::policy;
use mulin_domain::topics::Topic;

use super::types::Rsvp;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::event::types::{Event, Seats};
use crate::graphql::live::{MOST_RSVPS, Watched, changed, current, state, watched_event};

/// Answers to an event that changed.
#[derive(Description)]
pub struct RsvpsChanged {
    rsvps: Vec<Rsvp>,
    more: bool,
    seats: Seats,
}

#[Object(use_type_description)]
impl RsvpsChanged {
    /// The answers that changed since the last state, as they are now: up to 50.
    #[graphql(complexity = "MOST_RSVPS * child_complexity")]
    async fn rsvps(&self) -> &[Rsvp] {
        &self.rsvps
    }

    /// Whether still others changed: read the event's answers anew.
    async fn more(&self) -> bool {
        self.more
    }

    /// The event's seats, as of now.
    async fn seats(&self) -> Seats {
        self.seats
    }
}

/// See the module.
#[derive(Default)]
pub struct RsvpChangedSubscription;

#[Subscription]
impl RsvpChangedSubscription {
    /// The answers to an event as they change, for those who run it and its helpers; at most five
    /// times a second, and none is left out. It ends when the caller does not run it any more.
    async fn rsvp_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event's id.")] event_id: ID,
    ) -> Result<impl Stream<Item = RsvpsChanged> + use<>> {
        let event = watched_event(ctx, &event_id).await?;
        if !policy::may_see_all(ctx.actor(), event.id, &event.area_path) {
            let refusal = match ctx.actor().doer() {
                Some(_) => Error::Forbidden,
                None => Error::Unauthenticated,
            };
            return Err(top_level(ctx, &refusal));
        }
        let run = current(ctx);
        run.watched.get_or_init(|| Watched {
            topic: Topic::Answers(event.id),
            open_to_all: false,
        });
        if run.opening {
            return Ok(state(None));
        }
        Ok(state(Some(RsvpsChanged {
            rsvps: changed(ctx).await?,
            more: run.more,
            seats: Event::new(event).seat_counts(),
        })))
    }
}
