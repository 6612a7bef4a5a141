//! `confirmConsent`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::person::consent;

use super::consents::Consent;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Which consent to confirm.
#[derive(InputObject)]
pub struct ConfirmConsentInput {
    /// Which consent.
    pub consent_id: ID,
}

/// What became of `confirmConsent`.
#[derive(SimpleObject)]
pub struct ConfirmConsentPayload {
    /// The consent as it stands now; null if refused.
    pub consent: Option<Consent>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct ConfirmConsentMutation;

#[Object]
impl ConfirmConsentMutation {
    /// Confirms a consent that another steward or administrator wrote down, within 30 days. For
    /// stewards and administrators over the person's unit.
    async fn confirm_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which consent.")] input: ConfirmConsentInput,
    ) -> Result<ConfirmConsentPayload> {
        let command = consent::ConfirmConsent {
            consent_id: decode(&input.consent_id),
        };
        let answer = consent::confirm_consent(ctx.core(), ctx.actor(), command).await;
        let (consent, user_errors) = outcome(ctx, answer)?;
        Ok(ConfirmConsentPayload {
            consent: consent.map(Consent),
            user_errors,
        })
    }
}
