//! `updateContactPoint`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::person::contact;

use super::contact_points::ContactPoint;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::rsvp::types::Via;
use crate::graphql::user_error::UserError;

/// What to change; a field that is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateContactPointInput {
    /// Which contact point.
    pub contact_point_id: ID,
    /// The way it was told. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// Whether the whole household uses it.
    pub is_shared: Option<bool>,
    /// Whether it takes text messages.
    pub receives_sms: Option<bool>,
}

/// What became of `updateContactPoint`.
#[derive(SimpleObject)]
pub struct UpdateContactPointPayload {
    /// The contact point; null if refused.
    pub contact_point: Option<ContactPoint>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct UpdateContactPointMutation;

#[Object]
impl UpdateContactPointMutation {
    /// Edits what is known of a contact point. Another address is another contact point: add that one
    /// and remove this one. For those who may add one.
    async fn update_contact_point(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateContactPointInput,
    ) -> Result<UpdateContactPointPayload> {
        let command = contact::UpdateContactPoint {
            contact_point_id: decode(&input.contact_point_id),
            via: input.via.into(),
            is_shared: input.is_shared,
            receives_sms: input.receives_sms,
        };
        let answer = contact::update_contact_point(ctx.core(), ctx.actor(), command).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        let contact_point = match row {
            Some(row) => match load(ctx, row.person_id).await? {
                Some(person) => Some(ContactPoint::open(ctx, person.root_area_id, row)?),
                None => None,
            },
            None => None,
        };
        Ok(UpdateContactPointPayload {
            contact_point,
            user_errors,
        })
    }
}
