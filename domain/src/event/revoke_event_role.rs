//! Takes back somebody's part in one event: it ends now.

use mulin_entities::{EventRoleId, event_role};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde::Serialize;

use super::{policy, roles, seats, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput};

/// A part to take back.
#[derive(Clone, Debug, Serialize)]
pub struct RevokeEventRole {
    /// Which.
    pub event_role_id: IdInput<EventRoleId>,
}

/// Takes a part back, also of an event that is over. Doing so twice changes nothing.
pub async fn revoke_event_role(
    core: &Core,
    actor: &Actor,
    input: RevokeEventRole,
) -> Result<event_role::Model> {
    if !matches!(actor, Actor::System) {
        actor.person()?;
    }
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("eventRoleId", "EventRoleGrant", input.event_role_id);
            faults.finish()?;
            let missing = || Error::not_found("eventRoleId");
            let id = id.ok_or_else(missing)?;
            let seen = roles::role(tx.db(), id).await?.ok_or_else(missing)?;
            let event = store::event(tx.db(), seen.event_id).await?;
            let event = event.ok_or_else(missing)?;
            if !policy::may_see_role(tx.actor(), &seen, &event.area_path) {
                return Err(missing());
            }
            policy::may_grant_roles(tx.actor(), &event.area_path)?;
            seats::lock(tx.db(), event.id).await?;
            let role = roles::role(tx.db(), id).await?.ok_or_else(missing)?;
            if role.ended_at.is_some() {
                return Ok(role);
            }
            let revoked = What::EventRoleRevoked {
                event_role_id: role.id,
                event_id: role.event_id,
                person_id: role.person_id,
                role: role.role,
            };
            tx.record(role.root_area_id, revoked);
            let mut edit = role.into_active_model();
            edit.ended_at = Set(Some(tx.now()));
            Ok(edit.update(tx.db()).await?)
        })
    })
    .await
}
