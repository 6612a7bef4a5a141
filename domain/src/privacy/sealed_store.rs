//! The SQL of sealing anew.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Value,
};
use uuid::Uuid;

use super::catalogue::{self, Holds, Sealed};
use crate::check_in;
use crate::clock::Instant;
use crate::core::Core;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// A table with sealed values, each with the key that sealed it in `key_id`.
#[derive(Clone, Copy)]
pub(super) struct SealedTable {
    name: &'static str,
    /// The sealed column.
    column: &'static str,
    /// How it is sealed: with the row's own key bound to it.
    sealed: Sealed,
    /// Whether a look-up value stands beside it.
    pub(super) has_lookup: bool,
}

impl SealedTable {
    /// What is bound to the value of the row with this key.
    pub(super) fn context(&self, id: Uuid) -> Vec<u8> {
        self.sealed.bound_to(id)
    }
}

/// The keys of events, which tell of nobody.
const CHECK_IN_KEYS: SealedTable = SealedTable {
    name: "check_in_key",
    column: "sealed_private_key",
    sealed: Sealed {
        opened: "",
        context: "event_id",
        suffix: check_in::keys::SEAL_SUFFIX,
        is_json: false,
    },
    has_lookup: false,
};

/// The tables whose rows are sealed anew in batches: those of the catalogue, and the keys of events.
pub(super) fn sealed_tables() -> impl Iterator<Item = SealedTable> {
    let personal = catalogue::personal().flat_map(|(table, personal)| {
        let has_lookup = personal
            .columns
            .iter()
            .any(|column| column.name == "lookup");
        personal
            .columns
            .iter()
            .filter_map(move |column| match column.holds {
                Holds::Sealed(sealed) => Some(SealedTable {
                    name: table.name,
                    column: column.name,
                    sealed,
                    has_lookup,
                }),
                _ => None,
            })
    });
    personal.chain([CHECK_IN_KEYS])
}

/// The names of all keys that something is sealed by. Each is found by the next larger of an index;
/// of codes only those that still count.
pub(super) async fn keys_in_use(core: &Core) -> Result<Vec<String>> {
    let db = core.db().reader();
    let mut keys = signing_key_ids(core).await?;
    for table in sealed_tables() {
        let name = table.name;
        let text = format!("SELECT min(key_id) FROM {name} WHERE key_id > ?");
        let mut key = String::new();
        loop {
            let row = db
                .query_one_raw(dialect::sql(db, &text, [key.into()]))
                .await?;
            let next: Option<String> = row
                .map(|row| row.try_get_by_index(0))
                .transpose()?
                .flatten();
            match next {
                None => break,
                Some(next) => {
                    keys.push(next.clone());
                    key = next;
                }
            }
        }
    }
    let codes: Vec<String> = sign_in_code::Entity::find()
        .select_only()
        .column(sign_in_code::Column::KeyId)
        .filter(sign_in_code::Column::ExpiresAt.gt(core.now()))
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    keys.extend(codes);
    Ok(keys)
}

async fn signing_key_ids(core: &Core) -> Result<Vec<String>> {
    Ok(signing_key::Entity::find()
        .select_only()
        .column(signing_key::Column::KeyId)
        .into_tuple()
        .all(core.db().reader())
        .await?)
}

/// How many signing keys an earlier key sealed.
pub(super) async fn older_signing_keys(core: &Core) -> Result<u64> {
    let keys = signing_key_ids(core).await?;
    let older = keys.iter().filter(|key| *key != core.keyring().key_id());
    Ok(older.count() as u64)
}

/// How many values of a table this key sealed.
pub(super) async fn sealed_by(core: &Core, table: &SealedTable, key: &str) -> Result<u64> {
    let db = core.db().reader();
    let text = format!("SELECT count(*) FROM {} WHERE key_id = ?", table.name);
    let row = db
        .query_one_raw(dialect::sql(db, &text, [key.into()]))
        .await?;
    let count: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(count.unwrap_or(0).unsigned_abs())
}

/// Until when codes count that an earlier key sealed.
pub(super) async fn codes_until(core: &Core) -> Result<Option<Instant>> {
    Ok(sign_in_code::Entity::find()
        .select_only()
        .column(sign_in_code::Column::ExpiresAt)
        .filter(sign_in_code::Column::ExpiresAt.gt(core.now()))
        .filter(sign_in_code::Column::KeyId.ne(core.keyring().key_id()))
        .order_by_desc(sign_in_code::Column::ExpiresAt)
        .into_tuple()
        .one(core.db().reader())
        .await?)
}

