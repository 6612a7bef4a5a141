//! `setNeeds`, and who reads what people need.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{
    Town, agrees, change_person, confirms, gid, housemate, noted, resident, unknown,
};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::mutation::with;
use crate::support::trace::{Trace, entry};

const PURPOSE: ConsentPurpose = ConsentPurpose::SensitiveData;
const NEEDS: &str = "query ($id: ID!) { person(id: $id) { needs { kinds note updatedAt } } }";

async fn set(app: &TestApp, who: PersonId, input: Value) {
    let answer = app
        .mutate(Some(who), "setNeeds", "person { id }", input)
        .await;
    assert_eq!(answer.refusals("setNeeds"), [""; 0]);
}

async fn ask(app: &TestApp, town: &Town, who: PersonId, whose: PersonId) -> Answer {
    app.run(Some(who), NEEDS, json!({ "id": *gid(town, whose) }))
        .await
}

async fn needs(app: &TestApp, town: &Town, who: PersonId, whose: PersonId) -> Value {
    ask(app, town, who, whose).await.at("/person/needs").clone()
}

/// How many looks at something sensitive were written down.
async fn looks(app: &TestApp) -> u64 {
    let looks = sensitive_read::Entity::find().count(app.core.db().reader());
    looks.await.expect("a count")
}

async fn kept(app: &TestApp) -> u64 {
    let kept = person_need::Entity::find().count(app.core.db().reader());
    kept.await.expect("a count")
}

fn wheelchair() -> Value {
    json!({ "kinds": ["WHEELCHAIR", "LIVES_ALONE", "WHEELCHAIR"], "note": " 门铃不响 " })
}

both_databases!(what_one_needs_is_kept_sealed_while_one_agrees, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let refusals = app.refusals(lan, "setNeeds", "person", wheelchair()).await;
    assert_eq!(refusals, ["SENSITIVE_CONSENT_REQUIRED kinds"]);
    assert!(needs(&app, &town, lan, lan).await.is_null());

    let consent = agrees(&app, lan, PURPOSE).await;
    let end = app.journal_end().await;
    set(&app, lan, wheelchair()).await;
    let seen = json!({
        "kinds": ["WHEELCHAIR", "LIVES_ALONE"], "note": "门铃不响",
        "updatedAt": "2026-11-21T04:00:00Z",
    });
    assert_eq!(needs(&app, &town, lan, lan).await, seen);
    assert_eq!(looks(&app).await, 0, "one's own");
    let changed = entry("person needs_changed", lan.0, lan, json!({}));
    assert_eq!(app.journalled_since(end).await, [changed]);
    let trace = Trace::of(&app).await;
    assert!(!trace.holds("门铃不响") && !trace.holds("WHEELCHAIR"));

    app.advance(TimeDelta::minutes(1));
    set(&app, lan, json!({ "kinds": ["HEARING"] })).await;
    let other = json!({ "kinds": ["HEARING"], "note": null, "updatedAt": "2026-11-21T04:01:00Z" });
    assert_eq!(
        needs(&app, &town, lan, lan).await,
        other,
        "in place of what was known"
    );

    // Whoever agrees anew, for the same, loses nothing; whoever withdraws it leaves nothing.
    agrees(&app, lan, PURPOSE).await;
    assert_eq!(needs(&app, &town, lan, lan).await, other);
    let withdraw = json!({ "consentId": *gid(&town, consent.id) });
    app.mutate(Some(lan), "withdrawConsent", "consent { id }", withdraw)
        .await
        .data();
    assert_eq!(kept(&app).await, 0);
    assert!(needs(&app, &town, lan, lan).await.is_null());
});

