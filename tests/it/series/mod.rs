//! Series of events: their rules, the events made of them, edits, and who sees them.

mod bad_input;
mod carried;
mod create_series;
mod edits;
mod end_series;
mod horizon;
mod inherits;
mod move_occurrence;
mod preview;
mod reads;
mod respond_to_series;
mod skip_occurrence;
mod update_series;
mod weekly;

use serde_json::{Value, json};

use crate::factories::{Town, gid};
use crate::support::mutation::with;

/// What a series tells of itself.
const FIELDS: &str = "id state kind visibility title description capacity maxParty needsApproval \
    waitlistOrder offerWindow householdLimit opensBeforeMinutes closesBeforeMinutes publish \
    madeUntil version endedAt area { id } venue { id } festival { id } continues { id } \
    continuedBy { id } viewerCan { edit end } schedule { rule { \
    gregorian { frequency interval byWeekday { weekday nth } byMonthDay byMonth } \
    lunarDay { month day leap } lunarYearEnd solarTerm } firstDate until count startTime \
    durationMinutes timeZone offsetDays exceptDates extraDates }";

/// The days of a series: half past six in the evening for an hour and a half.
fn evenings(rule: Value, more: Value) -> Value {
    let schedule = json!({
        "rule": rule, "firstDate": "2026-11-28", "startTime": "18:30", "durationMinutes": 90,
    });
    with(&schedule, more)
}

/// The input of a series of the community.
fn service_days(town: &Town, schedule: Value, more: Value) -> Value {
    let input = json!({
        "areaId": *gid(town, town.community.id), "kind": "SERVICE_DAY", "title": "便民服务日",
        "publish": true, "schedule": schedule,
    });
    with(&input, more)
}

/// Each 28th.
fn each_28th() -> Value {
    json!({ "gregorian": { "frequency": "MONTHLY", "byMonthDay": [28] } })
}
