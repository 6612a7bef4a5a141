//! What can wait comes as one message, at the time of day that a person chose.

use chrono::TimeDelta;
use mulin_domain::event::{CancelEvent, cancel_event};
use mulin_entities::*;

use super::reaching::*;
use super::stage::{deliveries, local, local_in, reschedule, sent_to};
use crate::both_databases;
use crate::factories::{Plan, Town, actor, change_person, respond};
use crate::support::app::TestApp;

use DeliveryState::{Pending, Sent, Superseded};

/// Somebody who wants a digest at six in the evening, and comes to events that begin a week from now
/// and so many hours.
async fn coming(app: &TestApp, town: &Town, hours: &[i64]) -> (PersonId, Vec<event::Model>) {
    let person = town.resident(app, "r0").await;
    prefers(app, person, None, Some(18 * 60)).await;
    let mut events = Vec::new();
    for (number, hours) in hours.iter().enumerate() {
        let plan = Plan {
            title: ["灯会", "饺子宴", "茶会"][number],
            starts_in: TimeDelta::days(7) + TimeDelta::hours(*hours),
            ..Plan::default()
        };
        let event = town.event(app, plan).await;
        respond(
            &app.core,
            person,
            event.id,
            mulin_domain::rsvp::Answer::Going,
            1,
        )
        .await
        .expect("taken");
        events.push(event);
    }
    (person, events)
}

async fn cancel(app: &TestApp, town: &Town, event: EventId) {
    let input = CancelEvent {
        event_id: Ok(event),
        expected_version: None,
        reason: None,
    };
    cancel_event(&app.core, &actor(&app.core, town.organiser).await, input)
        .await
        .expect("an event can be cancelled");
}

both_databases!(a_digest_comes_on_the_persons_own_clocks, |app| {
    let london = chrono_tz::Europe::London;
    let town = Town::found(&app).await;
    let (person, _) = coming(&app, &town, &[0]).await;
    change_person(&app, person, |row| {
        row.time_zone = Some(london.name().to_owned());
    })
    .await;
    app.clock.set(local("2026-11-26 13:00"));
    app.run_due_work().await;
    let rows = deliveries(&app).await;
    let first = rows.iter().min_by_key(|row| row.send_at);
    let first = first.expect("they are listed");
    assert!(first.in_digest);
    assert_eq!(first.send_at, local_in(london, "2026-11-27 18:00"));
});

both_databases!(
    reminders_of_a_day_come_as_one_letter_in_the_evening,
    |app| {
        let town = Town::found(&app).await;
        coming(&app, &town, &[3, 0]).await;
        app.clock.set(local("2026-11-27 15:00"));
        assert_eq!(sent_to(&app).await, [""; 0]);
        let rows = deliveries(&app).await;
        let waits = |row: &&delivery::Model| row.in_digest;
        assert_eq!(rows.iter().filter(waits).count(), 2);
        let evening = local("2026-11-27 18:00");
        assert!(rows.iter().filter(waits).all(|row| row.send_at == evening));
        app.clock.set(evening - TimeDelta::microseconds(1));
        assert_eq!(sent_to(&app).await, [""; 0]);
        app.clock.set(evening);
        app.run_due_work().await;
        let letters = app.mail.take();
        assert_eq!(letters.len(), 1);
        let written = &letters[0].rendered;
        assert_eq!(written.subject, "今天的邻里消息（2条）");
        let first = written.text.find("1. 提醒：饺子宴，11月28日（周六）12:00");
        let second = written.text.find("2. 提醒：灯会，11月28日（周六）15:00");
        assert!(first.is_some() && first < second, "{}", written.text);
        assert!(written.text.contains("桂花社区"), "{}", written.text);
        let rows = deliveries(&app).await;
        assert!(rows.iter().filter(waits).all(|row| row.state == Sent));
        // On the day itself nothing waits.
        app.clock.set(local("2026-11-28 10:00"));
        assert_eq!(sent_to(&app).await, ["r0@example.org"]);
    }
);

both_databases!(one_that_no_longer_holds_is_left_out, |app| {
    let town = Town::found(&app).await;
    let (_, events) = coming(&app, &town, &[0, 3, 4]).await;
    app.clock.set(local("2026-11-27 16:00"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    // A cancellation waits for nothing.
    cancel(&app, &town, events[0].id).await;
    app.run_due_work().await;
    let letters = app.mail.letters();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].1.starts_with("取消了"), "{letters:?}");
    app.mail.take();
    app.clock.set(local("2026-11-27 18:00"));
    app.run_due_work().await;
    assert_eq!(app.mail.take()[0].rendered.subject, "今天的邻里消息（2条）");
    let rows = deliveries(&app).await;
    let of = |event: EventId| {
        let mut rows = rows.iter();
        rows.find(|row| row.event_id == Some(event) && row.in_digest)
            .map(|row| row.state)
    };
    assert_eq!(of(events[0].id), Some(Superseded));
    assert_eq!(of(events[1].id), Some(Sent));
});

both_databases!(a_digest_of_one_is_the_message_itself, |app| {
    let town = Town::found(&app).await;
    coming(&app, &town, &[0]).await;
    app.clock.set(local("2026-11-27 18:00"));
    app.run_due_work().await;
    let letters = app.mail.letters();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].1.starts_with("提醒：灯会"), "{letters:?}");
});

both_databases!(what_is_news_on_the_day_itself_does_not_wait, |app| {
    let town = Town::found(&app).await;
    let (person, events) = coming(&app, &town, &[0]).await;
    app.clock.set(local("2026-11-23 12:00"));
    let (starts, ends) = ("2026-11-23T15:00:00", "2026-11-23T17:00:00");
    reschedule(&app, &town, events[0].id, starts, ends).await;
    assert_eq!(sent_to(&app).await.len(), 1);
    // A move to a later day does.
    let (starts, ends) = ("2026-11-25T15:00:00", "2026-11-25T17:00:00");
    reschedule(&app, &town, events[0].id, starts, ends).await;
    assert_eq!(sent_to(&app).await, [""; 0]);
    let waiting: Vec<delivery::Model> = of(&app, person).await;
    let waits = |row: &&delivery::Model| row.state == Pending && row.in_digest;
    assert_eq!(waiting.iter().filter(waits).count(), 1);
    app.clock.set(local("2026-11-23 18:00"));
    assert_eq!(sent_to(&app).await, ["r0@example.org"]);
});

both_databases!(a_digest_that_fails_goes_on_by_the_next_channel, |app| {
    let town = Town::found(&app).await;
    let (person, _) = coming(&app, &town, &[0, 3]).await;
    reached_by_both(&app, person, "r0").await;
    app.clock.set(local("2026-11-27 18:00"));
    app.mail.fail_next([permanent("SMTP_550")]);
    app.run_due_work().await;
    assert_eq!(app.sms.take().len(), 2);
});
