//! `confirmRegistration`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::person::registration;

use super::types::Person;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Who is confirmed.
#[derive(InputObject)]
pub struct ConfirmRegistrationInput {
    /// Who.
    pub person_id: ID,
    /// The unit where they really live; as they said if left out.
    pub unit_id: Option<ID>,
    /// The household of that unit which they belong to; one of their own if left out.
    pub household_id: Option<ID>,
}

/// What became of `confirmRegistration`.
#[derive(SimpleObject)]
pub struct ConfirmRegistrationPayload {
    /// The person; null if refused.
    pub person: Option<Person>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct ConfirmRegistrationMutation;

#[Object]
impl ConfirmRegistrationMutation {
    /// Confirms that somebody who registered themselves lives there. For stewards of the unit and
    /// administrators.
    async fn confirm_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is confirmed.")] input: ConfirmRegistrationInput,
    ) -> Result<ConfirmRegistrationPayload> {
        let command = registration::ConfirmRegistration {
            person_id: decode(&input.person_id),
            unit_id: input.unit_id.map(|id| decode(&id)),
            household_id: input.household_id.map(|id| decode(&id)),
        };
        let answer = registration::confirm_registration(ctx.core(), ctx.actor(), command).await;
        let (person, user_errors) = outcome(ctx, answer)?;
        Ok(ConfirmRegistrationPayload {
            person: person.map(Person),
            user_errors,
        })
    }
}
