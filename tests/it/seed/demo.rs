//! The neighbourhood of `serve --demo`.

use chrono::TimeDelta;
use mulin::seed::{Demo, demo};
use mulin_entities::{EventId, delivery};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{assert_sound, one};
use crate::both_databases;
use crate::support::app::TestApp;

const EVENTS: &str = "SELECT count(*) FROM event";
const PEOPLE: &str = "SELECT count(*) FROM person";

/// The tea party's messages to the resident whose token is in `demo.json`.
async fn to_resident(app: &TestApp, demo: &Demo) -> Vec<delivery::Model> {
    delivery::Entity::find()
        .filter(delivery::Column::EventId.eq(demo.tea_party))
        .filter(delivery::Column::PersonId.eq(demo.resident))
        .all(app.core.db().reader())
        .await
        .unwrap()
}

fn without_tea_party(demo: &Demo) -> Demo {
    Demo {
        tea_party: EventId(uuid::Uuid::nil()),
        ..demo.clone()
    }
}

both_databases!(a_restart_makes_nothing_twice_but_the_tea_party, |app| {
    let core = &app.core;
    let first = demo(core).await.unwrap();
    let (people, events) = (one(core, PEOPLE).await, one(core, EVENTS).await);
    assert!(
        // Ten single ones, eighteen of each 28th, and 中秋.
        people > 350 && events == 29,
        "{people} people, {events} events"
    );

    app.advance(TimeDelta::seconds(5));
    assert_eq!(demo(core).await.unwrap(), first);
    assert_eq!(one(core, EVENTS).await, events);
    app.run_due_work().await;
    let mine = to_resident(&app, &first).await;
    let waits: Vec<TimeDelta> = mine
        .iter()
        .map(|message| message.send_at - app.now())
        .collect();
    assert_eq!(waits.len(), 1);
    assert!(
        (TimeDelta::seconds(10)..TimeDelta::seconds(20)).contains(&waits[0]),
        "{waits:?}"
    );
    app.advance(waits[0]);
    app.run_due_work().await;
    assert!(
        app.mail
            .sent()
            .iter()
            .any(|email| email.to_address == "resident@example.org")
    );

    app.advance(TimeDelta::minutes(3));
    let second = demo(core).await.unwrap();
    assert_ne!(second.tea_party, first.tea_party);
    assert_eq!(without_tea_party(&second), without_tea_party(&first));
    assert_eq!(one(core, EVENTS).await, events + 1);
    app.run_due_work().await;
    assert_eq!(to_resident(&app, &second).await.len(), 1);

    app.advance(TimeDelta::days(120));
    let later = demo(core).await.unwrap();
    assert_ne!(
        (later.lantern, later.service_day),
        (first.lantern, first.service_day)
    );
    assert_eq!(one(core, PEOPLE).await, people);
    assert_sound(core).await;
});
