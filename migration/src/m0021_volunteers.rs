//! Volunteers: members of teams, what they can do, shifts, and who is on them.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE team_member (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    team_id {id} NOT NULL REFERENCES team (id),
    person_id {id} NOT NULL REFERENCES person (id),
    state text NOT NULL CONSTRAINT team_member_state CHECK (state IN ('REQUESTED', 'ACTIVE', 'ENDED')),
    created_at {instant} NOT NULL,
    joined_at {instant},
    approved_by {id} REFERENCES person (id),
    ended_at {instant},
    CONSTRAINT team_member_joined CHECK (state <> 'ACTIVE' OR joined_at IS NOT NULL),
    CONSTRAINT team_member_ended CHECK ((state = 'ENDED') = (ended_at IS NOT NULL))
)"#,
    r#"CREATE UNIQUE INDEX team_member_once ON team_member (team_id, person_id) WHERE state <> 'ENDED'"#,
    r#"CREATE INDEX team_member_team ON team_member (team_id, state, id)"#,
    r#"CREATE INDEX team_member_person ON team_member (person_id, id)"#,
    r#"CREATE INDEX team_member_approved_by ON team_member (approved_by) WHERE approved_by IS NOT NULL"#,
    r#"CREATE TABLE person_skill (
    person_id {id} NOT NULL REFERENCES person (id),
    skill text NOT NULL CONSTRAINT person_skill_skill CHECK (skill IN ('HAIRDRESSING', 'MEDICINE', 'NURSING', 'CHINESE_MEDICINE', 'OPTOMETRY', 'KNIFE_GRINDING', 'SHOE_REPAIR', 'APPLIANCE_REPAIR', 'ELECTRICAL_WORK', 'SEWING', 'FIRST_AID', 'COOKING', 'DRIVING', 'TRANSLATION', 'LEGAL_ADVICE', 'PHOTOGRAPHY', 'TEACHING', 'STEWARDING')),
    created_at {instant} NOT NULL,
    PRIMARY KEY (person_id, skill)
)"#,
    r#"CREATE INDEX person_skill_of ON person_skill (skill)"#,
    r#"CREATE TABLE qualification (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    person_id {id} NOT NULL REFERENCES person (id),
    skill text NOT NULL CONSTRAINT qualification_skill CHECK (skill IN ('HAIRDRESSING', 'MEDICINE', 'NURSING', 'CHINESE_MEDICINE', 'OPTOMETRY', 'KNIFE_GRINDING', 'SHOE_REPAIR', 'APPLIANCE_REPAIR', 'ELECTRICAL_WORK', 'SEWING', 'FIRST_AID', 'COOKING', 'DRIVING', 'TRANSLATION', 'LEGAL_ADVICE', 'PHOTOGRAPHY', 'TEACHING', 'STEWARDING')),
    ciphertext {bytes} NOT NULL,
    key_id text NOT NULL,
    valid_until date,
    recorded_by {id} NOT NULL REFERENCES person (id),
    created_at {instant} NOT NULL,
    proof_seen_by {id} REFERENCES person (id),
    proof_seen_at {instant},
    ended_at {instant},
    CONSTRAINT qualification_proof CHECK ((proof_seen_by IS NULL) = (proof_seen_at IS NULL)),
    CONSTRAINT qualification_proof_of_another CHECK (proof_seen_by <> person_id)
)"#,
    r#"CREATE INDEX qualification_person ON qualification (person_id, skill, id)"#,
    r#"CREATE INDEX qualification_recorded_by ON qualification (recorded_by)"#,
    r#"CREATE INDEX qualification_proof_seen_by ON qualification (proof_seen_by) WHERE proof_seen_by IS NOT NULL"#,
    r#"CREATE INDEX qualification_sealed_by ON qualification (key_id)"#,
    r#"CREATE TABLE shift (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    team_id {id} REFERENCES team (id),
    stall_id {id} REFERENCES stall (id),
    name text NOT NULL,
    place text,
    starts_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    cancel_until_minutes integer NOT NULL CONSTRAINT shift_cancel_until_minutes CHECK (cancel_until_minutes BETWEEN 0 AND 20160),
    minors_from_age integer CONSTRAINT shift_minors_from_age CHECK (minors_from_age BETWEEN 6 AND 17),
    state text NOT NULL CONSTRAINT shift_state CHECK (state IN ('OPEN', 'CANCELLED')),
    called_at {instant},
    version integer NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT shift_time CHECK (starts_at < ends_at)
)"#,
    r#"CREATE INDEX shift_event ON shift (event_id, starts_at, id)"#,
    r#"CREATE INDEX shift_team ON shift (team_id, starts_at, id) WHERE team_id IS NOT NULL"#,
    r#"CREATE INDEX shift_stall ON shift (stall_id) WHERE stall_id IS NOT NULL"#,
    r#"CREATE TABLE shift_role (
    id {id} NOT NULL PRIMARY KEY,
    event_id {id} NOT NULL REFERENCES event (id),
    shift_id {id} NOT NULL REFERENCES shift (id),
    name text NOT NULL,
    skill text CONSTRAINT shift_role_skill CHECK (skill IN ('HAIRDRESSING', 'MEDICINE', 'NURSING', 'CHINESE_MEDICINE', 'OPTOMETRY', 'KNIFE_GRINDING', 'SHOE_REPAIR', 'APPLIANCE_REPAIR', 'ELECTRICAL_WORK', 'SEWING', 'FIRST_AID', 'COOKING', 'DRIVING', 'TRANSLATION', 'LEGAL_ADVICE', 'PHOTOGRAPHY', 'TEACHING', 'STEWARDING')),
    needs_proof boolean NOT NULL CONSTRAINT shift_role_needs_proof CHECK (NOT needs_proof OR skill IS NOT NULL),
    places integer NOT NULL CONSTRAINT shift_role_places CHECK (places BETWEEN 1 AND 500),
    taken integer NOT NULL,
    ordinal integer NOT NULL,
    removed_at {instant},
    CONSTRAINT shift_role_not_oversold CHECK (taken BETWEEN 0 AND places)
)"#,
    r#"CREATE INDEX shift_role_shift ON shift_role (shift_id, ordinal, id)"#,
    r#"CREATE INDEX shift_role_event ON shift_role (event_id)"#,
    r#"CREATE TABLE shift_sign_up (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    shift_id {id} NOT NULL REFERENCES shift (id),
    role_id {id} NOT NULL REFERENCES shift_role (id),
    person_id {id} REFERENCES person (id),
    state text NOT NULL CONSTRAINT shift_sign_up_state CHECK (state IN ('SIGNED_UP', 'WAITLISTED', 'CANCELLED', 'ATTENDED', 'NO_SHOW')),
    ended_reason text CONSTRAINT shift_sign_up_ended_reason CHECK (ended_reason IN ('VOLUNTEER', 'STAFF', 'SWAPPED', 'SHIFT_CANCELLED', 'SHIFT_MOVED', 'PERSON_ERASED')),
    minor boolean NOT NULL,
    signed_by {id} REFERENCES person (id),
    via text NOT NULL CONSTRAINT shift_sign_up_via CHECK (via IN ('APP', 'LINK', 'SMS', 'PHONE', 'PAPER', 'DESK')),
    starts_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    created_at {instant} NOT NULL,
    signed_up_at {instant},
    attended_from {instant},
    attended_until {instant},
    attended_how text CONSTRAINT shift_sign_up_attended_how CHECK (attended_how IN ('CODE', 'LEAD')),
    confirmed_by {id} REFERENCES person (id),
    swap_offered_at {instant},
    swap_with_id {id} REFERENCES person (id),
    swap_for_id {id} REFERENCES shift_sign_up (id),
    updated_at {instant} NOT NULL,
    version integer NOT NULL,
    CONSTRAINT shift_sign_up_time CHECK (starts_at < ends_at),
    CONSTRAINT shift_sign_up_attended CHECK ((state = 'ATTENDED') = (attended_from IS NOT NULL)),
    CONSTRAINT shift_sign_up_confirmed_by_another CHECK (confirmed_by <> person_id),
    CONSTRAINT shift_sign_up_swap CHECK (swap_offered_at IS NULL OR state = 'SIGNED_UP'),
    CONSTRAINT shift_sign_up_ended CHECK (ended_reason IS NULL OR state = 'CANCELLED')
)"#,
    r#"CREATE UNIQUE INDEX shift_sign_up_once ON shift_sign_up (shift_id, person_id) WHERE person_id IS NOT NULL AND state IN ('SIGNED_UP', 'WAITLISTED', 'ATTENDED')"#,
    r#"CREATE INDEX shift_sign_up_role ON shift_sign_up (role_id, state, id)"#,
    r#"CREATE INDEX shift_sign_up_shift ON shift_sign_up (shift_id, id)"#,
    r#"CREATE INDEX shift_sign_up_event ON shift_sign_up (event_id, state, id)"#,
    r#"CREATE INDEX shift_sign_up_person ON shift_sign_up (person_id, starts_at, id) WHERE person_id IS NOT NULL"#,
    r#"CREATE INDEX shift_sign_up_signed_by ON shift_sign_up (signed_by) WHERE signed_by IS NOT NULL"#,
    r#"CREATE INDEX shift_sign_up_confirmed_by ON shift_sign_up (confirmed_by) WHERE confirmed_by IS NOT NULL"#,
    r#"CREATE INDEX shift_sign_up_swap_with ON shift_sign_up (swap_with_id) WHERE swap_with_id IS NOT NULL"#,
    r#"CREATE INDEX shift_sign_up_swap_for ON shift_sign_up (swap_for_id) WHERE swap_for_id IS NOT NULL"#,
];

