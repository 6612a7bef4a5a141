//! `refuseRegistration`

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::person::registration;

use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::{decode, encode};
use crate::graphql::user_error::UserError;

/// Why a registration is refused. Reasons may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_domain::person::registration::RegistrationRefusal")]
pub enum RegistrationRefusal {
    /// Does not live here.
    NotAResident,
    /// Is registered already. If both records are to be kept as one, call `mergePeople` instead.
    Duplicate,
    /// Cannot be told who that is.
    Unidentified,
    /// Something else.
    Other,
}

/// Who is refused, and why.
#[derive(InputObject)]
pub struct RefuseRegistrationInput {
    /// Who.
    pub person_id: ID,
    /// Why.
    pub reason: RegistrationRefusal,
}

/// What became of `refuseRegistration`.
#[derive(SimpleObject)]
pub struct RefuseRegistrationPayload {
    /// Whose registration is gone; null if refused.
    pub person_id: Option<ID>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RefuseRegistrationMutation;

#[Object]
impl RefuseRegistrationMutation {
    /// Refuses somebody who registered themselves: the record is erased and nothing of it is kept.
    /// For stewards of the unit and administrators.
    async fn refuse_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is refused.")] input: RefuseRegistrationInput,
    ) -> Result<RefuseRegistrationPayload> {
        let command = registration::RefuseRegistration {
            person_id: decode(&input.person_id),
            reason: input.reason.into(),
        };
        let answer = registration::refuse_registration(ctx.core(), ctx.actor(), command).await;
        let (person, user_errors) = outcome(ctx, answer)?;
        Ok(RefuseRegistrationPayload {
            person_id: person.map(|person| encode(person.root_area_id, person.id)),
            user_errors,
        })
    }
}
