//! What messages do when answers and events change under them.

use chrono::TimeDelta;
use mulin_domain::event::{CancelEvent, cancel_event};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;

use super::stage::{deliveries, local, reschedule, sent_to, states, withdraw};
use crate::both_databases;
use crate::factories::{Plan, Town, actor, respond};
use crate::support::app::TestApp;

/// Five people, one of each answer: r0 going, r1 perhaps, r2 waiting, r3 not coming, r4 gone.
pub async fn five_answers(app: &TestApp, town: &Town) -> (event::Model, Vec<rsvp::Model>) {
    let plan = Plan {
        capacity: Some(1),
        ..Plan::default()
    };
    let event = town.event(app, plan).await;
    let people = town.residents(app, 5).await;
    let answer = async |person: usize, answer| {
        respond(&app.core, people[person], event.id, answer, 1)
            .await
            .expect("taken")
    };
    let gone = answer(4, Answer::Going).await;
    withdraw(app, &gone).await;
    let rows = vec![
        answer(0, Answer::Going).await,
        answer(1, Answer::Maybe).await,
        answer(2, Answer::Going).await,
        answer(3, Answer::Declined).await,
        gone,
    ];
    assert_eq!(rows[2].state, RsvpState::Waitlisted);
    (event, rows)
}

const ANSWERED: [&str; 3] = ["r0@example.org", "r1@example.org", "r2@example.org"];
const COMING: [&str; 2] = ["r0@example.org", "r1@example.org"];

both_databases!(who_left_is_not_reminded_and_who_came_back_is_once, |app| {
    use DeliveryState::{Pending, Sent, Superseded};
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let people = town.residents(&app, 3).await;
    let mut answers = Vec::new();
    for person in &people {
        let answer = respond(&app.core, *person, event.id, Answer::Going, 1).await;
        answers.push(answer.expect("taken"));
    }
    app.clock.set(local("2026-11-26 13:00"));
    app.run_due_work().await;
    let reminder = MessageKind::EventReminder;
    assert_eq!(states(&app, people[0], reminder).await, [Pending]);

    withdraw(&app, &answers[0]).await;
    withdraw(&app, &answers[1]).await;
    respond(&app.core, people[2], event.id, Answer::Declined, 1)
        .await
        .expect("taken");
    // Two are back before the reminder leaves.
    for person in &people[1..] {
        let answer = respond(&app.core, *person, event.id, Answer::Going, 1).await;
        assert_eq!(answer.expect("taken").answer_rev, 1);
    }
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.clock.set(local("2026-11-27 12:00"));
    assert_eq!(sent_to(&app).await, ["r1@example.org", "r2@example.org"]);
    assert_eq!(states(&app, people[0], reminder).await[..1], [Superseded]);
    for person in &people[1..] {
        let mut first_two = states(&app, *person, reminder).await;
        first_two.sort_by_key(|state| format!("{state:?}"));
        first_two.retain(|state| *state != Pending);
        assert_eq!(first_two, [Sent, Superseded]);
    }

    // The third is back after it left: only what comes next is for them.
    respond(&app.core, people[0], event.id, Answer::Maybe, 1)
        .await
        .expect("taken");
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.clock.set(local("2026-11-28 10:00"));
    assert_eq!(sent_to(&app).await, ANSWERED);
    // Somebody who was reminded, left and came back has another reminder only before its time.
    withdraw(&app, &answers[2]).await;
    respond(&app.core, people[2], event.id, Answer::Going, 1)
        .await
        .expect("taken");
    assert_eq!(sent_to(&app).await, [""; 0]);
});

both_databases!(
    a_moved_event_reminds_anew_and_tells_everybody_who_answered,
    |app| {
        let town = Town::found(&app).await;
        let (event, rows) = five_answers(&app, &town).await;
        app.clock.set(local("2026-11-26 13:00"));
        assert_eq!(sent_to(&app).await, [""; 0]);
        assert_eq!(deliveries(&app).await.len(), 2, "listed for the old time");
        let (starts, ends) = ("2026-12-01T15:00:00", "2026-12-01T17:30:00");
        reschedule(&app, &town, event.id, starts, ends).await;
        app.run_due_work().await;
        let letters = app.mail.take();
        let mut to: Vec<&str> = letters
            .iter()
            .map(|email| email.to_address.as_str())
            .collect();
        to.sort_unstable();
        assert_eq!(to, ANSWERED);
        for email in &letters {
            let written = &email.rendered;
            assert_eq!(written.subject, "改时间了：元宵灯会，12月1日（周二）15:00");
            for line in [
                "新的时间：2026年12月1日（周二）15:00 到 17:30",
                "原来的时间：2026年11月28日（周六）12:00",
            ] {
                assert!(written.text.contains(line), "{line} in {}", written.text);
            }
        }

        app.clock.set(local("2026-11-27 12:00"));
        assert_eq!(sent_to(&app).await, [""; 0]);
        let superseded = DeliveryState::Superseded;
        for answer in &rows[..2] {
            let reminders = states(&app, answer.person_id, MessageKind::EventReminder).await;
            assert_eq!(reminders, [superseded]);
        }
        app.clock
            .set(local("2026-11-30 15:00") - TimeDelta::microseconds(1));
        assert_eq!(sent_to(&app).await, [""; 0]);
        app.clock.set(local("2026-11-30 15:00"));
        app.run_due_work().await;
        let letters = app.mail.letters();
        let subject = "提醒：元宵灯会，12月1日（周二）15:00".to_owned();
        let expected = COMING.map(|address| (address.to_owned(), subject.clone()));
        assert_eq!(letters, expected);
        app.mail.take();
        app.clock.set(local("2026-12-01 13:00"));
        assert_eq!(sent_to(&app).await, COMING);
    }
);

