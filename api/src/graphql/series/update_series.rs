//! `updateSeries`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};
use mulin_domain::event::RsvpTerms;
use mulin_domain::input::IdInput;
use mulin_domain::series;
use mulin_entities::{EventId, SeriesId};

use super::enums::SeriesScope;
use super::loaders::OccurrenceOf;
use super::schedule::ScheduleInput;
use super::types::Series;
use super::updated::UpdateSeriesPayload;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{is_conflict, outcome};
use crate::graphql::event::enums::{EventKind, Visibility, WaitlistOrder};
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::patch::patch;
use crate::graphql::scalars::{Date, Duration, LocalDateTime, Markdown, TimeZone};

/// What to change of which events; a field that is left out stays as it is, and what an event has
/// otherwise than its series stays, too.
#[derive(InputObject)]
pub struct UpdateSeriesInput {
    /// Which events the edit reaches.
    pub scope: SeriesScope,
    /// The event, with THIS and THIS_AND_FOLLOWING.
    pub event_id: Option<ID>,
    /// The series, with ALL.
    pub series_id: Option<ID>,
    /// The version that you edited, of the event with THIS, else of the series; refused if somebody
    /// edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// The festival that groups the events; null for none.
    pub festival_id: MaybeUndefined<ID>,
    /// Label.
    pub kind: MaybeUndefined<EventKind>,
    /// Who may see the events.
    pub visibility: MaybeUndefined<Visibility>,
    /// Title, 1 to 120 characters.
    pub title: MaybeUndefined<String>,
    /// Description, up to 10,000 characters; null for none.
    pub description: MaybeUndefined<Markdown>,
    /// Where the events take place; null for not told yet.
    pub venue_id: MaybeUndefined<ID>,
    /// Seats of each event, 0 to 1,000,000; null for unlimited. Fewer than are taken evicts nobody.
    pub capacity: MaybeUndefined<i32>,
    /// Largest party, 1 to 20; parties that have answered stay.
    pub max_party: MaybeUndefined<i32>,
    /// Whether those who run an event approve each answer before it gets seats.
    pub needs_approval: MaybeUndefined<bool>,
    /// Who gets a seat that becomes free.
    pub waitlist_order: MaybeUndefined<WaitlistOrder>,
    /// How long seats that became free are held for a waiting party to take them, PT15M to P7D; null to
    /// seat it at once.
    pub offer_window: MaybeUndefined<Duration>,
    /// Most seats that one household holds at one event, 1 to 100; null for as many as it wants.
    pub household_limit: MaybeUndefined<i32>,
    /// Answers are taken from so many minutes before each start, 1 to 527,040; null for at once. Not
    /// with THIS.
    pub opens_before_minutes: MaybeUndefined<i32>,
    /// Answers are taken until so many minutes before each start, 0 to 527,040; null for until the start.
    /// Not with THIS.
    pub closes_before_minutes: MaybeUndefined<i32>,
    /// Whether events are published as they are made. True also publishes the drafts in the scope; false
    /// leaves those that were made as they are. Not with THIS.
    pub publish: MaybeUndefined<bool>,
    /// Start of the event on the clocks of `timeZone`, together with `endsAt`; only with THIS.
    pub starts_at: Option<LocalDateTime>,
    /// End of the event on the clocks of `timeZone`; only with THIS.
    pub ends_at: Option<LocalDateTime>,
    /// Zone of `startsAt` and `endsAt`, the event's own if left out; only with THIS.
    pub time_zone: Option<TimeZone>,
    /// Answers to the event are taken from here, on the clocks of its zone; null for at once. Only with
    /// THIS.
    pub rsvp_opens_at: MaybeUndefined<LocalDateTime>,
    /// Answers to the event are taken until here, on the clocks of its zone; null for until the start.
    /// Only with THIS.
    pub rsvp_closes_at: MaybeUndefined<LocalDateTime>,
    /// Repeats by this instead. Each event goes with the new rule's day of the same week, month or lunar
    /// year, and events that have none are cancelled. Not with THIS.
    pub schedule: Option<ScheduleInput>,
    /// Days of the rule, before the offset, to take out beside those that are; not with THIS, and not with
    /// `schedule`.
    #[graphql(default)]
    pub except_dates: Vec<Date>,
    /// Whether events that somebody has answered may be moved or cancelled. Without it such an edit is
    /// refused with OCCURRENCES_ANSWERED, which tells how many there are.
    #[graphql(default)]
    pub accept_answered: bool,
    /// Why, as it is told to everybody who answered an event that is cancelled; up to 500 characters.
    pub reason: Option<String>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// See the module.
#[derive(Default)]
pub struct UpdateSeriesMutation;

#[Object]
impl UpdateSeriesMutation {
    /// Edits one event of a series, this event and those after it, or all that have not begun. Answers,
    /// programme, questions and reminders stay with their events; everybody whose event is moved or
    /// cancelled is told once. For those who run the series; with THIS, also for who runs the event.
    async fn update_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateSeriesInput,
    ) -> Result<UpdateSeriesPayload> {
        let event_id = input.event_id.as_ref().map(|id| decode(id));
        let series_id = input.series_id.as_ref().map(|id| decode(id));
        let key = input.idempotency_key.clone();
        let command = command(input, event_id.clone(), series_id.clone());
        let answer = series::update_series(ctx.core(), ctx.actor(), command, key).await;
        let (updated, user_errors) = outcome(ctx, answer)?;
        if let Some(updated) = updated {
            let event = event_id.and_then(std::result::Result::ok);
            return Ok(UpdateSeriesPayload::done(updated, event));
        }
        let (event, series) = if is_conflict(&user_errors) {
            as_now(ctx, event_id, series_id).await?
        } else {
            (None, None)
        };
        Ok(UpdateSeriesPayload::refused(event, series, user_errors))
    }
}

