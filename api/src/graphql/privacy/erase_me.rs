//! `eraseMe`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::privacy;

use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::encode;
use crate::graphql::person::acting::acting;
use crate::graphql::rsvp::types::Via;
use crate::graphql::user_error::UserError;

/// Whom to erase.
#[derive(InputObject)]
pub struct EraseMeInput {
    /// The person's name as it stands in the record, because this cannot be undone.
    pub confirm: String,
    /// Whom: a child of the household, or somebody who agreed to be acted for. Oneself if left out.
    pub on_behalf_of: Option<ID>,
    /// The way the wish came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// What became of `eraseMe`.
#[derive(SimpleObject)]
pub struct EraseMePayload {
    /// Whose data are gone; null if refused. The id leads to nothing any more.
    pub erased_person_id: Option<ID>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct EraseMeMutation;

#[Object]
impl EraseMeMutation {
    /// Erases everything personal about somebody, at once and for good: name, addresses, needs, notes,
    /// sessions. Answers to events to come are withdrawn; past ones stay as counts without a name. For
    /// oneself; an adult of the household does it for a child, and a steward for who agreed to be acted
    /// for. Refused to the last administrator of a city.
    async fn erase_me(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to erase.")] input: EraseMeInput,
    ) -> Result<EraseMePayload> {
        let command = privacy::EraseMe {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            confirm: input.confirm,
        };
        let answer = privacy::erase_me(ctx.core(), ctx.actor(), command).await;
        let (left, user_errors) = outcome(ctx, answer)?;
        Ok(EraseMePayload {
            erased_person_id: left.map(|left| encode(left.root_area_id, left.id)),
            user_errors,
        })
    }
}
