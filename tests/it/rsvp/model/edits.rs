//! What those who run an event did to it.

use chrono::{DateTime, TimeDelta, Utc};
use mulin_domain::event::seats;
use mulin_domain::rsvp::rules::last_promotion;
use mulin_entities::*;
use serde_json::Value;

use super::Told;
use super::books::Books;

impl Books {
    /// Where nobody told of the versions of the event, its first time stands in the journal.
    pub(super) fn expect_moves(&mut self, log: &[journal::Model]) {
        let of_event = |row: &&journal::Model| row.subject_id == self.event.0;
        let first = log
            .iter()
            .filter(of_event)
            .find(|row| row.verb == "rescheduled");
        if let Some(row) = first.filter(|_| self.history.is_fixed()) {
            self.begin_at(&row.payload["from"]);
        }
    }

    fn begin_at(&mut self, at: &Value) {
        let at: DateTime<Utc> = serde_json::from_value(at.clone()).expect("a time");
        self.asked.phase.starts_at = at;
        self.asked.phase.ends_at = at + TimeDelta::hours(2);
    }

    pub(super) fn note_edit(&mut self, row: &journal::Model) -> Told {
        match row.verb.as_str() {
            "created" => {
                seats::set_capacity(&mut self.held, number(&row.payload["capacity"])?);
            }
            // It comes with an edit, and moves nobody up before.
            "capacity_changed" => {
                let from = number(&row.payload["from"])?;
                ensure!(from == self.held.capacity, "from {from:?}: {:?}", self.held);
                seats::set_capacity(&mut self.held, number(&row.payload["to"])?);
                self.most_taken = self.held.taken;
                self.unsettled = true;
            }
            "published" => {
                self.version += 1;
                self.look_up()?;
            }
            "updated" => {
                self.must_be_settled()?;
                self.version += 1;
                self.look_up()?;
                self.shorten_offers();
                self.unsettled = true;
            }
            "rescheduled" => {
                self.must_be_settled()?;
                self.version += 1;
                let rev = number(&row.payload["scheduleRev"])?;
                ensure!(rev == Some(self.schedule_rev + 1), "revision {rev:?}");
                self.schedule_rev += 1;
                if !self.look_up()? {
                    self.begin_at(&row.payload["to"]);
                }
                self.shorten_offers();
                self.unsettled = true;
            }
            "cancelled" => {
                self.must_be_settled()?;
                self.version += 1;
                self.asked.phase.state = EventState::Cancelled;
            }
            _ => return Ok(()),
        }
        self.goes_on = true;
        Ok(())
    }

    /// Takes the terms of the version; answers whether they are known.
    fn look_up(&mut self) -> Told<bool> {
        let told = self.history.at(self.version)?;
        let is_known = told.is_some();
        if let Some(asked) = told {
            self.asked = asked;
        }
        Ok(is_known)
    }

    fn shorten_offers(&mut self) {
        let limit = last_promotion(self.asked.phase);
        for entry in self.entries.values_mut() {
            entry.offer_ends = entry.offer_ends.map(|end| end.min(limit));
        }
    }
}

fn number(value: &Value) -> Told<Option<i32>> {
    serde_json::from_value(value.clone()).map_err(|error| format!("no number: {error}"))
}
