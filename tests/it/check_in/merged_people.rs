//! People whose records become one were there once; the erased stay as counts.

use mulin_entities::{PersonId, check_in, check_in_person};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::{CHECK_IN, Door, present};
use crate::both_databases;
use crate::factories::gid;
use crate::support::app::TestApp;

async fn total(app: &TestApp, door: &Door) -> Value {
    let field = "attendance { total { attendances people households anonymous unnamed } }";
    door.see(app, door.town.organiser, field).await["total"].clone()
}

async fn walks_in(app: &TestApp, door: &Door, person: PersonId) {
    let input = door.input(json!({ "personId": *gid(&door.town, person) }));
    let taken = app
        .mutate(Some(door.helper), "recordWalkIn", CHECK_IN, input)
        .await;
    assert_eq!(taken.refusals("recordWalkIn"), [""; 0]);
}

both_databases!(one_person_under_two_records_was_there_once, |app| {
    let door = Door::open(&app).await;
    let people = door.town.residents(&app, 3).await;
    let rsvp = door.coming(&app, people[0], 2).await;
    door.admit(&app, rsvp.id).await;
    walks_in(&app, &door, people[1]).await;
    walks_in(&app, &door, people[2]).await;
    let before = json!({
        "attendances": 4, "people": 3, "households": 3, "anonymous": 0, "unnamed": 1,
    });
    assert_eq!(total(&app, &door).await, before);
    // On one list with both: the walk-in of the double is taken back.
    door.town.merge(&app, people[0], people[1]).await;
    let after = json!({
        "attendances": 3, "people": 2, "households": 2, "anonymous": 0, "unnamed": 1,
    });
    assert_eq!(total(&app, &door).await, after);
    // On no list with both: the keeper was there.
    let keeper = door.town.resident(&app, "keeper").await;
    door.town.merge(&app, keeper, people[2]).await;
    assert_eq!(total(&app, &door).await, after);
    let mut expected = vec![people[0], keeper];
    expected.sort();
    assert_eq!(present(&app, door.event).await, expected);
});

both_databases!(
    the_erased_stay_as_counts_and_helpers_devices_are_forgotten,
    |app| {
        let door = Door::open(&app).await;
        let rsvp = door.guest(&app, "王小梅", 2).await;
        let items = json!([{ "clientId": "1", "rsvpId": *gid(&door.town, rsvp.id) }]);
        let batch = door.input(json!({ "device": "王老师的手机", "items": items }));
        app.mutate(
            Some(door.helper),
            "checkInBatch",
            "results { status }",
            batch,
        )
        .await
        .data();
        let before = total(&app, &door).await;
        for (person, name) in [(rsvp.person_id, "王小梅"), (door.helper, "helper")] {
            let input = json!({ "confirm": name });
            let gone = app
                .mutate(Some(person), "eraseMe", "__typename", input)
                .await;
            assert_eq!(gone.refusals("eraseMe"), [""; 0]);
        }
        assert_eq!(total(&app, &door).await, before);
        let db = app.core.db().reader();
        let rows = check_in::Entity::find().all(db).await.unwrap();
        assert!(
            rows.iter()
                .all(|row| row.device.is_none() && row.client_id.is_none())
        );
        assert_eq!(
            check_in_person::Entity::find().all(db).await.unwrap().len(),
            1
        );
    }
);
