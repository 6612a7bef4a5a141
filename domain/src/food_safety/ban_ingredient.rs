//! What may not be served in an area: dated as policies are.

use mulin_entities::{AreaId, BannedIngredientId, banned_ingredient};
use serde::Serialize;

use super::dining_policy::{
    area_for, end_after, must_act, must_be_version, must_not_have_ended, span, unread,
};
use super::rule_store;
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::tx::Tx;

const MAX_ALIASES: usize = 20;

/// What may not be served.
#[derive(Clone, Debug, Serialize)]
pub struct BanIngredient {
    /// Where, with everything below.
    pub area_id: IdInput<AreaId>,
    /// What it is.
    pub name: String,
    /// Other names under which it is brought.
    pub aliases: Vec<String>,
    /// Why, and what to do instead.
    pub reason: String,
    /// First day on which it holds.
    pub valid_from: String,
    /// Last day; none for no end.
    pub valid_to: Option<String>,
    /// The regulation that says so.
    pub source: String,
}

/// The end of a ban.
#[derive(Clone, Debug, Serialize)]
pub struct LiftIngredientBan {
    /// Which.
    pub banned_ingredient_id: IdInput<BannedIngredientId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// Last day on which it holds.
    pub valid_to: String,
}

/// Enters what may not be served, for the administrators of the area.
pub async fn ban_ingredient(
    core: &Core,
    actor: &Actor,
    input: BanIngredient,
    key: Option<String>,
) -> Result<banned_ingredient::Model> {
    must_act(actor)?;
    core.transact(actor, move |tx| Box::pin(ban(tx, input, key)))
        .await
}

async fn ban(
    tx: &mut Tx,
    input: BanIngredient,
    key: Option<String>,
) -> Result<banned_ingredient::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "banIngredient", &input).await? {
        let rows = rule_store::bans(tx.db(), [BannedIngredientId(id)]).await?;
        return rows
            .into_iter()
            .next()
            .ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut faults = Faults::default();
    let area_id = faults.id("areaId", "Area", input.area_id);
    let name = faults.line("name", &input.name, 1..=40);
    if input.aliases.len() > MAX_ALIASES {
        faults.add("aliases", Rule::Count { max: MAX_ALIASES });
    }
    let alias =
        |(at, alias): (usize, &String)| faults.line(&format!("aliases.{at}"), alias, 1..=40);
    let aliases: Vec<String> = input.aliases.iter().enumerate().map(alias).collect();
    let reason = faults.line("reason", &input.reason, 1..=200);
    let source = faults.line("source", &input.source, 1..=200);
    let days = span(&mut faults, &input.valid_from, input.valid_to.as_deref());
    let area = area_for(tx, faults, area_id).await?;
    let (valid_from, valid_to) = days.ok_or_else(unread)?;
    let row = banned_ingredient::Model {
        id: tx.new_id(),
        root_area_id: area.root_area_id,
        area_id: area.id,
        name,
        aliases: aliases.into(),
        reason,
        valid_from,
        valid_to,
        source,
        version: 1,
        created_by: tx.actor().person_id(),
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    rule_store::insert_ban(tx, &row).await?;
    record(tx, &row, "added");
    Ok(row)
}

/// Sets the last day on which something may not be served, for the administrators of the area.
pub async fn lift_ingredient_ban(
    core: &Core,
    actor: &Actor,
    input: LiftIngredientBan,
) -> Result<banned_ingredient::Model> {
    must_act(actor)?;
    core.transact(actor, move |tx| Box::pin(lift(tx, input)))
        .await
}

async fn lift(tx: &mut Tx, input: LiftIngredientBan) -> Result<banned_ingredient::Model> {
    let mut faults = Faults::default();
    let id = faults.id(
        "bannedIngredientId",
        "BannedIngredient",
        input.banned_ingredient_id,
    );
    let missing = || Error::not_found("bannedIngredientId");
    let Some(id) = id else {
        return faults.finish().and(Err(missing()));
    };
    let mut row = rule_store::lock_ban(tx, id).await?.ok_or_else(missing)?;
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
    let row = rule_store::update_ban(tx, row).await?;
    record(tx, &row, "lifted");
    Ok(row)
}

fn record(tx: &mut Tx, row: &banned_ingredient::Model, how: &'static str) {
    let change = What::BannedIngredientChanged {
        banned_ingredient_id: row.id,
        area_id: row.area_id,
        how,
    };
    tx.record(row.root_area_id, change);
}