fn command(
    input: UpdateSeriesInput,
    event_id: Option<IdInput<EventId>>,
    series_id: Option<IdInput<SeriesId>>,
) -> series::UpdateSeries {
    series::UpdateSeries {
        scope: input.scope.into(),
        event_id,
        series_id,
        expected_version: input.expected_version,
        festival_id: patch(input.festival_id).map(|id| decode(&id)),
        kind: patch(input.kind).map(Into::into),
        visibility: patch(input.visibility).map(Into::into),
        title: patch(input.title),
        description: patch(input.description).map(Into::into),
        venue_id: patch(input.venue_id).map(|id| decode(&id)),
        capacity: patch(input.capacity),
        max_party: patch(input.max_party),
        terms: RsvpTerms {
            needs_approval: patch(input.needs_approval),
            waitlist_order: patch(input.waitlist_order).map(Into::into),
            offer_window: patch(input.offer_window).map(Into::into),
            household_limit: patch(input.household_limit),
        },
        opens_before_minutes: patch(input.opens_before_minutes),
        closes_before_minutes: patch(input.closes_before_minutes),
        publish: patch(input.publish),
        starts_at: input.starts_at.map(Into::into),
        ends_at: input.ends_at.map(Into::into),
        time_zone: input.time_zone.map(Into::into),
        rsvp_opens_at: patch(input.rsvp_opens_at).map(Into::into),
        rsvp_closes_at: patch(input.rsvp_closes_at).map(Into::into),
        schedule: input.schedule.map(Into::into),
        except_dates: input.except_dates.into_iter().map(Into::into).collect(),
        accept_answered: input.accept_answered,
        reason: input.reason,
    }
}

/// What somebody else has edited meanwhile, as it is now.
async fn as_now(
    ctx: &Context<'_>,
    event: Option<IdInput<EventId>>,
    series: Option<IdInput<SeriesId>>,
) -> Result<(Option<EventId>, Option<Series>)> {
    let event = event.and_then(std::result::Result::ok);
    let series = match (series, event) {
        (Some(Ok(series)), _) => Some(series),
        (_, Some(event)) => load(ctx, OccurrenceOf(event))
            .await?
            .map(|row| row.series_id),
        _ => None,
    };
    let series = match series {
        Some(series) => load(ctx, series).await?.map(Series),
        None => None,
    };
    Ok((event, series))
}
