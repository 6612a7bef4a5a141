//! Makes a series and the occurrences of the next months.

use chrono_tz::Tz;
use mulin_calendar::rule::{End, Schedule};
use mulin_entities::*;
use serde::Serialize;

use super::inherited::Inherited;
use super::make::{Made, extend};
use super::{ScheduleInput, policy, rules, store};
use crate::actor::Actor;
use crate::almanac;
use crate::change::What;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event::rules::{MAX_CAPACITY, MAX_PARTY};
use crate::event::{self, RsvpTerms, Terms};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::place;
use crate::tx::Tx;

/// A new series.
#[derive(Clone, Debug, Serialize)]
pub struct CreateSeries {
    /// The audience of its occurrences is the subtree of this area.
    pub area_id: IdInput<AreaId>,
    /// The festival that groups them.
    pub festival_id: Option<IdInput<EventId>>,
    /// Label.
    pub kind: EventKind,
    /// Who may see them.
    pub visibility: Visibility,
    /// Title.
    pub title: String,
    /// Description in Markdown.
    pub description: Option<String>,
    /// Where.
    pub venue_id: Option<IdInput<VenueId>>,
    /// Seats of an occurrence; none for unlimited.
    pub capacity: Option<i32>,
    /// Largest party; 20 if left out.
    pub max_party: Option<i32>,
    /// On what terms answers get seats.
    pub terms: RsvpTerms,
    /// Answers are taken from so many minutes before each start; at once if left out.
    pub opens_before_minutes: Option<i32>,
    /// Answers are taken until so many minutes before each start; until the start if left out.
    pub closes_before_minutes: Option<i32>,
    /// Whether occurrences are published as they are made; else each is a draft.
    pub publish: bool,
    /// An event whose programme, questions, reminders and co-organisers the first occurrences take
    /// over.
    pub like_event_id: Option<IdInput<EventId>>,
    /// What it repeats by.
    pub schedule: ScheduleInput,
}

/// Makes a series, and its occurrences of the next [`rules::HORIZON_MONTHS`] months.
///
/// Errors: faults of the input; forbidden to whoever does not plan the area's events.
pub async fn create_series(
    core: &Core,
    actor: &Actor,
    input: CreateSeries,
    key: Option<String>,
) -> Result<series::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            if let Claim::Replay(id) = claim(tx, key.as_deref(), "createSeries", &input).await? {
                let seen = store::visible_series(tx.db(), tx.actor(), [SeriesId(id)]).await?;
                return seen
                    .into_iter()
                    .next()
                    .ok_or_else(|| Error::not_found("id"));
            }
            Ok(create(tx, input).await?.series)
        })
    })
    .await
}

/// The same, within a command that has claimed the key.
pub(crate) async fn create(tx: &mut Tx, input: CreateSeries) -> Result<Made> {
    let mut faults = Faults::default();
    let default_zone = tx.core().settings().time_zone;
    let schedule = schedule(tx, &mut faults, &input.schedule, default_zone).await?;
    let (opens, closes) = (input.opens_before_minutes, input.closes_before_minutes);
    rules::answer_window(&mut faults, opens, closes);
    let area_id = faults.id("areaId", "Area", input.area_id.clone());
    let area = match area_id {
        Some(id) => place::store::area(tx.db(), id).await?,
        None => None,
    };
    if area_id.is_some() && area.is_none() {
        faults.add("areaId", Rule::NotFound);
    }
    let like = find_like(tx, &mut faults, area.as_ref(), input.like_event_id.clone()).await?;
    let publish = input.publish;
    let has = inherited(tx, &mut faults, area.as_ref(), input).await?;
    faults.finish()?;
    let (Some(area), Some(schedule)) = (area, schedule) else {
        return Err(Error::not_found("areaId"));
    };
    policy::may_create(tx.actor(), &area)?;

    let series = series::Model {
        id: tx.new_id(),
        root_area_id: area.root_area_id,
        area_id: area.id,
        area_path: area.path,
        festival_id: has.festival_id,
        continues_id: None,
        kind: has.kind,
        visibility: has.visibility,
        title: has.title,
        description: has.description,
        venue_id: has.venue_id,
        capacity: has.capacity,
        max_party: has.max_party,
        needs_approval: has.terms.needs_approval,
        waitlist_order: has.terms.waitlist_order,
        offer_seconds: has.terms.offer_seconds,
        household_limit: has.terms.household_limit,
        opens_before_minutes: opens,
        closes_before_minutes: closes,
        publish,
        schedule: rules::write(&schedule)?,
        state: SeriesState::Active,
        made_until: rules::today(&schedule, tx.now()),
        like_event_id: like,
        version: 1,
        created_by: tx.actor().person_id(),
        created_at: tx.now(),
        updated_at: tx.now(),
        ended_at: None,
    };
    store::insert(tx, series.clone()).await?;
    let created = What::SeriesCreated {
        series_id: series.id,
        continues: None,
    };
    tx.record(series.root_area_id, created);
    extend(tx, series).await
}

