//! `registerMyself`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::sign_in;

use super::types::NewSession;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::person::types::PersonState;
use crate::graphql::scalars::Locale;
use crate::graphql::user_error::UserError;

/// Who one is and where one lives.
#[derive(InputObject)]
pub struct RegisterMyselfInput {
    /// The address that the code was sent to, in any spelling. It becomes the person's.
    pub address: String,
    /// The six digits.
    pub code: String,
    /// Name as one writes it, 1 to 40 characters.
    pub name: String,
    /// How one likes to be called, 1 to 40 characters; by the given name if left out.
    pub preferred_name: Option<String>,
    /// Year of birth, from 1880. A child under 14 is registered by an adult.
    pub birth_year: Option<i32>,
    /// Unit one lives in.
    pub unit_id: ID,
    /// Building (楼栋) and door, 1 to 60 characters.
    pub building: String,
    /// Language of messages; the platform's if left out.
    pub locale: Option<Locale>,
    /// What to call this device in the list of sessions, up to 60 characters.
    pub device: Option<String>,
}

/// What became of `registerMyself`.
#[derive(SimpleObject)]
pub struct RegisterMyselfPayload {
    /// The session, with who is signed in; null if refused.
    pub session: Option<NewSession>,
    /// PENDING if a steward has yet to confirm it, else ACTIVE; null if refused.
    pub state: Option<PersonState>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RegisterMyselfMutation;

#[Object]
impl RegisterMyselfMutation {
    /// Registers whoever holds an address and signs them in, with the newest code that was sent there
    /// by `requestSignInCode`. For everybody. Where the area wants it the record is PENDING until a
    /// steward confirms it: until then one sees and answers public events only.
    async fn register_myself(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who one is.")] input: RegisterMyselfInput,
    ) -> Result<RegisterMyselfPayload> {
        let command = sign_in::RegisterMyself {
            address: input.address,
            code: input.code,
            name: input.name,
            preferred_name: input.preferred_name,
            birth_year: input.birth_year,
            unit_id: decode(&input.unit_id),
            building: input.building,
            locale: input.locale.map(Into::into),
            device: input.device,
        };
        let client = ctx.request().client;
        let answer = sign_in::register_myself(ctx.core(), ctx.actor(), client, command).await;
        let (new, user_errors) = outcome(ctx, answer)?;
        let state = new.as_ref().map(|new| new.person.state.into());
        let session = match new {
            Some(new) => Some(NewSession::issue(ctx, new).await?),
            None => None,
        };
        Ok(RegisterMyselfPayload {
            session,
            state,
            user_errors,
        })
    }
}
