//! Whoever answered several events that one change moves or cancels is told of all by one message.

use chrono::TimeDelta;
use mulin_domain::Actor;
use mulin_domain::change::What;
use mulin_domain::delivery::{expand_together, to_say};
use mulin_domain::due_work::claim as due_work_of;
use mulin_domain::event::store as events;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::reaching::*;
use super::stage::{deliveries, local, sent_to};
use crate::both_databases;
use crate::factories::{Plan, Town, answer, change_person, crowd, person_row, respond};
use crate::support::app::TestApp;

use DeliveryState::{Sent, Superseded};

/// What one change makes of an event.
#[derive(Clone, Copy)]
enum Becomes {
    Later(TimeDelta),
    Cancelled,
    Elsewhere(Option<VenueId>),
}

use Becomes::{Cancelled, Elsewhere, Later};

/// One transaction that changes several events.
async fn change(app: &TestApp, changes: &[(EventId, Becomes)]) {
    let changes = changes.to_vec();
    app.core
        .transact(&Actor::System, move |tx| {
            Box::pin(async move {
                for (event_id, becomes) in changes {
                    let event = events::event(tx.db(), event_id).await?;
                    let mut event = event.expect("the event is there");
                    let root = event.root_area_id;
                    let what = match becomes {
                        Later(by) => {
                            let from = event.starts_at;
                            event.starts_at += by;
                            event.ends_at += by;
                            event.schedule_rev += 1;
                            What::EventRescheduled {
                                event_id,
                                schedule_rev: event.schedule_rev,
                                from,
                                to: event.starts_at,
                            }
                        }
                        Cancelled => {
                            event.state = EventState::Cancelled;
                            event.cancelled_at = Some(tx.now());
                            event.cancel_reason = Some("停电".to_owned());
                            What::EventCancelled { event_id }
                        }
                        Elsewhere(to) => {
                            let from = std::mem::replace(&mut event.venue_id, to);
                            What::EventMoved { event_id, from, to }
                        }
                    };
                    events::update(tx, event).await?;
                    tx.record(root, what);
                }
                Ok(())
            })
        })
        .await
        .expect("events can be changed");
}

/// Events of the next weeks, a week after the other, the first one a week from now.
async fn weekly(app: &TestApp, town: &Town, count: i64) -> Vec<event::Model> {
    let mut all = Vec::new();
    for week in 1..=count {
        let plan = Plan {
            title: "太极",
            starts_in: TimeDelta::weeks(week),
            ..Plan::default()
        };
        all.push(town.event(app, plan).await);
    }
    all
}

async fn comes(app: &TestApp, person: PersonId, events: &[event::Model]) {
    for event in events {
        let answer = respond(&app.core, person, event.id, Answer::Going, 1).await;
        answer.expect("taken");
    }
    app.run_due_work().await;
    app.mail.take();
}

/// The changes that people are told, not their reminders.
async fn told(app: &TestApp) -> Vec<delivery::Model> {
    let mut rows = deliveries(app).await;
    rows.retain(|row| {
        matches!(
            row.kind,
            MessageKind::EventRescheduled | MessageKind::EventMoved | MessageKind::EventCancelled
        )
    });
    rows
}

both_databases!(three_moves_are_one_letter_of_three_lines, |app| {
    let town = Town::found(&app).await;
    let all = weekly(&app, &town, 3).await;
    let person = town.resident(&app, "r0").await;
    comes(&app, person, &all).await;
    let hour = TimeDelta::hours(1);
    let moves: Vec<_> = all.iter().map(|event| (event.id, Later(hour))).collect();
    change(&app, &moves).await;
    app.run_due_work().await;
    let letters = app.mail.take();
    let [letter] = &letters[..] else {
        panic!("one letter, not {letters:?}");
    };
    let written = &letter.rendered;
    assert_eq!(written.subject, "您报名的3场活动有变动");
    let mut last = 0;
    for line in [
        "1. 改时间了：太极，11月28日（周六）13:00",
        "原来的时间：2026年11月28日（周六）12:00",
        "2. 改时间了：太极，12月5日（周六）13:00",
        "3. 改时间了：太极，12月12日（周六）13:00",
    ] {
        let at = written.text.find(line);
        assert!(at.is_some_and(|at| at >= last), "{line}: {}", written.text);
        last = at.unwrap_or_default();
    }
    let rows = told(&app).await;
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.state == Sent));
    let open = due_work::Entity::find()
        .filter(due_work::Column::Kind.eq(DueWorkKind::ExpandTogether))
        .count(app.core.db().writer());
    assert_eq!(open.await.expect("due work can be counted"), 0);
});

