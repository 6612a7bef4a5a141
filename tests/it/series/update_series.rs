//! `updateSeries`: what becomes of the occurrences, by the command itself.

use chrono::TimeDelta;
use chrono::Weekday::{Fri, Mon, Sat, Sun, Wed};
use mulin_domain::due_work::claim;
use mulin_domain::input::Patch;
use mulin_domain::rsvp::Answer;
use mulin_domain::series::{
    CreateSeries, Frequency, GregorianInput, RuleInput, ScheduleInput, SkipOccurrence,
    UpdateSeries, make_occurrences, skip_occurrence, update_series,
};
use mulin_entities::*;

use super::edits::{all, answers, following, later, refusals, seats, this, update, weekly_on};
use crate::both_databases;
use crate::factories::{Town, actor, days, evenings, occurrences, respond};
use crate::support::app::TestApp;
use crate::support::trace::Trace;

async fn saturdays(app: &TestApp, town: &Town, count: i32) -> series::Model {
    let mut schedule = weekly_on(&[Sat]);
    schedule.count = Some(count);
    town.begin(app, town.service_days(schedule)).await
}

async fn events(app: &TestApp, series: SeriesId) -> Vec<event::Model> {
    let rows = occurrences(app, series).await.into_iter();
    rows.map(|(_, event)| event).collect()
}

fn ids(events: &[event::Model]) -> Vec<EventId> {
    events.iter().map(|event| event.id).collect()
}

both_databases!(what_an_occurrence_has_otherwise_survives, |app| {
    let town = Town::found(&app).await;
    let series = saturdays(&app, &town, 4).await;
    let before = events(&app, series.id).await;
    let own = UpdateSeries {
        title: Patch::Set("元宵专场".to_owned()),
        capacity: Patch::Set(10),
        ..this(before[1].id)
    };
    let told = update(&app, &town, own).await.expect("one is edited");
    assert_eq!((told.kept, told.moved.len()), (vec![before[1].id], 0));
    app.advance(TimeDelta::days(8));
    let input = UpdateSeries {
        title: Patch::Set("社区服务日".to_owned()),
        capacity: Patch::Set(25),
        opens_before_minutes: Patch::Set(7 * 24 * 60),
        ..all(series.id)
    };
    let told = update(&app, &town, input).await.expect("all are edited");
    let after = events(&app, series.id).await;
    assert_eq!(told.kept, ids(&after[1..]));
    assert_eq!(after[0], before[0], "what is past never changes");
    let titles: Vec<_> = after.iter().map(|event| event.title.as_str()).collect();
    assert_eq!(
        titles,
        ["便民服务日", "元宵专场", "社区服务日", "社区服务日"]
    );
    let mut capacities = Vec::new();
    for event in &after {
        capacities.push(seats(&app, event.id).await.capacity);
    }
    assert_eq!(capacities, [Some(40), Some(10), Some(25), Some(25)]);
    let opens = after[2].rsvp_opens_at.expect("they open");
    assert_eq!(after[2].starts_at - opens, TimeDelta::days(7));
    assert_eq!(told.series.version, 2);
    assert!(after[2].search_text.contains("社区"));
});

both_databases!(this_and_following_share_out_a_number, |app| {
    let town = Town::found(&app).await;
    let mut schedule = weekly_on(&[Sat]);
    schedule.count = Some(6);
    schedule.except_dates = vec!["2026-12-05".to_owned(), "2026-12-26".to_owned()];
    schedule.extra_dates = vec!["2026-12-01".to_owned(), "2026-12-29".to_owned()];
    let series = town.begin(&app, town.service_days(schedule)).await;
    let before = events(&app, series.id).await;
    let input = UpdateSeries {
        title: Patch::Set("年末服务日".to_owned()),
        ..following(before[3].id)
    };
    let told = update(&app, &town, input).await.expect("it is cut");
    assert_eq!(
        days(&app, series.id).await,
        ["2026-11-28", "2026-12-01", "2026-12-12"]
    );
    assert_eq!(
        days(&app, told.series.id).await,
        ["2026-12-19", "2026-12-29", "2027-01-02"]
    );
    assert_eq!(told.kept, ids(&before[3..]));
    assert!(told.added.is_empty() && told.moved.is_empty() && told.cancelled.is_empty());
    app.advance(TimeDelta::days(30));
    app.run_due_work().await;
    assert_eq!(days(&app, series.id).await.len(), 3);
    assert_eq!(days(&app, told.series.id).await.len(), 3);
});

