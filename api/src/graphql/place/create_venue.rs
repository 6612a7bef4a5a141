//! `createVenue`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::place;

use super::types::Venue;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// A point on the globe, WGS-84. Phones in China give GCJ-02, some hundred metres off: convert.
#[derive(InputObject, Clone, Copy)]
pub struct PositionInput {
    /// Degrees north, −90 to 90.
    pub latitude: f64,
    /// Degrees east, −180 to 180.
    pub longitude: f64,
}

impl From<PositionInput> for place::Position {
    fn from(input: PositionInput) -> Self {
        Self {
            latitude: input.latitude,
            longitude: input.longitude,
        }
    }
}

/// A new venue.
#[derive(InputObject)]
pub struct CreateVenueInput {
    /// Area that runs it.
    pub area_id: ID,
    /// Name, 1 to 80 characters.
    pub name: String,
    /// Postal address in one line, 1 to 200 characters.
    pub address: String,
    /// Where it is.
    pub position: Option<PositionInput>,
    /// How many people it holds, 1 to 1,000,000.
    pub seats: Option<i32>,
    /// Whether it is reachable without a step.
    #[graphql(default = false)]
    pub step_free: bool,
    /// More on access: lift, toilets, hearing loop; up to 500 characters.
    pub accessibility: Option<String>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `createVenue`.
#[derive(SimpleObject)]
pub struct CreateVenuePayload {
    /// The venue; null if refused.
    pub venue: Option<Venue>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct CreateVenueMutation;

#[Object]
impl CreateVenueMutation {
    /// Makes a venue. For organisers and administrators of its area.
    async fn create_venue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The venue.")] input: CreateVenueInput,
    ) -> Result<CreateVenuePayload> {
        let command = place::CreateVenue {
            area_id: decode(&input.area_id),
            name: input.name,
            address: input.address,
            position: input.position.map(Into::into),
            seats: input.seats,
            step_free: input.step_free,
            accessibility: input.accessibility,
        };
        let answer =
            place::create_venue(ctx.core(), ctx.actor(), command, input.idempotency_key).await;
        let (venue, user_errors) = outcome(ctx, answer)?;
        Ok(CreateVenuePayload {
            venue: venue.map(Venue),
            user_errors,
        })
    }
}
