//! What the answers to an event must be by the rules alone: the journal of the event, replayed one
//! row after the other. Every row that is not what the rules say fails.

use std::collections::{BTreeMap, VecDeque};

use mulin_domain::event::seats;
use mulin_domain::rsvp::rules::{Situation, Standing, Terms, decide, seats_held};
use mulin_domain::rsvp::{Answer, WhenFull};
use mulin_entities::*;
use serde::Deserialize;

use super::steps::{journal, rsvps_of, seats_of};
use crate::support::app::TestApp;

/// An answer as far as seats go.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub state: RsvpState,
    pub party: i32,
    pub queue_no: Option<i64>,
    pub answer_rev: i32,
    pub schedule_rev: i32,
}

/// The payload of a row about an answer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    event: EventId,
    from: Option<RsvpState>,
    to: RsvpState,
    seats: i32,
    queue_no: Option<i64>,
    answer_rev: i32,
}

/// An event and its answers.
pub struct Model {
    event: EventId,
    schedule_rev: i32,
    cancelled: bool,
    held: event_seats::Model,
    entries: BTreeMap<RsvpId, Entry>,
    /// Who must come next in the journal, because seats became free for them.
    due: VecDeque<RsvpId>,
    /// Offers ended, whose seats go to the next once all that ended have.
    lapsing: bool,
    /// The most seats that were ever held while the capacity was what it is at the end.
    pub most_taken: i32,
    /// Everybody who moved up, in order.
    pub promoted: Vec<RsvpId>,
}

impl Model {
    /// Replays everything that the journal tells of the event, whose capacity was first this.
    pub async fn replay(app: &TestApp, event: EventId, capacity: Option<i32>) -> Self {
        let mut model = Self {
            event,
            schedule_rev: 1,
            cancelled: false,
            held: seats::new(event, capacity),
            entries: BTreeMap::new(),
            due: VecDeque::new(),
            lapsing: false,
            most_taken: 0,
            promoted: Vec::new(),
        };
        for row in journal(app).await {
            if row.subject_kind == "rsvp" {
                let payload: Payload =
                    serde_json::from_value(row.payload).expect("the payload is of an answer");
                if payload.event == event {
                    model.answer(&row.verb, RsvpId(row.subject_id), &payload);
                }
            } else if row.subject_id == event.0 {
                model.change(&row.verb, &row.payload);
            }
        }
        model.after_lapses();
        assert!(model.due.is_empty(), "never moved up: {:?}", model.due);
        model
    }

    /// Compares with the tables as they are now.
    pub async fn assert_is_what_stands(&self, app: &TestApp) {
        let rows = rsvps_of(app, self.event).await;
        for row in &rows {
            let entry = Entry {
                state: row.state,
                party: row.adults + row.children,
                queue_no: row.queue_no,
                answer_rev: row.answer_rev,
                schedule_rev: row.schedule_rev,
            };
            assert_eq!(Some(&entry), self.entries.get(&row.id), "{}", row.id);
        }
        assert_eq!(rows.len(), self.entries.len());
        assert_eq!(seats_of(app, self.event).await, self.held);
    }

    fn answer(&mut self, verb: &str, id: RsvpId, payload: &Payload) {
        if verb != "offer_expired" {
            self.after_lapses();
        }
        if self.moved_by_others(verb, id, payload) {
            return;
        }
        if verb == "promoted" || verb == "offered" {
            assert_eq!(self.due.pop_front(), Some(id), "moved up out of order");
            let entry = self.entries.get_mut(&id).expect("it is there");
            assert_eq!(payload.from, Some(RsvpState::Waitlisted));
            // Whether seats were held or given depends on the clock.
            entry.state = payload.to;
            let entry = &self.entries[&id];
            self.assert_told(entry.clone(), payload);
            self.promoted.push(id);
            return;
        }
        assert_eq!(verb, "answered");
        assert!(self.due.is_empty(), "did not move up: {:?}", self.due);
        let old = self.entries.get(&id).cloned();
        assert_eq!(payload.from, old.as_ref().map(|old| old.state));
        let new = self.decided(old.as_ref(), payload);
        self.assert_told(new.clone(), payload);
        let before = old
            .as_ref()
            .map_or(0, |old| seats_held(old.state, old.party));
        let after = seats_held(new.state, new.party);
        seats::hold(&mut self.held, (after - before).max(0));
        seats::release(&mut self.held, (before - after).max(0));
        if after > before {
            let within = self
                .held
                .capacity
                .is_none_or(|most| self.held.taken <= most);
            assert!(within, "oversold: {:?}", self.held);
        }
        self.held.waitlisted += waits(new.state) - old.map_or(0, |old| waits(old.state));
        self.entries.insert(id, new);
        self.move_up();
    }

    /// The answer that the rules make of what was sent.
    fn decided(&mut self, old: Option<&Entry>, payload: &Payload) -> Entry {
        let mut new = old.cloned().unwrap_or(Entry {
            state: RsvpState::Withdrawn,
            party: 0,
            queue_no: None,
            answer_rev: 0,
            schedule_rev: 0,
        });
        if payload.to == RsvpState::Withdrawn {
            (new.state, new.queue_no) = (RsvpState::Withdrawn, None);
            return new;
        }
        assert!(!self.cancelled, "answered after the event was cancelled");
        let sent = match payload.to {
            RsvpState::Maybe => Answer::Maybe,
            RsvpState::Declined => Answer::Declined,
            _ => Answer::Going,
        };
        let standing = old.map(|old| Standing {
            state: old.state,
            party: old.party,
        });
        let wait = WhenFull::Waitlist;
        let situation = Situation {
            standing,
            held: &self.held,
            terms: Terms {
                needs_approval: payload.to == RsvpState::Requested,
                ..Terms::default()
            },
            waits_before: false,
            household_claims: 0,
        };
        let outcome = decide(sent, payload.seats, wait, situation)
            .expect("what was refused is not journalled");
        new.state = outcome.state;
        new.party = payload.seats;
        new.answer_rev += i32::from(outcome.came_back);
        new.schedule_rev = self.schedule_rev;
        if outcome.to_tail {
            new.queue_no = Some(seats::next_queue_no(&mut self.held));
        } else if !matches!(new.state, RsvpState::Going | RsvpState::Waitlisted) {
            new.queue_no = None;
        }
        new
    }

