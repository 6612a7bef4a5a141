//! Steps that the tests of questions share.

use mulin_entities::*;
use serde_json::{Value, json};

use crate::factories::{Town, gid};
use crate::support::answer::Answer;
use crate::support::app::TestApp;

pub const FORM: &str = "event { version questions { id kind label help required audience choices \
                        min max } }";

/// Asks these questions as the event's organiser, which must be allowed; gives their ids.
pub async fn ask(app: &TestApp, town: &Town, event: EventId, questions: Value) -> Vec<Value> {
    let input = json!({ "eventId": *gid(town, event), "questions": questions });
    let answer = app
        .mutate(Some(town.organiser), "setEventQuestions", FORM, input)
        .await;
    assert_eq!(answer.refusals("setEventQuestions"), [""; 0]);
    let form = answer.at("/setEventQuestions/event/questions").as_array();
    let form = form.expect("a form is a list").iter();
    form.map(|question| question["id"].clone()).collect()
}

/// A form with a question of each kind; only the first must be answered.
pub fn of_each_kind() -> Value {
    json!([
        { "kind": "TEXT", "label": "电话找谁？", "required": true, "max": 10 },
        { "kind": "NUMBER", "label": "几张椅子？", "min": 0, "max": 9, "audience": "HELPERS" },
        { "kind": "CHOICE", "label": "喝什么？", "choices": ["茶", "汤"] },
        { "kind": "CHOICES", "label": "带什么？", "choices": ["菜", "碗", "灯"], "max": 2 },
        { "kind": "YES_NO", "label": "会跳舞吗？" },
        { "kind": "DATE", "label": "哪天来排练？" },
    ])
}

/// An answer of each kind to [`of_each_kind`].
pub fn to_each(ids: &[Value]) -> Value {
    json!([
        { "questionId": ids[0], "text": "王梅" },
        { "questionId": ids[1], "number": 2 },
        { "questionId": ids[2], "choices": ["茶"] },
        { "questionId": ids[3], "choices": ["菜", "灯"] },
        { "questionId": ids[4], "yesNo": false },
        { "questionId": ids[5], "date": "2027-02-20" },
    ])
}

const ANSWERED: &str = "rsvp { id state answers { question { label } text number choices yesNo \
                        date } }";

/// Answers the event: GOING, unless `more` says otherwise.
pub async fn respond(
    app: &TestApp,
    town: &Town,
    who: PersonId,
    event: EventId,
    more: Value,
) -> Answer {
    let input = crate::rsvp::steps::answering(town, event, &more);
    app.mutate(
        Some(who),
        "respondToEvent",
        ANSWERED,
        input["input"].clone(),
    )
    .await
}

/// The labels of what is answered, as somebody sees it.
pub async fn seen(app: &TestApp, town: &Town, who: PersonId, rsvp: RsvpId) -> Vec<String> {
    let query =
        "query ($id: ID!) { node(id: $id) { ... on Rsvp { answers { question { label } } } } }";
    let answer = app
        .run(Some(who), query, json!({ "id": *gid(town, rsvp) }))
        .await;
    let answers = answer.at("/node/answers").as_array();
    let answers = answers.expect("the answer is seen").iter();
    answers
        .map(|one| one["question"]["label"].as_str().unwrap().to_owned())
        .collect()
}
