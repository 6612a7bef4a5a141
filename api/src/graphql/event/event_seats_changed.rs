//! `eventSeatsChanged`.

use async_graphql::{Context, ID, Result, SimpleObject, Subscription};
use futures_util::stream::Stream;
use mulin_domain::Actor;
use mulin_domain::event::list::visible_events;
use mulin_domain::topics::Topic;

use super::enums::EventState;
use super::types::{Event, Seats};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::id::encode;
use crate::graphql::live::{Watched, current, state, watched_event};
use crate::graphql::scalars::DateTime;

/// How an event stands: what is the same for everybody who may see it.
#[derive(SimpleObject)]
pub struct EventSeatsChanged {
    /// The event's id.
    event_id: ID,
    /// Its seats, as of now.
    seats: Seats,
    /// Its life cycle: it may have been cancelled.
    state: EventState,
    /// Its start: it may have been rescheduled.
    starts_at: DateTime,
    /// Its end.
    ends_at: DateTime,
    /// Answers are taken until here.
    rsvp_closes_at: DateTime,
    /// Raised by every edit of the event, never by an answer: ask for it anew when this is new.
    version: i32,
}

/// See the module.
#[derive(Default)]
pub struct EventSeatsChangedSubscription;

#[Subscription]
impl EventSeatsChangedSubscription {
    /// How an event stands, at once and after every change of its seats, time or state; at most five
    /// times a second, and always the last. It ends when the caller may not see the event any more.
    async fn event_seats_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event's id.")] event_id: ID,
    ) -> Result<impl Stream<Item = EventSeatsChanged> + use<>> {
        let event = watched_event(ctx, &event_id).await?;
        let run = current(ctx);
        if run.opening {
            let anonymous = Actor::Anonymous;
            let db = ctx.core().db().reader();
            let public = visible_events(db, &anonymous, [event.id]).await;
            let public = public.map_err(|error| top_level(ctx, &error))?;
            run.watched.get_or_init(|| Watched {
                topic: Topic::Seats(event.id),
                open_to_all: !public.is_empty(),
            });
        }
        let seats = Event::new(event.clone()).seat_counts();
        Ok(state(Some(EventSeatsChanged {
            event_id: encode(event.root_area_id, event.id),
            seats,
            state: event.state.into(),
            starts_at: DateTime(event.starts_at),
            ends_at: DateTime(event.ends_at),
            rsvp_closes_at: DateTime(event.rsvp_closes_at.unwrap_or(event.starts_at)),
            version: event.version,
        })))
    }
}
