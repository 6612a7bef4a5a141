//! People, households and grants.

use async_graphql::{Context, Description, Enum, ID, Object, Result, SimpleObject};
use mulin_domain::person::policy;
use mulin_entities::{ContactKind, household, person, role_grant};

use crate::graphql::context::ContextExt;
use crate::graphql::id::encode;
use crate::graphql::loaders::{contact, load, required};
use crate::graphql::place::types::Area;
use crate::graphql::scalars::{DateTime, EmailAddress, LocalTime, Locale, PhoneNumber};

/// What a grant lets its holder do within the granted subtree. Roles may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::Role")]
pub enum Role {
    /// Runs the platform for the subtree; holds every other role in it.
    Admin,
    /// Plans events for the subtree.
    Organiser,
    /// 格长、邻长: looks after the people of the subtree.
    Steward,
}

/// People who live together, as they themselves see it and those who look after them.
#[derive(Clone, Description)]
pub struct Household(pub household::Model);

#[Object(use_type_description)]
impl Household {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Building (楼栋) and door.
    async fn building(&self) -> &str {
        &self.0.building
    }

    /// Unit the household lives in.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Area> {
        Ok(Area(required(ctx, self.0.unit_id).await?))
    }
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

impl Person {
    async fn contact(&self, ctx: &Context<'_>, kind: ContactKind) -> Result<Option<String>> {
        let unit = required(ctx, self.0.unit_id).await?;
        if !policy::may_see_contacts(ctx.actor(), &self.0, &unit.path) {
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

    /// E-mail address, for the person and those who look after them; null for others, or if there
    /// is none.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<EmailAddress>> {
        Ok(self
            .contact(ctx, ContactKind::Email)
            .await?
            .map(EmailAddress))
    }

    /// Telephone number, for the person and those who look after them; null for others, or if there
    /// is none.
    async fn phone(&self, ctx: &Context<'_>) -> Result<Option<PhoneNumber>> {
        Ok(self
            .contact(ctx, ContactKind::Phone)
            .await?
            .map(PhoneNumber))
    }

    /// Unit the person lives in.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Area> {
        Ok(Area(required(ctx, self.0.unit_id).await?))
    }

    /// Household the person belongs to.
    async fn household(&self, ctx: &Context<'_>) -> Result<Household> {
        Ok(Household(required(ctx, self.0.household_id).await?))
    }

    /// Raised by every edit.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// A role over an area subtree, from a time until a time.
#[derive(Clone, Description)]
pub struct RoleGrant(pub role_grant::Model);

#[Object(use_type_description)]
impl RoleGrant {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// What it allows.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// Top of the subtree.
    async fn area(&self, ctx: &Context<'_>) -> Result<Area> {
        Ok(Area(required(ctx, self.0.area_id).await?))
    }

    /// Who holds it; null if the caller may not see the person.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        Ok(load(ctx, self.0.person_id).await?.map(Person))
    }

    /// From when it counts.
    async fn valid_from(&self) -> DateTime {
        DateTime(self.0.valid_from)
    }

    /// Until when it counts; null for open.
    async fn valid_until(&self) -> Option<DateTime> {
        self.0.valid_until.map(DateTime)
    }

    /// Whether the caller may take it back.
    async fn viewer_can_revoke(&self, ctx: &Context<'_>) -> bool {
        policy::may_grant(ctx.actor(), &self.0.area_path).is_ok()
    }
}
