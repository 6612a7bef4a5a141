//! `respondForPeople`

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, agrees, gid, housemate, set_state, unknown};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::mutation::with;
use crate::support::trace::Trace;

const RESULTS: &str = "results { personId rsvp { id state party { adults } via }
    userErrors { code path } } event { seats { taken } }";

async fn answer_for(app: &TestApp, who: PersonId, input: Value) -> Answer {
    app.mutate(Some(who), "respondForPeople", RESULTS, input)
        .await
}

/// What became of each: the state, or the refusals.
fn told(answer: &Answer) -> Vec<String> {
    let results = answer.at("/respondForPeople/results").as_array();
    let one = |result: &Value| match result["rsvp"]["state"].as_str() {
        Some(state) => state.to_owned(),
        None => {
            let errors = result["userErrors"].as_array().expect("a list").iter();
            let error = |error: &Value| {
                let path: Vec<&str> = error["path"]
                    .as_array()
                    .expect("a list")
                    .iter()
                    .filter_map(Value::as_str)
                    .collect();
                format!("{} {}", error["code"].as_str().unwrap(), path.join("."))
            };
            errors.map(error).collect::<Vec<_>>().join(", ")
        }
    };
    results.expect("a list").iter().map(one).collect()
}

fn people(town: &Town, event: EventId, people: &[Value]) -> Value {
    json!({ "eventId": *gid(town, event), "via": "PHONE", "people": people })
}

fn going(town: &Town, who: PersonId, adults: i32) -> Value {
    json!({ "personId": *gid(town, who), "status": "GOING", "party": { "adults": adults } })
}

both_databases!(each_has_a_result_of_their_own_in_order, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 5).await;
    let residents = town.residents(&app, 4).await;
    for who in &residents[..3] {
        agrees(&app, *who, ConsentPurpose::ActOnBehalf).await;
    }
    let input = people(
        &town,
        event,
        &[
            going(&town, residents[0], 3),
            going(&town, residents[1], 3),
            going(&town, residents[3], 1),
            going(&town, residents[2], 2),
            json!({ "personId": *unknown::<PersonId>(&town), "status": "GOING" }),
            json!({ "personId": "nonsense", "status": "GOING" }),
        ],
    );
    let answer = answer_for(&app, town.steward, input).await;
    assert_eq!(answer.refusals("respondForPeople"), [""; 0]);
    assert_eq!(
        told(&answer),
        [
            "GOING",
            "WAITLISTED",
            "CONSENT_REQUIRED people.2.personId",
            "GOING",
            "NOT_FOUND people.4.personId",
            "MALFORMED_ID people.5.personId",
        ]
    );
    assert_eq!(answer.at("/respondForPeople/event/seats/taken"), 5);
    assert_eq!(answer.at("/respondForPeople/results/0/rsvp/via"), "PHONE");
    assert!(rsvp_of(&app, event, residents[3]).await.is_none());
    // The journal names each of them, and each is told.
    let rows = journal::Entity::find()
        .filter(journal::Column::Verb.eq("answered"))
        .all(app.core.db().writer())
        .await
        .expect("the journal can be read");
    let named: Vec<Option<PersonId>> = rows.iter().map(|row| row.on_behalf_of).collect();
    assert_eq!(named, [0, 1, 2].map(|index| Some(residents[index])));
    for row in rows {
        assert_eq!(row.actor_id, Some(town.steward));
        assert_eq!(row.payload["via"], "PHONE");
    }
    let notices = delivery::Entity::find()
        .filter(delivery::Column::Kind.eq(MessageKind::ActedForYou))
        .all(app.core.db().writer())
        .await
        .expect("messages can be read");
    let mut told: Vec<PersonId> = notices.iter().filter_map(|row| row.person_id).collect();
    let mut meant = residents[..3].to_vec();
    told.sort_unstable();
    meant.sort_unstable();
    assert_eq!(told, meant);
});

