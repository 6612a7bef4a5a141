//! `recordCallOutcome`

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::stage::{Planned, message, task};
use crate::both_databases;
use crate::factories::{Town, gid, person_row, unknown};
use crate::notification::ledger;
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::mutation::with;
use crate::support::trace::Trace;

const MUTATION: &str = "recordCallOutcome";
const SELECTION: &str = "callTask { id state outcome tries dueAt note doneBy { name } }";

async fn record(app: &TestApp, planned: &Planned, who: PersonId, more: Value) -> Answer {
    let input = with(&json!({ "taskId": planned.id() }), more);
    app.mutate(Some(who), MUTATION, SELECTION, input).await
}

async fn recorded(app: &TestApp, planned: &Planned, more: Value) -> Value {
    let answer = record(app, planned, planned.town.steward, more).await;
    assert_eq!(answer.refusals(MUTATION), [""; 0]);
    answer.at("/recordCallOutcome/callTask").clone()
}

both_databases!(who_was_reached_was_told, |app| {
    let planned = Planned::one(&app).await;
    let end = app.journal_end().await;
    let told = json!({ "outcome": "REACHED", "note": "她很高兴，问能不能带孙子" });
    let call = recorded(&app, &planned, told.clone()).await;
    assert_eq!(
        (&call["state"], &call["tries"]),
        (&json!("DONE"), &json!(1))
    );
    assert_eq!(call["doneBy"]["name"], "steward");
    assert_eq!(call["note"], "她很高兴，问能不能带孙子");
    let row = message(&app, planned.message).await;
    assert_eq!(row.state, DeliveryState::Delivered);
    assert_eq!((row.last_error, row.settled_at), (None, Some(app.now())));
    let trace = Trace::of(&app).await;
    assert!(!trace.holds("孙子"), "notes are sealed");
    let journalled = app.journalled_since(end).await;
    assert_eq!(journalled.len(), 1);
    assert_eq!(journalled[0].what, "call_task recorded");
    let payload = json!({ "person": planned.lan.0, "outcome": "REACHED", "via": "PHONE" });
    assert_eq!(journalled[0].payload, payload);

    // The same again is no news; something else comes too late, and shows how it is.
    let input = with(&json!({ "taskId": planned.id() }), told);
    let again = app
        .without_trace(Some(planned.town.admin), MUTATION, SELECTION, input)
        .await;
    assert_eq!(again.refusals(MUTATION), [""; 0]);
    let other = json!({ "taskId": planned.id(), "outcome": "NO_ANSWER" });
    let refused = app
        .without_trace(Some(planned.town.admin), MUTATION, SELECTION, other)
        .await;
    assert_eq!(refused.refusals(MUTATION), ["CALL_DONE taskId"]);
    assert_eq!(refused.at("/recordCallOutcome/callTask/outcome"), "REACHED");
});

both_databases!(who_does_not_answer_is_called_three_times_by_day, |app| {
    let planned = Planned::one(&app).await;
    let silent = json!({ "outcome": "NO_ANSWER" });
    let call = recorded(&app, &planned, silent.clone()).await;
    assert_eq!(
        (&call["state"], &call["tries"]),
        (&json!("OPEN"), &json!(1))
    );
    let row = task(&app, planned.task).await;
    assert_eq!(row.due_at, app.now() + TimeDelta::hours(2));
    assert_eq!(
        message(&app, planned.message).await.state,
        DeliveryState::Sent
    );
    // At eight in the evening there is no calling two hours later.
    app.advance(TimeDelta::hours(8));
    recorded(&app, &planned, silent.clone()).await;
    let row = task(&app, planned.task).await;
    assert_eq!(row.due_at, app.now() + TimeDelta::hours(12));
    app.advance(TimeDelta::hours(12));
    let call = recorded(&app, &planned, silent).await;
    assert_eq!(
        (&call["state"], &call["tries"]),
        (&json!("DONE"), &json!(3))
    );
    let row = message(&app, planned.message).await;
    assert_eq!(row.state, DeliveryState::Failed);
    assert_eq!(row.last_error.as_deref(), Some("NO_ANSWER"));
});

both_databases!(who_wants_another_call_gets_it_then, |app| {
    let planned = Planned::one(&app).await;
    let at = app.now() + TimeDelta::hours(5);
    let later = json!({ "outcome": "CALL_BACK", "callAgainAt": at.to_rfc3339() });
    let call = recorded(&app, &planned, later).await;
    assert_eq!(
        (&call["state"], &call["outcome"]),
        (&json!("OPEN"), &json!("CALL_BACK"))
    );
    assert_eq!(task(&app, planned.task).await.due_at, at);
    let who = planned.town.steward;
    let refusals = async |more: Value| {
        let input = with(
            &json!({ "taskId": planned.id(), "outcome": "CALL_BACK" }),
            more,
        );
        app.refusals(who, MUTATION, "callTask", input).await
    };
    let instant = |at: chrono::DateTime<chrono::Utc>| json!({ "callAgainAt": at.to_rfc3339() });
    assert_eq!(refusals(json!({})).await, ["REQUIRED callAgainAt"]);
    assert_eq!(
        refusals(instant(app.now())).await,
        ["IN_THE_PAST callAgainAt"]
    );
    let starts = planned.event.starts_at;
    assert_eq!(refusals(instant(starts)).await, ["NOT_BEFORE callAgainAt"]);
    let reached = with(&instant(at), json!({ "outcome": "REACHED" }));
    assert_eq!(refusals(reached).await, ["ONLY_TOGETHER callAgainAt"]);
    let long = json!({ "note": "长".repeat(501) });
    assert_eq!(
        refusals(long).await,
        ["INVALID_LENGTH note", "REQUIRED callAgainAt"]
    );
});

