//! Makes a link by which one person sees one event and answers it without signing in.

use mulin_entities::{
    EventId, PersonId, PersonState, PersonalLinkId, event, person, personal_link,
};
use serde::Serialize;
use uuid::Uuid;

use super::link_token::LinkToken;
use super::{RsvpError, link_store, policy, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::{self as events, EventError, seats};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput};
use crate::person::{PersonError, policy as people_policy, store as people};
use crate::place;
use crate::tx::{CommandResult, Tx};

/// Whose link to what.
#[derive(Clone, Debug, Serialize)]
pub struct CreatePersonalLink {
    /// To which event.
    pub event_id: IdInput<EventId>,
    /// Whose.
    pub person_id: IdInput<PersonId>,
}

/// A link with its token.
#[derive(Clone)]
pub struct NewLink {
    /// The link.
    pub link: personal_link::Model,
    /// What its bearer shows. It is told this once: none when the command is repeated.
    pub token: Option<LinkToken>,
}

impl std::fmt::Debug for NewLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewLink")
            .field("id", &self.link.id)
            .finish_non_exhaustive()
    }
}

impl CommandResult for NewLink {
    fn result_id(&self) -> Option<Uuid> {
        Some(self.link.id.0)
    }
}

/// Makes a link for oneself, for somebody one looks after, or for who has answered an event that one
/// runs. It counts until the event is over; only a hash of its token is kept.
pub async fn create_personal_link(
    core: &Core,
    actor: &Actor,
    input: CreatePersonalLink,
    key: Option<String>,
) -> Result<NewLink> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(create(tx, input, key)))
        .await
}

async fn create(tx: &mut Tx, input: CreatePersonalLink, key: Option<String>) -> Result<NewLink> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "createPersonalLink", &input).await? {
        // Who has lost the role since does not see the link any more.
        let id = PersonalLinkId(id);
        let seen = link_store::visible_links(tx.db(), tx.actor(), [id]).await?;
        let link = seen.into_iter().next();
        let link = link.ok_or_else(|| Error::not_found("idempotencyKey"))?;
        return Ok(NewLink { link, token: None });
    }
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let person_id = faults.id("personId", "Person", input.person_id);
    faults.finish()?;
    let event = visible_event(tx, event_id).await?;
    let person = person_to_hand_it(tx, &event, person_id).await?;
    events::rules::must_be_alive(&event, tx.now()).map_err(Refusal::from)?;
    if event.published_at.is_none() {
        return Err(Refusal::from(EventError::NotPublished).into());
    }

    let token = LinkToken::random(tx.core().entropy());
    let link = personal_link::Model {
        id: tx.new_id(),
        root_area_id: event.root_area_id,
        event_id: event.id,
        person_id: person.id,
        token_hash: token.hash(),
        created_by: tx.actor().person_id(),
        created_at: tx.now(),
        expires_at: event.ends_at,
        revoked_at: None,
    };
    link_store::insert(tx, &link).await?;
    tx.record(
        link.root_area_id,
        What::PersonalLinkCreated {
            link_id: link.id,
            event_id: link.event_id,
            person_id: link.person_id,
        },
    );
    Ok(NewLink {
        link,
        token: Some(token),
    })
}

/// The event, under the lock that whoever moves it takes: the link ends with it.
async fn visible_event(tx: &Tx, id: Option<EventId>) -> Result<event::Model> {
    let missing = || Error::not_found("eventId");
    let id = id.ok_or_else(missing)?;
    seats::lock(tx.db(), id).await?;
    events::store::event(tx.db(), id)
        .await?
        .filter(|event| events::policy::may_see(tx.actor(), event))
        .ok_or_else(missing)
}

/// The person, if the actor may hand them a link.
async fn person_to_hand_it(
    tx: &Tx,
    event: &event::Model,
    id: Option<PersonId>,
) -> Result<person::Model> {
    let missing = || Error::not_found("personId");
    let id = id.ok_or_else(missing)?;
    let person = people::person(tx.db(), id).await?.ok_or_else(missing)?;
    let unit = place::store::area(tx.db(), person.unit_id).await?;
    let unit = unit.ok_or_else(missing)?;
    let actor = tx.actor();
    let is_guest = events::policy::manages(actor, event.id, &event.area_path)
        && store::of_person(tx.db(), event.id, id).await?.is_some();
    if !is_guest && !people_policy::may_see(actor, &person, &unit.path) {
        return Err(missing());
    }
    if !is_guest {
        policy::may_hand_link(actor, &person, &unit.path)?;
    }
    if matches!(person.state, PersonState::Merged | PersonState::Erased) {
        return Err(Refusal::from(PersonError::RecordClosed).into());
    }
    // A link shows its person an event; it must not show one that they would not see themselves,
    // unless those who run it have them on their list.
    if !is_guest {
        let theirs = people::actor(tx.db(), id, None, tx.now()).await?;
        if !theirs.is_some_and(|theirs| events::policy::may_see(&theirs, event)) {
            return Err(Refusal::from(RsvpError::NotForPerson).into());
        }
    }
    Ok(person)
}
