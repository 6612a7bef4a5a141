//! Takes what a link gives: an invitation of the one who opens it.

use mulin_entities::{PersonId, event, invitation, invitation_link};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{InvitationError, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::{self as events, view::EventView};
use crate::person::store as people;
use crate::tx::Tx;

/// By which link.
#[derive(Clone, Serialize)]
pub struct AcceptInvitation {
    /// The link's token.
    pub token: String,
}

impl std::fmt::Debug for AcceptInvitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AcceptInvitation").finish_non_exhaustive()
    }
}

/// Invites the person who asks, who is of the event's city. It takes one use of the link, and none
/// from who is invited already; doing so twice changes nothing. Answers the event as the person sees
/// it from now on.
pub async fn accept_invitation(
    core: &Core,
    actor: &Actor,
    input: AcceptInvitation,
) -> Result<EventView> {
    let person = actor.person()?.person_id;
    let event = core
        .transact(actor, move |tx| Box::pin(accept(tx, input)))
        .await?;
    let db = core.db().writer();
    let missing = || Error::not_found("token");
    // What the actor may see was read before they were invited.
    let actor = people::actor(db, person, None, core.now()).await?;
    let actor = actor.ok_or_else(missing)?;
    let seen = events::list::visible_events(db, &actor, [event.id]).await?;
    seen.into_iter().next().ok_or_else(missing)
}

async fn accept(tx: &mut Tx, input: AcceptInvitation) -> Result<event::Model> {
    let person = tx.actor().person()?;
    let (person, root) = (person.person_id, person.root_area_id);
    let missing = || Error::not_found("token");
    let hash = Sha256::digest(input.token.trim()).to_vec();
    let link = store::link_by_hash(tx.db(), hash)
        .await?
        .ok_or_else(missing)?;
    // So that nobody merges the record meanwhile with one that is invited, too.
    people::hold(tx.db(), person).await?;
    let event = events::store::event(tx.db(), link.event_id).await?;
    let event = event.ok_or_else(missing)?;
    // Nothing joins across cities, and of a draft nobody is told.
    if link.root_area_id != root || event.published_at.is_none() {
        return Err(missing());
    }
    let alive = events::rules::must_be_alive(&event, tx.now());
    alive.map_err(|error| Refusal::from(InvitationError::from(error)))?;
    if is_invited(tx, &event, person).await? {
        return Ok(event);
    }
    let given = store::given_by(tx, link.id, person).await?;
    if given
        .as_ref()
        .is_some_and(|given| given.revoked_at.is_none())
    {
        // By another call, this moment.
        return Ok(event);
    }
    let counts = link.revoked_at.is_none() && link.expires_at > tx.now();
    // Whose invitation was taken back does not take it again.
    if !counts || given.is_some() {
        return Err(Refusal::from(InvitationError::Over).into());
    }
    if !store::take_use(tx, link.id).await? {
        // Meanwhile the person may have got in by another call, or the link been taken back.
        if is_invited(tx, &event, person).await? {
            return Ok(event);
        }
        return Err(Refusal::from(InvitationError::UsedUp).into());
    }
    give(tx, &event, &link, person).await?;
    Ok(event)
}

async fn is_invited(tx: &Tx, event: &event::Model, person: PersonId) -> Result<bool> {
    let standing = store::standing(tx, event.id, &[person], &[], &[]).await?;
    Ok(!standing.is_empty())
}

async fn give(
    tx: &mut Tx,
    event: &event::Model,
    link: &invitation_link::Model,
    person: PersonId,
) -> Result<()> {
    let row = invitation::Model {
        id: tx.new_id(),
        root_area_id: event.root_area_id,
        event_id: event.id,
        person_id: Some(person),
        household_id: None,
        area_id: None,
        link_id: Some(link.id),
        invited_by: link.created_by,
        created_at: tx.now(),
        revoked_at: None,
    };
    let Some(row) = store::insert(tx, vec![row]).await?.pop() else {
        // Invited at this moment by another call.
        return store::give_use_back(tx, link.id).await;
    };
    let accepted = What::InvitationAccepted {
        invitation_id: row.id,
        event_id: event.id,
        link_id: link.id,
        person_id: person,
    };
    tx.record(row.root_area_id, accepted);
    Ok(())
}
