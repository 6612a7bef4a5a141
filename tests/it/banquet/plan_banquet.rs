//! `planBanquet`

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Plan, Town, gid, unknown};
use crate::rsvp::steps::cancel;
use crate::support::app::TestApp;
use crate::support::mutation::with;

pub const BANQUET: &str = "banquet { servingsPer100Guests { category servings } bringBy \
    bringBeforeMinutes bringTo version expectedGuests viewerCan { edit } }";

/// The servings of the parts of the meal, in their order.
pub fn servings(banquet: &Value) -> Vec<i64> {
    let parts = banquet["servingsPer100Guests"].as_array().expect("a list");
    parts
        .iter()
        .map(|part| part["servings"].as_i64().expect("a number"))
        .collect()
}

async fn stored(app: &TestApp, event: EventId) -> Option<banquet::Model> {
    banquet::Entity::find_by_id(event)
        .one(app.core.db().writer())
        .await
        .expect("the database answers")
}

both_databases!(an_event_becomes_a_banquet_as_usual, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let query = "query ($id: ID!) { event(id: $id) { banquet { version } } }";
    let id = json!({ "id": *gid(&town, event.id) });
    let none = app.run(None, query, id.clone()).await;
    assert_eq!(none.at("/event/banquet"), &Value::Null);
    let input = json!({ "eventId": *gid(&town, event.id) });
    let planned = app
        .mutate(Some(town.organiser), "planBanquet", BANQUET, input.clone())
        .await;
    assert_eq!(planned.refusals("planBanquet"), [""; 0]);
    let banquet = planned.at("/planBanquet/banquet");
    assert_eq!(servings(banquet), [100, 200, 100, 50, 50, 100]);
    let by = event.starts_at - TimeDelta::minutes(30);
    let by = by.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    assert_eq!(banquet["bringBy"], by);
    assert_eq!(
        (&banquet["bringTo"], &banquet["version"]),
        (&Value::Null, &json!(1))
    );
    assert_eq!(banquet["viewerCan"]["edit"], true);
    let row = stored(&app, event.id).await.expect("a banquet");
    assert_eq!((row.votes_per_guest, row.votes_per_dish), (3, 1));
    assert_eq!(row.vote_state, DishVoteState::NotOpen);
    assert_eq!(
        app.run(None, query, id).await.at("/event/banquet/version"),
        1
    );
    let again = app
        .refusals(town.organiser, "planBanquet", "banquet", input)
        .await;
    assert_eq!(again, ["IS_A_BANQUET eventId"]);
});

both_databases!(
    what_a_meal_wants_is_said_and_faults_are_told_at_once,
    |app| {
        let town = Town::found(&app).await;
        let event = town.event(&app, Plan::default()).await;
        let input = json!({
            "eventId": *gid(&town, event.id), "bringBeforeMinutes": 90, "bringTo": " 后厨 ",
            "servingsPer100Guests": [{ "category": "SOUP", "servings": 0 },
                { "category": "COLD", "servings": 1000 }],
            "votesPerGuest": 0, "votesPerDish": 2, "prizes": ["一等奖", "二等奖"],
        });
        let faulty = with(
            &input,
            json!({
                "servingsPer100Guests": [{ "category": "HOT", "servings": -1 },
                    { "category": "HOT", "servings": 1001 }],
                "bringBeforeMinutes": 1441, "bringTo": "长".repeat(81), "votesPerGuest": 101,
                "votesPerDish": 0, "prizes": ["", "长".repeat(41)],
            }),
        );
        let refused = app
            .refusals(town.organiser, "planBanquet", "banquet", faulty)
            .await;
        let expected = [
            "OUT_OF_RANGE servingsPer100Guests.0.servings",
            "DUPLICATE servingsPer100Guests.1.category",
            "OUT_OF_RANGE servingsPer100Guests.1.servings",
            "OUT_OF_RANGE bringBeforeMinutes",
            "INVALID_LENGTH bringTo",
            "OUT_OF_RANGE votesPerGuest",
            "OUT_OF_RANGE votesPerDish",
            "REQUIRED prizes.0",
            "INVALID_LENGTH prizes.1",
        ];
        assert_eq!(refused, expected);
        let planned = app
            .mutate(Some(town.organiser), "planBanquet", BANQUET, input)
            .await;
        assert_eq!(planned.refusals("planBanquet"), [""; 0]);
        let banquet = planned.at("/planBanquet/banquet");
        assert_eq!(servings(banquet), [1000, 200, 100, 0, 50, 100]);
        assert_eq!(banquet["bringTo"], "后厨");
        let row = stored(&app, event.id).await.expect("a banquet");
        assert_eq!((row.votes_per_guest, row.votes_per_dish), (0, 2));
        assert_eq!(row.prizes, json!(["一等奖", "二等奖"]));
    }
);

both_databases!(those_who_run_the_event_plan_it_while_it_lasts, |app| {
    let town = Town::found(&app).await;
    let wang = town.resident(&app, "wang").await;
    let event = town.event(&app, Plan::default()).await.id;
    let input = |event: EventId| json!({ "eventId": *gid(&town, event) });
    let others = [
        (Some(wang), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (None, "UNAUTHENTICATED"),
    ];
    app.denied("planBanquet", "banquet", &input(event), &others)
        .await;
    app.refuses_ids(
        town.organiser,
        "planBanquet",
        "banquet",
        &input(event),
        "eventId",
        &[
            (&unknown::<EventId>(&town).0, "NOT_FOUND"),
            ("x", "MALFORMED_ID"),
            (&gid(&town, wang).0, "ID_OF_ANOTHER_TYPE"),
        ],
    )
    .await;
    let draft = Plan {
        published: false,
        ..Plan::default()
    };
    let draft = town.event(&app, draft).await.id;
    let hidden = app
        .refusals(wang, "planBanquet", "banquet", input(draft))
        .await;
    assert_eq!(hidden, ["NOT_FOUND eventId"]);
    let planned = app
        .mutate(Some(town.organiser), "planBanquet", BANQUET, input(draft))
        .await;
    assert_eq!(planned.refusals("planBanquet"), [""; 0]);
    let cancelled = town.event(&app, Plan::default()).await.id;
    cancel(&app, &town, cancelled).await;
    let refused = app
        .refusals(town.organiser, "planBanquet", "banquet", input(cancelled))
        .await;
    assert_eq!(refused, ["EVENT_CANCELLED eventId"]);
    app.advance(TimeDelta::days(7) + TimeDelta::hours(2));
    let refused = app
        .refusals(town.organiser, "planBanquet", "banquet", input(event))
        .await;
    assert_eq!(refused, ["EVENT_ENDED eventId"]);
});

both_databases!(a_retry_answers_the_banquet_as_it_is_now, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let input = json!({ "eventId": *gid(&town, event), "idempotencyKey": "once" });
    let plan = |input: Value| app.mutate(Some(town.organiser), "planBanquet", BANQUET, input);
    let first = plan(input.clone()).await;
    assert_eq!(first.refusals("planBanquet"), [""; 0]);
    let again = app
        .without_trace(Some(town.organiser), "planBanquet", BANQUET, input.clone())
        .await;
    assert_eq!(
        again.at("/planBanquet/banquet"),
        first.at("/planBanquet/banquet")
    );
    let other = with(&input, json!({ "bringBeforeMinutes": 60 }));
    let reused = app
        .refusals(town.organiser, "planBanquet", "banquet", other)
        .await;
    assert_eq!(reused, ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
});
