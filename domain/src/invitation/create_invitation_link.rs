//! Makes a link that invites whoever opens it.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use mulin_entities::{EventId, InvitationLinkId, invitation_link};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::invite_to_event::visible_event;
use super::{InvitationError, store};
use crate::actor::Actor;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event::{self as events, seats};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::tx::{CommandResult, Tx};

/// What tokens of these links begin with, so that one that leaked is recognised.
pub const PREFIX: &str = "invite_";
/// How many one link may invite.
const MAX_USES: i32 = 100_000;
/// Links of an event that count at a time: one for every group and door, and few enough to look through.
const MAX_LINKS: u64 = 50;

/// A link to what, and for how many.
#[derive(Clone, Debug, Serialize)]
pub struct CreateInvitationLink {
    /// To which event.
    pub event_id: IdInput<EventId>,
    /// How many people it invites.
    pub max_uses: i32,
    /// Until when, as wall-clock time in the event's zone; until the event is over if left out.
    pub expires_at: Option<String>,
}

/// A link with its token.
#[derive(Clone)]
pub struct NewInvitationLink {
    /// The link.
    pub link: invitation_link::Model,
    /// What is handed on. It is told this once: none when the command is repeated.
    pub token: Option<String>,
}

impl std::fmt::Debug for NewInvitationLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewInvitationLink")
            .field("id", &self.link.id)
            .finish_non_exhaustive()
    }
}

impl CommandResult for NewInvitationLink {
    fn result_id(&self) -> Option<Uuid> {
        Some(self.link.id.0)
    }
}

/// Makes a link; only a hash of its token is kept. For those who run the event.
///
/// Errors: all of the input; `TooManyLinks`, until one is taken back or its time is over.
pub async fn create_invitation_link(
    core: &Core,
    actor: &Actor,
    input: CreateInvitationLink,
    key: Option<String>,
) -> Result<NewInvitationLink> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(create(tx, input, key)))
        .await
}

async fn create(
    tx: &mut Tx,
    input: CreateInvitationLink,
    key: Option<String>,
) -> Result<NewInvitationLink> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "createInvitationLink", &input).await? {
        let missing = || Error::not_found("idempotencyKey");
        let link = store::link(tx.db(), InvitationLinkId(id)).await?;
        let link = link.ok_or_else(missing)?;
        let event = visible_event(tx, link.event_id)
            .await
            .map_err(|_| missing())?;
        // Who has lost the role since does not see the link any more.
        if !events::policy::manages(tx.actor(), event.id, &event.area_path) {
            return Err(missing());
        }
        return Ok(NewInvitationLink { link, token: None });
    }
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    faults.number("maxUses", input.max_uses, 1..=MAX_USES);
    let Some(event_id) = event_id else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    // The lock that whoever moves the event takes: the link moves with it. And one after the other: an
    // event has only so many.
    seats::lock(tx.db(), event_id).await?;
    let event = visible_event(tx, event_id).await?;
    events::policy::may_manage(tx.actor(), &event)?;
    let zone = event
        .time_zone
        .parse()
        .unwrap_or(tx.core().settings().time_zone);
    let given = input.expires_at.as_deref();
    let given = given.and_then(|text| {
        let (_, at) = events::rules::wall_clock(&mut faults, "expiresAt", text, zone)?;
        Some(at)
    });
    if given.is_some_and(|at| at <= tx.now()) {
        faults.add("expiresAt", Rule::InThePast);
    }
    if given.is_some_and(|at| at > event.ends_at) {
        faults.add("expiresAt", Rule::NotBefore { other: "endsAt" });
    }
    faults.finish()?;
    events::rules::must_be_alive(&event, tx.now())?;
    if store::links_that_count(tx, event_id).await? >= MAX_LINKS {
        return Err(Refusal::from(InvitationError::TooManyLinks { max: MAX_LINKS }).into());
    }

    let mut random = [0; 32];
    tx.core().entropy().fill(&mut random);
    let token = PREFIX.to_owned() + &BASE64_URL_SAFE_NO_PAD.encode(random);
    let link = invitation_link::Model {
        id: tx.new_id(),
        root_area_id: event.root_area_id,
        event_id,
        token_hash: Sha256::digest(&token).to_vec(),
        max_uses: input.max_uses,
        uses: 0,
        created_by: tx.actor().person()?.person_id,
        created_at: tx.now(),
        expires_at: given.unwrap_or(event.ends_at),
        revoked_at: None,
    };
    store::insert_link(tx, &link).await?;
    let created = What::InvitationLinkCreated {
        link_id: link.id,
        event_id,
        max_uses: link.max_uses,
    };
    tx.record(link.root_area_id, created);
    Ok(NewInvitationLink {
        link,
        token: Some(token),
    })
}
