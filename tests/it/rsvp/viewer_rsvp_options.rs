//! `event.viewerRsvpOptions`: what it promises is what `respondToEvent` then does.

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, gid, housemate, set_state};
use crate::invitation::steps::{invite, private};
use crate::support::app::TestApp;

const QUERY: &str = "query ($id: ID!, $party: Int) { event(id: $id) {
    viewerRsvpOptions(partySize: $party) { canGo outcome nextStep maxParty seatsLeftForHousehold
        offerExpiresAt refusal { code message retryAt } } } }";

async fn options(
    app: &TestApp,
    town: &Town,
    who: Option<PersonId>,
    event: EventId,
    party: Option<i32>,
) -> Value {
    let variables = json!({ "id": *gid(town, event), "party": party });
    let answer = app.run(who, QUERY, variables).await;
    answer.at("/event/viewerRsvpOptions").clone()
}

/// Asks, answers, and compares.
async fn keeps_its_word(app: &TestApp, town: &Town, who: PersonId, event: EventId, party: i32) {
    let told = options(app, town, Some(who), event, Some(party)).await;
    let more = json!({ "party": { "adults": party } });
    let answer = respond(app, town, who, event, more).await;
    let refusals = answer.refusals("respondToEvent");
    let code = refusals.first().and_then(|text| text.split(' ').next());
    assert_eq!(told["refusal"]["code"].as_str(), code, "{told}");
    assert_eq!(told["canGo"], json!(code.is_none()));
    let state = answer.data().pointer("/respondToEvent/rsvp/state").cloned();
    assert_eq!(told["outcome"], state.unwrap_or(Value::Null), "{told}");
    if code.is_some() {
        let error = answer.at("/respondToEvent/userErrors/0");
        assert_eq!(told["refusal"]["message"], error["message"]);
    }
}

both_databases!(who_was_invited_before_being_confirmed_can_answer, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let new = town.resident(&app, "new").await;
    set_state(&app, new, PersonState::Pending).await;
    let answer = invite(
        &app,
        &town,
        event,
        json!({ "personIds": [*gid(&town, new)] }),
    )
    .await;
    assert_eq!(answer.refusals("inviteToEvent"), [""; 0]);
    keeps_its_word(&app, &town, new, event, 1).await;
    assert_eq!(states(&app, event, &[new]).await, [RsvpState::Going]);
});

both_databases!(options_are_what_answers_become, |app| {
    let town = Town::found(&app).await;
    let terms = [
        json!({}),
        json!({ "waitlistOrder": "STRICT" }),
        json!({ "needsApproval": true }),
        json!({ "householdLimit": 3 }),
        json!({ "maxParty": 2 }),
        json!({ "offerWindow": "PT1H" }),
    ];
    let lan = town.resident(&app, "lan").await;
    let bao = housemate(&app, lan, "bao", Some(1962)).await;
    let people = town.residents(&app, 3).await;
    for more in terms {
        let event = event_of(&app, &town, 5).await;
        edit(&app, &town, event, more).await;
        for (who, party) in [
            (lan, 2),
            (bao, 2),
            (bao, 1),
            (people[0], 3),
            (people[1], 1),
            (people[2], 4),
            (people[1], 2),
            (people[0], 1),
        ] {
            keeps_its_word(&app, &town, who, event, party).await;
        }
        // Somebody leaves: who waits may be in, be asked, or still wait.
        leave(&app, &town, lan, event).await;
        for (who, party) in [(lan, 1), (people[2], 2), (people[1], 1), (bao, 1)] {
            keeps_its_word(&app, &town, who, event, party).await;
        }
        app.advance(TimeDelta::hours(1));
        for (who, party) in [(people[0], 2), (lan, 1), (people[2], 2)] {
            keeps_its_word(&app, &town, who, event, party).await;
        }
        cancel(&app, &town, event).await;
        keeps_its_word(&app, &town, lan, event, 1).await;
    }
});

both_databases!(options_tell_the_next_step, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 2).await;
    let lan = town.resident(&app, "lan").await;
    let nobody = options(&app, &town, None, event, None).await;
    assert_eq!(nobody["refusal"]["code"], "UNAUTHENTICATED");
    assert_eq!(
        (&nobody["nextStep"], &nobody["canGo"]),
        (&json!("SIGN_IN"), &json!(false))
    );
    let free = options(&app, &town, Some(lan), event, None).await;
    assert_eq!(
        (&free["outcome"], &free["nextStep"]),
        (&json!("GOING"), &Value::Null)
    );
    going(&app, &town, town.steward, event, 2).await;
    let full = options(&app, &town, Some(lan), event, None).await;
    assert_eq!(
        (&full["outcome"], &full["nextStep"]),
        (&json!("WAITLISTED"), &json!("JOIN_WAITLIST"))
    );
    edit(
        &app,
        &town,
        event,
        json!({ "needsApproval": true, "householdLimit": 3 }),
    )
    .await;
    let asking = options(&app, &town, Some(lan), event, None).await;
    assert_eq!(
        (&asking["outcome"], &asking["nextStep"]),
        (&json!("REQUESTED"), &json!("ASK_APPROVAL"))
    );
    assert_eq!(
        (&asking["maxParty"], &asking["seatsLeftForHousehold"]),
        (&json!(3), &json!(3))
    );
    let opens = app.now() + TimeDelta::hours(3);
    edit(&app, &town, event, json!({ "rsvpOpensAt": local(opens) })).await;
    let early = options(&app, &town, Some(lan), event, None).await;
    assert_eq!(early["nextStep"], "WAIT_UNTIL");
    assert_eq!(early["refusal"]["code"], "RSVP_NOT_OPEN_YET");
    assert_eq!(
        early["refusal"]["retryAt"],
        json!(opens.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    );
    let query = "mutation ($input: RespondToEventInput!) { respondToEvent(input: $input) {
        userErrors { nextStep retryAt } } }";
    let answer = app
        .run(Some(lan), query, answering(&town, event, &json!({})))
        .await;
    let error = answer.at("/respondToEvent/userErrors/0");
    assert_eq!(
        (&error["nextStep"], &error["retryAt"]),
        (&json!("WAIT_UNTIL"), &early["refusal"]["retryAt"])
    );
});
