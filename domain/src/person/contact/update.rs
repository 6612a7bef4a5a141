//! Edits what is known of a way to reach a person. Another address is another contact point.

use mulin_entities::{ContactPointId, Via, contact_point};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde::Serialize;

use super::add::check_text_messages;
use super::record;
use crate::actor::Actor;
use crate::core::Core;
use crate::error::Result;
use crate::input::{Faults, IdInput};
use crate::tx::Tx;

/// What to change.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateContactPoint {
    /// Which contact point.
    pub contact_point_id: IdInput<ContactPointId>,
    /// The way the wish came.
    pub via: Via,
    /// Whether the whole household uses it; as before if left out.
    pub is_shared: Option<bool>,
    /// Whether it takes text messages; as before if left out.
    pub receives_sms: Option<bool>,
}

/// Edits a contact point.
pub async fn update_contact_point(
    core: &Core,
    actor: &Actor,
    input: UpdateContactPoint,
) -> Result<contact_point::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(update(tx, input)))
        .await
}

async fn update(tx: &mut Tx, input: UpdateContactPoint) -> Result<contact_point::Model> {
    let mut faults = Faults::default();
    let id = faults.id("contactPointId", "ContactPoint", input.contact_point_id);
    faults.finish()?;
    let (person, row) = record::lock(tx, id, input.via).await?;
    let mut faults = Faults::default();
    check_text_messages(&mut faults, row.kind, input.receives_sms);
    faults.finish()?;

    let is_shared = input.is_shared.unwrap_or(row.is_shared);
    let receives_sms = input.receives_sms.unwrap_or(row.receives_sms);
    if (is_shared, receives_sms) == (row.is_shared, row.receives_sms) {
        return Ok(row);
    }
    let mut edit = row.into_active_model();
    edit.is_shared = Set(is_shared);
    edit.receives_sms = Set(receives_sms);
    let row = edit.update(tx.db()).await?;
    record::changed(tx, &person);
    Ok(row)
}
