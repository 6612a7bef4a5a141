//! Reminder rules, announcements, planned fan-outs, messages, and whatever falls due.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE reminder_rule (
    id {id} NOT NULL PRIMARY KEY,
    event_id {id} NOT NULL REFERENCES event (id),
    before_seconds integer NOT NULL CONSTRAINT reminder_rule_before CHECK (before_seconds >= 0),
    audience text NOT NULL,
    channels text,
    template text,
    created_at {instant} NOT NULL,
    removed_at {instant},
    CONSTRAINT reminder_rule_key UNIQUE (event_id, before_seconds, audience)
)"#,
    r#"CREATE TABLE announcement (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    author_id {id} NOT NULL REFERENCES person (id),
    subject text NOT NULL,
    body text NOT NULL,
    audience text NOT NULL,
    presence text CONSTRAINT announcement_presence CHECK (presence IN ('PRESENT', 'ABSENT')),
    area_id {id} REFERENCES area (id),
    channels text,
    send_at {instant},
    before_seconds integer CONSTRAINT announcement_before CHECK (before_seconds >= 0),
    state text NOT NULL CONSTRAINT announcement_state CHECK (state IN ('SCHEDULED', 'LISTED', 'CANCELLED')),
    created_at {instant} NOT NULL,
    cancelled_at {instant},
    CONSTRAINT announcement_when CHECK (send_at IS NULL OR before_seconds IS NULL),
    CONSTRAINT announcement_cancelled CHECK ((cancelled_at IS NULL) = (state <> 'CANCELLED'))
)"#,
    r#"CREATE INDEX announcement_event ON announcement (event_id, id)"#,
    r#"CREATE TABLE delivery_schedule (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    rule_id {id} REFERENCES reminder_rule (id),
    announcement_id {id} REFERENCES announcement (id),
    kind text NOT NULL CONSTRAINT delivery_schedule_kind CHECK (kind IN ('EVENT_REMINDER', 'EVENT_RESCHEDULED', 'EVENT_MOVED', 'EVENT_CANCELLED', 'ANNOUNCEMENT')),
    schedule_rev integer NOT NULL,
    due_at {instant} NOT NULL,
    previous_starts_at {instant},
    previous_venue_id {id} REFERENCES venue (id),
    state text NOT NULL CONSTRAINT delivery_schedule_state CHECK (state IN ('PENDING', 'EXPANDING', 'EXPANDED', 'MISSED', 'CANCELLED')),
    cursor {id},
    past_answers boolean NOT NULL,
    together {id},
    created_at {instant} NOT NULL,
    CONSTRAINT delivery_schedule_rule CHECK ((rule_id IS NOT NULL) = (kind = 'EVENT_REMINDER')),
    CONSTRAINT delivery_schedule_announcement CHECK ((announcement_id IS NOT NULL) = (kind = 'ANNOUNCEMENT'))
)"#,
    r#"CREATE UNIQUE INDEX delivery_schedule_announcement_once ON delivery_schedule (announcement_id) WHERE announcement_id IS NOT NULL"#,
    r#"CREATE UNIQUE INDEX delivery_schedule_one_a_rule ON delivery_schedule (rule_id) WHERE rule_id IS NOT NULL"#,
    r#"CREATE INDEX delivery_schedule_event ON delivery_schedule (event_id, due_at)"#,
    r#"CREATE INDEX delivery_schedule_together ON delivery_schedule (together, id) WHERE together IS NOT NULL"#,
    r#"CREATE TABLE delivery (
    id {id} NOT NULL PRIMARY KEY{roomy},
    root_area_id {id} REFERENCES area (id),
    person_id {id} REFERENCES person (id),
    event_id {id} REFERENCES event (id),
    rsvp_id {id} REFERENCES rsvp (id),
    ticket_id {id},
    shift_sign_up_id {id},
    shift_id {id},
    sign_in_code_id {id},
    acted_by {id} REFERENCES person (id),
    act text CONSTRAINT delivery_act CHECK (act IN ('GOING', 'MAYBE', 'NOT_COMING', 'CONSENT_GIVEN', 'CONSENT_WITHDRAWN')),
    purpose text CONSTRAINT delivery_purpose CHECK (purpose IN ('ACT_ON_BEHALF', 'SENSITIVE_DATA', 'PROMOTIONS', 'PHOTOS')),
    schedule_id {id} REFERENCES delivery_schedule (id) ON DELETE SET NULL,
    announcement_id {id} REFERENCES announcement (id),
    own_before_seconds integer,
    kind text NOT NULL CONSTRAINT delivery_kind CHECK (kind IN ('EVENT_REMINDER', 'EVENT_RESCHEDULED', 'EVENT_MOVED', 'EVENT_CANCELLED', 'ANNOUNCEMENT', 'RSVP_CONFIRMED', 'RSVP_PROMOTED', 'RSVP_OFFERED', 'RSVP_OFFER_ENDING', 'RSVP_OFFER_EXPIRED', 'RSVP_APPROVED', 'RSVP_REFUSED', 'INVITED', 'SIGN_IN_CODE', 'ACTED_FOR_YOU', 'REGISTRATION_CONFIRMED', 'SMS_HELP', 'TICKET_BOOKED', 'TICKET_PROMOTED', 'TICKET_NEARLY', 'TICKET_READY', 'TICKET_CLOSED', 'SHIFT_SIGNED_UP', 'SHIFT_PROMOTED', 'SHIFT_CANCELLED', 'SHIFT_SWAP_OFFERED', 'SHIFT_SWAPPED', 'SHIFT_CHANGED', 'VOLUNTEERS_CALLED')),
    channel text NOT NULL CONSTRAINT delivery_channel CHECK (channel IN ('EMAIL', 'SMS', 'CALL')),
    dedupe_key text NOT NULL CONSTRAINT delivery_once UNIQUE{roomy},
    schedule_rev integer NOT NULL,
    answer_rev integer NOT NULL,
    state text NOT NULL CONSTRAINT delivery_state CHECK (state IN ('PENDING', 'SENDING', 'UNKNOWN', 'SENT', 'DELIVERED', 'BOUNCED', 'FAILED', 'EXPIRED', 'SUPERSEDED', 'SUPPRESSED')),
    send_at {instant} NOT NULL,
    due_at {instant} NOT NULL,
    leased_until {instant},
    generation integer NOT NULL,
    attempts integer NOT NULL,
    unknowns integer NOT NULL,
    in_digest boolean NOT NULL,
    bundle_key text,
    carried_by {id} REFERENCES delivery (id) ON DELETE SET NULL,
    instead_of {id} REFERENCES delivery (id) ON DELETE SET NULL,
    provider text,
    provider_ref text,
    parts integer NOT NULL,
    cost_micros bigint NOT NULL,
    last_error text,
    settled_at {instant},
    created_at {instant} NOT NULL,
    CONSTRAINT delivery_settled CHECK ((settled_at IS NULL) = (state IN ('PENDING', 'SENDING', 'UNKNOWN'))),
    CONSTRAINT delivery_about_an_event CHECK (event_id IS NOT NULL OR kind IN ('SIGN_IN_CODE', 'ACTED_FOR_YOU', 'REGISTRATION_CONFIRMED', 'SMS_HELP')),
    CONSTRAINT delivery_about_an_answer CHECK (rsvp_id IS NOT NULL OR kind NOT IN ('EVENT_RESCHEDULED', 'EVENT_MOVED', 'EVENT_CANCELLED', 'RSVP_CONFIRMED', 'RSVP_PROMOTED', 'RSVP_OFFERED', 'RSVP_OFFER_ENDING', 'RSVP_OFFER_EXPIRED', 'RSVP_APPROVED', 'RSVP_REFUSED')),
    CONSTRAINT delivery_announcement CHECK ((kind = 'ANNOUNCEMENT') = (announcement_id IS NOT NULL)),
    CONSTRAINT delivery_not_carried_by_itself CHECK (carried_by <> id),
    CONSTRAINT delivery_of_a_ticket CHECK ((kind IN ('TICKET_BOOKED', 'TICKET_PROMOTED', 'TICKET_NEARLY', 'TICKET_READY', 'TICKET_CLOSED')) = (ticket_id IS NOT NULL)),
    CONSTRAINT delivery_of_a_sign_up CHECK ((kind IN ('SHIFT_SIGNED_UP', 'SHIFT_PROMOTED', 'SHIFT_CANCELLED', 'SHIFT_SWAP_OFFERED', 'SHIFT_SWAPPED', 'SHIFT_CHANGED')) = (shift_sign_up_id IS NOT NULL)),
    CONSTRAINT delivery_of_a_shift CHECK ((kind = 'VOLUNTEERS_CALLED') = (shift_id IS NOT NULL)),
    CONSTRAINT delivery_of_a_code CHECK ((kind = 'SIGN_IN_CODE') = (sign_in_code_id IS NOT NULL)),
    CONSTRAINT delivery_of_an_act CHECK ((kind = 'ACTED_FOR_YOU') = (acted_by IS NOT NULL AND act IS NOT NULL)),
    CONSTRAINT delivery_act_on_an_event CHECK (act NOT IN ('GOING', 'MAYBE', 'NOT_COMING') OR event_id IS NOT NULL),
    CONSTRAINT delivery_act_of_consent CHECK ((COALESCE(act, '') IN ('CONSENT_GIVEN', 'CONSENT_WITHDRAWN')) = (purpose IS NOT NULL)),
    CONSTRAINT delivery_to_somebody CHECK (kind = 'SIGN_IN_CODE' OR (person_id IS NOT NULL AND root_area_id IS NOT NULL))
){roomy}"#,
    r#"CREATE INDEX delivery_due ON delivery (channel, due_at, id) WHERE settled_at IS NULL AND carried_by IS NULL"#,
    r#"CREATE INDEX delivery_codes_due ON delivery (channel, due_at, id) WHERE settled_at IS NULL AND kind = 'SIGN_IN_CODE'"#,
    r#"CREATE UNIQUE INDEX delivery_bundle ON delivery (bundle_key) WHERE bundle_key IS NOT NULL AND carried_by IS NULL AND settled_at IS NULL"#,
    r#"CREATE INDEX delivery_carried ON delivery (carried_by) WHERE carried_by IS NOT NULL"#,
    r#"CREATE INDEX delivery_instead_of ON delivery (instead_of) WHERE instead_of IS NOT NULL"#,
    r#"CREATE INDEX delivery_of_announcement ON delivery (announcement_id) WHERE announcement_id IS NOT NULL"#,
    r#"CREATE INDEX delivery_of_provider ON delivery (provider, provider_ref) WHERE provider_ref IS NOT NULL"#,
    r#"CREATE INDEX delivery_came_to_nothing ON delivery (id) WHERE settled_at IS NOT NULL AND last_error IS NOT NULL"#,
    r#"CREATE INDEX delivery_settled_at ON delivery (settled_at) WHERE settled_at IS NOT NULL"#,
    r#"CREATE INDEX delivery_person ON delivery (person_id, id){roomy}"#,
    r#"CREATE INDEX delivery_rsvp ON delivery (rsvp_id){roomy}"#,
    r#"CREATE INDEX delivery_event ON delivery (event_id, id){roomy}"#,
    r#"CREATE INDEX delivery_of_schedule ON delivery (schedule_id){roomy}"#,
    r#"CREATE TABLE delivery_try (
    delivery_id {id} NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    generation integer NOT NULL,
    provider text NOT NULL,
    provider_ref text,
    parts integer NOT NULL,
    cost_micros bigint NOT NULL,
    counted boolean NOT NULL,
    at {instant} NOT NULL,
    CONSTRAINT delivery_try_key PRIMARY KEY (delivery_id, generation)
)"#,
    r#"CREATE INDEX delivery_try_of_provider ON delivery_try (provider, provider_ref) WHERE provider_ref IS NOT NULL"#,
    r#"CREATE TABLE receipt_cursor (
    age_minutes integer NOT NULL PRIMARY KEY,
    position_at {instant} NOT NULL,
    position_id {id} NOT NULL,
    begun_at {instant} NOT NULL,
    ongoing boolean NOT NULL
)"#,
    r#"CREATE TABLE due_work (
    id {id} NOT NULL PRIMARY KEY,
    kind text NOT NULL CONSTRAINT due_work_kind CHECK (kind IN ('EXPAND_SCHEDULE', 'EXPAND_TOGETHER', 'NUDGE_OFFER', 'EXPIRE_OFFER', 'RETENTION', 'ASK_FOR_RECEIPTS', 'MAKE_OCCURRENCES', 'COUNT_DIETS', 'CLOSE_STALLS')),
    subject_id {id} NOT NULL,
    due_at {instant} NOT NULL,
    generation integer NOT NULL,
    attempts integer NOT NULL,
    CONSTRAINT due_work_once UNIQUE (kind, subject_id)
)"#,
    r#"CREATE INDEX due_work_due ON due_work (kind, due_at, id)"#,
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
                "due_work",
                "receipt_cursor",
                "delivery_try",
                "delivery",
                "delivery_schedule",
                "announcement",
                "reminder_rule",
            ],
        )
        .await
    }
}
