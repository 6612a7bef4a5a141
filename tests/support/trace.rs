//! What is in the database: every row of every table, and what was journalled.

use std::collections::BTreeMap;

use mulin_entities::{PersonId, journal};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, Statement,
};
use serde_json::Value;
use uuid::Uuid;

use super::app::TestApp;

/// Every row of every table as text, so that two moments can be compared. The keys that sign the
/// tests' own tokens are left out.
#[derive(Debug, PartialEq)]
pub struct Trace(BTreeMap<String, Vec<String>>);

impl Trace {
    /// As it is now.
    pub async fn of(app: &TestApp) -> Self {
        let tables = match app.core.db().reader().get_database_backend() {
            DbBackend::Postgres => {
                "SELECT table_name::text FROM information_schema.tables
                 WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            }
            _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        };
        let mut trace = BTreeMap::new();
        for table in texts(app, tables).await {
            if table != "signing_key" {
                let rows = texts(app, &rows_of(app, &table).await).await;
                trace.insert(table, rows);
            }
        }
        assert!(trace.len() > 15, "the tables are found: {:?}", trace.keys());
        Self(trace)
    }

    /// Whether any row holds these bytes.
    pub fn holds_bytes(&self, bytes: &[u8]) -> bool {
        let bytes: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut rows = self.0.values().flatten();
        rows.any(|row| row.to_lowercase().contains(&bytes))
    }

    /// Whether any row holds the text, as it is or as bytes.
    pub fn holds(&self, text: &str) -> bool {
        let bytes: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        let found = |row: &String| row.contains(text) || row.to_lowercase().contains(&bytes);
        self.0.values().flatten().any(found)
    }
}

/// Selects each row of a table as one text.
async fn rows_of(app: &TestApp, table: &str) -> String {
    if app.core.db().reader().get_database_backend() == DbBackend::Postgres {
        return format!("SELECT t::text FROM \"{table}\" AS t ORDER BY 1");
    }
    let columns = format!("SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('{table}')");
    let columns = texts(app, &columns).await.join(" || ' ' || ");
    format!("SELECT {columns} FROM \"{table}\" ORDER BY 1")
}

/// The first column of a statement's rows.
pub async fn texts(app: &TestApp, sql: &str) -> Vec<String> {
    let db = app.core.db().reader();
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db
        .query_all_raw(statement)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.iter()
        .map(|row| row.try_get_by_index(0).expect("the first column is text"))
        .collect()
}

/// A row of the journal, without when and where.
#[derive(Debug, PartialEq)]
pub struct Entry {
    /// Kind of the subject and the verb: `event published`.
    pub what: String,
    /// The subject.
    pub subject: Uuid,
    /// Who did it; none for the system.
    pub by: Option<PersonId>,
    /// Facts.
    pub payload: Value,
}

/// What a person did.
pub fn entry(what: &str, subject: Uuid, by: PersonId, payload: Value) -> Entry {
    Entry {
        what: what.to_owned(),
        subject,
        by: Some(by),
        payload,
    }
}

impl TestApp {
    /// The number of the journal's last row.
    pub async fn journal_end(&self) -> i64 {
        let last = journal::Entity::find()
            .order_by_desc(journal::Column::Seq)
            .one(self.core.db().reader())
            .await
            .expect("the journal is read");
        last.map_or(0, |row| row.seq)
    }

    /// What was journalled after that row.
    pub async fn journalled_since(&self, end: i64) -> Vec<Entry> {
        let rows = journal::Entity::find()
            .filter(journal::Column::Seq.gt(end))
            .order_by_asc(journal::Column::Seq)
            .all(self.core.db().reader())
            .await
            .expect("the journal is read");
        rows.into_iter()
            .map(|row| Entry {
                what: format!("{} {}", row.subject_kind, row.verb),
                subject: row.subject_id,
                by: row.actor_id,
                payload: row.payload,
            })
            .collect()
    }
}
