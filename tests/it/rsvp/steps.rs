//! Steps that the tests of answers share.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::factories::{Plan, Town, gid};
use crate::support::answer::Answer;
use crate::support::app::TestApp;

pub const RESPOND: &str = "mutation ($input: RespondToEventInput!) {
    respondToEvent(input: $input) {
        rsvp { id state party { adults children } note waitlistPosition via answeredAt }
        event { seats { capacity taken free waitlisted } }
        userErrors { __typename code message path
            ... on EventFullError { waitlistLength free }
            ... on RsvpNotOpenError { opensAt closedAt } }
    }
}";

pub const WITHDRAW: &str = "mutation ($input: WithdrawRsvpInput!) {
    withdrawRsvp(input: $input) {
        rsvp { id state waitlistPosition party { adults children } }
        userErrors { __typename code message path }
    }
}";

const UPDATE_EVENT: &str = "mutation ($input: UpdateEventInput!) {
    updateEvent(input: $input) { event { version } userErrors { code path } }
}";

const RESCHEDULE: &str = "mutation ($input: RescheduleEventInput!) {
    rescheduleEvent(input: $input) { event { version } userErrors { code path } }
}";

const CANCEL: &str = "mutation ($input: CancelEventInput!) {
    cancelEvent(input: $input) { event { state } userErrors { code path } }
}";

/// The input of an answer: GOING, unless `more` says otherwise.
pub fn answering(town: &Town, event: EventId, more: &Value) -> Value {
    let mut input = json!({ "eventId": *gid(town, event), "status": "GOING" });
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    json!({ "input": input })
}

pub async fn respond(
    app: &TestApp,
    town: &Town,
    who: PersonId,
    event: EventId,
    more: Value,
) -> Answer {
    app.run(Some(who), RESPOND, answering(town, event, &more))
        .await
}

/// Answers, which must be taken; gives the new state.
pub async fn state_after(
    app: &TestApp,
    town: &Town,
    who: PersonId,
    event: EventId,
    more: Value,
) -> String {
    let answer = respond(app, town, who, event, more).await;
    assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
    let state = answer.at("/respondToEvent/rsvp/state").as_str();
    state.expect("a state is text").to_owned()
}

/// Comes with so many adults; gives the new state.
pub async fn going(
    app: &TestApp,
    town: &Town,
    who: PersonId,
    event: EventId,
    adults: i32,
) -> String {
    let party = json!({ "party": { "adults": adults } });
    state_after(app, town, who, event, party).await
}

pub async fn withdraw(app: &TestApp, town: &Town, who: PersonId, rsvp: RsvpId) -> Answer {
    let input = json!({ "input": { "rsvpId": *gid(town, rsvp) } });
    app.run(Some(who), WITHDRAW, input).await
}

/// Takes a person's answer back, which must be allowed.
pub async fn leave(app: &TestApp, town: &Town, who: PersonId, event: EventId) {
    let rsvp = rsvp_of(app, event, who).await.expect("there is an answer");
    let answer = withdraw(app, town, who, rsvp.id).await;
    assert_eq!(answer.refusals("withdrawRsvp"), [""; 0]);
    assert_eq!(answer.at("/withdrawRsvp/rsvp/state"), "WITHDRAWN");
}

/// Edits the event as its organiser, which must be allowed.
pub async fn edit(app: &TestApp, town: &Town, event: EventId, more: Value) {
    let mut input = more;
    input["eventId"] = json!(*gid(town, event));
    let variables = json!({ "input": input });
    let answer = app.run(Some(town.organiser), UPDATE_EVENT, variables).await;
    assert_eq!(answer.refusals("updateEvent"), [""; 0]);
}

/// Moves the event to begin so long from now and to last two hours.
pub async fn reschedule(app: &TestApp, town: &Town, event: EventId, starts_in: TimeDelta) {
    let starts = app.now() + starts_in;
    let input = json!({ "eventId": *gid(town, event), "startsAt": local(starts),
        "endsAt": local(starts + TimeDelta::hours(2)) });
    let variables = json!({ "input": input });
    let answer = app.run(Some(town.organiser), RESCHEDULE, variables).await;
    assert_eq!(answer.refusals("rescheduleEvent"), [""; 0]);
}

pub async fn cancel(app: &TestApp, town: &Town, event: EventId) {
    let variables = json!({ "input": { "eventId": *gid(town, event) } });
    let answer = app.run(Some(town.organiser), CANCEL, variables).await;
    assert_eq!(answer.at("/cancelEvent/event/state"), "CANCELLED");
}

