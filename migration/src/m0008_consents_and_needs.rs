//! The ledger of consents, sensitive needs, and who read them.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE consent (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    person_id {id} NOT NULL REFERENCES person (id),
    purpose text NOT NULL CONSTRAINT consent_purpose CHECK (purpose IN ('ACT_ON_BEHALF', 'SENSITIVE_DATA', 'PROMOTIONS', 'PHOTOS')),
    policy_version text NOT NULL,
    relationship text NOT NULL CONSTRAINT consent_relationship CHECK (relationship IN ('ONESELF', 'HOUSEHOLD', 'GUARDIAN', 'STEWARD')),
    given_by {id} NOT NULL REFERENCES person (id),
    via text NOT NULL CONSTRAINT consent_via CHECK (via IN ('APP', 'LINK', 'SMS', 'PHONE', 'PAPER', 'DESK')),
    sealed_evidence {bytes},
    key_id text,
    given_at {instant} NOT NULL,
    confirm_by {instant},
    confirmed_by {id} REFERENCES person (id),
    confirmed_at {instant},
    withdrawn_at {instant},
    withdrawn_by {id} REFERENCES person (id),
    withdrawn_via text CONSTRAINT consent_withdrawn_via CHECK (withdrawn_via IN ('APP', 'LINK', 'SMS', 'PHONE', 'PAPER', 'DESK')),
    CONSTRAINT consent_evidence CHECK ((sealed_evidence IS NULL) = (key_id IS NULL)),
    CONSTRAINT consent_of_oneself CHECK ((relationship = 'ONESELF') = (given_by = person_id)),
    CONSTRAINT consent_to_confirm CHECK ((relationship = 'STEWARD') = (confirm_by IS NOT NULL)),
    CONSTRAINT consent_confirmation CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL)),
    CONSTRAINT consent_other_officer CHECK (confirmed_by <> given_by),
    CONSTRAINT consent_withdrawal CHECK ((withdrawn_at IS NULL) = (withdrawn_via IS NULL))
)"#,
    r#"CREATE UNIQUE INDEX consent_standing ON consent (person_id, purpose) WHERE withdrawn_at IS NULL"#,
    r#"CREATE INDEX consent_person ON consent (person_id, id)"#,
    r#"CREATE INDEX consent_unconfirmed ON consent (root_area_id, confirm_by) WHERE confirm_by IS NOT NULL AND confirmed_at IS NULL AND withdrawn_at IS NULL"#,
    r#"CREATE INDEX consent_sealed_by ON consent (key_id, id) WHERE key_id IS NOT NULL"#,
    r#"CREATE TABLE person_need (
    person_id {id} NOT NULL PRIMARY KEY REFERENCES person (id),
    ciphertext {bytes} NOT NULL,
    key_id text NOT NULL,
    updated_at {instant} NOT NULL
)"#,
    r#"CREATE INDEX person_need_sealed_by ON person_need (key_id, person_id)"#,
    r#"CREATE TABLE sensitive_read (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    person_id {id} NOT NULL REFERENCES person (id),
    reader_id {id} NOT NULL REFERENCES person (id),
    field text NOT NULL,
    at {instant} NOT NULL
)"#,
    r#"CREATE INDEX sensitive_read_person ON sensitive_read (person_id, id)"#,
    r#"CREATE INDEX sensitive_read_age ON sensitive_read (at)"#,
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
        ddl::drop_tables(manager, &["sensitive_read", "person_need", "consent"]).await
    }
}
