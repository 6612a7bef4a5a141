//! How people want to be reached, what they refused, addresses that cannot be reached, and calls that
//! stewards make instead.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE notification_preference (
    person_id {id} NOT NULL PRIMARY KEY REFERENCES person (id),
    channels text,
    digest_at integer CONSTRAINT notification_preference_digest CHECK (digest_at BETWEEN 0 AND 1439),
    reminder_offsets text,
    updated_at {instant} NOT NULL
)"#,
    r#"CREATE TABLE channel_consent (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    person_id {id} NOT NULL REFERENCES person (id),
    channel text NOT NULL CONSTRAINT channel_consent_channel CHECK (channel IN ('EMAIL', 'SMS', 'CALL')),
    purpose text NOT NULL CONSTRAINT channel_consent_purpose CHECK (purpose IN ('SERVICE', 'PROMOTION')),
    step text NOT NULL CONSTRAINT channel_consent_step CHECK (step IN ('OPT_IN', 'OPT_OUT')),
    given_by {id} REFERENCES person (id),
    via text NOT NULL CONSTRAINT channel_consent_via CHECK (via IN ('APP', 'LINK', 'SMS', 'PHONE', 'PAPER', 'DESK')),
    at {instant} NOT NULL
)"#,
    r#"CREATE INDEX channel_consent_person ON channel_consent (person_id, channel, purpose, id)"#,
    r#"CREATE TABLE suppression (
    lookup {bytes} NOT NULL,
    channel text NOT NULL CONSTRAINT suppression_channel CHECK (channel IN ('EMAIL', 'SMS')),
    reason text CONSTRAINT suppression_reason CHECK (reason IN ('HARD_BOUNCE', 'SOFT_BOUNCES', 'COMPLAINT', 'INVALID_NUMBER')),
    soft_bounces integer NOT NULL CONSTRAINT suppression_soft_bounces CHECK (soft_bounces >= 0),
    since {instant} NOT NULL,
    CONSTRAINT suppression_key PRIMARY KEY (lookup, channel)
)"#,
    r#"CREATE TABLE call_task (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    unit_id {id} NOT NULL REFERENCES area (id),
    delivery_id {id} NOT NULL CONSTRAINT call_task_once UNIQUE REFERENCES delivery (id) ON DELETE CASCADE,
    person_id {id} NOT NULL REFERENCES person (id),
    event_id {id} REFERENCES event (id),
    state text NOT NULL CONSTRAINT call_task_state CHECK (state IN ('OPEN', 'DONE', 'LAPSED')),
    outcome text CONSTRAINT call_task_outcome CHECK (outcome IN ('REACHED', 'NO_ANSWER', 'CALL_BACK', 'WRONG_NUMBER', 'REFUSED')),
    tries integer NOT NULL,
    sealed_note {bytes},
    key_id text,
    due_at {instant} NOT NULL,
    expires_at {instant},
    done_by {id} REFERENCES person (id),
    done_at {instant},
    created_at {instant} NOT NULL,
    CONSTRAINT call_task_note CHECK ((sealed_note IS NULL) = (key_id IS NULL)),
    CONSTRAINT call_task_done CHECK ((done_at IS NOT NULL) = (state = 'DONE'))
)"#,
    r#"CREATE INDEX call_task_open ON call_task (unit_id, due_at, id) WHERE state = 'OPEN'"#,
    r#"CREATE INDEX call_task_person ON call_task (person_id, id)"#,
    r#"CREATE INDEX call_task_event ON call_task (event_id) WHERE event_id IS NOT NULL"#,
    r#"CREATE INDEX call_task_expiry ON call_task (expires_at) WHERE state = 'OPEN'"#,
    r#"CREATE INDEX call_task_sealed_by ON call_task (key_id, id) WHERE key_id IS NOT NULL"#,
    r#"CREATE INDEX call_task_unit ON call_task (unit_id, state, due_at, id)"#,
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
                "call_task",
                "suppression",
                "channel_consent",
                "notification_preference",
            ],
        )
        .await
    }
}
