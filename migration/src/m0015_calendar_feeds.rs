//! Addresses at which people's own calendars are read.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE calendar_feed (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    person_id {id} NOT NULL REFERENCES person (id),
    label text NOT NULL,
    secret_hash {bytes} NOT NULL CONSTRAINT calendar_feed_secret UNIQUE,
    created_at {instant} NOT NULL,
    revoked_at {instant}
)"#,
    r#"CREATE INDEX calendar_feed_person ON calendar_feed (person_id, id)"#,
    r#"CREATE INDEX calendar_feed_revoked ON calendar_feed (revoked_at) WHERE revoked_at IS NOT NULL"#,
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
        ddl::drop_tables(manager, &["calendar_feed"]).await
    }
}
