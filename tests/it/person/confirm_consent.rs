//! `confirmConsent`, and the list of what is to confirm.

use chrono::TimeDelta;
use mulin_domain::dialect;
use mulin_entities::*;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{
    Town, agrees, confirms, consent_row, gid, grant, housemate, noted, person_row, resident,
    unknown,
};
use crate::support::app::TestApp;
use crate::support::trace::{Trace, entry};

const FIELDS: &str = "consent { id confirmedAt confirmedBy { name } stands \
    viewerCan { confirm withdraw } }";

fn of(town: &Town, consent: ConsentId) -> Value {
    json!({ "consentId": *gid(town, consent) })
}

async fn refusals(app: &TestApp, town: &Town, who: PersonId, consent: ConsentId) -> Vec<String> {
    let input = of(town, consent);
    app.refusals(who, "confirmConsent", "consent", input).await
}

both_databases!(another_officer_confirms_and_it_stands_for_good, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let consent = noted(&app, town.steward, lan, ConsentPurpose::ActOnBehalf).await;
    let end = app.journal_end().await;
    app.advance(TimeDelta::days(30) - TimeDelta::microseconds(1));
    let input = of(&town, consent.id);
    let answer = app
        .mutate(Some(town.admin), "confirmConsent", FIELDS, input)
        .await;
    assert_eq!(answer.refusals("confirmConsent"), [""; 0]);
    let shown = answer.at("/confirmConsent/consent");
    assert_eq!(shown["confirmedBy"]["name"], "admin");
    assert_eq!(
        shown["viewerCan"],
        json!({ "confirm": false, "withdraw": true })
    );
    let row = consent_row(&app, consent.id).await;
    assert_eq!(
        (row.confirmed_by, row.confirmed_at),
        (Some(town.admin), Some(app.now()))
    );
    let payload = json!({ "person": lan, "purpose": "ACT_ON_BEHALF" });
    let confirmed = entry("consent confirmed", consent.id.0, town.admin, payload);
    assert_eq!(app.journalled_since(end).await, [confirmed]);
    app.advance(TimeDelta::days(400));
    let node = "query ($id: ID!) { node(id: $id) { ... on Consent { stands } } }";
    let id = json!({ "id": *gid(&town, consent.id) });
    let later = app.run(Some(lan), node, id).await;
    assert_eq!(later.at("/node/stands"), true);
    let twice = refusals(&app, &town, town.admin, consent.id).await;
    assert_eq!(twice, ["CONSENT_NOT_OPEN consentId"]);
});

both_databases!(who_wrote_it_down_does_not_confirm_it, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let consent = noted(&app, town.steward, lan, ConsentPurpose::ActOnBehalf).await;
    let own = refusals(&app, &town, town.steward, consent.id).await;
    assert_eq!(own, ["ANOTHER_OFFICER_REQUIRED consentId"]);
});

both_databases!(what_needs_no_word_or_lapsed_is_not_confirmed, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let own = agrees(&app, lan, ConsentPurpose::Photos).await;
    let closed = ["CONSENT_NOT_OPEN consentId"];
    assert_eq!(refusals(&app, &town, town.admin, own.id).await, closed);
    let consent = noted(&app, town.steward, lan, ConsentPurpose::ActOnBehalf).await;
    app.advance(TimeDelta::days(30));
    assert_eq!(refusals(&app, &town, town.admin, consent.id).await, closed);
    assert_eq!(
        refusals(&app, &town, town.steward, consent.id).await,
        closed
    );
});

both_databases!(only_officers_over_the_unit_confirm, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let lan = town.resident(&app, "lan").await;
    let qiang = housemate(&app, lan, "qiang", Some(1958)).await;
    let next_door = resident(&app.core, &town.other_unit, "next-door").await.id;
    grant(&app.core, next_door, Role::Steward, &town.other_unit).await;
    let consent = noted(&app, town.steward, lan, ConsentPurpose::ActOnBehalf).await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(lan), "FORBIDDEN"),
        (Some(qiang), "FORBIDDEN"),
    ];
    let input = of(&town, consent.id);
    app.denied("confirmConsent", "consent", &input, &actors)
        .await;
    let neighbour = town.resident(&app, "neighbour").await;
    for stranger in [neighbour, next_door, town.organiser, other.admin] {
        let refused = refusals(&app, &town, stranger, consent.id).await;
        assert_eq!(refused, ["NOT_FOUND consentId"]);
    }
    let ids = [
        (&**unknown::<ConsentId>(&town), "NOT_FOUND"),
        (&*gid(&town, lan), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    let who = town.admin;
    app.refuses_ids(
        who,
        "confirmConsent",
        "consent",
        &json!({}),
        "consentId",
        &ids,
    )
    .await;

    // The office decides, not the person: a second steward of the unit does.
    grant(&app.core, next_door, Role::Steward, &town.unit).await;
    let answer = app
        .mutate(Some(next_door), "confirmConsent", FIELDS, input)
        .await;
    assert_eq!(answer.refusals("confirmConsent"), [""; 0]);
});