both_databases!(from_the_first_on_is_the_whole_series, |app| {
    let town = Town::found(&app).await;
    let series = saturdays(&app, &town, 3).await;
    let first = events(&app, series.id).await[0].id;
    let input = UpdateSeries {
        title: Patch::Set("服务日".to_owned()),
        ..following(first)
    };
    let told = update(&app, &town, input).await.expect("it is edited");
    assert_eq!((told.series.id, told.previous), (series.id, None));
    assert_eq!(told.kept.len(), 3);
});

both_databases!(another_rule_moves_cancels_and_adds, |app| {
    let town = Town::found(&app).await;
    let series = saturdays(&app, &town, 4).await;
    let before = events(&app, series.id).await;
    let mut schedule = weekly_on(&[Wed, Sun]);
    schedule.first_date = "2026-12-01".to_owned();
    schedule.count = Some(4);
    let input = UpdateSeries {
        schedule: Some(schedule),
        ..all(series.id)
    };
    let told = update(&app, &town, input).await.expect("nobody answered");
    // 28 November has no week any more, 19 December none either.
    let cancelled: Vec<_> = told.cancelled.iter().map(|one| one.event_id).collect();
    assert_eq!(cancelled, [before[0].id, before[3].id]);
    assert_eq!(told.moved, [before[1].id, before[2].id]);
    assert_eq!(told.added.len(), 2);
    let rows = occurrences(&app, series.id).await;
    let of = |id: EventId| {
        let found = rows.iter().find(|(_, event)| event.id == id);
        found.expect("its place").0.original_date.to_string()
    };
    assert_eq!(
        [of(before[1].id), of(before[2].id)],
        ["2026-12-06", "2026-12-13"]
    );
    let added: Vec<_> = told.added.iter().map(|id| of(*id)).collect();
    assert_eq!(added, ["2026-12-02", "2026-12-09"]);
});

both_databases!(
    a_cancelled_one_takes_its_place_along_and_never_comes_back,
    |app| {
        let town = Town::found(&app).await;
        let series = saturdays(&app, &town, 3).await;
        let before = events(&app, series.id).await;
        let out = UpdateSeries {
            except_dates: vec!["2026-12-05".to_owned()],
            reason: Some("停电".to_owned()),
            ..all(series.id)
        };
        let told = update(&app, &town, out).await.expect("a day is taken out");
        assert_eq!(told.cancelled[0].event_id, before[1].id);
        for (on, day) in [(Sun, "2026-12-06"), (Sat, "2026-12-05")] {
            let mut schedule = weekly_on(&[on]);
            schedule.count = Some(3);
            let input = UpdateSeries {
                schedule: Some(schedule),
                ..all(series.id)
            };
            let told = update(&app, &town, input).await.expect("nobody answered");
            assert_eq!(
                (told.moved.len(), told.added.len(), told.cancelled.len()),
                (2, 0, 0)
            );
            let rows = occurrences(&app, series.id).await;
            assert_eq!(rows.len(), 3);
            assert_eq!(rows[1].0.original_date.to_string(), day);
            assert_eq!(
                (rows[1].1.id, rows[1].1.state),
                (before[1].id, EventState::Cancelled)
            );
            assert_eq!(rows[1].1.cancel_reason.as_deref(), Some("停电"));
        }
    }
);

