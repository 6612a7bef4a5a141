//! `updateVenue`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use mulin_domain::place;
use mulin_entities::VenueId;

use super::create_venue::PositionInput;
use super::types::Venue;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{is_conflict, outcome};
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::patch::patch;
use crate::graphql::user_error::UserError;

/// What to change; a field that is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateVenueInput {
    /// Which venue.
    pub venue_id: ID,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// Name, 1 to 80 characters.
    pub name: MaybeUndefined<String>,
    /// Postal address in one line, 1 to 200 characters.
    pub address: MaybeUndefined<String>,
    /// Where it is; null for not known.
    pub position: MaybeUndefined<PositionInput>,
    /// How many people it holds, 1 to 1,000,000; null for not known.
    pub seats: MaybeUndefined<i32>,
    /// Whether it is reachable without a step.
    pub step_free: MaybeUndefined<bool>,
    /// More on access, up to 500 characters; null for nothing.
    pub accessibility: MaybeUndefined<String>,
}

/// What became of `updateVenue`.
#[derive(SimpleObject)]
pub struct UpdateVenuePayload {
    /// The venue; null if refused, except on a version conflict, which shows it as it is now.
    pub venue: Option<Venue>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct UpdateVenueMutation;

#[Object]
impl UpdateVenueMutation {
    /// Edits a venue. For organisers and administrators of its area.
    async fn update_venue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateVenueInput,
    ) -> Result<UpdateVenuePayload> {
        let venue_id = decode::<VenueId>(&input.venue_id);
        let command = place::UpdateVenue {
            venue_id: venue_id.clone(),
            expected_version: input.expected_version,
            name: patch(input.name),
            address: patch(input.address),
            position: patch(input.position).map(Into::into),
            seats: patch(input.seats),
            step_free: patch(input.step_free),
            accessibility: patch(input.accessibility),
        };
        let answer = place::update_venue(ctx.core(), ctx.actor(), command).await;
        let (mut venue, user_errors) = outcome(ctx, answer)?;
        if let (true, Ok(id)) = (is_conflict(&user_errors), venue_id) {
            venue = load(ctx, id).await?;
        }
        Ok(UpdateVenuePayload {
            venue: venue.map(Venue),
            user_errors,
        })
    }
}
