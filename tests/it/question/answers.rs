//! Answers to questions, as a part of `respondToEvent`.

use mulin_entities::*;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::factories::{Plan, Town, gid, grant};
use crate::rsvp::steps::rsvp_of;
use crate::support::app::TestApp;
use crate::support::trace::Trace;

async fn stored(app: &TestApp) -> u64 {
    question_answer::Entity::find()
        .count(app.core.db().reader())
        .await
        .expect("answers can be counted")
}

both_databases!(answers_of_each_kind_come_back_as_they_were_given, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let ids = ask(&app, &town, event, of_each_kind()).await;
    let wang = town.resident(&app, "wang").await;
    let given = json!({ "answers": to_each(&ids) });
    let answer = respond(&app, &town, wang, event, given.clone()).await;
    assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
    let answers = answer.at("/respondToEvent/rsvp/answers");
    assert_eq!(answers[0]["text"], "王梅");
    assert_eq!(answers[0]["number"], Value::Null);
    assert_eq!(answers[1]["number"], 2);
    assert_eq!(answers[2]["choices"], json!(["茶"]));
    assert_eq!(answers[3]["choices"], json!(["菜", "灯"]));
    assert_eq!(answers[4]["yesNo"], false);
    assert_eq!(answers[5]["date"], "2027-02-20");
    // The same again, and leaving them out, change nothing.
    let before = Trace::of(&app).await;
    respond(&app, &town, wang, event, given).await;
    respond(&app, &town, wang, event, json!({})).await;
    assert_eq!(Trace::of(&app).await, before);
    // What is given takes the place of all before.
    let one = json!({ "answers": [{ "questionId": ids[0], "text": "李" }] });
    let answer = respond(&app, &town, wang, event, one).await;
    let answers = answer.at("/respondToEvent/rsvp/answers").as_array();
    assert_eq!(answers.unwrap().len(), 1);
    assert_eq!(stored(&app).await, 1);
});

both_databases!(all_faults_are_told_with_those_of_the_rest, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let ids = ask(&app, &town, event, of_each_kind()).await;
    let wang = town.resident(&app, "wang").await;
    let before = Trace::of(&app).await;
    let faulty = json!({
        "note": "长".repeat(501), "party": { "adults": 30 },
        "answers": [
            { "questionId": ids[1], "number": 10 },
            { "questionId": ids[2], "choices": ["酒"] },
            { "questionId": ids[4], "text": "是" },
            { "questionId": *gid(&town, event), "text": "是" },
        ],
    });
    let answer = respond(&app, &town, wang, event, faulty).await;
    assert_eq!(
        answer.refusals("respondToEvent"),
        [
            "INVALID_LENGTH note",
            "OUT_OF_RANGE party.adults",
            "OUT_OF_RANGE answers.0.number",
            "NOT_FOUND answers.1.choices.0",
            "UNFIT_FOR_KIND answers.2.text",
            "REQUIRED answers.2.yesNo",
            "ID_OF_ANOTHER_TYPE answers.3.questionId",
            "UNANSWERED answers",
        ]
    );
    // Alone they are told, too.
    let faulty = json!({ "answers": [{ "questionId": ids[1], "number": -1 }] });
    let answer = respond(&app, &town, wang, event, faulty).await;
    assert_eq!(
        answer.refusals("respondToEvent"),
        ["OUT_OF_RANGE answers.0.number", "UNANSWERED answers"]
    );
    assert_eq!(Trace::of(&app).await, before);
});

both_databases!(who_may_come_is_not_asked_and_who_comes_is, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let ids = ask(&app, &town, event, of_each_kind()).await;
    let wang = town.resident(&app, "wang").await;
    for status in ["MAYBE", "DECLINED"] {
        let answer = respond(&app, &town, wang, event, json!({ "status": status })).await;
        assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
    }
    let answer = respond(&app, &town, wang, event, json!({})).await;
    assert_eq!(answer.refusals("respondToEvent"), ["UNANSWERED answers"]);
    let text = answer.at("/respondToEvent/userErrors/0/message").as_str();
    assert!(
        text.is_some_and(|text| text.contains("电话找谁？")),
        "{text:?}"
    );
    let some = json!({ "answers": [{ "questionId": ids[0], "text": "王" }] });
    let answer = respond(&app, &town, wang, event, some).await;
    assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
});