both_databases!(each_hears_of_what_they_answered_alone, |app| {
    let town = Town::found(&app).await;
    let all = weekly(&app, &town, 3).await;
    let people = town.residents(&app, 3).await;
    comes(&app, people[0], &all).await;
    comes(&app, people[1], &all[2..]).await;
    change_person(&app, people[0], |row| row.locale = "en".to_owned()).await;
    let day = Later(TimeDelta::days(1));
    change(
        &app,
        &[
            (all[0].id, Cancelled),
            (all[1].id, day),
            (all[2].id, Elsewhere(None)),
        ],
    )
    .await;
    app.run_due_work().await;
    let mut letters = app.mail.take();
    letters.sort_by(|a, b| a.to_address.cmp(&b.to_address));
    let [several, one] = &letters[..] else {
        panic!("a letter each, not {letters:?}");
    };
    assert_eq!(several.rendered.subject, "3 of your events have changed");
    for line in [
        "1. Cancelled: 太极",
        "Why: 停电",
        "2. New time: 太极",
        "3. New place: 太极",
    ] {
        assert!(
            several.rendered.text.contains(line),
            "{}",
            several.rendered.text
        );
    }
    // One change is the ordinary notice.
    assert_eq!(one.to_address, "r1@example.org");
    assert!(
        one.rendered.subject.starts_with("改地点了：太极"),
        "{:?}",
        one.rendered.subject
    );
});

both_databases!(a_text_message_is_short, |app| {
    let town = Town::found(&app).await;
    let all = weekly(&app, &town, 2).await;
    let person = town.resident(&app, "r0").await;
    reached_by(&app, person, &[(ContactKind::Phone, PHONE)]).await;
    comes(&app, person, &all).await;
    let hour = Later(TimeDelta::hours(1));
    change(&app, &[(all[0].id, Cancelled), (all[1].id, hour)]).await;
    app.run_due_work().await;
    let texts = app.sms.take();
    let [text] = &texts[..] else {
        panic!("one text message, not {texts:?}");
    };
    let says = "您报名的2场活动有变动：太极：11月28日（周六）12:00取消；\
                12月5日（周六）12:00改到12月5日（周六）13:00。";
    assert!(text.text.contains(says), "{}", text.text);
});

both_databases!(a_second_change_takes_the_place_of_the_first, |app| {
    let town = Town::found(&app).await;
    let all = weekly(&app, &town, 3).await;
    let person = town.resident(&app, "r0").await;
    comes(&app, person, &all).await;
    // Nothing leaves in the night.
    app.clock.set(local("2026-11-21 23:00"));
    let hour = Later(TimeDelta::hours(1));
    change(
        &app,
        &[(all[0].id, hour), (all[1].id, hour), (all[2].id, hour)],
    )
    .await;
    assert_eq!(sent_to(&app).await, [""; 0]);
    change(
        &app,
        &[(all[0].id, hour), (all[1].id, Cancelled), (all[2].id, hour)],
    )
    .await;
    assert_eq!(sent_to(&app).await, [""; 0]);
    let rows = told(&app).await;
    let at = local("2026-11-22 08:00");
    assert!(rows.iter().all(|row| row.send_at == at), "{rows:#?}");
    app.clock.set(at);
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1, "{letters:?}");
    let text = &letters[0].rendered.text;
    // From the time that they know.
    for line in [
        "原来的时间：2026年11月28日（周六）12:00",
        "1. 改时间了：太极，11月28日（周六）14:00",
        "2. 取消了：太极",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let rows = told(&app).await;
    let ended = |state| rows.iter().filter(|row| row.state == state).count();
    assert_eq!((ended(Sent), ended(Superseded)), (3, 3));
});

both_databases!(quiet_hours_do_not_split_it, |app| {
    let town = Town::found(&app).await;
    let all = weekly(&app, &town, 2).await;
    let person = town.resident(&app, "r0").await;
    comes(&app, person, &all).await;
    // The cancellation of the next day's event does not wait, so nothing else does.
    app.clock.set(local("2026-11-27 23:00"));
    app.run_due_work().await;
    app.mail.take();
    let hour = Later(TimeDelta::hours(1));
    change(&app, &[(all[0].id, Cancelled), (all[1].id, hour)]).await;
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0].rendered.subject, "您报名的2场活动有变动");
});

both_databases!(
    who_wants_a_digest_reads_moves_there_and_cancellations_at_once,
    |app| {
        let town = Town::found(&app).await;
        let all = weekly(&app, &town, 3).await;
        let people = town.residents(&app, 2).await;
        for person in &people {
            prefers(&app, *person, None, Some(18 * 60)).await;
        }
        comes(&app, people[0], &all[1..]).await;
        comes(&app, people[1], &all[..2]).await;
        let hour = Later(TimeDelta::hours(1));
        change(
            &app,
            &[(all[0].id, Cancelled), (all[1].id, hour), (all[2].id, hour)],
        )
        .await;
        assert_eq!(sent_to(&app).await, ["r1@example.org"]);
        app.clock.set(local("2026-11-21 18:00"));
        assert_eq!(sent_to(&app).await, ["r0@example.org"]);
    }
);

