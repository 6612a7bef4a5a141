//! Makes a venue.

use mulin_entities::{AreaId, VenueId, venue};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde::Serialize;

use super::{policy, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};

/// WGS-84 degrees. Phones in China give GCJ-02, some hundred metres off: clients must convert.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Position {
    /// Degrees north, −90 to 90.
    pub latitude: f64,
    /// Degrees east, −180 to 180.
    pub longitude: f64,
}

/// A new venue.
#[derive(Clone, Debug, Serialize)]
pub struct CreateVenue {
    /// Area that runs it.
    pub area_id: IdInput<AreaId>,
    /// Name.
    pub name: String,
    /// Postal address in one line.
    pub address: String,
    /// Where it is.
    pub position: Option<Position>,
    /// How many people it holds.
    pub seats: Option<i32>,
    /// Reachable without a step.
    pub step_free: bool,
    /// More on access.
    pub accessibility: Option<String>,
}

/// Makes a venue.
pub async fn create_venue(
    core: &Core,
    actor: &Actor,
    input: CreateVenue,
    key: Option<String>,
) -> Result<venue::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            if let Claim::Replay(id) = claim(tx, key.as_deref(), "createVenue", &input).await? {
                return store::venue(tx.db(), VenueId(id))
                    .await?
                    .ok_or_else(|| Error::not_found("id"));
            }
            let mut faults = Faults::default();
            let area_id = faults.id("areaId", "Area", input.area_id);
            let name = faults.name("name", &input.name, 1..=80);
            let address = faults.line("address", &input.address, 1..=200);
            check_position(&mut faults, input.position);
            if let Some(seats) = input.seats {
                faults.number("seats", seats, 1..=1_000_000);
            }
            let accessibility = input
                .accessibility
                .map(|text| faults.text("accessibility", &text, 0..=500));
            let area = match area_id {
                Some(id) => store::area(tx.db(), id).await?,
                None => None,
            };
            if area_id.is_some() && area.is_none() {
                faults.add("areaId", Rule::NotFound);
            }
            faults.finish()?;
            let area = area.ok_or_else(|| Error::not_found("areaId"))?;
            policy::may_edit_venue(tx.actor(), &area)?;
            let venue = venue::ActiveModel {
                id: Set(tx.new_id()),
                root_area_id: Set(area.root_area_id),
                area_id: Set(area.id),
                name: Set(name),
                address: Set(address),
                latitude: Set(input.position.map(|position| position.latitude)),
                longitude: Set(input.position.map(|position| position.longitude)),
                seats: Set(input.seats),
                step_free: Set(input.step_free),
                accessibility: Set(accessibility),
                version: Set(1),
                created_at: Set(tx.now()),
                updated_at: Set(tx.now()),
            }
            .insert(tx.db())
            .await?;
            tx.record(area.root_area_id, What::VenueCreated { venue_id: venue.id });
            Ok(venue)
        })
    })
    .await
}

/// Positions outside the globe are faults; so are NaN and infinity, which no range contains.
pub(super) fn check_position(faults: &mut Faults, position: Option<Position>) {
    let Some(Position {
        latitude,
        longitude,
    }) = position
    else {
        return;
    };
    if !(-90.0..=90.0).contains(&latitude) {
        faults.add("position.latitude", Rule::Range { min: -90, max: 90 });
    }
    if !(-180.0..=180.0).contains(&longitude) {
        faults.add(
            "position.longitude",
            Rule::Range {
                min: -180,
                max: 180,
            },
        );
    }
}
