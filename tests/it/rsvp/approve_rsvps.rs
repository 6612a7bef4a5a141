//! `approveRsvps` and `refuseRsvps`.

use mulin_entities::*;
use serde_json::{Value, json};

use super::model::{Model, assert_adds_up};
use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, gid};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use RsvpState::{Going, Refused, Requested, Waitlisted};

async fn decide(
    app: &TestApp,
    town: &Town,
    who: PersonId,
    verb: &str,
    rsvps: &[RsvpId],
    more: Value,
) -> Answer {
    let name = format!("{}{}", verb[..1].to_uppercase(), &verb[1..]);
    let query = format!(
        "mutation ($input: {name}RsvpsInput!) {{ {verb}Rsvps(input: $input) {{
            results {{ rsvpId rsvp {{ state decisionReason }} userErrors {{ code path }} }}
            userErrors {{ code path }} }} }}"
    );
    let mut input = json!({ "rsvpIds": rsvps.iter().map(|id| gid(town, *id)).collect::<Vec<_>>() });
    for (key, value) in more.as_object().expect("an object") {
        input[key] = value.clone();
    }
    app.run(Some(who), &query, json!({ "input": input })).await
}

/// An event with so many seats whose organisers approve, and what these parties asked for.
async fn asked(
    app: &TestApp,
    town: &Town,
    seats: i32,
    parties: &[i32],
) -> (EventId, Vec<PersonId>, Vec<RsvpId>) {
    let event = event_of(app, town, seats).await;
    edit(app, town, event, json!({ "needsApproval": true })).await;
    let people = town.residents(app, parties.len()).await;
    let mut rsvps = Vec::new();
    for (who, party) in people.iter().zip(parties) {
        assert_eq!(going(app, town, *who, event, *party).await, "REQUESTED");
        rsvps.push(rsvp_of(app, event, *who).await.expect("an answer").id);
    }
    (event, people, rsvps)
}

fn told(app: &TestApp, subject: &str) -> Vec<String> {
    let letters = app.mail.letters().into_iter();
    letters
        .filter(|(_, found)| found.starts_with(subject))
        .map(|(address, _)| address.trim_end_matches("@example.org").to_owned())
        .collect()
}

both_databases!(requests_get_seats_in_the_order_of_the_list, |app| {
    let town = Town::found(&app).await;
    let (event, people, rsvps) = asked(&app, &town, 3, &[2, 2, 1]).await;
    assert_eq!(seats_of(&app, event).await.taken, 0);
    let order = [rsvps[1], rsvps[0], rsvps[2]];
    let answer = decide(&app, &town, town.organiser, "approve", &order, json!({})).await;
    let results = answer
        .at("/approveRsvps/results")
        .as_array()
        .expect("a list");
    let seen: Vec<_> = results
        .iter()
        .map(|one| one["rsvp"]["state"].as_str())
        .collect();
    assert_eq!(seen, [Some("GOING"), Some("WAITLISTED"), Some("GOING")]);
    assert_eq!(results[0]["rsvpId"], json!(*gid(&town, rsvps[1])));
    assert_eq!(
        states(&app, event, &people).await,
        [Waitlisted, Going, Going]
    );
    // Again: nothing changes, and nobody is told twice.
    let before = journal(&app).await.len();
    let again = decide(&app, &town, town.organiser, "approve", &order, json!({})).await;
    assert_eq!(again.at("/approveRsvps/results/0/userErrors"), &json!([]));
    assert_eq!(journal(&app).await.len(), before);
    app.run_due_work().await;
    assert_eq!(told(&app, "报名通过，正在候补"), ["r0"]);
    assert_eq!(told(&app, "报名通过：").len(), 2);
    assert_adds_up(&app, event).await;
    let model = Model::replay(&app, event, None).await;
    model.assert_is_what_stands(&app).await;
});

