//! A role counts from its beginning to its end and not a moment longer, also for what was done
//! while it was in force.

use chrono::TimeDelta;
use mulin_domain::Actor;
use mulin_domain::person::{GrantRole, grant_role};
use mulin_entities::*;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, gid};
use crate::support::app::TestApp;

const PERSON: &str = "query ($id: ID!) { person(id: $id) { name } viewer { roles { role } } }";

async fn sees(app: &TestApp, who: PersonId, id: &str) -> (bool, usize) {
    let answer = app.run(Some(who), PERSON, json!({ "id": id })).await;
    let roles = answer.at("/viewer/roles").as_array().map_or(0, Vec::len);
    (!answer.at("/person").is_null(), roles)
}

both_databases!(a_role_counts_from_its_beginning_to_its_end, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 2).await;
    let (later, lan) = (people[0], gid(&town, people[1]));
    let input = GrantRole {
        person_id: Ok(later),
        role: Role::Steward,
        area_id: Ok(town.unit.id),
        valid_from: Some(app.now() + TimeDelta::hours(1)),
        valid_until: Some(app.now() + TimeDelta::hours(2)),
    };
    let granted = grant_role(&app.core, &Actor::System, input, None).await;
    granted.expect("a role can be given");

    // One token all along: what counts is the time of the request.
    assert_eq!(sees(&app, later, &lan).await, (false, 0));
    app.advance(TimeDelta::hours(1) - TimeDelta::microseconds(1));
    assert_eq!(sees(&app, later, &lan).await, (false, 0));
    app.advance(TimeDelta::microseconds(1));
    assert_eq!(sees(&app, later, &lan).await, (true, 1));
    app.advance(TimeDelta::hours(1) - TimeDelta::microseconds(1));
    assert_eq!(sees(&app, later, &lan).await, (true, 1));
    app.advance(TimeDelta::microseconds(1));
    assert_eq!(sees(&app, later, &lan).await, (false, 0));
});

both_databases!(a_role_that_was_taken_back_opens_nothing, |app| {
    let town = Town::found(&app).await;
    let register = json!({
        "unitId": *gid(&town, town.unit.id), "home": { "building": "5栋501" }, "name": "陈兰",
        "email": "lan@example.org", "idempotencyKey": "lan",
    });
    let selection = "person { id email }";
    let steward = Some(town.steward);
    let first = app
        .mutate(steward, "registerPerson", selection, register.clone())
        .await;
    let lan = first
        .at("/registerPerson/person/id")
        .as_str()
        .expect("an id is text");
    assert_eq!(sees(&app, town.steward, lan).await, (true, 1));

    let bearer = app.token(town.steward).await;
    let grants = role_of(&app, town.steward).await;
    let revoke = json!({ "grantId": *gid(&town, grants) });
    let revoked = app
        .mutate(Some(town.admin), "revokeRole", "grant { id }", revoke)
        .await;
    assert_eq!(revoked.refusals("revokeRole"), Vec::<String>::new());

    assert_eq!(sees(&app, town.steward, lan).await, (false, 0));
    let query = json!({ "id": lan });
    let old_token = app.run_with(Some(&bearer), PERSON, query).await;
    assert_eq!(old_token.at("/person"), &Value::Null);
    // The key still tells that this was done, but no longer to whom.
    let again = app
        .without_trace(steward, "registerPerson", selection, register)
        .await;
    assert_eq!(
        again.refusals("registerPerson"),
        ["NOT_FOUND idempotencyKey"]
    );
    assert!(!again.text.contains("lan@example.org"));
});

both_databases!(
    nor_does_a_key_show_a_role_to_who_may_not_give_it_any_more,
    |app| {
        let town = Town::found(&app).await;
        let (lan, admin) = (town.resident(&app, "lan").await, Some(town.admin));
        let input = json!({
            "personId": *gid(&town, lan), "role": "ORGANISER", "idempotencyKey": "organiser",
            "areaId": *gid(&town, town.community.id),
        });
        let selection = "grant { id person { name } }";
        app.mutate(admin, "grantRole", selection, input.clone())
            .await
            .data();
        let own = json!({ "grantId": *gid(&town, role_of(&app, town.admin).await) });
        app.mutate(admin, "revokeRole", "grant { id }", own)
            .await
            .data();

        let again = app
            .without_trace(admin, "grantRole", selection, input)
            .await;
        assert_eq!(again.refusals("grantRole"), ["NOT_FOUND idempotencyKey"]);
    }
);

/// The only grant of a person.
async fn role_of(app: &TestApp, person: PersonId) -> RoleGrantId {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let grant = role_grant::Entity::find()
        .filter(role_grant::Column::PersonId.eq(person))
        .one(app.core.db().reader())
        .await
        .expect("grants can be read");
    grant.expect("the person holds a role").id
}