both_databases!(an_event_that_is_moved_twice_at_night_is_told_once, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let person = town.resident(&app, "r0").await;
    respond(&app.core, person, event.id, Answer::Going, 1)
        .await
        .expect("taken");
    app.clock.set(local("2026-11-22 22:00"));
    for starts in ["2026-12-05T09:00:00", "2026-12-05T10:00:00"] {
        reschedule(&app, &town, event.id, starts, "2026-12-05T12:00:00").await;
        assert_eq!(sent_to(&app).await, [""; 0]);
    }
    app.clock.set(local("2026-11-23 08:00"));
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    assert!(
        letters[0]
            .rendered
            .subject
            .ends_with("12月5日（周六）10:00")
    );
    // Nobody had heard of the time in between.
    let written = &letters[0].rendered.text;
    assert!(
        written.contains("原来的时间：2026年11月28日（周六）12:00"),
        "{written}"
    );
    use DeliveryState::{Sent, Superseded};
    let notices = states(&app, person, MessageKind::EventRescheduled).await;
    assert_eq!(notices, [Superseded, Sent]);
});

both_databases!(
    a_move_that_was_told_is_what_the_next_one_starts_from,
    |app| {
        let town = Town::found(&app).await;
        let event = town.event(&app, Plan::default()).await;
        let person = town.resident(&app, "r0").await;
        respond(&app.core, person, event.id, Answer::Going, 1)
            .await
            .expect("taken");
        // Two before anybody was listed, a third when they were told.
        for (starts, is_told) in [
            ("2026-12-05T09:00:00", false),
            ("2026-12-05T10:00:00", true),
            ("2026-12-05T11:00:00", true),
        ] {
            reschedule(&app, &town, event.id, starts, "2026-12-05T12:00:00").await;
            if is_told {
                app.run_due_work().await;
            }
        }
        let letters = app.mail.take();
        let before: Vec<&str> = letters
            .iter()
            .filter_map(|email| {
                let lines = &mut email.rendered.text.lines();
                lines.find_map(|line| line.strip_prefix("原来的时间："))
            })
            .collect();
        let expected = ["2026年11月28日（周六）12:00", "2026年12月5日（周六）10:00"];
        assert_eq!(before, expected);
    }
);

both_databases!(
    a_cancelled_event_reminds_nobody_and_tells_everybody_why,
    |app| {
        let town = Town::found(&app).await;
        let (event, rows) = five_answers(&app, &town).await;
        app.clock.set(local("2026-11-26 13:00"));
        assert_eq!(sent_to(&app).await, [""; 0]);
        let organiser = actor(&app.core, town.organiser).await;
        for _ in 0..2 {
            let input = CancelEvent {
                event_id: Ok(event.id),
                expected_version: None,
                reason: Some("场地停电。".to_owned()),
            };
            cancel_event(&app.core, &organiser, input)
                .await
                .expect("an event can be cancelled");
        }
        app.run_due_work().await;
        let letters = app.mail.letters();
        let subject = "取消了：元宵灯会，11月28日（周六）12:00".to_owned();
        let expected = ANSWERED.map(|address| (address.to_owned(), subject.clone()));
        assert_eq!(letters, expected);
        for email in app.mail.take() {
            assert!(email.rendered.text.contains("原因：场地停电。"));
        }
        for later in ["2026-11-27 12:00", "2026-11-28 10:00", "2026-12-28 10:00"] {
            app.clock.set(local(later));
            assert_eq!(sent_to(&app).await, [""; 0]);
        }
        let reminders = states(&app, rows[0].person_id, MessageKind::EventReminder).await;
        assert_eq!(reminders, [DeliveryState::Superseded]);
    }
);

both_databases!(who_got_a_seat_is_told_and_then_reminded, |app| {
    let town = Town::found(&app).await;
    let (_, rows) = five_answers(&app, &town).await;
    // The day before is listed when the seat becomes free.
    app.clock.set(local("2026-11-26 13:00"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    withdraw(&app, &rows[0]).await;
    app.run_due_work().await;
    let letters = app.mail.letters();
    let subject = "有您的位子了：元宵灯会，11月28日（周六）12:00".to_owned();
    assert_eq!(letters, [("r2@example.org".to_owned(), subject)]);
    app.mail.take();
    app.clock.set(local("2026-11-27 12:00"));
    assert_eq!(sent_to(&app).await, ["r1@example.org", "r2@example.org"]);
});
