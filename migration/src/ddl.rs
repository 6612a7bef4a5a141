//! One text of SQL for both databases: column types stand as placeholders in braces.
//!
//! | placeholder | PostgreSQL | SQLite |
//! | --- | --- | --- |
//! | `{id}` | `uuid` | `blob` (16 bytes) |
//! | `{instant}` | `timestamptz` | `text` (RFC 3339, UTC, so that text order is time order) |
//! | `{local}` | `timestamp` | `text` |
//! | `{path}` | `text COLLATE "C"` | `text` (compared by bytes already) |
//! | `{bytes}` | `bytea` | `blob` |
//! | `{json}` | `jsonb` | `text` |
//! | `{float}` | `double precision` | `double` |
//! | `{roomy}` | pages are filled by less than half, so that each row has room for its next version | – |
//! | `{seq}` | `bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY` | `integer PRIMARY KEY AUTOINCREMENT` |

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

const TYPES: [(&str, &str, &str); 9] = [
    ("{id}", "uuid", "blob"),
    ("{instant}", "timestamptz", "text"),
    ("{local}", "timestamp", "text"),
    ("{path}", "text COLLATE \"C\"", "text"),
    ("{bytes}", "bytea", "blob"),
    ("{json}", "jsonb", "text"),
    ("{float}", "double precision", "double"),
    ("{roomy}", " WITH (fillfactor = 45)", ""),
    (
        "{seq}",
        "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "integer PRIMARY KEY AUTOINCREMENT",
    ),
];

/// Runs the statements in order, with the placeholders filled in for the database at hand.
pub async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let postgres = is_postgres(manager);
    for statement in statements {
        let mut sql = (*statement).to_owned();
        for (placeholder, on_postgres, on_sqlite) in TYPES {
            sql = sql.replace(placeholder, if postgres { on_postgres } else { on_sqlite });
        }
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Drops the tables in the order given: dependents first.
pub async fn drop_tables(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        let sql = format!("DROP TABLE {table}");
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Makes the rows of a table append-only: none is deleted, and these columns of none are changed. The error
/// is `<table>_never_edited`.
pub async fn never_edited(
    manager: &SchemaManager<'_>,
    table: &str,
    columns: &[&str],
) -> Result<(), DbErr> {
    let differs = |distinct: &str| -> String {
        let each = columns.iter();
        let each = each.map(|column| format!("NEW.{column} {distinct} OLD.{column}"));
        each.collect::<Vec<_>>().join(" OR ")
    };
    let statements = if is_postgres(manager) {
        let changed = differs("IS DISTINCT FROM");
        vec![
            format!(
                "CREATE FUNCTION {table}_never_edited() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE EXCEPTION '{table}_never_edited'; END $$"
            ),
            format!(
                "CREATE TRIGGER {table}_never_edited BEFORE UPDATE ON {table} FOR EACH ROW \
                 WHEN ({changed}) EXECUTE FUNCTION {table}_never_edited()"
            ),
            format!(
                "CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} FOR EACH ROW \
                 EXECUTE FUNCTION {table}_never_edited()"
            ),
        ]
    } else {
        let changed = differs("IS NOT");
        vec![
            format!(
                "CREATE TRIGGER {table}_never_edited BEFORE UPDATE ON {table} WHEN {changed} \
                 BEGIN SELECT RAISE(ABORT, '{table}_never_edited'); END"
            ),
            format!(
                "CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} \
                 BEGIN SELECT RAISE(ABORT, '{table}_never_edited'); END"
            ),
        ]
    };
    for statement in statements {
        let connection = manager.get_connection();
        connection.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Drops what [`never_edited`] made and the table did not take with it.
pub async fn editable_again(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    if is_postgres(manager) {
        let statement = format!("DROP FUNCTION {table}_never_edited()");
        let connection = manager.get_connection();
        connection.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Whether the statements run on PostgreSQL.
pub fn is_postgres(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Postgres
}