both_databases!(
    a_refusal_is_told_with_its_reason_and_can_be_taken_back,
    |app| {
        let town = Town::found(&app).await;
        let (event, people, rsvps) = asked(&app, &town, 3, &[2, 1]).await;
        let reason = json!({ "reason": "这次只请老人" });
        let answer = decide(&app, &town, town.organiser, "refuse", &rsvps[..1], reason).await;
        let result = answer.at("/refuseRsvps/results/0");
        assert_eq!(
            result["rsvp"],
            json!({ "state": "REFUSED", "decisionReason": "这次只请老人" })
        );
        assert_eq!(states(&app, event, &people).await, [Refused, Requested]);
        app.run_due_work().await;
        let letter = app
            .mail
            .sent()
            .into_iter()
            .find(|mail| mail.rendered.subject.starts_with("报名没有通过"));
        assert!(
            letter
                .expect("it was told")
                .rendered
                .text
                .contains("这次只请老人")
        );
        let reasons = ["REQUEST_REFUSED eventId"];
        refused(&app, &town, people[0], event, json!({}), &reasons).await;
        // Nor is it taken back, to be asked for once more.
        let before = written(&app).await;
        let answer = withdraw(&app, &town, people[0], rsvps[0]).await;
        assert_eq!(answer.refusals("withdrawRsvp"), ["REQUEST_REFUSED rsvpId"]);
        assert_eq!(written(&app).await, before);
        // Who has a seat is not refused one.
        decide(&app, &town, town.organiser, "approve", &rsvps, json!({})).await;
        assert_eq!(states(&app, event, &people).await, [Going, Going]);
        let answer = decide(&app, &town, town.organiser, "refuse", &rsvps, json!({})).await;
        let errors = answer.at("/refuseRsvps/results/1/userErrors");
        let expected = json!([{ "code": "NOT_REQUESTED", "path": ["rsvpIds", "1"] }]);
        assert_eq!(errors, &expected);
        assert_eq!(states(&app, event, &people).await, [Going, Going]);
        let model = Model::replay(&app, event, None).await;
        model.assert_is_what_stands(&app).await;
    }
);

both_databases!(a_retry_decides_nothing_again, |app| {
    let town = Town::found(&app).await;
    let (event, people, rsvps) = asked(&app, &town, 3, &[1]).await;
    let key = json!({ "idempotencyKey": "a" });
    decide(&app, &town, town.organiser, "approve", &rsvps, key.clone()).await;
    leave(&app, &town, people[0], event).await;
    assert_eq!(going(&app, &town, people[0], event, 1).await, "REQUESTED");
    let again = decide(&app, &town, town.organiser, "approve", &rsvps, key).await;
    assert_eq!(again.at("/approveRsvps/results/0/rsvp/state"), "REQUESTED");
    assert_eq!(states(&app, event, &people).await, [Requested]);
    // What the organisers do not ask for any more stays to be decided.
    edit(&app, &town, event, json!({ "needsApproval": false })).await;
    assert_eq!(states(&app, event, &people).await, [Requested]);
});

both_databases!(only_those_who_run_the_event_decide, |app| {
    let town = Town::found(&app).await;
    let (event, people, rsvps) = asked(&app, &town, 3, &[1, 1]).await;
    let before = written(&app).await;
    let answer = decide(&app, &town, people[0], "approve", &rsvps[1..], json!({})).await;
    let result = answer.at("/approveRsvps/results/0");
    assert_eq!(
        result["userErrors"],
        json!([{ "code": "NOT_FOUND", "path": ["rsvpIds", "0"] }])
    );
    assert_eq!(result["rsvp"], Value::Null);
    let own = decide(&app, &town, people[0], "approve", &rsvps, json!({})).await;
    assert_eq!(own.error_code(), "FORBIDDEN");
    let none = decide(&app, &town, town.organiser, "refuse", &[], json!({})).await;
    assert_eq!(none.refusals("refuseRsvps"), ["REQUIRED rsvpIds"]);
    app.run_due_work().await;
    assert_eq!(written(&app).await, before);
    assert_eq!(states(&app, event, &people).await, [Requested; 2]);
});
