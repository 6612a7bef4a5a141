//! `withdrawConsent`

use chrono::TimeDelta;
use mulin_entities::*;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{
    Town, agrees, change_person, consent_row, gid, grant, housemate, noted, resident, unknown,
};
use crate::support::app::TestApp;
use crate::support::trace::{Trace, entry};

const FIELDS: &str = "consent { id withdrawnAt stands viewerCan { confirm withdraw } }";
const PURPOSE: ConsentPurpose = ConsentPurpose::ActOnBehalf;

fn of(town: &Town, consent: ConsentId, via: &str) -> Value {
    json!({ "consentId": *gid(town, consent), "via": via })
}

async fn withdraw(app: &TestApp, who: PersonId, input: Value) -> Value {
    let answer = app
        .mutate(Some(who), "withdrawConsent", FIELDS, input)
        .await;
    assert_eq!(answer.refusals("withdrawConsent"), [""; 0]);
    answer.at("/withdrawConsent/consent").clone()
}

async fn refusals(app: &TestApp, who: PersonId, input: Value) -> Vec<String> {
    app.refusals(who, "withdrawConsent", "consent", input).await
}

both_databases!(it_ends_at_once_and_twice_changes_nothing, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let consent = agrees(&app, lan, PURPOSE).await;
    let end = app.journal_end().await;
    app.advance(TimeDelta::seconds(1));
    let shown = withdraw(&app, lan, of(&town, consent.id, "SMS")).await;
    assert_eq!(
        (&shown["stands"], &shown["viewerCan"]["withdraw"]),
        (&json!(false), &json!(false))
    );
    let row = consent_row(&app, consent.id).await;
    assert_eq!(
        (row.withdrawn_at, row.withdrawn_by, row.withdrawn_via),
        (Some(app.now()), Some(lan), Some(Via::Sms))
    );
    let payload = json!({ "person": lan, "purpose": "ACT_ON_BEHALF", "via": "SMS" });
    let withdrawn = entry("consent withdrawn", consent.id.0, lan, payload);
    assert_eq!(app.journalled_since(end).await, [withdrawn]);
    let before = Trace::of(&app).await;
    app.advance(TimeDelta::seconds(1));
    withdraw(&app, lan, of(&town, consent.id, "APP")).await;
    assert_eq!(Trace::of(&app).await, before);
    // The ledger keeps it, and one may agree again.
    assert_ne!(agrees(&app, lan, PURPOSE).await.id, consent.id);
});

both_databases!(whoever_could_give_it_takes_it_back, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let qiang = housemate(&app, lan, "qiang", Some(1958)).await;
    for (who, via) in [
        (lan, "APP"),
        (qiang, "PHONE"),
        (town.steward, "DESK"),
        (town.admin, "PAPER"),
    ] {
        let own = agrees(&app, lan, PURPOSE).await;
        withdraw(&app, who, of(&town, own.id, via)).await;
        let row = consent_row(&app, own.id).await;
        assert_eq!(row.withdrawn_by, Some(who));
        let noted = noted(&app, town.steward, lan, PURPOSE).await;
        withdraw(&app, who, of(&town, noted.id, via)).await;
    }
});

both_databases!(from_others_it_is_hidden, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let lan = town.resident(&app, "lan").await;
    let qiang = housemate(&app, lan, "qiang", Some(1958)).await;
    let child = housemate(&app, lan, "bao", Some(2012)).await;
    let neighbour = town.resident(&app, "neighbour").await;
    let next_door = resident(&app.core, &town.other_unit, "next-door").await.id;
    grant(&app.core, next_door, Role::Steward, &town.other_unit).await;
    let consent = agrees(&app, lan, PURPOSE).await;
    change_person(&app, lan, |row| row.opted_out_of_proxies = true).await;
    let input = of(&town, consent.id, "PHONE");
    for stranger in [
        neighbour,
        next_door,
        qiang,
        child,
        town.organiser,
        other.steward,
        other.admin,
    ] {
        let refused = refusals(&app, stranger, input.clone()).await;
        assert_eq!(refused, ["NOT_FOUND consentId"]);
        let node = "query ($id: ID!) { node(id: $id) { id } }";
        let id = json!({ "id": *gid(&town, consent.id) });
        let seen = app.run(Some(stranger), node, id).await;
        assert!(seen.at("/node").is_null());
    }
    let nobody = [(None, "UNAUTHENTICATED")];
    app.denied("withdrawConsent", "consent", &input, &nobody)
        .await;
    let ids = [
        (&**unknown::<ConsentId>(&town), "NOT_FOUND"),
        (&*gid(&town, lan), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    let nothing = json!({});
    app.refuses_ids(
        lan,
        "withdrawConsent",
        "consent",
        &nothing,
        "consentId",
        &ids,
    )
    .await;
    let desk = refusals(&app, lan, of(&town, consent.id, "DESK")).await;
    assert_eq!(desk, ["ONLY_TOGETHER via"]);
});

both_databases!(giving_and_taking_at_once_never_fails, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    for _ in 0..10 {
        let consent = noted(&app, town.steward, lan, PURPOSE).await;
        // The person takes it back while two officers speak, each of whom locks what the others do.
        tokio::join!(
            withdraw(&app, lan, of(&town, consent.id, "APP")),
            agrees(&app, lan, PURPOSE),
            noted(&app, town.admin, lan, PURPOSE),
        );
    }
});
