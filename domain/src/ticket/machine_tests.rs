use sea_orm::Iterable;

use super::*;

const WAIT: Facts = Facts {
    mode: ServiceMode::Wait,
    misses: 0,
};

#[test]
fn each_verb_leads_somewhere_and_undoing_is_not_in_the_table() {
    for verb in TicketVerb::iter() {
        let known = MOVES.iter().any(|(of, ..)| *of == verb);
        assert_eq!(known, verb != V::Undo, "{verb:?}");
    }
}

#[test]
fn what_ended_goes_on_only_by_coming_back_after_all() {
    for (verb, starts, _) in MOVES {
        for from in starts.iter().flatten() {
            let ended = !is_active(*from);
            assert_eq!(
                ended,
                *verb == V::Return && *from == S::NoShow,
                "{verb:?} {from:?}"
            );
        }
    }
}

#[test]
fn each_state_but_the_last_ones_can_be_left() {
    for state in TicketState::iter().filter(|state| is_active(*state)) {
        let mut left = MOVES
            .iter()
            .filter(|(_, starts, _)| starts.contains(&Some(state)));
        assert!(left.next().is_some(), "{state:?}");
    }
}

#[test]
fn the_service_decides_what_finishing_means() {
    assert_eq!(step(V::Finish, Some(S::Serving), WAIT), Some(S::Done));
    let left = Facts {
        mode: ServiceMode::DropOff,
        ..WAIT
    };
    assert_eq!(step(V::Finish, Some(S::Serving), left), Some(S::Received));
    assert_eq!(step(V::Finish, Some(S::Called), WAIT), None);
}

#[test]
fn the_second_miss_is_a_no_show() {
    assert_eq!(step(V::Skip, Some(S::Called), WAIT), Some(S::Skipped));
    let again = Facts { misses: 1, ..WAIT };
    assert_eq!(step(V::Skip, Some(S::Called), again), Some(S::NoShow));
}

fn moved(
    no: i32,
    verb: TicketVerb,
    from: Option<TicketState>,
    to: TicketState,
) -> ticket_move::Model {
    let nil = uuid::Uuid::nil();
    ticket_move::Model {
        ticket_id: TicketId(nil),
        move_no: no,
        event_id: mulin_entities::EventId(nil),
        service_id: mulin_entities::StallServiceId(nil),
        verb,
        from_state: from,
        to_state: to,
        station_id: None,
        rank: 0,
        lane: TicketLane::WalkIn,
        times_called: 0,
        misses: 0,
        priority_run: 0,
        booked_run: 0,
        undone: false,
        by_id: None,
        at: chrono::DateTime::UNIX_EPOCH,
    }
}

#[test]
fn a_day_is_told_again_by_its_moves() {
    let mut moves = vec![
        moved(1, V::Take, None, S::Waiting),
        moved(2, V::Call, Some(S::Waiting), S::Called),
    ];
    let told = replay(&moves).expect("these moves can be");
    assert_eq!(told[&TicketId(uuid::Uuid::nil())].state, S::Called);

    // Undone, it waits as before.
    moves[1].undone = true;
    moves.push(moved(3, V::Undo, Some(S::Called), S::Waiting));
    let told = replay(&moves).expect("these moves can be");
    let standing = told[&TicketId(uuid::Uuid::nil())];
    assert_eq!((standing.state, standing.moves), (S::Waiting, 3));
}

#[test]
fn what_cannot_have_been_is_told() {
    let gap = [
        moved(1, V::Take, None, S::Waiting),
        moved(3, V::Call, Some(S::Waiting), S::Called),
    ];
    assert_eq!(replay(&gap).map_err(|error| error.move_no), Err(3));
    let jump = [
        moved(1, V::Take, None, S::Waiting),
        moved(2, V::Finish, Some(S::Waiting), S::Done),
    ];
    assert_eq!(replay(&jump).map_err(|error| error.move_no), Err(2));
    let torn = [
        moved(1, V::Take, None, S::Waiting),
        moved(2, V::Start, Some(S::Called), S::Serving),
    ];
    assert_eq!(replay(&torn).map_err(|error| error.move_no), Err(2));
    let not_marked = [
        moved(1, V::Take, None, S::Waiting),
        moved(2, V::Call, Some(S::Waiting), S::Called),
        moved(3, V::Undo, Some(S::Called), S::Waiting),
    ];
    assert_eq!(replay(&not_marked).map_err(|error| error.move_no), Err(3));
}
