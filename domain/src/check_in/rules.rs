//! When people are checked in, how many heads, and who of them is known. Pure.

use chrono::TimeDelta;
use mulin_entities::{EventState, PersonId, check_in_list, rsvp};

use super::CheckInError;
use crate::clock::Instant;
use crate::error::Refusal;
use crate::event::EventError;
use crate::event::rules::Phase;
use crate::input::{Faults, InputError, Rule};

/// From so long before the start: who cooks and builds up for a banquet comes in the morning.
pub const OPENS_BEFORE: TimeDelta = TimeDelta::hours(4);
/// Until so long after the end: devices that were offline hand in what they noted once they are back
/// in a net, and lists on paper are typed in the same evening.
pub const CLOSES_AFTER: TimeDelta = TimeDelta::hours(12);
/// Most heads that are noted at once.
pub const MAX_HEADS: i32 = 500;
/// Most of what a device hands in at once.
pub const MAX_BATCH: usize = 500;
/// Lists that an event may have.
pub const MAX_LISTS: u64 = 50;

/// When people are checked in on a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From then …
    pub opens_at: Instant,
    /// … until before then.
    pub closes_at: Instant,
}

/// When people are checked in: where the list does not say, from four hours before the event until
/// twelve after.
pub fn window(event: impl Into<Phase>, list: Option<&check_in_list::Model>) -> Window {
    let event = event.into();
    let opens_at = list.and_then(|list| list.opens_at);
    let closes_at = list.and_then(|list| list.closes_at);
    Window {
        opens_at: opens_at.unwrap_or(event.starts_at - OPENS_BEFORE),
        closes_at: closes_at.unwrap_or(event.ends_at + CLOSES_AFTER),
    }
}

/// Nobody is checked in at a draft, at what was cancelled, and while the list is closed.
pub fn must_be_open(
    event: impl Into<Phase>,
    list: Option<&check_in_list::Model>,
    now: Instant,
) -> Result<(), Refusal> {
    let event = event.into();
    match event.state {
        EventState::Published => {}
        EventState::Draft => return Err(EventError::NotPublished.into()),
        EventState::Cancelled => return Err(EventError::Cancelled.into()),
    }
    let Window {
        opens_at,
        closes_at,
    } = window(event, list);
    if now < opens_at || now >= closes_at {
        let closed = CheckInError::ListClosed {
            opens_at,
            closes_at,
        };
        return Err(closed.into());
    }
    Ok(())
}

/// Heads that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heads {
    /// Adults.
    pub adults: i32,
    /// Children.
    pub children: i32,
}

impl Heads {
    /// All of them.
    pub fn sum(self) -> i32 {
        self.adults + self.children
    }
}

/// The heads of a party that came: the whole party unless told otherwise, fewer, and never more, who
/// are noted as walk-ins.
pub fn heads_of_party(
    rsvp: &rsvp::Model,
    adults: Option<i32>,
    children: Option<i32>,
) -> Result<Heads, InputError> {
    let most = rsvp.adults + rsvp.children;
    heads(
        adults.unwrap_or(rsvp.adults),
        children.unwrap_or(rsvp.children),
        most,
    )
}

/// Heads without names.
pub fn heads_without_names(
    adults: Option<i32>,
    children: Option<i32>,
) -> Result<Heads, InputError> {
    heads(adults.unwrap_or(0), children.unwrap_or(0), MAX_HEADS)
}

fn heads(adults: i32, children: i32, most: i32) -> Result<Heads, InputError> {
    let range = |min| Rule::Range {
        min,
        max: i64::from(most),
    };
    for (field, number) in [("adults", adults), ("children", children)] {
        if !(0..=most).contains(&number) {
            return Err(InputError::at(field, range(0)));
        }
    }
    let heads = Heads { adults, children };
    if !(1..=most).contains(&heads.sum()) {
        return Err(InputError::at("adults", range(1)));
    }
    Ok(heads)
}

/// Who of the party is known to have come: all whom the answer names if the whole party came. Of a
/// party that came in part nobody knows who stayed away, so that only the person who answered counts
/// as known, if they are one of the party, and the others as heads.
pub fn known(rsvp: &rsvp::Model, named: &[PersonId], came: Heads) -> Vec<PersonId> {
    let respondent = rsvp.respondent_comes.then_some(rsvp.person_id);
    let whole = came.sum() == rsvp.adults + rsvp.children;
    let others = named.iter().copied().filter(|_| whole);
    let mut known: Vec<PersonId> = respondent
        .into_iter()
        .chain(others.filter(|id| *id != rsvp.person_id))
        .collect();
    // Never more people than heads.
    known.truncate(usize::try_from(came.sum()).unwrap_or(0));
    known
}

/// What a device calls itself, or what it noted: up to 80 characters.
pub fn label(faults: &mut Faults, path: &str, text: &str) -> String {
    faults.line(path, text, 1..=80)
}

