//! Tells those who are invited to an event by name, and the grown-up members of households that are. Who
//! is invited with their area, by a link, or has answered, is told nothing: an area may be a whole city,
//! and a message to everybody in it is what reminders and announcements of clients are for.

use mulin_entities::{EventId, EventState, InvitationId, MessageKind, delivery, event};

use super::invited_store::{self, Guest};
use super::quiet::{self, Quiet};
use super::reachable::Reachable;
use super::{rules, write};
use crate::change::{Change, What};
use crate::error::{Error, Result};
use crate::event::store as events;
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
    let people = guests.iter().map(|one| one.person_id);
    let reachable = Reachable::load(tx.core(), tx.db(), people).await?;
    let settings = tx.core().settings();
    let event_zone = event.time_zone.parse().unwrap_or(settings.time_zone);
    let rows = guests.iter().map(|guest| {
        let hours = Quiet::of(settings, guest.quiet_from, guest.quiet_until);
        let zone = quiet::zone_of(guest.time_zone.as_deref(), event_zone);
        let (now, kind) = (tx.now(), MessageKind::Invited);
        let send_at = quiet::send_at(now, now, event.starts_at, zone, hours, kind);
        let channel = reachable.first(guest.person_id, kind, None);
        let (person, invitation) = (guest.person_id.0.simple(), guest.invitation_id.0.simple());
        let key = rules::key_by(&format!("invited:{invitation}:{person}"), channel);
        delivery::Model {
            root_area_id: Some(event.root_area_id),
            person_id: Some(guest.person_id),
            event_id: Some(event.id),
            schedule_rev: event.schedule_rev,
            ..write::blank(tx, kind, channel, key, send_at)
        }
    });
    write::insert(tx, rows.collect()).await
}
