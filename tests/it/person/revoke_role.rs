//! `revokeRole`

use chrono::TimeDelta;
use mulin_domain::person::{GrantRole, grant_role};
use mulin_entities::{Role, RoleGrantId, role_grant};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, actor, gid, grant, unknown};
use crate::support::trace::entry;

const GRANT: &str = "grant { id role validFrom validUntil }";

fn back(town: &Town, grant: &role_grant::Model) -> Value {
    json!({ "grantId": *gid(town, grant.id) })
}

both_databases!(a_role_ends_at_once_and_once, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "lan").await;
    let grant = grant(&app.core, person, Role::Organiser, &town.community).await;
    let query = "{ viewer { roles { role } } }";
    let held = app.run(Some(person), query, json!({})).await;
    assert_eq!(held.at("/viewer/roles"), &json!([{ "role": "ORGANISER" }]));
    app.advance(TimeDelta::hours(1));
    let end = app.journal_end().await;
    let who = Some(town.admin);
    let answer = app
        .mutate(who, "revokeRole", GRANT, back(&town, &grant))
        .await;
    let ended = json!({
        "id": *gid(&town, grant.id), "role": "ORGANISER",
        "validFrom": "2026-11-21T04:00:00Z", "validUntil": "2026-11-21T05:00:00Z",
    });
    assert_eq!(answer.at("/revokeRole/grant"), &ended);
    let facts = json!({ "person": person, "role": "ORGANISER", "area": town.community.id });
    let taken = entry("role_grant revoked", grant.id.0, town.admin, facts);
    assert_eq!(app.journalled_since(end).await, [taken]);
    // The same token holds the role no longer.
    let held = app.run(Some(person), query, json!({})).await;
    assert_eq!(held.at("/viewer/roles"), &json!([]));

    app.advance(TimeDelta::hours(1));
    let again = app
        .without_trace(who, "revokeRole", GRANT, back(&town, &grant))
        .await;
    assert_eq!(again.at("/revokeRole/grant"), &ended);
});

both_databases!(a_role_that_has_not_begun_never_begins, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "lan").await;
    let input = GrantRole {
        person_id: Ok(person),
        role: Role::Admin,
        area_id: Ok(town.city.id),
        valid_from: Some(app.now() + TimeDelta::days(1)),
        valid_until: None,
    };
    let admin = actor(&app.core, town.admin).await;
    let grant = grant_role(&app.core, &admin, input, None)
        .await
        .expect("a role can be given");
    let answer = app
        .mutate(Some(town.admin), "revokeRole", GRANT, back(&town, &grant))
        .await;
    let grant = answer.at("/revokeRole/grant");
    assert_eq!(grant["validUntil"], grant["validFrom"]);
    app.advance(TimeDelta::days(1));
    let held = app
        .run(Some(person), "{ viewer { roles { role } } }", json!({}))
        .await;
    assert_eq!(held.at("/viewer/roles"), &json!([]));
});

both_databases!(the_grant_must_be_there_and_ones_to_take, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let person = town.resident(&app, "lan").await;
    let own = grant(&app.core, person, Role::Organiser, &town.community).await;
    let theirs = grant(&app.core, other.steward, Role::Organiser, &other.city).await;
    let ids = [
        (&**unknown::<RoleGrantId>(&town), "NOT_FOUND"),
        (&*gid(&other, theirs.id), "NOT_FOUND"),
        (&*gid(&town, person), "ID_OF_ANOTHER_TYPE"),
        ("grant", "MALFORMED_ID"),
    ];
    let (who, nothing) = (town.admin, json!({}));
    app.refuses_ids(who, "revokeRole", "grant", &nothing, "grantId", &ids)
        .await;

    for stranger in [town.organiser, town.steward, other.admin] {
        let refusals = app
            .refusals(stranger, "revokeRole", "grant", back(&town, &own))
            .await;
        assert_eq!(refusals, ["NOT_FOUND grantId"]);
    }
    // Even one's own role is taken by administrators only.
    let actors = [(None, "UNAUTHENTICATED"), (Some(person), "FORBIDDEN")];
    app.denied("revokeRole", "grant", &back(&town, &own), &actors)
        .await;
});
