//! `createVenue`

use mulin_entities::AreaId;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, gid, unknown};
use crate::support::mutation::{key, with};
use crate::support::trace::entry;

const VENUE: &str = "venue { id name address position { latitude longitude } seats stepFree \
                     accessibility version area { id } }";

fn hall(town: &Town, more: Value) -> Value {
    let input = json!({
        "areaId": *gid(town, town.community.id), "name": "文化礼堂", "address": "桂花路20号",
    });
    with(&input, more)
}

both_databases!(an_organiser_makes_a_venue, |app| {
    let town = Town::found(&app).await;
    let end = app.journal_end().await;
    let more = json!({
        "name": " 文化礼堂 ", "position": { "latitude": -90, "longitude": 180 }, "seats": 1,
        "stepFree": true, "accessibility": "电梯\r\n助听环路",
    });
    let who = Some(town.organiser);
    let answer = app
        .mutate(who, "createVenue", VENUE, hall(&town, more))
        .await;
    let venue = answer.at("/createVenue/venue");
    let expected = json!({
        "id": venue["id"], "name": "文化礼堂", "address": "桂花路20号",
        "position": { "latitude": -90.0, "longitude": 180.0 }, "seats": 1, "stepFree": true,
        "accessibility": "电梯\n助听环路", "version": 1,
        "area": { "id": *gid(&town, town.community.id) },
    });
    assert_eq!(venue, &expected);
    let made = entry(
        "venue created",
        key(&venue["id"]),
        town.organiser,
        json!({}),
    );
    assert_eq!(app.journalled_since(end).await, [made]);

    let nulls = json!({ "position": null, "seats": null, "accessibility": null });
    let answer = app
        .mutate(
            Some(town.admin),
            "createVenue",
            VENUE,
            hall(&town, nulls.clone()),
        )
        .await;
    let venue = answer.at("/createVenue/venue");
    let unknown = with(&nulls, json!({ "stepFree": false }));
    for (field, value) in unknown.as_object().expect("an object") {
        assert_eq!(&venue[field], value, "{field}");
    }
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let refusals = async |input: Value| {
        app.refusals(town.organiser, "createVenue", "venue", input)
            .await
    };
    let input = json!({
        "areaId": "?", "name": "", "address": "路".repeat(201), "seats": 0,
        "position": { "latitude": 90.01, "longitude": -180.01 },
        "accessibility": "字".repeat(501),
    });
    assert_eq!(
        refusals(input).await,
        [
            "MALFORMED_ID areaId",
            "REQUIRED name",
            "INVALID_LENGTH address",
            "OUT_OF_RANGE position.latitude",
            "OUT_OF_RANGE position.longitude",
            "OUT_OF_RANGE seats",
            "INVALID_LENGTH accessibility",
        ]
    );
    let lines = json!({ "name": "两\n行", "seats": 1_000_001, "address": " " });
    assert_eq!(
        refusals(hall(&town, lines)).await,
        [
            "CONTROL_CHARACTERS name",
            "REQUIRED address",
            "OUT_OF_RANGE seats"
        ]
    );
});

both_databases!(the_area_must_be_there_and_ones_own, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let ids = [
        (&**unknown::<AreaId>(&town), "NOT_FOUND"),
        (&*gid(&town, town.organiser), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    let (who, input) = (town.organiser, hall(&town, json!({})));
    app.refuses_ids(who, "createVenue", "venue", &input, "areaId", &ids)
        .await;

    let neighbour = town.resident(&app, "neighbour").await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(neighbour), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(other.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    app.denied("createVenue", "venue", &input, &actors).await;
    let city = with(&input, json!({ "areaId": *gid(&town, town.city.id) }));
    let above_their_own = [(Some(town.organiser), "FORBIDDEN")];
    app.denied("createVenue", "venue", &city, &above_their_own)
        .await;
});

both_databases!(a_key_makes_a_retry_safe, |app| {
    let town = Town::found(&app).await;
    let actors = (town.organiser, town.admin);
    let (input, changed) = (hall(&town, json!({})), json!({ "seats": 80 }));
    app.keeps_idempotency(actors, "createVenue", "venue", &input, changed)
        .await;
});
