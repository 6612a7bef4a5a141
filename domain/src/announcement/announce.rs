//! Tells those who answered an event something: at once, at a time, or so long before the start.

use chrono::TimeDelta;
use mulin_entities::*;
use serde::Serialize;

use super::{AnnouncementError, rules, store};
use crate::actor::Actor;
use crate::change::What;
use crate::clock::Instant;
use crate::core::Core;
use crate::delivery::audience::{Audience, channels_text};
use crate::delivery::listing::Whom;
use crate::error::{Error, Refusal, Result};
use crate::event::{self as events, EventError, seats};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::place;
use crate::reminder;
use crate::tx::Tx;

/// For whom it is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AudienceInput {
    /// Which answers; who comes and who may come if left out.
    pub states: Option<Vec<ReminderAudience>>,
    /// Only those who were checked in, or only those who were not.
    pub presence: Option<Presence>,
    /// Only those who live there.
    pub area_id: Option<IdInput<AreaId>>,
}

/// What to tell whom, when.
#[derive(Clone, Debug, Serialize)]
pub struct Announce {
    /// About which event.
    pub event_id: IdInput<EventId>,
    /// In a line.
    pub subject: String,
    /// In full.
    pub body: String,
    /// For whom.
    pub audience: AudienceInput,
    /// Which channels it may go by, in this order for who has none of their own; none for all.
    pub channels: Option<Vec<Channel>>,
    /// Wall-clock time in the event's zone; at once if neither this nor `before` is given.
    pub send_at: Option<String>,
    /// An ISO 8601 duration before the start: moves with the event.
    pub before: Option<String>,
}

/// An announcement as it would be made.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its row.
    pub row: announcement::Model,
    /// The event.
    pub event: event::Model,
    /// For whom it is.
    pub whom: Whom,
    /// When it would be wanted.
    pub due_at: Instant,
}

/// Announces. For those who run the event.
pub async fn announce(
    core: &Core,
    actor: &Actor,
    input: Announce,
    key: Option<String>,
) -> Result<announcement::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(make(tx, input, key)))
        .await
}

/// What an announcement would be, with the refusals of [`announce`]; nothing is written.
pub async fn preview(core: &Core, actor: &Actor, input: Announce) -> Result<Draft> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(check(tx, input, false)))
        .await
}

impl crate::tx::CommandResult for Draft {
    fn result_id(&self) -> Option<uuid::Uuid> {
        None
    }
}

async fn make(tx: &mut Tx, input: Announce, key: Option<String>) -> Result<announcement::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "announce", &input).await? {
        let missing = || Error::not_found("eventId");
        let row = store::announcement(tx.db(), AnnouncementId(id)).await?;
        let row = row.ok_or_else(missing)?;
        let event = events::store::event(tx.db(), row.event_id).await?;
        events::policy::may_manage(tx.actor(), &event.ok_or_else(missing)?)?;
        return Ok(row);
    }
    let draft = check(tx, input, true).await?;
    store::insert(tx, &draft.row, &draft.event).await?;
    let made = What::AnnouncementMade {
        announcement_id: draft.row.id,
        event_id: draft.event.id,
    };
    tx.record(draft.row.root_area_id, made);
    Ok(draft.row)
}

