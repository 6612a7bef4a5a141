//! What the authorities of an area ask of meals for many: dated, so that a meal is held to what holds on
//! its day. A rule is not edited: it ends, and another begins.

use chrono::NaiveDate;
use mulin_entities::{AreaId, DiningPolicyId, LeadKind, area, dining_policy};
use serde::Serialize;

use super::{FoodSafetyError, policy, rule_store};
use crate::actor::Actor;
use crate::almanac;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::place;
use crate::tx::Tx;

/// A policy.
#[derive(Clone, Debug, Serialize)]
pub struct AddDiningPolicy {
    /// Where it holds, with everything below.
    pub area_id: IdInput<AreaId>,
    /// What it is called.
    pub name: String,
    /// From how many diners on.
    pub diners_from: i32,
    /// How many days before the meal it is filed at the latest.
    pub lead_days: i32,
    /// What days are counted.
    pub lead_kind: LeadKind,
    /// Least weight of a sample of each dish; together with `sample_hours`.
    pub sample_grams: Option<i32>,
    /// How long a sample is kept.
    pub sample_hours: Option<i32>,
    /// First day on which it holds.
    pub valid_from: String,
    /// Last day; none for no end.
    pub valid_to: Option<String>,
    /// The regulation that says so.
    pub source: String,
}

/// The end of a policy.
#[derive(Clone, Debug, Serialize)]
pub struct EndDiningPolicy {
    /// Which.
    pub dining_policy_id: IdInput<DiningPolicyId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// Last day on which it holds.
    pub valid_to: String,
}

/// Enters a policy, for the administrators of the area.
pub async fn add_dining_policy(
    core: &Core,
    actor: &Actor,
    input: AddDiningPolicy,
    key: Option<String>,
) -> Result<dining_policy::Model> {
    must_act(actor)?;
    core.transact(actor, move |tx| Box::pin(add(tx, input, key)))
        .await
}