/// Takes the window of a list.
pub fn list_window(faults: &mut Faults, opens_at: Option<Instant>, closes_at: Option<Instant>) {
    if let (Some(opens), Some(closes)) = (opens_at, closes_at)
        && closes <= opens
    {
        faults.add("closesAt", Rule::NotBefore { other: "opensAt" });
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use mulin_entities::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn at(hours: i64) -> Instant {
        DateTime::from_timestamp(hours * 3600, 0).unwrap()
    }

    fn event(state: EventState) -> Phase {
        Phase {
            state,
            starts_at: at(100),
            ends_at: at(102),
            rsvp_opens_at: None,
            rsvp_closes_at: None,
        }
    }

    fn party(adults: i32, children: i32) -> rsvp::Model {
        let person = PersonId(Uuid::from_u128(1));
        rsvp::Model {
            id: RsvpId(Uuid::nil()),
            root_area_id: AreaId(Uuid::nil()),
            event_id: EventId(Uuid::nil()),
            person_id: person,
            household_id: HouseholdId(Uuid::nil()),
            unit_id: AreaId(Uuid::nil()),
            state: RsvpState::Going,
            adults,
            children,
            respondent_comes: true,
            note: None,
            queue_no: None,
            offer_expires_at: None,
            withdrew_late: false,
            decided_by: None,
            decided_at: None,
            decision_reason: None,
            form_version: 0,
            answer_rev: 0,
            schedule_rev: 1,
            via: Via::App,
            answered_by: person,
            answered_at: at(0),
            created_at: at(0),
        }
    }

    #[test]
    fn people_are_checked_in_around_the_event() {
        let open = |now| must_be_open(event(EventState::Published), None, at(now)).is_ok();
        let hours = [95, 96, 100, 113, 114];
        assert_eq!(hours.map(open), [false, true, true, true, false]);
        let refused = |state| must_be_open(event(state), None, at(100)).unwrap_err();
        assert_eq!(refused(EventState::Draft).code(), "EVENT_NOT_PUBLISHED");
        assert_eq!(refused(EventState::Cancelled).code(), "EVENT_CANCELLED");
    }

    #[test]
    fn a_list_says_otherwise_for_one_end_or_both() {
        let mut list = check_in_list::Model {
            id: CheckInListId(Uuid::nil()),
            root_area_id: AreaId(Uuid::nil()),
            event_id: EventId(Uuid::nil()),
            name: "午餐".to_owned(),
            is_default: false,
            opens_at: Some(at(50)),
            closes_at: None,
            version: 1,
            created_at: at(0),
            updated_at: at(0),
        };
        let of = |list: &_| {
            let window = window(event(EventState::Published), Some(list));
            (window.opens_at, window.closes_at)
        };
        assert_eq!(of(&list), (at(50), at(114)));
        list.closes_at = Some(at(60));
        assert_eq!(of(&list), (at(50), at(60)));
    }

    #[test]
    fn a_party_comes_whole_or_in_part_and_never_larger() {
        let of = |adults, children| {
            heads_of_party(&party(2, 1), adults, children)
                .map(|heads| (heads.adults, heads.children))
                .map_err(|error| error.to_string())
        };
        assert_eq!(of(None, None), Ok((2, 1)));
        assert_eq!(of(Some(1), None), Ok((1, 1)));
        assert_eq!(of(Some(0), Some(3)), Ok((0, 3)));
        assert_eq!(of(Some(3), None), Err("adults: OUT_OF_RANGE".to_owned()));
        assert_eq!(of(Some(0), Some(0)), Err("adults: OUT_OF_RANGE".to_owned()));
        assert_eq!(of(None, Some(-1)), Err("children: OUT_OF_RANGE".to_owned()));
        assert_eq!(
            of(None, Some(i32::MAX)),
            Err("children: OUT_OF_RANGE".to_owned())
        );
        assert!(heads_without_names(Some(500), None).is_ok());
        assert!(heads_without_names(Some(500), Some(1)).is_err());
        assert!(heads_without_names(None, None).is_err());
    }

    proptest! {
        #[test]
        fn never_more_people_than_heads(
            adults in 1..10i32, children in 0..10i32, named in 0..12u128, comes: bool, came in 1..20i32
        ) {
            let mut rsvp = party(adults, children);
            rsvp.respondent_comes = comes;
            let came = Heads { adults: came.min(adults + children), children: 0 };
            let named: Vec<PersonId> = (0..named).map(|n| PersonId(Uuid::from_u128(n + 2))).collect();
            let known = known(&rsvp, &named, came);
            prop_assert!(known.len() <= usize::try_from(came.sum()).unwrap());
            if came.sum() < adults + children {
                prop_assert_eq!(known.len(), usize::from(comes));
            }
        }
    }
}