/// The schedule, if something of it is still to come and it is not too much.
pub(super) async fn schedule(
    tx: &Tx,
    faults: &mut Faults,
    input: &ScheduleInput,
    default_zone: Tz,
) -> Result<Option<Schedule>> {
    let almanac = almanac::in_use(tx.db()).await?;
    let Some(schedule) = input.check(faults, &almanac, default_zone) else {
        return Ok(None);
    };
    let today = rules::today(&schedule, tx.now());
    // The next ones of today may have begun.
    let next = schedule.next(&almanac, today, 2);
    if next.iter().all(|one| one.starts_at <= tx.now()) {
        let path = match schedule.end {
            End::Until(_) => "schedule.until",
            End::Count(_) => "schedule.count",
            End::Never => "schedule.rule",
        };
        faults.add(path, Rule::InThePast);
    }
    let coming = rules::coming(&schedule, &almanac, tx.now(), rules::horizon(today))?;
    if coming.len() > rules::MAX_MADE {
        faults.add("schedule.rule", Rule::TooOften);
    }
    Ok(Some(schedule))
}

/// What its occurrences have in common beside their times.
async fn inherited(
    tx: &Tx,
    faults: &mut Faults,
    area: Option<&area::Model>,
    input: CreateSeries,
) -> Result<Inherited> {
    let title = faults.line("title", &input.title, 1..=120);
    let description = input.description.as_deref().unwrap_or_default();
    let description = faults.text("description", description, 0..=10_000);
    if let Some(capacity) = input.capacity {
        faults.number("capacity", capacity, 0..=MAX_CAPACITY);
    }
    let max_party = input.max_party.unwrap_or(MAX_PARTY);
    faults.number("maxParty", max_party, 1..=MAX_PARTY);
    let terms = input.terms.check(faults).over(Terms::default());
    Ok(Inherited {
        title,
        description,
        kind: input.kind,
        visibility: input.visibility,
        venue_id: event::find_venue(tx, faults, area, input.venue_id).await?,
        festival_id: event::find_festival(tx, faults, area, input.festival_id).await?,
        capacity: input.capacity,
        max_party,
        terms,
    })
}

/// The event that the first occurrences are like, if the actor runs it.
async fn find_like(
    tx: &Tx,
    faults: &mut Faults,
    area: Option<&area::Model>,
    id: Option<IdInput<EventId>>,
) -> Result<Option<EventId>> {
    let path = "likeEventId";
    let Some(id) = faults.optional_id(path, "Event", id) else {
        return Ok(None);
    };
    let like = event::store::event(tx.db(), id)
        .await?
        .filter(|like| event::policy::may_see(tx.actor(), like));
    match (like, area) {
        (None, _) => faults.add(path, Rule::NotFound),
        (Some(like), Some(area)) if like.root_area_id != area.root_area_id => {
            faults.add(path, Rule::Elsewhere);
        }
        (Some(like), _) if event::policy::may_manage(tx.actor(), &like).is_err() => {
            faults.add(path, Rule::OfOthers);
        }
        _ => {}
    }
    Ok(Some(id))
}
