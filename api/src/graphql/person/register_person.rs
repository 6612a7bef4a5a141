//! `registerPerson`

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject};
use mulin_domain::person;

use super::types::Person;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::scalars::{EmailAddress, Locale, PhoneNumber};
use crate::graphql::user_error::UserError;

/// Where a person lives.
#[derive(OneofObject)]
pub enum HomeInput {
    /// With people who are registered already: their household.
    HouseholdId(ID),
    /// In a household of their own: building (楼栋) and door, 1 to 60 characters.
    Building(String),
}

impl From<HomeInput> for person::Home {
    fn from(input: HomeInput) -> Self {
        match input {
            HomeInput::HouseholdId(id) => Self::Household(decode(&id)),
            HomeInput::Building(building) => Self::Building(building),
        }
    }
}

/// A new person.
#[derive(InputObject)]
pub struct RegisterPersonInput {
    /// Unit the person lives in.
    pub unit_id: ID,
    /// Household or building.
    pub home: HomeInput,
    /// Name as the person writes it, 1 to 40 characters.
    pub name: String,
    /// How the person likes to be called, 1 to 40 characters; by the given name if left out.
    pub preferred_name: Option<String>,
    /// Year of birth, from 1880.
    pub birth_year: Option<i32>,
    /// Language of messages; the platform's if left out.
    pub locale: Option<Locale>,
    /// E-mail address.
    pub email: Option<EmailAddress>,
    /// Telephone number, which others of the household may share.
    pub phone: Option<PhoneNumber>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `registerPerson`.
#[derive(SimpleObject)]
pub struct RegisterPersonPayload {
    /// The person; null if refused.
    pub person: Option<Person>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RegisterPersonMutation;

#[Object]
impl RegisterPersonMutation {
    /// Registers a person, with or without a phone. For stewards of the unit and administrators.
    async fn register_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: RegisterPersonInput,
    ) -> Result<RegisterPersonPayload> {
        let command = person::RegisterPerson {
            unit_id: decode(&input.unit_id),
            home: input.home.into(),
            name: input.name,
            preferred_name: input.preferred_name,
            birth_year: input.birth_year,
            locale: input.locale.map(Into::into),
            email: input.email.map(Into::into),
            phone: input.phone.map(Into::into),
        };
        let answer =
            person::register_person(ctx.core(), ctx.actor(), command, input.idempotency_key).await;
        let (person, user_errors) = outcome(ctx, answer)?;
        Ok(RegisterPersonPayload {
            person: person.map(Person),
            user_errors,
        })
    }
}
