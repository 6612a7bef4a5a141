//! `setTables`

use async_graphql::{Context, ID, InputObject, Object, Result};
use mulin_domain::seating;

use super::payload::{SeatingPayload, TablesSet, payload};
use crate::graphql::context::ContextExt;
use crate::graphql::id::decode;

/// A table.
#[derive(InputObject)]
pub struct BanquetTableInput {
    /// Which one, to edit it; left out: a new one.
    pub id: Option<ID>,
    /// Its number or name, 1 to 40 characters, which no other table of the banquet has.
    pub name: String,
    /// Seats, 1 to 200, and no fewer than are taken.
    pub capacity: i32,
    /// Guests that it should have, if it has any; not more than it has seats.
    #[graphql(default = 0)]
    pub min_guests: i32,
    /// Part of the hall, up to 40 characters.
    pub zone: Option<String>,
    /// Whether it is near the entrance, where elders sit first.
    #[graphql(default = false)]
    pub near_entrance: bool,
    /// Whether a wheelchair comes to it.
    #[graphql(default = false)]
    pub accessible: bool,
    /// Whether only those sit there who are pinned to it (主桌).
    #[graphql(default = false)]
    pub head: bool,
    /// Who looks after the table (桌长): somebody who answered the event, or lives where it is.
    pub host_id: Option<ID>,
}

/// All tables of a banquet.
#[derive(InputObject)]
pub struct SetTablesInput {
    /// The event.
    pub event_id: ID,
    /// The version of the plan that you edited, 0 if there was none; refused if somebody edited since.
    /// Left out: any.
    pub expected_version: Option<i32>,
    /// All tables in order, 1,000 at most. One that is left out is taken away, and who sat there has no
    /// table then.
    pub tables: Vec<BanquetTableInput>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// See the module.
#[derive(Default)]
pub struct SetTablesMutation;

#[Object]
impl SetTablesMutation {
    /// Sets the tables of a banquet. Each keeps who sits at it. For those who run the event.
    async fn set_tables(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "All tables.")] input: SetTablesInput,
    ) -> Result<SeatingPayload<TablesSet>> {
        let event_id = decode(&input.event_id);
        let table = |table: BanquetTableInput| seating::NewTable {
            id: table.id.map(|id| decode(&id)),
            name: table.name,
            capacity: table.capacity,
            min_guests: table.min_guests,
            zone: table.zone,
            near_entrance: table.near_entrance,
            accessible: table.accessible,
            head: table.head,
            host_id: table.host_id.map(|id| decode(&id)),
        };
        let command = seating::SetTables {
            event_id: event_id.clone(),
            expected_version: input.expected_version,
            tables: input.tables.into_iter().map(table).collect(),
        };
        let key = input.idempotency_key;
        let answer = seating::set_tables(ctx.core(), ctx.actor(), command, key).await;
        payload(ctx, event_id, answer).await
    }
}