both_databases!(what_somebody_answered_is_asked_about_first, |app| {
    let town = Town::found(&app).await;
    let series = saturdays(&app, &town, 3).await;
    let before = events(&app, series.id).await;
    respond(&app.core, town.steward, before[2].id, Answer::Going, 2)
        .await
        .expect("an answer");
    let mut schedule = later(weekly_on(&[Sat]));
    schedule.count = Some(3);
    let input = UpdateSeries {
        schedule: Some(schedule),
        ..all(series.id)
    };
    let trace = Trace::of(&app).await;
    let told = refusals(update(&app, &town, input.clone()).await);
    assert_eq!(told, ["OCCURRENCES_ANSWERED acceptAnswered"]);
    let one = UpdateSeries {
        starts_at: Some("2026-12-13T10:00".to_owned()),
        ends_at: Some("2026-12-13T11:00".to_owned()),
        ..this(before[2].id)
    };
    let told = refusals(update(&app, &town, one).await);
    assert_eq!(told, ["OCCURRENCES_ANSWERED acceptAnswered"]);
    assert_eq!(Trace::of(&app).await, trace, "nothing was written");
    let kept = answers(&app).await;
    let accepted = UpdateSeries {
        accept_answered: true,
        ..input
    };
    let told = update(&app, &town, accepted).await.expect("it is accepted");
    assert_eq!(told.moved, ids(&before));
    assert_eq!(answers(&app).await, kept);
    app.run_due_work().await;
    let told: Vec<String> = app.mail.letters().into_iter().map(|(to, _)| to).collect();
    assert_eq!(told, ["steward@example.org"], "told once");
});

both_databases!(drafts_are_published_in_scope, |app| {
    let town = Town::found(&app).await;
    let mut schedule = weekly_on(&[Sat]);
    schedule.count = Some(4);
    let mut input = town.service_days(schedule);
    input.publish = false;
    let series = town.begin(&app, input).await;
    let before = events(&app, series.id).await;
    let input = UpdateSeries {
        publish: Patch::Set(true),
        ..following(before[2].id)
    };
    let told = update(&app, &town, input)
        .await
        .expect("they are published");
    assert!(told.series.publish && !told.previous.expect("a cut").publish);
    let states = |events: Vec<event::Model>| {
        events
            .into_iter()
            .map(|event| event.state)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        states(events(&app, series.id).await),
        [EventState::Draft; 2]
    );
    assert_eq!(
        states(events(&app, told.series.id).await),
        [EventState::Published; 2]
    );
});

both_databases!(faults_are_told_at_once_and_leave_nothing, |app| {
    let town = Town::found(&app).await;
    let series = saturdays(&app, &town, 3).await;
    let before = events(&app, series.id).await;
    let single = town.publish(&app, town.gathering(&app, "茶话会")).await;
    let trace = Trace::of(&app).await;
    let wrong = UpdateSeries {
        title: Patch::Set(String::new()),
        max_party: Patch::Set(0),
        starts_at: Some("2026-12-13T10:00".to_owned()),
        except_dates: vec!["2026-12-06".to_owned()],
        opens_before_minutes: Patch::Set(0),
        ..all(series.id)
    };
    assert_eq!(
        refusals(update(&app, &town, wrong).await),
        [
            "NOT_TOGETHER startsAt",
            "OUT_OF_RANGE maxParty",
            "REQUIRED title",
            "OUT_OF_RANGE opensBeforeMinutes",
            "NOT_OF_THE_RULE exceptDates",
        ]
    );
    let none = refusals(update(&app, &town, following(single.id)).await);
    assert_eq!(none, ["NOT_IN_A_SERIES eventId"]);
    let old = UpdateSeries {
        expected_version: Some(7),
        ..all(series.id)
    };
    let old = refusals(update(&app, &town, old).await);
    assert_eq!(old, ["VERSION_CONFLICT expectedVersion"]);
    assert_eq!(Trace::of(&app).await, trace);
    app.advance(TimeDelta::days(8));
    let trace = Trace::of(&app).await;
    for input in [following(before[0].id), this(before[0].id)] {
        let past = refusals(update(&app, &town, input).await);
        assert_eq!(past, ["OCCURRENCE_PAST eventId"]);
    }
    assert_eq!(Trace::of(&app).await, trace);
});

