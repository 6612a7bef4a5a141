//! `recordConsent`.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{
    Town, change_person, consent_row, gid, grant, housemate, resident, unknown,
};
use crate::support::app::TestApp;
use crate::support::mutation::{key, with};
use crate::support::trace::{Trace, entry};

const FIELDS: &str = "consent { id person { name } purpose policyVersion relationship \
    givenBy { name } via givenAt confirmBy confirmedAt confirmedBy { name } withdrawnAt stands \
    evidence viewerCan { confirm withdraw } }";

fn input(more: Value) -> Value {
    let base = json!({ "purpose": "ACT_ON_BEHALF", "policyVersion": "2026-1" });
    with(&base, more)
}

fn for_person(town: &Town, person: PersonId, more: Value) -> Value {
    with(&input(json!({ "onBehalfOf": *gid(town, person) })), more)
}

async fn record(app: &TestApp, who: PersonId, input: Value) -> Value {
    let answer = app.mutate(Some(who), "recordConsent", FIELDS, input).await;
    assert_eq!(answer.refusals("recordConsent"), [""; 0]);
    answer.at("/recordConsent/consent").clone()
}

async fn refusals(app: &TestApp, who: PersonId, input: Value) -> Vec<String> {
    app.refusals(who, "recordConsent", "consent", input).await
}

async fn ledger(app: &TestApp) -> Vec<consent::Model> {
    consent::Entity::find()
        .order_by_asc(consent::Column::Id)
        .all(app.core.db().reader())
        .await
        .expect("the table is read")
}

both_databases!(one_agrees_by_oneself_for_good, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let end = app.journal_end().await;
    let consent = record(&app, lan, input(json!({ "via": "SMS" }))).await;
    let expected = json!({
        "id": consent["id"], "person": { "name": "lan" }, "purpose": "ACT_ON_BEHALF",
        "policyVersion": "2026-1", "relationship": "ONESELF", "givenBy": { "name": "lan" },
        "via": "SMS", "givenAt": consent["givenAt"], "confirmBy": null, "confirmedAt": null,
        "confirmedBy": null, "withdrawnAt": null, "stands": true, "evidence": null,
        "viewerCan": { "confirm": false, "withdraw": true },
    });
    assert_eq!(consent, expected);
    let id = key(&consent["id"]);
    let payload = json!({ "person": lan, "purpose": "ACT_ON_BEHALF", "via": "SMS" });
    assert_eq!(
        app.journalled_since(end).await,
        [entry("consent recorded", id, lan, payload)]
    );
    app.advance(TimeDelta::days(400));
    let node = "query ($id: ID!) { node(id: $id) { ... on Consent { stands } } }";
    let later = app
        .run(Some(lan), node, json!({ "id": consent["id"] }))
        .await;
    assert_eq!(later.at("/node/stands"), true);
});

both_databases!(an_adult_of_the_household_agrees_for_another, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let husband = housemate(&app, lan, "qiang", Some(1958)).await;
    let child = housemate(&app, lan, "bao", Some(2016)).await;
    let for_husband = for_person(&town, husband, json!({}));
    let consent = record(&app, lan, for_husband).await;
    assert_eq!(consent["relationship"], "HOUSEHOLD");
    assert_eq!(
        (&consent["givenBy"]["name"], &consent["confirmBy"]),
        (&json!("lan"), &Value::Null)
    );
    // A child is spoken for, whether it opted out or not.
    change_person(&app, child, |row| row.opted_out_of_proxies = true).await;
    let more = json!({ "purpose": "SENSITIVE_DATA" });
    let consent = record(&app, lan, for_person(&town, child, more)).await;
    assert_eq!(consent["relationship"], "GUARDIAN");
    let rows = ledger(&app).await;
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.given_by == lan));
});

both_databases!(a_steward_needs_evidence_and_another_officers_word, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let end = app.journal_end().await;
    for evidence in [Value::Null, json!(""), json!("  ")] {
        let more = for_person(&town, lan, json!({ "evidence": evidence }));
        let refusals = refusals(&app, town.steward, more).await;
        assert_eq!(refusals, ["REQUIRED evidence"]);
    }
    let more = json!({ "evidence": " signed form 2027-12 ", "via": "PAPER" });
    let consent = record(&app, town.steward, for_person(&town, lan, more)).await;
    assert_eq!(consent["relationship"], "STEWARD");
    assert_eq!(consent["evidence"], "signed form 2027-12");
    assert_eq!(consent["stands"], true);
    assert_eq!(
        consent["viewerCan"],
        json!({ "confirm": false, "withdraw": true })
    );
    let row = consent_row(&app, ConsentId(key(&consent["id"]))).await;
    assert_eq!(row.confirm_by, Some(app.now() + TimeDelta::days(30)));
    assert!(!Trace::of(&app).await.holds("signed form"), "it is sealed");
    let payload = json!({ "person": lan, "purpose": "ACT_ON_BEHALF", "via": "PAPER" });
    let recorded = entry("consent recorded", row.id.0, town.steward, payload);
    assert_eq!(app.journalled_since(end).await, [recorded]);
    let journalled = journal::Entity::find()
        .order_by_desc(journal::Column::Seq)
        .one(app.core.db().reader())
        .await
        .expect("the journal is read")
        .expect("a row");
    assert_eq!(journalled.on_behalf_of, Some(lan), "it names both");
});

