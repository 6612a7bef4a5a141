//! Who waits at a stall.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use mulin_domain::page::Slice;
use mulin_domain::ticket::list::Filter;
use mulin_entities::{StallServiceId, ticket};

use super::board::QueueBoard;
use super::enums::TicketState;
use super::loaders::TicketsOf;
use super::types::{Ticket, TicketConnection};
use crate::graphql::connection::{Key, page_by_id};
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::place::types::page_size;
use crate::graphql::stall::types::Stall;

/// Fields of [`Stall`], which takes them up as its own.
pub struct StallTickets(pub Stall);

#[Object]
impl StallTickets {
    /// What the big screen shows today.
    #[graphql(complexity = "10 + child_complexity")]
    async fn board(&self) -> QueueBoard {
        QueueBoard(self.0.clone())
    }

    /// The tickets of the stall in the order in which they were taken; null for those who do not serve
    /// there.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn tickets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of this service.")] service_id: Option<ID>,
        #[graphql(desc = "Only in these states; in any if left out.")] states: Option<
            Vec<TicketState>,
        >,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<TicketConnection>> {
        let page = page_by_id(first, after, last, before)?;
        if !self.0.serves(ctx) {
            return Ok(None);
        }
        let key = |row: &ticket::Model| Key(row.id);
        let node = |row| Ticket {
            stall: self.0.clone(),
            row: Arc::new(row),
        };
        let service = match service_id.map(|id| decode::<StallServiceId>(&id)) {
            Some(Err(_)) => {
                return Ok(Some(TicketConnection::new(Slice::empty(), key, node)));
            }
            Some(Ok(service)) => Some(service),
            None => None,
        };
        let states = states.unwrap_or_default();
        let wanted = TicketsOf {
            stall: self.0.row.id,
            filter: Filter {
                service,
                states: states.into_iter().map(Into::into).collect(),
            },
            page,
        };
        let slice = load(ctx, wanted).await?.unwrap_or_else(Slice::empty);
        Ok(Some(TicketConnection::new(slice, key, node)))
    }
}