/// An instant on the clocks of the events of these tests.
pub fn local(at: chrono::DateTime<chrono::Utc>) -> String {
    let there = at.with_timezone(&chrono_tz::Asia::Shanghai);
    there.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// A published event with so many seats, a week ahead.
pub async fn event_of(app: &TestApp, town: &Town, capacity: impl Into<Option<i32>>) -> EventId {
    let plan = Plan {
        capacity: capacity.into(),
        ..Plan::default()
    };
    town.event(app, plan).await.id
}

pub async fn rsvp_of(app: &TestApp, event: EventId, person: PersonId) -> Option<rsvp::Model> {
    rsvp::Entity::find()
        .filter(rsvp::Column::EventId.eq(event))
        .filter(rsvp::Column::PersonId.eq(person))
        .one(app.core.db().writer())
        .await
        .expect("the database answers")
}

/// All answers to the event, in order of the first answer.
pub async fn rsvps_of(app: &TestApp, event: EventId) -> Vec<rsvp::Model> {
    rsvp::Entity::find()
        .filter(rsvp::Column::EventId.eq(event))
        .order_by_asc(rsvp::Column::Id)
        .all(app.core.db().writer())
        .await
        .expect("the database answers")
}

/// The states of these people's answers, in the order asked for.
pub async fn states(app: &TestApp, event: EventId, people: &[PersonId]) -> Vec<RsvpState> {
    let rows = rsvps_of(app, event).await;
    let state = |person: &PersonId| {
        let row = rows.iter().find(|row| row.person_id == *person);
        row.expect("the person answered").state
    };
    people.iter().map(state).collect()
}

pub async fn seats_of(app: &TestApp, event: EventId) -> event_seats::Model {
    event_seats::Entity::find_by_id(event)
        .one(app.core.db().writer())
        .await
        .expect("the database answers")
        .expect("an event has seats")
}

/// Everything that happened, in the order it was written.
pub async fn journal(app: &TestApp) -> Vec<journal::Model> {
    journal::Entity::find()
        .order_by_asc(journal::Column::Seq)
        .all(app.core.db().writer())
        .await
        .expect("the database answers")
}

/// What a refusal must leave as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    rsvps: Vec<rsvp::Model>,
    seats: Vec<event_seats::Model>,
    versions: Vec<(EventId, i32)>,
    journal: u64,
    keys: u64,
    planned: u64,
    sent: usize,
}

/// All that an answer could have written or sent.
pub async fn written(app: &TestApp) -> Written {
    let db = app.core.db().writer();
    let events = event::Entity::find()
        .order_by_asc(event::Column::Id)
        .all(db)
        .await
        .expect("the database answers");
    Written {
        rsvps: rsvp::Entity::find()
            .order_by_asc(rsvp::Column::Id)
            .all(db)
            .await
            .expect("the database answers"),
        seats: event_seats::Entity::find()
            .order_by_asc(event_seats::Column::EventId)
            .all(db)
            .await
            .expect("the database answers"),
        versions: events.iter().map(|row| (row.id, row.version)).collect(),
        journal: journal::Entity::find().count(db).await.expect("a count"),
        keys: idempotency::Entity::find()
            .count(db)
            .await
            .expect("a count"),
        planned: delivery::Entity::find().count(db).await.expect("a count"),
        sent: app.mail.sent().len(),
    }
}

/// Answers, which must be refused for these reasons and leave everything as it was.
pub async fn refused(
    app: &TestApp,
    town: &Town,
    who: PersonId,
    event: EventId,
    more: Value,
    reasons: &[&str],
) -> Answer {
    let before = written(app).await;
    let answer = respond(app, town, who, event, more).await;
    assert_eq!(answer.refusals("respondToEvent"), reasons);
    assert_eq!(answer.at("/respondToEvent/rsvp"), &Value::Null);
    app.run_due_work().await;
    assert_eq!(written(app).await, before);
    answer
}

/// Who was told so far that there is a place for them, in order of their names.
pub fn told_of_a_place(app: &TestApp) -> Vec<String> {
    let letters = app.mail.letters().into_iter();
    letters
        .filter(|(_, subject)| subject.starts_with("有您的位子了"))
        .map(|(address, _)| address.trim_end_matches("@example.org").to_owned())
        .collect()
}
