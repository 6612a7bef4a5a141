//! Roles of one event, teams, and who leads them.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE event_role (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES event (id),
    person_id {id} NOT NULL REFERENCES person (id),
    role text NOT NULL CONSTRAINT event_role_role CHECK (role IN ('CO_ORGANISER', 'CHECK_IN_HELPER')),
    granted_by {id} REFERENCES person (id),
    created_at {instant} NOT NULL,
    ended_at {instant}
)"#,
    r#"CREATE UNIQUE INDEX event_role_once ON event_role (event_id, person_id, role) WHERE ended_at IS NULL"#,
    r#"CREATE INDEX event_role_person ON event_role (person_id) WHERE ended_at IS NULL"#,
    r#"CREATE TABLE team (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    area_id {id} NOT NULL REFERENCES area (id),
    area_path {path} NOT NULL,
    name text NOT NULL,
    max_minutes_a_day integer NOT NULL CONSTRAINT team_max_minutes_a_day CHECK (max_minutes_a_day BETWEEN 30 AND 1440),
    max_minutes_a_week integer NOT NULL CONSTRAINT team_max_minutes_a_week CHECK (max_minutes_a_week BETWEEN 30 AND 10080),
    rest_minutes integer NOT NULL CONSTRAINT team_rest_minutes CHECK (rest_minutes BETWEEN 0 AND 1440),
    version integer NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
)"#,
    r#"CREATE UNIQUE INDEX team_name ON team (area_id, name)"#,
    r#"CREATE TABLE team_lead (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    team_id {id} NOT NULL REFERENCES team (id),
    person_id {id} NOT NULL REFERENCES person (id),
    granted_by {id} REFERENCES person (id),
    created_at {instant} NOT NULL,
    ended_at {instant}
)"#,
    r#"CREATE UNIQUE INDEX team_lead_once ON team_lead (team_id, person_id) WHERE ended_at IS NULL"#,
    r#"CREATE INDEX team_lead_person ON team_lead (person_id) WHERE ended_at IS NULL"#,
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
        ddl::drop_tables(manager, &["team_lead", "team", "event_role"]).await
    }
}
