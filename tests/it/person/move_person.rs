//! `movePerson`

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{
    Plan, Town, change_person, gid, grant, housemate, person_row, resident, respond, unknown,
};
use crate::support::app::TestApp;
use crate::support::mutation::with;
use crate::support::trace::entry;

const PERSON: &str = "person { version unit { id } household { id building } }";

fn to(town: &Town, who: PersonId, unit: &area::Model, home: Value) -> Value {
    json!({ "personId": *gid(town, who), "unitId": *gid(town, unit.id), "home": home })
}

async fn moved(app: &TestApp, who: PersonId, input: Value) -> Value {
    let answer = app.mutate(Some(who), "movePerson", PERSON, input).await;
    assert_eq!(answer.refusals("movePerson"), [""; 0]);
    answer.at("/movePerson/person").clone()
}

both_databases!(answers_keep_where_somebody_lived, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let event = town.event(&app, Plan::default()).await.id;
    let answer = respond(&app.core, lan, event, mulin_domain::rsvp::Answer::Going, 2)
        .await
        .expect("an answer");
    let end = app.journal_end().await;
    let input = to(
        &town,
        lan,
        &town.other_unit,
        json!({ "building": "9栋901" }),
    );
    let person = moved(&app, town.admin, with(&input, json!({ "via": "DESK" }))).await;
    let household = person["household"]["id"].clone();
    let expected = json!({
        "version": 2, "unit": { "id": *gid(&town, town.other_unit.id) },
        "household": { "id": household, "building": "9栋901" },
    });
    assert_eq!(person, expected);
    let payload = json!({ "from": town.unit.id, "to": town.other_unit.id, "via": "DESK" });
    let happened = entry("person moved", lan.0, town.admin, payload);
    assert_eq!(app.journalled_since(end).await, [happened]);
    let kept = rsvp::Entity::find()
        .filter(rsvp::Column::PersonId.eq(lan))
        .one(app.core.db().reader())
        .await
        .expect("the database answers")
        .expect("the answer is there");
    assert_eq!(kept, answer);

    // Into a household that is there, and once more: that changes nothing.
    let mei = resident(&app.core, &town.other_unit, "mei").await;
    let home = json!({ "householdId": *gid(&town, mei.household_id) });
    let input = to(&town, lan, &town.other_unit, home);
    assert_eq!(moved(&app, town.admin, input.clone()).await["version"], 3);
    let end = app.journal_end().await;
    assert_eq!(moved(&app, town.admin, input).await["version"], 3);
    assert!(app.journalled_since(end).await.is_empty());
    assert_eq!(person_row(&app, lan).await.household_id, mei.household_id);
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let lan = town.resident(&app, "lan").await;
    let refusals = async |who, input: Value| app.refusals(who, "movePerson", "person", input).await;
    let input = json!({ "personId": "?", "unitId": "?", "home": { "building": " " } });
    let all = [
        "MALFORMED_ID personId",
        "MALFORMED_ID unitId",
        "REQUIRED home.building",
    ];
    assert_eq!(refusals(town.admin, input).await, all);
    let building = json!({ "building": "1栋" });
    let grid = to(&town, lan, &town.community, building.clone());
    assert_eq!(refusals(town.admin, grid).await, ["WRONG_LEVEL unitId"]);
    let next_door = resident(&app.core, &town.other_unit, "next-door").await;
    let foreign = json!({ "householdId": *gid(&town, next_door.household_id) });
    let input = to(&town, lan, &town.unit, foreign);
    assert_eq!(
        refusals(town.admin, input.clone()).await,
        ["ELSEWHERE home.householdId"]
    );
    assert_eq!(
        refusals(town.steward, input).await,
        ["NOT_FOUND home.householdId"]
    );
    let input = json!({
        "personId": *gid(&town, lan), "unitId": *unknown::<AreaId>(&town), "home": building,
    });
    assert_eq!(refusals(town.admin, input).await, ["NOT_FOUND unitId"]);

    // Trees are apart even for who runs both.
    grant(&app.core, town.admin, Role::Admin, &town.city).await;
    let both = resident(&app.core, &town.unit, "both").await.id;
    grant(&app.core, both, Role::Admin, &town.city).await;
    let input = to(&town, lan, &other.unit, building);
    assert_eq!(
        app.mutate(Some(both), "movePerson", PERSON, input)
            .await
            .error_code(),
        "FORBIDDEN"
    );
});

both_databases!(only_who_looks_after_both_units_moves_people, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let lan = town.resident(&app, "lan").await;
    let husband = housemate(&app, lan, "husband", Some(1958)).await;
    let neighbour = town.resident(&app, "neighbour").await;
    let there = resident(&app.core, &town.other_unit, "there").await.id;
    grant(&app.core, there, Role::Steward, &town.other_unit).await;
    let input = to(&town, lan, &town.other_unit, json!({ "building": "1栋" }));
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(lan), "FORBIDDEN"),
        (Some(husband), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
    ];
    app.denied("movePerson", "person", &input, &actors).await;
    for stranger in [neighbour, there, town.organiser, other.steward, other.admin] {
        let refusals = app
            .refusals(stranger, "movePerson", "person", input.clone())
            .await;
        assert_eq!(refusals, ["NOT_FOUND personId"]);
    }
    change_person(&app, lan, |row| {
        row.state = PersonState::Merged;
        row.merged_into_id = Some(husband);
    })
    .await;
    let refusals = app
        .refusals(town.admin, "movePerson", "person", input)
        .await;
    assert_eq!(refusals, ["RECORD_CLOSED personId"]);

    grant(&app.core, town.steward, Role::Steward, &town.other_unit).await;
    let input = to(
        &town,
        neighbour,
        &town.other_unit,
        json!({ "building": "1栋" }),
    );
    moved(&app, town.steward, input).await;
});
