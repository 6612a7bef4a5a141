//! For whom somebody may act: `viewer.actsFor`, and the channel and rights of `updatePerson`.

use chrono::TimeDelta;
use mulin_domain::person::{GrantRole, RevokeRole, grant_role, revoke_role};
use mulin_domain::{Actor, dialect};
use mulin_entities::*;
use sea_orm::{DbBackend, EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{
    Town, actor, agrees, change_person, confirms, gid, grant, housemate, noted, person_row,
    resident,
};
use crate::support::app::TestApp;
use crate::support::mutation::with;

const ACTS_FOR: &str = "query ($first: Int, $after: String, $last: Int, $before: String) { viewer { \
    actsFor(first: $first, after: $after, last: $last, before: $before) { nodes { name } \
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }";

async fn page(app: &TestApp, who: PersonId, page: Value) -> Value {
    let answer = app.run(Some(who), ACTS_FOR, page).await;
    answer.at("/viewer/actsFor").clone()
}

fn names(list: &Value) -> Vec<String> {
    let nodes = list["nodes"].as_array().expect("a list");
    let name = |node: &Value| node["name"].as_str().expect("a name").to_owned();
    nodes.iter().map(name).collect()
}

async fn acts_for(app: &TestApp, who: PersonId) -> Vec<String> {
    names(&page(app, who, json!({})).await)
}

const PURPOSE: ConsentPurpose = ConsentPurpose::ActOnBehalf;

both_databases!(
    adults_of_a_household_act_for_each_other_and_the_children,
    |app| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "lan").await;
        let qiang = housemate(&app, lan, "qiang", Some(1958)).await;
        let bao = housemate(&app, lan, "bao", Some(2016)).await;
        town.resident(&app, "neighbour").await;
        assert_eq!(acts_for(&app, lan).await, ["bao", "qiang"]);
        assert_eq!(acts_for(&app, qiang).await, ["bao", "lan"]);
        assert_eq!(
            acts_for(&app, bao).await,
            [""; 0],
            "a child acts for nobody"
        );

        change_person(&app, qiang, |row| row.opted_out_of_proxies = true).await;
        change_person(&app, bao, |row| row.opted_out_of_proxies = true).await;
        assert_eq!(acts_for(&app, lan).await, ["bao"]);
        change_person(&app, lan, |row| row.state = PersonState::Pending).await;
        assert_eq!(
            acts_for(&app, lan).await,
            [""; 0],
            "not before the steward's word"
        );
        assert_eq!(acts_for(&app, qiang).await, ["bao", "lan"]);
        change_person(&app, bao, |row| {
            row.state = PersonState::Erased;
            (row.name, row.birth_year) = (String::new(), None);
        })
        .await;
        assert_eq!(acts_for(&app, qiang).await, ["lan"]);
    }
);

both_databases!(a_steward_acts_for_those_who_agreed_while_it_stands, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let mei = town.resident(&app, "mei").await;
    town.resident(&app, "silent").await;
    let far = resident(&app.core, &town.other_unit, "far").await.id;
    assert_eq!(acts_for(&app, town.steward).await, [""; 0]);
    agrees(&app, lan, ConsentPurpose::Photos).await;
    assert_eq!(
        acts_for(&app, town.steward).await,
        [""; 0],
        "to something else"
    );
    agrees(&app, lan, PURPOSE).await;
    agrees(&app, far, PURPOSE).await;
    let noted = noted(&app, town.admin, mei, PURPOSE).await;
    assert_eq!(acts_for(&app, town.steward).await, ["lan", "mei"]);
    assert_eq!(acts_for(&app, town.admin).await, ["far", "lan", "mei"]);
    assert_eq!(acts_for(&app, town.organiser).await, [""; 0]);

    app.advance(TimeDelta::days(30) - TimeDelta::microseconds(1));
    assert_eq!(acts_for(&app, town.steward).await, ["lan", "mei"]);
    app.advance(TimeDelta::microseconds(1));
    assert_eq!(acts_for(&app, town.steward).await, ["lan"], "it lapsed");
    let again = crate::factories::noted(&app, town.steward, mei, PURPOSE).await;
    assert_ne!(again.id, noted.id);
    confirms(&app, town.admin, again.id).await;
    app.advance(TimeDelta::days(31));
    assert_eq!(acts_for(&app, town.steward).await, ["lan", "mei"]);
    // A confirmation is worth no more than the consent.
    let withdraw = json!({ "consentId": *gid(&town, again.id) });
    app.mutate(Some(mei), "withdrawConsent", "consent { id }", withdraw)
        .await
        .data();
    assert_eq!(acts_for(&app, town.steward).await, ["lan"]);
});

