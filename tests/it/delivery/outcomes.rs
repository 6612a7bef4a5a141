//! What becomes of a message: sent, tried again, given up, or never sent.

use chrono::TimeDelta;
use mulin::app::run::plan_housekeeping;
use mulin_domain::Actor;
use mulin_domain::idempotency::REMEMBERED;
use mulin_domain::person::{Home, RegisterPerson, register_person};
use mulin_domain::rsvp::{Answer, Party, RespondToEvent, WhenFull, respond_to_event};
use mulin_entities::*;
use mulin_notify::SendError;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::stage::{Wire, deliveries, local, remind, sent_to, worker};
use crate::both_databases;
use crate::factories::{Plan, Town, actor, respond};
use crate::support::app::TestApp;

/// An event whose only reminder, for r0 alone, is due now.
async fn one_reminder(app: &TestApp) {
    let town = Town::found(app).await;
    let event = town.event(app, Plan::default()).await.id;
    remind(app, &town, event, &["P1D"]).await;
    let person = town.resident(app, "r0").await;
    respond(&app.core, person, event, Answer::Going, 1)
        .await
        .expect("taken");
    app.clock.set(local("2026-11-27 12:00"));
}

/// The only message there is.
async fn only(app: &TestApp) -> delivery::Model {
    let mut all = deliveries(app).await;
    let first = all.remove(0);
    assert!(all.is_empty(), "{all:#?}");
    first
}

fn temporary(code: &str) -> SendError {
    SendError::Temporary {
        code: code.to_owned(),
    }
}

both_databases!(a_temporary_failure_is_tried_again_after_a_pause, |app| {
    one_reminder(&app).await;
    let wire = Wire::open();
    wire.fail_next([temporary("SMTP_451"), temporary("COMMAND_TIMEOUT")]);
    let worker = worker(&app.core, &wire, 4);
    for (tries, code) in [(1, "SMTP_451"), (2, "COMMAND_TIMEOUT")] {
        worker.run_due().await.expect("due work can be done");
        let row = only(&app).await;
        assert_eq!((row.state, row.attempts), (DeliveryState::Pending, tries));
        assert_eq!(row.last_error.as_deref(), Some(code));
        assert!(row.due_at > app.now(), "it must not be hammered");
        assert!(row.due_at < app.now() + TimeDelta::seconds(1 << tries));
        app.clock.set(row.due_at - TimeDelta::microseconds(1));
        worker.run_due().await.expect("due work can be done");
        assert_eq!(wire.tries().len(), usize::try_from(tries).expect("small"));
        app.clock.set(row.due_at);
    }
    worker.run_due().await.expect("due work can be done");
    let row = only(&app).await;
    assert_eq!((row.state, row.attempts), (DeliveryState::Sent, 3));
    assert_eq!(row.last_error, None);
    app.advance(TimeDelta::minutes(30));
    worker.run_due().await.expect("due work can be done");
    assert_eq!(wire.tries().len(), 3);
});

both_databases!(
    an_unknown_end_is_tried_again_under_the_same_message_id,
    |app| {
        one_reminder(&app).await;
        let wire = Wire::open();
        wire.fail_next([SendError::Unknown {
            code: "DATA_TIMEOUT".to_owned(),
            perhaps: None,
        }]);
        let worker = worker(&app.core, &wire, 4);
        worker.run_due().await.expect("due work can be done");
        let row = only(&app).await;
        assert_eq!(row.state, DeliveryState::Unknown);
        assert_eq!(row.last_error.as_deref(), Some("DATA_TIMEOUT"));
        app.clock.set(row.due_at);
        worker.run_due().await.expect("due work can be done");
        assert_eq!(only(&app).await.state, DeliveryState::Sent);
        let ids = wire.ids();
        assert_eq!(ids.len(), 2);
        assert_eq!(ids[0], ids[1]);
        assert!(ids[0].starts_with(&row.id.0.simple().to_string()));
    }
);

both_databases!(
    a_second_try_is_byte_for_byte_the_first,
    with & [("MULIN_HTTP__PUBLIC_URL", "https://mulin.example")],
    |app| {
        one_reminder(&app).await;
        app.mail.fail_next([SendError::Unknown {
            code: "DATA_TIMEOUT".to_owned(),
            perhaps: None,
        }]);
        app.run_due_work().await;
        // Into the next day, and before the event.
        app.advance(TimeDelta::hours(21));
        app.run_due_work().await;
        assert_eq!(only(&app).await.state, DeliveryState::Sent);
        let tried = app.mail.tried();
        assert_eq!(tried.len(), 2);
        let text = &tried[0].rendered.text;
        for link in ["https://mulin.example/l/", "https://mulin.example/n/"] {
            assert!(text.contains(link), "{text}");
        }
        assert!(tried[0].list_unsubscribe.is_some());
        let written = |email: &mulin_notify::Email| {
            let (_, bytes) = email.to_rfc5322().expect("it can be written");
            String::from_utf8(bytes).expect("it is ASCII")
        };
        assert_eq!(written(&tried[0]), written(&tried[1]));
    }
);