both_databases!(what_goes_over_the_horizon_keeps_its_answers, |app| {
    let town = Town::found(&app).await;
    let on = |month, day| {
        let rule = RuleInput::Gregorian(GregorianInput {
            frequency: Frequency::Yearly,
            interval: None,
            by_weekday: Vec::new(),
            by_month_day: vec![day],
            by_month: vec![month],
        });
        ScheduleInput {
            first_date: "2027-01-01".to_owned(),
            ..evenings(rule)
        }
    };
    let input = CreateSeries {
        publish: true,
        ..town.service_days(on(5, 1))
    };
    let series = town.begin(&app, input).await;
    assert_eq!(days(&app, series.id).await, ["2027-05-01", "2028-05-01"]);
    let last = events(&app, series.id).await[1].id;
    let person = town.resident(&app, "r0").await;
    let answered = respond(&app.core, person, last, Answer::Going, 2).await;
    answered.expect("an answer is taken");
    let before = answers(&app).await;
    // The horizon is at the end of May 2028.
    let input = UpdateSeries {
        schedule: Some(on(6, 15)),
        accept_answered: true,
        ..all(series.id)
    };
    let done = update(&app, &town, input).await.expect("it is done");
    assert_eq!((done.moved.len(), done.cancelled.len()), (2, 0));
    assert_eq!(days(&app, series.id).await, ["2027-06-15", "2028-06-15"]);
    assert_eq!(answers(&app).await, before);
});

both_databases!(what_the_rule_lost_it_can_regain, |app| {
    let town = Town::found(&app).await;
    let series = saturdays(&app, &town, 4).await;
    let before = events(&app, series.id).await;
    let skipped = SkipOccurrence {
        event_id: Ok(before[1].id),
        expected_version: None,
        reason: None,
    };
    let organiser = actor(&app.core, town.organiser).await;
    skip_occurrence(&app.core, &organiser, skipped)
        .await
        .expect("it is skipped");
    let until = |day: &str| UpdateSeries {
        schedule: Some(ScheduleInput {
            until: Some(day.to_owned()),
            ..weekly_on(&[Sat])
        }),
        ..all(series.id)
    };
    // By mistake, and back.
    let cut = update(&app, &town, until("2026-12-06")).await;
    let cancelled = cut.expect("it is shortened").cancelled;
    let cancelled: Vec<EventId> = cancelled.iter().map(|one| one.event_id).collect();
    assert_eq!(cancelled, [before[2].id, before[3].id]);
    let back = update(&app, &town, until("2026-12-19")).await;
    let back = back.expect("it is lengthened");
    assert_eq!((back.added.len(), back.cancelled.len()), (2, 0));
    let days = days(&app, series.id).await;
    let count = |day: &str| days.iter().filter(|one| *one == day).count();
    assert_eq!((count("2026-12-12"), count("2026-12-19")), (2, 2));
    assert_eq!(count("2026-12-05"), 1, "what was skipped stays so");
});