async fn add(
    tx: &mut Tx,
    input: AddDiningPolicy,
    key: Option<String>,
) -> Result<dining_policy::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "addDiningPolicy", &input).await? {
        let rows = rule_store::policies(tx.db(), [DiningPolicyId(id)]).await?;
        return rows
            .into_iter()
            .next()
            .ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut faults = Faults::default();
    let area_id = faults.id("areaId", "Area", input.area_id);
    let name = faults.line("name", &input.name, 1..=80);
    let source = faults.line("source", &input.source, 1..=200);
    faults.number("dinersFrom", input.diners_from, 1..=100_000);
    faults.number("leadDays", input.lead_days, 0..=365);
    for (path, value, other, most) in [
        (
            "sampleGrams",
            input.sample_grams,
            input.sample_hours,
            10_000,
        ),
        ("sampleHours", input.sample_hours, input.sample_grams, 1_000),
    ] {
        match (value, other) {
            (Some(value), _) => {
                faults.number(path, value, 1..=most);
            }
            (None, Some(_)) => faults.add(path, Rule::Required),
            (None, None) => {}
        }
    }
    let days = span(&mut faults, &input.valid_from, input.valid_to.as_deref());
    let area = area_for(tx, faults, area_id).await?;
    let (valid_from, valid_to) = days.ok_or_else(unread)?;
    let row = dining_policy::Model {
        id: tx.new_id(),
        root_area_id: area.root_area_id,
        area_id: area.id,
        name,
        diners_from: input.diners_from,
        lead_days: input.lead_days,
        lead_kind: input.lead_kind,
        sample_grams: input.sample_grams,
        sample_hours: input.sample_hours,
        valid_from,
        valid_to,
        source,
        version: 1,
        created_by: tx.actor().person_id(),
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    rule_store::insert_policy(tx, &row).await?;
    record(tx, &row, "added");
    Ok(row)
}

/// Sets the last day of a policy, for the administrators of its area.
pub async fn end_dining_policy(
    core: &Core,
    actor: &Actor,
    input: EndDiningPolicy,
) -> Result<dining_policy::Model> {
    must_act(actor)?;
    core.transact(actor, move |tx| Box::pin(end(tx, input)))
        .await
}

async fn end(tx: &mut Tx, input: EndDiningPolicy) -> Result<dining_policy::Model> {
    let mut faults = Faults::default();
    let id = faults.id("diningPolicyId", "DiningPolicy", input.dining_policy_id);
    let missing = || Error::not_found("diningPolicyId");
    let Some(id) = id else {
        return faults.finish().and(Err(missing()));
    };
    let mut row = rule_store::lock_policy(tx, id).await?.ok_or_else(missing)?;
    let valid_to = end_after(&mut faults, row.valid_from, &input.valid_to);
    area_for(tx, faults, Some(row.area_id)).await?;
    let valid_to = valid_to.ok_or_else(unread)?;
    must_be_version(input.expected_version, row.version)?;
    if row.valid_to == Some(valid_to) {
        return Ok(row);
    }
    must_not_have_ended(tx, row.valid_to)?;
    row.valid_to = Some(valid_to);
    row.version += 1;
    row.updated_at = tx.now();
    let row = rule_store::update_policy(tx, row).await?;
    record(tx, &row, "ended");
    Ok(row)
}

fn record(tx: &mut Tx, row: &dining_policy::Model, how: &'static str) {
    let change = What::DiningPolicyChanged {
        dining_policy_id: row.id,
        area_id: row.area_id,
        how,
    };
    tx.record(row.root_area_id, change);
}

/// Somebody who is signed in, or the operator.
pub(super) fn must_act(actor: &Actor) -> Result<()> {
    match actor {
        Actor::System => Ok(()),
        _ => actor.person().map(|_| ()),
    }
}

/// First and last day, which does not come before the first.
pub(super) fn span(
    faults: &mut Faults,
    from: &str,
    to: Option<&str>,
) -> Option<(NaiveDate, Option<NaiveDate>)> {
    let from = almanac::day(faults, "validFrom", from);
    let to = match to {
        Some(to) => Some(match from {
            Some(from) => end_after(faults, from, to)?,
            None => almanac::day(faults, "validTo", to)?,
        }),
        None => None,
    };
    Some((from?, to))
}

/// The last day of what began on a day.
pub(super) fn end_after(faults: &mut Faults, from: NaiveDate, to: &str) -> Option<NaiveDate> {
    let to = almanac::day(faults, "validTo", to)?;
    if to < from {
        faults.add("validTo", Rule::EndBeforeStart);
    }
    Some(to)
}

/// A day that could not be read was told as a fault before.
pub(super) fn unread() -> Error {
    Error::internal("a day without a fault is one")
}

/// The area whose rules the actor keeps; the faults otherwise.
pub(super) async fn area_for(tx: &Tx, faults: Faults, id: Option<AreaId>) -> Result<area::Model> {
    let missing = || Error::not_found("areaId");
    let Some(id) = id else {
        return faults.finish().and(Err(missing()));
    };
    let area = place::store::area(tx.db(), id).await?.ok_or_else(missing)?;
    policy::may_keep_rules(tx.actor(), &area)?;
    faults.finish()?;
    Ok(area)
}

/// Refuses an edit of another version than the present one.
pub(super) fn must_be_version(expected: Option<i32>, current: i32) -> Result<(), Refusal> {
    match expected {
        Some(expected) if expected != current => Err(Refusal::VersionConflict { current }),
        _ => Ok(()),
    }
}

/// What ended before today, on the platform's clocks, is history.
pub(super) fn must_not_have_ended(tx: &Tx, end: Option<NaiveDate>) -> Result<()> {
    let zone = tx.core().settings().time_zone;
    let today = tx.now().with_timezone(&zone).date_naive();
    if end.is_some_and(|end| end < today) {
        return Err(Refusal::from(FoodSafetyError::Ended).into());
    }
    Ok(())
}
