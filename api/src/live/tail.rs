//! What of the journal was read last: who comes a little late finds it here, not in the database.
//! Pure.

use std::collections::VecDeque;

use mulin_domain::topics::{Notice, Topic};

/// Notices that are remembered.
const REMEMBERED: usize = 20_000;

/// The journal's end, as far as it was read.
#[derive(Debug)]
pub struct Tail {
    /// Nothing at or before this position is remembered.
    from: i64,
    position: i64,
    recent: VecDeque<(i64, Notice)>,
    remembers: usize,
}

impl Tail {
    /// Begins after this position.
    pub fn new(position: i64) -> Self {
        Self {
            from: position,
            position,
            recent: VecDeque::new(),
            remembers: REMEMBERED,
        }
    }

    /// The position that was read last.
    pub fn position(&self) -> i64 {
        self.position
    }

    /// Takes in a row.
    pub fn push(&mut self, position: i64, notices: &[Notice]) {
        self.position = position;
        let notices = notices.iter().map(|notice| (position, *notice));
        self.recent.extend(notices);
        while self.recent.len() > self.remembers {
            // A row is remembered whole or not at all.
            let Some((gone, _)) = self.recent.pop_front() else {
                break;
            };
            self.from = gone;
            while self.recent.front().is_some_and(|(next, _)| *next == gone) {
                self.recent.pop_front();
            }
        }
    }

    /// The notices of a topic after a position; none if that is longer ago than is remembered.
    pub fn since(&self, position: i64, topic: Topic) -> Option<Vec<(i64, Notice)>> {
        let wanted = |(at, notice): &&(i64, Notice)| *at > position && notice.topic == topic;
        (position >= self.from).then(|| self.recent.iter().filter(wanted).copied().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mulin_entities::EventId;
    use uuid::Uuid;

    fn seats(event: u128) -> Topic {
        Topic::Seats(EventId(Uuid::from_u128(event)))
    }

    fn notice(event: u128) -> Notice {
        Notice {
            topic: seats(event),
            rsvp: None,
        }
    }

    fn positions(tail: &Tail, since: i64, event: u128) -> Option<Vec<i64>> {
        let found = tail.since(since, seats(event))?;
        Some(found.into_iter().map(|(position, _)| position).collect())
    }

    #[test]
    fn what_came_after_is_found_and_what_is_too_old_is_not_guessed() {
        let mut tail = Tail::new(10);
        tail.push(11, &[notice(1)]);
        tail.push(12, &[]);
        tail.push(13, &[notice(2), notice(1)]);
        assert_eq!(tail.position(), 13);
        assert_eq!(positions(&tail, 10, 1), Some(vec![11, 13]));
        assert_eq!(positions(&tail, 11, 1), Some(vec![13]));
        assert_eq!(positions(&tail, 13, 1), Some(vec![]));
        assert_eq!(positions(&tail, 9, 1), None);
    }

    #[test]
    fn the_oldest_rows_are_forgotten_whole() {
        let mut tail = Tail {
            remembers: 3,
            ..Tail::new(0)
        };
        tail.push(1, &[notice(1), notice(2)]);
        tail.push(2, &[notice(1), notice(2)]);
        assert_eq!(positions(&tail, 0, 1), None);
        assert_eq!(positions(&tail, 1, 1), Some(vec![2]));
    }
}
