//! Gives a role over an area subtree.

use mulin_entities::{AreaId, PersonId, Role, RoleGrantId, role_grant};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde::Serialize;

use super::appointee::must_count;
use super::{policy, store};
use crate::actor::Actor;
use crate::change::What;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::place;

/// A role to give.
#[derive(Clone, Debug, Serialize)]
pub struct GrantRole {
    /// To whom.
    pub person_id: IdInput<PersonId>,
    /// Which.
    pub role: Role,
    /// Over the subtree of this area.
    pub area_id: IdInput<AreaId>,
    /// From when; at once if left out.
    pub valid_from: Option<Instant>,
    /// Until when; open if left out.
    pub valid_until: Option<Instant>,
}

/// Gives a role.
pub async fn grant_role(
    core: &Core,
    actor: &Actor,
    input: GrantRole,
    key: Option<String>,
) -> Result<role_grant::Model> {
    if !matches!(actor, Actor::System) {
        actor.person()?;
    }
    core.transact(actor, move |tx| {
        Box::pin(async move {
            if let Claim::Replay(id) = claim(tx, key.as_deref(), "grantRole", &input).await? {
                let grant = store::grant(tx.db(), RoleGrantId(id)).await?;
                return grant
                    .filter(|grant| policy::may_see_grant(tx.actor(), grant))
                    .ok_or_else(|| Error::not_found("idempotencyKey"));
            }
            let mut faults = Faults::default();
            let person_id = faults.id("personId", "Person", input.person_id);
            let area_id = faults.id("areaId", "Area", input.area_id);
            let valid_from = input.valid_from.unwrap_or(tx.now());
            if input.valid_until.is_some_and(|until| until <= valid_from) {
                faults.add("validUntil", Rule::NotBefore { other: "validFrom" });
            }
            let area = match area_id {
                Some(id) => place::store::area(tx.db(), id).await?,
                None => None,
            };
            let person = match person_id {
                Some(id) => {
                    store::hold(tx.db(), id).await?;
                    let seen = store::visible_people(tx.db(), tx.actor(), [id]).await?;
                    seen.into_iter().next()
                }
                None => None,
            };
            // Whether a person exists is told only to those who may grant here.
            if let Some(area) = &area {
                policy::may_grant(tx.actor(), &area.path)?;
            } else if area_id.is_some() {
                faults.add("areaId", Rule::NotFound);
            }
            match (&person, &area) {
                (None, Some(_)) if person_id.is_some() => faults.add("personId", Rule::NotFound),
                (Some(person), Some(area)) if person.root_area_id != area.root_area_id => {
                    faults.add("personId", Rule::Elsewhere);
                }
                _ => {}
            }
            faults.finish()?;
            let (Some(person), Some(area)) = (person, area) else {
                return Err(Error::not_found("personId"));
            };
            must_count(&person)?;
            let grant = role_grant::ActiveModel {
                id: Set(tx.new_id()),
                root_area_id: Set(area.root_area_id),
                person_id: Set(person.id),
                role: Set(input.role),
                area_id: Set(area.id),
                area_path: Set(area.path),
                valid_from: Set(valid_from),
                valid_until: Set(input.valid_until),
                granted_by: Set(tx.actor().person_id()),
                created_at: Set(tx.now()),
            }
            .insert(tx.db())
            .await?;
            let granted = What::RoleGranted {
                grant_id: grant.id,
                person_id: person.id,
                role: grant.role,
                area_id: grant.area_id,
            };
            tx.record(area.root_area_id, granted);
            Ok(grant)
        })
    })
    .await
}
