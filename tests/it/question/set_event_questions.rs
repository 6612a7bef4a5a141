//! `setEventQuestions`

use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::factories::{Plan, Town, gid};
use crate::support::mutation::with;
use crate::support::trace::Trace;

both_databases!(a_form_is_set_and_the_same_again_changes_nothing, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let input = json!({ "eventId": *gid(&town, event), "questions": of_each_kind() });
    let set = |input: Value| app.mutate(Some(town.organiser), "setEventQuestions", FORM, input);
    let first = set(input.clone()).await;
    assert_eq!(first.refusals("setEventQuestions"), [""; 0]);
    let form = first.at("/setEventQuestions/event/questions").clone();
    assert_eq!(form.as_array().unwrap().len(), 6);
    assert_eq!(form[0]["required"], true);
    assert_eq!(form[1]["audience"], "HELPERS");
    assert_eq!(form[3]["choices"], json!(["菜", "碗", "灯"]));
    assert_eq!(form[3]["max"], 2);
    let before = Trace::of(&app).await;
    let again = set(input.clone()).await;
    assert_eq!(again.at("/setEventQuestions/event/questions"), &form);
    assert_eq!(Trace::of(&app).await, before);

    // Another form has other questions, and an empty one none.
    let none = set(with(&input, json!({ "questions": [] }))).await;
    assert_eq!(none.at("/setEventQuestions/event/questions"), &json!([]));
    let back = set(input.clone()).await;
    let back = back.at("/setEventQuestions/event/questions");
    assert_ne!(back[0]["id"], form[0]["id"]);
    assert_eq!(back[0]["label"], form[0]["label"]);
});

both_databases!(a_key_and_a_version_keep_two_from_meeting, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let input = json!({
        "eventId": *gid(&town, event.id), "questions": of_each_kind(),
        "expectedVersion": event.version, "idempotencyKey": "once",
    });
    let set = |input: Value| app.mutate(Some(town.organiser), "setEventQuestions", FORM, input);
    let first = set(input.clone()).await;
    assert_eq!(first.refusals("setEventQuestions"), [""; 0]);
    let before = Trace::of(&app).await;
    let again = set(input.clone()).await;
    assert_eq!(again.refusals("setEventQuestions"), [""; 0]);
    let stale = with(
        &input,
        json!({ "idempotencyKey": "other", "questions": [] }),
    );
    let stale = set(stale).await;
    assert_eq!(
        stale.refusals("setEventQuestions"),
        ["VERSION_CONFLICT expectedVersion"]
    );
    assert_eq!(Trace::of(&app).await, before);
});

both_databases!(faults_are_told_at_once_and_others_are_denied, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let input = json!({ "eventId": *gid(&town, event), "questions": [
        { "kind": "CHOICE", "label": "", "choices": ["茶"] },
        { "kind": "DATE", "label": "哪天？", "max": 3 },
    ] });
    let refusals = app
        .refusals(town.organiser, "setEventQuestions", "event", input.clone())
        .await;
    assert_eq!(
        refusals,
        [
            "REQUIRED questions.0.label",
            "OUT_OF_RANGE questions.0.choices",
            "UNFIT_FOR_KIND questions.1.max",
        ]
    );
    let many: Vec<Value> = (0..31)
        .map(|number| json!({ "kind": "TEXT", "label": format!("{number}?") }))
        .collect();
    let many = with(&input, json!({ "questions": many }));
    let refusals = app
        .refusals(town.organiser, "setEventQuestions", "event", many)
        .await;
    assert_eq!(refusals, ["TOO_MANY_ITEMS questions"]);
    let resident = town.resident(&app, "wang").await;
    let sound = with(&input, json!({ "questions": of_each_kind() }));
    for who in [resident, town.steward] {
        let answer = app
            .without_trace(Some(who), "setEventQuestions", FORM, sound.clone())
            .await;
        assert_eq!(answer.error_code(), "FORBIDDEN");
    }
});