    /// What is done about an answer without its person.
    fn moved_by_others(&mut self, verb: &str, id: RsvpId, payload: &Payload) -> bool {
        let again = verb == "offered" && payload.from == Some(RsvpState::Offered);
        if !again && !["offer_expired", "approved", "refused"].contains(&verb) {
            return false;
        }
        assert!(self.due.is_empty(), "did not move up: {:?}", self.due);
        let old = self.entries[&id].clone();
        assert_eq!(payload.from, Some(old.state));
        let mut new = old.clone();
        new.state = payload.to;
        new.queue_no = match payload.to {
            RsvpState::Going | RsvpState::Waitlisted => Some(seats::next_queue_no(&mut self.held)),
            RsvpState::Offered => old.queue_no,
            _ => None,
        };
        self.assert_told(new.clone(), payload);
        let before = seats_held(old.state, old.party);
        let after = seats_held(new.state, new.party);
        assert!(
            after <= before || seats::fits(&self.held, after - before),
            "oversold"
        );
        seats::hold(&mut self.held, (after - before).max(0));
        seats::release(&mut self.held, (before - after).max(0));
        self.held.waitlisted += waits(new.state) - waits(old.state);
        self.entries.insert(id, new);
        self.lapsing |= verb == "offer_expired";
        if verb != "offer_expired" {
            self.move_up();
        }
        true
    }

    fn assert_told(&self, entry: Entry, payload: &Payload) {
        let told = Entry {
            state: payload.to,
            party: payload.seats,
            queue_no: payload.queue_no,
            answer_rev: payload.answer_rev,
            ..entry.clone()
        };
        assert_eq!(told, entry);
    }

    fn after_lapses(&mut self) {
        if std::mem::take(&mut self.lapsing) {
            self.move_up();
        }
    }

    fn change(&mut self, verb: &str, payload: &serde_json::Value) {
        self.after_lapses();
        assert!(self.due.is_empty(), "did not move up: {:?}", self.due);
        match verb {
            "created" => {
                let capacity: Option<i32> = serde_json::from_value(payload["capacity"].clone())
                    .expect("a number or nothing");
                seats::set_capacity(&mut self.held, capacity);
            }
            "capacity_changed" => {
                let to: Option<i32> =
                    serde_json::from_value(payload["to"].clone()).expect("a number or nothing");
                seats::set_capacity(&mut self.held, to);
                self.most_taken = self.held.taken;
                self.move_up();
            }
            "rescheduled" => {
                let rev = payload["scheduleRev"].as_i64().expect("a number");
                self.schedule_rev = i32::try_from(rev).expect("a small number");
            }
            "cancelled" => self.cancelled = true,
            _ => {}
        }
    }

    /// Gives free seats in order of arrival to those who fit and know the time.
    fn move_up(&mut self) {
        if !self.cancelled {
            let mut queue: Vec<(i64, RsvpId)> = self
                .entries
                .iter()
                .filter(|(_, entry)| entry.state == RsvpState::Waitlisted)
                .filter(|(_, entry)| entry.schedule_rev == self.schedule_rev)
                .map(|(id, entry)| (entry.queue_no.expect("who waits has a place"), *id))
                .collect();
            queue.sort_unstable();
            for (_, id) in queue {
                let entry = self.entries.get_mut(&id).expect("it is there");
                if seats::fits(&self.held, entry.party) {
                    entry.state = RsvpState::Going;
                    seats::hold(&mut self.held, entry.party);
                    self.held.waitlisted -= 1;
                    self.due.push_back(id);
                }
            }
        }
        self.most_taken = self.most_taken.max(self.held.taken);
    }
}

fn waits(state: RsvpState) -> i32 {
    i32::from(state == RsvpState::Waitlisted)
}

/// What holds at every moment at which nobody is in between: seats add up, nobody has another's
/// place in the queue.
pub async fn assert_adds_up(app: &TestApp, event: EventId) {
    let (rows, seats) = (rsvps_of(app, event).await, seats_of(app, event).await);
    let taken: i32 = rows
        .iter()
        .filter(|row| matches!(row.state, RsvpState::Going | RsvpState::Offered))
        .map(|row| row.adults + row.children)
        .sum();
    assert_eq!(seats.taken, taken);
    let waiting = rows.iter().map(|row| waits(row.state)).sum::<i32>();
    assert_eq!(seats.waitlisted, waiting);
    assert!(seats.seat_limit.is_none_or(|limit| taken <= limit));
    let limit = seats.capacity.map(|capacity| capacity.max(taken));
    assert_eq!(seats.seat_limit, limit);
    let mut places: Vec<i64> = rows.iter().filter_map(|row| row.queue_no).collect();
    let count = places.len();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), count, "a place was given twice");
    assert!(
        places
            .iter()
            .all(|place| (1..seats.next_queue_no).contains(place))
    );
}
