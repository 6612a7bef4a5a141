//! `removeContactPoint`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::person::contact;

use super::types::Person;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::rsvp::types::Via;
use crate::graphql::user_error::UserError;

/// What to remove.
#[derive(InputObject)]
pub struct RemoveContactPointInput {
    /// Which contact point.
    pub contact_point_id: ID,
    /// The way it was told. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// What became of `removeContactPoint`.
#[derive(SimpleObject)]
pub struct RemoveContactPointPayload {
    /// Whom it reached; null if refused.
    pub person: Option<Person>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RemoveContactPointMutation;

#[Object]
impl RemoveContactPointMutation {
    /// Removes a way to reach a person. For those who may add one. Nobody can sign in with it any
    /// more; sessions that are open stay so.
    async fn remove_contact_point(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to remove.")] input: RemoveContactPointInput,
    ) -> Result<RemoveContactPointPayload> {
        let command = contact::RemoveContactPoint {
            contact_point_id: decode(&input.contact_point_id),
            via: input.via.into(),
        };
        let answer = contact::remove_contact_point(ctx.core(), ctx.actor(), command).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        let person = match row {
            Some(row) => load(ctx, row.person_id).await?,
            None => None,
        };
        Ok(RemoveContactPointPayload {
            person: person.map(Person),
            user_errors,
        })
    }
}
