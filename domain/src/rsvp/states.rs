//! The states of an answer as a table: which act leads from which state to which. Pure.
//!
//! Seats are held in GOING and OFFERED. What is not in [`TABLE`] does not happen.

use mulin_entities::RsvpState;

use super::rules::Answer;

/// What changes an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The person, or somebody for them, answers.
    Answer(Answer),
    /// The person, or somebody for them, takes the answer back.
    Withdraw,
    /// Seats became free, and the party is seated.
    Promote,
    /// Seats became free, and are held for the party.
    Offer,
    /// The time of an offer is over.
    Expire,
    /// Those who run the event let the party in.
    Approve,
    /// Those who run the event do not let the party in.
    Refuse,
}

use Act::{Approve, Expire, Offer, Promote, Refuse, Withdraw};
use RsvpState::{
    Declined, Expired, Going, Maybe, Offered, Refused, Requested, Waitlisted, Withdrawn,
};

const GO: Act = Act::Answer(Answer::Going);
const PERHAPS: Act = Act::Answer(Answer::Maybe);
const DECLINE: Act = Act::Answer(Answer::Declined);

/// One row a pair of state and act: where it may lead. No state: there is no answer yet.
pub const TABLE: &[(Option<RsvpState>, Act, &[RsvpState])] = &[
    (None, GO, &[Going, Waitlisted, Requested]),
    (None, PERHAPS, &[Maybe]),
    (None, DECLINE, &[Declined]),
    (Some(Going), GO, &[Going]),
    (Some(Going), PERHAPS, &[Maybe]),
    (Some(Going), DECLINE, &[Declined]),
    (Some(Going), Withdraw, &[Withdrawn]),
    (Some(Maybe), GO, &[Going, Waitlisted, Requested]),
    (Some(Maybe), PERHAPS, &[Maybe]),
    (Some(Maybe), DECLINE, &[Declined]),
    (Some(Maybe), Withdraw, &[Withdrawn]),
    (Some(Declined), GO, &[Going, Waitlisted, Requested]),
    (Some(Declined), PERHAPS, &[Maybe]),
    (Some(Declined), DECLINE, &[Declined]),
    (Some(Declined), Withdraw, &[Withdrawn]),
    (Some(Waitlisted), GO, &[Going, Waitlisted]),
    (Some(Waitlisted), PERHAPS, &[Maybe]),
    (Some(Waitlisted), DECLINE, &[Declined]),
    (Some(Waitlisted), Withdraw, &[Withdrawn]),
    (Some(Waitlisted), Promote, &[Going]),
    (Some(Waitlisted), Offer, &[Offered]),
    (Some(Offered), GO, &[Going]),
    (Some(Offered), PERHAPS, &[Maybe]),
    (Some(Offered), DECLINE, &[Declined]),
    (Some(Offered), Withdraw, &[Withdrawn]),
    (Some(Offered), Expire, &[Expired]),
    (Some(Requested), GO, &[Requested]),
    (Some(Requested), PERHAPS, &[Maybe]),
    (Some(Requested), DECLINE, &[Declined]),
    (Some(Requested), Withdraw, &[Withdrawn]),
    (Some(Requested), Approve, &[Going, Waitlisted]),
    (Some(Requested), Refuse, &[Refused]),
    // A refusal stands until those who gave it think better of it.
    (Some(Refused), Approve, &[Going, Waitlisted]),
    (Some(Expired), GO, &[Going, Waitlisted, Requested]),
    (Some(Expired), PERHAPS, &[Maybe]),
    (Some(Expired), DECLINE, &[Declined]),
    (Some(Expired), Withdraw, &[Withdrawn]),
    (Some(Withdrawn), GO, &[Going, Waitlisted, Requested]),
    (Some(Withdrawn), PERHAPS, &[Maybe]),
    (Some(Withdrawn), DECLINE, &[Declined]),
    (Some(Withdrawn), Withdraw, &[Withdrawn]),
];

/// Where an act may lead from a state; nowhere if it is not for that state.
pub fn leads_to(from: Option<RsvpState>, act: Act) -> &'static [RsvpState] {
    let row = TABLE.iter().find(|row| row.0 == from && row.1 == act);
    row.map_or(&[], |row| row.2)
}

/// Whether seats are held.
pub fn holds(state: RsvpState) -> bool {
    matches!(state, Going | Offered)
}

/// Whether the answer holds seats, or may yet lead to some: nobody has two of these at one event.
pub fn claims(state: RsvpState) -> bool {
    matches!(state, Going | Offered | Waitlisted | Requested)
}

/// Whether the person stays away, by their own word or because they let an offer pass.
pub fn has_left(state: RsvpState) -> bool {
    matches!(state, Declined | Withdrawn | Expired)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [RsvpState; 9] = [
        Going, Maybe, Declined, Waitlisted, Offered, Requested, Refused, Expired, Withdrawn,
    ];

    #[test]
    fn each_pair_stands_once() {
        for (index, row) in TABLE.iter().enumerate() {
            let again = TABLE[index + 1..]
                .iter()
                .any(|other| (other.0, other.1) == (row.0, row.1));
            assert!(!again, "{row:?}");
        }
    }

    #[test]
    fn whoever_answers_may_decline_unless_refused() {
        for state in STATES {
            let declines = leads_to(Some(state), DECLINE) == [Declined];
            assert_eq!(declines, state != Refused, "{state:?}");
        }
    }

    #[test]
    fn only_the_waiting_are_given_seats_by_the_system() {
        for state in STATES {
            let given = [Promote, Offer].map(|act| !leads_to(Some(state), act).is_empty());
            assert_eq!(given, [state == Waitlisted; 2], "{state:?}");
        }
    }

    #[test]
    fn what_holds_or_waits_claims_and_has_not_left() {
        for state in STATES {
            assert!(!holds(state) || claims(state));
            assert!(!(claims(state) && has_left(state)));
        }
    }
}