both_databases!(a_permanent_failure_is_final, |app| {
    one_reminder(&app).await;
    app.mail.fail_next([SendError::Permanent {
        code: "SMTP_550".to_owned(),
    }]);
    assert_eq!(sent_to(&app).await, [""; 0]);
    let row = only(&app).await;
    assert_eq!(row.state, DeliveryState::Failed);
    assert_eq!(row.last_error.as_deref(), Some("SMTP_550"));
    assert!(row.settled_at.is_some());
    app.advance(TimeDelta::hours(2));
    assert_eq!(sent_to(&app).await, [""; 0]);
});

both_databases!(who_has_no_address_gets_nothing_and_holds_nobody_up, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    remind(&app, &town, event, &["P1D"]).await;
    let input = RegisterPerson {
        unit_id: Ok(town.unit.id),
        home: Home::Building("2栋".to_owned()),
        name: "李大爷".to_owned(),
        preferred_name: None,
        birth_year: None,
        locale: None,
        email: None,
        phone: None,
    };
    let silent = register_person(&app.core, &Actor::System, input, None)
        .await
        .expect("a person can be made")
        .id;
    let reached = town.resident(&app, "r0").await;
    for person in [silent, reached] {
        respond(&app.core, person, event, Answer::Going, 1)
            .await
            .expect("taken");
    }
    app.clock.set(local("2026-11-27 12:00"));
    assert_eq!(sent_to(&app).await, ["r0@example.org"]);
    let all = deliveries(&app).await;
    let row = all.iter().find(|row| row.person_id == Some(silent));
    let row = row.expect("it was planned");
    assert_eq!(row.state, DeliveryState::Suppressed);
    assert_eq!(row.last_error.as_deref(), Some("NO_ADDRESS"));
});

both_databases!(a_reminder_of_what_has_begun_is_not_sent, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let person = town.resident(&app, "r0").await;
    respond(&app.core, person, event.id, Answer::Going, 1)
        .await
        .expect("taken");
    // One reminder is listed before the worker stands still, the other after.
    app.clock.set(local("2026-11-26 13:00"));
    app.run_due_work().await;
    assert_eq!(deliveries(&app).await.len(), 1);
    app.clock.set(event.starts_at);
    assert_eq!(sent_to(&app).await, [""; 0]);
    let all = deliveries(&app).await;
    let expired = |row: &delivery::Model| row.state == DeliveryState::Expired;
    assert!(!all.is_empty() && all.iter().all(expired), "{all:#?}");

    // A moment before the start it still is.
    let other = town.event(&app, Plan::default()).await;
    respond(&app.core, person, other.id, Answer::Going, 1)
        .await
        .expect("taken");
    app.clock.set(other.starts_at - TimeDelta::microseconds(1));
    assert_eq!(sent_to(&app).await, ["r0@example.org"; 2]);
});

both_databases!(idempotency_keys_are_forgotten_after_a_day, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let people = town.residents(&app, 2).await;
    let answer = async |person: PersonId| {
        let input = RespondToEvent {
            event_id: Ok(event),
            acting: mulin_domain::person::Acting::default(),
            answer: Answer::Going,
            party: Some(Party::of(1, 0)),
            note: None,
            when_full: WhenFull::Waitlist,
            answers: None,
        };
        let actor = actor(&app.core, person).await;
        respond_to_event(&app.core, &actor, input, Some("key".to_owned()))
            .await
            .expect("taken");
    };
    let kept = async || {
        idempotency::Entity::find()
            .count(app.core.db().writer())
            .await
            .expect("keys can be counted")
    };
    plan_housekeeping(&app.core)
        .await
        .expect("it can be planned");
    answer(people[0]).await;
    app.run_due_work().await;
    app.advance(TimeDelta::hours(12));
    answer(people[1]).await;
    app.advance(REMEMBERED - TimeDelta::hours(12));
    app.run_due_work().await;
    assert_eq!(kept().await, 2, "the first is a day old, not older");
    // Housekeeping comes again by itself, and planning it once more changes nothing.
    plan_housekeeping(&app.core)
        .await
        .expect("it can be planned");
    app.advance(TimeDelta::hours(24));
    app.run_due_work().await;
    assert_eq!(kept().await, 0);
});
