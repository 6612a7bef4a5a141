use super::super::states::{Act, leads_to};
use super::*;
use mulin_entities::EventId;
use proptest::prelude::*;
use uuid::Uuid;

fn held(capacity: Option<i32>, taken: i32) -> event_seats::Model {
    let mut held = seats::new(EventId(Uuid::nil()), capacity);
    held.taken = taken;
    held
}

fn now(held: &event_seats::Model, standing: Option<Standing>) -> Situation<'_> {
    Situation {
        standing,
        held,
        terms: Terms::default(),
        waits_before: false,
        household_claims: 0,
    }
}

fn standing(state: RsvpState, party: i32) -> Option<Standing> {
    Some(Standing { state, party })
}

fn going(party: i32, situation: Situation<'_>) -> Result<Outcome, RsvpError> {
    decide(Answer::Going, party, WhenFull::Waitlist, situation)
}

fn outcome(state: RsvpState, to_tail: bool, came_back: bool) -> Result<Outcome, RsvpError> {
    Ok(Outcome {
        state,
        to_tail,
        came_back,
    })
}

#[test]
fn the_table_of_answers() {
    let full = held(Some(10), 10);
    let room = held(Some(10), 6);
    let go = |party, old, held| going(party, now(held, old));

    assert_eq!(go(4, None, &room), outcome(RsvpState::Going, true, false));
    assert_eq!(
        go(5, None, &room),
        outcome(RsvpState::Waitlisted, true, false)
    );
    assert_eq!(
        decide(Answer::Going, 5, WhenFull::Refuse, now(&room, None)),
        Err(RsvpError::EventFull {
            waitlist_length: 0,
            free: 4
        })
    );
    // Growing into what is free, past it, and shrinking.
    let comes = standing(RsvpState::Going, 2);
    assert_eq!(go(6, comes, &room), outcome(RsvpState::Going, false, false));
    assert_eq!(
        go(7, comes, &room),
        Err(RsvpError::PartyDoesNotFit {
            waitlist_length: 0,
            free: 4
        })
    );
    assert_eq!(go(1, comes, &full), outcome(RsvpState::Going, false, false));
    // Waiting: growing goes to the tail, shrinking keeps the place.
    let waiting = standing(RsvpState::Waitlisted, 2);
    assert_eq!(
        go(3, waiting, &full),
        outcome(RsvpState::Waitlisted, true, false)
    );
    assert_eq!(
        go(1, waiting, &full),
        outcome(RsvpState::Waitlisted, false, false)
    );
    assert_eq!(
        go(4, waiting, &room),
        outcome(RsvpState::Going, false, false)
    );
    // Who comes back enters at the tail, and is reminded anew.
    let left = standing(RsvpState::Withdrawn, 2);
    assert_eq!(
        go(2, left, &full),
        outcome(RsvpState::Waitlisted, true, true)
    );
    assert_eq!(go(2, left, &room), outcome(RsvpState::Going, true, true));
    let answered = |answer| decide(answer, 2, WhenFull::Waitlist, now(&full, left));
    assert_eq!(
        answered(Answer::Maybe),
        outcome(RsvpState::Maybe, false, true)
    );
    assert_eq!(
        answered(Answer::Declined),
        outcome(RsvpState::Declined, false, false)
    );
}

#[test]
fn an_offer_is_accepted_with_the_seats_that_are_held() {
    let full = held(Some(10), 10);
    let offered = standing(RsvpState::Offered, 2);
    for party in [1, 2] {
        let accepted = going(party, now(&full, offered));
        assert_eq!(accepted, outcome(RsvpState::Going, false, false));
    }
    let larger = going(3, now(&full, offered));
    assert!(matches!(larger, Err(RsvpError::PartyDoesNotFit { .. })));
    // What was let pass is over: its person enters at the tail.
    let expired = standing(RsvpState::Expired, 2);
    let again = going(2, now(&full, expired));
    assert_eq!(again, outcome(RsvpState::Waitlisted, true, true));
}