both_databases!(those_at_one_address_read_of_each_event_once, |app| {
    let town = Town::found(&app).await;
    let all = weekly(&app, &town, 2).await;
    let people = town.residents(&app, 2).await;
    for person in &people {
        reached_by(&app, *person, &[(ContactKind::Email, "home@example.org")]).await;
    }
    comes(&app, people[0], &all).await;
    comes(&app, people[1], &all[1..]).await;
    let hour = Later(TimeDelta::hours(1));
    change(&app, &[(all[0].id, hour), (all[1].id, hour)]).await;
    app.run_due_work().await;
    let letters = app.mail.take();
    let [letter] = &letters[..] else {
        panic!("one letter, not {letters:?}");
    };
    let text = &letter.rendered.text;
    assert_eq!(letter.rendered.subject, "您报名的2场活动有变动");
    assert_eq!(text.matches("改时间了：太极").count(), 2, "{text}");
    assert_eq!(text.matches("报名人：").count(), 1, "{text}");
    assert!(told(&app).await.iter().all(|row| row.state == Sent));
});

both_databases!(the_next_channel_keeps_it_one_message, |app| {
    let town = Town::found(&app).await;
    let all = weekly(&app, &town, 2).await;
    let person = town.resident(&app, "r0").await;
    reached_by_both(&app, person, "r0").await;
    comes(&app, person, &all).await;
    app.mail.fail_next([permanent("SMTP_550")]);
    let hour = Later(TimeDelta::hours(1));
    change(&app, &[(all[0].id, hour), (all[1].id, hour)]).await;
    app.run_due_work().await;
    assert_eq!(app.sms.take().len(), 1);
});

both_databases!(one_call_tells_all_and_goes_on_without_what_is_over, |app| {
    let town = Town::found(&app).await;
    let all = weekly(&app, &town, 3).await;
    let person = town.resident(&app, "r0").await;
    reached_by(&app, person, &[(ContactKind::Phone, LANDLINE)]).await;
    comes(&app, person, &all).await;
    let hour = Later(TimeDelta::hours(1));
    let moves: Vec<_> = all.iter().map(|event| (event.id, hour)).collect();
    change(&app, &moves).await;
    app.run_due_work().await;
    let tasks = calls(&app).await;
    assert_eq!(tasks.len(), 1, "{tasks:#?}");
    let says = async |message: DeliveryId| {
        let said = to_say(&app.core, vec![message]).await.expect("it is read");
        said.into_iter().map(|one| one.about).next()
    };
    let lines = async |message| match says(message).await {
        Some(mulin_domain::delivery::About::Digest(items)) => items.len(),
        Some(_) => 1,
        None => 0,
    };
    assert_eq!(lines(tasks[0].delivery_id).await, 3);
    // The event that the task stands for is cancelled: that is a call of its own, and the other two
    // are still told by the first.
    let event = tasks[0].event_id.expect("it is about an event");
    change(&app, &[(event, Cancelled)]).await;
    app.run_due_work().await;
    let open: Vec<call_task::Model> = calls(&app)
        .await
        .into_iter()
        .filter(|task| task.state == CallState::Open)
        .collect();
    assert_eq!(open.len(), 2, "{open:#?}");
    let first = open.iter().find(|task| task.id == tasks[0].id);
    let first = first.expect("the first call is still to be made");
    assert_ne!(first.event_id, Some(event));
    assert_eq!(lines(first.delivery_id).await, 2);
    // Who is reached was told of both.
    let id = first.delivery_id;
    app.core
        .transact(&Actor::System, move |tx| {
            Box::pin(async move {
                let outcome = CallOutcome::Reached;
                mulin_domain::delivery::calls::note_outcome(tx, id, outcome, true).await
            })
        })
        .await
        .expect("an outcome can be noted");
    let rows = told(&app).await;
    let reached = rows
        .iter()
        .filter(|row| row.state == DeliveryState::Delivered);
    assert_eq!(reached.count(), 2);
});

