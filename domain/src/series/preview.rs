//! The dates that a series will have, before it is saved.

use chrono::NaiveDate;
use chrono_tz::Tz;
use mulin_calendar::rule::{LocalTime, Schedule, resolve};
use sea_orm::ConnectionTrait;

use super::{ScheduleInput, rules};
use crate::actor::Actor;
use crate::almanac::{self, Day};
use crate::clock::Instant;
use crate::core::Core;
use crate::error::Result;
use crate::input::Faults;

/// Dates that are shown at once at most.
pub const MAX_PREVIEW: i32 = 60;

/// How the clocks of the zone show the start time on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Clocks {
    /// Once, as on nearly all days.
    Once,
    /// Twice, because they are put back: the first time is meant.
    Twice,
    /// Never, because they are put forward: the first instant after the gap is meant.
    Skipped,
}

/// One of the dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewDate {
    /// The rule's day, before any offset.
    pub original_date: NaiveDate,
    /// The day on which it begins, with what is known of it.
    pub day: Day,
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Zone of the schedule.
    pub time_zone: Tz,
    /// Whether the clocks show the start time.
    pub clocks: Clocks,
}

/// The next dates that a series with this schedule would have.
///
/// Errors: nobody is signed in; faults under `schedule`; `count` is not 1 to [`MAX_PREVIEW`].
pub async fn preview(
    core: &Core,
    actor: &Actor,
    schedule: &ScheduleInput,
    count: i32,
) -> Result<Vec<PreviewDate>> {
    actor.person()?;
    let db = core.db().reader();
    let mut faults = Faults::default();
    faults.number("count", count, 1..=MAX_PREVIEW);
    let almanac = almanac::in_use(db).await?;
    let schedule = schedule.check(&mut faults, &almanac, core.settings().time_zone);
    faults.finish()?;
    let Some(schedule) = schedule else {
        return Ok(Vec::new());
    };
    let count = usize::try_from(count).unwrap_or_default();
    preview_of(db, &schedule, core.now(), count).await
}

/// The next dates of a schedule that was checked, 100 at most.
pub async fn preview_of(
    db: &impl ConnectionTrait,
    schedule: &Schedule,
    now: Instant,
    count: usize,
) -> Result<Vec<PreviewDate>> {
    let almanac = almanac::in_use(db).await?;
    // Of those of today some may have begun.
    let mut next = schedule.next(&almanac, rules::today(schedule, now), count + 2);
    next.retain(|one| one.starts_at > now);
    next.truncate(count);
    let dates: Vec<NaiveDate> = next.iter().map(|one| one.local_date).collect();
    let days = almanac::days(db, &dates).await?;
    let dated = next.iter().zip(days);
    let date = dated.map(|(one, day)| PreviewDate {
        original_date: one.original_date,
        day,
        starts_at: one.starts_at,
        ends_at: one.ends_at,
        time_zone: schedule.zone,
        clocks: clocks(schedule, one.local_date),
    });
    Ok(date.collect())
}

fn clocks(schedule: &Schedule, day: NaiveDate) -> Clocks {
    match resolve(day.and_time(schedule.start_time), schedule.zone) {
        LocalTime::Once(_) => Clocks::Once,
        LocalTime::Twice(_) => Clocks::Twice,
        LocalTime::Skipped(_) => Clocks::Skipped,
    }
}
