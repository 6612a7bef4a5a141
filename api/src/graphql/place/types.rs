//! Areas.

use async_graphql::{Context, Description, Enum, ID, Object, Result};
use mulin_domain::page::Slice;
use mulin_domain::{check_in, person, volunteer};
use mulin_entities::{area, consent, role_grant, team};

pub use super::venues::{Position, Venue, VenueConnection};
use super::viewer_can::AreaViewerCan;
use crate::calendar_feed::address;
use crate::connection;
use crate::graphql::check_in::of_event;
use crate::graphql::check_in::types::AttendanceMeasures;
use crate::graphql::connection::{Key, page, page_by_id};
use crate::graphql::context::ContextExt;
use crate::graphql::food_safety::rules::AreaFoodRules;
use crate::graphql::id::encode;
use crate::graphql::loaders::{ChildrenOf, VenuesOf, load};
use crate::graphql::person::consent_loaders::ToConfirm;
use crate::graphql::person::consents::{Consent, ConsentConnection};
use crate::graphql::person::loaders::GrantsOver;
use crate::graphql::person::record_loaders::RegistrationsIn;
use crate::graphql::person::roles::{RoleGrant, RoleGrantConnection};
use crate::graphql::person::types::{Person, PersonConnection};
use crate::graphql::points::of_area::AreaPoints;
use crate::graphql::report::of_area::FiguresOfArea;
use crate::graphql::scalars::{DateTime, PhoneNumber};
use crate::graphql::series::of_area::AreaSeries;
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
        let page = page(first, after, last, before)?;
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
    ) -> Result<Option<PersonConnection>> {
        let page = page_by_id(first, after, last, before)?;
        if !person::policy::may_see_registrations(ctx.actor(), &self.0) {
            return Ok(None);
        }
        let area = self.0.id;
        let slice = load(ctx, RegistrationsIn { area, page }).await?;
        let slice = slice.unwrap_or_else(Slice::empty);
        Ok(Some(PersonConnection::new(
            slice,
            |row| Key(row.id),
            Person,
        )))
    }

    /// How many were at the events of the area and of all below it that began in a time, for organisers
    /// of the area; null for others. Who was at several is one person.
    #[graphql(complexity = "50 + child_complexity", cache_control(private))]
    async fn attendance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Events that began then or later; also all earlier ones if left out.")]
        from: Option<DateTime>,
        #[graphql(desc = "Events that began before then; also all later ones if left out.")]
        until: Option<DateTime>,
    ) -> Result<Option<AttendanceMeasures>> {
        if !check_in::policy::may_see_attendance_of(ctx.actor(), &self.0) {
            return Ok(None);
        }
        let measures = of_event::of_area(ctx, self.0.id, from, until).await?;
        Ok(Some(measures))
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
        let page = page(first, after, last, before)?;
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
        let page = page(first, after, last, before)?;
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
        let page = page(first, after, last, before)?;
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
        let page = page_by_id(first, after, last, before)?;
        let area = self.0.id;
        let slice = load(ctx, GrantsOver { area, page }).await?;
        let slice = slice.unwrap_or_else(Slice::empty);
        let key = |row: &role_grant::Model| Key(row.id);
        Ok(Some(RoleGrantConnection::new(slice, key, RoleGrant)))
    }

    /// Address of a calendar (iCalendar) of the events here and in all areas below that everybody may see,
    /// for programs that read it again and again; null if the operator has not said where this server is
    /// reached.
    async fn calendar_url(&self, ctx: &Context<'_>) -> Option<String> {
        let base = ctx.request().public_url.as_ref()?;
        let id = encode(self.0.root_area_id, self.0.id);
        Some(address::of_area(base, &id))
    }

    #[graphql(flatten)]
    async fn food_rules(&self) -> AreaFoodRules {
        AreaFoodRules(self.0.id)
    }

    #[graphql(flatten)]
    async fn series(&self) -> AreaSeries {
        AreaSeries(self.0.id)
    }

    #[graphql(flatten)]
    async fn points_of(&self) -> AreaPoints {
        AreaPoints(self.0.clone())
    }

    #[graphql(flatten)]
    async fn figures(&self) -> FiguresOfArea {
        FiguresOfArea(self.0.clone())
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
