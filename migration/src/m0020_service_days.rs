//! Service days: stalls with their stations and slots, and the tickets of those who come.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE stall (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    team_id {id} REFERENCES team (id),
    name text NOT NULL,
    place text,
    needed_skill text CONSTRAINT stall_needed_skill CHECK (needed_skill IN ('HAIRDRESSING', 'MEDICINE', 'NURSING', 'CHINESE_MEDICINE', 'OPTOMETRY', 'KNIFE_GRINDING', 'SHOE_REPAIR', 'APPLIANCE_REPAIR', 'ELECTRICAL_WORK', 'SEWING', 'FIRST_AID', 'COOKING', 'DRIVING', 'TRANSLATION', 'LEGAL_ADVICE', 'PHOTOGRAPHY', 'TEACHING', 'STEWARDING')),
    walk_in_percent integer NOT NULL CONSTRAINT stall_walk_in_percent CHECK (walk_in_percent BETWEEN 0 AND 100),
    priority_from_age integer CONSTRAINT stall_priority_from_age CHECK (priority_from_age BETWEEN 50 AND 120),
    calls_before_skip integer NOT NULL CONSTRAINT stall_calls_before_skip CHECK (calls_before_skip BETWEEN 1 AND 5),
    back_after integer NOT NULL CONSTRAINT stall_back_after CHECK (back_after BETWEEN 1 AND 20),
    nearly_places integer NOT NULL CONSTRAINT stall_nearly_places CHECK (nearly_places BETWEEN 1 AND 20),
    version integer NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    removed_at {instant}
)"#,
    r#"CREATE INDEX stall_event ON stall (event_id, id)"#,
    r#"CREATE INDEX stall_team ON stall (team_id) WHERE team_id IS NOT NULL"#,
    r#"CREATE TABLE stall_service (
    id {id} NOT NULL PRIMARY KEY,
    event_id {id} NOT NULL REFERENCES event (id),
    stall_id {id} NOT NULL REFERENCES stall (id),
    name text NOT NULL,
    prefix text NOT NULL CONSTRAINT stall_service_prefix CHECK (length(prefix) = 1 AND prefix BETWEEN 'A' AND 'Z'),
    minutes integer NOT NULL CONSTRAINT stall_service_minutes CHECK (minutes BETWEEN 1 AND 480),
    mode text NOT NULL CONSTRAINT stall_service_mode CHECK (mode IN ('WAIT', 'DROP_OFF')),
    ordinal integer NOT NULL,
    created_at {instant} NOT NULL,
    removed_at {instant}
)"#,
    r#"CREATE INDEX stall_service_stall ON stall_service (stall_id, ordinal, id)"#,
    r#"CREATE INDEX stall_service_event ON stall_service (event_id)"#,
    // One letter is called out at a stall for one service.
    r#"CREATE UNIQUE INDEX stall_service_one_prefix ON stall_service (stall_id, prefix) WHERE removed_at IS NULL"#,
    r#"CREATE TABLE station (
    id {id} NOT NULL PRIMARY KEY,
    event_id {id} NOT NULL REFERENCES event (id),
    stall_id {id} NOT NULL REFERENCES stall (id),
    service_id {id} REFERENCES stall_service (id),
    name text NOT NULL,
    ordinal integer NOT NULL,
    state text NOT NULL CONSTRAINT station_state CHECK (state IN ('OPEN', 'PAUSED', 'CLOSED')),
    staffed_by {id} REFERENCES person (id),
    changed_at {instant} NOT NULL,
    created_at {instant} NOT NULL,
    removed_at {instant},
    CONSTRAINT station_removed_is_closed CHECK (removed_at IS NULL OR state = 'CLOSED')
)"#,
    r#"CREATE INDEX station_stall ON station (stall_id, ordinal, id)"#,
    r#"CREATE INDEX station_event ON station (event_id)"#,
    r#"CREATE INDEX station_service ON station (service_id) WHERE service_id IS NOT NULL"#,
    r#"CREATE INDEX station_staffed_by ON station (staffed_by) WHERE staffed_by IS NOT NULL"#,
    r#"CREATE TABLE slot (
    id {id} NOT NULL PRIMARY KEY,
    event_id {id} NOT NULL REFERENCES event (id),
    stall_id {id} NOT NULL REFERENCES stall (id),
    service_id {id} NOT NULL REFERENCES stall_service (id),
    starts_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    places integer NOT NULL CONSTRAINT slot_places CHECK (places BETWEEN 1 AND 500),
    bookable integer NOT NULL,
    booked integer NOT NULL,
    CONSTRAINT slot_time CHECK (starts_at < ends_at),
    CONSTRAINT slot_bookable CHECK (bookable BETWEEN 0 AND places),
    CONSTRAINT slot_not_overbooked CHECK (booked BETWEEN 0 AND bookable),
    CONSTRAINT slot_once UNIQUE (service_id, starts_at)
)"#,
    r#"CREATE INDEX slot_event ON slot (event_id)"#,
    r#"CREATE INDEX slot_stall ON slot (stall_id)"#,
    // The numbers of a queue's day and whose turn it is among its lanes; its row is the lock of the queue.
    r#"CREATE TABLE service_queue (
    service_id {id} NOT NULL REFERENCES stall_service (id),
    day date NOT NULL,
    event_id {id} NOT NULL REFERENCES event (id),
    last_number integer NOT NULL CONSTRAINT service_queue_last_number CHECK (last_number >= 0),
    priority_run integer NOT NULL CONSTRAINT service_queue_priority_run CHECK (priority_run BETWEEN 0 AND 3),
    booked_run integer NOT NULL CONSTRAINT service_queue_booked_run CHECK (booked_run BETWEEN 0 AND 2),
    PRIMARY KEY (service_id, day)
){roomy}"#,
    r#"CREATE INDEX service_queue_event ON service_queue (event_id)"#,
    r#"CREATE TABLE ticket (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    stall_id {id} NOT NULL REFERENCES stall (id),
    service_id {id} NOT NULL REFERENCES stall_service (id),
    day date NOT NULL,
    number integer CONSTRAINT ticket_number CHECK (number > 0),
    slot_id {id} REFERENCES slot (id),
    person_id {id} REFERENCES person (id),
    household_id {id} REFERENCES household (id),
    area_id {id} REFERENCES area (id),
    label text,
    source text NOT NULL CONSTRAINT ticket_source CHECK (source IN ('BOOKED', 'WALK_IN', 'PROXY')),
    via text NOT NULL CONSTRAINT ticket_via CHECK (via IN ('APP', 'LINK', 'SMS', 'PHONE', 'PAPER', 'DESK')),
    lane text NOT NULL CONSTRAINT ticket_lane CHECK (lane IN ('PRIORITY', 'BOOKED', 'WALK_IN')),
    priority text CONSTRAINT ticket_priority CHECK (priority IN ('ELDER', 'DISABILITY', 'PREGNANT', 'WITH_INFANT', 'URGENT')),
    items integer NOT NULL CONSTRAINT ticket_items CHECK (items BETWEEN 1 AND 20),
    items_done integer CONSTRAINT ticket_items_done CHECK (items_done BETWEEN 0 AND items),
    rank bigint NOT NULL,
    state text NOT NULL CONSTRAINT ticket_state CHECK (state IN ('WAITLISTED', 'BOOKED', 'CHECKED_IN', 'WAITING', 'CALLED', 'SERVING', 'DONE', 'ON_HOLD', 'SKIPPED', 'NO_SHOW', 'CANCELLED', 'TRANSFERRED', 'RECEIVED', 'READY', 'COLLECTED')),
    station_id {id} REFERENCES station (id),
    times_called integer NOT NULL CONSTRAINT ticket_times_called CHECK (times_called >= 0),
    misses integer NOT NULL CONSTRAINT ticket_misses CHECK (misses BETWEEN 0 AND 2),
    moves integer NOT NULL CONSTRAINT ticket_moves CHECK (moves >= 0),
    taken_by {id} REFERENCES person (id),
    transferred_from {id} REFERENCES ticket (id),
    ended_reason text CONSTRAINT ticket_ended_reason CHECK (ended_reason IN ('HOLDER', 'STAFF', 'DAY_ENDED', 'EVENT_CANCELLED', 'PERSON_ERASED')),
    created_at {instant} NOT NULL,
    checked_in_at {instant},
    called_at {instant},
    serving_at {instant},
    finished_at {instant},
    ready_at {instant},
    collected_at {instant},
    nearly_told_at {instant},
    updated_at {instant} NOT NULL,
    version integer NOT NULL,
    CONSTRAINT ticket_number_once UNIQUE (service_id, day, number),
    CONSTRAINT ticket_numbered CHECK (state IN ('WAITLISTED', 'CANCELLED') OR number IS NOT NULL),
    CONSTRAINT ticket_at_a_station CHECK ((state IN ('CALLED', 'SERVING')) = (station_id IS NOT NULL)),
    CONSTRAINT ticket_booked_has_slot CHECK (state <> 'BOOKED' OR slot_id IS NOT NULL),
    CONSTRAINT ticket_priority_lane CHECK (lane <> 'PRIORITY' OR priority IS NOT NULL)
){roomy}"#,
    r#"CREATE UNIQUE INDEX ticket_one_active ON ticket (service_id, person_id) WHERE person_id IS NOT NULL AND state NOT IN ('DONE', 'NO_SHOW', 'CANCELLED', 'TRANSFERRED', 'COLLECTED')"#,
    // No station has two, and so nobody is called by two at once.
    r#"CREATE UNIQUE INDEX ticket_one_a_station ON ticket (station_id) WHERE station_id IS NOT NULL"#,
    r#"CREATE INDEX ticket_queue ON ticket (service_id, day, lane, rank, number) WHERE state IN ('CHECKED_IN', 'WAITING', 'SKIPPED')"#,
    r#"CREATE INDEX ticket_waitlist ON ticket (service_id, id) WHERE state = 'WAITLISTED'"#,
    r#"CREATE INDEX ticket_pace ON ticket (service_id, finished_at) WHERE finished_at IS NOT NULL"#,
    r#"CREATE INDEX ticket_stall ON ticket (stall_id, state, id)"#,
    r#"CREATE INDEX ticket_event ON ticket (event_id, state, id)"#,
    r#"CREATE INDEX ticket_person ON ticket (person_id, id) WHERE person_id IS NOT NULL"#,
    r#"CREATE INDEX ticket_slot ON ticket (slot_id) WHERE slot_id IS NOT NULL"#,
    r#"CREATE INDEX ticket_household ON ticket (household_id) WHERE household_id IS NOT NULL"#,
    r#"CREATE INDEX ticket_taken_by ON ticket (taken_by) WHERE taken_by IS NOT NULL"#,
    r#"CREATE INDEX ticket_transferred_from ON ticket (transferred_from) WHERE transferred_from IS NOT NULL"#,
    // Every move of a ticket, in its order: of these a day is told again. Never edited, save that the
    // one that undoes a move marks it.
    r#"CREATE TABLE ticket_move (
    ticket_id {id} NOT NULL REFERENCES ticket (id),
    move_no integer NOT NULL CONSTRAINT ticket_move_no CHECK (move_no > 0),
    event_id {id} NOT NULL REFERENCES event (id),
    service_id {id} NOT NULL REFERENCES stall_service (id),
    verb text NOT NULL,
    from_state text,
    to_state text NOT NULL,
    station_id {id} REFERENCES station (id),
    rank bigint NOT NULL,
    lane text NOT NULL,
    times_called integer NOT NULL,
    misses integer NOT NULL,
    priority_run integer NOT NULL,
    booked_run integer NOT NULL,
    undone boolean NOT NULL,
    by_id {id} REFERENCES person (id),
    at {instant} NOT NULL,
    PRIMARY KEY (ticket_id, move_no)
)"#,
    r#"CREATE INDEX ticket_move_event ON ticket_move (event_id, at)"#,
    r#"CREATE INDEX ticket_move_service ON ticket_move (service_id)"#,
    r#"CREATE INDEX ticket_move_station ON ticket_move (station_id) WHERE station_id IS NOT NULL"#,
    r#"CREATE INDEX ticket_move_by ON ticket_move (by_id) WHERE by_id IS NOT NULL"#,
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
            "ticket_move",
            "ticket",
            "service_queue",
            "slot",
            "station",
            "stall_service",
            "stall",
        ];
        ddl::drop_tables(manager, &tables).await
    }
}