/// Nobody is in two places at once: an exclusion constraint, weighed at the end of a statement, so that
/// shifts that follow each other can be moved together.
const ONE_PLACE_POSTGRES: &[&str] = &[
    r#"CREATE EXTENSION IF NOT EXISTS btree_gist"#,
    r#"ALTER TABLE shift_sign_up ADD CONSTRAINT shift_sign_up_no_overlap EXCLUDE USING gist (
    person_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&
) WHERE (person_id IS NOT NULL AND state IN ('SIGNED_UP', 'ATTENDED')) DEFERRABLE INITIALLY IMMEDIATE"#,
];

/// The same where there are no such constraints.
const ONE_PLACE_SQLITE: &[&str] = &[
    r#"CREATE TRIGGER shift_sign_up_no_overlap_insert BEFORE INSERT ON shift_sign_up
WHEN NEW.person_id IS NOT NULL AND NEW.state IN ('SIGNED_UP', 'ATTENDED') BEGIN
    SELECT RAISE(ABORT, 'shift_sign_up_no_overlap') WHERE EXISTS (
        SELECT 1 FROM shift_sign_up other WHERE other.person_id = NEW.person_id AND other.id <> NEW.id
            AND other.state IN ('SIGNED_UP', 'ATTENDED')
            AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at);
END"#,
    r#"CREATE TRIGGER shift_sign_up_no_overlap_update BEFORE UPDATE ON shift_sign_up
WHEN NEW.person_id IS NOT NULL AND NEW.state IN ('SIGNED_UP', 'ATTENDED') BEGIN
    SELECT RAISE(ABORT, 'shift_sign_up_no_overlap') WHERE EXISTS (
        SELECT 1 FROM shift_sign_up other WHERE other.person_id = NEW.person_id AND other.id <> NEW.id
            AND other.state IN ('SIGNED_UP', 'ATTENDED')
            AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at);
END"#,
];

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await?;
        let one_place = if ddl::is_postgres(manager) {
            ONE_PLACE_POSTGRES
        } else {
            ONE_PLACE_SQLITE
        };
        ddl::run(manager, one_place).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "shift_sign_up",
            "shift_role",
            "shift",
            "qualification",
            "person_skill",
            "team_member",
        ];
        ddl::drop_tables(manager, &tables).await
    }
}
