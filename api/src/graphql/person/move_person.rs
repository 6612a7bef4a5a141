//! `movePerson`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::person;

use super::register_person::HomeInput;
use super::types::Person;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::rsvp::types::Via;
use crate::graphql::user_error::UserError;

/// Who moves where.
#[derive(InputObject)]
pub struct MovePersonInput {
    /// Who moves.
    pub person_id: ID,
    /// Unit they live in from now on.
    pub unit_id: ID,
    /// Household of that unit, or a building.
    pub home: HomeInput,
    /// The way it was told. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// What became of `movePerson`.
#[derive(SimpleObject)]
pub struct MovePersonPayload {
    /// The person; null if refused.
    pub person: Option<Person>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct MovePersonMutation;

#[Object]
impl MovePersonMutation {
    /// Moves a person to another unit or household of the same city; answers keep the household and
    /// unit of their time. For those who are stewards or administrators of both units.
    async fn move_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who moves where.")] input: MovePersonInput,
    ) -> Result<MovePersonPayload> {
        let command = person::MovePerson {
            person_id: decode(&input.person_id),
            unit_id: decode(&input.unit_id),
            home: input.home.into(),
            via: input.via.into(),
        };
        let answer = person::move_person(ctx.core(), ctx.actor(), command).await;
        let (person, user_errors) = outcome(ctx, answer)?;
        Ok(MovePersonPayload {
            person: person.map(Person),
            user_errors,
        })
    }
}