both_databases!(a_new_form_keeps_what_it_asks_again, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let ids = ask(&app, &town, event, of_each_kind()).await;
    let wang = town.resident(&app, "wang").await;
    let given = json!({ "answers": to_each(&ids) });
    respond(&app, &town, wang, event, given).await;
    let rsvp = rsvp_of(&app, event, wang).await.unwrap().id;
    let mut next = of_each_kind();
    next[2]["choices"] = json!(["茶", "水"]);
    next.as_array_mut().unwrap().truncate(4);
    let ids = ask(&app, &town, event, next.clone()).await;
    // Until the person answers again, the old form stays readable.
    let labels = seen(&app, &town, town.organiser, rsvp).await;
    assert_eq!(labels.len(), 6);
    let party = json!({ "party": { "adults": 2 } });
    let answer = respond(&app, &town, wang, event, party).await;
    assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
    let labels = seen(&app, &town, wang, rsvp).await;
    assert_eq!(labels, ["电话找谁？", "几张椅子？", "带什么？"]);

    // What is newly required is asked for at the next GOING, and not before.
    next[2]["required"] = json!(true);
    let ids_after = ask(&app, &town, event, next).await;
    assert_ne!(ids, ids_after);
    let maybe = json!({ "status": "MAYBE" });
    let answer = respond(&app, &town, wang, event, maybe).await;
    assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
    assert_eq!(seen(&app, &town, wang, rsvp).await.len(), 3);
    let answer = respond(&app, &town, wang, event, json!({})).await;
    assert_eq!(answer.refusals("respondToEvent"), ["UNANSWERED answers"]);
    // Answers to the old form are not taken any more.
    let old = json!({ "answers": [{ "questionId": ids[0], "text": "王" }] });
    let answer = respond(&app, &town, wang, event, old).await;
    assert_eq!(
        answer.refusals("respondToEvent"),
        [
            "NOT_FOUND answers.0.questionId",
            "UNANSWERED answers",
            "UNANSWERED answers"
        ]
    );
});

both_databases!(each_sees_what_is_for_them, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let ids = ask(&app, &town, event, of_each_kind()).await;
    let wang = town.resident(&app, "wang").await;
    let helper = town.resident(&app, "helper").await;
    let given = json!({ "answers": to_each(&ids) });
    respond(&app, &town, wang, event, given).await;
    let rsvp = rsvp_of(&app, event, wang).await.unwrap().id;
    let part = json!({
        "eventId": *gid(&town, event), "personId": *gid(&town, helper), "role": "CHECK_IN_HELPER",
    });
    let granted = app
        .mutate(Some(town.organiser), "grantEventRole", "grant { id }", part)
        .await;
    assert_eq!(granted.refusals("grantEventRole"), [""; 0]);
    assert_eq!(seen(&app, &town, wang, rsvp).await.len(), 6);
    assert_eq!(seen(&app, &town, town.organiser, rsvp).await.len(), 6);
    assert_eq!(seen(&app, &town, helper, rsvp).await, ["几张椅子？"]);
    let housemate = crate::factories::housemate(&app, wang, "lan", Some(1980)).await;
    assert_eq!(seen(&app, &town, housemate, rsvp).await.len(), 6);
    // An organiser of elsewhere sees nothing of it.
    let other = town.resident(&app, "other").await;
    grant(&app.core, other, Role::Organiser, &town.other_unit).await;
    let query = "query ($id: ID!) { node(id: $id) { id } }";
    let id = json!({ "id": *gid(&town, rsvp) });
    let answer = app.run(Some(other), query, id).await;
    assert_eq!(answer.at("/node"), &Value::Null);
});

both_databases!(a_link_and_a_housemate_answer_them_too, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let ids = ask(&app, &town, event, of_each_kind()).await;
    let wang = town.resident(&app, "wang").await;
    let link = json!({ "eventId": *gid(&town, event), "personId": *gid(&town, wang) });
    let link = app
        .mutate(Some(wang), "createPersonalLink", "link { token }", link)
        .await;
    let token = link.at("/createPersonalLink/link/token").as_str().unwrap();
    let query = "mutation ($input: RespondToEventInput!) { respondToEvent(input: $input) {
        rsvp { answers { text } } userErrors { code path } } }";
    let more = json!({ "answers": to_each(&ids) });
    let bare = crate::rsvp::steps::answering(&town, event, &json!({}));
    let answer = app.run_with(Some(token), query, bare).await;
    assert_eq!(answer.refusals("respondToEvent"), ["UNANSWERED answers"]);
    let input = crate::rsvp::steps::answering(&town, event, &more);
    let answer = app.run_with(Some(token), query, input).await;
    assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
    assert_eq!(answer.at("/respondToEvent/rsvp/answers/0/text"), "王梅");

    let lan = crate::factories::housemate(&app, wang, "lan", Some(1980)).await;
    let more = json!({ "answers": to_each(&ids), "onBehalfOf": *gid(&town, lan) });
    let answer = respond(&app, &town, wang, event, more).await;
    assert_eq!(answer.refusals("respondToEvent"), [""; 0]);
    let answers = answer.at("/respondToEvent/rsvp/answers").as_array();
    assert_eq!(answers.unwrap().len(), 6);
});

both_databases!(who_is_erased_leaves_no_answers, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let ids = ask(&app, &town, event, of_each_kind()).await;
    let wang = town.resident(&app, "wang").await;
    let given = json!({ "answers": to_each(&ids) });
    respond(&app, &town, wang, event, given).await;
    assert_eq!(stored(&app).await, 6);
    town.erase(&app, wang).await;
    assert_eq!(stored(&app).await, 0);
});
