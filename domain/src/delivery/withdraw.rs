//! Withdraws what was still to be told, when nobody is left to tell it to or it is told otherwise.

use mulin_entities::{DeliveryId, PersonId, ShiftSignUpId, call_task};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Value};

use super::write;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// What these people were still to be told no longer holds.
pub async fn supersede(tx: &Tx, people: &[PersonId]) -> Result<()> {
    let places = dialect::places(people.len(), "?");
    let which = format!("person_id IN ({places}) AND settled_at IS NULL");
    settle_where(tx, &which, people.iter().copied().map(Value::from)).await
}

/// What was to be tried after these, and has not been begun, is not needed.
pub async fn supersede_next(tx: &Tx, ids: &[DeliveryId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let places = dialect::places(ids.len(), "?");
    let which = format!("instead_of IN ({places}) AND state = 'PENDING' AND settled_at IS NULL");
    settle_where(tx, &which, ids.iter().copied().map(Value::from)).await
}

/// What these volunteers were still to be told of another time of their shifts is told anew.
pub async fn supersede_changed_shifts(tx: &Tx, places: &[(PersonId, ShiftSignUpId)]) -> Result<()> {
    if places.is_empty() {
        return Ok(());
    }
    let marks = dialect::places(places.len(), "?");
    let which = format!(
        "person_id IN ({marks}) AND shift_sign_up_id IN ({marks}) AND kind = 'SHIFT_CHANGED'
            AND state = 'PENDING' AND settled_at IS NULL"
    );
    let people = places.iter().map(|(person, _)| Value::from(*person));
    let sign_ups = places.iter().map(|(_, sign_up)| Value::from(*sign_up));
    settle_where(tx, &which, people.chain(sign_ups)).await
}

/// Lets the messages of a merged record follow its answers and invitations to the keeper, so that
/// nobody is told anything twice. What else waits for its time is no longer sent: the keeper is told
/// of the same by messages of their own.
pub async fn follow_answers(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    // A steward calls whoever keeps the record. Calls are locked before messages, as where they lapse.
    call_task::Entity::update_many()
        .col_expr(call_task::Column::PersonId, Expr::value(into))
        .filter(call_task::Column::PersonId.eq(from))
        .exec(tx.db())
        .await?;
    let text = "UPDATE delivery SET person_id = ?, dedupe_key = replace(dedupe_key, ?, ?)
         WHERE person_id = ? AND (rsvp_id IN (SELECT id FROM rsvp WHERE person_id = ?)
            OR (kind = 'INVITED' AND NOT EXISTS (SELECT 1 FROM delivery AS own
                WHERE own.person_id = ? AND own.kind = 'INVITED'
                    AND own.event_id = delivery.event_id)))
            AND NOT EXISTS (SELECT 1 FROM delivery AS own
                WHERE own.dedupe_key = replace(delivery.dedupe_key, ?, ?))";
    let (old, new) = (from.0.simple().to_string(), into.0.simple().to_string());
    let values = [
        into.into(),
        old.clone().into(),
        new.clone().into(),
        from.into(),
        into.into(),
        into.into(),
        // The keeper was told of the very same, before or by another answer.
        old.into(),
        new.into(),
    ];
    tx.db()
        .execute_raw(dialect::sql(tx.db(), text, values))
        .await?;
    let which = "person_id = ? AND state = 'PENDING' AND settled_at IS NULL";
    settle_where(tx, which, [from.into()]).await
}

/// Supersedes the messages that a condition selects. What they carried is carried on by another.
async fn settle_where(tx: &Tx, which: &str, values: impl IntoIterator<Item = Value>) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Row {
        id: DeliveryId,
    }
    // Whoever locks several locks them in the order of their keys.
    let lock = dialect::for_update(tx.db());
    let text = format!(
        "UPDATE delivery SET state = 'SUPERSEDED', settled_at = ?
         WHERE id IN (SELECT id FROM delivery WHERE {which} ORDER BY id{lock}) RETURNING id"
    );
    let values = std::iter::once(tx.now().into()).chain(values);
    let rows = Row::find_by_statement(dialect::sql(tx.db(), &text, values))
        .all(tx.db())
        .await?;
    let ids: Vec<DeliveryId> = rows.into_iter().map(|row| row.id).collect();
    write::release(tx, &ids).await
}
