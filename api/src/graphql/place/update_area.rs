//! `updateArea`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use mulin_domain::place;
use mulin_entities::AreaId;

use super::types::Area;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{is_conflict, outcome};
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::patch::patch;
use crate::graphql::scalars::PhoneNumber;
use crate::graphql::user_error::UserError;

/// What to change; a field that is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateAreaInput {
    /// Which area.
    pub area_id: ID,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// Name, 1 to 60 characters.
    pub name: MaybeUndefined<String>,
    /// Telephone of an office that helps; null for none.
    pub contact_phone: MaybeUndefined<PhoneNumber>,
    /// Whether who registers themselves there waits for a steward's word; null for as the area above
    /// says.
    pub confirms_registrations: MaybeUndefined<bool>,
}

/// What became of `updateArea`.
#[derive(SimpleObject)]
pub struct UpdateAreaPayload {
    /// The area; null if refused, except on a version conflict, which shows it as it is now.
    pub area: Option<Area>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct UpdateAreaMutation;

#[Object]
impl UpdateAreaMutation {
    /// Edits an area. For administrators of it.
    async fn update_area(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateAreaInput,
    ) -> Result<UpdateAreaPayload> {
        let area_id = decode::<AreaId>(&input.area_id);
        let command = place::UpdateArea {
            area_id: area_id.clone(),
            expected_version: input.expected_version,
            name: patch(input.name),
            contact_phone: patch(input.contact_phone).map(Into::into),
            confirms_registrations: patch(input.confirms_registrations),
        };
        let answer = place::update_area(ctx.core(), ctx.actor(), command).await;
        let (mut area, user_errors) = outcome(ctx, answer)?;
        if let (true, Ok(id)) = (is_conflict(&user_errors), area_id) {
            area = load(ctx, id).await?;
        }
        Ok(UpdateAreaPayload {
            area: area.map(Area),
            user_errors,
        })
    }
}
