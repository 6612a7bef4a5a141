//! What was imported from which entry of a file, so that a file may be imported again.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    // Both hashes are of what the file says: neither its UIDs nor its words are kept.
    r#"CREATE TABLE event_source (
    area_id {id} NOT NULL REFERENCES area (id),
    entry_key text NOT NULL,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} REFERENCES event (id),
    series_id {id} REFERENCES series (id),
    digest text NOT NULL,
    imported_at {instant} NOT NULL,
    PRIMARY KEY (area_id, entry_key),
    CONSTRAINT event_source_one CHECK ((event_id IS NULL) <> (series_id IS NULL))
)"#,
];

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::drop_tables(manager, &["event_source"]).await
    }
}
