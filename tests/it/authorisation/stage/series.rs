//! The series of the stage: by every calendar, published and drafted, one that carries another on.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use mulin_calendar::lunar::Almanac;
use mulin_domain::Actor;
use mulin_domain::event::{RsvpTerms, UpdateEvent, update_event};
use mulin_domain::input::Patch;
use mulin_domain::series::{
    CreateSeries, EndSeries, Frequency, GregorianInput, LeapMonths, RuleInput, ScheduleInput,
    SolarTerm, WeekdayInput, create_series, end_series,
};
use mulin_entities::*;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::Stage;
use crate::authorisation::actors::Who;
use crate::factories::{actor, occurrences};
use crate::support::app::TestApp;

/// See the module.
pub struct Repeats {
    /// Public, with everything known of it; carries the ended one on.
    pub public: SeriesId,
    /// Never published.
    pub draft: SeriesId,
    /// By a day of each lunar year; ended.
    pub ended: SeriesId,
    /// By the end of each lunar year.
    pub year_end: SeriesId,
    /// By a solar term.
    pub term: SeriesId,
    /// Of the public series, with another title than that.
    pub event: EventId,
    /// Of the drafted series.
    pub draft_event: EventId,
}

impl Repeats {
    /// Before there are any.
    pub fn none() -> Self {
        let (series, event) = (SeriesId(Uuid::nil()), EventId(Uuid::nil()));
        Self {
            public: series,
            draft: series,
            ended: series,
            year_end: series,
            term: series,
            event,
            draft_event: event,
        }
    }

    /// The community's organiser makes them, with few events each.
    pub async fn of(app: &TestApp, stage: &Stage) -> Self {
        let organiser = stage.person(Who::Organiser);
        let by = actor(&app.core, organiser.expect("an organiser")).await;
        let first = ten_days_ahead(app.now());
        let make = async |rule, change: fn(&mut CreateSeries)| {
            let mut input = plain(stage, rule, first);
            change(&mut input);
            let made = create_series(&app.core, &by, input, None).await;
            made.expect("a series is made")
        };
        let mut known = plain(stage, once_a_year(first, None), first);
        known.festival_id = Some(Ok(stage.public));
        known.venue_id = Some(Ok(stage.venue));
        known.terms.offer_window = Patch::Set("PT4H".to_owned());
        known.terms.household_limit = Patch::Set(4);
        (known.opens_before_minutes, known.closes_before_minutes) = (Some(20_160), Some(60));
        known.capacity = Some(40);
        known.publish = true;
        let days = [1, 2].map(|days| (first + Days::new(days)).to_string());
        known.schedule.extra_dates = days.to_vec();
        known.schedule.except_dates = vec![days[1].clone()];
        let public = create_series(&app.core, &by, known, None).await;
        let public = public.expect("a series is made");

        let numbered = once_a_year(first, Some(-1));
        let draft = make(numbered, |input| {
            (input.schedule.count, input.schedule.until) = (None, Some(in_18_months(input)));
            // The last of its weekday in the month may be another day than the first.
            let extra = input.schedule.first_date.clone();
            input.schedule.extra_dates = vec![extra];
        });
        let draft = draft.await;
        let lunar = Almanac::standard()
            .lunar_date(first)
            .expect("it has a lunar date");
        let leap = if lunar.month.leap {
            LeapMonths::Only
        } else {
            LeapMonths::Skip
        };
        let lunar = RuleInput::LunarDay {
            month: lunar.month.number.into(),
            day: lunar.day.into(),
            leap,
        };
        let ended = make(lunar, |input| input.publish = true).await;
        let year_end = make(RuleInput::LunarYearEnd, |input| input.publish = true).await;
        let term = SolarTerm::Qingming;
        let term = make(RuleInput::SolarTerm { term }, |input| input.publish = true).await;
        end(app, &by, ended.id).await;
        carry_on(app, &public, ended.id).await;
        let event = occurrences(app, public.id).await.swap_remove(0).1.id;
        rename(app, &by, event).await;
        Self {
            draft_event: occurrences(app, draft.id).await.swap_remove(0).1.id,
            public: public.id,
            draft: draft.id,
            ended: ended.id,
            year_end: year_end.id,
            term: term.id,
            event,
        }
    }
}

/// A day on the clocks of Shanghai that no test reaches.
pub fn ten_days_ahead(now: DateTime<Utc>) -> NaiveDate {
    let today = now.with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    today + Days::new(10)
}

fn in_18_months(input: &CreateSeries) -> String {
    let first: NaiveDate = input.schedule.first_date.parse().expect("a day");
    (first + Days::new(500)).to_string()
}

/// The day and month of a date, with its weekday, each or by its number.
fn once_a_year(date: NaiveDate, nth: Option<i32>) -> RuleInput {
    let weekday = date.weekday();
    let day = i32::try_from(date.day()).expect("a day of the month");
    RuleInput::Gregorian(GregorianInput {
        frequency: Frequency::Yearly,
        interval: None,
        by_weekday: vec![WeekdayInput { weekday, nth }],
        by_month_day: if nth.is_none() { vec![day] } else { vec![] },
        by_month: vec![i32::try_from(date.month()).expect("a month")],
    })
}

fn plain(stage: &Stage, rule: RuleInput, first: NaiveDate) -> CreateSeries {
    CreateSeries {
        area_id: Ok(stage.town.community.id),
        festival_id: None,
        kind: EventKind::ServiceDay,
        visibility: Visibility::Public,
        title: "Mending".to_owned(),
        description: Some("大家都来".to_owned()),
        venue_id: None,
        capacity: None,
        max_party: None,
        terms: RsvpTerms::default(),
        opens_before_minutes: None,
        closes_before_minutes: None,
        publish: false,
        like_event_id: None,
        schedule: ScheduleInput {
            rule,
            first_date: first.to_string(),
            until: None,
            count: Some(1),
            start_time: "18:30".to_owned(),
            duration_minutes: 90,
            time_zone: None,
            offset_days: None,
            except_dates: Vec::new(),
            extra_dates: Vec::new(),
        },
    }
}

async fn end(app: &TestApp, by: &Actor, series: SeriesId) {
    let input = EndSeries {
        series_id: Ok(series),
        expected_version: None,
        from_date: None,
        cancel_following: false,
        reason: None,
    };
    let ended = end_series(&app.core, by, input).await;
    ended.expect("a series is ended");
}

/// As an edit of one event and those after it leaves them.
async fn carry_on(app: &TestApp, series: &series::Model, before: SeriesId) {
    let mut row = series.clone().into_active_model();
    row.continues_id = Set(Some(before));
    let written = row.update(app.core.db().writer()).await;
    written.expect("the series is written");
}

async fn rename(app: &TestApp, by: &Actor, event: EventId) {
    let input = UpdateEvent {
        event_id: Ok(event),
        expected_version: None,
        festival_id: Patch::Keep,
        kind: Patch::Keep,
        visibility: Patch::Keep,
        title: Patch::Set("Patching".to_owned()),
        description: Patch::Keep,
        venue_id: Patch::Keep,
        capacity: Patch::Keep,
        max_party: Patch::Keep,
        rsvp_opens_at: Patch::Keep,
        rsvp_closes_at: Patch::Keep,
        terms: RsvpTerms::default(),
    };
    let edited = update_event(&app.core, by, input).await;
    edited.expect("an event is edited");
}