both_databases!(the_same_key_does_nothing_again, |app| {
    let town = Town::found(&app).await;
    let series = saturdays(&app, &town, 4).await;
    let before = events(&app, series.id).await;
    let cut = before[2].id;
    app.advance(TimeDelta::minutes(1));
    let organiser = actor(&app.core, town.organiser).await;
    let mut told = Vec::new();
    for _ in 0..2 {
        let mut schedule = weekly_on(&[Fri, Sun]);
        schedule.first_date = "2026-12-11".to_owned();
        schedule.until = Some("2026-12-13".to_owned());
        let input = UpdateSeries {
            schedule: Some(schedule),
            ..following(cut)
        };
        let key = Some("edit-1".to_owned());
        let outcome = update_series(&app.core, &organiser, input, key).await;
        told.push(outcome.expect("it is done"));
    }
    assert_eq!(told[0].series.id, told[1].series.id);
    assert_eq!((&told[0].moved, &told[1].moved), (&vec![cut], &vec![cut]));
    assert_eq!(told[0].cancelled[0].event_id, before[3].id);
    assert_eq!(told[0].cancelled, told[1].cancelled);
    assert_eq!(told[0].added.len(), 1);
    assert_eq!(told[0].added, told[1].added);
    assert!(told[0].kept.is_empty() && told[1].kept.is_empty());
    assert_eq!(told[0].previous.as_ref().map(|one| one.id), Some(series.id));
    assert_eq!(told[0].previous, told[1].previous);
});

both_databases!(of_two_edits_at_once_one_is_told_of_the_other, |app| {
    let town = Town::found(&app).await;
    let series = saturdays(&app, &town, 6).await;
    let cut = events(&app, series.id).await[3].id;
    let edit = |title: &str| UpdateSeries {
        title: Patch::Set(title.to_owned()),
        expected_version: Some(1),
        ..following(cut)
    };
    let (one, two) = tokio::join!(
        update(&app, &town, edit("甲")),
        update(&app, &town, edit("乙")),
    );
    let (done, refused) = if one.is_ok() { (one, two) } else { (two, one) };
    let done = done.expect("one is done");
    // The occurrence is in the new series by now, as its first: of version 1 as well.
    let second = refused.expect("the other one edits what the first has made");
    assert_eq!(second.series.id, done.series.id);
    assert_eq!(days(&app, series.id).await.len(), 3);
    assert_eq!(days(&app, done.series.id).await.len(), 3);

    let edit = |title: &str| UpdateSeries {
        title: Patch::Set(title.to_owned()),
        expected_version: Some(2),
        ..all(series.id)
    };
    let (one, two) = tokio::join!(
        update(&app, &town, edit("丙")),
        update(&app, &town, edit("丁")),
    );
    let refused = if one.is_ok() { two } else { one };
    assert_eq!(refusals(refused), ["VERSION_CONFLICT expectedVersion"]);
});

both_databases!(an_edit_and_the_job_make_nothing_twice, |app| {
    let town = Town::found(&app).await;
    let series = town.begin(&app, town.service_days(weekly_on(&[Sat]))).await;
    app.advance(TimeDelta::days(30));
    let held = claim(&app.core, DueWorkKind::MakeOccurrences, 10).await;
    let held = held.expect("work is claimed");
    assert_eq!(held.len(), 1);
    let input = UpdateSeries {
        schedule: Some(weekly_on(&[Mon, Fri])),
        ..all(series.id)
    };
    let (job, again, edit) = tokio::join!(
        make_occurrences(&app.core, &held[0]),
        make_occurrences(&app.core, &held[0]),
        update(&app, &town, input),
    );
    job.expect("the job ends");
    again.expect("the job ends");
    edit.expect("the edit is done");
    app.run_due_work().await;
    let rows = occurrences(&app, series.id).await;
    let ahead =
        |event: &event::Model| event.state != EventState::Cancelled && event.starts_at > app.now();
    let mut starts: Vec<_> = rows
        .iter()
        .filter(|(_, event)| ahead(event))
        .map(|(_, event)| event.starts_local.format("%F %a %H:%M").to_string())
        .collect();
    starts.sort();
    let count = starts.len();
    starts.dedup();
    // Two a week from 21 December 2026 (Monday) to before 21 June 2028 (Wednesday).
    assert_eq!((starts.len(), count), (157, 157));
    assert!(
        starts
            .iter()
            .all(|at| at.contains("Mon") || at.contains("Fri"))
    );
});
