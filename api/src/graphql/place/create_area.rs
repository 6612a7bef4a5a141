//! `createArea`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::place;

use super::types::{Area, AreaKind};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::scalars::PhoneNumber;
use crate::graphql::user_error::UserError;

/// A new area.
#[derive(InputObject)]
pub struct CreateAreaInput {
    /// The area above.
    pub parent_id: ID,
    /// Level: the one right below the parent's.
    pub kind: AreaKind,
    /// Name, 1 to 60 characters.
    pub name: String,
    /// Telephone of an office that helps, printed on messages.
    pub contact_phone: Option<PhoneNumber>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `createArea`.
#[derive(SimpleObject)]
pub struct CreateAreaPayload {
    /// The area; null if refused.
    pub area: Option<Area>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct CreateAreaMutation;

#[Object]
impl CreateAreaMutation {
    /// Makes an area below another. For administrators of the area above.
    async fn create_area(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The area.")] input: CreateAreaInput,
    ) -> Result<CreateAreaPayload> {
        let command = place::CreateArea {
            parent_id: Some(decode(&input.parent_id)),
            kind: input.kind.into(),
            name: input.name,
            contact_phone: input.contact_phone.map(Into::into),
        };
        let answer =
            place::create_area(ctx.core(), ctx.actor(), command, input.idempotency_key).await;
        let (area, user_errors) = outcome(ctx, answer)?;
        Ok(CreateAreaPayload {
            area: area.map(Area),
            user_errors,
        })
    }
}
