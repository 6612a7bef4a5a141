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

/// Whether the statements run on PostgreSQL.
pub fn is_postgres(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Postgres
}
