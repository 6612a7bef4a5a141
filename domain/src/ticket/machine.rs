//! The one table of what may become of a ticket, and a day told again by its moves. Pure.

use std::collections::HashMap;

use mulin_entities::{
    ServiceMode, StationId, TicketId, TicketLane, TicketState, TicketVerb, ticket, ticket_move,
};

use TicketState as S;
use TicketVerb as V;

/// Those who can be called.
pub const CALLABLE: [TicketState; 3] = [S::CheckedIn, S::Waiting, S::Skipped];

/// Those with which nothing happens any more.
pub const ENDED: [TicketState; 5] = [
    S::Done,
    S::NoShow,
    S::Cancelled,
    S::Transferred,
    S::Collected,
];

/// From where a verb leads where. `None` stands for a ticket that is not there yet.
type Row = (TicketVerb, &'static [Option<TicketState>], TicketState);

/// Every move that there is. [`V::Undo`] alone is not in it: it leads back to where the move before
/// came from.
pub const MOVES: &[Row] = &[
    (V::Book, &[None], S::Booked),
    (V::Book, &[None], S::Waitlisted),
    (V::Promote, &[Some(S::Waitlisted)], S::Booked),
    (V::Move, &[Some(S::Booked)], S::Booked),
    (V::Take, &[None], S::Waiting),
    (V::CheckIn, &[Some(S::Booked)], S::CheckedIn),
    (
        V::Cancel,
        &[
            Some(S::Waitlisted),
            Some(S::Booked),
            Some(S::CheckedIn),
            Some(S::Waiting),
            Some(S::Skipped),
            Some(S::OnHold),
        ],
        S::Cancelled,
    ),
    (
        V::Call,
        &[Some(S::CheckedIn), Some(S::Waiting), Some(S::Skipped)],
        S::Called,
    ),
    (V::Recall, &[Some(S::Called)], S::Called),
    (V::Start, &[Some(S::Called)], S::Serving),
    (V::Finish, &[Some(S::Serving)], S::Done),
    (V::Finish, &[Some(S::Serving)], S::Received),
    (V::MakeReady, &[Some(S::Received)], S::Ready),
    (V::Collect, &[Some(S::Ready)], S::Collected),
    (V::Skip, &[Some(S::Called)], S::Skipped),
    (V::Skip, &[Some(S::Called)], S::NoShow),
    (
        V::Return,
        &[
            Some(S::Called),
            Some(S::Serving),
            Some(S::OnHold),
            Some(S::NoShow),
        ],
        S::Waiting,
    ),
    (
        V::Hold,
        &[
            Some(S::CheckedIn),
            Some(S::Waiting),
            Some(S::Skipped),
            Some(S::Called),
            Some(S::Serving),
        ],
        S::OnHold,
    ),
    (
        V::Transfer,
        &[
            Some(S::CheckedIn),
            Some(S::Waiting),
            Some(S::Skipped),
            Some(S::Called),
            Some(S::Serving),
            Some(S::OnHold),
        ],
        S::Transferred,
    ),
    (V::Close, &[Some(S::Booked)], S::NoShow),
    (V::Close, &[Some(S::Serving)], S::Done),
    (
        V::Close,
        &[
            Some(S::Waitlisted),
            Some(S::CheckedIn),
            Some(S::Waiting),
            Some(S::Skipped),
            Some(S::Called),
            Some(S::OnHold),
            // These two only where the event is called off, or the holder is no more.
            Some(S::Booked),
            Some(S::Serving),
        ],
        S::Cancelled,
    ),
];

/// What undoing does not reach: others were told of it, or have a ticket by it.
const STANDS: [TicketVerb; 8] = [
    V::Book,
    V::Take,
    V::Promote,
    V::Move,
    V::Cancel,
    V::Transfer,
    V::Close,
    V::Undo,
];

/// What decides where a verb leads when the table knows two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Whether people wait for the service or leave their things.
    pub mode: ServiceMode,
    /// How often the holder was called and did not come.
    pub misses: i32,
}

