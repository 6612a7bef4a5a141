//! Removes a way to reach a person.

use mulin_entities::{ContactPointId, Via, contact_point};
use serde::Serialize;

use super::{record, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::Result;
use crate::input::{Faults, IdInput};

/// What to remove.
#[derive(Clone, Debug, Serialize)]
pub struct RemoveContactPoint {
    /// Which contact point.
    pub contact_point_id: IdInput<ContactPointId>,
    /// The way the wish came.
    pub via: Via,
}

/// Removes a contact point, and answers what it was.
pub async fn remove_contact_point(
    core: &Core,
    actor: &Actor,
    input: RemoveContactPoint,
) -> Result<contact_point::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("contactPointId", "ContactPoint", input.contact_point_id);
            faults.finish()?;
            let (person, row) = record::lock(tx, id, input.via).await?;
            store::delete(tx, row.id).await?;
            record::changed(tx, &person);
            Ok(row)
        })
    })
    .await
}
