//! Whose turn it is, of rows. The order itself is `mulin_queue`'s. Pure.

use mulin_entities::{TicketLane, service_queue, ticket};
use mulin_queue::{Lane, Pattern};

/// A queue of the day with the first of its lanes.
pub(super) struct Waiting {
    /// Whose turn it is among the lanes.
    pub queue: service_queue::Model,
    /// The first of each lane, and as many behind them as have to be known.
    pub tickets: Vec<ticket::Model>,
}

/// Whose turn it is: of each queue the first by the order of its lanes, and of those who waits longest.
/// Who came before their slot began is called only where nobody else is there.
pub(super) fn next<'w>(
    waiting: impl Iterator<Item = &'w Waiting> + Clone,
    now: i64,
) -> Option<(&'w service_queue::Model, &'w ticket::Model, Pattern)> {
    let turn = |due_only: bool| {
        let firsts = waiting.clone().filter_map(|waiting| {
            let tickets = waiting.tickets.iter();
            let tickets = tickets.filter(|ticket| !due_only || ticket.rank <= now);
            let (ticket, pattern) = first(pattern(&waiting.queue), tickets)?;
            Some((&waiting.queue, ticket, pattern))
        });
        firsts.min_by_key(|(_, ticket, _)| (ticket.rank, ticket.service_id))
    };
    turn(true).or_else(|| turn(false))
}

/// Whose turn it is in one queue, and whose lane's turn it is after that.
pub(super) fn first<'t>(
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

/// Whose turn it is among the lanes of a queue.
pub(super) fn pattern(queue: &service_queue::Model) -> Pattern {
    turn(queue.priority_run, queue.booked_run)
}

/// As it is stored.
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
