//! People.

use async_graphql::{Context, Description, Enum, ID, Object, Result, SimpleObject};
use mulin_domain::page::Slice;
use mulin_domain::person::{need, policy};
use mulin_entities::{ContactKind, person};

use super::consent_loaders::ConsentsOf;
use super::consents::{Consent, ConsentConnection};
use super::contact_points::ContactPoint;
use super::diet::PersonDiet;
use super::households::Household;
use super::loaders::ActedFor;
use super::needs::{PersonNeeds, SensitiveRead, SensitiveReadConnection};
use super::record_loaders::{DietOf, NeedsOf};
use super::viewer_can::PersonViewerCan;
use crate::connection;
use crate::graphql::connection::{Key, page, page_by_id};
use crate::graphql::context::ContextExt;
use crate::graphql::delivery::types::{DeliveryConnection, deliveries};
use crate::graphql::errors::top_level;
use crate::graphql::food_safety::certificates::PersonCertificates;
use crate::graphql::id::encode;
use crate::graphql::loaders::{ContactsOf, contact, load, required};
use crate::graphql::notification::loaders::PreferenceOf;
use crate::graphql::notification::types::{
    ChannelConsentConnection, NotificationPreferences, ledger, may_see,
};
use crate::graphql::place::types::{Area, page_size};
use crate::graphql::rsvp::loaders::AnswersOf;
use crate::graphql::rsvp::types::{RsvpConnection, answers};
use crate::graphql::scalars::{EmailAddress, LocalTime, Locale, PhoneNumber};
use crate::graphql::volunteer::of_person::PersonVolunteer;

/// The life of a person's record. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::PersonState")]
pub enum PersonState {
    /// Registered by themselves; the steward has not confirmed that they live there.
    Pending,
    /// A resident.
    Active,
    /// A second record of somebody; the other one counts.
    Merged,
    /// Everything personal is gone.
    Erased,
}

/// When a person wants no messages, as wall-clock times where the person is.
#[derive(SimpleObject, Clone)]
pub struct QuietHours {
    /// From here …
    pub from: LocalTime,
    /// … until here, the next day if it is earlier; the same time means never.
    pub until: LocalTime,
}

/// A resident, as those see it who may: the person, the household, and who looks after them.
#[derive(Clone, Description)]
pub struct Person(pub person::Model);

connection! {
    /// People, in the order that the field tells.
    PersonConnection, PersonEdge, Person
}

impl Person {
    async fn shows_contacts(&self, ctx: &Context<'_>) -> Result<bool> {
        let unit = required(ctx, self.0.unit_id).await?;
        Ok(policy::may_see_contacts(ctx.actor(), &self.0, &unit.path))
    }

    async fn contact(&self, ctx: &Context<'_>, kind: ContactKind) -> Result<Option<String>> {
        if !self.shows_contacts(ctx).await? {
            return Ok(None);
        }
        contact(ctx, self.0.id, kind).await
    }
}

#[Object(use_type_description)]
impl Person {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Name as the person writes it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// How the person likes to be called; null for by the given name.
    async fn preferred_name(&self) -> Option<&str> {
        self.0.preferred_name.as_deref()
    }

    /// How far the record is.
    async fn state(&self) -> PersonState {
        self.0.state.into()
    }

    /// Year of birth; null if not told.
    async fn birth_year(&self) -> Option<i32> {
        self.0.birth_year
    }

    /// Language of messages.
    async fn locale(&self) -> Locale {
        Locale(self.0.locale.clone())
    }

    /// When messages wait; null for the platform's hours.
    async fn quiet_hours(&self) -> Option<QuietHours> {
        let time = |minute: i32| LocalTime(format!("{:02}:{:02}", minute / 60, minute % 60));
        let (from, until) = (self.0.quiet_from?, self.0.quiet_until?);
        Some(QuietHours {
            from: time(from),
            until: time(until),
        })
    }