async fn check(tx: &mut Tx, input: Announce, locks: bool) -> Result<Draft> {
    let author_id = tx.actor().person()?.person_id;
    let mut faults = Faults::default();
    let event_id = faults.id("eventId", "Event", input.event_id);
    let subject = faults.line("subject", &input.subject, 1..=rules::MAX_SUBJECT);
    let body = faults.text("body", &input.body, 1..=rules::MAX_BODY);
    let states = input.audience.states.as_deref();
    let audience: Audience = reminder::audience(&mut faults, "audience.states", states);
    let area_id = faults.optional_id("audience.areaId", "Area", input.audience.area_id);
    let channels = input.channels.unwrap_or_default();
    reminder::unique_channels(&mut faults, "channels", &channels);
    if input.send_at.is_some() && input.before.is_some() {
        faults.add("sendAt", Rule::NotTogether { other: "before" });
    }
    let before = input.before.as_deref().and_then(|text| {
        let seconds = events::rules::duration_seconds(&mut faults, "before", text)?;
        faults.number("before", seconds, 0..=events::rules::MAX_REMIND_BEFORE);
        Some(seconds)
    });
    let Some(event_id) = event_id else {
        return faults.finish().and(Err(Error::not_found("eventId")));
    };
    if locks {
        seats::lock(tx.db(), event_id).await?;
    }
    let event = events::store::event(tx.db(), event_id)
        .await?
        .filter(|event| events::policy::may_see(tx.actor(), event))
        .ok_or_else(|| Error::not_found("eventId"))?;
    events::policy::may_manage(tx.actor(), &event)?;
    let area = match area_id {
        Some(id) => place::store::area(tx.db(), id).await?,
        None => None,
    };
    match (&area, area_id) {
        (None, Some(_)) => faults.add("audience.areaId", Rule::NotFound),
        (Some(area), _) if area.root_area_id != event.root_area_id => {
            faults.add("audience.areaId", Rule::Elsewhere);
        }
        _ => {}
    }
    let presence = input.audience.presence;
    let send_at = check_time(tx, &mut faults, &event, presence, input.send_at.as_deref());
    if let Some(before) = before
        && event.starts_at - TimeDelta::seconds(i64::from(before)) <= tx.now()
    {
        faults.add("before", Rule::InThePast);
    }
    faults.finish()?;
    must_take_it(&event, presence, tx.now()).map_err(Refusal::from)?;
    if store::waiting(tx, event_id).await? >= rules::MAX_SCHEDULED as u64 {
        let max = rules::MAX_SCHEDULED;
        return Err(Refusal::from(AnnouncementError::TooMany { max }).into());
    }
    let row = announcement::Model {
        id: tx.new_id(),
        root_area_id: event.root_area_id,
        event_id,
        author_id,
        subject,
        body,
        audience: audience.text(),
        presence,
        area_id,
        channels: channels_text(&channels),
        send_at,
        before_seconds: before,
        state: AnnouncementState::Scheduled,
        created_at: tx.now(),
        cancelled_at: None,
    };
    let whom = Whom {
        presence,
        area_path: area.map(|area| area.path),
        ..Whom::audience(&audience)
    };
    let due_at = rules::due_at(&row, &event, tx.now());
    Ok(Draft {
        row,
        event,
        whom,
        due_at,
    })
}

/// Takes a time to come, while it is still of use.
fn check_time(
    tx: &Tx,
    faults: &mut Faults,
    event: &event::Model,
    presence: Option<Presence>,
    text: Option<&str>,
) -> Option<Instant> {
    let zone = event.time_zone.parse();
    let zone = zone.unwrap_or(tx.core().settings().time_zone);
    let (_, at) = events::rules::wall_clock(faults, "sendAt", text?, zone)?;
    if at <= tx.now() {
        faults.add("sendAt", Rule::InThePast);
    } else if at >= rules::latest(presence, event.ends_at) {
        faults.add("sendAt", Rule::NotBefore { other: "endsAt" });
    }
    Some(at)
}

/// A published event that is not over; for those who were there, some weeks longer.
fn must_take_it(
    event: &event::Model,
    presence: Option<Presence>,
    now: Instant,
) -> std::result::Result<(), EventError> {
    match event.state {
        EventState::Draft => return Err(EventError::NotPublished),
        EventState::Cancelled => return Err(EventError::Cancelled),
        EventState::Published => {}
    }
    if rules::latest(presence, event.ends_at) <= now {
        return Err(EventError::Ended { at: event.ends_at });
    }
    Ok(())
}
