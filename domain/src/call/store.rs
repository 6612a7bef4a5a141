//! The only SQL about calls.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QuerySelect, Value,
};

use super::rules;
use crate::clock::Instant;
use crate::core::Core;
use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};
use crate::place::rules::end_of_subtree;
use crate::tx::Tx;

/// A call, and the state of its message.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Call {
    /// The call.
    #[sea_orm(nested)]
    pub task: call_task::Model,
    /// Of its message.
    pub message: DeliveryState,
}

impl Call {
    /// Its state now.
    pub fn state(&self, now: Instant) -> CallState {
        rules::state(&self.task, self.message, now)
    }
}

const CALL: &str = "SELECT call_task.*, delivery.state AS message
    FROM call_task JOIN delivery ON delivery.id = call_task.delivery_id";

/// Where a page of calls ends: when the call is due, and which.
pub type DueKey = (Instant, CallTaskId);

/// A page of the calls of a subtree in one state, those first that are due first. The caller has
/// asked the policy.
pub async fn of_area(
    db: &impl ConnectionTrait,
    area: &area::Model,
    state: CallState,
    now: Instant,
    page: &Page<DueKey>,
) -> Result<Slice<Call>> {
    // As `rules::state` says.
    let lapsed =
        "(call_task.expires_at <= ? OR delivery.state IN ('EXPIRED', 'SUPERSEDED', 'SUPPRESSED'))";
    let mut values: Vec<Value> = vec![area.path.as_str().into(), end_of_subtree(&area.path).into()];
    let state = match state {
        CallState::Open => {
            values.push(now.into());
            format!("call_task.state = 'OPEN' AND NOT COALESCE({lapsed}, FALSE)")
        }
        CallState::Lapsed => {
            values.push(now.into());
            format!(
                "(call_task.state = 'LAPSED' OR (call_task.state = 'OPEN' AND COALESCE({lapsed}, FALSE)))"
            )
        }
        CallState::Done => "call_task.state = 'DONE'".to_owned(),
    };
    let mut text = format!(
        "{CALL} WHERE call_task.unit_id IN
            (SELECT area.id FROM area WHERE area.path >= ? AND area.path < ?) AND {state}"
    );
    for (key, comparison) in [(&page.after, ">"), (&page.before, "<")] {
        if let Some((at, id)) = key {
            text += &format!(" AND (call_task.due_at, call_task.id) {comparison} (?, ?)");
            values.extend([(*at).into(), (*id).into()]);
        }
    }
    let direction = if page.backwards { "DESC" } else { "ASC" };
    text += &format!(
        " ORDER BY call_task.due_at {direction}, call_task.id {direction} LIMIT {}",
        page.limit + 1
    );
    let statement = dialect::sql(db, &text, values);
    let rows = Call::find_by_statement(statement).all(db).await?;
    Ok(Slice::new(rows, page))
}

/// Several calls, in no order, whoever asks: the caller asks the policy.
pub async fn calls(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = CallTaskId>,
) -> Result<Vec<Call>> {
    let values: Vec<Value> = ids.into_iter().map(Value::from).collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "{CALL} WHERE call_task.id IN ({})",
        dialect::places(values.len(), "?")
    );
    let statement = dialect::sql(db, &text, values);
    Ok(Call::find_by_statement(statement).all(db).await?)
}

/// A call, locked until the transaction ends: of two who note at once, the second finds what the
/// first has noted.
pub(super) async fn lock(tx: &Tx, id: CallTaskId) -> Result<Option<Call>> {
    call_task::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.db())
        .await?;
    Ok(calls(tx.db(), [id]).await?.pop())
}

/// Writes a changed call.
pub(super) async fn update(tx: &Tx, task: call_task::Model) -> Result<call_task::Model> {
    let row = task.into_active_model().reset_all();
    Ok(row.update(tx.db()).await?)
}

/// What the steward noted, as it is at rest.
pub(super) fn seal_note(core: &Core, task: &mut call_task::Model, note: &str) {
    let keyring = core.keyring();
    let context = task.id.0;
    let sealed = keyring.seal(core.entropy(), context.as_bytes(), note.as_bytes());
    task.sealed_note = Some(sealed);
    task.key_id = Some(keyring.key_id().to_owned());
}

/// What the steward noted, opened; none if there is nothing. The caller has asked the policy.
pub fn open_note(core: &Core, task: &call_task::Model) -> Result<Option<String>> {
    let (Some(sealed), Some(key_id)) = (&task.sealed_note, &task.key_id) else {
        return Ok(None);
    };
    let plain = core.keyring().open(key_id, task.id.0.as_bytes(), sealed)?;
    Ok(Some(String::from_utf8_lossy(&plain).into_owned()))
}

/// Makes the calls to one record calls to another, by the stewards of where that one lives.
pub(super) async fn give(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    let text = "UPDATE call_task SET person_id = ?,
            unit_id = (SELECT unit_id FROM person WHERE person.id = ?)
         WHERE person_id = ?";
    let values = [into.into(), into.into(), from.into()];
    tx.db()
        .execute_raw(dialect::sql(tx.db(), text, values))
        .await?;
    Ok(())
}

/// Gives the open calls to somebody who moved to the stewards of the new unit.
pub(super) async fn move_to(tx: &Tx, person: PersonId, unit: AreaId) -> Result<()> {
    call_task::Entity::update_many()
        .col_expr(call_task::Column::UnitId, Expr::value(unit))
        .filter(call_task::Column::PersonId.eq(person))
        .filter(call_task::Column::State.eq(CallState::Open))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Forgets the calls to these people.
pub(super) async fn delete(tx: &Tx, people: &[PersonId]) -> Result<()> {
    call_task::Entity::delete_many()
        .filter(call_task::Column::PersonId.is_in(people.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
}
