//! The SQL about entries that were imported.

use std::collections::HashMap;

use mulin_entities::{AreaId, event_source};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::bulk;
use crate::error::Result;
use crate::tx::Tx;

/// Those of an area with these keys, by key.
pub async fn sources(
    db: &impl ConnectionTrait,
    area: AreaId,
    keys: impl IntoIterator<Item = &str>,
) -> Result<HashMap<String, event_source::Model>> {
    let rows = event_source::Entity::find()
        .filter(event_source::Column::AreaId.eq(area))
        .filter(event_source::Column::EntryKey.is_in(keys))
        .all(db)
        .await?;
    let by_key = |row: event_source::Model| (row.entry_key.clone(), row);
    Ok(rows.into_iter().map(by_key).collect())
}

/// Remembers what was imported.
pub(crate) async fn insert(tx: &Tx, rows: Vec<event_source::Model>) -> Result<()> {
    bulk::insert(tx.db(), rows).await?;
    Ok(())
}