both_databases!(who_is_refused_leaves_no_trace, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 9).await;
    let wang = town.resident(&app, "wang").await;
    let lan = housemate(&app, wang, "lan", Some(1980)).await;
    let gone = housemate(&app, wang, "gone", Some(1980)).await;
    set_state(&app, gone, PersonState::Merged).await;
    let before = Trace::of(&app).await;
    let refused = json!([
        { "personId": *gid(&town, lan), "status": "GOING", "party": { "adults": 30 }, "note": "长".repeat(501) },
        { "personId": *gid(&town, gone), "status": "GOING" },
        { "personId": *gid(&town, town.organiser), "status": "MAYBE" },
    ]);
    let input = people(&town, event, refused.as_array().unwrap());
    let answer = answer_for(&app, wang, input).await;
    assert_eq!(
        told(&answer),
        [
            "INVALID_LENGTH people.0.note, OUT_OF_RANGE people.0.party.adults",
            "RECORD_CLOSED people.1.personId",
            "NOT_FOUND people.2.personId",
        ]
    );
    assert_eq!(Trace::of(&app).await, before);
});

both_databases!(repeated_with_its_key_it_tells_the_same_and_does_nothing, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 2).await;
    let wang = town.resident(&app, "wang").await;
    let lan = housemate(&app, wang, "lan", Some(1980)).await;
    let ming = housemate(&app, wang, "ming", Some(1980)).await;
    let input = people(&town, event, &[going(&town, lan, 2), going(&town, ming, 1)]);
    let input = with(&input, json!({ "whenFull": "REFUSE", "idempotencyKey": "once" }));
    let first = answer_for(&app, wang, input.clone()).await;
    assert_eq!(told(&first), ["GOING", "EVENT_FULL people.1.eventId"].map(|one| one.replace("people.1.", "")));
    let before = Trace::of(&app).await;
    let again = answer_for(&app, wang, input.clone()).await;
    assert_eq!(again.at("/respondForPeople/results"), first.at("/respondForPeople/results"));
    assert_eq!(Trace::of(&app).await, before);
    // Room for the other by now does not let a repeated request in.
    edit(&app, &town, event, json!({ "capacity": 9 })).await;
    let before = Trace::of(&app).await;
    let again = answer_for(&app, wang, input.clone()).await;
    assert_eq!(told(&again), ["GOING", "REFUSED_BEFORE idempotencyKey"]);
    assert_eq!(Trace::of(&app).await, before);
    let other = with(&input, json!({ "whenFull": "WAITLIST" }));
    let other = answer_for(&app, wang, other).await;
    assert_eq!(
        other.refusals("respondForPeople"),
        ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]
    );
    let fresh = with(&input, json!({ "idempotencyKey": "other" }));
    let fresh = answer_for(&app, wang, fresh).await;
    assert_eq!(told(&fresh), ["GOING", "GOING"]);
});

both_databases!(all_of_it_is_refused_for_what_all_share, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 9).await;
    let wang = town.resident(&app, "wang").await;
    let before = Trace::of(&app).await;
    let twice = [going(&town, wang, 1), going(&town, wang, 1)];
    for (input, refusal) in [
        (people(&town, event, &[]), "REQUIRED people"),
        (people(&town, event, &vec![json!({ "personId": "x", "status": "GOING" }); 201]), "TOO_MANY_ITEMS people"),
        (people(&town, event, &twice), "DUPLICATE people.1.personId"),
        (
            with(&people(&town, event, &twice[..1]), json!({ "eventId": *unknown::<EventId>(&town) })),
            "NOT_FOUND eventId",
        ),
    ] {
        let answer = answer_for(&app, wang, input).await;
        assert_eq!(answer.refusals("respondForPeople"), [refusal]);
        assert_eq!(answer.at("/respondForPeople/results"), &json!([]));
    }
    let input = people(&town, event, &twice[..1]);
    let nobody = app.mutate(None, "respondForPeople", RESULTS, input).await;
    assert_eq!(nobody.error_code(), "UNAUTHENTICATED");
    assert_eq!(Trace::of(&app).await, before);
});
