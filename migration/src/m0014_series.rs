//! Series: what repeats, by which rule, and which events are its occurrences.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE series (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    area_id {id} NOT NULL REFERENCES area (id),
    area_path {path} NOT NULL,
    festival_id {id} REFERENCES event (id),
    continues_id {id} REFERENCES series (id),
    kind text NOT NULL CONSTRAINT series_kind CHECK (kind IN ('FESTIVAL', 'BANQUET', 'SERVICE_DAY', 'GATHERING')),
    visibility text NOT NULL CONSTRAINT series_visibility CHECK (visibility IN ('PUBLIC', 'AUDIENCE', 'INVITED')),
    title text NOT NULL,
    description text NOT NULL,
    venue_id {id} REFERENCES venue (id),
    capacity integer CONSTRAINT series_capacity CHECK (capacity >= 0),
    max_party integer NOT NULL CONSTRAINT series_max_party CHECK (max_party BETWEEN 1 AND 20),
    needs_approval boolean NOT NULL,
    waitlist_order text NOT NULL CONSTRAINT series_waitlist_order CHECK (waitlist_order IN ('FIRST_FIT', 'STRICT')),
    offer_seconds integer CONSTRAINT series_offer_seconds CHECK (offer_seconds BETWEEN 900 AND 604800),
    household_limit integer CONSTRAINT series_household_limit CHECK (household_limit BETWEEN 1 AND 100),
    opens_before_minutes integer CONSTRAINT series_opens_before CHECK (opens_before_minutes > 0),
    closes_before_minutes integer CONSTRAINT series_closes_before CHECK (closes_before_minutes >= 0),
    publish boolean NOT NULL,
    schedule text NOT NULL,
    state text NOT NULL CONSTRAINT series_state CHECK (state IN ('ACTIVE', 'ENDED')),
    made_until date NOT NULL,
    like_event_id {id} REFERENCES event (id),
    version integer NOT NULL,
    created_by {id} REFERENCES person (id),
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    ended_at {instant},
    CONSTRAINT series_rsvp_span CHECK (opens_before_minutes > closes_before_minutes),
    CONSTRAINT series_ended CHECK ((state = 'ENDED') = (ended_at IS NOT NULL))
)"#,
    r#"CREATE INDEX series_area ON series (area_id, id)"#,
    r#"CREATE INDEX series_continued ON series (continues_id) WHERE continues_id IS NOT NULL"#,
    // The row stays when its event is cancelled or moved, so that its place in the series is taken.
    r#"CREATE TABLE occurrence (
    event_id {id} NOT NULL PRIMARY KEY REFERENCES event (id),
    series_id {id} NOT NULL REFERENCES series (id),
    recurrence_key text NOT NULL,
    original_date date NOT NULL,
    original_starts_at {instant} NOT NULL,
    CONSTRAINT occurrence_once UNIQUE (series_id, recurrence_key)
)"#,
    r#"CREATE INDEX occurrence_of_series ON occurrence (series_id, original_date)"#,
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
        ddl::drop_tables(manager, &["occurrence", "series"]).await
    }
}
