//! Calls in place of messages: one task, until it is made, comes too late, or is not needed.

use chrono::TimeDelta;
use mulin_domain::Actor;
use mulin_domain::delivery::calls::note_outcome;
use mulin_entities::*;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;

use super::reaching::*;
use super::stage::{deliveries, remind, reschedule, withdraw};
use crate::both_databases;
use crate::factories::{Plan, Town, respond};
use crate::support::app::TestApp;

use DeliveryState::{Delivered, Expired, Failed, Sent, Superseded};

/// Somebody with nothing but a fixed line, who comes to an event that reminds a day and two hours
/// before.
async fn to_be_called(app: &TestApp, town: &Town) -> (event::Model, rsvp::Model) {
    let person = town.resident(app, "r0").await;
    reached_by(app, person, &[(ContactKind::Phone, LANDLINE)]).await;
    let event = town.event(app, Plan::default()).await;
    remind(app, town, event.id, &["P1D", "PT2H"]).await;
    let answer = respond(
        &app.core,
        person,
        event.id,
        mulin_domain::rsvp::Answer::Going,
        1,
    )
    .await;
    (event, answer.expect("taken"))
}

/// Those of all messages, in order of their times.
async fn states(app: &TestApp) -> Vec<DeliveryState> {
    let rows = in_order(app).await.into_iter();
    rows.map(|row| row.state).collect()
}

async fn in_order(app: &TestApp) -> Vec<delivery::Model> {
    let mut rows = deliveries(app).await;
    rows.sort_by_key(|row| row.send_at);
    rows
}

async fn called(app: &TestApp, outcome: CallOutcome, is_last: bool) {
    let id = calls(app).await[0].delivery_id;
    app.core
        .transact(&Actor::System, move |tx| {
            Box::pin(async move { note_outcome(tx, id, outcome, is_last).await })
        })
        .await
        .expect("an outcome can be noted");
}

both_databases!(a_steward_calls_once_for_all_reminders_of_an_event, |app| {
    let town = Town::found(&app).await;
    let (event, _) = to_be_called(&app, &town).await;
    at_noon(&app).await;
    assert_eq!(calls(&app).await.len(), 1);
    app.clock.set(event.starts_at - TimeDelta::hours(2));
    app.run_due_work().await;
    assert_eq!(calls(&app).await.len(), 1);
    assert_eq!(states(&app).await, [Sent, Superseded]);
    assert_eq!(
        in_order(&app).await[1].last_error.as_deref(),
        Some("SAME_CALL")
    );
});

both_databases!(how_a_call_ends_is_how_its_message_ends, |app| {
    let town = Town::found(&app).await;
    to_be_called(&app, &town).await;
    at_noon(&app).await;
    called(&app, CallOutcome::NoAnswer, false).await;
    assert_eq!(states(&app).await[0], Sent);
    called(&app, CallOutcome::NoAnswer, true).await;
    assert_eq!(states(&app).await[0], Failed);
    called(&app, CallOutcome::Reached, false).await;
    assert_eq!(states(&app).await[0], Delivered);
    called(&app, CallOutcome::WrongNumber, true).await;
    assert_eq!(states(&app).await[0], Delivered, "it never goes back");
});

both_databases!(a_call_that_nobody_made_in_time_lapses, |app| {
    let town = Town::found(&app).await;
    let (event, _) = to_be_called(&app, &town).await;
    at_noon(&app).await;
    app.clock.set(event.starts_at - TimeDelta::microseconds(1));
    app.run_due_work().await;
    assert_eq!(calls(&app).await[0].state, CallState::Open);
    app.clock.set(event.starts_at);
    app.run_due_work().await;
    assert_eq!(calls(&app).await[0].state, CallState::Lapsed);
    assert_eq!(states(&app).await[0], Expired);
    let row = &in_order(&app).await[0];
    assert_eq!(row.last_error.as_deref(), Some("NOT_CALLED"));
});

/// Somebody who wants to be called first, and can be written to; called a day before an event.
async fn called_first(app: &TestApp, town: &Town) -> event::Model {
    let person = town.resident(app, "r0").await;
    reached_by_both(app, person, "r0").await;
    prefers(app, person, Some("CALL,SMS,EMAIL"), None).await;
    let event = reminded(app, town, &[person]).await;
    at_noon(app).await;
    assert_eq!(course(app).await, [(Channel::Call, Sent, None)]);
    event
}

fn why(code: &str) -> Option<String> {
    Some(code.to_owned())
}

