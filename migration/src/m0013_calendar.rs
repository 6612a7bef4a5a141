//! What administrators know of the calendar that no rule can tell: new moons too close to midnight, and
//! the days that a government declares free or working each year. Of everybody, not of one city.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE new_moon_override (
    computed date NOT NULL PRIMARY KEY,
    begins date NOT NULL,
    imported_at {instant} NOT NULL
)"#,
    // A year that stands here is known: what is not listed for it is an ordinary day.
    r#"CREATE TABLE holiday_year (
    year integer NOT NULL PRIMARY KEY,
    imported_at {instant} NOT NULL
)"#,
    // The list of a year may hold days at the edges of its neighbours, but a day stands in one list.
    r#"CREATE TABLE holiday (
    day date NOT NULL PRIMARY KEY,
    year integer NOT NULL REFERENCES holiday_year (year),
    kind text NOT NULL CONSTRAINT holiday_kind CHECK (kind IN ('HOLIDAY', 'MAKE_UP_WORKING_DAY')),
    name text NOT NULL,
    source text
)"#,
    r#"CREATE INDEX holiday_of_year ON holiday (year)"#,
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
        let tables = ["holiday", "holiday_year", "new_moon_override"];
        ddl::drop_tables(manager, &tables).await
    }
}