both_databases!(
    a_role_that_ends_or_moves_ends_it_in_the_middle_of_a_session,
    |app| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "lan").await;
        let far = resident(&app.core, &town.other_unit, "far").await.id;
        agrees(&app, lan, PURPOSE).await;
        agrees(&app, far, PURPOSE).await;
        let helper = resident(&app.core, &town.other_unit, "helper").await.id;
        let input = GrantRole {
            person_id: Ok(helper),
            role: Role::Steward,
            area_id: Ok(town.unit.id),
            valid_from: None,
            valid_until: Some(app.now() + TimeDelta::minutes(30)),
        };
        let granted = grant_role(&app.core, &Actor::System, input, None).await;
        granted.expect("a role can be given");
        // One token all along.
        let token = app.token(helper).await;
        let seen = async || {
            let answer = app.run_with(Some(&token), ACTS_FOR, json!({})).await;
            names(answer.at("/viewer/actsFor"))
        };
        app.advance(TimeDelta::minutes(30) - TimeDelta::microseconds(1));
        assert_eq!(seen().await, ["lan"]);
        app.advance(TimeDelta::microseconds(1));
        assert_eq!(seen().await, [""; 0]);

        // Moved from one unit to the other.
        let here = grant(&app.core, helper, Role::Steward, &town.unit).await;
        assert_eq!(seen().await, ["lan"]);
        let input = RevokeRole {
            grant_id: Ok(here.id),
        };
        revoke_role(&app.core, &actor(&app.core, town.admin).await, input)
            .await
            .expect("a role can be taken back");
        grant(&app.core, helper, Role::Steward, &town.other_unit).await;
        assert_eq!(seen().await, ["far"]);
    }
);

