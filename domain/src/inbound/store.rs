//! The only SQL about texts that came in.

use mulin_entities::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Value,
};

use crate::clock::Instant;
use crate::core::Core;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// Writes down that a text came; answers it as it stands, which may have come before.
pub(super) async fn note(tx: &Tx, row: inbound_text::Model) -> Result<Option<inbound_text::Model>> {
    let (provider, provider_ref) = (row.provider.clone(), row.provider_ref.clone());
    let known = OnConflict::columns([
        inbound_text::Column::Provider,
        inbound_text::Column::ProviderRef,
    ])
    .do_nothing()
    .to_owned();
    inbound_text::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.db())
        .await?;
    Ok(inbound_text::Entity::find()
        .filter(inbound_text::Column::Provider.eq(provider))
        .filter(inbound_text::Column::ProviderRef.eq(provider_ref))
        .lock_exclusive()
        .one(tx.db())
        .await?)
}

/// Writes down what became of it.
pub(super) async fn finish(
    tx: &Tx,
    id: InboundTextId,
    outcome: InboundOutcome,
    event: Option<EventId>,
) -> Result<()> {
    inbound_text::Entity::update_many()
        .col_expr(inbound_text::Column::Outcome, Expr::value(outcome))
        .col_expr(inbound_text::Column::EventId, Expr::value(event))
        .filter(inbound_text::Column::Id.eq(id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Everybody who has the telephone, the first who had it first.
pub(super) async fn with_number(
    core: &Core,
    db: &impl ConnectionTrait,
    number: &str,
) -> Result<Vec<person::Model>> {
    let lookups = core.keyring().lookups(number);
    let people: Vec<PersonId> = contact_point::Entity::find()
        .filter(contact_point::Column::Lookup.is_in(lookups))
        .filter(contact_point::Column::Kind.eq(ContactKind::Phone))
        .order_by_asc(contact_point::Column::CreatedAt)
        .order_by_asc(contact_point::Column::Id)
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.person_id)
        .collect();
    let mut rows = person::Entity::find()
        .filter(person::Column::Id.is_in(people.iter().copied()))
        .filter(person::Column::State.is_in([PersonState::Active, PersonState::Pending]))
        .all(db)
        .await?;
    rows.sort_by_key(|row| people.iter().position(|id| *id == row.id));
    Ok(rows)
}

/// A message about an event that went to the telephone.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Told {
    pub(super) id: DeliveryId,
    pub(super) person_id: PersonId,
    pub(super) event_id: EventId,
}

/// Whom the telephone's last message about an event was for: a message to several people that share it
/// is one of each. Ones older than `since` ask for no answer any more, and what was not even wanted
/// `until` then was not what anybody answered.
pub(super) async fn last_told(
    db: &impl ConnectionTrait,
    people: &[person::Model],
    (since, until): (Instant, Instant),
) -> Result<Vec<Told>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let places = vec!["?"; people.len()].join(", ");
    let mut values: Vec<Value> = people.iter().map(|person| person.id.into()).collect();
    values.extend([since.into(), until.into()]);
    let text = format!(
        "SELECT id, person_id, event_id FROM delivery
         WHERE person_id IN ({places}) AND channel = 'SMS' AND event_id IS NOT NULL
            AND state IN ('UNKNOWN', 'SENT', 'DELIVERED') AND kind <> 'ACTED_FOR_YOU'
            AND COALESCE(settled_at, due_at) > ? AND send_at <= ?
         ORDER BY COALESCE(settled_at, due_at) DESC, id DESC LIMIT 200"
    );
    let rows = Told::find_by_statement(dialect::sql(db, &text, values))
        .all(db)
        .await?;
    let Some(event) = rows.first().map(|row| row.event_id) else {
        return Ok(Vec::new());
    };
    let mut told: Vec<Told> = Vec::new();
    for row in rows.into_iter().filter(|row| row.event_id == event) {
        if told.iter().all(|known| known.person_id != row.person_id) {
            told.push(row);
        }
    }
    Ok(told)
}
