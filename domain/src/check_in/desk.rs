//! Where people are checked in: the event as the actor sees it, and one of its lists.

use mulin_entities::{CheckInListId, EventId, check_in_list, event};

use super::{list_store, policy, rules};
use crate::error::{Error, Result};
use crate::event as events;
use crate::tx::Tx;

/// An event whose people the actor checks in, all or some.
pub(super) struct Desk {
    /// The event.
    pub(super) event: event::Model,
    /// Whether the actor checks in everybody, and not only who they look after.
    pub(super) everybody: bool,
}

impl Desk {
    /// The event, if the actor sees it; refuses who checks nobody in.
    pub(super) async fn of(tx: &Tx, event: EventId) -> Result<Self> {
        let event = events::store::event(tx.db(), event)
            .await?
            .filter(|event| events::policy::may_see(tx.actor(), event))
            .ok_or_else(|| Error::not_found("eventId"))?;
        policy::may_stand_at_the_door(tx.actor(), &event)?;
        let everybody = policy::checks_in(tx.actor(), event.id, &event.area_path);
        Ok(Self { event, everybody })
    }

    /// The list, or the event's own, locked until the transaction ends: who is on it is decided one
    /// after the other. Answers are locked before it. Refuses while it is closed.
    pub(super) async fn list(
        &self,
        tx: &Tx,
        list: Option<CheckInListId>,
    ) -> Result<check_in_list::Model> {
        let found = match list {
            Some(id) => list_store::lock(tx, id).await?,
            None => Some(list_store::lock_default(tx, &self.event).await?),
        };
        let list = found
            .filter(|list| list.event_id == self.event.id)
            .ok_or_else(|| Error::not_found("listId"))?;
        rules::must_be_open(&self.event, Some(&list), tx.now())?;
        Ok(list)
    }
}
