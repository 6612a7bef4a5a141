//! What the next occurrence takes over was decided about for every table that belongs to an event.

use std::collections::BTreeSet;

use mulin_domain::series::carried::TABLES;
use sea_orm::DbBackend;

use crate::both_databases;
use crate::support::trace::texts;

both_databases!(every_table_of_an_event_was_decided_about, |app| {
    let sql = match app.core.db().reader().get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name::text FROM information_schema.columns
             WHERE table_schema = 'public' AND column_name = 'event_id'"
        }
        _ => {
            "SELECT t.name FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
             WHERE t.schema = 'main' AND c.name = 'event_id'"
        }
    };
    let real: BTreeSet<String> = texts(&app, sql).await.into_iter().collect();
    let decided = TABLES.iter().map(|(table, _)| (*table).to_owned());
    let decided: BTreeSet<String> = decided.collect();
    let undecided: Vec<_> = real.difference(&decided).collect();
    assert!(
        undecided.is_empty(),
        "nobody decided in domain/src/series/carried.rs what of {undecided:?} the next occurrence gets"
    );
    let gone: Vec<_> = decided.difference(&real).collect();
    assert!(gone.is_empty(), "{gone:?} belong to no event");
});