both_databases!(
    saying_the_same_changes_nothing_and_other_words_replace,
    |app| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "lan").await;
        let own = input(json!({}));
        let first = record(&app, lan, own.clone()).await;
        let before = Trace::of(&app).await;
        app.advance(TimeDelta::days(1));
        let again = record(&app, lan, own.clone()).await;
        assert_eq!(again["id"], first["id"]);
        assert_eq!(Trace::of(&app).await, before);
        // Another purpose stands beside it.
        record(&app, lan, input(json!({ "purpose": "PHOTOS" }))).await;

        // The steward's note of it does not take the place of one's own word.
        let note =
            |person| for_person(&town, person, json!({ "evidence": "call", "via": "PHONE" }));
        let noted = record(&app, town.steward, note(lan)).await;
        assert_eq!(noted["id"], first["id"]);

        // One's own word takes the place of a note, in the same moment.
        let mei = town.resident(&app, "mei").await;
        let first = record(&app, town.steward, note(mei)).await;
        let same = record(&app, town.admin, note(mei)).await;
        assert_eq!(same["id"], first["id"], "an administrator says the same");
        let end = app.journal_end().await;
        let second = record(&app, mei, own).await;
        assert_ne!(second["id"], first["id"]);
        let old = consent_row(&app, ConsentId(key(&first["id"]))).await;
        assert_eq!(
            (old.withdrawn_at, old.withdrawn_by, old.withdrawn_via),
            (Some(app.now()), Some(mei), Some(Via::App))
        );
        let verbs: Vec<String> = app
            .journalled_since(end)
            .await
            .into_iter()
            .map(|entry| entry.what)
            .collect();
        assert_eq!(verbs, ["consent withdrawn", "consent recorded"]);

        // What lapsed does not stand, and is replaced by another officer's same words.
        let hua = town.resident(&app, "hua").await;
        let second = record(&app, town.steward, note(hua)).await;
        app.advance(TimeDelta::days(30));
        // Not by the steward whose note nobody confirmed.
        let refused = refusals(&app, town.steward, note(hua)).await;
        assert_eq!(refused, ["CONSENT_NOTED_BEFORE purpose"]);
        let third = record(&app, town.admin, note(hua)).await;
        assert_ne!(third["id"], second["id"]);
        assert_eq!(third["stands"], true);
    }
);

both_databases!(a_child_under_fourteen_does_not_agree_alone, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    // 14 this year, perhaps not yet; and 15 at least.
    let young = housemate(&app, lan, "bao", Some(2012)).await;
    let older = housemate(&app, lan, "mei", Some(2011)).await;
    let sensitive = json!({ "purpose": "SENSITIVE_DATA", "evidence": "asked the mother" });
    let refused = refusals(&app, young, input(sensitive.clone())).await;
    assert_eq!(refused, ["GUARDIAN_REQUIRED purpose"]);
    let consent = record(&app, older, input(sensitive.clone())).await;
    assert_eq!(consent["relationship"], "ONESELF");
    let photos = record(&app, young, input(json!({ "purpose": "PHOTOS" }))).await;
    assert_eq!(photos["relationship"], "ONESELF");
    let by_steward = for_person(&town, young, sensitive.clone());
    let consent = record(&app, town.steward, by_steward).await;
    assert_eq!(consent["relationship"], "STEWARD");
    let consent = record(&app, lan, for_person(&town, young, sensitive)).await;
    assert_eq!(consent["relationship"], "GUARDIAN");
});

both_databases!(faults_are_told_at_once_and_old_policies_refused, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let faulty = input(json!({ "onBehalfOf": "?", "evidence": "x".repeat(501) }));
    assert_eq!(
        refusals(&app, lan, faulty).await,
        ["MALFORMED_ID onBehalfOf", "INVALID_LENGTH evidence"]
    );
    for via in ["PHONE", "PAPER", "DESK"] {
        let desk = input(json!({ "via": via }));
        assert_eq!(refusals(&app, lan, desk).await, ["ONLY_TOGETHER via"]);
        let named = for_person(&town, lan, json!({ "via": via }));
        assert_eq!(refusals(&app, lan, named).await, ["ONLY_TOGETHER via"]);
    }
    for version in ["", "2025-9", "2026-1 "] {
        let old = input(json!({ "policyVersion": version }));
        let refused = refusals(&app, lan, old).await;
        assert_eq!(refused, ["UNKNOWN_POLICY_VERSION policyVersion"]);
    }
    let policy = app
        .run(None, "{ privacyPolicy { version } }", json!({}))
        .await;
    assert_eq!(policy.at("/privacyPolicy/version"), "2026-1");
});

