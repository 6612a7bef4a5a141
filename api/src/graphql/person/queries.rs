//! The caller, and people that the caller may see.

use async_graphql::{Context, Description, ID, Object, Result};
use mulin_domain::actor::PersonActor;
use mulin_domain::rsvp;
use mulin_entities::PersonId;

use super::types::{Person, Role};
use crate::graphql::connection::PageArgs;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::id::decode;
use crate::graphql::loaders::{load, required};
use crate::graphql::place::types::{Area, page_size};
use crate::graphql::rsvp::types::{Rsvp, RsvpConnection};

/// See the module.
#[derive(Default)]
pub struct PersonQueries;

#[Object]
impl PersonQueries {
    /// Who is signed in; null if nobody is.
    #[graphql(cache_control(private))]
    async fn viewer<'a>(&self, ctx: &Context<'a>) -> Option<Viewer<'a>> {
        ctx.actor().signed_in().map(Viewer)
    }

    /// One person; null if there is none that the caller may see.
    #[graphql(cache_control(private))]
    async fn person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's id.")] id: ID,
    ) -> Result<Option<Person>> {
        match decode::<PersonId>(&id) {
            Ok(id) => Ok(load(ctx, id).await?.map(Person)),
            Err(_) => Ok(None),
        }
    }
}

/// The person who is signed in: what a phone shows first.
#[derive(Description)]
pub struct Viewer<'a>(&'a PersonActor);

#[Object(use_type_description)]
impl Viewer<'_> {
    /// The person's record.
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        Ok(Person(required(ctx, self.0.person_id).await?))
    }

    /// The roles that are in force now.
    async fn roles(&self) -> Vec<ViewerRole<'_>> {
        self.0.grants.iter().map(ViewerRole).collect()
    }

    /// The person's answers by the start of their events.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn rsvps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only events that are not over.", default = true)] upcoming: bool,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<RsvpConnection> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        }
        .page()?;
        let ending_after = upcoming.then(|| ctx.core().now());
        let db = ctx.core().db().reader();
        let slice = rsvp::store::own(db, self.0.person_id, ending_after, &page)
            .await
            .map_err(|error| top_level(ctx, &error))?;
        Ok(RsvpConnection::new(
            slice,
            |(row, starts_at)| (*starts_at, row.id),
            |(row, _)| Rsvp(row),
        ))
    }
}

/// A role that the caller holds.
#[derive(Description)]
pub struct ViewerRole<'a>(&'a mulin_domain::actor::Grant);

#[Object(use_type_description)]
impl ViewerRole<'_> {
    /// What it allows.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// Top of the subtree.
    async fn area(&self, ctx: &Context<'_>) -> Result<Area> {
        Ok(Area(required(ctx, self.0.area_id).await?))
    }
}
