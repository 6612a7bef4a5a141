//! What somebody can do and has done as a volunteer.

use async_graphql::{Context, Description, Object, Result};
use mulin_domain::page::Slice;
use mulin_domain::volunteer::policy;
use mulin_entities::{PersonId, TeamId, certificate, person, service_record};

use super::enums::Skill;
use super::loaders::{MembershipsOf, QualificationsOf, SkillsOf};
use super::members::TeamMember;
use super::qualifications::Qualification;
use crate::graphql::connection::{Key, page_by_id};
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::{load, required};
use crate::graphql::person::loaders::ActedFor;
use crate::graphql::place::types::page_size;
use crate::graphql::service_record::certificates::{Certificate, CertificateConnection};
use crate::graphql::service_record::loaders::{CertificatesOfPerson, RecordsOfPerson, ServedBy};
use crate::graphql::service_record::types::{ServiceRecord, ServiceRecordConnection};
use crate::graphql::shift::enums::SignUpState;
use crate::graphql::shift::loaders::SignUpsOfPerson;
use crate::graphql::shift::sign_up_types::{ShiftSignUp, ShiftSignUpConnection};

/// What somebody can do and has done as a volunteer: for them, those who may act for them, who looks after
/// their unit, and the leads of their teams.
#[derive(Clone, Description)]
pub struct Volunteer(pub person::Model);

impl Volunteer {
    /// The volunteer, if the caller may see what they can do.
    pub async fn if_visible(ctx: &Context<'_>, id: PersonId) -> Result<Option<Self>> {
        match load(ctx, id).await? {
            Some(person) => Self::of(ctx, person).await,
            None => Ok(None),
        }
    }

    /// The same of a person whose record the caller sees.
    pub async fn of(ctx: &Context<'_>, person: person::Model) -> Result<Option<Self>> {
        if policy::is_own(ctx.actor(), person.id) {
            return Ok(Some(Self(person)));
        }
        if ctx.actor().signed_in().is_none() {
            return Ok(None);
        }
        let unit = required(ctx, person.unit_id).await?;
        let teams = load(ctx, MembershipsOf(person.id)).await?;
        let teams: Vec<TeamId> = teams
            .unwrap_or_default()
            .iter()
            .map(|row| row.team_id)
            .collect();
        let acts_for = load(ctx, ActedFor(person.id)).await?.is_some();
        let seen = policy::may_see_volunteer(ctx.actor(), &person, &unit.path, &teams, acts_for);
        Ok(seen.then_some(Self(person)))
    }
}

#[Object(use_type_description)]
impl Volunteer {
    /// What they say that they can do.
    async fn skills(&self, ctx: &Context<'_>) -> Result<Vec<Skill>> {
        let rows = load(ctx, SkillsOf(self.0.id)).await?.unwrap_or_default();
        Ok(rows.into_iter().map(|row| row.skill.into()).collect())
    }

    /// Papers about what they can do that were not taken away.
    #[graphql(complexity = "3 * child_complexity")]
    async fn qualifications(&self, ctx: &Context<'_>) -> Result<Vec<Qualification>> {
        let rows = load(ctx, QualificationsOf(self.0.id)).await?;
        let rows = rows.unwrap_or_default();
        Ok(rows.into_iter().map(Qualification).collect())
    }

    /// The teams that they belong to, or asked to join.
    #[graphql(complexity = "3 * child_complexity")]
    async fn memberships(&self, ctx: &Context<'_>) -> Result<Vec<TeamMember>> {
        let rows = load(ctx, MembershipsOf(self.0.id)).await?;
        let rows = rows.unwrap_or_default();
        Ok(rows.into_iter().map(TeamMember).collect())
    }

    /// The shifts that they are on, wait for, or were on, the newest sign-up first, of events that the
    /// caller may see.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn sign_ups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only in these states; in any if left out.")] states: Option<
            Vec<SignUpState>,
        >,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<ShiftSignUpConnection> {
        let page = page_by_id(first, after, last, before)?;
        let states = states.unwrap_or_default();
        let wanted = SignUpsOfPerson {
            person: self.0.id,
            states: states.into_iter().map(Into::into).collect(),
            page,
        };
        let slice = load(ctx, wanted).await?.unwrap_or_else(Slice::empty);
        let slice = ShiftSignUp::of_slice(ctx, slice).await?;
        let key = |shown: &ShiftSignUp| Key(shown.row.id);
        Ok(ShiftSignUpConnection::new(slice, key, |shown| shown))
    }

    /// What they did and somebody certified, as it stands, the newest first.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn service_records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<ServiceRecordConnection> {
        let page = page_by_id(first, after, last, before)?;
        let person = self.0.id;
        let slice = load(ctx, RecordsOfPerson { person, page }).await?;
        let slice = slice.unwrap_or_else(Slice::empty);
        let key = |row: &service_record::Model| Key(row.id);
        Ok(ServiceRecordConnection::new(slice, key, ServiceRecord))
    }

    /// How many minutes they have served in all: the sum of what was certified, which never falls.
    async fn served_minutes(&self, ctx: &Context<'_>) -> Result<i32> {
        let minutes = load(ctx, ServedBy(self.0.id)).await?.unwrap_or(0);
        Ok(i32::try_from(minutes).unwrap_or(i32::MAX))
    }

    /// Certificates of it that they were given, the newest first.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn certificates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<CertificateConnection> {
        let page = page_by_id(first, after, last, before)?;
        let person = self.0.id;
        let slice = load(ctx, CertificatesOfPerson { person, page }).await?;
        let slice = slice.unwrap_or_else(Slice::empty);
        let key = |row: &certificate::Model| Key(row.id);
        Ok(CertificateConnection::new(slice, key, Certificate))
    }
}

/// See the module: fields of a person.
pub struct PersonVolunteer(pub person::Model);

#[Object]
impl PersonVolunteer {
    /// What the person can do and has done as a volunteer; null for all but them, those who may act for
    /// them, who looks after their unit, and the leads of their teams.
    #[graphql(cache_control(private))]
    async fn volunteer(&self, ctx: &Context<'_>) -> Result<Option<Volunteer>> {
        Volunteer::of(ctx, self.0.clone()).await
    }
}