/// Where the verb leads from there; none if it does not.
pub fn step(verb: TicketVerb, from: Option<TicketState>, facts: Facts) -> Option<TicketState> {
    let mut ways = MOVES
        .iter()
        .filter(|(of, starts, _)| *of == verb && starts.contains(&from))
        .map(|(_, _, to)| *to);
    match (verb, facts) {
        (V::Finish, Facts { mode, .. }) => {
            let to = match mode {
                ServiceMode::Wait => S::Done,
                ServiceMode::DropOff => S::Received,
            };
            ways.find(|way| *way == to)
        }
        (V::Skip, Facts { misses, .. }) => {
            let to = if misses == 0 { S::Skipped } else { S::NoShow };
            ways.find(|way| *way == to)
        }
        _ => ways.next(),
    }
}

/// Whether the table has such a move.
pub fn is_move(verb: TicketVerb, from: Option<TicketState>, to: TicketState) -> bool {
    MOVES
        .iter()
        .any(|(of, starts, end)| *of == verb && starts.contains(&from) && *end == to)
}

/// Whether a move of this kind can be undone.
pub fn can_be_undone(verb: TicketVerb) -> bool {
    !STANDS.contains(&verb)
}

/// Whether it can be called.
pub fn is_callable(state: TicketState) -> bool {
    CALLABLE.contains(&state)
}

/// Whether something is still to happen with it.
pub fn is_active(state: TicketState) -> bool {
    !ENDED.contains(&state)
}

/// How a ticket stands, as far as its moves tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// State.
    pub state: TicketState,
    /// Station at which it is.
    pub station_id: Option<StationId>,
    /// Place in its lane.
    pub rank: i64,
    /// Lane.
    pub lane: TicketLane,
    /// How often it was called since it last waited.
    pub times_called: i32,
    /// How often it was missed.
    pub misses: i32,
    /// How many moves it made.
    pub moves: i32,
}

impl From<&ticket::Model> for Standing {
    fn from(row: &ticket::Model) -> Self {
        Self {
            state: row.state,
            station_id: row.station_id,
            rank: row.rank,
            lane: row.lane,
            times_called: row.times_called,
            misses: row.misses,
            moves: row.moves,
        }
    }
}

impl From<&ticket_move::Model> for Standing {
    fn from(row: &ticket_move::Model) -> Self {
        Self {
            state: row.to_state,
            station_id: row.station_id,
            rank: row.rank,
            lane: row.lane,
            times_called: row.times_called,
            misses: row.misses,
            moves: row.move_no,
        }
    }
}

/// A move that cannot have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("move {move_no} of ticket {ticket_id:?} cannot have been: {why}")]
pub struct Impossible {
    /// Whose move.
    pub ticket_id: TicketId,
    /// Which.
    pub move_no: i32,
    /// What is wrong with it.
    pub why: &'static str,
}

/// Tells the day again: how each ticket stands after all moves, which come in the order of each
/// ticket's numbers. Errors: the first move that the table or the moves before do not allow.
pub fn replay(moves: &[ticket_move::Model]) -> Result<HashMap<TicketId, Standing>, Impossible> {
    let mut past: HashMap<TicketId, Vec<&ticket_move::Model>> = HashMap::new();
    for made in moves {
        let before = past.entry(made.ticket_id).or_default();
        let wrong = |why| Impossible {
            ticket_id: made.ticket_id,
            move_no: made.move_no,
            why,
        };
        let last = before.last();
        if made.move_no != last.map_or(0, |last| last.move_no) + 1 {
            return Err(wrong("a move is missing"));
        }
        if made.from_state != last.map(|last| last.to_state) {
            return Err(wrong("it does not begin where the last one ended"));
        }
        let allowed = if made.verb == V::Undo {
            leads_back(before, made)
        } else {
            is_move(made.verb, made.from_state, made.to_state)
        };
        if !allowed {
            return Err(wrong("the table has no such move"));
        }
        before.push(made);
    }
    let standing = |moves: Vec<&ticket_move::Model>| moves.last().map(|last| Standing::from(*last));
    Ok(past
        .into_iter()
        .filter_map(|(ticket, moves)| Some((ticket, standing(moves)?)))
        .collect())
}

/// Whether an undoing leads to how the ticket stood before the move that it undoes.
fn leads_back(before: &[&ticket_move::Model], undo: &ticket_move::Model) -> bool {
    let [.., earlier, undone] = before else {
        return false;
    };
    let back = Standing {
        moves: undo.move_no,
        ..Standing::from(*earlier)
    };
    undone.undone && can_be_undone(undone.verb) && Standing::from(undo) == back
}

#[cfg(test)]
#[path = "machine_tests.rs"]
mod tests;
