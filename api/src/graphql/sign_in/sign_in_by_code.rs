//! `signIn`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::sign_in::{self, SignedIn};

use super::types::{NewSession, SignInCandidate};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// A code, and for whom it is given.
#[derive(InputObject)]
pub struct SignInInput {
    /// The address that the code was sent to, in any spelling.
    pub address: String,
    /// The six digits.
    pub code: String,
    /// Who signs in, where several people share the address: one of `people`.
    pub person_id: Option<ID>,
    /// What to call this device in the list of sessions, up to 60 characters.
    pub device: Option<String>,
}

/// What became of `signIn`.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// The session; null if refused, and while it has to be chosen who signs in.
    pub session: Option<NewSession>,
    /// Who shares the address, where several people do: call again with one of them and the same
    /// code, within half an hour; null if there is nothing to choose.
    pub people: Option<Vec<SignInCandidate>>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct SignInMutation;

#[Object]
impl SignInMutation {
    /// Signs in with the newest code that was sent to an address. For everybody. A code may be
    /// guessed at five times; a right one opens one session.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.")] input: SignInInput,
    ) -> Result<SignInPayload> {
        let command = sign_in::SignIn {
            address: input.address,
            code: input.code,
            person_id: input.person_id.map(|id| decode(&id)),
            device: input.device,
        };
        let client = ctx.request().client;
        let answer = sign_in::sign_in(ctx.core(), ctx.actor(), client, command).await;
        let (signed_in, user_errors) = outcome(ctx, answer)?;
        let (session, people) = match signed_in {
            Some(SignedIn::Session(new)) => (Some(NewSession::issue(ctx, *new).await?), None),
            Some(SignedIn::Choose(people)) => (None, Some(people.iter().map(Into::into).collect())),
            None => (None, None),
        };
        Ok(SignInPayload {
            session,
            people,
            user_errors,
        })
    }
}
