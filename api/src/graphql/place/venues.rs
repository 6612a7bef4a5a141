//! Venues.

use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use mulin_domain::place;
use mulin_entities::venue;

use super::types::Area;
use super::viewer_can::VenueViewerCan;
use crate::connection;
use crate::graphql::context::ContextExt;
use crate::graphql::id::encode;
use crate::graphql::loaders::required;
use crate::graphql::plain::Leaf;

/// A point on the globe, WGS-84. Phones in China give GCJ-02, some hundred metres off: convert.
#[derive(SimpleObject, Clone, Copy)]
pub struct Position {
    /// Degrees north, −90 to 90.
    pub latitude: f64,
    /// Degrees east, −180 to 180.
    pub longitude: f64,
}

/// A place with an address and what is known of its accessibility.
#[derive(Clone, Description)]
pub struct Venue(pub venue::Model);

connection! {
    /// Venues by name.
    VenueConnection, VenueEdge, Venue
}

impl Venue {
    fn place(&self) -> Option<Position> {
        let (latitude, longitude) = (self.0.latitude?, self.0.longitude?);
        Some(Position {
            latitude,
            longitude,
        })
    }
}

#[Object(use_type_description)]
impl Venue {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Postal address in one line.
    async fn address(&self) -> &str {
        &self.0.address
    }

    /// Where it is; null if nobody has told.
    async fn position(&self) -> Option<Position> {
        self.place()
    }

    /// How many people it holds; null if not known.
    async fn seats(&self) -> Option<i32> {
        self.0.seats
    }

    /// Whether it is reachable without a step.
    async fn step_free(&self) -> bool {
        self.0.step_free
    }

    /// More on access: lift, toilets, hearing loop; null if nobody has told.
    async fn accessibility(&self) -> Option<&str> {
        self.0.accessibility.as_deref()
    }

    /// Raised by every edit.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The area that runs it.
    async fn area(&self, ctx: &Context<'_>) -> Result<Area> {
        Ok(Area(required(ctx, self.0.area_id).await?))
    }

    /// What the caller can do with it now.
    #[graphql(cache_control(private))]
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<VenueViewerCan> {
        // Who holds no role at all needs no look at the area.
        let holds_some = ctx
            .actor()
            .signed_in()
            .is_some_and(|own| !own.grants.is_empty());
        let edit = holds_some && {
            let area = required(ctx, self.0.area_id).await?;
            place::policy::may_edit_venue(ctx.actor(), &area).is_ok()
        };
        Ok(VenueViewerCan { edit })
    }
}

crate::plain_fields!(Position, "Position", |this, _field, _walk| {
    "latitude" => Some(this.latitude.leaf()),
    "longitude" => Some(this.longitude.leaf()),
});

crate::plain_fields!(Venue, "Venue", |this, field, walk| {
    "id" => Some(encode(this.0.root_area_id, this.0.id).leaf()),
    "name" => Some(this.0.name.leaf()),
    "address" => Some(this.0.address.leaf()),
    "position" => walk.option(this.place().as_ref(), field),
    "seats" => Some(this.0.seats.leaf()),
    "stepFree" => Some(this.0.step_free.leaf()),
    "accessibility" => Some(this.0.accessibility.leaf()),
    "version" => Some(this.0.version.leaf()),
});
