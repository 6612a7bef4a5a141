//! Events, their seats and programme, and the full-text index over them.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE event (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    area_id {id} NOT NULL REFERENCES area (id),
    area_path {path} NOT NULL,
    festival_id {id} REFERENCES event (id),
    kind text NOT NULL CONSTRAINT event_kind CHECK (kind IN ('FESTIVAL', 'BANQUET', 'SERVICE_DAY', 'GATHERING')),
    state text NOT NULL CONSTRAINT event_state CHECK (state IN ('DRAFT', 'PUBLISHED', 'CANCELLED')),
    visibility text NOT NULL CONSTRAINT event_visibility CHECK (visibility IN ('PUBLIC', 'AUDIENCE', 'INVITED')),
    title text NOT NULL,
    description text NOT NULL,
    venue_id {id} REFERENCES venue (id),
    time_zone text NOT NULL,
    starts_local {local} NOT NULL,
    ends_local {local} NOT NULL,
    starts_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    rsvp_opens_at {instant},
    rsvp_closes_at {instant},
    max_party integer NOT NULL CONSTRAINT event_max_party CHECK (max_party BETWEEN 1 AND 20),
    needs_approval boolean NOT NULL,
    waitlist_order text NOT NULL CONSTRAINT event_waitlist_order CHECK (waitlist_order IN ('FIRST_FIT', 'STRICT')),
    offer_seconds integer CONSTRAINT event_offer_seconds CHECK (offer_seconds BETWEEN 900 AND 604800),
    household_limit integer CONSTRAINT event_household_limit CHECK (household_limit BETWEEN 1 AND 100),
    form_version integer NOT NULL CONSTRAINT event_form_version CHECK (form_version >= 0),
    schedule_rev integer NOT NULL,
    cancel_reason text,
    search_text text NOT NULL,
    version integer NOT NULL,
    created_by {id} REFERENCES person (id),
    published_at {instant},
    cancelled_at {instant},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT event_span CHECK (ends_at > starts_at),
    CONSTRAINT event_rsvp_span CHECK (rsvp_closes_at > rsvp_opens_at),
    CONSTRAINT event_cancelled CHECK ((state = 'CANCELLED') = (cancelled_at IS NOT NULL))
)"#,
    r#"CREATE INDEX event_upcoming ON event (starts_at, id)"#,
    r#"CREATE INDEX event_festival ON event (festival_id, starts_at, id)"#,
    r#"CREATE INDEX event_venue ON event (venue_id, starts_at)"#,
    r#"CREATE TABLE event_area (
    area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    starts_at {instant} NOT NULL,
    PRIMARY KEY (area_id, event_id)
)"#,
    r#"CREATE INDEX event_area_upcoming ON event_area (area_id, starts_at, event_id)"#,
    r#"CREATE INDEX event_area_event ON event_area (event_id)"#,
    r#"CREATE TABLE event_seats (
    event_id {id} NOT NULL PRIMARY KEY REFERENCES event (id),
    capacity integer CONSTRAINT event_seats_capacity CHECK (capacity >= 0),
    seat_limit integer,
    taken integer NOT NULL CONSTRAINT event_seats_taken CHECK (taken >= 0),
    waitlisted integer NOT NULL CONSTRAINT event_seats_waitlisted CHECK (waitlisted >= 0),
    next_queue_no bigint NOT NULL,
    CONSTRAINT event_seats_never_oversold CHECK (taken <= seat_limit),
    CONSTRAINT event_seats_limit CHECK ((capacity IS NULL) = (seat_limit IS NULL) AND seat_limit >= capacity)
)"#,
    r#"CREATE TABLE programme_item (
    id {id} NOT NULL PRIMARY KEY,
    event_id {id} NOT NULL REFERENCES event (id),
    stage text NOT NULL,
    title text NOT NULL,
    performers text NOT NULL,
    starts_after_seconds integer NOT NULL CONSTRAINT programme_item_starts_after CHECK (starts_after_seconds >= 0),
    duration_seconds integer NOT NULL CONSTRAINT programme_item_duration CHECK (duration_seconds > 0),
    version integer NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
)"#,
    r#"CREATE INDEX programme_item_event ON programme_item (event_id, starts_after_seconds, id)"#,
];

/// `search_text` is written by us as words and bigrams, so the dictionary must leave it alone.
const POSTGRES_SEARCH: &[&str] = &[
    "ALTER TABLE event ADD COLUMN search_vector tsvector
        GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED",
    "CREATE INDEX event_search ON event USING gin (search_vector)",
];

/// FTS5 keeps its own rowids; the event's key is indexed as one more word, in a column of its own,
/// because an unindexed column could only be found by a scan and a table's implicit rowid changes
/// with VACUUM. An é is no e, as on PostgreSQL.
const SQLITE_SEARCH: &[&str] = &[
    "CREATE VIRTUAL TABLE event_search USING fts5(event_key, words, tokenize = 'unicode61 remove_diacritics 0')",
    "CREATE TRIGGER event_search_insert AFTER INSERT ON event BEGIN
        INSERT INTO event_search (event_key, words) VALUES (lower(hex(new.id)), new.search_text);
    END",
    "CREATE TRIGGER event_search_update AFTER UPDATE OF search_text ON event
    WHEN old.search_text <> new.search_text BEGIN
        UPDATE event_search SET words = new.search_text WHERE rowid IN
            (SELECT rowid FROM event_search WHERE event_search MATCH 'event_key:' || lower(hex(old.id)));
    END",
    "CREATE TRIGGER event_search_delete AFTER DELETE ON event BEGIN
        DELETE FROM event_search WHERE rowid IN
            (SELECT rowid FROM event_search WHERE event_search MATCH 'event_key:' || lower(hex(old.id)));
    END",
];

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await?;
        let search = if ddl::is_postgres(manager) {
            POSTGRES_SEARCH
        } else {
            SQLITE_SEARCH
        };
        ddl::run(manager, search).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if !ddl::is_postgres(manager) {
            ddl::drop_tables(manager, &["event_search"]).await?;
        }
        ddl::drop_tables(
            manager,
            &["programme_item", "event_seats", "event_area", "event"],
        )
        .await
    }
}
