//! The messages about an event, for those who run it.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use mulin_domain::delivery::of_event::{self, Count, Which};
use mulin_domain::page::{Page, Slice};
use mulin_entities::{AreaId, DeliveryId, EventId, delivery};
use uuid::Uuid;

use super::types::{DeliveryState, MessageKind};
use crate::connection;
use crate::graphql::channel::Channel;
use crate::graphql::connection::Key;
use crate::graphql::id::encode;
use crate::graphql::loaders::{Rows, Shared, grouped, load};
use crate::graphql::scalars::DateTime;

/// How many messages about an event are alike.
#[derive(SimpleObject, Clone, Copy)]
pub struct EventDeliveryCount {
    /// What they say.
    pub kind: MessageKind,
    /// How they travel.
    pub channel: Channel,
    /// How far they are.
    pub state: DeliveryState,
    /// So many messages. Somebody who was not reached by one channel has one of each channel tried.
    pub count: i32,
}

/// One message about an event, as those see it who run the event: neither to whom it is nor where it
/// went. What it said is not kept.
#[derive(Clone, Description)]
pub struct EventDelivery(pub delivery::Model);

connection! {
    /// Messages about an event, those first that were planned last.
    EventDeliveryConnection, EventDeliveryEdge, EventDelivery
}

#[Object(use_type_description)]
impl EventDelivery {
    /// Which message, for `retryDeliveries`.
    async fn delivery_id(&self) -> ID {
        encode(
            self.0.root_area_id.unwrap_or(AreaId(Uuid::nil())),
            self.0.id,
        )
    }

    /// What it says.
    async fn kind(&self) -> MessageKind {
        self.0.kind.into()
    }

    /// How it travels.
    async fn channel(&self) -> Channel {
        self.0.channel.into()
    }

    /// How far it is.
    async fn state(&self) -> DeliveryState {
        self.0.state.into()
    }

    /// When it is, or was, wanted.
    async fn send_at(&self) -> DateTime {
        DateTime(self.0.send_at)
    }

    /// When it came to an end; null if it has not yet.
    async fn settled_at(&self) -> Option<DateTime> {
        self.0.settled_at.map(DateTime)
    }

    /// Tries so far.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// Text messages that it counted for; 0 before it is sent, and for what is none.
    async fn parts(&self) -> i32 {
        self.0.parts
    }

    /// Stable code of the last failure, such as `NO_ADDRESS` or `INVALID_NUMBER`; null if there was
    /// none. Codes may be added.
    async fn error_code(&self) -> Option<&str> {
        self.0.last_error.as_deref()
    }
}

/// The counts of an event's messages. The caller has asked whether they may be seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeliveryCountsOf(pub EventId);

impl Loader<DeliveryCountsOf> for Rows {
    type Value = Vec<Count>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[DeliveryCountsOf],
    ) -> Result<HashMap<DeliveryCountsOf, Vec<Count>>, Shared> {
        let events: Vec<EventId> = keys.iter().map(|DeliveryCountsOf(event)| *event).collect();
        let read = of_event::counts(self.core.db().reader(), &events).await;
        let mut counts: HashMap<DeliveryCountsOf, Vec<Count>> = HashMap::new();
        for count in read.map_err(Arc::new)? {
            let of = DeliveryCountsOf(count.event_id);
            counts.entry(of).or_default().push(count);
        }
        Ok(counts)
    }
}

/// A page of an event's messages. The caller has asked whether they may be seen.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EventDeliveriesOf {
    /// About which event.
    pub event: EventId,
    /// Which of them.
    pub which: Which,
    /// Which part.
    pub page: Page<DeliveryId>,
}

impl Loader<EventDeliveriesOf> for Rows {
    type Value = Slice<delivery::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[EventDeliveriesOf],
    ) -> Result<HashMap<EventDeliveriesOf, Slice<delivery::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys
            .iter()
            .map(|key| ((key.which, key.page.clone()), key.event));
        for ((which, page), events) in grouped(questions) {
            let db = self.core.db().reader();
            let read = of_event::of_events(db, &events, which, &page).await;
            for (event, slice) in read.map_err(Arc::new)? {
                let page = page.clone();
                pages.insert(EventDeliveriesOf { event, which, page }, slice);
            }
        }
        Ok(pages)
    }
}

/// The counts of an event; the caller has been asked whether they may be seen.
pub async fn counts(ctx: &Context<'_>, event: EventId) -> Result<Vec<EventDeliveryCount>> {
    let counts = load(ctx, DeliveryCountsOf(event))
        .await?
        .unwrap_or_default();
    let shown = |count: Count| EventDeliveryCount {
        kind: count.kind.into(),
        channel: count.channel.into(),
        state: count.state.into(),
        count: i32::try_from(count.messages).unwrap_or(i32::MAX),
    };
    Ok(counts.into_iter().map(shown).collect())
}

/// A page of the messages about an event; the caller has been asked whether they may be seen.
pub async fn deliveries(
    ctx: &Context<'_>,
    event: EventId,
    which: Which,
    page: Page<DeliveryId>,
) -> Result<EventDeliveryConnection> {
    let slice = load(ctx, EventDeliveriesOf { event, which, page }).await?;
    let slice = slice.unwrap_or_else(Slice::empty);
    let key = |row: &delivery::Model| Key(row.id);
    Ok(EventDeliveryConnection::new(slice, key, EventDelivery))
}
