//! Reminders: to whom, when, and in which words.

use chrono::TimeDelta;
use mulin_domain::person::{Home, RegisterPerson, register_person};
use mulin_domain::reminder::{SetEventReminders, set_event_reminders};
use mulin_domain::rsvp::Answer;
use mulin_domain::{Actor, Core};
use mulin_entities::*;

use super::reaching::{PHONE, reached_by};
use super::stage::{deliveries, event_at, local, remind, reminder, sent_to, states, withdraw};
use crate::both_databases;
use crate::factories::{Plan, Town, actor, respond};

both_databases!(a_reminder_is_written_in_the_template_of_its_rule, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    let organiser = actor(&app.core, town.organiser).await;
    let mut rule = reminder("P1D", None);
    rule.template = Some("what_to_bring".to_owned());
    let input = SetEventReminders {
        event_id: Ok(event.id),
        reminders: vec![rule, reminder("PT2H", None)],
    };
    set_event_reminders(&app.core, &organiser, input)
        .await
        .expect("reminders can be set");
    let people = town.residents(&app, 2).await;
    reached_by(&app, people[0], &[(ContactKind::Phone, PHONE)]).await;
    for person in people {
        respond(&app.core, person, event.id, Answer::Going, 1)
            .await
            .expect("taken");
    }
    app.clock.set(event.starts_at - TimeDelta::days(1));
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    let (subject, text) = (&letters[0].rendered.subject, &letters[0].rendered.text);
    assert!(subject.starts_with("要带什么："), "{subject}");
    assert!(text.contains("常用的药"), "{text}");
    let texts = app.sms.take();
    assert_eq!(texts.len(), 1);
    assert_eq!(texts[0].template.as_deref(), Some("what_to_bring"));
    assert!(texts[0].text.contains("请带手机"), "{}", texts[0].text);
    app.clock.set(event.starts_at - TimeDelta::hours(2));
    app.run_due_work().await;
    let letters = app.mail.take();
    assert!(letters[0].rendered.subject.starts_with("提醒："));
    assert_eq!(app.sms.take()[0].template, None);
});

