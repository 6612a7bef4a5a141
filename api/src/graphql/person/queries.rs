//! The caller, and people that the caller may see.

use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use mulin_domain::actor::PersonActor;
use mulin_domain::person::acting;
use mulin_domain::sign_in;
use mulin_entities::{PersonId, person};

use super::roles::Role;
use super::types::{Person, PersonConnection};
use crate::graphql::calendar_feed::types::{CalendarFeed, live_of};
use crate::graphql::connection::{page, page_by_id};
use crate::graphql::context::ContextExt;
use crate::graphql::delivery::types::{DeliveryConnection, deliveries};
use crate::graphql::errors::top_level;
use crate::graphql::id::decode;
use crate::graphql::loaders::{load, required};
use crate::graphql::place::types::{Area, page_size};
use crate::graphql::points::of_viewer::ViewerPoints;
use crate::graphql::rsvp::loaders::AnswersOf;
use crate::graphql::rsvp::types::{RsvpConnection, answers};
use crate::graphql::sign_in::identity::ExternalIdentity;
use crate::graphql::sign_in::types::Session;
use crate::graphql::ticket::of_viewer::ViewerTickets;
use crate::graphql::volunteer::types::Team;

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

    /// The privacy policy in force.
    #[graphql(cache_control(max_age = 60))]
    async fn privacy_policy(&self, ctx: &Context<'_>) -> PrivacyPolicy {
        PrivacyPolicy {
            version: ctx.core().settings().policy_version.clone(),
        }
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

/// The privacy policy that people agree to.
#[derive(SimpleObject)]
pub struct PrivacyPolicy {
    /// Version in force: show this one before you ask for a consent, and send its version.
    pub version: String,
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

    /// The teams that the person leads.
    async fn leads(&self, ctx: &Context<'_>) -> Result<Vec<Team>> {
        let teams = self.0.leads.iter();
        let teams = teams.map(|team| load(ctx, *team));
        let teams = futures_util::future::try_join_all(teams).await?;
        Ok(teams.into_iter().flatten().map(Team).collect())
    }

    /// Where the person is signed in, the newest first, at most 100.
    #[graphql(complexity = "20 * child_complexity")]
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        let (db, now) = (ctx.core().db().reader(), ctx.core().now());
        let sessions = sign_in::session_store::live_sessions(db, self.0.person_id, now)
            .await
            .map_err(|error| top_level(ctx, &error))?;
        Ok(sessions.into_iter().map(Session).collect())
    }

    /// The accounts at outside issuers that sign the person in, the oldest link first.
    #[graphql(complexity = "5 * child_complexity")]
    async fn identities(&self, ctx: &Context<'_>) -> Result<Vec<ExternalIdentity>> {
        let db = ctx.core().db().reader();
        let rows = sign_in::identity::store::of_person(db, self.0.person_id)
            .await
            .map_err(|error| top_level(ctx, &error))?;
        Ok(rows.into_iter().map(ExternalIdentity).collect())
    }

    /// Addresses at which calendar programs read what the person comes to, those that count, in the order
    /// in which they were made; at most 10.
    #[graphql(complexity = "10 * child_complexity")]
    async fn calendar_feeds(&self, ctx: &Context<'_>) -> Result<Vec<CalendarFeed>> {
        live_of(ctx, self.0.person_id).await
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
        let page = page(first, after, last, before)?;
        let key = AnswersOf {
            person: self.0.person_id,
            ending_after: upcoming.then(|| ctx.core().now()),
            page,
        };
        Ok(answers(load(ctx, key).await?))
    }

    #[graphql(flatten)]
    async fn tickets_of(&self) -> ViewerTickets {
        ViewerTickets(self.0.person_id)
    }

    #[graphql(flatten)]
    async fn points_of(&self) -> ViewerPoints {
        ViewerPoints(self.0.person_id)
    }

    /// The messages to the person, those first that were planned last. They are kept for some months
    /// after they came to an end.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<DeliveryConnection> {
        let page = page_by_id(first, after, last, before)?;
        deliveries(ctx, self.0.person_id, page).await
    }

    /// Whom the caller may act for now, by name: the others of the household, unless they opted out,
    /// and those of the subtree that the caller looks after who agreed to it.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn acts_for(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<PersonConnection> {
        let page = page(first, after, last, before)?;
        let (db, now) = (ctx.core().db().reader(), ctx.core().now());
        let slice = acting::store::acts_for(db, self.0, now, &page)
            .await
            .map_err(|error| top_level(ctx, &error))?;
        let key = |row: &person::Model| (row.name.clone(), row.id);
        Ok(PersonConnection::new(slice, key, Person))
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
