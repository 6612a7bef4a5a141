//! What each row about an answer makes of it.

use chrono::{DateTime, Utc};
use mulin_domain::event::seats;
use mulin_domain::rsvp::rules::{
    Situation, Standing, approve, decide, leaves_late, must_be_small, must_take_answers,
};
use mulin_domain::rsvp::states::claims;
use mulin_domain::rsvp::{Answer, WhenFull};
use mulin_entities::*;

use super::Told;
use super::books::{Books, Entry, Row};

impl Books {
    /// Somebody answered, changed the answer or took it back.
    pub(super) fn answered(&mut self, row: &Row<'_>) -> Told {
        let old = self.entries.get(&row.id).cloned();
        ensure!(
            row.payload.from == old.as_ref().map(|old| old.state),
            "from {:?}, and it was {old:?}",
            row.payload.from
        );
        if let Some(old) = &old {
            let over = old.offer_ends.is_some_and(|end| end <= row.at);
            ensure!(!over, "the time of the offer is over: {old:?}");
        }
        let mut new = match row.payload.to {
            RsvpState::Withdrawn => self.left(old, row.at)?,
            _ => self.said(old, row)?,
        };
        new.answered_at = row.at;
        new.answered_by = row.actor;
        new.via = row.payload.via.unwrap_or(Via::App);
        self.put(row.id, new, &row.payload)?;
        self.unsettled = true;
        Ok(())
    }

    fn left(&self, old: Option<Entry>, at: DateTime<Utc>) -> Told<Entry> {
        let mut new = old.ok_or("taken back, and there was no answer")?;
        ensure!(self.asked.phase.ends_at > at, "taken back after the end");
        new.withdrew_late = leaves_late(new.state, self.asked.phase, at);
        new.state = RsvpState::Withdrawn;
        (new.queue_no, new.offer_ends) = (None, None);
        Ok(new)
    }

    /// The answer that the rules make of what was sent.
    fn said(&mut self, old: Option<Entry>, row: &Row<'_>) -> Told<Entry> {
        must_take_answers(self.asked.phase, row.at)
            .map_err(|closed| format!("answered, and {closed:?}"))?;
        let sent = match row.payload.to {
            RsvpState::Maybe => Answer::Maybe,
            RsvpState::Declined => Answer::Declined,
            _ => Answer::Going,
        };
        let party = row.payload.seats;
        let standing = old.as_ref().map(standing);
        must_be_small(sent, party, self.asked.max_party, standing)
            .map_err(|error| format!("taken, though {error}"))?;
        let situation = self.situation(row.payload.person, old.as_ref());
        let wait = WhenFull::Waitlist;
        let outcome = decide(sent, party, wait, situation)
            .map_err(|error| format!("taken, though {error}"))?;
        let asked = old.as_ref().map(|old| old.state) == Some(RsvpState::Requested);
        let mut new = old.unwrap_or_else(|| self.first(row));
        new.state = outcome.state;
        new.party = party;
        new.answer_rev += i32::from(outcome.came_back);
        new.schedule_rev = self.schedule_rev;
        (new.offer_ends, new.withdrew_late) = (None, false);
        if new.state == RsvpState::Requested && !asked {
            (new.decided_at, new.decided_by) = (None, None);
        }
        if outcome.to_tail {
            new.queue_no = Some(seats::next_queue_no(&mut self.held));
        } else if !matches!(new.state, RsvpState::Going | RsvpState::Waitlisted) {
            new.queue_no = None;
        }
        Ok(new)
    }

    fn first(&self, row: &Row<'_>) -> Entry {
        Entry {
            person: row.payload.person,
            state: RsvpState::Declined,
            party: 1,
            queue_no: None,
            answer_rev: 0,
            schedule_rev: self.schedule_rev,
            offer_ends: None,
            withdrew_late: false,
            decided_at: None,
            decided_by: None,
            answered_at: row.at,
            answered_by: row.actor,
            via: Via::App,
        }
    }

    /// Those who run the event let a party in, or did not.
    pub(super) fn decided(&mut self, row: &Row<'_>) -> Told {
        let old = self.changes_from(row)?;
        let mut new = old.clone();
        (new.decided_at, new.decided_by) = (row.actor.map(|_| row.at), row.actor);
        if row.verb == "refused" {
            ensure!(
                old.state == RsvpState::Requested,
                "{old:?} asked for nothing"
            );
            new.state = RsvpState::Refused;
        } else {
            let situation = self.situation(old.person, Some(&old));
            let outcome = approve(old.party, situation)
                .map_err(|error| format!("approved, though {error}"))?;
            new.state = outcome.state;
            new.queue_no = Some(seats::next_queue_no(&mut self.held));
        }
        self.put(row.id, new, &row.payload)?;
        self.unsettled = true;
        Ok(())
    }

    /// Nobody took the seats that were held.
    pub(super) fn expired(&mut self, row: &Row<'_>) -> Told {
        let mut new = self.changes_from(row)?;
        ensure!(
            new.state == RsvpState::Offered,
            "{new:?} was offered nothing"
        );
        let over = new.offer_ends.is_none_or(|end| end <= row.at);
        ensure!(over, "ended before its time: {new:?}");
        new.state = RsvpState::Expired;
        (new.queue_no, new.offer_ends, new.answered_at) = (None, None, row.at);
        self.put(row.id, new, &row.payload)?;
        self.unsettled = true;
        Ok(())
    }

    /// An offer was told anew, because the event moved.
    pub(super) fn still_offered(&mut self, row: &Row<'_>) -> Told {
        let old = self.changes_from(row)?;
        self.put(row.id, old, &row.payload)
    }

    /// The answer of a row that is not the first about it.
    pub(super) fn changes_from(&self, row: &Row<'_>) -> Told<Entry> {
        let old = self.entries.get(&row.id).cloned();
        let old = old.ok_or("there is no answer")?;
        let from = row.payload.from;
        ensure!(from == Some(old.state), "from {from:?}, and it was {old:?}");
        Ok(old)
    }

    fn situation(&self, person: PersonId, old: Option<&Entry>) -> Situation<'_> {
        let terms = self.asked.terms;
        let place = old.filter(|old| old.state == RsvpState::Waitlisted);
        let place = place.and_then(|old| old.queue_no);
        let waits_before = |(no, _): &(i64, RsvpId)| place.is_none_or(|place| *no < place);
        let home = self.homes.get(&person);
        let of_home = |entry: &&Entry| {
            entry.person != person && claims(entry.state) && self.homes.get(&entry.person) == home
        };
        let claimed = self.entries.values().filter(of_home);
        Situation {
            standing: old.map(standing),
            held: &self.held,
            terms,
            waits_before: terms.strict && self.queue().iter().any(waits_before),
            household_claims: match terms.household_limit {
                Some(_) => claimed.map(|entry| entry.party).sum(),
                None => 0,
            },
        }
    }
}

fn standing(entry: &Entry) -> Standing {
    Standing {
        state: entry.state,
        party: entry.party,
    }
}
