//! On what terms answers get seats.

use mulin_entities::{WaitlistOrder, event};
use serde::Serialize;

use super::rules;
use super::view::EventView;
use crate::input::{Faults, Patch, Rule};

/// The shortest time for which seats are held for a waiting party: 15 minutes.
pub const MIN_OFFER_SECONDS: i32 = 15 * 60;
/// The longest: 7 days.
pub const MAX_OFFER_SECONDS: i32 = 7 * 24 * 60 * 60;
/// Most seats that the limit of a household may be.
pub const MAX_HOUSEHOLD: i32 = 100;

/// Terms as a client sets or changes them; what is left out of a new event is the default.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RsvpTerms {
    /// Whether those who run the event approve each answer before it gets seats; not by default.
    pub needs_approval: Patch<bool>,
    /// Who gets a seat that becomes free; the first that fits by default.
    pub waitlist_order: Patch<WaitlistOrder>,
    /// How long seats that became free are held for a waiting party, ISO 8601; by default it is
    /// seated at once.
    pub offer_window: Patch<String>,
    /// Most seats that one household holds; as many as it wants by default.
    pub household_limit: Patch<i32>,
}

/// On what terms an event, or each occurrence of a series, gives seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the columns of the same name")]
pub struct Terms {
    pub needs_approval: bool,
    pub waitlist_order: WaitlistOrder,
    pub offer_seconds: Option<i32>,
    pub household_limit: Option<i32>,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            needs_approval: false,
            waitlist_order: WaitlistOrder::FirstFit,
            offer_seconds: None,
            household_limit: None,
        }
    }
}

macro_rules! terms_of {
    ($($of:ty),+) => {$(
        impl From<&$of> for Terms {
            fn from(of: &$of) -> Self {
                Self {
                    needs_approval: of.needs_approval,
                    waitlist_order: of.waitlist_order,
                    offer_seconds: of.offer_seconds,
                    household_limit: of.household_limit,
                }
            }
        }
    )+};
}
terms_of!(event::Model, EventView);

impl Terms {
    /// Writes them into the event's row.
    pub(crate) fn write(self, event: &mut event::Model) {
        event.needs_approval = self.needs_approval;
        event.waitlist_order = self.waitlist_order;
        event.offer_seconds = self.offer_seconds;
        event.household_limit = self.household_limit;
    }
}

/// Terms that were checked.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    needs_approval: Option<bool>,
    waitlist_order: Option<WaitlistOrder>,
    offer_seconds: Patch<i32>,
    household_limit: Patch<i32>,
}

impl RsvpTerms {
    /// Notes every fault.
    pub(crate) fn check(self, faults: &mut Faults) -> Checked {
        let needs_approval = faults.required("needsApproval", self.needs_approval);
        let waitlist_order = faults.required("waitlistOrder", self.waitlist_order);
        let offer_seconds = match self.offer_window {
            Patch::Keep => Patch::Keep,
            Patch::Clear => Patch::Clear,
            Patch::Set(text) => offer_seconds(faults, &text).map_or(Patch::Keep, Patch::Set),
        };
        if let Patch::Set(limit) = self.household_limit {
            faults.number("householdLimit", limit, 1..=MAX_HOUSEHOLD);
        }
        Checked {
            needs_approval,
            waitlist_order,
            offer_seconds,
            household_limit: self.household_limit,
        }
    }
}

impl Checked {
    /// The terms that there are, with what is changed of them.
    pub(crate) fn over(self, present: Terms) -> Terms {
        Terms {
            needs_approval: self.needs_approval.unwrap_or(present.needs_approval),
            waitlist_order: self.waitlist_order.unwrap_or(present.waitlist_order),
            offer_seconds: self.offer_seconds.or_keep(present.offer_seconds),
            household_limit: self.household_limit.or_keep(present.household_limit),
        }
    }
}

fn offer_seconds(faults: &mut Faults, text: &str) -> Option<i32> {
    let seconds = rules::duration_seconds(faults, "offerWindow", text)?;
    if !(MIN_OFFER_SECONDS..=MAX_OFFER_SECONDS).contains(&seconds) {
        let expected = "an ISO 8601 duration of 15 minutes to 7 days, for example PT4H";
        faults.add("offerWindow", Rule::Format { expected });
    }
    Some(seconds)
}