both_databases!(
    another_policy_may_be_configured,
    with & [("MULIN_PRIVACY__POLICY_VERSION", "2027-3")],
    |app| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "lan").await;
        let policy = app
            .run(None, "{ privacyPolicy { version } }", json!({}))
            .await;
        assert_eq!(policy.at("/privacyPolicy/version"), "2027-3");
        let refused = refusals(&app, lan, input(json!({}))).await;
        assert_eq!(refused, ["UNKNOWN_POLICY_VERSION policyVersion"]);
        let consent = record(&app, lan, input(json!({ "policyVersion": "2027-3" }))).await;
        assert_eq!(consent["policyVersion"], "2027-3");
    }
);

both_databases!(only_who_speaks_for_somebody_records_for_them, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let lan = town.resident(&app, "lan").await;
    let husband = housemate(&app, lan, "qiang", Some(1958)).await;
    let child = housemate(&app, lan, "bao", Some(2012)).await;
    let newcomer = housemate(&app, lan, "new", Some(1990)).await;
    change_person(&app, newcomer, |row| row.state = PersonState::Pending).await;
    let neighbour = town.resident(&app, "neighbour").await;
    let next_door = resident(&app.core, &town.other_unit, "next-door").await.id;
    grant(&app.core, next_door, Role::Steward, &town.other_unit).await;
    let more = for_person(&town, lan, json!({ "evidence": "form" }));
    for stranger in [
        neighbour,
        next_door,
        town.organiser,
        other.steward,
        other.admin,
    ] {
        let refused = refusals(&app, stranger, more.clone()).await;
        assert_eq!(refused, ["NOT_FOUND onBehalfOf"]);
    }
    let refused = refusals(&app, child, more.clone()).await;
    assert_eq!(refused, ["NOT_AN_ADULT onBehalfOf"]);
    let refused = refusals(&app, newcomer, more.clone()).await;
    assert_eq!(refused, ["REGISTRATION_PENDING onBehalfOf"]);
    change_person(&app, lan, |row| row.opted_out_of_proxies = true).await;
    let refused = refusals(&app, husband, more.clone()).await;
    assert_eq!(refused, ["OPTED_OUT onBehalfOf"]);
    let nobody = [(None, "UNAUTHENTICATED")];
    app.denied("recordConsent", "consent", &more, &nobody).await;

    let gone = for_person(
        &town,
        lan,
        json!({ "onBehalfOf": *unknown::<PersonId>(&town) }),
    );
    let refused = refusals(&app, town.steward, gone).await;
    assert_eq!(refused, ["NOT_FOUND onBehalfOf"]);
    change_person(&app, husband, |row| {
        row.state = PersonState::Erased;
        (row.name, row.birth_year) = (String::new(), None);
    })
    .await;
    let closed = for_person(&town, husband, json!({ "evidence": "form" }));
    let refused = refusals(&app, town.steward, closed).await;
    assert_eq!(refused, ["RECORD_CLOSED onBehalfOf"]);
});

both_databases!(a_retry_records_once, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let qiang = housemate(&app, lan, "qiang", Some(1958)).await;
    let keyed = for_person(&town, lan, json!({ "idempotencyKey": "k1" }));
    let first = record(&app, qiang, keyed.clone()).await;
    let before = Trace::of(&app).await;
    assert_eq!(record(&app, qiang, keyed.clone()).await["id"], first["id"]);
    assert_eq!(Trace::of(&app).await, before);
    let other = with(&keyed, json!({ "purpose": "PHOTOS" }));
    let reused = refusals(&app, qiang, other).await;
    assert_eq!(reused, ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
    // Who may not speak for the person any more is not shown what they recorded.
    change_person(&app, lan, |row| row.opted_out_of_proxies = true).await;
    let late = refusals(&app, qiang, keyed).await;
    assert_eq!(late, ["OPTED_OUT onBehalfOf"]);
});

both_databases!(two_who_record_at_once_leave_one_that_stands, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let by_steward = for_person(&town, lan, json!({ "evidence": "form" }));
    for _ in 0..10 {
        tokio::join!(
            record(&app, lan, input(json!({}))),
            record(&app, town.steward, by_steward.clone()),
            record(&app, town.admin, by_steward.clone()),
        );
        let rows = ledger(&app).await;
        let standing = rows.iter().filter(|row| row.withdrawn_at.is_none());
        assert_eq!(standing.count(), 1);
    }
});
