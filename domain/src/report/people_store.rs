//! The SQL about who came or was served, each person once.

use mulin_entities::AreaId;
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::age_band::AgeBand;
use super::range::Range;
use super::text::Text;
use super::work_store::with_served;
use crate::error::Result;

/// `, present AS (…)`: everybody known who came to one of the events or was served there, as often as
/// that was, with their household and their home at that time.
fn with_present(tops: &[AreaId], range: &Range) -> Text {
    let text = with_served(Text::of_events(tops, range), range);
    let piece = ", present AS (SELECT held.top_id, held.starts_at, held.starts_local, \
            check_in_person.person_id, check_in_person.household_id, household.unit_id AS home_id \
         FROM held JOIN check_in_person ON check_in_person.event_id = held.event_id \
         JOIN check_in ON check_in.id = check_in_person.check_in_id \
         JOIN household ON household.id = check_in_person.household_id \
         WHERE check_in.checked_in_at <= ? \
         UNION ALL SELECT top_id, starts_at, starts_local, \
            person_id, household_id, area_id \
         FROM served WHERE person_id IS NOT NULL)";
    text.and(piece, [range.as_of.into()])
}

/// How many households there were in an area.
#[derive(FromQueryResult)]
pub(super) struct HouseholdsRow {
    pub(super) top_id: AreaId,
    pub(super) households: i64,
}

/// Of how many different households they were.
pub(super) async fn households(
    db: &impl ConnectionTrait,
    tops: &[AreaId],
    range: &Range,
) -> Result<Vec<HouseholdsRow>> {
    let select = " SELECT top_id, count(DISTINCT household_id) AS households \
         FROM present GROUP BY top_id";
    with_present(tops, range).and(select, []).rows(db).await
}

/// How many of an age there were of a home.
#[derive(FromQueryResult)]
pub(super) struct CellRow {
    pub(super) top_id: AreaId,
    /// The path of the area right below that the home is in, or of the area itself if it is a unit; none
    /// for a home elsewhere.
    pub(super) home_path: Option<String>,
    /// Place in [`AgeBand::ALL`].
    pub(super) band: i32,
    pub(super) people: i64,
}

/// The people by where they lived and how old they were when they first came: each of them once, in one
/// cell. `segment` is how much longer the path of an area is than that of the one above it.
pub(super) async fn cells(
    db: &impl ConnectionTrait,
    tops: &[AreaId],
    segment: usize,
    range: &Range,
) -> Result<Vec<CellRow>> {
    let band = AgeBand::place_in_sql("aged.age");
    let select = format!(
        ", stay AS (SELECT top_id, person_id, home_id, min(starts_at) AS starts_at, \
            min(starts_local) AS starts_local FROM present GROUP BY top_id, person_id, home_id), \
         arrival AS (SELECT top_id, person_id, home_id, starts_local, row_number() OVER \
            (PARTITION BY top_id, person_id ORDER BY starts_at, home_id) AS arrival_no FROM stay), \
         aged AS (SELECT arrival.top_id, \
            CASE WHEN substr(home.path, 1, length(top_area.path)) = top_area.path \
                THEN substr(home.path, 1, length(top_area.path) + {segment}) END AS home_path, \
            CAST(substr(CAST(arrival.starts_local AS text), 1, 4) AS integer) - person.birth_year \
                AS age \
         FROM arrival JOIN area AS top_area ON top_area.id = arrival.top_id \
         LEFT JOIN area AS home ON home.id = arrival.home_id \
         LEFT JOIN person ON person.id = arrival.person_id WHERE arrival.arrival_no = 1), \
         cell AS (SELECT aged.top_id, aged.home_path, {band} AS band FROM aged) \
         SELECT top_id, home_path, band, count(*) AS people FROM cell \
         GROUP BY top_id, home_path, band"
    );
    with_present(tops, range).and(select, []).rows(db).await
}