    /// First e-mail address, for the person and those who look after them; null for others, or if
    /// there is none.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<EmailAddress>> {
        Ok(self
            .contact(ctx, ContactKind::Email)
            .await?
            .map(EmailAddress))
    }

    /// First telephone number, for the person and those who look after them; null for others, or if
    /// there is none.
    async fn phone(&self, ctx: &Context<'_>) -> Result<Option<PhoneNumber>> {
        Ok(self
            .contact(ctx, ContactKind::Phone)
            .await?
            .map(PhoneNumber))
    }

    /// How the person is reached, the oldest first, for the person and those who look after them; none
    /// for others.
    #[graphql(complexity = "10 * child_complexity", cache_control(private))]
    async fn contact_points(&self, ctx: &Context<'_>) -> Result<Vec<ContactPoint>> {
        if !self.shows_contacts(ctx).await? {
            return Ok(Vec::new());
        }
        let root = self.0.root_area_id;
        let contacts = load(ctx, ContactsOf(self.0.id)).await?.unwrap_or_default();
        let points = contacts.into_iter();
        Ok(points
            .map(|contact| ContactPoint { root, contact })
            .collect())
    }

    /// What the person needs, for the person and those who look after the unit, while the person
    /// agrees that it is kept; null for others, or if nothing is known. The person is shown who else
    /// has read it.
    #[graphql(cache_control(private))]
    async fn needs(&self, ctx: &Context<'_>) -> Result<Option<PersonNeeds>> {
        Ok(load(ctx, NeedsOf(self.0.id)).await?.map(PersonNeeds))
    }

    /// What the person cannot or does not eat, for those who see `needs`, while the person agrees that it
    /// is kept; null for others, or if nothing is known. The person is shown who else has read it.
    #[graphql(cache_control(private))]
    async fn diet(&self, ctx: &Context<'_>) -> Result<Option<PersonDiet>> {
        Ok(load(ctx, DietOf(self.0.id)).await?.map(PersonDiet))
    }

    #[graphql(flatten)]
    async fn volunteer_of(&self) -> PersonVolunteer {
        PersonVolunteer(self.0.clone())
    }

    #[graphql(flatten)]
    async fn certificates(&self) -> PersonCertificates {
        PersonCertificates(self.0.clone())
    }

    /// Who else has looked at something sensitive about the person, the newest first, for the person
    /// alone; null for others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn sensitive_reads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<SensitiveReadConnection>> {
        let page = page_by_id(first, after, last, before)?;
        let slice = need::reads_of(ctx.core(), ctx.actor(), &self.0, &page)
            .await
            .map_err(|error| top_level(ctx, &error))?;
        Ok(
            slice
                .map(|slice| SensitiveReadConnection::new(slice, |row| Key(row.id), SensitiveRead)),
        )
    }

    /// Whether the adults of the household may not act for the person. They always may for a child.
    async fn opted_out_of_proxies(&self) -> bool {
        self.0.opted_out_of_proxies
    }

    /// What the person answered, by the start of the events, for the person and for those who may act
    /// for them; null for others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
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
    ) -> Result<Option<RsvpConnection>> {
        let page = page(first, after, last, before)?;
        if load(ctx, ActedFor(self.0.id)).await?.is_none() {
            return Ok(None);
        }
        let key = AnswersOf {
            person: self.0.id,
            ending_after: upcoming.then(|| ctx.core().now()),
            page,
        };
        Ok(Some(answers(load(ctx, key).await?)))
    }

    /// What the person agreed to, the newest first, for the person, the adults of a child's household,
    /// and those who look after the unit; null for others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn consents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<ConsentConnection>> {
        let page = page_by_id(first, after, last, before)?;
        let unit = required(ctx, self.0.unit_id).await?;
        let year = chrono::Datelike::year(&ctx.core().now());
        if !policy::may_list_consents(ctx.actor(), &self.0, &unit.path, year) {
            return Ok(None);
        }
        let person = self.0.id;
        let slice = load(ctx, ConsentsOf { person, page }).await?;
        let slice = slice.unwrap_or_else(Slice::empty);
        Ok(Some(ConsentConnection::new(
            slice,
            |row| Key(row.id),
            Consent,
        )))
    }

    /// How the person wants to be told, for the person, those who keep the record and those who may act
    /// for them; null for others.
    #[graphql(cache_control(private))]
    async fn notification_preferences(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Option<NotificationPreferences>> {
        if !may_see(ctx, &self.0).await? {
            return Ok(None);
        }
        let row = load(ctx, PreferenceOf(self.0.id)).await?;
        let person = self.0.clone();
        Ok(Some(NotificationPreferences { person, row }))
    }

    /// What the person wanted and refused by which channel, the newest first, for those who see
    /// `notificationPreferences`; null for others.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn channel_consents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<ChannelConsentConnection>> {
        let page = page_by_id(first, after, last, before)?;
        ledger(ctx, &self.0, page).await
    }

    /// The messages to the person, those first that were planned last, for the person and for those who
    /// may act for them; null for others. They are kept for some months after they came to an end.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<DeliveryConnection>> {
        let page = page_by_id(first, after, last, before)?;
        if load(ctx, ActedFor(self.0.id)).await?.is_none() {
            return Ok(None);
        }
        deliveries(ctx, self.0.id, page).await.map(Some)
    }

    /// Unit the person lives in.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Area> {
        Ok(Area(required(ctx, self.0.unit_id).await?))
    }

    /// Household the person belongs to.
    async fn household(&self, ctx: &Context<'_>) -> Result<Household> {
        Ok(Household(required(ctx, self.0.household_id).await?))
    }

    /// What the caller can do with the record now.
    #[graphql(cache_control(private))]
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<PersonViewerCan> {
        PersonViewerCan::of(ctx, &self.0).await
    }

    /// Raised by every edit.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
