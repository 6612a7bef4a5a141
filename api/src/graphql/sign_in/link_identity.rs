//! `linkIdentity`

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use mulin_domain::sign_in::SignInError;
use mulin_domain::sign_in::identity::{LinkIdentity, link_identity};
use mulin_domain::{Error, Refusal};

use super::identity::ExternalIdentity;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{outcome, top_level, unavailable};
use crate::graphql::user_error::UserError;
use crate::oidc::Rejection;

/// What to link.
#[derive(InputObject)]
pub struct LinkIdentityInput {
    /// A token of the outside issuer for this server, such as its ID token (a JWT). It is checked and
    /// not kept.
    pub token: String,
}

/// What became of `linkIdentity`.
#[derive(SimpleObject)]
pub struct LinkIdentityPayload {
    /// The account that is linked now; null if refused.
    pub identity: Option<ExternalIdentity>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct LinkIdentityMutation;

#[Object]
impl LinkIdentityMutation {
    /// Links an account at the outside issuer that this server accepts with whoever is signed in, so
    /// that its tokens sign them in from now on. Doing so twice changes nothing. An account that is
    /// linked with somebody else is refused with IDENTITY_TAKEN.
    async fn link_identity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account.")] input: LinkIdentityInput,
    ) -> Result<LinkIdentityPayload> {
        // The issuer is not asked for who is nobody here.
        let actor = ctx.actor();
        actor.person().map_err(|error| top_level(ctx, &error))?;
        let answer = match ctx.request().credentials.identity(&input.token).await {
            Ok(identity) => link_identity(ctx.core(), actor, LinkIdentity { identity }).await,
            Err(Rejection::Unavailable) => return Err(unavailable(ctx, "ISSUER_UNAVAILABLE")),
            Err(Rejection::Invalid | Rejection::Expired) => {
                let refusal = Refusal::from(SignInError::IdentityTokenInvalid);
                Err(Error::from(refusal))
            }
        };
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(LinkIdentityPayload {
            identity: row.map(ExternalIdentity),
            user_errors,
        })
    }
}
