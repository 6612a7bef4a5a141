//! Tells those who are invited to an event by name, and the grown-up members of households that are. Who
//! is invited with their area, by a link, or has answered, is told nothing: an area may be a whole city,
//! and a message to everybody in it is what reminders and announcements of clients are for.

use mulin_entities::{
    DeliveryState, EventId, EventState, InvitationId, MessageKind, delivery, event,
};
use sea_orm::ActiveValue::Set;

use super::invited_store::{self, Guest};
use super::quiet::{self, Quiet};
use super::{rules, store};
use crate::change::{Change, What};
use crate::error::{Error, Result};
use crate::event::store as events;
use crate::person::contact::store as contact;
use crate::tx::Tx;

/// Invitations a statement.
const ROWS: usize = 500;

/// Tells of each new invitation. Those to a draft are told once it is published.
pub(super) async fn tell(tx: &Tx, changes: &[Change]) -> Result<()> {
    let mut new: Vec<(EventId, InvitationId)> = Vec::new();
    for change in changes {
        if let What::InvitationCreated {
            invitation_id,
            event_id,
            area_id: None,
            ..
        } = change.what
        {
            new.push((event_id, invitation_id));
        }
    }
    while let Some(&(event_id, _)) = new.first() {
        let ids: Vec<InvitationId> = new
            .extract_if(.., |(event, _)| *event == event_id)
            .map(|(_, id)| id)
            .collect();
        let event = events::event(tx.db(), event_id).await?;
        let event = event.ok_or_else(|| Error::internal("an event that invites is missing"))?;
        tell_of(tx, &event, &ids).await?;
    }
    Ok(())
}

/// Tells of the invitations that were given while the event was a draft.
pub(super) async fn tell_all(tx: &Tx, event: &event::Model) -> Result<()> {
    let ids = invited_store::of_event(tx, event.id).await?;
    tell_of(tx, event, &ids).await
}

async fn tell_of(tx: &Tx, event: &event::Model, ids: &[InvitationId]) -> Result<()> {
    if event.state != EventState::Published || event.starts_at <= tx.now() {
        return Ok(());
    }
    for ids in ids.chunks(ROWS) {
        let guests = invited_store::untold(tx, event, ids).await?;
        for guests in guests.chunks(ROWS) {
            plan(tx, event, guests).await?;
        }
    }
    Ok(())
}

async fn plan(tx: &Tx, event: &event::Model, guests: &[Guest]) -> Result<()> {
    let contacts = contact::of_people(tx.db(), guests.iter().map(|one| one.person_id)).await?;
    let settings = tx.core().settings();
    let zone = event.time_zone.parse().unwrap_or(settings.time_zone);
    let rows = guests.iter().map(|guest| {
        let own = contacts
            .iter()
            .filter(|one| one.person_id == guest.person_id);
        let hours = Quiet::of(settings, guest.quiet_from, guest.quiet_until);
        let (now, kind) = (tx.now(), MessageKind::Invited);
        let send_at = quiet::send_at(now, now, event.starts_at, zone, hours, kind);
        let (person, invitation) = (guest.person_id.0.simple(), guest.invitation_id.0.simple());
        delivery::ActiveModel {
            id: Set(tx.new_id()),
            root_area_id: Set(Some(event.root_area_id)),
            person_id: Set(Some(guest.person_id)),
            event_id: Set(Some(event.id)),
            rsvp_id: Set(None),
            sign_in_code_id: Set(None),
            acted_by: Set(None),
            act: Set(None),
            purpose: Set(None),
            schedule_id: Set(None),
            kind: Set(kind),
            channel: Set(rules::channel_by(own)),
            dedupe_key: Set(format!("invited:{invitation}:{person}")),
            schedule_rev: Set(event.schedule_rev),
            answer_rev: Set(0),
            state: Set(DeliveryState::Pending),
            send_at: Set(send_at),
            due_at: Set(send_at),
            generation: Set(0),
            attempts: Set(0),
            last_error: Set(None),
            settled_at: Set(None),
            created_at: Set(now),
        }
    });
    store::insert_once(tx, rows).await
}
