//! Calls an announcement off.

use mulin_entities::{AnnouncementId, AnnouncementState, announcement};
use serde::Serialize;

use super::{AnnouncementError, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::{self as events, seats};
use crate::input::{Faults, IdInput};
use crate::tx::Tx;

/// Which announcement.
#[derive(Clone, Debug, Serialize)]
pub struct CancelAnnouncement {
    /// Which.
    pub announcement_id: IdInput<AnnouncementId>,
}

/// Calls an announcement off: what of it has not left is not sent. Doing so twice changes nothing.
/// For those who run the event.
pub async fn cancel_announcement(
    core: &Core,
    actor: &Actor,
    input: CancelAnnouncement,
) -> Result<announcement::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(cancel(tx, input)))
        .await
}

async fn cancel(tx: &mut Tx, input: CancelAnnouncement) -> Result<announcement::Model> {
    let mut faults = Faults::default();
    let id = faults.id("announcementId", "Announcement", input.announcement_id);
    faults.finish()?;
    let missing = || Error::not_found("announcementId");
    let id = id.ok_or_else(missing)?;
    let row = store::announcement(tx.db(), id)
        .await?
        .ok_or_else(missing)?;
    seats::lock(tx.db(), row.event_id).await?;
    let event = events::store::event(tx.db(), row.event_id).await?;
    let event = event.ok_or_else(missing)?;
    if !events::policy::manages(tx.actor(), event.id, &event.area_path) {
        return Err(missing());
    }
    if row.state == AnnouncementState::Cancelled {
        return Ok(row);
    }
    // The worker that lists recipients locks this row before it looks at the announcement.
    let schedule = store::lock_schedule(tx, id).await?.ok_or_else(missing)?;
    let row = store::announcement(tx.db(), id)
        .await?
        .ok_or_else(missing)?;
    let is_out = match row.state {
        AnnouncementState::Cancelled => return Ok(row),
        AnnouncementState::Scheduled => false,
        AnnouncementState::Listed => {
            schedule.due_at <= tx.now() && !store::has_waiting(tx, id).await?
        }
    };
    if is_out {
        return Err(Refusal::from(AnnouncementError::Sent).into());
    }
    store::cancel(tx, std::slice::from_ref(&schedule)).await?;
    let cancelled = What::AnnouncementCancelled {
        announcement_id: id,
        event_id: row.event_id,
    };
    tx.record(row.root_area_id, cancelled);
    Ok(announcement::Model {
        state: AnnouncementState::Cancelled,
        cancelled_at: Some(tx.now()),
        ..row
    })
}