both_databases!(
    a_crash_between_pages_tells_nobody_twice_and_leaves_nobody_out,
    |app| {
        let town = Town::found(&app).await;
        let all = weekly(&app, &town, 2).await;
        let people = crowd(&app, &town, &all[0], 1_200, RsvpState::Going).await;
        let household = person_row(&app, people[0]).await.household_id;
        let second = people
            .iter()
            .map(|person| answer(&app, &town, &all[1], *person, household, RsvpState::Going));
        for rows in second.collect::<Vec<_>>().chunks(200) {
            use sea_orm::{ActiveModelTrait, IntoActiveModel};
            let rows = rows.iter().cloned();
            rsvp::Entity::insert_many(rows.map(|row| row.into_active_model().reset_all()))
                .exec_without_returning(app.core.db().writer())
                .await
                .expect("answers can be written");
        }
        let hour = Later(TimeDelta::hours(1));
        change(&app, &[(all[0].id, hour), (all[1].id, hour)]).await;
        let page = async || {
            let held = due_work_of(&app.core, DueWorkKind::ExpandTogether, 1).await;
            let [held] = held.expect("due work can be read").try_into().expect("one");
            held
        };
        // A page that is listed, and then a worker that dies holding the next.
        let first = page().await;
        let listed = expand_together::expand(&app.core, &first).await;
        listed.expect("a page can be listed");
        assert_eq!(told(&app).await.len(), 1_000, "500 people, and two events");
        let lost = page().await;
        app.advance(TimeDelta::minutes(10));
        app.run_due_work().await;
        // The dead worker wakes up: its fence is down.
        let late = expand_together::expand(&app.core, &lost).await;
        late.expect("nothing is done");
        let rows = told(&app).await;
        assert_eq!(rows.len(), 2_400);
        assert!(rows.iter().all(|row| row.state == Sent));
        let mut letters: Vec<String> = app
            .mail
            .take()
            .into_iter()
            .map(|it| it.to_address)
            .collect();
        letters.sort_unstable();
        let count = letters.len();
        letters.dedup();
        assert_eq!((count, letters.len()), (1_200, 1_200), "a letter each");
    }
);

const CONFIRMING: &[(&str, &str)] = &[("MULIN_REMINDERS__CONFIRM_ANSWERS", "true")];

both_databases!(answers_of_one_minute_are_confirmed_by_one_letter, with CONFIRMING, |app| {
    let town = Town::found(&app).await;
    let all = weekly(&app, &town, 4).await;
    let person = town.resident(&app, "r0").await;
    let says_yes = async |event: &event::Model| {
        let answer = respond(&app.core, person, event.id, Answer::Going, 1).await;
        answer.expect("taken");
        app.run_due_work().await;
    };
    says_yes(&all[0]).await;
    app.advance(TimeDelta::seconds(30));
    // Joins what waits, and one more.
    says_yes(&all[1]).await;
    says_yes(&all[2]).await;
    app.advance(TimeDelta::seconds(30));
    app.run_due_work().await;
    let letters = app.mail.take();
    let [letter] = &letters[..] else {
        panic!("one letter, not {letters:?}");
    };
    assert_eq!(letter.rendered.subject, "报名成功：3场活动");
    // What is answered once that has left is confirmed by itself.
    says_yes(&all[3]).await;
    says_yes(&all[1]).await;
    app.advance(TimeDelta::seconds(60));
    app.run_due_work().await;
    let letters = app.mail.letters();
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert!(letters[0].1.starts_with("报名成功：太极"), "{letters:?}");
});

both_databases!(a_page_costs_as_many_statements_for_many_as_for_few, |app| {
    let mut app = app;
    let town = Town::found(&app).await;
    let statements = app.record_statements();
    let mut counts = Vec::new();
    for (people, weeks) in [(1, 2), (60, 6)] {
        let all = weekly(&app, &town, weeks).await;
        let people = crowd(&app, &town, &all[0], people, RsvpState::Going).await;
        let household = person_row(&app, people[0]).await.household_id;
        for event in &all[1..] {
            use sea_orm::{ActiveModelTrait, IntoActiveModel};
            let row = |person: &PersonId| {
                answer(&app, &town, event, *person, household, RsvpState::Going)
            };
            let rows = people.iter().map(row);
            rsvp::Entity::insert_many(rows.map(|row| row.into_active_model().reset_all()))
                .exec_without_returning(app.core.db().writer())
                .await
                .expect("answers can be written");
        }
        let moves: Vec<_> = all
            .iter()
            .map(|event| (event.id, Later(TimeDelta::hours(1))))
            .collect();
        change(&app, &moves).await;
        let held = due_work_of(&app.core, DueWorkKind::ExpandTogether, 1).await;
        let [held] = held.expect("due work can be read").try_into().expect("one");
        statements.take();
        let listed = expand_together::expand(&app.core, &held).await;
        listed.expect("a page can be listed");
        counts.push(statements.take().len());
        app.run_due_work().await;
    }
    assert_eq!(counts[0], counts[1], "{counts:?}");
});
