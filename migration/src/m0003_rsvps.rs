//! Answers to events.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE rsvp (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    person_id {id} NOT NULL REFERENCES person (id),
    household_id {id} NOT NULL REFERENCES household (id),
    unit_id {id} NOT NULL REFERENCES area (id),
    state text NOT NULL CONSTRAINT rsvp_state CHECK (state IN ('GOING', 'MAYBE', 'DECLINED', 'WAITLISTED', 'OFFERED', 'REQUESTED', 'REFUSED', 'EXPIRED', 'WITHDRAWN')),
    adults integer NOT NULL CONSTRAINT rsvp_adults CHECK (adults >= 0),
    children integer NOT NULL CONSTRAINT rsvp_children CHECK (children >= 0),
    respondent_comes boolean NOT NULL,
    note text,
    queue_no bigint,
    offer_expires_at {instant},
    withdrew_late boolean NOT NULL,
    decided_by {id} REFERENCES person (id),
    decided_at {instant},
    decision_reason text,
    form_version integer NOT NULL CONSTRAINT rsvp_form_version CHECK (form_version >= 0),
    answer_rev integer NOT NULL,
    schedule_rev integer NOT NULL,
    via text NOT NULL CONSTRAINT rsvp_via CHECK (via IN ('APP', 'LINK', 'SMS', 'PHONE', 'PAPER', 'DESK')),
    answered_by {id} NOT NULL REFERENCES person (id),
    answered_at {instant} NOT NULL,
    created_at {instant} NOT NULL,
    CONSTRAINT rsvp_one_a_person UNIQUE (event_id, person_id),
    CONSTRAINT rsvp_party CHECK (adults + children BETWEEN 1 AND 20),
    CONSTRAINT rsvp_queue CHECK (state NOT IN ('WAITLISTED', 'OFFERED') OR queue_no IS NOT NULL),
    CONSTRAINT rsvp_offer CHECK ((state = 'OFFERED') = (offer_expires_at IS NOT NULL)),
    CONSTRAINT rsvp_withdrew_late CHECK (state = 'WITHDRAWN' OR NOT withdrew_late),
    CONSTRAINT rsvp_decided CHECK ((decided_by IS NULL) = (decided_at IS NULL))
)"#,
    r#"CREATE INDEX rsvp_order ON rsvp (event_id, state, queue_no, id)"#,
    r#"CREATE INDEX rsvp_event ON rsvp (event_id, id)"#,
    r#"CREATE INDEX rsvp_household ON rsvp (event_id, household_id)"#,
    r#"CREATE INDEX rsvp_person ON rsvp (person_id)"#,
    r#"CREATE UNIQUE INDEX rsvp_waiting ON rsvp (event_id, queue_no) WHERE state = 'WAITLISTED'"#,
    r#"CREATE TABLE rsvp_member (
    rsvp_id {id} NOT NULL REFERENCES rsvp (id) ON DELETE CASCADE,
    event_id {id} NOT NULL REFERENCES event (id),
    person_id {id} NOT NULL REFERENCES person (id),
    holds boolean NOT NULL,
    PRIMARY KEY (rsvp_id, person_id)
)"#,
    r#"CREATE UNIQUE INDEX rsvp_member_one_seat ON rsvp_member (event_id, person_id) WHERE holds"#,
    r#"CREATE INDEX rsvp_member_person ON rsvp_member (person_id)"#,
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
        ddl::drop_tables(manager, &["rsvp_member", "rsvp"]).await
    }
}
