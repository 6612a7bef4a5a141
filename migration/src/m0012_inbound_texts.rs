//! Text messages that people wrote: neither numbers nor words, only what they meant.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE inbound_text (
    id {id} NOT NULL PRIMARY KEY,
    provider text NOT NULL,
    provider_ref text NOT NULL,
    lookup {bytes},
    meaning text NOT NULL CONSTRAINT inbound_text_meaning CHECK (meaning IN ('OPT_OUT', 'OPT_IN', 'YES', 'NO', 'UNCLEAR')),
    outcome text CONSTRAINT inbound_text_outcome CHECK (outcome IN ('OPTED_OUT', 'OPTED_IN', 'ANSWERED', 'REFUSED', 'SUPERSEDED', 'AMBIGUOUS', 'NO_QUESTION', 'UNCLEAR', 'NOBODY')),
    event_id {id} REFERENCES event (id),
    at {instant} NOT NULL,
    received_at {instant} NOT NULL,
    CONSTRAINT inbound_text_once UNIQUE (provider, provider_ref)
)"#,
    r#"CREATE INDEX inbound_text_lookup ON inbound_text (lookup) WHERE lookup IS NOT NULL"#,
    r#"CREATE INDEX inbound_text_event ON inbound_text (event_id) WHERE event_id IS NOT NULL"#,
    r#"CREATE INDEX inbound_text_received_at ON inbound_text (received_at)"#,
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
        ddl::drop_tables(manager, &["inbound_text"]).await
    }
}
