//! Reminder rules, planned fan-outs, messages, and whatever falls due.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE reminder_rule (
    id {id} NOT NULL PRIMARY KEY,
    event_id {id} NOT NULL REFERENCES event (id),
    before_seconds integer NOT NULL CONSTRAINT reminder_rule_before CHECK (before_seconds >= 0),
    created_at {instant} NOT NULL,
    CONSTRAINT reminder_rule_key UNIQUE (event_id, before_seconds)
)"#,
    r#"CREATE TABLE delivery_schedule (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    rule_id {id} REFERENCES reminder_rule (id) ON DELETE CASCADE,
    kind text NOT NULL CONSTRAINT delivery_schedule_kind CHECK (kind IN ('EVENT_REMINDER', 'EVENT_RESCHEDULED', 'EVENT_CANCELLED', 'RSVP_PROMOTED')),
    schedule_rev integer NOT NULL,
    due_at {instant} NOT NULL,
    previous_starts_at {instant},
    state text NOT NULL CONSTRAINT delivery_schedule_state CHECK (state IN ('PENDING', 'EXPANDING', 'EXPANDED', 'MISSED', 'CANCELLED')),
    cursor {id},
    created_at {instant} NOT NULL,
    CONSTRAINT delivery_schedule_rule CHECK ((rule_id IS NOT NULL) = (kind = 'EVENT_REMINDER'))
)"#,
    r#"CREATE UNIQUE INDEX delivery_schedule_one_a_rule ON delivery_schedule (rule_id) WHERE rule_id IS NOT NULL"#,
    r#"CREATE INDEX delivery_schedule_event ON delivery_schedule (event_id, due_at)"#,
    r#"CREATE TABLE delivery (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} REFERENCES area (id),
    person_id {id} REFERENCES person (id),
    event_id {id} REFERENCES event (id),
    rsvp_id {id} REFERENCES rsvp (id),
    sign_in_code_id {id},
    acted_by {id} REFERENCES person (id),
    act text CONSTRAINT delivery_act CHECK (act IN ('GOING', 'MAYBE', 'NOT_COMING', 'CONSENT_GIVEN', 'CONSENT_WITHDRAWN')),
    purpose text CONSTRAINT delivery_purpose CHECK (purpose IN ('ACT_ON_BEHALF', 'SENSITIVE_DATA', 'PROMOTIONS', 'PHOTOS')),
    schedule_id {id} REFERENCES delivery_schedule (id) ON DELETE SET NULL,
    kind text NOT NULL CONSTRAINT delivery_kind CHECK (kind IN ('EVENT_REMINDER', 'EVENT_RESCHEDULED', 'EVENT_CANCELLED', 'RSVP_PROMOTED', 'RSVP_OFFERED', 'RSVP_OFFER_ENDING', 'RSVP_OFFER_EXPIRED', 'RSVP_APPROVED', 'RSVP_REFUSED', 'INVITED', 'SIGN_IN_CODE', 'ACTED_FOR_YOU', 'REGISTRATION_CONFIRMED')),
    channel text NOT NULL CONSTRAINT delivery_channel CHECK (channel IN ('EMAIL', 'SMS')),
    dedupe_key text NOT NULL CONSTRAINT delivery_once UNIQUE,
    schedule_rev integer NOT NULL,
    answer_rev integer NOT NULL,
    state text NOT NULL CONSTRAINT delivery_state CHECK (state IN ('PENDING', 'SENDING', 'UNKNOWN', 'SENT', 'DELIVERED', 'BOUNCED', 'FAILED', 'EXPIRED', 'SUPERSEDED', 'SUPPRESSED')),
    send_at {instant} NOT NULL,
    due_at {instant} NOT NULL,
    generation integer NOT NULL,
    attempts integer NOT NULL,
    last_error text,
    settled_at {instant},
    created_at {instant} NOT NULL,
    CONSTRAINT delivery_settled CHECK ((settled_at IS NULL) = (state IN ('PENDING', 'SENDING', 'UNKNOWN'))),
    CONSTRAINT delivery_about_an_event CHECK ((kind IN ('EVENT_REMINDER', 'EVENT_RESCHEDULED', 'EVENT_CANCELLED', 'RSVP_PROMOTED', 'RSVP_OFFERED', 'RSVP_OFFER_ENDING', 'RSVP_OFFER_EXPIRED', 'RSVP_APPROVED', 'RSVP_REFUSED')) = (event_id IS NOT NULL AND rsvp_id IS NOT NULL)),
    CONSTRAINT delivery_of_a_code CHECK ((kind = 'SIGN_IN_CODE') = (sign_in_code_id IS NOT NULL)),
    CONSTRAINT delivery_of_an_act CHECK ((kind = 'ACTED_FOR_YOU') = (acted_by IS NOT NULL AND act IS NOT NULL)),
    CONSTRAINT delivery_act_on_an_event CHECK (act NOT IN ('GOING', 'MAYBE', 'NOT_COMING') OR event_id IS NOT NULL),
    CONSTRAINT delivery_act_of_consent CHECK ((COALESCE(act, '') IN ('CONSENT_GIVEN', 'CONSENT_WITHDRAWN')) = (purpose IS NOT NULL)),
    CONSTRAINT delivery_to_somebody CHECK (kind = 'SIGN_IN_CODE' OR (person_id IS NOT NULL AND root_area_id IS NOT NULL))
)"#,
    r#"CREATE INDEX delivery_due ON delivery (due_at, id) WHERE settled_at IS NULL"#,
    r#"CREATE INDEX delivery_settled_at ON delivery (settled_at) WHERE settled_at IS NOT NULL"#,
    r#"CREATE INDEX delivery_person ON delivery (person_id, id)"#,
    r#"CREATE INDEX delivery_rsvp ON delivery (rsvp_id)"#,
    r#"CREATE INDEX delivery_event ON delivery (event_id, id)"#,
    r#"CREATE INDEX delivery_of_schedule ON delivery (schedule_id)"#,
    r#"CREATE TABLE due_work (
    id {id} NOT NULL PRIMARY KEY,
    kind text NOT NULL CONSTRAINT due_work_kind CHECK (kind IN ('EXPAND_SCHEDULE', 'NUDGE_OFFER', 'EXPIRE_OFFER', 'RETENTION')),
    subject_id {id} NOT NULL,
    due_at {instant} NOT NULL,
    generation integer NOT NULL,
    attempts integer NOT NULL,
    CONSTRAINT due_work_once UNIQUE (kind, subject_id)
)"#,
    r#"CREATE INDEX due_work_due ON due_work (due_at, id)"#,
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
            &["due_work", "delivery", "delivery_schedule", "reminder_rule"],
        )
        .await
    }
}
