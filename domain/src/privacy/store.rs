//! The SQL of exports, over the tables of all nouns.

use mulin_entities::*;
use sea_orm::{
    ColumnTrait, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryFilter, QuerySelect,
    Statement, Value,
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::catalogue::{Personal, Sealed};
use crate::clock::Instant;
use crate::dialect;
use crate::error::{Error, Result};
use crate::tx::{Body, Tx};

/// Reads rows of one table.
pub(super) type Reader = for<'t> fn(&'t Tx, Statement) -> Body<'t, Vec<Cells>>;

/// A row, whatever its table.
pub(super) struct Cells(Vec<(&'static str, Value)>);

impl Cells {
    fn value(&self, column: &str) -> Option<&Value> {
        let found = self.0.iter().find(|(name, _)| *name == column);
        found.map(|(_, value)| value)
    }

    /// The value of a column that holds no bytes.
    pub(super) fn json(&self, column: &str) -> Result<Json> {
        Ok(match self.value(column) {
            Some(Value::Bool(value)) => json!(value),
            Some(Value::Int(value)) => json!(value),
            Some(Value::BigInt(value)) => json!(value),
            Some(Value::String(value)) => json!(value),
            Some(Value::Uuid(value)) => json!(value),
            Some(Value::ChronoDateTimeUtc(value)) => json!(value),
            Some(Value::ChronoDate(value)) => json!(value),
            Some(Value::Json(value)) => json!(value),
            _ => return Err(Error::internal(format!("{column} cannot be exported"))),
        })
    }

    /// The bytes of a column, if there are any.
    pub(super) fn bytes(&self, column: &str) -> Option<&[u8]> {
        match self.value(column) {
            Some(Value::Bytes(Some(bytes))) => Some(bytes),
            _ => None,
        }
    }

    /// The text of a column, if there is any.
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        match self.value(column) {
            Some(Value::String(Some(text))) => Some(text),
            _ => None,
        }
    }

    /// What is bound to a sealed value.
    pub(super) fn context(&self, sealed: Sealed) -> Result<Vec<u8>> {
        match self.value(sealed.context) {
            Some(Value::Uuid(Some(key))) => Ok(sealed.bound_to(*key)),
            _ => Err(Error::internal(format!("{} is no key", sealed.context))),
        }
    }
}

/// Reads rows of an entity's table.
pub(super) fn read<E>(tx: &Tx, statement: Statement) -> Body<'_, Vec<Cells>>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E> + Send + Sync,
{
    Box::pin(async move {
        let models = E::find().from_raw_sql(statement).all(tx.db()).await?;
        let cells = |model: &E::Model| {
            let columns = E::Column::iter();
            Cells(
                columns
                    .map(|column| (column.as_str(), model.get(column)))
                    .collect(),
            )
        };
        Ok(models.iter().map(cells).collect())
    })
}

/// A person's rows of a table, in the order of its first column: as they were made.
pub(super) async fn rows(
    tx: &Tx,
    table: &str,
    personal: &Personal,
    (condition, values): (String, Vec<Value>),
) -> Result<Vec<Cells>> {
    let text = format!("SELECT * FROM {table} WHERE {condition} ORDER BY 1");
    (personal.read)(tx, dialect::sql(tx.db(), &text, values)).await
}

/// What these events are called, and when they are.
pub(super) async fn events(tx: &Tx, ids: Vec<Uuid>) -> Result<Vec<(Uuid, Json)>> {
    let rows: Vec<(EventId, String, Instant, Instant, String)> = event::Entity::find()
        .select_only()
        .columns([
            event::Column::Id,
            event::Column::Title,
            event::Column::StartsAt,
            event::Column::EndsAt,
            event::Column::TimeZone,
        ])
        .filter(event::Column::Id.is_in(ids))
        .into_tuple()
        .all(tx.db())
        .await?;
    let told =
        |(id, title, starts_at, ends_at, zone): (EventId, String, Instant, Instant, String)| {
            let told = json!({
                "title": title, "startsAt": starts_at, "endsAt": ends_at, "timeZone": zone,
            });
            (id.0, told)
        };
    Ok(rows.into_iter().map(told).collect())
}

/// What the rows of a table are called.
pub(super) async fn called<E: EntityTrait>(
    tx: &Tx,
    (id, name): (E::Column, E::Column),
    ids: Vec<Uuid>,
) -> Result<Vec<(Uuid, Json)>> {
    let rows: Vec<(Uuid, String)> = E::find()
        .select_only()
        .columns([id, name])
        .filter(id.is_in(ids))
        .into_tuple()
        .all(tx.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| (id, name.into()))
        .collect())
}
