//! What goes on again and again: the service day on each 28th, and 中秋 by the lunar calendar.

use anyhow::{Context as _, Result};
use mulin_domain::event::RsvpTerms;
use mulin_domain::series::{
    CreateSeries, Frequency, GregorianInput, LeapMonths, RuleInput, ScheduleInput, create_series,
};
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::calendar::{Answers, Occasion, ZONE};
use super::keys::SEED;
use super::stage::Stage;
use super::{descriptions, homes, places, stalls};

/// A series to put on.
struct Repeat {
    kind: EventKind,
    title: &'static str,
    description: &'static str,
    venue: usize,
    capacity: Option<i32>,
    rule: RuleInput,
    start_time: &'static str,
    duration_minutes: i32,
}

/// Puts both on, unless they are there, and answers the next service day.
pub(super) async fn put_on(stage: &Stage<'_>) -> Result<EventId> {
    let each_28th = RuleInput::Gregorian(GregorianInput {
        frequency: Frequency::Monthly,
        interval: None,
        by_weekday: Vec::new(),
        by_month_day: vec![28],
        by_month: Vec::new(),
    });
    let service_day = Repeat {
        kind: EventKind::ServiceDay,
        title: "28便民服务日",
        description: descriptions::SERVICE_DAY,
        venue: places::CENTRE,
        capacity: None,
        rule: each_28th,
        start_time: "09:00",
        duration_minutes: 150,
    };
    let mid_autumn = Repeat {
        kind: EventKind::Festival,
        title: "中秋赏月会",
        description: descriptions::MID_AUTUMN,
        venue: places::SQUARE,
        capacity: Some(300),
        rule: RuleInput::LunarDay {
            month: 8,
            day: 15,
            leap: LeapMonths::Skip,
        },
        start_time: "19:00",
        duration_minutes: 120,
    };
    begin(stage, mid_autumn).await?;
    let series = begin(stage, service_day).await?;
    let next = next(stage, series).await?;
    let answered = rsvp::Entity::find().filter(rsvp::Column::EventId.eq(next));
    if answered.count(stage.core.db().reader()).await? == 0 {
        let guests = stage.guests(places::COMMUNITY, SEED + Occasion::ServiceDay as u64);
        let answers = Answers {
            going: 8,
            maybe: 3,
            declined: 1,
        };
        stage.answer(next, &guests, answers, 6).await?;
    }
    stalls::set_up(stage, next).await?;
    Ok(next)
}

/// The series of this title, made if it is not there.
async fn begin(stage: &Stage<'_>, repeat: Repeat) -> Result<SeriesId> {
    let known: Option<SeriesId> = series::Entity::find()
        .select_only()
        .column(series::Column::Id)
        .filter(series::Column::CreatedBy.eq(homes::ORGANISER.id()))
        .filter(series::Column::Title.eq(repeat.title))
        .filter(series::Column::State.eq(SeriesState::Active))
        .order_by_desc(series::Column::Id)
        .into_tuple()
        .one(stage.core.db().reader())
        .await?;
    if let Some(series) = known {
        return Ok(series);
    }
    let today = stage.core.now().with_timezone(&ZONE).date_naive();
    let input = CreateSeries {
        area_id: Ok(places::area_id(places::COMMUNITY)),
        festival_id: None,
        kind: repeat.kind,
        visibility: Visibility::Public,
        title: repeat.title.to_owned(),
        description: Some(repeat.description.to_owned()),
        venue_id: Some(Ok(places::venue_id(repeat.venue))),
        capacity: repeat.capacity,
        max_party: None,
        terms: RsvpTerms::default(),
        opens_before_minutes: None,
        closes_before_minutes: None,
        publish: true,
        like_event_id: None,
        schedule: ScheduleInput {
            rule: repeat.rule,
            first_date: today.to_string(),
            until: None,
            count: None,
            start_time: repeat.start_time.to_owned(),
            duration_minutes: repeat.duration_minutes,
            time_zone: Some(ZONE.name().to_owned()),
            offset_days: None,
            except_dates: Vec::new(),
            extra_dates: Vec::new(),
        },
    };
    Ok(create_series(stage.core, &stage.organiser, input, None)
        .await?
        .id)
}

/// The next event of a series.
async fn next(stage: &Stage<'_>, series: SeriesId) -> Result<EventId> {
    let days = occurrence::Entity::find()
        .select_only()
        .column(occurrence::Column::EventId)
        .filter(occurrence::Column::SeriesId.eq(series))
        .into_tuple::<EventId>()
        .all(stage.core.db().reader())
        .await?;
    let next: Option<EventId> = event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .filter(event::Column::Id.is_in(days))
        .filter(event::Column::State.eq(EventState::Published))
        .filter(event::Column::StartsAt.gt(stage.core.now()))
        .order_by_asc(event::Column::StartsAt)
        .into_tuple()
        .one(stage.core.db().reader())
        .await?;
    next.context(
        "a series of the demo has no event to come: remove the data directory to begin anew",
    )
}
