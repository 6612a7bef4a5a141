//! Makes an area below another.

use mulin_entities::{AreaId, AreaKind, area};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde::Serialize;

use super::{policy, rules, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::person::rules::phone_number;

/// A new area.
#[derive(Clone, Debug, Serialize)]
pub struct CreateArea {
    /// The area above; none for a city.
    pub parent_id: Option<IdInput<AreaId>>,
    /// Level.
    pub kind: AreaKind,
    /// Name.
    pub name: String,
    /// Telephone of a person who helps, printed on messages.
    pub contact_phone: Option<String>,
}

/// Makes an area; a city only for an operator.
pub async fn create_area(
    core: &Core,
    actor: &Actor,
    input: CreateArea,
    key: Option<String>,
) -> Result<area::Model> {
    if !matches!(actor, Actor::System) {
        actor.person()?;
    }
    core.transact(actor, move |tx| {
        Box::pin(async move {
            if let Claim::Replay(id) = claim(tx, key.as_deref(), "createArea", &input).await? {
                return store::area(tx.db(), AreaId(id))
                    .await?
                    .ok_or_else(|| Error::not_found("id"));
            }
            let mut faults = Faults::default();
            let name = faults.name("name", &input.name, 1..=60);
            let phone = phone_number(&mut faults, "contactPhone", input.contact_phone.as_deref());
            let wants_parent = input.parent_id.is_some();
            let parent_id = faults.optional_id("parentId", "Area", input.parent_id);
            let parent = match parent_id {
                Some(id) => store::area(tx.db(), id).await?,
                None => None,
            };
            if parent_id.is_some() && parent.is_none() {
                faults.add("parentId", Rule::NotFound);
            }
            // Under an unknown parent no level is wrong.
            if wants_parent == parent.is_some()
                && !rules::fits_under(input.kind, parent.as_ref().map(|parent| parent.kind))
            {
                faults.add("kind", Rule::WrongLevel);
            }
            faults.finish()?;
            policy::may_create_area(tx.actor(), parent.as_ref())?;

            let id: AreaId = tx.new_id();
            let root_area_id = parent.as_ref().map_or(id, |parent| parent.root_area_id);
            let above = parent.as_ref().map(|parent| parent.path.as_str());
            let area = area::ActiveModel {
                id: Set(id),
                root_area_id: Set(root_area_id),
                parent_id: Set(parent_id),
                kind: Set(input.kind),
                name: Set(name),
                path: Set(rules::new_path(above, tx.core().entropy())),
                confirms_registrations: Set(None),
                contact_phone: Set(phone),
                version: Set(1),
                created_at: Set(tx.now()),
                updated_at: Set(tx.now()),
            }
            .insert(tx.db())
            .await?;
            tx.record(root_area_id, What::AreaCreated { area_id: id });
            Ok(area)
        })
    })
    .await
}
