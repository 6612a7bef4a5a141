//! Takes a role back: it ends now.

use mulin_entities::{RoleGrantId, role_grant};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde::Serialize;

use super::{policy, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput};

/// A role to take back.
#[derive(Clone, Debug, Serialize)]
pub struct RevokeRole {
    /// Which grant.
    pub grant_id: IdInput<RoleGrantId>,
}

/// Takes a role back. Doing so twice changes nothing.
pub async fn revoke_role(
    core: &Core,
    actor: &Actor,
    input: RevokeRole,
) -> Result<role_grant::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("grantId", "RoleGrant", input.grant_id);
            faults.finish()?;
            let missing = || Error::not_found("grantId");
            let id = id.ok_or_else(missing)?;
            let grant = store::lock_grant(tx.db(), id).await?.ok_or_else(missing)?;
            if !policy::may_see_grant(tx.actor(), &grant) {
                return Err(missing());
            }
            policy::may_grant(tx.actor(), &grant.area_path)?;
            if grant.valid_until.is_some_and(|until| until <= tx.now()) {
                return Ok(grant);
            }
            let revoked = What::RoleRevoked {
                grant_id: grant.id,
                person_id: grant.person_id,
                role: grant.role,
                area_id: grant.area_id,
            };
            tx.record(grant.root_area_id, revoked);
            // A grant that has not begun yet ends where it would have begun.
            let end = tx.now().max(grant.valid_from);
            let mut edit = grant.into_active_model();
            edit.valid_until = Set(Some(end));
            Ok(edit.update(tx.db()).await?)
        })
    })
    .await
}
