//! The journal with its readers, idempotency keys, and sealed signing keys.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE journal (
    seq {seq},
    position bigint CONSTRAINT journal_position_key UNIQUE,
    at {instant} NOT NULL,
    root_area_id {id} NOT NULL,
    subject_kind text NOT NULL,
    subject_id {id} NOT NULL,
    verb text NOT NULL,
    actor_kind text NOT NULL CONSTRAINT journal_actor_kind CHECK (actor_kind IN ('PERSON', 'SYSTEM')),
    actor_id {id},
    on_behalf_of {id},
    payload {json} NOT NULL,
    CONSTRAINT journal_actor CHECK ((actor_kind = 'PERSON') = (actor_id IS NOT NULL))
)"#,
    r#"CREATE INDEX journal_unsequenced ON journal (seq) WHERE position IS NULL"#,
    r#"CREATE INDEX journal_subject ON journal (subject_id, seq)"#,
    r#"CREATE INDEX journal_actor ON journal (actor_id, seq) WHERE actor_id IS NOT NULL"#,
    r#"CREATE INDEX journal_on_behalf_of ON journal (on_behalf_of, seq) WHERE on_behalf_of IS NOT NULL"#,
    r#"CREATE TABLE journal_cursor (
    reader text NOT NULL PRIMARY KEY,
    position bigint NOT NULL CONSTRAINT journal_cursor_position CHECK (position >= 0)
)"#,
    r#"CREATE TABLE idempotency (
    actor_id {id} NOT NULL REFERENCES person (id),
    key text NOT NULL,
    command text NOT NULL,
    input_hmac {bytes} NOT NULL,
    result_id {id},
    created_at {instant} NOT NULL,
    PRIMARY KEY (actor_id, key)
)"#,
    r#"CREATE INDEX idempotency_age ON idempotency (created_at)"#,
    r#"CREATE TABLE signing_key (
    kid text NOT NULL PRIMARY KEY,
    public_key {bytes} NOT NULL,
    sealed_private_key {bytes} NOT NULL,
    key_id text NOT NULL,
    created_at {instant} NOT NULL,
    retires_at {instant}
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
        ddl::drop_tables(
            manager,
            &["signing_key", "idempotency", "journal_cursor", "journal"],
        )
        .await
    }
}
