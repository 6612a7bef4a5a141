//! A year of events, with the reminders that their publication would have planned.

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use mulin_domain::clock::Instant;
use mulin_domain::delivery::audience::Audience;
use mulin_domain::event::{rules as event_rules, search, seats};
use mulin_domain::reminder::rules as reminder_rules;
use mulin_entities::*;
use rand::RngExt;
use rand::seq::IndexedRandom;

use super::Loading;
use super::answers::allot;
use super::residents::Resident;
use super::writer::{ROWS_A_BATCH, Writer};
use crate::seed::batch::Batch;

/// Kind, title after the area's name, description.
const PLANS: [(EventKind, &str, &str); 8] = [
    (
        EventKind::Gathering,
        "邻里茶话会",
        "喝茶、聊天、认识新邻居。*自带茶杯*。",
    ),
    (
        EventKind::ServiceDay,
        "28便民服务日",
        "理发、磨刀、修小家电、量血压，**不收费**。",
    ),
    (
        EventKind::Banquet,
        "百家宴",
        "一家一道菜，百家一桌饭。\n\n- 请注明过敏原\n- 自带碗筷",
    ),
    (
        EventKind::Festival,
        "邻里文化节",
        "歌舞、戏曲、书画和非遗体验，全天开放。",
    ),
    (
        EventKind::Gathering,
        "广场舞联谊",
        "零基础也欢迎，现场有人教。",
    ),
    (
        EventKind::Gathering,
        "亲子阅读会",
        "带上孩子和一本最喜欢的书。",
    ),
    (
        EventKind::Gathering,
        "议事会",
        "停车、楼道、加装电梯：大家的事大家商量。",
    ),
    (
        EventKind::Gathering,
        "太极晨练",
        "每天的二十四式，师傅带练。",
    ),
];

/// Out of so many events in a row one each stays a draft and is cancelled.
const DRAFT_EVERY: u32 = 40;
const CANCELLED_EVERY: u32 = 50;

fn state_of(number: u32) -> EventState {
    if number % DRAFT_EVERY == DRAFT_EVERY - 1 {
        EventState::Draft
    } else if number % CANCELLED_EVERY == CANCELLED_EVERY - 1 {
        EventState::Cancelled
    } else {
        EventState::Published
    }
}

/// How many of so many events take answers.
pub(super) fn published(events: u32) -> u32 {
    let in_first = |count: u32| {
        let open = (0..count).filter(|number| state_of(*number) == EventState::Published);
        u32::try_from(open.count()).unwrap_or(count)
    };
    // The pattern of states repeats.
    let period = DRAFT_EVERY * CANCELLED_EVERY;
    events / period * in_first(period) + in_first(events % period)
}

