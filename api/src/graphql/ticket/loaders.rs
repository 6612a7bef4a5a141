//! Tickets, how long they wait, and the screens of stalls, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::page::{Page, Slice};
use mulin_domain::ticket::board::{self, Board};
use mulin_domain::ticket::list::{self, Filter};
use mulin_domain::ticket::wait::{self, Wait};
use mulin_domain::ticket::{place_store, store};
use mulin_entities::{PersonId, StallId, TicketId, ticket, ticket_move};

use crate::graphql::loaders::{Rows, Shared, by_id, grouped};

// A ticket of whomever: the caller asks whether it may be seen.
by_id!(
    TicketId => Arc<ticket::Model>,
    |_rows, db, keys| store::tickets(db, keys),
    |row| (row.id, Arc::new(row))
);

/// What became of a ticket, which the caller may see.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MovesOf(pub TicketId);

impl Loader<MovesOf> for Rows {
    type Value = Vec<ticket_move::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[MovesOf],
    ) -> Result<HashMap<MovesOf, Vec<ticket_move::Model>>, Shared> {
        let tickets = keys.iter().map(|MovesOf(ticket)| *ticket);
        let rows = store::moves_of(self.core.db().reader(), tickets).await;
        let mut moves: HashMap<MovesOf, Vec<ticket_move::Model>> = HashMap::new();
        for row in rows.map_err(Arc::new)? {
            moves.entry(MovesOf(row.ticket_id)).or_default().push(row);
        }
        Ok(moves)
    }
}

/// How long a ticket waits, with the zone of its event.
#[derive(Clone)]
pub struct WaitOf {
    /// The zone.
    pub zone: String,
    /// The ticket, which the caller may see.
    pub row: Arc<ticket::Model>,
}

impl PartialEq for WaitOf {
    fn eq(&self, other: &Self) -> bool {
        self.row.id == other.row.id
    }
}

impl Eq for WaitOf {}

impl std::hash::Hash for WaitOf {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.row.id.hash(state);
    }
}

impl Loader<WaitOf> for Rows {
    type Value = Wait;
    type Error = Shared;

    async fn load(&self, keys: &[WaitOf]) -> Result<HashMap<WaitOf, Wait>, Shared> {
        let tickets: Vec<(&str, &ticket::Model)> = keys
            .iter()
            .map(|key| (key.zone.as_str(), &*key.row))
            .collect();
        let (db, now) = (self.core.db().reader(), self.core.now());
        let waits: HashMap<TicketId, Wait> = wait::waits(db, &tickets, now)
            .await
            .map_err(Arc::new)?
            .into_iter()
            .collect();
        let of_key = |key: &WaitOf| Some((key.clone(), *waits.get(&key.row.id)?));
        Ok(keys.iter().filter_map(of_key).collect())
    }
}

/// Where a ticket stands that waits for a slot, and that the caller may see.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PositionOf(pub TicketId);

impl Loader<PositionOf> for Rows {
    type Value = i64;
    type Error = Shared;

    async fn load(&self, keys: &[PositionOf]) -> Result<HashMap<PositionOf, i64>, Shared> {
        let tickets = keys.iter().map(|key| key.0);
        let found = place_store::positions(self.core.db().reader(), tickets).await;
        let found = found.map_err(Arc::new)?.into_iter();
        Ok(found
            .map(|(id, position)| (PositionOf(id), position))
            .collect())
    }
}

/// The screen of a stall, with the zone of its event, which the caller may see.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BoardOf {
    /// The stall.
    pub stall: StallId,
    /// The zone.
    pub zone: String,
}

impl Loader<BoardOf> for Rows {
    type Value = Arc<Board>;
    type Error = Shared;

    async fn load(&self, keys: &[BoardOf]) -> Result<HashMap<BoardOf, Arc<Board>>, Shared> {
        let wanted: Vec<(StallId, String)> = keys
            .iter()
            .map(|key| (key.stall, key.zone.clone()))
            .collect();
        let (db, now) = (self.core.db().reader(), self.core.now());
        let boards = board::boards(db, &wanted, now).await.map_err(Arc::new)?;
        let boards = boards.into_iter().zip(keys);
        Ok(boards
            .map(|((_, board), key)| (key.clone(), Arc::new(board)))
            .collect())
    }
}

/// A page of the tickets of a stall at which the caller serves.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TicketsOf {
    /// The stall.
    pub stall: StallId,
    /// Which of them.
    pub filter: Filter,
    /// Which part.
    pub page: Page<TicketId>,
}

impl Loader<TicketsOf> for Rows {
    type Value = Slice<ticket::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[TicketsOf],
    ) -> Result<HashMap<TicketsOf, Slice<ticket::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys
            .iter()
            .map(|key| ((key.filter.clone(), key.page.clone()), key.stall));
        for ((filter, page), stalls) in grouped(questions) {
            let db = self.core.db().reader();
            let read = list::of_stalls(db, &stalls, &filter, &page).await;
            for (stall, slice) in read.map_err(Arc::new)? {
                let key = TicketsOf {
                    stall,
                    filter: filter.clone(),
                    page: page.clone(),
                };
                pages.insert(key, slice);
            }
        }
        Ok(pages)
    }
}

/// A page of the tickets of a person who is the caller.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TicketsOfPerson {
    /// The person.
    pub person: PersonId,
    /// Which of them.
    pub filter: Filter,
    /// Which part.
    pub page: Page<TicketId>,
}

impl Loader<TicketsOfPerson> for Rows {
    type Value = Slice<ticket::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[TicketsOfPerson],
    ) -> Result<HashMap<TicketsOfPerson, Slice<ticket::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys
            .iter()
            .map(|key| ((key.filter.clone(), key.page.clone()), key.person));
        for ((filter, page), people) in grouped(questions) {
            let db = self.core.db().reader();
            let read = list::of_people(db, &people, &filter, &page).await;
            for (person, slice) in read.map_err(Arc::new)? {
                let key = TicketsOfPerson {
                    person,
                    filter: filter.clone(),
                    page: page.clone(),
                };
                pages.insert(key, slice);
            }
        }
        Ok(pages)
    }
}
