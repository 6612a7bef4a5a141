//! An answer for somebody that is repeated, and one that is taken back.

use mulin_entities::*;
use serde_json::json;

use super::{ANSWERED, PURPOSE, answer_for, for_person, refusals};
use crate::both_databases;
use crate::factories::{Town, agrees, change_person, gid, housemate};
use crate::rsvp::steps::*;
use crate::support::trace::Trace;

both_databases!(a_retry_for_somebody_answers_once, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 10).await;
    let (lan, mei) = (
        town.resident(&app, "lan").await,
        town.resident(&app, "mei").await,
    );
    let own = agrees(&app, lan, PURPOSE).await;
    agrees(&app, mei, PURPOSE).await;
    let keyed = |person, via: &str| {
        let more = json!({ "via": via, "idempotencyKey": "k1" });
        for_person(&town, person, event, more)
    };
    let first = answer_for(&app, town.steward, keyed(lan, "PHONE")).await;
    let before = Trace::of(&app).await;
    let again = answer_for(&app, town.steward, keyed(lan, "PHONE")).await;
    assert_eq!(first, again);
    assert_eq!(Trace::of(&app).await, before);
    let reused = ["IDEMPOTENCY_KEY_REUSED idempotencyKey"];
    assert_eq!(
        refusals(&app, town.steward, keyed(mei, "PHONE")).await,
        reused
    );
    assert_eq!(
        refusals(&app, town.steward, keyed(lan, "DESK")).await,
        reused
    );
    // Who may not act for the person any more is not shown what they answered.
    let withdraw = json!({ "consentId": *gid(&town, own.id) });
    app.mutate(Some(lan), "withdrawConsent", "consent { id }", withdraw)
        .await
        .data();
    let late = refusals(&app, town.steward, keyed(lan, "PHONE")).await;
    assert_eq!(late, ["CONSENT_REQUIRED onBehalfOf"]);
});

both_databases!(an_answer_is_taken_back_for_somebody, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 2).await;
    let lan = town.resident(&app, "lan").await;
    let qiang = housemate(&app, lan, "qiang", Some(1958)).await;
    let waits = town.resident(&app, "waits").await;
    going(&app, &town, lan, event, 2).await;
    going(&app, &town, waits, event, 1).await;
    let rsvp = rsvp_of(&app, event, lan).await.expect("an answer").id;
    let take_back = |via: &str| json!({ "rsvpId": *gid(&town, rsvp), "via": via });

    // Hidden from who may not act for the person: also a steward without consent.
    for stranger in [town.steward, town.organiser, town.admin, waits] {
        let refused = app
            .refusals(stranger, "withdrawRsvp", "rsvp", take_back("PHONE"))
            .await;
        assert_eq!(refused, ["NOT_FOUND rsvpId"]);
    }
    change_person(&app, lan, |row| row.opted_out_of_proxies = true).await;
    let out = app.refusals(qiang, "withdrawRsvp", "rsvp", take_back("PHONE"));
    assert_eq!(out.await, ["NOT_FOUND rsvpId"]);
    let own = app.refusals(lan, "withdrawRsvp", "rsvp", take_back("PHONE"));
    assert_eq!(own.await, ["ONLY_TOGETHER via"]);
    let nobody = [(None, "UNAUTHENTICATED")];
    app.denied("withdrawRsvp", "rsvp", &take_back("APP"), &nobody)
        .await;

    agrees(&app, lan, PURPOSE).await;
    let answer = app
        .mutate(
            Some(town.steward),
            "withdrawRsvp",
            ANSWERED,
            take_back("PHONE"),
        )
        .await;
    assert_eq!(answer.refusals("withdrawRsvp"), [""; 0]);
    let shown = answer.at("/withdrawRsvp/rsvp");
    assert_eq!(
        (&shown["state"], &shown["via"], &shown["answeredBy"]["name"]),
        (&json!("WITHDRAWN"), &json!("PHONE"), &json!("steward"))
    );
    let row = rsvp_of(&app, event, lan).await.expect("an answer");
    assert_eq!((row.via, row.answered_by), (Via::Phone, town.steward));
    assert_eq!(states(&app, event, &[waits]).await, [RsvpState::Going]);
    let rows = journal(&app).await;
    let taken = rows
        .iter()
        .rfind(|row| row.verb == "answered")
        .expect("a row");
    assert_eq!(
        (taken.actor_id, taken.on_behalf_of),
        (Some(town.steward), Some(lan))
    );
    assert_eq!(taken.payload["via"], "PHONE");
});