const TO_CONFIRM: &str = "query ($id: ID!, $first: Int, $after: String) { area(id: $id) { \
    consentsToConfirm(first: $first, after: $after) { nodes { id person { name } \
    viewerCan { confirm } } pageInfo { hasNextPage endCursor } } } }";

async fn to_confirm(app: &TestApp, who: PersonId, area: &str, page: Value) -> Value {
    let mut variables = page;
    variables["id"] = json!(area);
    let answer = app.run(Some(who), TO_CONFIRM, variables).await;
    answer.at("/area/consentsToConfirm").clone()
}

fn names(list: &Value) -> Vec<&str> {
    let nodes = list["nodes"].as_array().expect("a list");
    nodes
        .iter()
        .filter_map(|node| node["person"]["name"].as_str())
        .collect()
}

both_databases!(officers_find_what_is_to_confirm_oldest_first, |app| {
    let town = Town::found(&app).await;
    let purpose = ConsentPurpose::ActOnBehalf;
    let (lan, mei) = (
        town.resident(&app, "lan").await,
        town.resident(&app, "mei").await,
    );
    let next_door = resident(&app.core, &town.other_unit, "next-door").await.id;
    noted(&app, town.steward, lan, purpose).await;
    app.advance(TimeDelta::days(10));
    noted(&app, town.admin, next_door, purpose).await;
    app.advance(TimeDelta::days(10));
    noted(&app, town.steward, mei, purpose).await;
    agrees(&app, mei, ConsentPurpose::Photos).await;

    let (city, unit) = (gid(&town, town.city.id), gid(&town, town.unit.id));
    let all = to_confirm(&app, town.admin, &city, json!({})).await;
    assert_eq!(names(&all), ["lan", "next-door", "mei"]);
    let can: Vec<&Value> = all["nodes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|node| &node["viewerCan"]["confirm"])
        .collect();
    assert_eq!(can, [true, false, true], "one of them is the admin's own");
    let own = to_confirm(&app, town.steward, &unit, json!({})).await;
    assert_eq!(names(&own), ["lan", "mei"]);
    let first = to_confirm(&app, town.admin, &city, json!({ "first": 1 })).await;
    assert_eq!(names(&first), ["lan"]);
    let after = json!({ "first": 5, "after": first["pageInfo"]["endCursor"] });
    let rest = to_confirm(&app, town.admin, &city, after).await;
    assert_eq!(names(&rest), ["next-door", "mei"]);

    // Nobody else is shown the list, and a steward not that of more than their unit.
    for (who, area) in [(town.steward, &city), (town.organiser, &unit), (lan, &unit)] {
        assert!(to_confirm(&app, who, area, json!({})).await.is_null());
    }
    // What lapses leaves it.
    app.advance(TimeDelta::days(10));
    let all = to_confirm(&app, town.admin, &city, json!({})).await;
    assert_eq!(names(&all), ["next-door", "mei"]);
});

both_databases!(what_is_to_confirm_is_found_by_its_index, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    let purpose = ConsentPurpose::ActOnBehalf;
    for person in town.residents(&app, 20).await {
        let consent = noted(&app, town.steward, person, purpose).await;
        confirms(&app, town.admin, consent.id).await;
    }
    let lan = town.resident(&app, "lan").await;
    noted(&app, town.steward, lan, purpose).await;
    let analyzed = dialect::analyze(app.core.db().writer()).await;
    analyzed.expect("the tables are looked at");
    let statements = app.record_statements();
    let city = gid(&town, town.city.id);
    let all = to_confirm(&app, town.admin, &city, json!({})).await;
    assert_eq!(names(&all), ["lan"]);
    let listed = statements.take().into_iter();
    let listed = listed.filter(|one| one.sql.contains("confirm_by"));
    let listed: Vec<_> = listed.collect();
    assert_eq!(listed.len(), 1, "one statement");
    let plan = app.explain(&listed[0]).await.join("\n");
    assert!(plan.contains("consent_unconfirmed"), "{plan}");
});

both_databases!(two_officers_who_confirm_at_once_do_so_once, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    assert_eq!(person_row(&app, lan).await.name, "lan");
    let consent = noted(&app, town.steward, lan, ConsentPurpose::ActOnBehalf).await;
    let second = town.resident(&app, "second").await;
    grant(&app.core, second, Role::Steward, &town.unit).await;
    let confirm = async |who| {
        let input = of(&town, consent.id);
        let answer = app.mutate(Some(who), "confirmConsent", FIELDS, input).await;
        answer.refusals("confirmConsent")
    };
    let (one, other) = tokio::join!(confirm(town.admin), confirm(second));
    let done = [&one, &other]
        .into_iter()
        .filter(|it| it.is_empty())
        .count();
    assert_eq!(done, 1, "{one:?} {other:?}");
    let before = Trace::of(&app).await;
    assert_eq!(
        refusals(&app, &town, second, consent.id).await,
        ["CONSENT_NOT_OPEN consentId"]
    );
    assert_eq!(Trace::of(&app).await, before);
});
