//! `mergePeople`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::person;

use super::types::Person;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Two records of one person.
#[derive(InputObject)]
pub struct MergePeopleInput {
    /// The record that counts from now on. Its name and everything it says of itself stay.
    pub keep_id: ID,
    /// The other one.
    pub duplicate_id: ID,
}

/// What became of `mergePeople`.
#[derive(SimpleObject)]
pub struct MergePeoplePayload {
    /// The record that was kept; null if refused.
    pub person: Option<Person>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct MergePeopleMutation;

#[Object]
impl MergePeopleMutation {
    /// Makes one record of two of the same person. Contact points, roles, parts in events, led teams,
    /// consents, needs and answers move to the record that is kept; where both answered an event the
    /// kept one's answer stands. The other's id leads to it from then on. For stewards and
    /// administrators of both units; if one of the two holds roles, only for who holds them, too.
    /// Doing so twice changes nothing; it cannot be undone.
    async fn merge_people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The records.")] input: MergePeopleInput,
    ) -> Result<MergePeoplePayload> {
        let command = person::MergePeople {
            keep_id: decode(&input.keep_id),
            duplicate_id: decode(&input.duplicate_id),
        };
        let answer = person::merge_people(ctx.core(), ctx.actor(), command).await;
        let (person, user_errors) = outcome(ctx, answer)?;
        Ok(MergePeoplePayload {
            person: person.map(Person),
            user_errors,
        })
    }
}
