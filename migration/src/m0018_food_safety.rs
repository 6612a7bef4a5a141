//! That nobody is made ill: what guests cannot eat, what the authorities ask of a large meal, samples
//! that are kept, and what cooks have shown.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE person_diet (
    person_id {id} NOT NULL PRIMARY KEY REFERENCES person (id),
    ciphertext {bytes} NOT NULL,
    key_id text NOT NULL,
    updated_at {instant} NOT NULL
)"#,
    r#"CREATE INDEX person_diet_sealed_by ON person_diet (key_id, person_id)"#,
    // How many guests of a banquet cannot eat what, as of the last count: refreshed by the hour, so
    // that the difference of two looks does not tell of one guest.
    r#"CREATE TABLE diet_count (
    event_id {id} NOT NULL PRIMARY KEY REFERENCES banquet (event_id),
    counts {json} NOT NULL,
    counted_at {instant} NOT NULL
)"#,
    r#"CREATE TABLE dining_policy (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    area_id {id} NOT NULL REFERENCES area (id),
    name text NOT NULL,
    diners_from integer NOT NULL CONSTRAINT dining_policy_diners_from CHECK (diners_from BETWEEN 1 AND 100000),
    lead_days integer NOT NULL CONSTRAINT dining_policy_lead_days CHECK (lead_days BETWEEN 0 AND 365),
    lead_kind text NOT NULL CONSTRAINT dining_policy_lead_kind CHECK (lead_kind IN ('CALENDAR', 'WORKING')),
    sample_grams integer CONSTRAINT dining_policy_sample_grams CHECK (sample_grams BETWEEN 1 AND 10000),
    sample_hours integer CONSTRAINT dining_policy_sample_hours CHECK (sample_hours BETWEEN 1 AND 1000),
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    version integer NOT NULL,
    created_by {id} REFERENCES person (id),
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT dining_policy_samples CHECK ((sample_grams IS NULL) = (sample_hours IS NULL)),
    CONSTRAINT dining_policy_span CHECK (valid_to >= valid_from)
)"#,
    r#"CREATE INDEX dining_policy_area ON dining_policy (area_id, id)"#,
    r#"CREATE INDEX dining_policy_created_by ON dining_policy (created_by) WHERE created_by IS NOT NULL"#,
    r#"CREATE TABLE banned_ingredient (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    area_id {id} NOT NULL REFERENCES area (id),
    name text NOT NULL,
    aliases {json} NOT NULL,
    reason text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    version integer NOT NULL,
    created_by {id} REFERENCES person (id),
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT banned_ingredient_span CHECK (valid_to >= valid_from)
)"#,
    r#"CREATE INDEX banned_ingredient_area ON banned_ingredient (area_id, id)"#,
    r#"CREATE INDEX banned_ingredient_created_by ON banned_ingredient (created_by) WHERE created_by IS NOT NULL"#,
    r#"CREATE TABLE filing_task (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES banquet (event_id),
    policy_id {id} NOT NULL REFERENCES dining_policy (id),
    diners integer NOT NULL CONSTRAINT filing_task_diners CHECK (diners >= 0),
    due_on date NOT NULL,
    days_known boolean NOT NULL,
    state text NOT NULL CONSTRAINT filing_task_state CHECK (state IN ('OPEN', 'FILED', 'NOT_NEEDED')),
    reference text,
    filed_by {id} REFERENCES person (id),
    filed_at {instant},
    version integer NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT filing_task_once UNIQUE (event_id, policy_id),
    CONSTRAINT filing_task_filed CHECK ((state = 'FILED') = (filed_at IS NOT NULL))
)"#,
    r#"CREATE INDEX filing_task_policy ON filing_task (policy_id)"#,
    r#"CREATE INDEX filing_task_filed_by ON filing_task (filed_by) WHERE filed_by IS NOT NULL"#,
    r#"CREATE TABLE food_sample (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES banquet (event_id),
    dish_id {id} NOT NULL REFERENCES dish (id),
    grams integer NOT NULL CONSTRAINT food_sample_grams CHECK (grams BETWEEN 1 AND 10000),
    taken_at {instant} NOT NULL,
    taken_by {id} NOT NULL REFERENCES person (id),
    discard_after {instant} NOT NULL,
    discarded_at {instant},
    discarded_by {id} REFERENCES person (id),
    CONSTRAINT food_sample_kept CHECK (discard_after > taken_at),
    CONSTRAINT food_sample_discarded CHECK ((discarded_at IS NULL) = (discarded_by IS NULL))
)"#,
    r#"CREATE INDEX food_sample_event ON food_sample (event_id, id)"#,
    r#"CREATE INDEX food_sample_dish ON food_sample (dish_id)"#,
    r#"CREATE INDEX food_sample_taken_by ON food_sample (taken_by)"#,
    r#"CREATE INDEX food_sample_discarded_by ON food_sample (discarded_by) WHERE discarded_by IS NOT NULL"#,
    r#"CREATE TABLE cook_certificate (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    person_id {id} NOT NULL REFERENCES person (id),
    ciphertext {bytes} NOT NULL,
    key_id text NOT NULL,
    valid_until date NOT NULL,
    seen_by {id} NOT NULL REFERENCES person (id),
    seen_at {instant} NOT NULL,
    removed_at {instant}
)"#,
    r#"CREATE INDEX cook_certificate_person ON cook_certificate (person_id, id)"#,
    r#"CREATE INDEX cook_certificate_seen_by ON cook_certificate (seen_by)"#,
    r#"CREATE INDEX cook_certificate_sealed_by ON cook_certificate (key_id)"#,
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
        let tables = [
            "cook_certificate",
            "food_sample",
            "filing_task",
            "banned_ingredient",
            "dining_policy",
            "diet_count",
            "person_diet",
        ];
        ddl::drop_tables(manager, &tables).await
    }
}
