//! The SQL of the almanac.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use mulin_calendar::lunar::NewMoonOverride;
use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryResult, Value};

use crate::bulk;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// What is known of the days of a span.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// All corrections of new moons, whatever the span.
    pub overrides: Vec<NewMoonOverride>,
    /// The days of the span that a list names.
    pub listed: BTreeMap<NaiveDate, holiday::Model>,
    /// The years of the span whose list is known.
    pub years: BTreeSet<i32>,
}

const NO_DAY: &str = "CAST(NULL AS date)";
const NO_TEXT: &str = "CAST(NULL AS text)";

/// Everything that is known of the days from one to another, both included, in one statement.
pub(super) async fn known(
    db: &impl ConnectionTrait,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Known> {
    use chrono::Datelike;
    let text = format!(
        "SELECT 'NEW_MOON' AS part, computed AS day, begins AS begins,
                CAST(NULL AS integer) AS year, {NO_TEXT} AS name, {NO_TEXT} AS source
         FROM new_moon_override
         UNION ALL
         SELECT kind, day, {NO_DAY}, year, name, source FROM holiday WHERE day BETWEEN ? AND ?
         UNION ALL
         SELECT 'YEAR', {NO_DAY}, {NO_DAY}, year, {NO_TEXT}, {NO_TEXT} FROM holiday_year
         WHERE year BETWEEN ? AND ?"
    );
    let values: [Value; 4] = [from.into(), to.into(), from.year().into(), to.year().into()];
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    let mut known = Known::default();
    for row in &rows {
        known.take(row)?;
    }
    Ok(known)
}

impl Known {
    fn take(&mut self, row: &QueryResult) -> Result<(), DbErr> {
        match row.try_get::<String>("", "part")?.as_str() {
            "NEW_MOON" => self.overrides.push(NewMoonOverride {
                computed: row.try_get("", "day")?,
                begins: row.try_get("", "begins")?,
            }),
            "YEAR" => {
                self.years.insert(row.try_get("", "year")?);
            }
            _ => {
                let day = row.try_get("", "day")?;
                let listed = holiday::Model {
                    day,
                    year: row.try_get("", "year")?,
                    kind: row.try_get("", "part")?,
                    name: row.try_get("", "name")?,
                    source: row.try_get("", "source")?,
                };
                self.listed.insert(day, listed);
            }
        }
        Ok(())
    }
}

/// All corrections of new moons.
pub(super) async fn overrides(db: &impl ConnectionTrait) -> Result<Vec<NewMoonOverride>> {
    let rows = new_moon_override::Entity::find().all(db).await?;
    let read = |row: new_moon_override::Model| NewMoonOverride {
        computed: row.computed,
        begins: row.begins,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Writes these corrections in place of all others.
pub(super) async fn replace_overrides(tx: &Tx, overrides: &[NewMoonOverride]) -> Result<()> {
    new_moon_override::Entity::delete_many()
        .exec(tx.db())
        .await?;
    let rows = overrides.iter().map(|of| new_moon_override::Model {
        computed: of.computed,
        begins: of.begins,
        imported_at: tx.now(),
    });
    bulk::insert(tx.db(), rows).await?;
    Ok(())
}

/// The days that stand in the lists of these years.
pub(super) async fn of_years(
    db: &impl ConnectionTrait,
    years: &BTreeSet<i32>,
) -> Result<Vec<holiday::Model>> {
    Ok(holiday::Entity::find()
        .filter(holiday::Column::Year.is_in(years.iter().copied()))
        .all(db)
        .await?)
}

/// Those of these years whose list is known.
pub(super) async fn known_years(
    db: &impl ConnectionTrait,
    years: &BTreeSet<i32>,
) -> Result<BTreeSet<i32>> {
    let rows = holiday_year::Entity::find()
        .filter(holiday_year::Column::Year.is_in(years.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.year).collect())
}

/// Writes the lists of these years in place of those that were there.
pub(super) async fn replace_years(
    tx: &Tx,
    years: &BTreeSet<i32>,
    days: Vec<holiday::Model>,
) -> Result<()> {
    holiday::Entity::delete_many()
        .filter(holiday::Column::Year.is_in(years.iter().copied()))
        .exec(tx.db())
        .await?;
    holiday_year::Entity::delete_many()
        .filter(holiday_year::Column::Year.is_in(years.iter().copied()))
        .exec(tx.db())
        .await?;
    let rows = years.iter().map(|year| holiday_year::Model {
        year: *year,
        imported_at: tx.now(),
    });
    bulk::insert(tx.db(), rows).await?;
    bulk::insert(tx.db(), days).await?;
    Ok(())
}
