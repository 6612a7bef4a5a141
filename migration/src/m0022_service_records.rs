//! What volunteers have done: service records, hours, certificates, points and what is given for them.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE service_record (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    sign_up_id {id} NOT NULL REFERENCES shift_sign_up (id),
    team_id {id} REFERENCES team (id),
    person_id {id} REFERENCES person (id),
    content text NOT NULL,
    place text,
    starts_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    minutes integer NOT NULL CONSTRAINT service_record_minutes CHECK (minutes BETWEEN 1 AND 1440),
    certified_by {id} REFERENCES person (id),
    corrects {id} REFERENCES service_record (id),
    reason text,
    created_at {instant} NOT NULL,
    CONSTRAINT service_record_time CHECK (starts_at < ends_at),
    CONSTRAINT service_record_certified_by_another CHECK (certified_by <> person_id),
    CONSTRAINT service_record_reason CHECK ((corrects IS NULL) = (reason IS NULL))
)"#,
    r#"CREATE UNIQUE INDEX service_record_corrected_once ON service_record (corrects) WHERE corrects IS NOT NULL"#,
    r#"CREATE UNIQUE INDEX service_record_one_a_sign_up ON service_record (sign_up_id) WHERE corrects IS NULL"#,
    r#"CREATE INDEX service_record_sign_up ON service_record (sign_up_id, id)"#,
    r#"CREATE INDEX service_record_person ON service_record (person_id, starts_at, id) WHERE person_id IS NOT NULL"#,
    r#"CREATE INDEX service_record_event ON service_record (event_id, id)"#,
    r#"CREATE INDEX service_record_time ON service_record (root_area_id, starts_at)"#,
    r#"CREATE INDEX service_record_team ON service_record (team_id) WHERE team_id IS NOT NULL"#,
    r#"CREATE INDEX service_record_certified_by ON service_record (certified_by) WHERE certified_by IS NOT NULL"#,
    // Hours never fall: nothing is taken off, and a record counts once.
    r#"CREATE TABLE hours_entry (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    person_id {id} REFERENCES person (id),
    record_id {id} NOT NULL REFERENCES service_record (id),
    minutes integer NOT NULL CONSTRAINT hours_entry_minutes CHECK (minutes > 0),
    created_at {instant} NOT NULL,
    CONSTRAINT hours_entry_once UNIQUE (record_id)
)"#,
    r#"CREATE INDEX hours_entry_person ON hours_entry (person_id, id) WHERE person_id IS NOT NULL"#,
    r#"CREATE TABLE certificate_counter (
    root_area_id {id} NOT NULL REFERENCES area (id),
    year integer NOT NULL,
    last_no integer NOT NULL CONSTRAINT certificate_counter_last_no CHECK (last_no >= 0),
    PRIMARY KEY (root_area_id, year)
)"#,
    r#"CREATE TABLE certificate (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    person_id {id} REFERENCES person (id),
    serial text NOT NULL,
    code text NOT NULL,
    from_day date NOT NULL,
    until_day date NOT NULL,
    records integer NOT NULL CONSTRAINT certificate_records CHECK (records > 0),
    minutes integer NOT NULL CONSTRAINT certificate_minutes CHECK (minutes > 0),
    issued_by {id} REFERENCES person (id),
    issued_at {instant} NOT NULL,
    CONSTRAINT certificate_days CHECK (from_day <= until_day),
    CONSTRAINT certificate_serial_once UNIQUE (root_area_id, serial),
    CONSTRAINT certificate_code_once UNIQUE (code)
)"#,
    r#"CREATE INDEX certificate_person ON certificate (person_id, id) WHERE person_id IS NOT NULL"#,
    r#"CREATE INDEX certificate_issued_by ON certificate (issued_by) WHERE issued_by IS NOT NULL"#,
    r#"CREATE TABLE points_rule (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    area_id {id} NOT NULL REFERENCES area (id),
    area_path {path} NOT NULL,
    version integer NOT NULL CONSTRAINT points_rule_version CHECK (version > 0),
    points_per_hour integer NOT NULL CONSTRAINT points_rule_points_per_hour CHECK (points_per_hour BETWEEN 0 AND 1000),
    valid_from {instant} NOT NULL,
    created_by {id} REFERENCES person (id),
    created_at {instant} NOT NULL,
    CONSTRAINT points_rule_version_once UNIQUE (area_id, version)
)"#,
    r#"CREATE INDEX points_rule_at ON points_rule (area_path, valid_from, version)"#,
    r#"CREATE INDEX points_rule_created_by ON points_rule (created_by) WHERE created_by IS NOT NULL"#,
    // Its row is the lock of an account.
    r#"CREATE TABLE points_account (
    person_id {id} NOT NULL PRIMARY KEY REFERENCES person (id),
    root_area_id {id} NOT NULL REFERENCES area (id),
    balance integer NOT NULL CONSTRAINT points_account_never_negative CHECK (balance >= 0),
    last_no integer NOT NULL CONSTRAINT points_account_last_no CHECK (last_no >= 0)
)"#,
    r#"CREATE TABLE reward (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    area_id {id} NOT NULL REFERENCES area (id),
    area_path {path} NOT NULL,
    name text NOT NULL,
    description text,
    cost integer NOT NULL CONSTRAINT reward_cost CHECK (cost BETWEEN 1 AND 1000000),
    stock integer NOT NULL CONSTRAINT reward_stock CHECK (stock BETWEEN 0 AND 1000000),
    redeemed integer NOT NULL,
    version integer NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    ended_at {instant},
    CONSTRAINT reward_not_oversold CHECK (redeemed BETWEEN 0 AND stock)
)"#,
    r#"CREATE INDEX reward_area ON reward (area_id, id)"#,
    r#"CREATE TABLE redemption (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    reward_id {id} NOT NULL REFERENCES reward (id),
    person_id {id} REFERENCES person (id),
    cost integer NOT NULL CONSTRAINT redemption_cost CHECK (cost > 0),
    state text NOT NULL CONSTRAINT redemption_state CHECK (state IN ('REQUESTED', 'HANDED_OVER', 'CANCELLED')),
    requested_by {id} REFERENCES person (id),
    via text NOT NULL CONSTRAINT redemption_via CHECK (via IN ('APP', 'LINK', 'SMS', 'PHONE', 'PAPER', 'DESK')),
    created_at {instant} NOT NULL,
    decided_by {id} REFERENCES person (id),
    decided_at {instant},
    CONSTRAINT redemption_decided CHECK ((state = 'REQUESTED') = (decided_at IS NULL)),
    CONSTRAINT redemption_handed_over_by_another CHECK (state <> 'HANDED_OVER' OR decided_by <> person_id)
)"#,
    r#"CREATE INDEX redemption_reward ON redemption (reward_id, id)"#,
    r#"CREATE INDEX redemption_person ON redemption (person_id, id) WHERE person_id IS NOT NULL"#,
    r#"CREATE INDEX redemption_requested_by ON redemption (requested_by) WHERE requested_by IS NOT NULL"#,
    r#"CREATE INDEX redemption_decided_by ON redemption (decided_by) WHERE decided_by IS NOT NULL"#,
    r#"CREATE TABLE points_entry (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    person_id {id} REFERENCES person (id),
    entry_no integer NOT NULL CONSTRAINT points_entry_no CHECK (entry_no > 0),
    kind text NOT NULL CONSTRAINT points_entry_kind CHECK (kind IN ('EARNED', 'REDEEMED', 'RETURNED')),
    points integer NOT NULL CONSTRAINT points_entry_points CHECK (points <> 0),
    balance integer NOT NULL CONSTRAINT points_entry_never_negative CHECK (balance >= 0),
    rule_id {id} REFERENCES points_rule (id),
    hours_entry_id {id} REFERENCES hours_entry (id),
    redemption_id {id} REFERENCES redemption (id),
    created_at {instant} NOT NULL,
    CONSTRAINT points_entry_earned CHECK ((kind = 'EARNED') = (rule_id IS NOT NULL AND hours_entry_id IS NOT NULL)),
    CONSTRAINT points_entry_of_redemption CHECK ((kind IN ('REDEEMED', 'RETURNED')) = (redemption_id IS NOT NULL)),
    CONSTRAINT points_entry_sign CHECK ((points < 0) = (kind = 'REDEEMED'))
)"#,
    r#"CREATE UNIQUE INDEX points_entry_once ON points_entry (person_id, entry_no) WHERE person_id IS NOT NULL"#,
    r#"CREATE UNIQUE INDEX points_entry_earned_once ON points_entry (hours_entry_id) WHERE hours_entry_id IS NOT NULL"#,
    r#"CREATE UNIQUE INDEX points_entry_redeemed_once ON points_entry (redemption_id, kind) WHERE redemption_id IS NOT NULL"#,
    r#"CREATE INDEX points_entry_rule ON points_entry (rule_id) WHERE rule_id IS NOT NULL"#,
];

/// What may change in a table of which nothing else does: whose it is, as records of one person are merged
/// and people are erased.
const KEPT: &[(&str, &[&str])] = &[
    (
        "service_record",
        &[
            "sign_up_id",
            "content",
            "place",
            "starts_at",
            "ends_at",
            "minutes",
            "corrects",
            "reason",
            "created_at",
        ],
    ),
    ("hours_entry", &["record_id", "minutes", "created_at"]),
    (
        "points_entry",
        &[
            "kind",
            "points",
            "rule_id",
            "hours_entry_id",
            "redemption_id",
            "created_at",
        ],
    ),
];

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await?;
        for (table, columns) in KEPT {
            ddl::never_edited(manager, table, columns).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "points_entry",
            "redemption",
            "reward",
            "points_account",
            "points_rule",
            "certificate",
            "certificate_counter",
            "hours_entry",
            "service_record",
        ];
        ddl::drop_tables(manager, &tables).await?;
        for (table, _) in KEPT {
            ddl::editable_again(manager, table).await?;
        }
        Ok(())
    }
}
