//! Who of a household comes with a party, by name.

use mulin_entities::*;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, change_person, gid, housemate};
use crate::support::app::TestApp;

async fn members(app: &TestApp) -> Vec<(PersonId, bool)> {
    let rows = rsvp_member::Entity::find()
        .order_by_asc(rsvp_member::Column::PersonId)
        .all(app.core.db().writer())
        .await
        .expect("the database answers");
    rows.iter().map(|row| (row.person_id, row.holds)).collect()
}

/// A party of so many with these members.
fn with(town: &Town, adults: i32, members: &[PersonId]) -> Value {
    let ids: Vec<_> = members.iter().map(|id| gid(town, *id)).collect();
    json!({ "party": { "adults": adults, "memberIds": ids } })
}

both_databases!(members_have_one_seat_an_event, |app| {
    let town = Town::found(&app).await;
    let event = event_of(&app, &town, 10).await;
    let lan = town.resident(&app, "r0").await;
    let bao = housemate(&app, lan, "宝", Some(1962)).await;
    let ming = housemate(&app, lan, "明", Some(1963)).await;
    let named = with(&town, 3, &[bao, ming]);
    state_after(&app, &town, lan, event, named).await;
    let mut expected = vec![(bao, true), (ming, true)];
    expected.sort_unstable();
    assert_eq!(members(&app).await, expected);
    // Nobody else has them, and they do not come twice themselves.
    refused(
        &app,
        &town,
        bao,
        event,
        json!({}),
        &["IN_ANOTHER_PARTY eventId"],
    )
    .await;
    // They may send others without coming themselves.
    let alone = json!({ "party": { "adults": 1, "respondentComes": false } });
    assert_eq!(state_after(&app, &town, bao, event, alone).await, "GOING");
    // Left out, they stay; a smaller party has to say who comes.
    let smaller = json!({ "party": { "adults": 2 } });
    refused(
        &app,
        &town,
        lan,
        event,
        smaller,
        &["TOO_MANY_ITEMS party.memberIds"],
    )
    .await;
    state_after(&app, &town, lan, event, with(&town, 2, &[bao])).await;
    assert_eq!(members(&app).await, [(bao, true)]);
    assert_eq!(going(&app, &town, ming, event, 1).await, "GOING");
    let again = with(&town, 3, &[bao, ming]);
    refused(
        &app,
        &town,
        lan,
        event,
        again,
        &["MEMBER_HAS_SEAT party.memberIds"],
    )
    .await;

    // Who leaves lets them go, and takes them back only while they are free.
    leave(&app, &town, lan, event).await;
    assert_eq!(members(&app).await, [(bao, false)]);
    state_after(&app, &town, bao, event, json!({ "party": { "adults": 1 } })).await;
    refused(
        &app,
        &town,
        lan,
        event,
        json!({}),
        &["MEMBER_HAS_SEAT party.memberIds"],
    )
    .await;
    leave(&app, &town, bao, event).await;
    state_after(&app, &town, lan, event, json!({})).await;
    assert_eq!(members(&app).await, [(bao, true)]);
});

both_databases!(
    only_ones_household_is_named_and_by_whom_may_act_for_them,
    |app| {
        let town = Town::found(&app).await;
        let event = event_of(&app, &town, 10).await;
        let lan = town.resident(&app, "r0").await;
        let bao = housemate(&app, lan, "宝", Some(1962)).await;
        let stranger = town.resident(&app, "stranger").await;
        let not_found = ["NOT_FOUND party.memberIds.0"];
        refused(
            &app,
            &town,
            lan,
            event,
            with(&town, 2, &[stranger]),
            &not_found,
        )
        .await;
        let twice = ["DUPLICATE party.memberIds.1"];
        refused(&app, &town, lan, event, with(&town, 3, &[bao, bao]), &twice).await;
        let oneself = ["DUPLICATE party.memberIds.0"];
        refused(&app, &town, lan, event, with(&town, 2, &[lan]), &oneself).await;
        let too_many = ["TOO_MANY_ITEMS party.memberIds"];
        refused(&app, &town, lan, event, with(&town, 1, &[bao]), &too_many).await;
        change_person(&app, bao, |row| row.opted_out_of_proxies = true).await;
        let opted_out = ["OPTED_OUT onBehalfOf"];
        refused(&app, &town, lan, event, with(&town, 2, &[bao]), &opted_out).await;

        let query = "query ($id: ID!) { node(id: $id) { ... on Rsvp {
        party { adults respondentComes members { name } } } } }";
        change_person(&app, bao, |row| row.opted_out_of_proxies = false).await;
        state_after(&app, &town, lan, event, with(&town, 2, &[bao])).await;
        let rsvp = rsvp_of(&app, event, lan).await.expect("an answer");
        let id = json!({ "id": *gid(&town, rsvp.id) });
        let shown = json!({ "adults": 2, "respondentComes": true, "members": [{ "name": "宝" }] });
        for who in [lan, bao, town.organiser] {
            let seen = app.run(Some(who), query, id.clone()).await;
            assert_eq!(seen.at("/node/party"), &shown);
        }
        let hidden = app.run(Some(stranger), query, id).await;
        assert_eq!(hidden.at("/node"), &Value::Null);
    }
);
