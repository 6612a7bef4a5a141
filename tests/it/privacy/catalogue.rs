//! The catalogue against the database as the migrations make it.

use std::collections::{BTreeMap, BTreeSet};

use mulin_domain::privacy::catalogue;
use sea_orm::DbBackend;

use crate::both_databases;
use crate::support::app::TestApp;
use crate::support::trace::texts;

/// Every table with its columns. What SQLite keeps for itself under a full-text index is left out.
async fn schema(app: &TestApp) -> BTreeMap<String, BTreeSet<String>> {
    let sql = match app.core.db().reader().get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name || '.' || column_name FROM information_schema.columns
             WHERE table_schema = 'public'"
        }
        _ => {
            "SELECT t.name || '.' || c.name FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
             WHERE t.schema = 'main' AND t.type <> 'shadow' AND t.name NOT LIKE 'sqlite_%'"
        }
    };
    let mut schema: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in texts(app, sql).await {
        let (table, column) = line.split_once('.').expect("a table and a column");
        let columns = schema.entry(table.to_owned()).or_default();
        columns.insert(column.to_owned());
    }
    schema
}

both_databases!(every_column_was_decided_about, |app| {
    let mut decided: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for table in catalogue::tables() {
        let columns = table.columns();
        let own = decided.entry(table.name).or_default();
        own.extend(&columns);
        assert_eq!(own.len(), columns.len(), "{} is listed twice", table.name);
    }
    let schema = schema(&app).await;
    assert!(schema.len() > 30, "the tables are found: {schema:?}");
    let (mut undecided, mut gone) = (Vec::new(), Vec::new());
    for (table, columns) in &schema {
        for column in columns {
            let known = decided.get(table.as_str());
            if known.is_none_or(|known| !known.contains(column.as_str())) {
                undecided.push(format!("{table}.{column}"));
            }
        }
    }
    assert!(
        undecided.is_empty(),
        "nobody decided in domain/src/privacy/catalogue whether {undecided:?} are personal"
    );
    for (table, columns) in decided {
        for column in columns {
            let real = schema.get(table).is_some_and(|real| real.contains(column));
            if !real {
                gone.push(format!("{table}.{column}"));
            }
        }
    }
    // Each kind of database has its own index over the texts of events.
    let elsewhere: &[&str] = match app.core.db().reader().get_database_backend() {
        DbBackend::Postgres => &["event_search.event_key", "event_search.words"],
        _ => &["event.search_vector"],
    };
    assert_eq!(gone, elsewhere);
});
