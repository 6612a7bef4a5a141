//! Whose turn it is, of rows. The order itself is `mulin_queue`'s. Pure.

use std::collections::HashMap;

use mulin_entities::{TicketLane, service_queue, ticket};
use mulin_queue::{Lane, Pattern};

/// A queue of the day with the first of its lanes.
pub(super) struct Waiting {
    /// Whose turn it is among the lanes.
    pub queue: service_queue::Model,
    /// The first of each lane, and as many behind them as have to be known.
    pub tickets: Vec<ticket::Model>,
}

impl Waiting {
    /// Several queues, each with those of the tickets that are its own.
    pub(super) fn of(queues: Vec<service_queue::Model>, tickets: Vec<ticket::Model>) -> Vec<Self> {
        let mut of_queue: HashMap<_, Vec<ticket::Model>> = HashMap::new();
        for ticket in tickets {
            let queue = (ticket.service_id, ticket.day);
            of_queue.entry(queue).or_default().push(ticket);
        }
        let with = |queue: service_queue::Model| Self {
            tickets: of_queue
                .remove(&(queue.service_id, queue.day))
                .unwrap_or_default(),
            queue,
        };
        queues.into_iter().map(with).collect()
    }
}

/// The calls of stations that serve certain queues, one after another, if nobody else comes: of each
/// queue the first by the order of its lanes, and of those who waits longest. Who came before their slot
/// began is called only where nobody else is there.
pub(super) struct Turns<'w> {
    lines: Vec<Line<'w>>,
    now: i64,
}

/// A queue while it is played on.
struct Line<'w> {
    queue: &'w service_queue::Model,
    pattern: Pattern,
    left: Vec<&'w ticket::Model>,
}

/// Somebody whose turn it is.
pub(super) struct Turn<'w> {
    /// Their queue, as it is before the call.
    pub queue: &'w service_queue::Model,
    /// Theirs.
    pub ticket: &'w ticket::Model,
    /// Whose lane's turn it is in the queue after the call.
    pub after: Pattern,
}

impl<'w> Turns<'w> {
    /// Of these queues, from now on, in microseconds of the epoch.
    pub(super) fn of(waiting: impl IntoIterator<Item = &'w Waiting>, now: i64) -> Self {
        let line = |waiting: &'w Waiting| Line {
            queue: &waiting.queue,
            pattern: turn(waiting.queue.priority_run, waiting.queue.booked_run),
            left: waiting.tickets.iter().collect(),
        };
        let lines = waiting.into_iter().map(line).collect();
        Self { lines, now }
    }

    fn first(&self, due_only: bool) -> Option<(usize, &'w ticket::Model, Pattern)> {
        let firsts = self.lines.iter().enumerate().filter_map(|(place, line)| {
            let left = line.left.iter().copied();
            let left = left.filter(|ticket| !due_only || ticket.rank <= self.now);
            let (ticket, after) = first(line.pattern, left)?;
            Some((place, ticket, after))
        });
        firsts.min_by_key(|(_, ticket, _)| (ticket.rank, ticket.service_id))
    }
}

impl<'w> Iterator for Turns<'w> {
    type Item = Turn<'w>;

    fn next(&mut self) -> Option<Turn<'w>> {
        let (place, ticket, after) = self.first(true).or_else(|| self.first(false))?;
        let line = self.lines.get_mut(place)?;
        line.pattern = after;
        line.left.retain(|other| other.id != ticket.id);
        Some(Turn {
            queue: line.queue,
            ticket,
            after,
        })
    }
}

/// Whose turn it is in one queue, and whose lane's turn it is after that.
fn first<'t>(
    pattern: Pattern,
    tickets: impl Iterator<Item = &'t ticket::Model>,
) -> Option<(&'t ticket::Model, Pattern)> {
    let mut heads: [Option<&ticket::Model>; 3] = [None; 3];
    for ticket in tickets {
        let head = &mut heads[lane(ticket.lane) as usize];
        if head.is_none_or(|head| (ticket.rank, ticket.number) < (head.rank, head.number)) {
            *head = Some(ticket);
        }
    }
    let (lane, pattern) = mulin_queue::next(pattern, heads.map(|head| head.is_some()))?;
    Some((heads[lane as usize]?, pattern))
}

/// Whose turn it is among the lanes of a queue, of what is stored.
pub(super) fn turn(priority_run: i32, booked_run: i32) -> Pattern {
    let run = |run: i32| u8::try_from(run).unwrap_or(0);
    Pattern {
        priority_run: run(priority_run),
        booked_run: run(booked_run),
    }
}

/// The lane as the order knows it.
pub(super) fn lane(lane: TicketLane) -> Lane {
    match lane {
        TicketLane::Priority => Lane::Priority,
        TicketLane::Booked => Lane::Booked,
        TicketLane::WalkIn => Lane::WalkIn,
    }
}
