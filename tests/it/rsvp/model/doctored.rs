//! The replay refuses a journal that tells of something that may not happen, or that tells too little.

use chrono::{DateTime, TimeDelta, Utc};
use mulin_domain::event::rules::Phase;
use mulin_domain::rsvp::rules::Terms;
use mulin_entities::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::books::Books;
use super::lost::{Ack, lost};
use super::terms::{Asked, History};
use super::{Model, Told};

const EVENT: u128 = 100;
const SEATS: i32 = 3;

fn noon() -> DateTime<Utc> {
    "2026-11-21T04:00:00Z".parse().expect("a time")
}

fn asked(strict: bool) -> Asked {
    let starts_at = noon() + TimeDelta::days(7);
    Asked {
        phase: Phase {
            state: EventState::Published,
            starts_at,
            ends_at: starts_at + TimeDelta::hours(2),
            rsvp_opens_at: None,
            rsvp_closes_at: None,
        },
        terms: Terms {
            strict,
            ..Terms::default()
        },
        offer: None,
        max_party: 20,
    }
}

fn row(kind: &str, id: u128, verb: &str, payload: Value) -> journal::Model {
    journal::Model {
        seq: 0,
        position: None,
        at: noon(),
        root_area_id: AreaId(Uuid::nil()),
        subject_kind: kind.to_owned(),
        subject_id: Uuid::from_u128(id),
        verb: verb.to_owned(),
        actor_kind: ActorKind::Person,
        actor_id: None,
        on_behalf_of: None,
        payload,
    }
}

/// A row about the answer of the person with the same number.
fn answer(id: u128, verb: &str, states: (Value, &str), seats: i32, place: Value) -> journal::Model {
    let payload = json!({ "event": Uuid::from_u128(EVENT), "person": Uuid::from_u128(id),
        "from": states.0, "to": states.1, "seats": seats, "queueNo": place, "answerRev": 0 });
    row("rsvp", id, verb, payload)
}

fn first(id: u128, state: &str, seats: i32, place: i64) -> journal::Model {
    answer(id, "answered", (Value::Null, state), seats, json!(place))
}

fn check_in(id: u128, verb: &str, rsvp: u128) -> journal::Model {
    let payload = json!({ "event": Uuid::from_u128(EVENT), "list": Uuid::nil(),
        "rsvp": Uuid::from_u128(rsvp), "heads": 1 });
    row("check_in", id, verb, payload)
}

/// A pair, another that waits, one who passes it, one more; the pair leaves, and the next moves up.
fn honest() -> Vec<journal::Model> {
    vec![
        row("event", EVENT, "created", json!({ "capacity": SEATS })),
        row("event", EVENT, "published", json!({})),
        first(1, "GOING", 2, 1),
        first(2, "WAITLISTED", 2, 2),
        first(3, "GOING", 1, 3),
        first(4, "WAITLISTED", 1, 4),
        answer(1, "answered", (json!("GOING"), "WITHDRAWN"), 2, Value::Null),
        answer(2, "promoted", (json!("WAITLISTED"), "GOING"), 2, json!(2)),
        check_in(50, "checked_in", 2),
        check_in(50, "undone", 2),
        check_in(51, "checked_in", 2),
    ]
}

fn replay(log: &[journal::Model], strict: bool) -> Told {
    let history = History::fixed(asked(strict));
    let event = EventId(Uuid::from_u128(EVENT));
    let books = Books::new(event, Some(SEATS), history, [].into(), true);
    Model::run(books, log).map(|_| ())
}

/// The journal with a row changed, refused for this reason.
fn refuses(change: impl FnOnce(&mut Vec<journal::Model>), why: &str) {
    let mut log = honest();
    change(&mut log);
    let told = replay(&log, false).expect_err("it is doctored");
    assert!(told.contains(why), "{told}");
}

#[test]
fn what_happened_is_taken() {
    assert_eq!(replay(&honest(), false), Ok(()));
}

#[test]
fn an_oversold_step_is_refused() {
    refuses(|log| log[3] = first(2, "GOING", 2, 2), "by the rules");
    refuses(
        |log| {
            let one_more = answer(4, "promoted", (json!("WAITLISTED"), "GOING"), 1, json!(4));
            log.insert(8, one_more);
        },
        "out of order",
    );
    // Even if the number of seats was told wrong, the sum is right.
    refuses(|log| log[0].payload["capacity"] = json!(2), "by the rules");
}

#[test]
fn a_wrong_order_is_refused() {
    let passes = |log: &mut Vec<journal::Model>| {
        log[7] = answer(4, "promoted", (json!("WAITLISTED"), "GOING"), 1, json!(4));
    };
    refuses(passes, "out of order");
    refuses(|log| log.truncate(7), "did not move up");
    refuses(|log| log[5] = first(4, "WAITLISTED", 1, 5), "by the rules");
    // In a strict order nobody passes who waits before.
    let told = replay(&honest(), true).expect_err("it was passed");
    assert!(told.contains("by the rules"), "{told}");
}

#[test]
fn a_missing_answer_is_seen() {
    refuses(|log| drop(log.remove(4)), "by the rules");
    refuses(|log| drop(log.remove(2)), "by the rules");
    let ack = |rsvp, state: &str, party| Ack::Answered {
        rsvp: RsvpId(Uuid::from_u128(rsvp)),
        at: noon(),
        state: state.to_owned(),
        party,
    };
    let acks = [
        ack(2, "WAITLISTED", 2),
        ack(2, "GOING", 2),
        ack(4, "WAITLISTED", 1),
    ];
    let mut log = honest();
    assert!(lost(&log, &acks).is_empty());
    log.remove(5);
    assert_eq!(lost(&log, &acks), [&acks[2]]);
    assert_eq!(replay(&log, false), Ok(()), "the last answer leaves no gap");
    assert_eq!(lost(&log, &[ack(2, "DECLINED", 2)]).len(), 1);
    assert_eq!(lost(&log, &[ack(2, "GOING", 3)]).len(), 1);
    let undone = Ack::Undone {
        id: CheckInId(Uuid::from_u128(51)),
    };
    assert_eq!(lost(&log, std::slice::from_ref(&undone)), [&undone]);
}

#[test]
fn a_wrong_check_in_is_refused() {
    refuses(|log| log[8] = check_in(50, "checked_in", 4), "let in as");
    refuses(|log| drop(log.remove(9)), "is inside already");
    refuses(|log| log.push(check_in(50, "undone", 2)), "undone twice");
    refuses(|log| log[10].payload["heads"] = json!(3), "3 heads of 2");
}

#[test]
fn an_answer_out_of_time_is_refused() {
    let late = noon() + TimeDelta::days(8);
    refuses(|log| log[5].at = late, "answered, and");
    refuses(
        |log| log.insert(4, row("event", EVENT, "cancelled", json!({}))),
        "answered, and",
    );
}
