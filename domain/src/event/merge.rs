//! What becomes of the parts in events of a person whose record was merged into another.

use mulin_entities::{EventId, PersonId, event_role};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::seats;
use crate::change::What;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// Gives the keeper the other's parts; one that both have ends once.
pub(super) async fn move_roles(tx: &mut Tx, from: PersonId, into: PersonId) -> Result<()> {
    // All seats that the higher nouns will want, too, so that the locks are taken in one order.
    let events = events_of(tx, from).await?;
    seats::lock_all(tx.db(), events).await?;
    let held = event_role::Entity::find()
        .filter(event_role::Column::PersonId.is_in([from, into]))
        .filter(event_role::Column::EndedAt.is_null())
        .order_by_asc(event_role::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    let is_double = |row: &event_role::Model| {
        held.iter().any(|kept| {
            kept.person_id == into && (kept.event_id, kept.role) == (row.event_id, row.role)
        })
    };
    let (doubles, single): (Vec<_>, Vec<_>) = held
        .iter()
        .filter(|row| row.person_id == from)
        .partition(|row| is_double(row));
    event_role::Entity::update_many()
        .col_expr(event_role::Column::PersonId, Expr::value(into))
        .filter(event_role::Column::Id.is_in(single.iter().map(|row| row.id)))
        .exec(tx.db())
        .await?;
    event_role::Entity::update_many()
        .col_expr(event_role::Column::EndedAt, Expr::value(tx.now()))
        .filter(event_role::Column::Id.is_in(doubles.iter().map(|row| row.id)))
        .exec(tx.db())
        .await?;
    for row in doubles {
        let revoked = What::EventRoleRevoked {
            event_role_id: row.id,
            event_id: row.event_id,
            person_id: from,
            role: row.role,
        };
        tx.record(row.root_area_id, revoked);
    }
    Ok(())
}

/// The events in which the person has a part, or has ever answered.
async fn events_of(tx: &Tx, person: PersonId) -> Result<Vec<EventId>> {
    let text = "SELECT event_id FROM event_role WHERE person_id = ? AND ended_at IS NULL
        UNION SELECT event_id FROM rsvp WHERE person_id = ?";
    let statement = dialect::sql(tx.db(), text, [person.into(), person.into()]);
    let rows = tx.db().query_all_raw(statement).await?;
    rows.iter()
        .map(|row| Ok(row.try_get_by_index(0)?))
        .collect()
}
