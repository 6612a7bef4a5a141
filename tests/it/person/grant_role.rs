//! `grantRole`

use chrono::TimeDelta;
use mulin_entities::{AreaId, PersonId};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, gid, unknown};
use crate::support::app::TestApp;
use crate::support::mutation::{key, with};
use crate::support::trace::entry;

const GRANT: &str = "grant { id role validFrom validUntil area { id } \
                     person { id } }";

fn organiser(town: &Town, person: PersonId, more: Value) -> Value {
    let input = json!({
        "personId": *gid(town, person), "role": "ORGANISER",
        "areaId": *gid(town, town.community.id),
    });
    with(&input, more)
}

/// The roles that a person holds now, with their areas.
async fn roles(app: &TestApp, person: PersonId) -> Value {
    let query = "{ viewer { roles { role area { name } } } }";
    let answer = app.run(Some(person), query, json!({})).await;
    answer.at("/viewer/roles").clone()
}

both_databases!(an_administrator_gives_a_role_that_counts_at_once, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "lan").await;
    assert_eq!(roles(&app, person).await, json!([]));
    let end = app.journal_end().await;
    let input = organiser(&town, person, json!({}));
    let answer = app
        .mutate(Some(town.admin), "grantRole", GRANT, input)
        .await;
    let grant = answer.at("/grantRole/grant");
    let expected = json!({
        "id": grant["id"], "role": "ORGANISER", "validFrom": "2026-11-21T04:00:00Z",
        "validUntil": null,
        "area": { "id": *gid(&town, town.community.id) }, "person": { "id": *gid(&town, person) },
    });
    assert_eq!(grant, &expected);
    let facts = json!({ "person": person, "role": "ORGANISER", "area": town.community.id });
    let given = entry("role_grant granted", key(&grant["id"]), town.admin, facts);
    assert_eq!(app.journalled_since(end).await, [given]);
    let held = json!([{ "role": "ORGANISER", "area": { "name": "桂花社区" } }]);
    assert_eq!(roles(&app, person).await, held);
});

both_databases!(a_role_counts_from_its_start_until_its_end, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "lan").await;
    let span = json!({
        "role": "STEWARD", "validFrom": "2026-11-22T12:00:00+08:00",
        "validUntil": "2026-11-23T04:00:00Z",
    });
    let input = organiser(&town, person, span);
    let answer = app
        .mutate(Some(town.admin), "grantRole", GRANT, input)
        .await;
    let grant = answer.at("/grantRole/grant");
    assert_eq!(grant["validFrom"], "2026-11-22T04:00:00Z");
    assert_eq!(grant["validUntil"], "2026-11-23T04:00:00Z");
    let day = TimeDelta::days(1);
    let tick = TimeDelta::microseconds(1);
    for (step, held) in [(day - tick, 0), (tick, 1), (day - tick, 1), (tick, 0)] {
        app.advance(step);
        let roles = roles(&app, person).await;
        assert_eq!(roles.as_array().map(Vec::len), Some(held), "{}", app.now());
    }
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let refusals = async |input: Value| app.refusals(town.admin, "grantRole", "grant", input).await;
    let backwards = json!({
        "personId": "?", "areaId": *gid(&town, town.admin), "role": "ADMIN",
        "validFrom": "2026-12-01T00:00:00Z", "validUntil": "2026-12-01T00:00:00Z",
    });
    assert_eq!(
        refusals(backwards).await,
        [
            "MALFORMED_ID personId",
            "ID_OF_ANOTHER_TYPE areaId",
            "NOT_BEFORE validUntil"
        ]
    );
    let past = json!({ "validUntil": "2026-11-21T03:00:00Z" });
    assert_eq!(
        refusals(organiser(&town, town.steward, past)).await,
        ["NOT_BEFORE validUntil"],
        "the start is now if left out"
    );
    let nonsense = organiser(&town, town.steward, json!({ "validFrom": "tomorrow" }));
    let answer = app
        .without_trace(Some(town.admin), "grantRole", GRANT, nonsense)
        .await;
    assert_eq!(answer.error_code(), "BAD_USER_INPUT");
});

both_databases!(person_and_area_must_be_there_and_ones_own, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let input = organiser(&town, town.steward, json!({}));
    let people = [
        (&**unknown::<PersonId>(&town), "NOT_FOUND"),
        (&*gid(&other, other.steward), "NOT_FOUND"),
        (&*gid(&town, town.unit.id), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    let who = town.admin;
    app.refuses_ids(who, "grantRole", "grant", &input, "personId", &people)
        .await;
    let areas = [
        (&**unknown::<AreaId>(&town), "NOT_FOUND"),
        (&*gid(&town, town.venue.id), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    app.refuses_ids(who, "grantRole", "grant", &input, "areaId", &areas)
        .await;
});

both_databases!(only_administrators_of_the_area_give_roles, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let person = town.resident(&app, "lan").await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(person), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(town.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    let input = organiser(&town, person, json!({}));
    app.denied("grantRole", "grant", &input, &actors).await;
    // Nor do they learn whether a person is there.
    let nobody = with(&input, json!({ "personId": **unknown::<PersonId>(&town) }));
    app.denied("grantRole", "grant", &nobody, &actors[1..])
        .await;

    // An administrator of a part gives no more than that part.
    let part = organiser(&town, town.steward, json!({ "role": "ADMIN" }));
    let answer = app.mutate(Some(town.admin), "grantRole", GRANT, part).await;
    assert!(answer.refusals("grantRole").is_empty());
    let of_community = organiser(&town, person, json!({ "role": "ADMIN" }));
    let all = with(
        &of_community,
        json!({ "areaId": *gid(&town, town.city.id) }),
    );
    let above = [(Some(town.steward), "FORBIDDEN")];
    app.denied("grantRole", "grant", &all, &above).await;
    let answer = app
        .mutate(Some(town.steward), "grantRole", GRANT, of_community)
        .await;
    assert!(answer.refusals("grantRole").is_empty());
});

both_databases!(a_key_makes_a_retry_safe, |app| {
    let town = Town::found(&app).await;
    let second = json!({ "role": "ADMIN", "areaId": *gid(&town, town.city.id) });
    let second = organiser(&town, town.steward, second);
    app.mutate(Some(town.admin), "grantRole", GRANT, second)
        .await
        .data();
    let person = town.resident(&app, "lan").await;
    let (input, changed) = (
        organiser(&town, person, json!({})),
        json!({ "role": "STEWARD" }),
    );
    let actors = (town.admin, town.steward);
    app.keeps_idempotency(actors, "grantRole", "grant", &input, changed)
        .await;
});
