//! Who moves up, and that nobody waits who could have.

use chrono::{DateTime, TimeDelta, Utc};
use mulin_domain::event::seats;
use mulin_domain::rsvp::rules::{last_promotion, promotes};
use mulin_entities::*;

use super::Told;
use super::books::{Books, Row};

/// Seats are held for no shorter time.
const LEAST: TimeDelta = TimeDelta::minutes(15);

impl Books {
    /// Who waits for this time of the event, in order of arrival.
    pub(super) fn queue(&self) -> Vec<(i64, RsvpId)> {
        let mut queue: Vec<(i64, RsvpId)> = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.state == RsvpState::Waitlisted)
            .filter(|(_, entry)| entry.schedule_rev == self.schedule_rev)
            .filter_map(|(id, entry)| Some((entry.queue_no?, *id)))
            .collect();
        queue.sort_unstable();
        queue
    }

    /// Who must move up next, if anybody.
    fn next_up(&self, at: DateTime<Utc>) -> Option<RsvpId> {
        if !promotes(self.asked.phase, at) {
            return None;
        }
        let fits = |id: &RsvpId| seats::fits(&self.held, self.entries[id].party);
        let mut queue = self.queue().into_iter().map(|(_, id)| id);
        if self.asked.terms.strict {
            return queue.next().filter(fits);
        }
        queue.find(fits)
    }

    /// Fails if somebody waits who should have moved up.
    pub fn must_be_settled(&mut self) -> Told {
        if std::mem::take(&mut self.unsettled)
            && let Some(id) = self.next_up(self.latest)
        {
            return Err(format!("{id:?} did not move up before: {:?}", self.held));
        }
        Ok(())
    }

    /// Somebody got seats, or they are held for them.
    pub(super) fn moved_up(&mut self, row: &Row<'_>) -> Told {
        let mut new = self.changes_from(row)?;
        let next = self.next_up(row.at);
        ensure!(
            next == Some(row.id),
            "moved up out of order, the next is {next:?}: {:?}",
            self.held
        );
        let ends = self.asked.offer.map(|length| {
            let limit = last_promotion(self.asked.phase);
            (row.at + length).min(limit)
        });
        let ends = ends.filter(|end| *end - row.at >= LEAST);
        new.state = row.payload.to;
        new.answered_at = row.at;
        if self.ends_are_plain {
            let right = match ends {
                Some(_) => "offered",
                None => "promoted",
            };
            ensure!(row.verb == right, "must be {right}");
            new.offer_ends = ends;
        }
        let state = match row.verb {
            "offered" => RsvpState::Offered,
            _ => RsvpState::Going,
        };
        ensure!(new.state == state, "{} to {:?}", row.verb, new.state);
        self.put(row.id, new, &row.payload)?;
        self.promoted.push(row.id);
        self.unsettled = true;
        Ok(())
    }
}
