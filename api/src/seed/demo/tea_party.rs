//! The tea party: two hours from now, so that whoever has just started the demo sees its two-hour
//! reminder leave.

use anyhow::Result;
use chrono::TimeDelta;
use mulin_domain::event::{CancelEvent, cancel_event};
use mulin_domain::reminder::{ReminderInput, SetEventReminders, set_event_reminders};
use mulin_domain::rsvp::{Answer, WithdrawRsvp, withdraw_rsvp};
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::calendar::{Answers, Occasion, Plan, Stand};
use super::stage::{Stage, in_a_while};
use super::{descriptions, homes, places};

const TITLE: &str = "邻里茶话会";
const REMINDER: TimeDelta = TimeDelta::hours(2);
/// Until the reminder: enough to open the outbox in a browser.
const PAUSE: TimeDelta = TimeDelta::seconds(20);

/// Answers the tea party whose reminder is still to come. If there is none, clears away what is
/// left of earlier ones and makes it.
pub(super) async fn pour(stage: &Stage<'_>) -> Result<EventId> {
    let now = stage.core.now();
    let earlier = stage.present(TITLE, EventState::Published).await?;
    if let Some(coming) = earlier.iter().find(|old| old.starts_at - REMINDER > now) {
        return Ok(coming.id);
    }
    for old in earlier.iter().filter(|old| old.starts_at > now) {
        clear_away(stage, old.id).await?;
    }
    let event = stage.draft(&plan(stage)).await?;
    let reminders = SetEventReminders {
        event_id: Ok(event),
        reminders: ["P1D", "PT2H"]
            .map(|before| ReminderInput {
                before: before.to_owned(),
                audience: None,
                channels: None,
                template: None,
            })
            .into(),
    };
    set_event_reminders(stage.core, &stage.organiser, reminders).await?;
    stage.publish(event).await?;
    let resident = stage.actor(homes::RESIDENT.id()).await?;
    stage.respond(&resident, event, Answer::Going, 2, 1).await?;
    let answers = Answers {
        going: 12,
        maybe: 3,
        declined: 2,
    };
    let guests = stage.guests(places::COMMUNITY, 7);
    stage.answer(event, &guests, answers, 4).await?;
    Ok(event)
}

fn plan(stage: &Stage<'_>) -> Plan {
    Plan {
        occasion: Occasion::Tea,
        kind: EventKind::Gathering,
        visibility: Visibility::Public,
        title: TITLE,
        description: descriptions::TEA,
        area: places::COMMUNITY,
        venue: places::CENTRE,
        festival: None,
        starts: in_a_while(stage.core, REMINDER + PAUSE),
        length: TimeDelta::minutes(90),
        capacity: Some(60),
        max_party: Some(4),
        closes_before: None,
        stand: Stand::Published,
        answers: Answers::default(),
    }
}

/// Cancels a tea party that has reminded already. Its guests leave first, so that nobody is told of
/// a cancellation.
async fn clear_away(stage: &Stage<'_>, event: EventId) -> Result<()> {
    let guests = rsvp::Entity::find()
        .filter(rsvp::Column::EventId.eq(event))
        .filter(rsvp::Column::State.is_in([
            RsvpState::Going,
            RsvpState::Maybe,
            RsvpState::Waitlisted,
        ]))
        .all(stage.core.db().reader())
        .await?;
    for guest in guests {
        let actor = stage.actor(guest.person_id).await?;
        let input = WithdrawRsvp {
            rsvp_id: Ok(guest.id),
            via: Via::App,
        };
        withdraw_rsvp(stage.core, &actor, input).await?;
    }
    let input = CancelEvent {
        event_id: Ok(event),
        expected_version: None,
        reason: None,
    };
    cancel_event(stage.core, &stage.organiser, input).await?;
    Ok(())
}
