//! Tables of a banquet, and who sits at them.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE seating_plan (
    event_id {id} NOT NULL PRIMARY KEY REFERENCES banquet (event_id),
    root_area_id {id} NOT NULL REFERENCES area (id),
    seed bigint,
    arranged_at {instant},
    arranged_by {id} REFERENCES person (id),
    published_at {instant},
    version integer NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT seating_plan_arranged CHECK ((arranged_at IS NULL) = (seed IS NULL))
)"#,
    r#"CREATE INDEX seating_plan_arranged_by ON seating_plan (arranged_by) WHERE arranged_by IS NOT NULL"#,
    // `taken` is what the households of the plan need: the database itself seats nobody too many.
    r#"CREATE TABLE banquet_table (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES seating_plan (event_id),
    position integer NOT NULL CONSTRAINT banquet_table_position CHECK (position >= 0),
    name text NOT NULL,
    capacity integer NOT NULL CONSTRAINT banquet_table_capacity CHECK (capacity BETWEEN 1 AND 200),
    min_guests integer NOT NULL CONSTRAINT banquet_table_min_guests CHECK (min_guests >= 0),
    zone text,
    near_entrance boolean NOT NULL,
    accessible boolean NOT NULL,
    head boolean NOT NULL,
    host_id {id} REFERENCES person (id),
    taken integer NOT NULL CONSTRAINT banquet_table_taken CHECK (taken >= 0),
    CONSTRAINT banquet_table_name UNIQUE (event_id, name),
    CONSTRAINT banquet_table_minimum CHECK (min_guests <= capacity),
    CONSTRAINT banquet_table_not_overfilled CHECK (taken <= capacity)
)"#,
    r#"CREATE INDEX banquet_table_event ON banquet_table (event_id, position)"#,
    r#"CREATE INDEX banquet_table_host ON banquet_table (host_id) WHERE host_id IS NOT NULL"#,
    r#"CREATE TABLE table_pin (
    event_id {id} NOT NULL REFERENCES seating_plan (event_id),
    household_id {id} NOT NULL REFERENCES household (id),
    table_id {id} NOT NULL REFERENCES banquet_table (id) ON DELETE CASCADE,
    PRIMARY KEY (event_id, household_id)
)"#,
    r#"CREATE INDEX table_pin_table ON table_pin (table_id)"#,
    r#"CREATE INDEX table_pin_household ON table_pin (household_id)"#,
    // Each pair once: the lesser key first.
    r#"CREATE TABLE seated_apart (
    event_id {id} NOT NULL REFERENCES seating_plan (event_id),
    household_id {id} NOT NULL REFERENCES household (id),
    other_household_id {id} NOT NULL REFERENCES household (id),
    PRIMARY KEY (event_id, household_id, other_household_id),
    CONSTRAINT seated_apart_order CHECK (household_id < other_household_id)
)"#,
    r#"CREATE INDEX seated_apart_household ON seated_apart (household_id)"#,
    r#"CREATE INDEX seated_apart_other ON seated_apart (other_household_id)"#,
    // One table a household; what guests are told is the table of the plan as it was published.
    r#"CREATE TABLE seat_assignment (
    event_id {id} NOT NULL REFERENCES seating_plan (event_id),
    household_id {id} NOT NULL REFERENCES household (id),
    seats integer NOT NULL CONSTRAINT seat_assignment_seats CHECK (seats > 0),
    table_id {id} REFERENCES banquet_table (id),
    published_table_id {id} REFERENCES banquet_table (id),
    PRIMARY KEY (event_id, household_id),
    CONSTRAINT seat_assignment_somewhere CHECK (table_id IS NOT NULL OR published_table_id IS NOT NULL)
)"#,
    r#"CREATE INDEX seat_assignment_table ON seat_assignment (table_id) WHERE table_id IS NOT NULL"#,
    r#"CREATE INDEX seat_assignment_published ON seat_assignment (published_table_id) WHERE published_table_id IS NOT NULL"#,
    r#"CREATE INDEX seat_assignment_household ON seat_assignment (household_id)"#,
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
            "seat_assignment",
            "seated_apart",
            "table_pin",
            "banquet_table",
            "seating_plan",
        ];
        ddl::drop_tables(manager, &tables).await
    }
}
