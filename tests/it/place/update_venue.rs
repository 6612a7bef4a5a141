//! `updateVenue`

use mulin_entities::VenueId;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Plan, Town, gid, unknown};
use crate::support::mutation::with;
use crate::support::trace::entry;

const FIELDS: &str = "id name address position { latitude longitude } seats stepFree \
                      accessibility version";

fn venue(town: &Town, more: Value) -> Value {
    with(&json!({ "venueId": *gid(town, town.venue.id) }), more)
}

fn as_founded(town: &Town) -> Value {
    json!({
        "id": *gid(town, town.venue.id), "name": "邻里中心", "address": "桂花路18号",
        "position": { "latitude": 30.38, "longitude": 106.78 }, "seats": 200, "stepFree": true,
        "accessibility": null, "version": 1,
    })
}

both_databases!(what_is_left_out_stays_and_null_empties, |app| {
    let town = Town::found(&app).await;
    let selection = format!("venue {{ {FIELDS} }}");
    let update = async |more: Value| {
        let (who, input) = (Some(town.organiser), venue(&town, more));
        let answer = app.mutate(who, "updateVenue", &selection, input).await;
        assert!(answer.refusals("updateVenue").is_empty());
        answer.at("/updateVenue/venue").clone()
    };
    let end = app.journal_end().await;
    let changes = json!({
        "name": "新中心", "address": "桂花路19号",
        "position": { "latitude": 30.5, "longitude": 106.5 }, "seats": 300, "stepFree": false,
        "accessibility": "坡道",
    });
    let changed = with(
        &with(&as_founded(&town), changes.clone()),
        json!({ "version": 2 }),
    );
    assert_eq!(update(changes).await, changed);
    assert_eq!(
        update(json!({})).await,
        with(&changed, json!({ "version": 3 }))
    );
    let nulls = json!({ "position": null, "seats": null, "accessibility": null });
    let emptied = with(&with(&changed, nulls.clone()), json!({ "version": 4 }));
    assert_eq!(update(nulls).await, emptied);
    let edit = || entry("venue updated", town.venue.id.0, town.organiser, json!({}));
    assert_eq!(app.journalled_since(end).await, [edit(), edit(), edit()]);
});

both_databases!(every_fault_is_told_at_once, |app| {
    let town = Town::found(&app).await;
    let refusals = async |input: Value| {
        app.refusals(town.organiser, "updateVenue", "venue", input)
            .await
    };
    let input = json!({
        "venueId": "?", "name": null, "address": "", "stepFree": null, "seats": -1,
        "position": { "latitude": 91, "longitude": 181 }, "accessibility": "字".repeat(501),
    });
    assert_eq!(
        refusals(input).await,
        [
            "MALFORMED_ID venueId",
            "REQUIRED name",
            "REQUIRED address",
            "OUT_OF_RANGE position.latitude",
            "OUT_OF_RANGE position.longitude",
            "OUT_OF_RANGE seats",
            "REQUIRED stepFree",
            "INVALID_LENGTH accessibility",
        ]
    );
    let long = venue(
        &town,
        json!({ "name": "长".repeat(81), "address": "长".repeat(201) }),
    );
    assert_eq!(
        refusals(long).await,
        ["INVALID_LENGTH name", "INVALID_LENGTH address"]
    );
});

both_databases!(the_venue_must_be_there_and_ones_own, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let input = json!({ "name": "新中心" });
    let ids = [
        (&**unknown::<VenueId>(&town), "NOT_FOUND"),
        (&*gid(&town, town.unit.id), "ID_OF_ANOTHER_TYPE"),
        ("venue_", "MALFORMED_ID"),
    ];
    let who = town.organiser;
    app.refuses_ids(who, "updateVenue", "venue", &input, "venueId", &ids)
        .await;

    let neighbour = town.resident(&app, "neighbour").await;
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(neighbour), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(other.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    let input = venue(&town, input);
    app.denied("updateVenue", "venue", &input, &actors).await;
});

both_databases!(nobody_overwrites_what_they_have_not_seen, |app| {
    let town = Town::found(&app).await;
    let (who, now) = (town.organiser, as_founded(&town));
    let input = venue(&town, json!({ "name": "新中心" }));
    app.keeps_versions(who, "updateVenue", "venue", FIELDS, &input, &now)
        .await;
});

both_databases!(events_are_found_by_the_new_name_of_their_venue, |app| {
    let town = Town::found(&app).await;
    town.event(&app, Plan::default()).await;
    let found = async |text: &str| {
        let query = "query ($text: String!) { events(filter: { text: $text }) \
                     { nodes { venue { name } } } }";
        let answer = app.run(None, query, json!({ "text": text })).await;
        answer
            .at("/events/nodes")
            .as_array()
            .expect("a list")
            .clone()
    };
    assert_eq!(found("邻里中心").await.len(), 1);
    let input = venue(&town, json!({ "name": "百姓礼堂" }));
    app.mutate(Some(town.organiser), "updateVenue", "venue { id }", input)
        .await
        .data();
    assert_eq!(
        found("礼堂").await,
        [json!({ "venue": { "name": "百姓礼堂" } })]
    );
    assert!(found("邻里中心").await.is_empty());
});
