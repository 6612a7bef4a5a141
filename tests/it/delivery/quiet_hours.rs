//! Messages leave at a decent hour: 21:00 to 08:00 is quiet where the event is, unless a person says
//! otherwise.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Asia::Shanghai;
use mulin_domain::change::What;
use mulin_domain::event::{CancelEvent, cancel_event};
use mulin_domain::input::Patch;
use mulin_domain::person::{QuietHours, UpdatePerson, update_person};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;

use super::reaching::happens;
use super::stage::{deliveries, event_at, local, local_in, remind, reschedule, sent_to};
use crate::both_databases;
use crate::factories::{Town, actor, change_person, respond};
use crate::support::app::TestApp;

async fn quiet(app: &TestApp, person: PersonId, from: &str, until: &str) {
    let input = UpdatePerson {
        person_id: Ok(person),
        opted_out_of_proxies: Patch::Keep,
        via: Via::App,
        expected_version: None,
        name: Patch::Keep,
        preferred_name: Patch::Keep,
        birth_year: Patch::Keep,
        locale: Patch::Keep,
        email: Patch::Keep,
        phone: Patch::Keep,
        quiet_hours: Patch::Set(QuietHours {
            from: from.to_owned(),
            until: until.to_owned(),
        }),
    };
    update_person(&app.core, &actor(&app.core, person).await, input)
        .await
        .expect("quiet hours can be set");
}

/// When the person's only message of an event is to leave, once it is listed.
async fn leaves(app: &TestApp, person: PersonId, event: EventId) -> DateTime<Utc> {
    app.run_due_work().await;
    let all = deliveries(app).await;
    let mut of_event = all
        .iter()
        .filter(|row| row.event_id == Some(event) && row.person_id == Some(person));
    let (first, second) = (of_event.next(), of_event.next());
    assert!(second.is_none(), "{all:#?}");
    first.expect("the person has a message").send_at
}

both_databases!(
    a_reminder_at_night_waits_for_the_morning_or_comes_the_evening_before,
    |app| {
        let town = Town::found(&app).await;
        let person = town.resident(&app, "r0").await;
        for (starts, before, minutes, when) in [
            ("2026-11-28 22:30", "P1D", 24 * 60, "2026-11-28 08:00"),
            ("2026-11-28 22:30", "PT2H", 120, "2026-11-28 20:30"),
            // The quiet hours begin at 21:00 and end at 08:00, to the minute.
            ("2026-11-28 23:00", "PT2H1M", 121, "2026-11-28 20:59"),
            ("2026-11-28 23:00", "PT2H", 120, "2026-11-28 20:59"),
            ("2026-11-28 10:00", "PT2H", 120, "2026-11-28 08:00"),
            // 08:00 leaves an hour to get ready, or it is too late.
            ("2026-11-28 09:00", "PT2H", 120, "2026-11-28 08:00"),
            ("2026-11-28 08:59", "PT2H", 120, "2026-11-27 20:59"),
        ] {
            app.clock.set(local("2026-11-21 12:00"));
            let event = event_at(&app, &town, starts, "Asia/Shanghai").await;
            remind(&app, &town, event.id, &[before]).await;
            respond(&app.core, person, event.id, Answer::Going, 1)
                .await
                .expect("taken");
            // When it is listed.
            let due = event.starts_at - TimeDelta::minutes(minutes);
            app.clock.set(due - TimeDelta::days(1));
            let at = leaves(&app, person, event.id).await;
            assert_eq!(
                at.with_timezone(&Shanghai),
                local(when).with_timezone(&Shanghai),
                "{before} before {starts}"
            );
        }
        assert_eq!(app.mail.take().len(), 0);
        app.clock.set(local("2026-11-27 20:58"));
        assert_eq!(sent_to(&app).await, [""; 0]);
        app.clock.set(local("2026-11-27 20:59"));
        assert_eq!(sent_to(&app).await, ["r0@example.org"]);
    }
);