both_databases!(a_refusal_is_the_last_call, |app| {
    let planned = Planned::one(&app).await;
    let call = recorded(&app, &planned, json!({ "outcome": "REFUSED" })).await;
    assert_eq!(call["state"], "DONE");
    let row = message(&app, planned.message).await;
    assert_eq!(row.state, DeliveryState::Failed);
    assert_eq!(row.last_error.as_deref(), Some("CALL_REFUSED"));
    let said = ledger(&app, planned.lan).await;
    assert_eq!(said.len(), 1);
    let said = &said[0];
    assert_eq!(
        (said.channel, said.purpose),
        (Channel::Call, ChannelPurpose::Service)
    );
    assert_eq!((said.step, said.via), (ConsentStep::OptOut, Via::Phone));
    assert_eq!(said.given_by, Some(planned.town.steward));
});

both_databases!(a_wrong_number_ends_it, |app| {
    let planned = Planned::one(&app).await;
    let call = recorded(&app, &planned, json!({ "outcome": "WRONG_NUMBER" })).await;
    assert_eq!(call["state"], "DONE");
    let row = message(&app, planned.message).await;
    assert_eq!(row.last_error.as_deref(), Some("WRONG_NUMBER"));
    assert!(ledger(&app, planned.lan).await.is_empty());
});

both_databases!(nothing_is_noted_once_it_came_too_late, |app| {
    let planned = Planned::one(&app).await;
    app.clock.set(planned.event.starts_at);
    let input = json!({ "taskId": planned.id(), "outcome": "REACHED" });
    let refused = app
        .without_trace(Some(planned.town.steward), MUTATION, SELECTION, input)
        .await;
    assert_eq!(refused.refusals(MUTATION), ["CALL_LAPSED taskId"]);
    assert_eq!(refused.at("/recordCallOutcome/callTask/state"), "LAPSED");
});

both_databases!(only_who_looks_after_the_unit_notes_it, |app| {
    let planned = Planned::one(&app).await;
    let other = Town::named(&app, "邻市").await;
    let town = &planned.town;
    let outcome = json!({ "outcome": "REACHED" });
    let input = with(&json!({ "taskId": planned.id() }), outcome.clone());
    for stranger in [planned.lan, town.organiser, other.steward, other.admin] {
        let refusals = app
            .refusals(stranger, MUTATION, "callTask", input.clone())
            .await;
        assert_eq!(refusals, ["NOT_FOUND taskId"]);
    }
    let actors = [(None, "UNAUTHENTICATED")];
    app.denied(MUTATION, "callTask", &input, &actors).await;
    let ids = [
        (&**unknown::<CallTaskId>(town), "NOT_FOUND"),
        (&*gid(town, planned.lan), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    app.refuses_ids(town.steward, MUTATION, "callTask", &outcome, "taskId", &ids)
        .await;
});

both_databases!(a_repeated_key_counts_no_second_try, |app| {
    let planned = Planned::one(&app).await;
    let keyed = json!({ "outcome": "NO_ANSWER", "idempotencyKey": "k1" });
    recorded(&app, &planned, keyed.clone()).await;
    app.advance(TimeDelta::minutes(1));
    let again = recorded(&app, &planned, keyed).await;
    assert_eq!(again["tries"], 1);
    let other = json!({
        "taskId": planned.id(), "outcome": "REACHED", "idempotencyKey": "k1",
    });
    let refusals = app
        .refusals(planned.town.steward, MUTATION, "callTask", other)
        .await;
    assert_eq!(refusals, ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
});

both_databases!(of_two_stewards_at_once_one_ends_it, |app| {
    let planned = Planned::one(&app).await;
    let (steward, admin) = (planned.town.steward, planned.town.admin);
    let said = [
        (steward, "REACHED"),
        (admin, "WRONG_NUMBER"),
        (steward, "REACHED"),
        (admin, "WRONG_NUMBER"),
    ];
    let said =
        said.map(|(who, outcome)| record(&app, &planned, who, json!({ "outcome": outcome })));
    let answers = futures_util::future::join_all(said).await;
    let row = task(&app, planned.task).await;
    assert_eq!((row.state, row.tries), (CallState::Done, 1));
    let refused = answers
        .iter()
        .filter(|one| one.refusals(MUTATION) == ["CALL_DONE taskId"]);
    assert_eq!(refused.count(), 2);
});

both_databases!(calls_are_exported_and_go_with_the_person, |app| {
    let planned = Planned::one(&app).await;
    let note = json!({ "outcome": "NO_ANSWER", "note": "下午再打" });
    recorded(&app, &planned, note).await;
    let own = Some(planned.lan);
    let file = app
        .mutate(own, "exportMyData", "export { content }", json!({}))
        .await;
    let content = file
        .at("/exportMyData/export/content")
        .as_str()
        .expect("a text");
    let content: Value = serde_json::from_str(content).expect("it is JSON");
    assert_eq!(content["calls"][0]["note"], "下午再打");
    assert_eq!(content["calls"][0]["outcome"], "NO_ANSWER");
    let name = person_row(&app, planned.lan).await.name;
    let erased = app
        .mutate(own, "eraseMe", "erasedPersonId", json!({ "confirm": name }))
        .await;
    assert_eq!(erased.refusals("eraseMe"), [""; 0]);
    let left = call_task::Entity::find().all(app.core.db().reader()).await;
    assert!(left.expect("calls are read").is_empty());
});
