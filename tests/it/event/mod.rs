//! Events: their life cycle, their programme, and finding them.

mod add_programme_item;
mod attendees;
mod cancel_event;
mod check_in_helper;
mod co_organiser;
mod create_event;
mod events_filter;
mod events_pages;
mod events_text;
mod grant_event_role;
mod nodes;
mod plain;
mod plans;
mod publish_event;
mod remove_programme_item;
mod reschedule_event;
mod revoke_event_role;
mod set_event_reminders;
mod statements;
mod update_event;
mod update_programme_item;
mod visibility;

use mulin_entities::{EventId, PersonId, ScheduleState, delivery_schedule};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::factories::{Town, gid};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::mutation::with;

/// What an event tells of itself.
const FIELDS: &str = "id kind state visibility title description startsAt endsAt timeZone isOver \
    rsvpOpensAt rsvpClosesAt maxParty cancelReason version area { id } venue { id } \
    festival { id } seats { capacity taken free waitlisted } viewerCan { edit respond }";

/// An input about an event.
fn about(town: &Town, event: EventId, more: Value) -> Value {
    with(&json!({ "eventId": *gid(town, event) }), more)
}

/// The titles of a list, in its order.
fn titles(answer: &Answer) -> Vec<String> {
    let nodes = answer.at("/events/nodes").as_array().cloned();
    let nodes = nodes.expect("a list");
    nodes
        .iter()
        .map(|node| node["title"].as_str().expect("a title").to_owned())
        .collect()
}

/// The fan-outs of an event's reminders, the first due first.
/// The fan-outs of all rules that the event ever had, the earliest first.
async fn all_fan_outs(app: &TestApp, event: EventId) -> Vec<delivery_schedule::Model> {
    delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::EventId.eq(event))
        .filter(delivery_schedule::Column::RuleId.is_not_null())
        .order_by_asc(delivery_schedule::Column::DueAt)
        .all(app.core.db().reader())
        .await
        .expect("the table is read")
}

/// Those that are not stopped.
async fn fan_outs(app: &TestApp, event: EventId) -> Vec<delivery_schedule::Model> {
    let mut all = all_fan_outs(app, event).await;
    all.retain(|row| row.state != ScheduleState::Cancelled);
    all
}

/// An item on an event's programme: a dance of twenty minutes, half an hour after the start.
async fn item(app: &TestApp, town: &Town, event: EventId) -> Value {
    let input = json!({
        "stage": "主舞台", "title": "舞龙", "performers": "舞龙队", "startsAfter": "PT30M",
        "duration": "PT20M",
    });
    let (who, input) = (Some(town.organiser), about(town, event, input));
    let answer = app
        .mutate(who, "addProgrammeItem", "item { id }", input)
        .await;
    answer.at("/addProgrammeItem/item/id").clone()
}

/// Gives a part in an event as the city's administrator; answers its id.
async fn appoint(
    app: &TestApp,
    town: &Town,
    event: EventId,
    person: PersonId,
    role: &str,
) -> Value {
    let input = json!({ "personId": *gid(town, person), "role": role });
    let (who, input) = (Some(town.admin), about(town, event, input));
    let answer = app
        .mutate(who, "grantEventRole", "grant { id }", input)
        .await;
    assert!(answer.refusals("grantEventRole").is_empty());
    answer.at("/grantEventRole/grant/id").clone()
}

/// The parts in an event as somebody sees them.
async fn parts(app: &TestApp, town: &Town, event: EventId, who: Option<PersonId>) -> Value {
    let query = "query ($id: ID!) { event(id: $id) { roles { role name } } }";
    let answer = app
        .run(who, query, json!({ "id": *gid(town, event) }))
        .await;
    let roles = answer.at("/event/roles").as_array().cloned();
    let roles = roles.expect("a list").into_iter();
    let text = |part: &Value, field: &str| part[field].as_str().expect("text").to_owned();
    let line = |part: Value| format!("{} {}", text(&part, "role"), text(&part, "name"));
    roles.map(line).collect()
}
