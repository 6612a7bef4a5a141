//! Questions of a form and what was answered, invitations, and who was there.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE question (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    form_version integer NOT NULL CONSTRAINT question_form_version CHECK (form_version > 0),
    position integer NOT NULL CONSTRAINT question_position CHECK (position >= 0),
    kind text NOT NULL CONSTRAINT question_kind CHECK (kind IN ('TEXT', 'NUMBER', 'CHOICE', 'CHOICES', 'YES_NO', 'DATE')),
    label text NOT NULL,
    help text,
    required boolean NOT NULL,
    audience text NOT NULL CONSTRAINT question_audience CHECK (audience IN ('ORGANISERS', 'HELPERS')),
    choices {json},
    min_value integer,
    max_value integer,
    created_at {instant} NOT NULL,
    CONSTRAINT question_order UNIQUE (event_id, form_version, position),
    CONSTRAINT question_choices CHECK ((kind IN ('CHOICE', 'CHOICES')) = (choices IS NOT NULL)),
    CONSTRAINT question_bounds CHECK (kind IN ('NUMBER', 'TEXT', 'CHOICES') OR (min_value IS NULL AND max_value IS NULL)),
    CONSTRAINT question_range CHECK (min_value <= max_value)
)"#,
    r#"CREATE TABLE question_answer (
    rsvp_id {id} NOT NULL REFERENCES rsvp (id) ON DELETE CASCADE,
    question_id {id} NOT NULL REFERENCES question (id),
    value {json} NOT NULL,
    PRIMARY KEY (rsvp_id, question_id)
)"#,
    r#"CREATE INDEX question_answer_question ON question_answer (question_id)"#,
    r#"CREATE TABLE invitation_link (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    token_hash {bytes} NOT NULL CONSTRAINT invitation_link_hash_key UNIQUE,
    max_uses integer NOT NULL CONSTRAINT invitation_link_max_uses CHECK (max_uses BETWEEN 1 AND 100000),
    uses integer NOT NULL CONSTRAINT invitation_link_uses CHECK (uses >= 0),
    created_by {id} NOT NULL REFERENCES person (id),
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    revoked_at {instant},
    CONSTRAINT invitation_link_used_up CHECK (uses <= max_uses)
)"#,
    r#"CREATE INDEX invitation_link_expires_at ON invitation_link (expires_at)"#,
    r#"CREATE INDEX invitation_link_event ON invitation_link (event_id, id)"#,
    r#"CREATE TABLE invitation (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    person_id {id} REFERENCES person (id),
    household_id {id} REFERENCES household (id),
    area_id {id} REFERENCES area (id),
    link_id {id} REFERENCES invitation_link (id) ON DELETE SET NULL,
    invited_by {id} NOT NULL REFERENCES person (id),
    created_at {instant} NOT NULL,
    revoked_at {instant},
    CONSTRAINT invitation_one_kind CHECK (
        CASE WHEN person_id IS NULL THEN 0 ELSE 1 END
        + CASE WHEN household_id IS NULL THEN 0 ELSE 1 END
        + CASE WHEN area_id IS NULL THEN 0 ELSE 1 END = 1),
    CONSTRAINT invitation_by_link CHECK (link_id IS NULL OR person_id IS NOT NULL)
)"#,
    r#"CREATE UNIQUE INDEX invitation_person ON invitation (person_id, event_id) WHERE person_id IS NOT NULL AND revoked_at IS NULL"#,
    r#"CREATE UNIQUE INDEX invitation_household ON invitation (household_id, event_id) WHERE household_id IS NOT NULL AND revoked_at IS NULL"#,
    r#"CREATE UNIQUE INDEX invitation_area ON invitation (area_id, event_id) WHERE area_id IS NOT NULL AND revoked_at IS NULL"#,
    r#"CREATE INDEX invitation_of_person ON invitation (person_id) WHERE person_id IS NOT NULL"#,
    r#"CREATE INDEX invitation_of_household ON invitation (household_id) WHERE household_id IS NOT NULL"#,
    r#"CREATE INDEX invitation_event ON invitation (event_id, id)"#,
    r#"CREATE INDEX invitation_of_link ON invitation (link_id) WHERE link_id IS NOT NULL"#,
    r#"CREATE TABLE check_in_key (
    event_id {id} NOT NULL PRIMARY KEY REFERENCES event (id),
    public_key {bytes} NOT NULL,
    sealed_private_key {bytes} NOT NULL,
    key_id text NOT NULL,
    created_at {instant} NOT NULL
)"#,
    r#"CREATE INDEX check_in_key_sealed_by ON check_in_key (key_id)"#,
    r#"CREATE TABLE check_in_list (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    name text NOT NULL,
    is_default boolean NOT NULL,
    opens_at {instant},
    closes_at {instant},
    version integer NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT check_in_list_name UNIQUE (event_id, name),
    CONSTRAINT check_in_list_span CHECK (closes_at > opens_at)
)"#,
    r#"CREATE UNIQUE INDEX check_in_list_default ON check_in_list (event_id) WHERE is_default"#,
    r#"CREATE TABLE check_in (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    list_id {id} NOT NULL REFERENCES check_in_list (id),
    rsvp_id {id} REFERENCES rsvp (id),
    method text NOT NULL CONSTRAINT check_in_method CHECK (method IN ('CODE', 'LIST', 'WALK_IN', 'HEAD_COUNT')),
    adults integer NOT NULL CONSTRAINT check_in_adults CHECK (adults >= 0),
    children integer NOT NULL CONSTRAINT check_in_children CHECK (children >= 0),
    device text,
    client_id text,
    device_at {instant},
    checked_in_by {id} NOT NULL REFERENCES person (id),
    checked_in_at {instant} NOT NULL,
    undone_by {id} REFERENCES person (id),
    undone_at {instant},
    CONSTRAINT check_in_heads CHECK (adults + children BETWEEN 1 AND 500),
    CONSTRAINT check_in_of_rsvp CHECK ((method IN ('CODE', 'LIST')) = (rsvp_id IS NOT NULL)),
    CONSTRAINT check_in_undone CHECK ((undone_at IS NULL) = (undone_by IS NULL))
)"#,
    r#"CREATE UNIQUE INDEX check_in_once ON check_in (list_id, rsvp_id) WHERE undone_at IS NULL AND rsvp_id IS NOT NULL"#,
    r#"CREATE UNIQUE INDEX check_in_handed_in ON check_in (list_id, device, client_id) WHERE client_id IS NOT NULL"#,
    r#"CREATE INDEX check_in_by ON check_in (checked_in_by) WHERE device IS NOT NULL"#,
    r#"CREATE INDEX check_in_event ON check_in (event_id, id)"#,
    r#"CREATE INDEX check_in_rsvp ON check_in (rsvp_id) WHERE rsvp_id IS NOT NULL"#,
    r#"CREATE TABLE check_in_person (
    list_id {id} NOT NULL REFERENCES check_in_list (id),
    person_id {id} NOT NULL REFERENCES person (id),
    check_in_id {id} NOT NULL REFERENCES check_in (id) ON DELETE CASCADE,
    event_id {id} NOT NULL REFERENCES event (id),
    household_id {id} NOT NULL REFERENCES household (id),
    PRIMARY KEY (list_id, person_id)
)"#,
    r#"CREATE INDEX check_in_person_check_in ON check_in_person (check_in_id)"#,
    r#"CREATE INDEX check_in_person_event ON check_in_person (event_id, person_id)"#,
    r#"CREATE INDEX check_in_person_person ON check_in_person (person_id)"#,
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
                "check_in_person",
                "check_in",
                "check_in_list",
                "check_in_key",
                "invitation",
                "invitation_link",
                "question_answer",
                "question",
            ],
        )
        .await
    }
}