/// A sealed value.
#[derive(FromQueryResult)]
pub(super) struct SealedRow {
    /// The primary key.
    pub(super) id: Uuid,
    pub(super) sealed: Vec<u8>,
}

/// The next rows that this key sealed, locked.
pub(super) async fn lock_sealed(
    tx: &Tx,
    table: &SealedTable,
    key: &str,
    after: Uuid,
    limit: u64,
) -> Result<Vec<SealedRow>> {
    let SealedTable { name, column, .. } = table;
    let id = table.sealed.context;
    let lock = dialect::for_update(tx.db());
    let text = format!(
        "SELECT {id} AS id, {column} AS sealed FROM {name} \
         WHERE key_id = ? AND {id} > ? ORDER BY {id} LIMIT {limit}{lock}"
    );
    let statement = dialect::sql(tx.db(), &text, [key.into(), after.into()]);
    Ok(SealedRow::find_by_statement(statement).all(tx.db()).await?)
}

/// A value sealed with the current key.
pub(super) struct Resealed {
    /// The primary key.
    pub(super) id: Uuid,
    pub(super) sealed: Vec<u8>,
    /// The look-up value, if the table has one.
    pub(super) lookup: Option<Vec<u8>>,
}

/// Writes values that were sealed anew.
pub(super) async fn save_sealed(tx: &Tx, table: &SealedTable, rows: Vec<Resealed>) -> Result<()> {
    if table.has_lookup {
        drop_doubles(tx, &rows).await?;
    }
    let SealedTable { name, column, .. } = table;
    let id = table.sealed.context;
    // Both databases call the columns of such a list column1, column2, ….
    let (place, lookup) = if table.has_lookup {
        ("(?, ?, ?)", ", lookup = fresh.column3")
    } else {
        ("(?, ?)", "")
    };
    let places = vec![place; rows.len()].join(", ");
    let text = format!(
        "UPDATE {name} SET {column} = fresh.column2, key_id = ?{lookup} \
         FROM (VALUES {places}) AS fresh WHERE {name}.{id} = fresh.column1"
    );
    let mut values: Vec<Value> = vec![tx.core().keyring().key_id().into()];
    for row in rows {
        values.extend([row.id.into(), row.sealed.into()]);
        values.extend(row.lookup.map(Value::from));
    }
    tx.db()
        .execute_raw(dialect::sql(tx.db(), &text, values))
        .await?;
    Ok(())
}

/// A server that did not know the earlier key may have noted an address a second time. Of the two the
/// one that is proved stays, or else the older.
async fn drop_doubles(tx: &Tx, rows: &[Resealed]) -> Result<()> {
    let ids = rows.iter().map(|row| ContactPointId(row.id));
    let older = contact_point::Entity::find()
        .filter(contact_point::Column::Id.is_in(ids))
        .all(tx.db())
        .await?;
    let lookups = rows.iter().filter_map(|row| row.lookup.clone());
    let newer = contact_point::Entity::find()
        .filter(contact_point::Column::Lookup.is_in(lookups))
        .all(tx.db())
        .await?;
    let mut doubles = Vec::new();
    for old in &older {
        let lookup = rows.iter().find(|row| row.id == old.id.0);
        let lookup = lookup.and_then(|row| row.lookup.as_ref());
        let double = newer.iter().find(|new| {
            (new.person_id, new.kind) == (old.person_id, old.kind) && Some(&new.lookup) == lookup
        });
        if let Some(new) = double {
            let newer_stays = new.verified_at.is_some() && old.verified_at.is_none();
            doubles.push(if newer_stays { old.id } else { new.id });
        }
    }
    contact_point::Entity::delete_many()
        .filter(contact_point::Column::Id.is_in(doubles))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Writes a signing key that was sealed anew.
pub(super) async fn save_signing_key(tx: &Tx, kid: &str, sealed: Vec<u8>) -> Result<()> {
    signing_key::Entity::update_many()
        .col_expr(signing_key::Column::SealedPrivateKey, Expr::value(sealed))
        .col_expr(
            signing_key::Column::KeyId,
            Expr::value(tx.core().keyring().key_id()),
        )
        .filter(signing_key::Column::Kid.eq(kid))
        .exec(tx.db())
        .await?;
    Ok(())
}
