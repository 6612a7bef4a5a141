//! EVENT_MOVED: an event gets another place.

use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use serde_json::{Value, json};

use super::stage::{local, reschedule, sent_to, states};
use crate::both_databases;
use crate::factories::{Plan, Town, gid, respond};
use crate::support::app::TestApp;

/// An event in the 邻里中心 with one who comes, and two more places: 茶馆 and 广场.
async fn stage(app: &TestApp) -> (Town, event::Model, PersonId, Vec<Value>) {
    let town = Town::found(app).await;
    let event = town.event(app, Plan::default()).await;
    let person = town.resident(app, "r0").await;
    respond(&app.core, person, event.id, Answer::Going, 1)
        .await
        .expect("taken");
    let mut places = vec![json!(*gid(&town, town.venue.id))];
    for name in ["茶馆", "广场"] {
        let input = json!({ "areaId": *gid(&town, town.community.id), "name": name, "address": "桂花路1号" });
        let made = app
            .mutate(Some(town.organiser), "createVenue", "venue { id }", input)
            .await;
        places.push(made.at("/createVenue/venue/id").clone());
    }
    (town, event, person, places)
}

async fn move_to(app: &TestApp, town: &Town, event: &event::Model, place: &Value) {
    let input = json!({ "eventId": *gid(town, event.id), "venueId": place });
    let answer = app
        .mutate(Some(town.organiser), "updateEvent", "event { id }", input)
        .await;
    assert_eq!(answer.refusals("updateEvent"), [""; 0]);
}

/// The subjects of what leaves now, with the places that it tells.
async fn letters(app: &TestApp) -> Vec<(String, Vec<String>)> {
    app.run_due_work().await;
    let places = |text: &str| {
        let lines = text.lines().filter(|line| line.contains("地点："));
        lines.map(str::to_owned).collect()
    };
    let sent = app.mail.take().into_iter();
    sent.map(|email| (email.rendered.subject, places(&email.rendered.text)))
        .collect()
}

const SUBJECT: &str = "改地点了：元宵灯会，11月28日（周六）12:00";

fn told(lines: &[&str]) -> Vec<(String, Vec<String>)> {
    let lines = lines.iter().map(|line| (*line).to_owned()).collect();
    vec![(SUBJECT.to_owned(), lines)]
}

both_databases!(who_answered_is_told_the_new_place_and_the_old, |app| {
    let (town, event, _, places) = stage(&app).await;
    move_to(&app, &town, &event, &places[1]).await;
    let expected = told(&["原来的地点：邻里中心", "地点：茶馆（桂花路1号）"]);
    assert_eq!(letters(&app).await, expected);
    // The same place again, or another title: nothing.
    move_to(&app, &town, &event, &places[1]).await;
    assert_eq!(letters(&app).await, []);
    // Back, after it was told.
    move_to(&app, &town, &event, &places[0]).await;
    let expected = told(&["原来的地点：茶馆", "地点：邻里中心（桂花路18号）"]);
    assert_eq!(letters(&app).await, expected);
    // The place is not known any more.
    move_to(&app, &town, &event, &Value::Null).await;
    assert_eq!(letters(&app).await, told(&["原来的地点：邻里中心"]));
});

both_databases!(who_knows_nothing_of_a_move_hears_of_the_last_alone, |app| {
    use DeliveryState::{Sent, Superseded};
    let (town, event, person, places) = stage(&app).await;
    app.clock.set(local("2026-11-22 22:00"));
    for place in [&places[1], &places[2]] {
        move_to(&app, &town, &event, place).await;
        assert_eq!(letters(&app).await, []);
        app.advance(chrono::TimeDelta::seconds(1));
    }
    app.clock.set(local("2026-11-23 08:00"));
    let expected = told(&["原来的地点：邻里中心", "地点：广场（桂花路1号）"]);
    assert_eq!(letters(&app).await, expected);
    assert_eq!(
        states(&app, person, MessageKind::EventMoved).await,
        [Superseded, Sent]
    );
    // There and back in one night is nothing.
    app.clock.set(local("2026-11-23 22:00"));
    for place in [&places[1], &places[0], &places[2]] {
        move_to(&app, &town, &event, place).await;
        assert_eq!(letters(&app).await, []);
        app.advance(chrono::TimeDelta::seconds(1));
    }
    app.clock.set(local("2026-11-24 08:00"));
    assert_eq!(letters(&app).await, []);
});

both_databases!(a_new_time_tells_the_new_place_too, |app| {
    let (town, event, person, places) = stage(&app).await;
    move_to(&app, &town, &event, &places[1]).await;
    reschedule(
        &app,
        &town,
        event.id,
        "2026-11-29T12:00:00",
        "2026-11-29T14:00:00",
    )
    .await;
    let sent = letters(&app).await;
    let subject = "改时间了：元宵灯会，11月29日（周日）12:00".to_owned();
    assert_eq!(
        sent,
        [(subject, vec!["地点：茶馆（桂花路1号）".to_owned()])]
    );
    assert_eq!(states(&app, person, MessageKind::EventMoved).await, []);
});

both_databases!(a_draft_moves_quietly, |app| {
    let (town, _, _, places) = stage(&app).await;
    let draft = town.gathering(&app, "茶话会");
    let draft = town.make(&app, draft, EventState::Draft).await;
    move_to(&app, &town, &draft, &places[1]).await;
    assert_eq!(sent_to(&app).await, [""; 0]);
});
