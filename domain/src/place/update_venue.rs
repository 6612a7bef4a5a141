//! Edits a venue.

use mulin_entities::{VenueId, venue};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde::Serialize;

use super::create_venue::{Position, check_position};
use super::{policy, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput, Patch};

/// What to change.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateVenue {
    /// Which venue.
    pub venue_id: IdInput<VenueId>,
    /// The version that the caller saw; any if left out.
    pub expected_version: Option<i32>,
    /// New name.
    pub name: Patch<String>,
    /// New address.
    pub address: Patch<String>,
    /// New position.
    pub position: Patch<Position>,
    /// New number of people it holds.
    pub seats: Patch<i32>,
    /// Whether it is reachable without a step.
    pub step_free: Patch<bool>,
    /// More on access.
    pub accessibility: Patch<String>,
}

/// Edits a venue.
pub async fn update_venue(core: &Core, actor: &Actor, input: UpdateVenue) -> Result<venue::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("venueId", "Venue", input.venue_id);
            let name = faults.required("name", input.name);
            let name = name.map(|name| faults.name("name", &name, 1..=80));
            let address = faults.required("address", input.address);
            let address = address.map(|address| faults.line("address", &address, 1..=200));
            if let Patch::Set(position) = input.position {
                check_position(&mut faults, Some(position));
            }
            if let Patch::Set(seats) = input.seats {
                faults.number("seats", seats, 1..=1_000_000);
            }
            let step_free = faults.required("stepFree", input.step_free);
            let accessibility = input
                .accessibility
                .map(|text| faults.text("accessibility", &text, 0..=500));
            faults.finish()?;

            let missing = || Error::not_found("venueId");
            let venue = store::lock_venue(tx.db(), id.ok_or_else(missing)?)
                .await?
                .ok_or_else(missing)?;
            let area = store::area(tx.db(), venue.area_id)
                .await?
                .ok_or_else(missing)?;
            policy::may_edit_venue(tx.actor(), &area)?;
            if input
                .expected_version
                .is_some_and(|version| version != venue.version)
            {
                return Err(Refusal::VersionConflict {
                    current: venue.version,
                }
                .into());
            }
            let mut edit = venue.clone().into_active_model();
            edit.name = Set(name.unwrap_or(venue.name));
            edit.address = Set(address.unwrap_or(venue.address));
            edit.seats = Set(input.seats.or_keep(venue.seats));
            edit.step_free = Set(step_free.unwrap_or(venue.step_free));
            edit.accessibility = Set(accessibility.or_keep(venue.accessibility));
            if !input.position.keeps() {
                let position = input.position.or_keep(None);
                edit.latitude = Set(position.map(|position| position.latitude));
                edit.longitude = Set(position.map(|position| position.longitude));
            }
            edit.version = Set(venue.version + 1);
            edit.updated_at = Set(tx.now());
            let venue = edit.update(tx.db()).await?;
            tx.record(area.root_area_id, What::VenueUpdated { venue_id: venue.id });
            Ok(venue)
        })
    })
    .await
}