both_databases!(who_comes_is_reminded_a_day_and_two_hours_before, |app| {
    let town = Town::found(&app).await;
    let plan = Plan {
        capacity: Some(1),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await.id;
    let people = town.residents(&app, 5).await;
    let left = respond(&app.core, people[0], event, Answer::Going, 1)
        .await
        .expect("taken");
    withdraw(&app, &left).await;
    let mut standings = Vec::new();
    for (person, answer) in [
        (people[1], Answer::Going),
        (people[2], Answer::Maybe),
        (people[3], Answer::Going),
        (people[4], Answer::Declined),
    ] {
        let answer = respond(&app.core, person, event, answer, 1).await;
        standings.push(answer.expect("taken").state);
    }
    use RsvpState::{Declined, Going, Maybe, Waitlisted};
    assert_eq!(standings, [Going, Maybe, Waitlisted, Declined]);

    app.advance(TimeDelta::days(6) - TimeDelta::microseconds(1));
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.advance(TimeDelta::microseconds(1));
    assert_eq!(sent_to(&app).await, ["r1@example.org", "r2@example.org"]);
    app.advance(TimeDelta::hours(22) - TimeDelta::microseconds(1));
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.advance(TimeDelta::microseconds(1));
    assert_eq!(sent_to(&app).await, ["r1@example.org", "r2@example.org"]);
    app.advance(TimeDelta::days(30));
    assert_eq!(sent_to(&app).await, [""; 0]);

    let all = deliveries(&app).await;
    assert_eq!(all.len(), 4, "{all:#?}");
    for row in all {
        assert_eq!(row.state, DeliveryState::Sent);
        assert_eq!((row.attempts, &row.last_error), (1, &None));
        assert!(row.settled_at.is_some());
    }
});

async fn register(core: &Core, unit: AreaId, name: &str, email: &str, locale: &str) -> PersonId {
    let input = RegisterPerson {
        unit_id: Ok(unit),
        home: Home::Building("2栋".to_owned()),
        name: name.to_owned(),
        preferred_name: None,
        birth_year: None,
        locale: Some(locale.to_owned()),
        email: Some(email.to_owned()),
        phone: None,
    };
    register_person(core, &Actor::System, input, None)
        .await
        .expect("a person can be made")
        .id
}

both_databases!(
    a_reminder_speaks_the_readers_language_and_tells_the_local_time,
    |app| {
        let town = Town::found(&app).await;
        let (core, unit) = (&app.core, town.unit.id);
        let wang = register(core, unit, "王秀英", "wang@example.org", "zh-CN").await;
        let mary = register(core, unit, "Mary Wood", "mary@example.org", "en").await;
        let event = event_at(&app, &town, "2026-11-28 18:30", "Asia/Shanghai").await;
        for (person, adults) in [(wang, 2), (mary, 1)] {
            respond(core, person, event.id, Answer::Going, adults)
                .await
                .expect("taken");
        }
        app.clock.set(local("2026-11-27 18:30"));
        app.run_due_work().await;
        let mut letters = app.mail.take();
        letters.sort_by(|a, b| a.to_address.cmp(&b.to_address));
        let [english, chinese] = &letters[..] else {
            panic!("two letters, not {letters:?}");
        };

        assert_eq!(chinese.to_name.as_deref(), Some("王秀英"));
        assert_eq!(
            chinese.rendered.subject,
            "提醒：元宵灯会，11月28日（周六）18:30"
        );
        for line in [
            "王秀英，您好！",
            "时间：2026年11月28日（周六）18:30 到 20:30",
            "地点：邻里中心（桂花路18号）",
            "人数：2位",
            "桂花社区",
        ] {
            assert!(
                chinese.rendered.text.lines().any(|written| written == line),
                "{line} in {}",
                chinese.rendered.text
            );
        }
        assert_eq!(
            english.rendered.subject,
            "Reminder: 元宵灯会, Saturday 28 November, 18:30"
        );
        let when = "Saturday 28 November 2026, 18:30";
        assert!(
            english.rendered.text.contains(when),
            "{}",
            english.rendered.text
        );
    }
);

both_databases!(the_local_time_is_that_of_the_events_zone, |app| {
    let town = Town::found(&app).await;
    let event = event_at(&app, &town, "2026-11-28 18:30", "Asia/Urumqi").await;
    let person = town.resident(&app, "r0").await;
    respond(&app.core, person, event.id, Answer::Going, 1)
        .await
        .expect("taken");
    // Ürümqi is two hours behind Shanghai.
    app.clock.set(local("2026-11-27 20:30"));
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    assert!(
        letters[0]
            .rendered
            .subject
            .ends_with("11月28日（周六）18:30"),
        "{}",
        letters[0].rendered.subject
    );
});

both_databases!(an_organiser_adds_and_removes_reminders, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let person = town.resident(&app, "r0").await;
    respond(&app.core, person, event, Answer::Going, 1)
        .await
        .expect("taken");
    // The reminder of the day before is listed, and is taken back before it leaves.
    app.clock.set(local("2026-11-26 13:00"));
    app.run_due_work().await;
    let reminder = MessageKind::EventReminder;
    let pending = DeliveryState::Pending;
    assert_eq!(states(&app, person, reminder).await, [pending]);
    remind(&app, &town, event, &["PT3H", "PT2H"]).await;
    app.clock.set(local("2026-11-27 12:00"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    let superseded = DeliveryState::Superseded;
    assert_eq!(states(&app, person, reminder).await[..1], [superseded]);

    app.clock.set(local("2026-11-28 08:59"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.clock.set(local("2026-11-28 09:00"));
    assert_eq!(sent_to(&app).await, ["r0@example.org"]);
    // What stays is not sent twice because something else changed.
    remind(&app, &town, event, &["PT3H", "PT2H", "PT1H"]).await;
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.clock.set(local("2026-11-28 10:00"));
    assert_eq!(sent_to(&app).await, ["r0@example.org"]);
    // A reminder that is added when its time has passed is not sent late.
    remind(&app, &town, event, &["P1D", "PT1H"]).await;
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.clock.set(local("2026-11-28 11:00"));
    assert_eq!(sent_to(&app).await, ["r0@example.org"]);
    remind(&app, &town, event, &[]).await;
    app.clock.set(local("2026-11-28 13:00"));
    assert_eq!(sent_to(&app).await, [""; 0]);
});

both_databases!(
    a_clock_that_jumps_neither_repeats_nor_loses_a_reminder,
    |app| {
        let town = Town::found(&app).await;
        let event = town.event(&app, Plan::default()).await.id;
        let person = town.resident(&app, "r0").await;
        respond(&app.core, person, event, Answer::Going, 1)
            .await
            .expect("taken");
        // Over the listing and the time of the first reminder in one leap.
        app.clock.set(local("2026-11-27 12:30"));
        assert_eq!(sent_to(&app).await, ["r0@example.org"]);
        for back in ["2026-11-25 12:00", "2026-11-27 11:59", "2026-11-27 12:00"] {
            app.clock.set(local(back));
            assert_eq!(sent_to(&app).await, [""; 0], "{back}");
        }
        // Somebody answers while the clock is behind.
        app.clock.set(local("2026-11-27 11:00"));
        let other = town.resident(&app, "r1").await;
        respond(&app.core, other, event, Answer::Maybe, 1)
            .await
            .expect("taken");
        assert_eq!(sent_to(&app).await, [""; 0]);
        app.clock.set(local("2026-11-27 12:30"));
        assert_eq!(sent_to(&app).await, ["r1@example.org"]);
        app.clock.set(local("2026-11-28 11:59"));
        let both = ["r0@example.org", "r1@example.org"];
        assert_eq!(sent_to(&app).await, both);
        app.clock.set(local("2026-11-20 00:00"));
        assert_eq!(sent_to(&app).await, [""; 0]);
        app.clock.set(local("2027-11-28 11:59"));
        assert_eq!(sent_to(&app).await, [""; 0]);
    }
);
