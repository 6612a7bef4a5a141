//! The seats of an event and the answers to it, as far as the journal has told.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use mulin_domain::event::seats;
use mulin_domain::rsvp::rules::seats_held;
use mulin_entities::*;
use serde::Deserialize;

use super::Told;
use super::terms::{Asked, History};

/// An answer with every column that follows from the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub person: PersonId,
    pub state: RsvpState,
    pub party: i32,
    pub queue_no: Option<i64>,
    pub answer_rev: i32,
    pub schedule_rev: i32,
    /// Until when seats are held; none also where that cannot be said plainly.
    pub offer_ends: Option<DateTime<Utc>>,
    pub withdrew_late: bool,
    pub decided_at: Option<DateTime<Utc>>,
    pub decided_by: Option<PersonId>,
    pub answered_at: DateTime<Utc>,
    pub answered_by: Option<PersonId>,
    pub via: Via,
}

/// The payload of a row about an answer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payload {
    event: EventId,
    pub person: PersonId,
    pub from: Option<RsvpState>,
    pub to: RsvpState,
    pub seats: i32,
    pub queue_no: Option<i64>,
    pub answer_rev: i32,
    pub via: Option<Via>,
}

/// A row about an answer.
pub(super) struct Row<'a> {
    pub id: RsvpId,
    pub verb: &'a str,
    pub at: DateTime<Utc>,
    pub actor: Option<PersonId>,
    pub payload: Payload,
}

/// See the module.
pub struct Books {
    pub event: EventId,
    pub held: event_seats::Model,
    pub entries: BTreeMap<RsvpId, Entry>,
    pub promoted: Vec<RsvpId>,
    pub most_taken: i32,
    /// Whether the end of an offer is its length after its begin.
    pub ends_are_plain: bool,
    pub(super) asked: Asked,
    pub(super) history: History,
    pub(super) version: i32,
    pub(super) schedule_rev: i32,
    pub(super) homes: HashMap<PersonId, HouseholdId>,
    /// The latest instant of any row.
    pub(super) latest: DateTime<Utc>,
    /// Whether somebody who waits may fit since the last move up was asked for.
    pub(super) unsettled: bool,
    /// Whether the row before was about the event, or ended an offer: all of these come before
    /// whoever moves up by them.
    pub(super) goes_on: bool,
}

impl Books {
    pub fn new(
        event: EventId,
        capacity: Option<i32>,
        history: History,
        homes: HashMap<PersonId, HouseholdId>,
        ends_are_plain: bool,
    ) -> Self {
        let mut asked = history.first();
        asked.phase.state = EventState::Published;
        Self {
            event,
            held: seats::new(event, capacity),
            entries: BTreeMap::new(),
            promoted: Vec::new(),
            most_taken: 0,
            ends_are_plain,
            asked,
            history,
            version: 1,
            schedule_rev: 1,
            homes,
            latest: DateTime::UNIX_EPOCH,
            unsettled: false,
            goes_on: false,
        }
    }

    /// Takes in one row.
    pub fn note(&mut self, row: &journal::Model) -> Told {
        if row.subject_kind == "rsvp" {
            let payload: Payload = serde_json::from_value(row.payload.clone())
                .map_err(|error| format!("no payload of an answer: {error}"))?;
            if payload.event != self.event {
                return Ok(());
            }
            self.note_answer(Row {
                id: RsvpId(row.subject_id),
                verb: &row.verb,
                at: row.at,
                actor: row.actor_id,
                payload,
            })?;
        } else if row.subject_kind == "event" && row.subject_id == self.event.0 {
            self.note_edit(row)?;
        } else {
            return Ok(());
        }
        self.latest = self.latest.max(row.at);
        self.most_taken = self.most_taken.max(self.held.taken);
        let within = self
            .held
            .seat_limit
            .is_none_or(|most| self.held.taken <= most);
        ensure!(within, "more taken than the limit: {:?}", self.held);
        Ok(())
    }

    fn note_answer(&mut self, row: Row<'_>) -> Told {
        let again = row.verb == "offered" && row.payload.from == Some(RsvpState::Offered);
        match row.verb {
            _ if again => self.still_offered(&row),
            "answered" => {
                self.must_be_settled()?;
                self.goes_on = false;
                self.answered(&row)
            }
            "approved" | "refused" => {
                self.must_be_settled()?;
                self.goes_on = false;
                self.decided(&row)
            }
            "offer_expired" => {
                if !self.goes_on {
                    self.must_be_settled()?;
                }
                self.goes_on = true;
                self.expired(&row)
            }
            "promoted" | "offered" => {
                self.goes_on = false;
                self.moved_up(&row)
            }
            other => Err(format!("{other} does not happen to an answer")),
        }
    }

    /// Puts a changed answer in the place of the old one, and moves its seats.
    pub(super) fn put(&mut self, id: RsvpId, new: Entry, told: &Payload) -> Told {
        let mine = (
            new.person,
            new.state,
            new.party,
            new.queue_no,
            new.answer_rev,
        );
        let theirs = (
            told.person,
            told.to,
            told.seats,
            told.queue_no,
            told.answer_rev,
        );
        ensure!(mine == theirs, "by the rules {mine:?}, and told {theirs:?}");
        let old = self.entries.get(&id);
        let before = old.map_or(0, |old| seats_held(old.state, old.party));
        let after = seats_held(new.state, new.party);
        let waited = old.map_or(0, |old| waits(old.state));
        ensure!(
            after <= before || seats::fits(&self.held, after - before),
            "oversold by {after} after {before}: {:?}",
            self.held
        );
        seats::hold(&mut self.held, (after - before).max(0));
        seats::release(&mut self.held, (before - after).max(0));
        self.held.waitlisted += waits(new.state) - waited;
        self.entries.insert(id, new);
        Ok(())
    }
}

pub(super) fn waits(state: RsvpState) -> i32 {
    i32::from(state == RsvpState::Waitlisted)
}
