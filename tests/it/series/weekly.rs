//! A weekly series over its whole horizon, and what an edit in the middle means for those who answered.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Weekday::{Fri, Sat};
use mulin_domain::due_work::claim;
use mulin_domain::input::Patch;
use mulin_domain::series::{
    MoveOccurrence, SkipOccurrence, UpdateSeries, make_occurrences, move_occurrence,
    skip_occurrence,
};
use mulin_entities::*;

use super::edits::{answers, following, later, refusals, update, weekly_on};
use crate::both_databases;
use crate::factories::{Town, actor, days, occurrences, regulars};
use crate::support::app::TestApp;
use crate::support::trace::Trace;

/// Saturdays of the horizon.
const OCCURRENCES: usize = 78;
/// Those taken out.
const EXCEPT: [&str; 10] = [
    "2026-12-26",
    "2027-01-02",
    "2027-02-06",
    "2027-02-13",
    "2027-05-01",
    "2027-10-02",
    "2027-10-09",
    "2027-12-25",
    "2028-01-01",
    "2028-01-29",
];

/// What the people answer to each: 70 of 74 mean to come.
fn states() -> Vec<RsvpState> {
    let of = |state, count| std::iter::repeat_n(state, count);
    of(RsvpState::Going, 60)
        .chain(of(RsvpState::Maybe, 5))
        .chain(of(RsvpState::Waitlisted, 5))
        .chain(of(RsvpState::Declined, 4))
        .collect()
}

async fn per_state(app: &TestApp) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for row in answers(app).await.into_values() {
        *counts.entry(format!("{:?}", row.state)).or_default() += 1;
    }
    counts
}

both_databases!(
    an_edit_in_the_middle_keeps_every_answer_that_is_still_valid,
    |app| {
        let town = Town::found(&app).await;
        let mut saturdays = weekly_on(&[Sat]);
        saturdays.except_dates = EXCEPT.map(str::to_owned).to_vec();
        let mut input = town.service_days(saturdays);
        input.capacity = Some(60);
        let series = town.begin(&app, input).await;
        let rows = occurrences(&app, series.id).await;
        assert_eq!(rows.len(), OCCURRENCES - EXCEPT.len());
        let events: Vec<event::Model> = rows.iter().map(|(_, event)| event.clone()).collect();
        regulars(&app, &town, &events, &states()).await;
        assert!(answers(&app).await.len() > 5_000);

        // One of those that follow is called off before, and one is put off by a day.
        let organiser = actor(&app.core, town.organiser).await;
        let at = |day: &str| {
            let found = rows
                .iter()
                .find(|(place, _)| place.original_date.to_string() == day);
            found.expect("an occurrence").1.id
        };
        let (anchor, skipped, moved) = (at("2027-08-07"), at("2027-08-21"), at("2027-09-04"));
        let skip = SkipOccurrence {
            event_id: Ok(skipped),
            expected_version: None,
            reason: None,
        };
        skip_occurrence(&app.core, &organiser, skip)
            .await
            .expect("it can be skipped");
        let put_off = MoveOccurrence {
            event_id: Ok(moved),
            expected_version: None,
            starts_at: "2027-09-05T10:00".to_owned(),
            ends_at: "2027-09-05T12:00".to_owned(),
            time_zone: None,
        };
        move_occurrence(&app.core, &organiser, put_off, None)
            .await
            .expect("it can be moved");
        let (before, counted) = (answers(&app).await, per_state(&app).await);

        // Fridays, an hour later; on two Fridays the hall is taken, and one of them was an exception anyway.
        let mut fridays = later(weekly_on(&[Fri]));
        let taken = ["2027-10-15", "2027-11-12"];
        fridays.except_dates = EXCEPT
            .iter()
            .filter(|day| **day > "2027-08")
            .map(|day| {
                let day: chrono::NaiveDate = day.parse().expect("a day");
                day.pred_opt().expect("a day").to_string()
            })
            .chain(taken.map(str::to_owned))
            .collect();
        let input = UpdateSeries {
            title: Patch::Set("周五便民日".to_owned()),
            schedule: Some(fridays),
            ..following(anchor)
        };
        let trace = Trace::of(&app).await;
        let refused = refusals(update(&app, &town, input.clone()).await);
        assert_eq!(refused, ["OCCURRENCES_ANSWERED acceptAnswered"]);
        assert_eq!(Trace::of(&app).await, trace);

        let accepted = UpdateSeries {
            accept_answered: true,
            ..input
        };
        let told = update(&app, &town, accepted).await.expect("it is accepted");

        // Says which are not valid any more, and how many each.
        let lost: Vec<_> = told
            .cancelled
            .iter()
            .map(|one| (one.event_id, one.parties))
            .collect();
        assert_eq!(lost, [(at("2027-10-16"), 70), (at("2027-11-13"), 70)]);
        assert_eq!(told.kept, [moved]);
        assert!(told.added.is_empty());
        let previous = told.previous.expect("the series was cut");
        assert_eq!(
            (previous.id, told.series.continues_id),
            (series.id, Some(series.id))
        );
        let (earlier, later) = (
            days(&app, previous.id).await,
            occurrences(&app, told.series.id).await,
        );
        assert_eq!(earlier.last().map(String::as_str), Some("2027-07-31"));
        assert_eq!(earlier.len() + later.len(), rows.len());
        // All that follow, but the one that was called off, are named once.
        assert_eq!(told.moved.len() + 1 + 2 + 1, later.len());

        // Every answer is what it was, to the event that it was for.
        assert_eq!(answers(&app).await, before);
        assert_eq!(per_state(&app).await, counted);
        let cancelled: BTreeSet<EventId> = lost
            .iter()
            .map(|(event, _)| *event)
            .chain([skipped])
            .collect();
        for (place, event) in &later {
            let is_off = cancelled.contains(&event.id);
            assert_eq!(
                event.state == EventState::Cancelled,
                is_off,
                "{}",
                place.recurrence_key
            );
            if event.id == moved {
                assert_eq!(place.original_date.to_string(), "2027-09-03");
                assert_eq!(event.starts_at.to_rfc3339(), "2027-09-05T02:00:00+00:00");
            } else if !is_off {
                assert_eq!(event.starts_at, place.original_starts_at);
                assert_eq!(
                    event.starts_local.format("%a %H:%M").to_string(),
                    "Fri 19:30"
                );
            }
            let title = if is_off {
                "便民服务日"
            } else {
                "周五便民日"
            };
            assert_eq!(event.title, title);
        }
        for (_, event) in occurrences(&app, previous.id).await {
            assert!(events.contains(&event), "what comes before never changes");
        }
        // The job makes the next of the one that goes on, and nothing else.
        app.advance(chrono::TimeDelta::days(8));
        let held = claim(&app.core, DueWorkKind::MakeOccurrences, 10).await;
        let held = held.expect("work is claimed");
        assert_eq!(held.len(), 1);
        make_occurrences(&app.core, &held[0])
            .await
            .expect("they are made");
        let all = days(&app, told.series.id).await;
        assert_eq!(all.len(), later.len() + 1);
        assert_eq!(all.last().map(String::as_str), Some("2028-05-26"));
        assert_eq!(days(&app, previous.id).await, earlier);
    }
);
