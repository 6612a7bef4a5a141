//! The tickets of whoever asks.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use mulin_domain::page::Slice;
use mulin_domain::ticket::list::Filter;
use mulin_entities::PersonId;

use super::enums::TicketState;
use super::loaders::TicketsOfPerson;
use super::types::{Ticket, TicketConnection};
use crate::graphql::connection::{Key, page_by_id};
use crate::graphql::loaders::load;
use crate::graphql::place::types::page_size;

/// Fields of the viewer, who takes them up as their own.
pub struct ViewerTickets(pub PersonId);

#[Object]
impl ViewerTickets {
    /// The person's tickets, the newest first, of events that the person may see.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn tickets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only in these states; in any if left out.")] states: Option<
            Vec<TicketState>,
        >,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<TicketConnection> {
        let page = page_by_id(first, after, last, before)?;
        let states = states.unwrap_or_default();
        let wanted = TicketsOfPerson {
            person: self.0,
            filter: Filter {
                service: None,
                states: states.into_iter().map(Into::into).collect(),
            },
            page,
        };
        let slice = load(ctx, wanted).await?.unwrap_or_else(Slice::empty);
        let rows = slice.rows.into_iter().map(Arc::new);
        let shown = rows.map(|row| Ticket::of(ctx, row));
        let shown = futures_util::future::try_join_all(shown).await?;
        let slice = Slice {
            rows: shown.into_iter().flatten().collect(),
            has_previous: slice.has_previous,
            has_next: slice.has_next,
        };
        Ok(TicketConnection::new(
            slice,
            |ticket: &Ticket| Key(ticket.row.id),
            |ticket| ticket,
        ))
    }
}
