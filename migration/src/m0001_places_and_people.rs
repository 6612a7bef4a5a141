//! Areas, venues, households, people, how to reach them, and their roles.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE area (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    parent_id {id} REFERENCES area (id),
    kind text NOT NULL CONSTRAINT area_kind CHECK (kind IN ('CITY', 'STREET', 'COMMUNITY', 'GRID', 'UNIT')),
    name text NOT NULL,
    path {path} NOT NULL CONSTRAINT area_path_key UNIQUE,
    contact_phone text,
    confirms_registrations boolean,
    version integer NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT area_root_is_city CHECK ((parent_id IS NULL) = (kind = 'CITY')),
    CONSTRAINT area_city_is_its_root CHECK ((root_area_id = id) = (kind = 'CITY'))
)"#,
    r#"CREATE INDEX area_parent ON area (parent_id, name, id)"#,
    r#"CREATE INDEX area_root ON area (root_area_id)"#,
    r#"CREATE TABLE venue (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    area_id {id} NOT NULL REFERENCES area (id),
    name text NOT NULL,
    address text NOT NULL,
    latitude {float} CONSTRAINT venue_latitude CHECK (latitude BETWEEN -90 AND 90),
    longitude {float} CONSTRAINT venue_longitude CHECK (longitude BETWEEN -180 AND 180),
    seats integer CONSTRAINT venue_seats CHECK (seats > 0),
    step_free boolean NOT NULL,
    accessibility text,
    version integer NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT venue_position CHECK ((latitude IS NULL) = (longitude IS NULL))
)"#,
    r#"CREATE INDEX venue_area ON venue (area_id, name, id)"#,
    r#"CREATE TABLE household (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    unit_id {id} NOT NULL REFERENCES area (id),
    building text NOT NULL,
    created_at {instant} NOT NULL
)"#,
    r#"CREATE INDEX household_unit ON household (unit_id, building, id)"#,
    r#"CREATE TABLE person (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    unit_id {id} NOT NULL REFERENCES area (id),
    household_id {id} NOT NULL REFERENCES household (id),
    state text NOT NULL CONSTRAINT person_state CHECK (state IN ('PENDING', 'ACTIVE', 'MERGED', 'ERASED')),
    merged_into_id {id} REFERENCES person (id),
    name text NOT NULL,
    preferred_name text,
    external_ref text,
    opted_out_of_proxies boolean NOT NULL,
    birth_year integer CONSTRAINT person_birth_year CHECK (birth_year BETWEEN 1880 AND 2200),
    locale text NOT NULL,
    quiet_from integer CONSTRAINT person_quiet_from CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_until integer CONSTRAINT person_quiet_until CHECK (quiet_until BETWEEN 0 AND 1439),
    time_zone text,
    version integer NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT person_quiet CHECK ((quiet_from IS NULL) = (quiet_until IS NULL)),
    CONSTRAINT person_merged CHECK ((state = 'MERGED') = (merged_into_id IS NOT NULL)),
    CONSTRAINT person_erased CHECK (state <> 'ERASED' OR (name = '' AND preferred_name IS NULL AND external_ref IS NULL AND birth_year IS NULL))
)"#,
    r#"CREATE UNIQUE INDEX person_external_ref ON person (root_area_id, external_ref) WHERE external_ref IS NOT NULL"#,
    r#"CREATE INDEX person_merged_into ON person (merged_into_id) WHERE merged_into_id IS NOT NULL"#,
    r#"CREATE INDEX person_pending ON person (unit_id, id) WHERE state = 'PENDING'"#,
    r#"CREATE INDEX person_unit ON person (unit_id, name, id)"#,
    r#"CREATE INDEX person_household ON person (household_id)"#,
    r#"CREATE TABLE contact_point (
    id {id} NOT NULL PRIMARY KEY,
    person_id {id} NOT NULL REFERENCES person (id),
    kind text NOT NULL CONSTRAINT contact_point_kind CHECK (kind IN ('EMAIL', 'PHONE')),
    ciphertext {bytes} NOT NULL,
    lookup {bytes} NOT NULL,
    key_id text NOT NULL,
    is_shared boolean NOT NULL,
    is_landline boolean NOT NULL,
    receives_sms boolean NOT NULL,
    verified_at {instant},
    created_at {instant} NOT NULL,
    CONSTRAINT contact_point_telephone CHECK (kind = 'PHONE' OR NOT (is_landline OR receives_sms)),
    CONSTRAINT contact_point_key UNIQUE (person_id, kind, lookup)
)"#,
    r#"CREATE INDEX contact_point_lookup ON contact_point (lookup)"#,
    r#"CREATE INDEX contact_point_sealed_by ON contact_point (key_id, id)"#,
    r#"CREATE TABLE role_grant (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    person_id {id} NOT NULL REFERENCES person (id),
    role text NOT NULL CONSTRAINT role_grant_role CHECK (role IN ('ADMIN', 'ORGANISER', 'STEWARD')),
    area_id {id} NOT NULL REFERENCES area (id),
    area_path {path} NOT NULL,
    valid_from {instant} NOT NULL,
    valid_until {instant},
    granted_by {id} REFERENCES person (id),
    created_at {instant} NOT NULL,
    CONSTRAINT role_grant_span CHECK (valid_until >= valid_from)
)"#,
    r#"CREATE INDEX role_grant_person ON role_grant (person_id)"#,
    r#"CREATE INDEX role_grant_area ON role_grant (area_id, role)"#,
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
                "role_grant",
                "contact_point",
                "person",
                "household",
                "venue",
                "area",
            ],
        )
        .await
    }
}
