//! What an answer for somebody says of who gave it and how it came, and to whom.

use mulin_entities::*;
use serde_json::{Value, json};

use super::{PURPOSE, answer_for, for_person, last_journalled};
use crate::both_databases;
use crate::factories::{Town, agrees, gid, housemate, resident};
use crate::rsvp::steps::*;

both_databases!(
    a_steward_answers_at_the_desk_and_everything_names_both,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, 10).await;
        let lan = resident(&app.core, &town.unit, "lan").await;
        agrees(&app, lan.id, PURPOSE).await;
        let desk = for_person(&town, lan.id, event, json!({ "via": "DESK" }));
        let shown = answer_for(&app, town.steward, desk).await;
        assert_eq!(
            (
                &shown["via"],
                &shown["person"]["name"],
                &shown["answeredBy"]["name"]
            ),
            (&json!("DESK"), &json!("lan"), &json!("steward"))
        );
        assert_eq!(shown["viewerCan"]["withdraw"], true);
        let row = rsvp_of(&app, event, lan.id).await.expect("an answer");
        assert_eq!((row.via, row.answered_by), (Via::Desk, town.steward));
        assert_eq!(
            (row.household_id, row.unit_id),
            (lan.household_id, lan.unit_id),
            "where the person lives, not the steward"
        );
        assert!(rsvp_of(&app, event, town.steward).await.is_none());
        let journalled = last_journalled(&app).await;
        assert_eq!(
            (journalled.actor_id, journalled.on_behalf_of),
            (Some(town.steward), Some(lan.id))
        );
        assert_eq!(journalled.payload["person"], json!(lan.id));
        assert_eq!(journalled.payload["via"], "DESK");

        // The person, the organiser and the steward see who answered; another of the household, who may
        // answer too, does not need to know.
        let qiang = housemate(&app, lan.id, "qiang", Some(1958)).await;
        let query =
            "query ($id: ID!) { node(id: $id) { ... on Rsvp { answeredBy { name } via } } }";
        for (who, by) in [
            (lan.id, json!({ "name": "steward" })),
            (town.steward, json!({ "name": "steward" })),
            (town.organiser, json!({ "name": "steward" })),
            (qiang, Value::Null),
        ] {
            let seen = app
                .run(Some(who), query, json!({ "id": *gid(&town, row.id) }))
                .await;
            assert_eq!(seen.at("/node/answeredBy"), &by);
            assert_eq!(seen.at("/node/via"), "DESK");
        }
        // Answering oneself is one's own again.
        going(&app, &town, lan.id, event, 2).await;
        let row = rsvp_of(&app, event, lan.id).await.expect("an answer");
        assert_eq!((row.via, row.answered_by), (Via::App, lan.id));
        assert_eq!(last_journalled(&app).await.on_behalf_of, None);
    }
);

both_databases!(nobody_stands_at_their_own_desk, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 10).await;
    let lan = town.resident(&app, "lan").await;
    for via in ["PHONE", "PAPER", "DESK"] {
        let reasons = ["ONLY_TOGETHER via"];
        refused(&app, &town, lan, event, json!({ "via": via }), &reasons).await;
        let named = json!({ "via": via, "onBehalfOf": *gid(&town, lan) });
        refused(&app, &town, lan, event, named, &reasons).await;
    }
    for (via, stored) in [("SMS", Via::Sms), ("LINK", Via::Link), ("APP", Via::App)] {
        let more = json!({ "via": via, "note": via, "onBehalfOf": *gid(&town, lan) });
        state_after(&app, &town, lan, event, more).await;
        let row = rsvp_of(&app, event, lan).await.expect("an answer");
        assert_eq!((row.via, row.answered_by), (stored, lan));
    }
    let both = json!({ "party": { "adults": 99 }, "via": "DESK" });
    let reasons = ["ONLY_TOGETHER via", "OUT_OF_RANGE party.adults"];
    refused(&app, &town, lan, event, both, &reasons).await;
});

both_databases!(a_steward_sees_what_those_who_agreed_answered, |app| {
    let town = Town::found(&app).await;
    let (first, second) = (
        event_of(&app, &town, 2).await,
        event_of(&app, &town, 2).await,
    );
    let lan = town.resident(&app, "lan").await;
    going(&app, &town, lan, first, 2).await;
    going(&app, &town, lan, second, 1).await;
    let rsvp = rsvp_of(&app, first, lan).await.expect("an answer").id;
    let query = "query ($event: ID!, $of: ID!, $rsvp: ID!) { \
        event(id: $event) { rsvpOf(personId: $of) { id note } } \
        node(id: $rsvp) { id } \
        person(id: $of) { rsvps(first: 1) { nodes { state respondent { name email } } \
        pageInfo { hasNextPage } } } }";
    let variables = json!({
        "event": *gid(&town, first), "of": *gid(&town, lan), "rsvp": *gid(&town, rsvp),
    });
    let look = async |who| app.run(Some(who), query, variables.clone()).await;
    let hidden = look(town.steward).await;
    assert!(hidden.at("/event/rsvpOf").is_null() && hidden.at("/node").is_null());
    assert!(hidden.at("/person/rsvps").is_null());

    agrees(&app, lan, PURPOSE).await;
    for who in [town.steward, lan] {
        let seen = look(who).await;
        assert_eq!(seen.at("/event/rsvpOf/id"), &json!(*gid(&town, rsvp)));
        assert_eq!(seen.at("/node/id"), &json!(*gid(&town, rsvp)));
        let rsvps = seen.at("/person/rsvps");
        assert_eq!(rsvps["nodes"].as_array().map(Vec::len), Some(1));
        assert_eq!(rsvps["pageInfo"]["hasNextPage"], true);
    }
    // Who acts for somebody does not learn by an answer how they are reached.
    let qiang = housemate(&app, lan, "qiang", Some(1958)).await;
    let seen = look(qiang).await;
    let respondent = seen.at("/person/rsvps/nodes/0/respondent");
    assert_eq!(respondent, &json!({ "name": "lan", "email": null }));
});
