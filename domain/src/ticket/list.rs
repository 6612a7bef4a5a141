//! Lists of tickets, a page of each: of stalls, and of people.

use mulin_entities::*;
use sea_orm::ConnectionTrait;

use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};
use crate::page_sql::{Order, pages_by_key};

/// Which tickets are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Of this service.
    pub service: Option<StallServiceId>,
    /// In these states; in any if empty.
    pub states: Vec<TicketState>,
}

/// The tickets of each of several stalls, in the order in which they were taken. The caller has asked
/// the policy.
pub async fn of_stalls(
    db: &impl ConnectionTrait,
    stalls: &[StallId],
    filter: &Filter,
    page: &Page<TicketId>,
) -> Result<Vec<(StallId, Slice<ticket::Model>)>> {
    let mut list = "SELECT * FROM ticket WHERE stall_id = {key}".to_owned();
    narrow(db, &mut list, filter);
    let owner = |row: &ticket::Model| row.stall_id;
    pages_by_key(db, &list, stalls, Order::OldestFirst, page, owner).await
}

/// The tickets of each of several people, the newest first. The caller has asked the policy.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: &[PersonId],
    filter: &Filter,
    page: &Page<TicketId>,
) -> Result<Vec<(PersonId, Slice<ticket::Model>)>> {
    let mut list =
        "SELECT * FROM ticket WHERE person_id = {key} AND person_id IS NOT NULL".to_owned();
    narrow(db, &mut list, filter);
    let owner = |row: &ticket::Model| row.person_id.unwrap_or(PersonId(uuid::Uuid::nil()));
    pages_by_key(db, &list, people, Order::NewestFirst, page, owner).await
}

fn narrow(db: &impl ConnectionTrait, list: &mut String, filter: &Filter) {
    if !filter.states.is_empty() {
        let states: Vec<String> = filter
            .states
            .iter()
            .map(|state| format!("'{}'", state.as_str()))
            .collect();
        list.push_str(&format!(" AND state IN ({})", states.join(", ")));
    }
    if let Some(service) = filter.service {
        let service = dialect::id_literal(db, service.0);
        list.push_str(&format!(" AND service_id = {service}"));
    }
}
