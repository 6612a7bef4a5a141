//! How shifts and those on them stand.

use async_graphql::Enum;

/// How a shift stands. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::ShiftState")]
pub enum ShiftState {
    /// It takes place.
    Open,
    /// It does not.
    Cancelled,
}

/// How a volunteer stands on a shift. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::SignUpState")]
pub enum SignUpState {
    /// Has a place.
    SignedUp,
    /// Waits for one.
    Waitlisted,
    /// Is on it no longer.
    Cancelled,
    /// Was there.
    Attended,
    /// Was not.
    NoShow,
}

/// Why a volunteer is on a shift no longer. Reasons may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::SignUpEnd")]
pub enum SignUpEnd {
    /// They took themselves off, or somebody for them.
    Volunteer,
    /// Those who look after the shift did.
    Staff,
    /// Somebody else has taken it over.
    Swapped,
    /// It does not take place.
    ShiftCancelled,
    /// It has another time, at which they are on another.
    ShiftMoved,
    /// The person was erased.
    PersonErased,
}

/// How it is known that a volunteer was there. Ways may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::AttendedHow")]
pub enum AttendedHow {
    /// By the code that was shown there.
    Code,
    /// Who looks after the shift said so.
    Lead,
}
