//! `queueChanged`, `myTicketChanged`

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::stream::Stream;
use mulin_domain::event::list::visible_events;
use mulin_domain::topics::Topic;
use mulin_domain::{Actor, Error};
use mulin_entities::{StallId, TicketId};

use super::board::QueueBoard;
use super::types::Ticket;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::id::decode;
use crate::graphql::live::{Watched, current, state};
use crate::graphql::stall::types::Stall;

/// See the module.
#[derive(Default)]
pub struct TicketSubscriptions;

#[Subscription]
impl TicketSubscriptions {
    /// What the big screen of a stall shows, at once and after every change; at most five times a second,
    /// and always the last. It ends when the caller may not see the event any more.
    async fn queue_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The stall's id.")] stall_id: ID,
    ) -> Result<impl Stream<Item = QueueBoard> + use<>> {
        let missing = || top_level(ctx, &Error::not_found("stallId"));
        let id = decode::<StallId>(&stall_id).map_err(|_| missing())?;
        let stall = Stall::if_visible(ctx, id).await?.ok_or_else(missing)?;
        let run = current(ctx);
        if run.opening {
            let anonymous = Actor::Anonymous;
            let db = ctx.core().db().reader();
            let public = visible_events(db, &anonymous, [stall.event.id]).await;
            let public = public.map_err(|error| top_level(ctx, &error))?;
            run.watched.get_or_init(|| Watched {
                topic: Topic::Queue(id),
                open_to_all: !public.is_empty(),
            });
        }
        Ok(state(Some(QueueBoard(stall))))
    }

    /// A ticket, at once and after every change of it and of the queue before it; at most five times a
    /// second, and always the last. For whom it is for, those who may act for them, and those who serve at
    /// the stall.
    async fn my_ticket_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ticket's id.")] ticket_id: ID,
    ) -> Result<impl Stream<Item = Ticket> + use<>> {
        let missing = || top_level(ctx, &Error::not_found("ticketId"));
        let id = decode::<TicketId>(&ticket_id).map_err(|_| missing())?;
        let ticket = Ticket::if_visible(ctx, id).await?.ok_or_else(missing)?;
        // What moves before it changes how long it waits.
        current(ctx).watched.get_or_init(|| Watched {
            topic: Topic::Queue(ticket.row.stall_id),
            open_to_all: false,
        });
        Ok(state(Some(ticket)))
    }
}
