//! Tests of what occurrences have of their series.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use mulin_calendar::rule::{End, Frequency, Gregorian, Rule, Schedule};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn schedule() -> Schedule {
    Schedule {
        rule: Rule::Gregorian(Gregorian::every(Frequency::Weekly)),
        first: NaiveDate::from_ymd_opt(2027, 2, 6).unwrap(),
        end: End::Never,
        start_time: NaiveTime::from_hms_opt(18, 30, 0).unwrap(),
        zone: Tz::Asia__Shanghai,
        duration_minutes: 90,
        offset_days: 0,
        exceptions: BTreeSet::new(),
        extra_dates: BTreeSet::new(),
    }
}

fn series() -> series::Model {
    let now = at("2027-01-01T00:00:00Z");
    series::Model {
        id: SeriesId(Uuid::nil()),
        root_area_id: AreaId(Uuid::nil()),
        area_id: AreaId(Uuid::nil()),
        area_path: String::new(),
        festival_id: None,
        continues_id: None,
        kind: EventKind::Gathering,
        visibility: Visibility::Audience,
        title: "太极".to_owned(),
        description: String::new(),
        venue_id: None,
        capacity: Some(30),
        max_party: 4,
        needs_approval: false,
        waitlist_order: WaitlistOrder::FirstFit,
        offer_seconds: None,
        household_limit: None,
        opens_before_minutes: Some(7 * 24 * 60),
        closes_before_minutes: None,
        publish: true,
        schedule: String::new(),
        state: SeriesState::Active,
        made_until: now.date_naive(),
        like_event_id: None,
        version: 1,
        created_by: None,
        created_at: now,
        updated_at: now,
        ended_at: None,
    }
}

fn place() -> occurrence::Model {
    occurrence::Model {
        event_id: EventId(Uuid::nil()),
        series_id: SeriesId(Uuid::nil()),
        recurrence_key: "2027-02-06".to_owned(),
        original_date: NaiveDate::from_ymd_opt(2027, 2, 6).unwrap(),
        original_starts_at: at("2027-02-06T10:30:00Z"),
    }
}

fn times() -> Times {
    let starts_at = place().original_starts_at;
    Times {
        starts_at,
        ends_at: starts_at + TimeDelta::minutes(90),
        rsvp_opens_at: Some(starts_at - TimeDelta::days(7)),
        rsvp_closes_at: None,
    }
}

fn found(event: &Inherited, times: Times) -> Vec<OccurrenceField> {
    overrides(&series(), &schedule(), &place(), event, times)
}

#[test]
fn an_occurrence_as_it_was_made_overrides_nothing() {
    assert!(found(&Inherited::from(&series()), times()).is_empty());
}

#[test]
fn each_field_that_differs_is_named() {
    use OccurrenceField as Field;
    let same = Inherited::from(&series());
    let mut other = same.clone();
    other.title = "太极扇".to_owned();
    other.capacity = None;
    other.terms.needs_approval = true;
    let fields = [Field::Title, Field::Capacity, Field::Terms];
    assert_eq!(found(&other, times()), fields);

    // Moved as a whole: answers open as long before as they do elsewhere.
    let hour = TimeDelta::hours(1);
    let moved = Times {
        starts_at: times().starts_at + hour,
        ends_at: times().ends_at + hour,
        rsvp_opens_at: times().rsvp_opens_at.map(|at| at + hour),
        rsvp_closes_at: None,
    };
    assert_eq!(found(&same, moved), [Field::Time]);
    let longer = Times {
        ends_at: times().ends_at + hour,
        ..times()
    };
    assert_eq!(found(&same, longer), [Field::Time]);
    let closes = Times {
        rsvp_closes_at: Some(times().starts_at),
        ..times()
    };
    assert_eq!(found(&same, closes), [Field::RsvpWindow]);
}

fn some() -> impl Strategy<Value = Inherited> {
    let capacity = proptest::option::of(0..3i32);
    ("[ab]", "[ab]", capacity, 1..3i32, any::<bool>()).prop_map(
        |(title, description, capacity, max_party, needs_approval)| Inherited {
            title,
            description,
            capacity,
            max_party,
            terms: Terms {
                needs_approval,
                ..Terms::default()
            },
            ..Inherited::from(&series())
        },
    )
}

proptest! {
    #[test]
    fn an_edit_changes_what_was_inherited_and_nothing_else(
        event in some(), old in some(), new in some(),
    ) {
        let mut after = event.clone();
        let changed = take_over(&mut after, &old, &new);
        for field in TIMELESS {
            if changed.contains(&field) {
                prop_assert!(!differs(field, &event, &old));
                prop_assert!(differs(field, &after, &event));
            }
            if differs(field, &event, &old) {
                // Overridden: stays as it is.
                prop_assert!(!differs(field, &after, &event));
            } else {
                prop_assert!(!differs(field, &after, &new));
            }
        }
        // Once more changes nothing.
        let again = take_over(&mut after.clone(), &new, &new);
        prop_assert!(again.is_empty());
    }
}