both_databases!(whom_one_acts_for_comes_in_pages_by_name, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    // Of the steward's household, and others: somebody in both is listed once.
    housemate(&app, town.steward, "b", Some(1958)).await;
    let both = housemate(&app, town.steward, "c", Some(1958)).await;
    agrees(&app, both, PURPOSE).await;
    for name in ["d", "a", "e", "a"] {
        let person = town.resident(&app, name).await;
        agrees(&app, person, PURPOSE).await;
    }
    // Another role over the same people.
    grant(&app.core, town.steward, Role::Admin, &town.community).await;
    let all = acts_for(&app, town.steward).await;
    assert_eq!(all, ["a", "a", "b", "c", "d", "e"]);
    let (mut forwards, mut after) = (Vec::new(), Value::Null);
    loop {
        let slice = page(&app, town.steward, json!({ "first": 1, "after": after })).await;
        forwards.extend(names(&slice));
        after = slice["pageInfo"]["endCursor"].clone();
        if slice["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(forwards, all);
    let last = page(&app, town.steward, json!({ "last": 2 })).await;
    assert_eq!(names(&last), ["d", "e"]);
    let before = json!({ "last": 3, "before": last["pageInfo"]["startCursor"] });
    let before = page(&app, town.steward, before).await;
    assert_eq!(names(&before), ["a", "b", "c"]);
    assert_eq!(before["pageInfo"]["hasPreviousPage"], true);

    let analyzed = dialect::analyze(app.core.db().writer()).await;
    analyzed.expect("the tables are looked at");
    let statements = app.record_statements();
    app.run(Some(town.steward), "{ __typename }", json!({}))
        .await;
    statements.take();
    acts_for(&app, town.steward).await;
    let ran = statements.take();
    assert_eq!(ran.len(), 2, "who asks, and for whom they act");
    // Whoever else lives in the city is not looked at.
    let plan = app.explain(&ran[1]).await.join("\n");
    // Of tables as small as these PostgreSQL may take any index for the others.
    let on_postgres = app.core.db().reader().get_database_backend() == DbBackend::Postgres;
    let wanted = ["person_household", "person_unit", "consent_standing"];
    for index in &wanted[..if on_postgres { 1 } else { 3 }] {
        assert!(plan.contains(index), "{index}: {plan}");
    }
});

const UPDATED: &str = "person { name optedOutOfProxies }";

fn edit(town: &Town, person: PersonId, more: Value) -> Value {
    with(&json!({ "personId": *gid(town, person) }), more)
}

async fn last_journalled(app: &TestApp) -> journal::Model {
    journal::Entity::find()
        .order_by_desc(journal::Column::Seq)
        .one(app.core.db().reader())
        .await
        .expect("the journal is read")
        .expect("a row")
}

both_databases!(
    a_childs_record_is_kept_by_the_household_an_adults_is_not,
    |app| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "lan").await;
        let qiang = housemate(&app, lan, "qiang", Some(1958)).await;
        let bao = housemate(&app, lan, "bao", Some(2016)).await;
        let rename = json!({ "name": "宝宝", "via": "PHONE" });
        let input = edit(&town, bao, rename.clone());
        let answer = app.mutate(Some(lan), "updatePerson", UPDATED, input).await;
        assert_eq!(answer.refusals("updatePerson"), [""; 0]);
        let row = last_journalled(&app).await;
        assert_eq!((row.actor_id, row.on_behalf_of), (Some(lan), Some(bao)));
        assert_eq!(row.payload["via"], "PHONE");

        let input = edit(&town, qiang, rename.clone());
        app.denied(
            "updatePerson",
            "person",
            &input,
            &[(Some(lan), "FORBIDDEN")],
        )
        .await;
        let input = edit(&town, lan, rename.clone());
        app.denied(
            "updatePerson",
            "person",
            &input,
            &[(Some(bao), "FORBIDDEN")],
        )
        .await;
        // By their role, without consent, and the journal names both.
        let input = edit(&town, qiang, json!({ "locale": "en", "via": "DESK" }));
        let answer = app
            .mutate(Some(town.steward), "updatePerson", UPDATED, input)
            .await;
        assert_eq!(answer.refusals("updatePerson"), [""; 0]);
        let row = last_journalled(&app).await;
        assert_eq!(
            (row.actor_id, row.on_behalf_of),
            (Some(town.steward), Some(qiang))
        );
        // Nobody stands at their own desk.
        let input = edit(&town, lan, rename);
        let refused = app.refusals(lan, "updatePerson", "person", input).await;
        assert_eq!(refused, ["ONLY_TOGETHER via"]);
        let input = edit(&town, lan, json!({ "name": "兰" }));
        app.mutate(Some(lan), "updatePerson", UPDATED, input)
            .await
            .data();
        let row = last_journalled(&app).await;
        assert_eq!((row.actor_id, row.on_behalf_of), (Some(lan), None));
        assert_eq!(row.payload, json!({}));
    }
);

both_databases!(one_opts_out_of_being_acted_for, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let qiang = housemate(&app, lan, "qiang", Some(1958)).await;
    assert_eq!(acts_for(&app, qiang).await, ["lan"]);
    let out = edit(&town, lan, json!({ "optedOutOfProxies": true }));
    app.denied(
        "updatePerson",
        "person",
        &out,
        &[(Some(qiang), "FORBIDDEN"), (None, "UNAUTHENTICATED")],
    )
    .await;
    let answer = app.mutate(Some(lan), "updatePerson", UPDATED, out).await;
    assert_eq!(answer.at("/updatePerson/person/optedOutOfProxies"), true);
    assert_eq!(acts_for(&app, qiang).await, [""; 0]);
    let null = edit(&town, lan, json!({ "optedOutOfProxies": null }));
    let refused = app.refusals(lan, "updatePerson", "person", null).await;
    assert_eq!(refused, ["REQUIRED optedOutOfProxies"]);
    let kept = edit(&town, lan, json!({ "name": "兰" }));
    app.mutate(Some(lan), "updatePerson", UPDATED, kept)
        .await
        .data();
    assert!(person_row(&app, lan).await.opted_out_of_proxies);
});