both_databases!(
    quiet_hours_are_those_of_the_person_and_of_the_events_zone,
    |app| {
        let town = Town::found(&app).await;
        let people = town.residents(&app, 3).await;
        quiet(&app, people[1], "12:00", "13:00").await;
        quiet(&app, people[2], "00:00", "00:00").await;
        let midday = event_at(&app, &town, "2026-11-28 14:30", "Asia/Shanghai").await;
        let night = event_at(&app, &town, "2026-11-28 23:30", "Asia/Shanghai").await;
        let far = event_at(&app, &town, "2026-11-28 23:30", "Europe/London").await;
        for event in [&midday, &night, &far] {
            remind(&app, &town, event.id, &["PT2H"]).await;
            for person in &people {
                respond(&app.core, *person, event.id, Answer::Going, 1)
                    .await
                    .expect("taken");
            }
        }
        app.clock.set(local("2026-11-28 12:00"));
        let london = chrono_tz::Europe::London;
        for (person, event, when) in [
            (0, &midday, local("2026-11-28 12:30")),
            (1, &midday, local("2026-11-28 13:00")),
            (2, &midday, local("2026-11-28 12:30")),
            (0, &night, local("2026-11-28 20:59")),
            (1, &night, local("2026-11-28 21:30")),
            (2, &night, local("2026-11-28 21:30")),
            (0, &far, local_in(london, "2026-11-28 20:59")),
            (1, &far, local_in(london, "2026-11-28 21:30")),
        ] {
            let at = leaves(&app, people[person], event.id).await;
            assert_eq!(at, when, "r{person}, {}", event.starts_local);
        }
    }
);

both_databases!(a_zone_of_ones_own_goes_before_the_events, |app| {
    let london = chrono_tz::Europe::London;
    let town = Town::found(&app).await;
    let person = town.resident(&app, "r0").await;
    change_person(&app, person, |row| {
        row.time_zone = Some(london.name().to_owned());
    })
    .await;
    let midday = event_at(&app, &town, "2026-11-28 14:30", "Asia/Shanghai").await;
    let night = event_at(&app, &town, "2026-11-28 23:30", "Asia/Shanghai").await;
    for event in [&midday, &night] {
        remind(&app, &town, event.id, &["PT2H"]).await;
        respond(&app.core, person, event.id, Answer::Going, 1)
            .await
            .expect("taken");
    }
    // Half past four in London, and the morning there is too late.
    app.clock.set(local("2026-11-27 20:00"));
    let at = leaves(&app, person, midday.id).await;
    assert_eq!(at, local_in(london, "2026-11-27 20:59"));
    // Night at the event, and early afternoon in London.
    app.clock.set(local("2026-11-28 12:00"));
    let at = leaves(&app, person, night.id).await;
    assert_eq!(at, local("2026-11-28 21:30"));
    // What is about no event.
    app.clock.set(local("2026-11-28 12:30"));
    let confirmed = What::RegistrationConfirmed { person_id: person };
    happens(&app, &town, confirmed).await;
    app.run_due_work().await;
    let told = deliveries(&app).await;
    let told = told
        .iter()
        .find(|row| row.kind == MessageKind::RegistrationConfirmed)
        .expect("the person is told");
    assert_eq!(told.send_at, local_in(london, "2026-11-28 08:00"));
});

both_databases!(notices_wait_too_but_not_a_cancellation_of_tomorrow, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "r0").await;
    let soon = event_at(&app, &town, "2026-11-28 12:00", "Asia/Shanghai").await;
    let later = event_at(&app, &town, "2026-12-12 12:00", "Asia/Shanghai").await;
    for event in [&soon, &later] {
        remind(&app, &town, event.id, &[]).await;
        respond(&app.core, person, event.id, Answer::Going, 1)
            .await
            .expect("taken");
    }
    app.clock.set(local("2026-11-27 22:00"));
    let (starts, ends) = ("2026-11-28T13:00:00", "2026-11-28T15:00:00");
    reschedule(&app, &town, soon.id, starts, ends).await;
    let organiser = actor(&app.core, town.organiser).await;
    let cancel = async |event: EventId| {
        let input = CancelEvent {
            event_id: Ok(event),
            expected_version: None,
            reason: Some("停电".to_owned()),
        };
        cancel_event(&app.core, &organiser, input)
            .await
            .expect("an event can be cancelled");
    };
    cancel(later.id).await;
    assert_eq!(sent_to(&app).await, [""; 0], "neither is urgent at night");
    cancel(soon.id).await;
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].rendered.subject.starts_with("取消了"));
    assert!(
        letters[0]
            .rendered
            .subject
            .ends_with("11月28日（周六）13:00")
    );

    // The notice of the new time no longer holds; the other cancellation does.
    app.clock.set(local("2026-11-28 07:59"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.clock.set(local("2026-11-28 08:00"));
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    assert!(
        letters[0]
            .rendered
            .subject
            .ends_with("12月12日（周六）12:00")
    );
});
