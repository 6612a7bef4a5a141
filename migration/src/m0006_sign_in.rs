//! Sign-in codes, sessions with their refresh tokens, identities of outside issuers, personal
//! links, and what was counted against limits.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE sign_in_code (
    id {id} NOT NULL PRIMARY KEY,
    channel text NOT NULL CONSTRAINT sign_in_code_channel CHECK (channel IN ('EMAIL', 'SMS')),
    lookup {bytes} NOT NULL,
    sealed_address {bytes} NOT NULL,
    sealed_code {bytes},
    code_mac {bytes} NOT NULL,
    key_id text NOT NULL,
    locale text NOT NULL,
    guesses integer NOT NULL CONSTRAINT sign_in_code_guesses CHECK (guesses BETWEEN 0 AND 5),
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    verified_at {instant},
    used_at {instant}
)"#,
    r#"CREATE INDEX sign_in_code_lookup ON sign_in_code (lookup, created_at)"#,
    r#"CREATE INDEX sign_in_code_age ON sign_in_code (expires_at)"#,
    r#"CREATE TABLE session (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    person_id {id} NOT NULL REFERENCES person (id),
    device text NOT NULL,
    created_at {instant} NOT NULL,
    last_used_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    ended_at {instant},
    end_reason text CONSTRAINT session_end_reason CHECK (end_reason IN ('SIGNED_OUT', 'REVOKED', 'REUSED', 'MERGED', 'ERASED')),
    CONSTRAINT session_end CHECK ((ended_at IS NULL) = (end_reason IS NULL))
)"#,
    r#"CREATE INDEX session_person ON session (person_id, id)"#,
    r#"CREATE INDEX session_age ON session (expires_at)"#,
    r#"CREATE INDEX session_ended ON session (ended_at) WHERE ended_at IS NOT NULL"#,
    r#"CREATE TABLE refresh_token (
    id {id} NOT NULL PRIMARY KEY,
    session_id {id} NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    token_hash {bytes} NOT NULL CONSTRAINT refresh_token_hash_key UNIQUE,
    created_at {instant} NOT NULL,
    used_at {instant}
)"#,
    r#"CREATE INDEX refresh_token_session ON refresh_token (session_id)"#,
    r#"CREATE TABLE external_identity (
    issuer text NOT NULL,
    subject text NOT NULL,
    person_id {id} NOT NULL REFERENCES person (id),
    created_at {instant} NOT NULL,
    unlinked_at {instant},
    PRIMARY KEY (issuer, subject)
)"#,
    r#"CREATE INDEX external_identity_person ON external_identity (person_id)"#,
    r#"CREATE TABLE personal_link (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    person_id {id} NOT NULL REFERENCES person (id),
    token_hash {bytes} NOT NULL CONSTRAINT personal_link_hash_key UNIQUE,
    created_by {id} REFERENCES person (id),
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    revoked_at {instant}
)"#,
    r#"CREATE INDEX personal_link_person ON personal_link (person_id, event_id)"#,
    r#"CREATE INDEX personal_link_event ON personal_link (event_id)"#,
    r#"CREATE INDEX personal_link_age ON personal_link (expires_at)"#,
    r#"CREATE TABLE rate_limit (
    scope text NOT NULL,
    subject {bytes} NOT NULL,
    window_ends_at {instant} NOT NULL,
    used integer NOT NULL CONSTRAINT rate_limit_used CHECK (used >= 0),
    PRIMARY KEY (scope, subject)
)"#,
    r#"CREATE INDEX rate_limit_age ON rate_limit (window_ends_at)"#,
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
            &[
                "rate_limit",
                "personal_link",
                "external_identity",
                "refresh_token",
                "session",
                "sign_in_code",
            ],
        )
        .await
    }
}