both_databases!(nothing_at_all_forgets_what_was_known, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let consent = noted(&app, town.steward, lan, PURPOSE).await;
    set(&app, lan, wheelchair()).await;
    // A consent that nobody confirms lapses: what was known is shown no more, and can be deleted.
    app.advance(TimeDelta::days(30) - TimeDelta::microseconds(1));
    assert_eq!(
        needs(&app, &town, lan, lan).await["kinds"],
        json!(["WHEELCHAIR", "LIVES_ALONE"])
    );
    app.advance(TimeDelta::microseconds(1));
    for who in [lan, town.steward, town.admin] {
        assert!(needs(&app, &town, who, lan).await.is_null());
    }
    let refusals = app.refusals(lan, "setNeeds", "person", wheelchair()).await;
    assert_eq!(refusals, ["SENSITIVE_CONSENT_REQUIRED kinds"]);
    assert_eq!(kept(&app).await, 1);
    set(&app, lan, json!({ "kinds": [], "note": " " })).await;
    assert_eq!(kept(&app).await, 0);
    assert_eq!(consent.person_id, lan);
});

both_databases!(whoever_else_reads_it_is_shown_to_the_person, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let husband = housemate(&app, lan, "husband", Some(1958)).await;
    agrees(&app, lan, PURPOSE).await;
    set(&app, lan, wheelchair()).await;
    assert!(!needs(&app, &town, town.steward, lan).await.is_null());
    app.advance(TimeDelta::minutes(5));
    assert!(!needs(&app, &town, town.admin, lan).await.is_null());
    assert!(
        needs(&app, &town, husband, lan).await.is_null(),
        "not for the household"
    );
    assert!(
        ask(&app, &town, town.organiser, lan)
            .await
            .at("/person")
            .is_null()
    );
    assert_eq!(looks(&app).await, 2);

    let reads = "query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
        person(id: $id) { sensitiveReads(first: $first, after: $after, last: $last, before: $before) {
            nodes { reader { name } field at } pageInfo { hasNextPage startCursor endCursor } } } }";
    let page = async |who, more: Value| {
        let variables = with(&json!({ "id": *gid(&town, lan) }), more);
        let answer = app.run(Some(who), reads, variables).await;
        answer.at("/person/sensitiveReads").clone()
    };
    let look = |name, at| json!({ "reader": { "name": name }, "field": "needs", "at": at });
    let by_admin = look("admin", "2026-11-21T04:05:00Z");
    let by_steward = look("steward", "2026-11-21T04:00:00Z");
    let all = page(lan, json!({})).await;
    assert_eq!(
        all["nodes"],
        json!([by_admin, by_steward]),
        "the newest first"
    );
    let first = page(lan, json!({ "first": 1 })).await;
    assert_eq!(
        (&first["nodes"], &first["pageInfo"]["hasNextPage"]),
        (&json!([by_admin]), &json!(true))
    );
    let second = page(
        lan,
        json!({ "first": 1, "after": first["pageInfo"]["endCursor"] }),
    )
    .await;
    assert_eq!(second["nodes"], json!([by_steward]));
    let back = page(
        lan,
        json!({ "last": 1, "before": second["pageInfo"]["startCursor"] }),
    )
    .await;
    assert_eq!(back["nodes"], json!([by_admin]));
    for who in [husband, town.steward, town.admin] {
        assert!(page(who, json!({})).await.is_null(), "for the person alone");
    }
});

both_databases!(what_cannot_be_written_down_is_not_shown, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    agrees(&app, lan, PURPOSE).await;
    set(&app, lan, wheelchair()).await;
    let db = app.core.db().writer();
    db.execute_unprepared("ALTER TABLE sensitive_read RENAME TO away")
        .await
        .expect("it can be renamed");
    let answer = ask(&app, &town, town.steward, lan).await;
    assert_eq!(answer.error_code(), "INTERNAL");
    assert!(!answer.text.contains("WHEELCHAIR") && !answer.text.contains("门铃"));
    assert!(
        !needs(&app, &town, lan, lan).await.is_null(),
        "one's own needs no note"
    );
});

