//! Says how many points an hour of service brings in an area.

use mulin_entities::*;
use serde::Serialize;

use super::{policy, store};
use crate::actor::Actor;
use crate::change::{VolunteerChange, What};
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::place;
use crate::tx::Tx;

/// A rule.
#[derive(Clone, Debug, Serialize)]
pub struct SetPointsRule {
    /// For which area, and all below that have none of their own.
    pub area_id: IdInput<AreaId>,
    /// Points for an hour, 0 to 1,000.
    pub points_per_hour: i32,
    /// For service that ends from then on; from now on if left out.
    pub valid_from: Option<Instant>,
}

/// Says how many points an hour brings, for the organisers and administrators of the area. What was earned
/// by earlier rules stays.
pub async fn set_points_rule(
    core: &Core,
    actor: &Actor,
    input: SetPointsRule,
    key: Option<String>,
) -> Result<points_rule::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(set(tx, input, key)))
        .await
}

async fn set(tx: &mut Tx, input: SetPointsRule, key: Option<String>) -> Result<points_rule::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "setPointsRule", &input).await? {
        let rows = store::rules(tx.db(), [PointsRuleId(id)]).await?;
        let row = rows.into_iter().next();
        return row.ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut faults = Faults::default();
    let id = faults.id("areaId", "Area", input.area_id);
    let points_per_hour = faults.number("pointsPerHour", input.points_per_hour, 0..=1_000);
    let valid_from = input.valid_from.unwrap_or_else(|| tx.now());
    if valid_from < tx.now() {
        faults.add("validFrom", Rule::InThePast);
    }
    let missing = || Error::not_found("areaId");
    let Some(id) = id else {
        return faults.finish().and(Err(missing()));
    };
    // Its lock keeps the next version free until the commit.
    let area = place::store::lock_area(tx.db(), id).await?;
    let area = area.ok_or_else(missing)?;
    policy::may_run(tx.actor(), &area.path)?;
    faults.finish()?;
    let last = store::last_rule(tx, area.id).await?;
    let row = points_rule::Model {
        id: tx.new_id(),
        root_area_id: area.root_area_id,
        area_id: area.id,
        area_path: area.path,
        version: last.map_or(1, |last| last.version + 1),
        points_per_hour,
        valid_from,
        created_by: tx.actor().person_id(),
        created_at: tx.now(),
    };
    store::insert_rule(tx, &row).await?;
    let change = VolunteerChange::PointsRuleSet {
        points_rule_id: row.id,
        area_id: row.area_id,
    };
    tx.record(row.root_area_id, What::Volunteering(change));
    Ok(row)
}
