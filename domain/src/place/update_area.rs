//! Edits an area's name, telephone, and whether registrations there wait for a steward's word.

use mulin_entities::{AreaId, area};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde::Serialize;

use super::{policy, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput, Patch};
use crate::person::rules::phone_number;

/// What to change.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateArea {
    /// Which area.
    pub area_id: IdInput<AreaId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// New name.
    pub name: Patch<String>,
    /// New telephone.
    pub contact_phone: Patch<String>,
    /// Whether who registers themselves waits for a steward's word; null for as above.
    pub confirms_registrations: Patch<bool>,
}

/// Edits an area.
pub async fn update_area(core: &Core, actor: &Actor, input: UpdateArea) -> Result<area::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("areaId", "Area", input.area_id);
            let name = faults.required("name", input.name);
            let name = name.map(|name| faults.name("name", &name, 1..=60));
            let contact_phone = input
                .contact_phone
                .map(|phone| phone_number(&mut faults, "contactPhone", Some(&phone)));
            faults.finish()?;
            let missing = || Error::not_found("areaId");
            let area = store::lock_area(tx.db(), id.ok_or_else(missing)?)
                .await?
                .ok_or_else(missing)?;
            policy::may_update_area(tx.actor(), &area)?;
            if input
                .expected_version
                .is_some_and(|version| version != area.version)
            {
                return Err(Refusal::VersionConflict {
                    current: area.version,
                }
                .into());
            }
            let (root_area_id, version) = (area.root_area_id, area.version);
            let phone = contact_phone
                .or_keep(Some(area.contact_phone.clone()))
                .flatten();
            let mut edit = area.into_active_model();
            if let Some(name) = name {
                edit.name = Set(name);
            }
            edit.contact_phone = Set(phone);
            if !input.confirms_registrations.keeps() {
                edit.confirms_registrations = Set(input.confirms_registrations.or_keep(None));
            }
            edit.version = Set(version + 1);
            edit.updated_at = Set(tx.now());
            let area = edit.update(tx.db()).await?;
            tx.record(root_area_id, What::AreaUpdated { area_id: area.id });
            Ok(area)
        })
    })
    .await
}
