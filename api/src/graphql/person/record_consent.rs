//! `recordConsent`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::person::consent;

use super::acting::acting;
use super::consents::{Consent, ConsentPurpose};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::rsvp::types::Via;
use crate::graphql::user_error::UserError;

/// A consent.
#[derive(InputObject)]
pub struct RecordConsentInput {
    /// Whose; the caller's if left out.
    pub on_behalf_of: Option<ID>,
    /// To what.
    pub purpose: ConsentPurpose,
    /// Version of the privacy policy that was shown, as `privacyPolicy` tells it.
    pub policy_version: String,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// What shows that it was given, up to 500 characters, for example "signed form 2027-12". Kept
    /// sealed; a steward or administrator must tell.
    pub evidence: Option<String>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `recordConsent`.
#[derive(SimpleObject)]
pub struct RecordConsentPayload {
    /// The consent; null if refused.
    pub consent: Option<Consent>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RecordConsentMutation;

#[Object]
impl RecordConsentMutation {
    /// Notes that a person agreed to something. For the person, an adult of the household, and
    /// stewards and administrators over the unit, whose word counts at once and lapses after 30
    /// days unless another officer confirms it. It takes the place of a consent to the same; one
    /// that says the same is left as it is. For a child under 14, SENSITIVE_DATA is agreed to by an
    /// adult of the household or the steward.
    async fn record_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The consent.")] input: RecordConsentInput,
    ) -> Result<RecordConsentPayload> {
        let command = consent::RecordConsent {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            purpose: input.purpose.into(),
            policy_version: input.policy_version,
            evidence: input.evidence,
        };
        let (core, actor) = (ctx.core(), ctx.actor());
        let answer = consent::record_consent(core, actor, command, input.idempotency_key).await;
        let (consent, user_errors) = outcome(ctx, answer)?;
        Ok(RecordConsentPayload {
            consent: consent.map(Consent),
            user_errors,
        })
    }
}
