//! Takes an address of the caller's own calendar back.

use mulin_entities::{CalendarFeedId, calendar_feed};
use serde::Serialize;

use super::{policy, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::input::{Faults, IdInput};

/// Which address.
#[derive(Clone, Debug, Serialize)]
pub struct RevokeCalendarFeed {
    /// Which.
    pub feed_id: IdInput<CalendarFeedId>,
}

/// Takes an address back: it opens nothing from now on. Doing so twice changes nothing.
pub async fn revoke_calendar_feed(
    core: &Core,
    actor: &Actor,
    input: RevokeCalendarFeed,
) -> Result<calendar_feed::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            let id = faults.id("feedId", "CalendarFeed", input.feed_id);
            faults.finish()?;
            let missing = || Error::not_found("feedId");
            let feed = store::lock(tx, id.ok_or_else(missing)?).await?;
            let feed = feed.filter(|feed| policy::may_see(tx.actor(), feed));
            let mut feed = feed.ok_or_else(missing)?;
            if feed.revoked_at.is_some() {
                return Ok(feed);
            }
            feed.revoked_at = Some(tx.now());
            store::revoke(tx, feed.id).await?;
            let revoked = What::CalendarFeedRevoked {
                feed_id: feed.id,
                person_id: feed.person_id,
            };
            tx.record(feed.root_area_id, revoked);
            Ok(feed)
        })
    })
    .await
}
