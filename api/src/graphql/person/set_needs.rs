//! `setNeeds`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::person::need;

use super::acting::acting;
use super::needs::NeedKind;
use super::types::Person;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::rsvp::types::Via;
use crate::graphql::user_error::UserError;

/// What somebody needs, in place of what was known.
#[derive(InputObject)]
pub struct SetNeedsInput {
    /// Whose needs; one's own if left out.
    pub on_behalf_of: Option<ID>,
    /// The way they were told. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// Kinds; with none and no note what was known is forgotten.
    pub kinds: Vec<NeedKind>,
    /// More in words, up to 500 characters.
    pub note: Option<String>,
}

/// What became of `setNeeds`.
#[derive(SimpleObject)]
pub struct SetNeedsPayload {
    /// Whose needs; null if refused.
    pub person: Option<Person>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct SetNeedsMutation;

#[Object]
impl SetNeedsMutation {
    /// Notes what somebody needs, while their consent to that stands (SENSITIVE_DATA); once it is
    /// withdrawn, what was known is deleted. For the person, an adult of a child's household, the
    /// steward and administrators.
    async fn set_needs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The needs.")] input: SetNeedsInput,
    ) -> Result<SetNeedsPayload> {
        let command = need::SetNeeds {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            kinds: input.kinds.into_iter().map(Into::into).collect(),
            note: input.note,
        };
        let answer = need::set_needs(ctx.core(), ctx.actor(), command).await;
        let (person, user_errors) = outcome(ctx, answer)?;
        Ok(SetNeedsPayload {
            person: person.map(Person),
            user_errors,
        })
    }
}