impl Loading<'_> {
    /// Writes the events in order of time, each with its answers. Answers the first that is to come
    /// and takes answers.
    pub async fn write_events(
        &mut self,
        writer: &mut Writer<'_>,
        areas: &[AreaId],
        people: &[Resident],
    ) -> Result<Option<EventId>> {
        let starts = self.starts();
        let mut counts = allot(
            &mut self.rng,
            published(self.plan.events) as usize,
            self.plan.rsvps,
            self.plan.residents,
        )
        .into_iter();
        let (mut next, mut batch) = (None, Batch::default());
        for (number, starts_local) in (0..).zip(starts) {
            let state = state_of(number);
            let answers = match state {
                EventState::Published => counts.next().unwrap_or(0),
                EventState::Draft | EventState::Cancelled => 0,
            };
            let at = self.some_area();
            let event = self.event(areas, people, at, starts_local, state, answers);
            if next.is_none() && state == EventState::Published && event.starts_at > self.now {
                next = Some(event.id);
            }
            self.add_lists(&mut batch, areas, at, &event);
            self.add_reminders(&mut batch, &event);
            self.add_answers(&mut batch, people, at, &event, answers);
            batch.events.push(event);
            if batch.len() >= ROWS_A_BATCH {
                let full = std::mem::take(&mut batch);
                let size = (full.events.len() + full.rsvps.len()) as u64;
                writer.submit(full, size).await?;
            }
        }
        let size = (batch.events.len() + batch.rsvps.len()) as u64;
        writer.submit(batch, size).await?;
        Ok(next)
    }

    /// Wall-clock starts in order: one of ten in the last three months, the others from tomorrow to
    /// a year ahead.
    fn starts(&mut self) -> Vec<NaiveDateTime> {
        let zone = self.core.settings().time_zone;
        let today = self.now.with_timezone(&zone).date_naive();
        let mut starts: Vec<NaiveDateTime> = (0..self.plan.events)
            .map(|number| {
                let days = if number % 10 == 9 {
                    self.rng.random_range(-90..=-1)
                } else {
                    self.rng.random_range(1..=365)
                };
                let minute = *[510, 540, 570, 840, 900, 1_080, 1_110, 1_170]
                    .choose(&mut self.rng)
                    .unwrap_or(&540);
                on_day(today, days, minute)
            })
            .collect();
        starts.sort_unstable();
        starts
    }

    /// Most events are a community's.
    fn some_area(&mut self) -> usize {
        let kind = match self.rng.random_range(0..100) {
            0..5 => AreaKind::City,
            5..20 => AreaKind::Street,
            20..80 => AreaKind::Community,
            80..95 => AreaKind::Grid,
            _ => AreaKind::Unit,
        };
        let level = self.tree.level(kind);
        self.rng.random_range(level)
    }

    fn event(
        &mut self,
        areas: &[AreaId],
        people: &[Resident],
        at: usize,
        starts_local: NaiveDateTime,
        state: EventState,
        answers: u32,
    ) -> event::Model {
        let (kind, title, description) = PLANS[self.rng.random_range(0..PLANS.len())];
        let place = &self.tree.nodes[at];
        // Only those who see an event answer it.
        let fits_audience = place.people.len() >= answers as usize;
        let visibility = if fits_audience && self.rng.random_bool(0.15) {
            Visibility::Audience
        } else {
            Visibility::Public
        };
        let community = self.tree.upwards(at).find_map(|at| {
            let communities = self.tree.level(AreaKind::Community);
            communities.contains(&at).then(|| at - communities.start)
        });
        let venue = match community {
            Some(community) => self.venues.get(community),
            None => self.venues.choose(&mut self.rng),
        };
        let runs_it = community.map_or(0, |at| self.tree.level(AreaKind::Community).start + at);
        let organiser = people.get(self.tree.nodes[runs_it].people.start);

        let ends_local =
            starts_local + TimeDelta::minutes(*[90, 120, 180].choose(&mut self.rng).unwrap_or(&90));
        let (starts_at, ends_at) = (self.instant(starts_local), self.instant(ends_local));
        let lately = self.now - TimeDelta::hours(self.rng.random_range(24..480));
        let made_at = (starts_at - TimeDelta::days(30)).min(lately);
        let changed_at = made_at + TimeDelta::hours(1);
        let settled_at = |is: bool| is.then_some(changed_at);
        let search_text = search::search_text([
            title,
            description,
            venue.map_or("", |venue| venue.name.as_str()),
            venue.map_or("", |venue| venue.address.as_str()),
        ]);
        event::Model {
            id: self.ids.next(),
            root_area_id: areas[0],
            area_id: areas[at],
            area_path: place.path.clone(),
            festival_id: None,
            kind,
            state,
            visibility,
            title: title.to_owned(),
            description: description.to_owned(),
            venue_id: venue.map(|venue| venue.id),
            time_zone: self.core.settings().time_zone.name().to_owned(),
            starts_local,
            ends_local,
            starts_at,
            ends_at,
            rsvp_opens_at: None,
            rsvp_closes_at: None,
            max_party: event_rules::MAX_PARTY,
            needs_approval: false,
            waitlist_order: WaitlistOrder::FirstFit,
            offer_seconds: None,
            household_limit: None,
            form_version: 0,
            schedule_rev: 1,
            cancel_reason: None,
            search_text,
            version: if state == EventState::Draft { 1 } else { 2 },
            created_by: organiser.map(|person| person.id),
            published_at: settled_at(state != EventState::Draft),
            cancelled_at: settled_at(state == EventState::Cancelled),
            created_at: made_at,
            updated_at: changed_at,
        }
    }

    fn instant(&self, local: NaiveDateTime) -> Instant {
        let zone = self.core.settings().time_zone;
        let there = zone
            .from_local_datetime(&local)
            .earliest()
            // A zone skips an hour at most in our days.
            .or_else(|| {
                let later = local + TimeDelta::hours(1);
                zone.from_local_datetime(&later).earliest()
            });
        there.map_or_else(|| local.and_utc(), |there| there.to_utc())
    }

    fn add_lists(&self, batch: &mut Batch, areas: &[AreaId], at: usize, event: &event::Model) {
        let lists = self.tree.upwards(at).map(|area| event_area::Model {
            area_id: areas[area],
            event_id: event.id,
            starts_at: event.starts_at,
        });
        batch.event_areas.extend(lists);
    }

    /// The default rules; for an event to come, the fan-outs that its publication plans, and when a
    /// worker lists their recipients.
    fn add_reminders(&mut self, batch: &mut Batch, event: &event::Model) {
        let settings = self.core.settings();
        let ahead = TimeDelta::from_std(settings.expand_ahead).unwrap_or_default();
        for before_seconds in settings.reminder_offsets.clone() {
            let rule = reminder_rule::Model {
                template: None,
                id: self.ids.next(),
                event_id: event.id,
                before_seconds,
                audience: Audience::default().text(),
                channels: None,
                created_at: event.created_at,
                removed_at: None,
            };
            if event.state == EventState::Published && event.starts_at > self.now {
                let due_at = reminder_rules::due_at(event, before_seconds);
                // As of now and not of its publication: what was due meanwhile has never been sent.
                let state = reminder_rules::first_state(event, before_seconds, self.now);
                let schedule = delivery_schedule::Model {
                    id: self.ids.next(),
                    root_area_id: event.root_area_id,
                    event_id: event.id,
                    rule_id: Some(rule.id),
                    announcement_id: None,
                    kind: MessageKind::EventReminder,
                    schedule_rev: event.schedule_rev,
                    due_at,
                    previous_starts_at: None,
                    previous_venue_id: None,
                    state,
                    cursor: None,
                    past_answers: false,
                    together: None,
                    created_at: event.updated_at,
                };
                if state == ScheduleState::Pending {
                    batch.due_work.push(due_work::Model {
                        id: self.ids.next(),
                        kind: DueWorkKind::ExpandSchedule,
                        subject_id: schedule.id.0,
                        due_at: (due_at - ahead).max(self.now),
                        generation: 0,
                        attempts: 0,
                    });
                }
                batch.schedules.push(schedule);
            }
            batch.reminder_rules.push(rule);
        }
    }

    fn add_answers(
        &mut self,
        batch: &mut Batch,
        people: &[Resident],
        at: usize,
        event: &event::Model,
        answers: u32,
    ) {
        let mut held = seats::new(event.id, self.some_capacity(answers));
        self.answer(&mut batch.rsvps, people, at, event, answers, &mut held);
        batch.event_seats.push(held);
    }
}

fn on_day(today: NaiveDate, days: i64, minute: u32) -> NaiveDateTime {
    let time = NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0).unwrap_or_default();
    (today + TimeDelta::days(days)).and_time(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_events_are_counted_as_they_are_made() {
        for events in [0, 1, 39, 40, 50, 199, 200, 2_000, 2_049, 12_345] {
            let made = (0..events).filter(|number| state_of(*number) == EventState::Published);
            assert_eq!(published(events) as usize, made.count(), "{events}");
        }
    }
}
