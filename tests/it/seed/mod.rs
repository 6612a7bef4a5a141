//! The made-up data obeys every rule that real data does.

mod demo;
mod load;

use mulin_domain::Core;
use sea_orm::{ConnectionTrait, Statement};

/// The first column of the only row.
async fn one(core: &Core, sql: &str) -> i64 {
    let db = core.db().reader();
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db
        .query_one_raw(statement)
        .await
        .expect("the query is right")
        .expect("one row");
    row.try_get_by_index(0).expect("a number")
}

/// What no row may do: each counts the rows that do.
const WRONG: &[(&str, &str)] = &[
    (
        "taken",
        "SELECT count(*) \
         FROM event_seats s \
         WHERE taken <> (SELECT coalesce(sum(adults + children), 0) \
         FROM rsvp r \
         WHERE r.event_id = s.event_id AND r.state = 'GOING')",
    ),
    (
        "waitlisted",
        "SELECT count(*) \
         FROM event_seats s \
         WHERE waitlisted <> (SELECT count(*) \
         FROM rsvp r \
         WHERE r.event_id = s.event_id AND r.state = 'WAITLISTED')",
    ),
    (
        "next",
        "SELECT count(*) \
         FROM event_seats s \
         WHERE next_queue_no <= (SELECT coalesce(max(queue_no), 0) \
         FROM rsvp r \
         WHERE r.event_id = s.event_id)",
    ),
    (
        "seats for each event",
        "SELECT count(*) \
         FROM event e \
         WHERE NOT EXISTS (SELECT 1 \
         FROM event_seats s \
         WHERE s.event_id = e.id)",
    ),
    (
        "limit",
        "SELECT count(*) \
         FROM event_seats \
         WHERE seat_limit <> capacity",
    ),
    (
        "waiting that fits",
        "SELECT count(*) \
         FROM rsvp r \
         JOIN event_seats s ON s.event_id = r.event_id \
         JOIN event e ON e.id = r.event_id \
         WHERE r.state = 'WAITLISTED' AND s.capacity IS NULL",
    ),
    (
        "unanswerable",
        "SELECT count(*) \
         FROM rsvp r \
         JOIN event e ON e.id = r.event_id \
         WHERE e.state = 'DRAFT'",
    ),
    (
        "lists",
        "SELECT count(*) \
         FROM event e \
         WHERE (SELECT count(*) \
         FROM event_area a \
         WHERE a.event_id = e.id AND a.starts_at = e.starts_at) <> length(e.area_path) / 9",
    ),
    (
        "path",
        "SELECT count(*) \
         FROM event e \
         JOIN area a ON a.id = e.area_id \
         WHERE a.path <> e.area_path OR a.root_area_id <> e.root_area_id",
    ),
    (
        "audience",
        "SELECT count(*) \
         FROM rsvp r \
         JOIN event e ON e.id = r.event_id \
         JOIN area a ON a.id = r.unit_id \
         WHERE e.visibility = 'AUDIENCE' AND substr(a.path, 1, length(e.area_path)) <> e.area_path",
    ),
    (
        "homes",
        "SELECT count(*) \
         FROM person p \
         JOIN household h ON h.id = p.household_id \
         WHERE p.unit_id <> h.unit_id",
    ),
    (
        "snapshots",
        "SELECT count(*) \
         FROM rsvp r \
         JOIN person p ON p.id = r.person_id \
         WHERE r.unit_id <> p.unit_id OR r.household_id <> p.household_id OR r.root_area_id <> p.root_area_id",
    ),
    (
        "answered early",
        "SELECT count(*) \
         FROM rsvp r \
         JOIN event e ON e.id = r.event_id \
         WHERE r.answered_at < e.published_at OR r.answered_at > e.starts_at",
    ),
    (
        "schedules",
        "SELECT count(*) \
         FROM event e \
         WHERE e.state = 'PUBLISHED' \
         AND (SELECT count(*) \
         FROM delivery_schedule d \
         WHERE d.event_id = e.id AND d.rule_id IS NOT NULL) NOT IN \
         (0, 2 + (SELECT count(*) FROM banquet b WHERE b.event_id = e.id))",
    ),
    (
        "work of none",
        "SELECT count(*) \
         FROM due_work w \
         WHERE NOT EXISTS (SELECT 1 \
         FROM delivery_schedule d \
         WHERE d.id = w.subject_id AND d.state IN ('PENDING')) \
         AND NOT EXISTS (SELECT 1 FROM series s \
         WHERE s.id = w.subject_id AND w.kind = 'MAKE_OCCURRENCES') \
         AND NOT EXISTS (SELECT 1 FROM banquet b \
         WHERE b.event_id = w.subject_id AND w.kind = 'COUNT_DIETS') \
         AND NOT EXISTS (SELECT 1 FROM stall t \
         WHERE t.event_id = w.subject_id AND w.kind = 'CLOSE_STALLS')",
    ),
];

async fn assert_sound(core: &Core) {
    for (what, sql) in WRONG {
        assert_eq!(one(core, sql).await, 0, "{what}");
    }
}