both_databases!(a_list_is_read_at_once_and_each_person_is_told, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 3).await;
    for person in &people[..2] {
        agrees(&app, *person, PURPOSE).await;
        set(&app, *person, wheelchair()).await;
    }
    let far = resident(&app.core, &town.other_unit, "far").await.id;
    let ids: Vec<Value> = people
        .iter()
        .chain([&far, &town.steward])
        .map(|id| json!(*gid(&town, *id)))
        .collect();
    let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Person { needs { note } } } }";
    let answer = app
        .run(Some(town.steward), query, json!({ "ids": ids }))
        .await;
    let known = json!({ "needs": { "note": "门铃不响" } });
    let nothing = json!({ "needs": null });
    assert_eq!(
        answer.at("/nodes"),
        &json!([known, known, nothing, null, nothing])
    );
    assert_eq!(
        looks(&app).await,
        3,
        "of each who was looked at, and not of oneself"
    );
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    agrees(&app, lan, PURPOSE).await;
    let input = json!({
        "onBehalfOf": "?", "kinds": ["OTHER"], "note": "长".repeat(501),
    });
    let refusals = app.refusals(lan, "setNeeds", "person", input).await;
    assert_eq!(refusals, ["MALFORMED_ID onBehalfOf", "INVALID_LENGTH note"]);
    let input = json!({ "kinds": ["OTHER"], "note": "a\u{7}", "via": "PAPER" });
    let refusals = app.refusals(lan, "setNeeds", "person", input).await;
    assert_eq!(refusals, ["ONLY_TOGETHER via", "CONTROL_CHARACTERS note"]);
    set(
        &app,
        lan,
        json!({ "kinds": ["OTHER"], "note": "长".repeat(500) }),
    )
    .await;
});

both_databases!(only_who_keeps_the_record_notes_them, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let lan = town.resident(&app, "lan").await;
    let husband = housemate(&app, lan, "husband", Some(1958)).await;
    let bao = housemate(&app, lan, "bao", Some(2016)).await;
    let neighbour = town.resident(&app, "neighbour").await;
    agrees(&app, lan, PURPOSE).await;
    let of = |who: PersonId| with(&wheelchair(), json!({ "onBehalfOf": *gid(&town, who) }));
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(husband), "FORBIDDEN"),
        (Some(bao), "FORBIDDEN"),
    ];
    app.denied("setNeeds", "person", &of(lan), &actors).await;
    for stranger in [neighbour, town.organiser, other.steward, other.admin] {
        let refusals = app.refusals(stranger, "setNeeds", "person", of(lan)).await;
        assert_eq!(refusals, ["NOT_FOUND onBehalfOf"]);
    }
    let missing = with(
        &wheelchair(),
        json!({ "onBehalfOf": *unknown::<PersonId>(&town) }),
    );
    let refusals = app
        .refusals(town.admin, "setNeeds", "person", missing)
        .await;
    assert_eq!(refusals, ["NOT_FOUND onBehalfOf"]);

    let end = app.journal_end().await;
    set(
        &app,
        town.steward,
        with(&of(lan), json!({ "via": "PHONE" })),
    )
    .await;
    let told = entry(
        "person needs_changed",
        lan.0,
        town.steward,
        json!({ "via": "PHONE" }),
    );
    assert_eq!(app.journalled_since(end).await, [told]);
    // A parent notes what a child needs once the steward's note of consent is confirmed.
    let consent = noted(&app, town.steward, bao, PURPOSE).await;
    confirms(&app, town.admin, consent.id).await;
    set(&app, husband, of(bao)).await;
    assert!(needs(&app, &town, husband, bao).await.is_null());
    assert!(!needs(&app, &town, town.steward, bao).await.is_null());

    change_person(&app, lan, |row| {
        row.state = PersonState::Merged;
        row.merged_into_id = Some(husband);
    })
    .await;
    let refusals = app
        .refusals(town.steward, "setNeeds", "person", of(lan))
        .await;
    assert_eq!(refusals, ["RECORD_CLOSED personId"]);
});
