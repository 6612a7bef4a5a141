//! Makes an address for the caller's own calendar.

use mulin_entities::{CalendarFeedId, calendar_feed};
use serde::Serialize;
use uuid::Uuid;

use super::rules::{MAX_FEEDS, MAX_LABEL};
use super::{CalendarFeedError, FeedSecret, policy, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::idempotency::{Claim, claim};
use crate::input::Faults;
use crate::person::store as people;
use crate::tx::{CommandResult, Tx};

/// What the address is for.
#[derive(Clone, Debug, Serialize)]
pub struct CreateCalendarFeed {
    /// What the person calls it.
    pub label: String,
}

/// An address with its secret.
#[derive(Clone, Debug)]
pub struct NewCalendarFeed {
    /// The address.
    pub feed: calendar_feed::Model,
    /// What opens it. It is told this once: none when the command is repeated.
    pub secret: Option<FeedSecret>,
}

impl CommandResult for NewCalendarFeed {
    fn result_id(&self) -> Option<Uuid> {
        Some(self.feed.id.0)
    }
}

/// Makes an address at which the caller's own calendar is read by whoever has it; only a hash of its
/// secret is kept.
///
/// Errors: all of the input; `TooMany`, until one is taken back.
pub async fn create_calendar_feed(
    core: &Core,
    actor: &Actor,
    input: CreateCalendarFeed,
    key: Option<String>,
) -> Result<NewCalendarFeed> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(create(tx, input, key)))
        .await
}

async fn create(
    tx: &mut Tx,
    input: CreateCalendarFeed,
    key: Option<String>,
) -> Result<NewCalendarFeed> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "createCalendarFeed", &input).await? {
        let feed = store::feed(tx.db(), CalendarFeedId(id)).await?;
        let feed = feed.filter(|feed| policy::may_see(tx.actor(), feed));
        let feed = feed.ok_or_else(|| Error::not_found("idempotencyKey"))?;
        return Ok(NewCalendarFeed { feed, secret: None });
    }
    let mut faults = Faults::default();
    let label = faults.name("label", &input.label, 1..=MAX_LABEL);
    faults.finish()?;
    let person = tx.actor().person()?.person_id;
    // One after the other: a person has only so many.
    let person = people::lock_person(tx.db(), person).await?;
    let person = person.ok_or(Error::Unauthenticated)?;
    if store::live_of(tx.db(), person.id).await?.len() as u64 >= MAX_FEEDS {
        let too_many = CalendarFeedError::TooMany { max: MAX_FEEDS };
        return Err(Refusal::from(too_many).into());
    }
    let secret = FeedSecret::random(tx.core().entropy());
    let feed = calendar_feed::Model {
        id: tx.new_id(),
        root_area_id: person.root_area_id,
        person_id: person.id,
        label,
        secret_hash: secret.hash(),
        created_at: tx.now(),
        revoked_at: None,
    };
    store::insert(tx, &feed).await?;
    let created = What::CalendarFeedCreated {
        feed_id: feed.id,
        person_id: person.id,
    };
    tx.record(feed.root_area_id, created);
    Ok(NewCalendarFeed {
        feed,
        secret: Some(secret),
    })
}
