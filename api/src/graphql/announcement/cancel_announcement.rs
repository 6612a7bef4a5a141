//! `cancelAnnouncement`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::announcement;

use super::types::Announcement;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::user_error::UserError;

/// Which announcement to call off.
#[derive(InputObject)]
pub struct CancelAnnouncementInput {
    /// The announcement.
    pub announcement_id: ID,
}

/// What became of `cancelAnnouncement`.
#[derive(SimpleObject)]
pub struct CancelAnnouncementPayload {
    /// The announcement, which is called off; null if refused.
    pub announcement: Option<Announcement>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct CancelAnnouncementMutation;

#[Object]
impl CancelAnnouncementMutation {
    /// Calls an announcement off: whatever of it has not left is not sent, also what waits for the end
    /// of somebody's quiet hours. Doing so twice changes nothing. For those who run the event.
    async fn cancel_announcement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The announcement.")] input: CancelAnnouncementInput,
    ) -> Result<CancelAnnouncementPayload> {
        let command = announcement::CancelAnnouncement {
            announcement_id: decode(&input.announcement_id),
        };
        let answer = announcement::cancel_announcement(ctx.core(), ctx.actor(), command).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(CancelAnnouncementPayload {
            announcement: row.map(Announcement),
            user_errors,
        })
    }
}