#[test]
fn approval_comes_before_seats() {
    let room = held(Some(10), 0);
    let asking = |standing| Situation {
        terms: Terms {
            needs_approval: true,
            ..Terms::default()
        },
        ..now(&room, standing)
    };
    let requested = outcome(RsvpState::Requested, false, false);
    assert_eq!(going(2, asking(None)), requested);
    let party = standing(RsvpState::Requested, 2);
    assert_eq!(going(5, asking(party)), requested);
    // Who was let in grows and shrinks as anybody.
    let comes = standing(RsvpState::Going, 2);
    assert_eq!(
        going(5, asking(comes)),
        outcome(RsvpState::Going, false, false)
    );
    for answer in [Answer::Going, Answer::Maybe, Answer::Declined] {
        let refused = asking(standing(RsvpState::Refused, 2));
        let again = decide(answer, 2, WhenFull::Waitlist, refused);
        assert_eq!(again, Err(RsvpError::RequestRefused));
    }
}

#[test]
fn nobody_passes_in_a_strict_order() {
    let room = held(Some(10), 6);
    let behind = |standing, strict| Situation {
        terms: Terms {
            strict,
            ..Terms::default()
        },
        waits_before: true,
        ..now(&room, standing)
    };
    let waitlisted = outcome(RsvpState::Waitlisted, true, false);
    assert_eq!(going(1, behind(None, true)), waitlisted);
    let passes = outcome(RsvpState::Going, true, false);
    assert_eq!(going(1, behind(None, false)), passes);
    // Growing takes a free seat too.
    let grown = going(3, behind(standing(RsvpState::Going, 2), true));
    assert!(matches!(grown, Err(RsvpError::PartyDoesNotFit { .. })));
}

#[test]
fn a_household_has_so_many_seats() {
    let room = held(None, 6);
    let of = |standing, household_claims| Situation {
        terms: Terms {
            household_limit: Some(4),
            ..Terms::default()
        },
        household_claims,
        ..now(&room, standing)
    };
    assert!(going(4, of(None, 0)).is_ok());
    let (max, left) = (4, 1);
    let refused = Err(RsvpError::HouseholdLimit { max, left });
    assert_eq!(going(2, of(None, 3)), refused);
    // A limit that was lowered takes nothing away, and lets nothing grow.
    let comes = standing(RsvpState::Going, 6);
    assert!(going(5, of(comes, 3)).is_ok());
    assert!(going(7, of(comes, 0)).is_err());
}

fn any_state() -> impl Strategy<Value = RsvpState> {
    proptest::sample::select(vec![
        RsvpState::Going,
        RsvpState::Maybe,
        RsvpState::Declined,
        RsvpState::Waitlisted,
        RsvpState::Offered,
        RsvpState::Requested,
        RsvpState::Refused,
        RsvpState::Expired,
        RsvpState::Withdrawn,
    ])
}

fn any_answer() -> impl Strategy<Value = Answer> {
    proptest::sample::select(vec![Answer::Going, Answer::Maybe, Answer::Declined])
}

proptest! {
    #[test]
    fn answers_follow_the_table_and_take_no_more_than_is_free(
        capacity in proptest::option::of(0..40i32), others in 0..40i32, party in 1..=20i32,
        old in proptest::option::of((any_state(), 1..=20i32)), answer in any_answer(),
        refuse: bool, needs_approval: bool, strict: bool, waits_before: bool,
        household_limit in proptest::option::of(1..30i32), household_claims in 0..30i32,
    ) {
        let standing = old.map(|(state, party)| Standing { state, party });
        let mine = standing.map_or(0, |old| seats_held(old.state, old.party));
        // Lowered capacities leave more taken than there is.
        let before = held(capacity, others + mine);
        let when_full = if refuse { WhenFull::Refuse } else { WhenFull::Waitlist };
        let situation = Situation {
            standing,
            held: &before,
            terms: Terms { needs_approval, strict, household_limit },
            waits_before,
            household_claims,
        };
        let from = standing.map(|old| old.state);
        let reachable = leads_to(from, Act::Answer(answer));
        if let Ok(outcome) = decide(answer, party, when_full, situation) {
            prop_assert!(reachable.contains(&outcome.state), "{from:?} {answer:?} {outcome:?}");
            let growth = seats_held(outcome.state, party) - mine;
            prop_assert!(growth <= 0 || capacity.is_none_or(|c| before.taken + growth <= c));
            prop_assert!(growth <= 0 || !(strict && waits_before));
            let more = claims(outcome.state)
                && standing.is_none_or(|old| !claims(old.state) || party > old.party);
            prop_assert!(!more || household_limit.is_none_or(|max| household_claims + party <= max));
        } else {
            prop_assert!(answer == Answer::Going || from == Some(RsvpState::Refused));
        }
    }
}
