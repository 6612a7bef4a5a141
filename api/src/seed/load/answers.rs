//! Answers as the rules of seats would have let them in, one after the other.

use std::ops::Range;

use chrono::TimeDelta;
use mulin_domain::event::seats;
use mulin_entities::*;
use rand::RngExt;
use rand::rngs::StdRng;

use super::Loading;
use super::residents::Resident;

/// Seats that an average answer asks for, all kinds of answers together.
const SEATS_AN_ANSWER: f64 = 1.6;

/// How many answers each event gets, `total` in all and `most` an event: some are popular, most are
/// not. The plan was checked, so that they fit.
pub(super) fn allot(rng: &mut StdRng, events: usize, total: u32, most: u32) -> Vec<u32> {
    let weights: Vec<f64> = (0..events)
        .map(|_| {
            let popular = if rng.random_bool(0.02) { 8.0 } else { 1.0 };
            popular * rng.random_range(0.2..2.0)
        })
        .collect();
    let sum: f64 = weights.iter().sum();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a u32"
    )]
    let share = |weight: f64| ((f64::from(total) * weight / sum) as u32).min(most);
    let mut counts: Vec<u32> = weights.into_iter().map(share).collect();
    let mut left = total - counts.iter().sum::<u32>().min(total);
    while left > 0 && counts.iter().any(|count| *count < most) {
        for (at, count) in counts.iter_mut().enumerate() {
            let events_left = u32::try_from(events - at).unwrap_or(u32::MAX);
            let more = left.div_ceil(events_left).min(most - *count);
            *count += more;
            left -= more;
        }
    }
    counts
}

/// The people of a range in an order that jumps about and meets each once.
fn shuffled(rng: &mut StdRng, range: Range<usize>) -> impl Iterator<Item = usize> + use<> {
    let length = range.len().max(1);
    let first = rng.random_range(0..length);
    let mut stride = rng.random_range(1..=length);
    while greatest_common_divisor(stride, length) != 1 {
        stride = stride % length + 1;
    }
    (0..range.len()).map(move |step| range.start + (first + step * stride) % length)
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

impl Loading<'_> {
    /// Seats for an event that so many answer: every fifth event has no limit, some are too small.
    pub fn some_capacity(&mut self, answers: u32) -> Option<i32> {
        if self.rng.random_bool(0.2) {
            return None;
        }
        let wanted = f64::from(answers) * SEATS_AN_ANSWER;
        let room = if self.rng.random_bool(0.15) {
            self.rng.random_range(0.5..0.9)
        } else {
            self.rng.random_range(1.1..3.0)
        };
        #[expect(clippy::cast_possible_truncation, reason = "it is bounded above")]
        let capacity = (wanted * room).clamp(12.0, 1_000_000.0) as i32;
        Some(capacity)
    }

    /// Answers an event: its neighbours first, from a larger area when they are too few.
    pub fn answer(
        &mut self,
        rsvps: &mut Vec<rsvp::Model>,
        people: &[Resident],
        at: usize,
        event: &event::Model,
        answers: u32,
        held: &mut event_seats::Model,
    ) {
        let answers = answers as usize;
        let enough = |at: &usize| self.tree.nodes[*at].people.len() >= answers;
        let around = self.tree.upwards(at).find(enough).unwrap_or(0);
        let range = self.tree.nodes[around].people.clone();
        let who = shuffled(&mut self.rng, range);
        let first = event.published_at.unwrap_or(event.created_at);
        let last = event.starts_at.min(self.now);
        let micros = (last - first).num_microseconds().unwrap_or(0);
        let pause = TimeDelta::microseconds(micros / i64::try_from(answers + 1).unwrap_or(1));
        let mut answered_at = first;
        for at in who.take(answers) {
            answered_at += pause;
            let person = people[at];
            let adults = self.rng.random_range(1..=2);
            let children = (self.rng.random_range(0..=3) - 1).max(0);
            let (state, queue_no) = self.arrive(held, adults + children);
            let via = match self.rng.random_range(0..100) {
                0..85 => Via::App,
                85..92 => Via::Sms,
                92..97 => Via::Phone,
                _ => Via::Desk,
            };
            rsvps.push(rsvp::Model {
                id: self.ids.next(),
                root_area_id: event.root_area_id,
                event_id: event.id,
                person_id: person.id,
                household_id: person.household,
                unit_id: person.unit,
                state,
                adults,
                children,
                respondent_comes: true,
                offer_expires_at: None,
                withdrew_late: false,
                decided_by: None,
                decided_at: None,
                decision_reason: None,
                form_version: 0,
                note: None,
                queue_no,
                answer_rev: 0,
                schedule_rev: event.schedule_rev,
                via,
                answered_by: person.id,
                answered_at,
                created_at: answered_at,
            });
        }
    }

    /// What a party answers, and whether it gets seats.
    fn arrive(&mut self, held: &mut event_seats::Model, party: i32) -> (RsvpState, Option<i64>) {
        match self.rng.random_range(0..100) {
            0..78 => {
                let state = if seats::fits(held, party) {
                    seats::hold(held, party);
                    RsvpState::Going
                } else {
                    held.waitlisted += 1;
                    RsvpState::Waitlisted
                };
                (state, Some(seats::next_queue_no(held)))
            }
            78..88 => (RsvpState::Maybe, None),
            88..98 => (RsvpState::Declined, None),
            _ => (RsvpState::Withdrawn, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand::SeedableRng;

    use super::*;

    #[test]
    fn all_answers_are_allotted_and_no_event_gets_more_than_there_are_people() {
        let mut rng = StdRng::seed_from_u64(1);
        for (events, total, most) in [
            (1, 7, 7),
            (3, 9, 3),
            (10, 99, 10),
            (100, 12_345, 500),
            (1_000, 3, 4),
            (5, 0, 4),
        ] {
            let counts = allot(&mut rng, events, total, most);
            assert_eq!(counts.len(), events);
            assert_eq!(counts.iter().sum::<u32>(), total, "{events} {total} {most}");
            assert!(counts.iter().all(|count| *count <= most));
        }
        assert!(allot(&mut rng, 0, 0, 4).is_empty());
    }

    #[test]
    fn everybody_of_a_range_is_met_once() {
        let mut rng = StdRng::seed_from_u64(2);
        for length in [0, 1, 2, 9, 100, 1_024] {
            let met: BTreeSet<usize> = shuffled(&mut rng, 40..40 + length).collect();
            assert_eq!(met, (40..40 + length).collect());
        }
    }
}