both_databases!(who_was_not_reached_by_a_call_is_written_to, |app| {
    let town = Town::found(&app).await;
    called_first(&app, &town).await;
    called(&app, CallOutcome::NoAnswer, false).await;
    app.run_due_work().await;
    assert_eq!(course(&app).await, [(Channel::Call, Sent, None)]);
    called(&app, CallOutcome::NoAnswer, true).await;
    let sms = by(&app, Channel::Sms).await;
    let call = by(&app, Channel::Call).await;
    assert_eq!(sms.instead_of, Some(call.id));
    app.run_due_work().await;
    let expected = [
        (Channel::Sms, Sent, None),
        (Channel::Call, Failed, why("NO_ANSWER")),
    ];
    assert_eq!(course(&app).await, expected);
    // To say the same again plans nothing again.
    called(&app, CallOutcome::NoAnswer, true).await;
    app.run_due_work().await;
    assert_eq!(course(&app).await, expected);
    assert_eq!(app.sms.tried().len(), 1);
});

both_databases!(who_was_called_in_vain_is_written_to_the_next_time, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "r0").await;
    reached_by_both(&app, person, "r0").await;
    prefers(&app, person, Some("CALL,SMS,EMAIL"), None).await;
    let event = town.event(&app, Plan::default()).await;
    remind(&app, &town, event.id, &["P1D", "PT2H"]).await;
    let answer = mulin_domain::rsvp::Answer::Going;
    respond(&app.core, person, event.id, answer, 1)
        .await
        .expect("taken");
    at_noon(&app).await;
    called(&app, CallOutcome::WrongNumber, true).await;
    // As the steward's word leaves the task.
    call_task::Entity::update_many()
        .col_expr(call_task::Column::State, Expr::value(CallState::Done))
        .col_expr(call_task::Column::DoneAt, Expr::value(app.now()))
        .col_expr(call_task::Column::DoneBy, Expr::value(town.steward))
        .col_expr(
            call_task::Column::Outcome,
            Expr::value(CallOutcome::WrongNumber),
        )
        .exec(app.core.db().writer())
        .await
        .expect("the task can be written");
    app.run_due_work().await;
    assert_eq!(app.sms.take().len(), 1);
    app.clock.set(event.starts_at - TimeDelta::hours(2));
    app.run_due_work().await;
    app.run_due_work().await;
    assert_eq!(app.sms.take().len(), 1);
    assert_eq!(calls(&app).await.len(), 1);
    let rows = of(&app, person).await.into_iter();
    let why: Vec<String> = rows.filter_map(|row| row.last_error).collect();
    assert_eq!(why, ["WRONG_NUMBER", "NOT_REACHED"]);
});

both_databases!(who_was_reached_after_all_is_not_written_to, |app| {
    let town = Town::found(&app).await;
    called_first(&app, &town).await;
    called(&app, CallOutcome::WrongNumber, true).await;
    called(&app, CallOutcome::Reached, true).await;
    app.run_due_work().await;
    let expected = [
        (Channel::Sms, Superseded, None),
        (Channel::Call, Delivered, None),
    ];
    assert_eq!(course(&app).await, expected);
    assert_eq!(app.sms.tried().len(), 0);
});

both_databases!(a_call_that_nobody_makes_gives_way_in_time, |app| {
    let town = Town::found(&app).await;
    let event = called_first(&app, &town).await;
    let task = calls(&app).await.remove(0);
    let end = task.expires_at.expect("it ends");
    assert!(end <= event.starts_at - TimeDelta::hours(3), "{end}");
    app.clock.set(end - TimeDelta::microseconds(1));
    app.run_due_work().await;
    assert_eq!(course(&app).await, [(Channel::Call, Sent, None)]);
    app.clock.set(end);
    app.run_due_work().await;
    app.run_due_work().await;
    let expected = [
        (Channel::Sms, Sent, None),
        (Channel::Call, Failed, why("NOT_CALLED")),
    ];
    assert_eq!(course(&app).await, expected);
    assert_eq!(calls(&app).await[0].state, CallState::Lapsed);
});

both_databases!(who_took_the_answer_back_is_not_called, |app| {
    let town = Town::found(&app).await;
    let (_, answer) = to_be_called(&app, &town).await;
    at_noon(&app).await;
    withdraw(&app, &answer).await;
    assert_eq!(calls(&app).await[0].state, CallState::Lapsed);
    assert_eq!(states(&app).await[0], Superseded);
});

both_databases!(a_moved_event_is_called_about_anew, |app| {
    let town = Town::found(&app).await;
    let (event, _) = to_be_called(&app, &town).await;
    at_noon(&app).await;
    let (starts, ends) = ("2026-12-01T15:00:00", "2026-12-01T17:30:00");
    reschedule(&app, &town, event.id, starts, ends).await;
    app.run_due_work().await;
    let tasks = calls(&app).await;
    let states: Vec<CallState> = tasks.iter().map(|task| task.state).collect();
    assert_eq!(states, [CallState::Lapsed, CallState::Open]);
    assert!(tasks[1].expires_at > tasks[0].expires_at);
});
