//! `requestSignInCode`

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use mulin_domain::sign_in;

use crate::graphql::channel::Channel;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::scalars::{DateTime, Locale};
use crate::graphql::user_error::UserError;

/// Where to send a code.
#[derive(InputObject)]
pub struct RequestSignInCodeInput {
    /// A telephone number in any usual spelling (one without a country code is China's), or an e-mail
    /// address. A fixed line takes no code.
    pub address: String,
    /// Language of the message; the platform's if left out.
    pub locale: Option<Locale>,
}

/// What became of `requestSignInCode`: the same whether anybody is registered with the address or
/// not.
#[derive(SimpleObject)]
pub struct RequestSignInCodePayload {
    /// How the code travels; null if refused.
    pub channel: Option<Channel>,
    /// Until when the code counts, ten minutes from now; null if refused.
    pub expires_at: Option<DateTime>,
    /// When another code may be asked for; null if refused.
    pub retry_at: Option<DateTime>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RequestSignInCodeMutation;

#[Object]
impl RequestSignInCodeMutation {
    /// Sends a code of six digits to an address, to sign in or to register with. For everybody. The
    /// newest code of an address is the only one that counts.
    async fn request_sign_in_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address.")] input: RequestSignInCodeInput,
    ) -> Result<RequestSignInCodePayload> {
        let command = sign_in::RequestSignInCode {
            address: input.address,
            locale: input.locale.map(Into::into),
        };
        let client = ctx.request().client;
        let answer = sign_in::request_sign_in_code(ctx.core(), ctx.actor(), client, command).await;
        let (sent, user_errors) = outcome(ctx, answer)?;
        Ok(RequestSignInCodePayload {
            channel: sent.map(|sent| sent.channel.into()),
            expires_at: sent.map(|sent| DateTime(sent.expires_at)),
            retry_at: sent.map(|sent| DateTime(sent.retry_at)),
            user_errors,
        })
    }
}
