//! What the page of a link that invites shows.

use mulin_entities::{EventState, event, invitation_link, venue};
use sha2::{Digest, Sha256};

use super::store;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event as events;
use crate::place::store as places;

/// Whether a link still invites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStanding {
    /// It does.
    Open,
    /// It has invited as many as it may.
    UsedUp,
    /// It was taken back, or its time or the event is over.
    Over,
}

/// A link with its event, for whoever holds its token: it may be handed on, and says who may come.
#[derive(Clone)]
pub struct LinkView {
    /// The link.
    pub link: invitation_link::Model,
    /// Whether it still invites.
    pub standing: LinkStanding,
    /// The event.
    pub event: event::Model,
    /// Name of the area that invites.
    pub area_name: String,
    /// Where it takes place.
    pub venue: Option<venue::Model>,
    /// Telephone of a person who helps where the event is.
    pub contact_phone: Option<String>,
}

impl std::fmt::Debug for LinkView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkView")
            .field("link", &self.link.id)
            .finish_non_exhaustive()
    }
}

/// Reads it. Nothing is used up.
///
/// Errors: `Unauthenticated` if nobody has such a token, or its event was never published.
pub async fn link_view(core: &Core, token: &str) -> Result<LinkView> {
    let db = core.db().reader();
    let hash = Sha256::digest(token).to_vec();
    let link = store::link_by_hash(db, hash).await?;
    let link = link.ok_or(Error::Unauthenticated)?;
    let event = events::store::event(db, link.event_id).await?;
    let event = event
        .filter(|event| event.published_at.is_some())
        .ok_or(Error::Unauthenticated)?;
    let now = core.now();
    // That an event was cancelled is told with it.
    let is_over = event.state != EventState::Cancelled && event.ends_at <= now;
    let standing = if link.revoked_at.is_some() || link.expires_at <= now || is_over {
        LinkStanding::Over
    } else if link.uses >= link.max_uses {
        LinkStanding::UsedUp
    } else {
        LinkStanding::Open
    };
    let venue = match event.venue_id {
        Some(id) => places::venue(db, id).await?,
        None => None,
    };
    let mut phones = places::contact_phones(db, [event.area_id]).await?;
    let areas = places::areas(db, [event.area_id]).await?;
    Ok(LinkView {
        link,
        standing,
        area_name: areas
            .into_iter()
            .next()
            .map_or_else(String::new, |area| area.name),
        venue,
        contact_phone: phones.remove(&event.area_id),
        event,
    })
}
