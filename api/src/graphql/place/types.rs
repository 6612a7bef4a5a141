//! Areas and venues.

use async_graphql::{Context, Description, Enum, ID, Object, Result, SimpleObject};
use mulin_domain::page::Slice;
use mulin_domain::{person, place, volunteer};
use mulin_entities::{area, consent, role_grant, team, venue};

use super::viewer_can::{AreaViewerCan, VenueViewerCan};
use crate::connection;
use crate::graphql::connection::{Key, PageArgs};
use crate::graphql::context::ContextExt;
use crate::graphql::id::encode;
use crate::graphql::loaders::{ChildrenOf, VenuesOf, load, required};
use crate::graphql::person::consent_loaders::ToConfirm;
use crate::graphql::person::consents::{Consent, ConsentConnection};
use crate::graphql::person::loaders::GrantsOver;
use crate::graphql::person::record_loaders::RegistrationsIn;
use crate::graphql::person::types::{
    Person, RegistrationConnection, RoleGrant, RoleGrantConnection,
};
use crate::graphql::plain::Leaf;
use crate::graphql::scalars::PhoneNumber;
use crate::graphql::volunteer::loaders::TeamsOf;
use crate::graphql::volunteer::types::{Team, TeamConnection};

/// The levels of the area tree, from the top down. Levels may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::AreaKind")]
pub enum AreaKind {
    /// 市: a county-level city, the root of a tree.
    City,
    /// 街道、镇.
    Street,
    /// 社区、村.
    Community,
    /// 网格.
    Grid,
    /// 邻: the smallest unit, some dozens of households.
    Unit,
}

/// A node of the area tree CITY → STREET → COMMUNITY → GRID → UNIT.
#[derive(Clone, Description)]
pub struct Area(pub area::Model);

connection! {
    /// Areas by name.
    AreaConnection, AreaEdge, Area
}

#[Object(use_type_description)]
impl Area {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Level.
    async fn kind(&self) -> AreaKind {
        self.0.kind.into()
    }

    /// Name as people say it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Telephone of an office that helps, printed on messages; null if there is none.
    async fn contact_phone(&self) -> Option<PhoneNumber> {
        self.0.contact_phone.clone().map(PhoneNumber)
    }

    /// Whether who registers themselves there waits for a steward's word; null for as the nearest area
    /// above says that says anything, and no if none does.
    async fn confirms_registrations(&self) -> Option<bool> {
        self.0.confirms_registrations
    }

    /// Raised by every edit.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The area above; null for a city.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Area>> {
        match self.0.parent_id {
            Some(parent) => Ok(load(ctx, parent).await?.map(Area)),
            None => Ok(None),
        }
    }

    /// Consents that a steward or administrator wrote down and another one has yet to confirm, those
    /// that lapse first before the others; for stewards and administrators over the area; null for
    /// others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn consents_to_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<ConsentConnection>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        }
        .page()?;
        if !person::policy::may_confirm_consents(ctx.actor(), &self.0.path) {
            return Ok(None);
        }
        let area = self.0.id;
        let slice = load(ctx, ToConfirm { area, page }).await?;
        let slice = slice.unwrap_or_else(Slice::empty);
        // What is listed has a time by which it must be confirmed.
        let key = |row: &consent::Model| (row.confirm_by.unwrap_or(row.given_at), row.id);
        Ok(Some(ConsentConnection::new(slice, key, Consent)))
    }

    /// People of the area who registered themselves and wait for a steward's word, in the order in
    /// which they asked; for stewards and administrators over the area; null for others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn registrations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<RegistrationConnection>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        }
        .page::<Key<_>>()?
        .map(|Key(id)| id);
        if !person::policy::may_see_registrations(ctx.actor(), &self.0) {
            return Ok(None);
        }
        let area = self.0.id;
        let slice = load(ctx, RegistrationsIn { area, page }).await?;
        let slice = slice.unwrap_or_else(Slice::empty);
        Ok(Some(RegistrationConnection::new(
            slice,
            |row| Key(row.id),
            Person,
        )))
    }

    /// The areas right below, by name.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn children(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<AreaConnection> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        }
        .page()?;
        let area = self.0.id;
        let slice = load(ctx, ChildrenOf { area, page }).await?;
        let slice = slice.unwrap_or_else(Slice::empty);
        Ok(AreaConnection::new(
            slice,
            |row| (row.name.clone(), row.id),
            Area,
        ))
    }

    /// The venues that the area runs, by name.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn venues(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<VenueConnection> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        }
        .page()?;
        let area = self.0.id;
        let slice = load(ctx, VenuesOf { area, page }).await?;
        let slice = slice.unwrap_or_else(Slice::empty);
        Ok(VenueConnection::new(
            slice,
            |row| (row.name.clone(), row.id),
            Venue,
        ))
    }

    /// The teams of volunteers that serve the area, by name; null if nobody is signed in.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn teams(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<TeamConnection>> {
        if !volunteer::policy::may_see(ctx.actor()) {
            return Ok(None);
        }
        let page = PageArgs {
            first,
            after,
            last,
            before,
        }
        .page()?;
        let area = self.0.id;
        let slice = load(ctx, TeamsOf { area, page }).await?;
        let slice = slice.unwrap_or_else(Slice::empty);
        let key = |row: &team::Model| (row.name.clone(), row.id);
        Ok(Some(TeamConnection::new(slice, key, Team)))
    }

    /// The roles over this very area that count now or will, in the order in which they were given,
    /// for its administrators; null for others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn grants(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<RoleGrantConnection>> {
        if person::policy::may_grant(ctx.actor(), &self.0.path).is_err() {
            return Ok(None);
        }
        let page = PageArgs {
            first,
            after,
            last,
            before,
        }
        .page::<Key<_>>()?
        .map(|Key(id)| id);
        let area = self.0.id;
        let slice = load(ctx, GrantsOver { area, page }).await?;
        let slice = slice.unwrap_or_else(Slice::empty);
        let key = |row: &role_grant::Model| Key(row.id);
        Ok(Some(RoleGrantConnection::new(slice, key, RoleGrant)))
    }

    /// What the caller can do with it now.
    #[graphql(cache_control(private))]
    async fn viewer_can(&self, ctx: &Context<'_>) -> AreaViewerCan {
        AreaViewerCan::of(ctx.actor(), &self.0)
    }
}

/// How often a connection's children count, for the complexity of a document.
pub fn page_size(first: Option<i32>, last: Option<i32>) -> usize {
    let size = first
        .or(last)
        .unwrap_or(crate::graphql::connection::DEFAULT_PAGE);
    usize::try_from(size).unwrap_or(0)
}

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
        let holds_some = ctx.actor().signed_in().is_some_and(|own| !own.grants.is_empty());
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
