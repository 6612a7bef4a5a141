//! `withdrawConsent`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::person::consent;

use super::consents::Consent;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::rsvp::types::Via;
use crate::graphql::user_error::UserError;

/// Which consent to take back.
#[derive(InputObject)]
pub struct WithdrawConsentInput {
    /// Which consent; whose it is tells for whom the caller acts.
    pub consent_id: ID,
    /// The way the withdrawal came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// What became of `withdrawConsent`.
#[derive(SimpleObject)]
pub struct WithdrawConsentPayload {
    /// The consent as it stands now; null if refused.
    pub consent: Option<Consent>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct WithdrawConsentMutation;

#[Object]
impl WithdrawConsentMutation {
    /// Takes a consent back, at once. For whoever could give it: the person, an adult of the
    /// household, and stewards and administrators over the unit. Doing so twice changes nothing.
    async fn withdraw_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which consent.")] input: WithdrawConsentInput,
    ) -> Result<WithdrawConsentPayload> {
        let command = consent::WithdrawConsent {
            consent_id: decode(&input.consent_id),
            via: input.via.into(),
        };
        let answer = consent::withdraw_consent(ctx.core(), ctx.actor(), command).await;
        let (consent, user_errors) = outcome(ctx, answer)?;
        Ok(WithdrawConsentPayload {
            consent: consent.map(Consent),
            user_errors,
        })
    }
}
