//! For whom something is sent, and how far it is.

use async_graphql::Enum;

/// For whom a reminder or an announcement is. Parts may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::ReminderAudience")]
pub enum ReminderAudience {
    /// Who has booked a slot at a stall, whatever they answered to the event. Whom another reminder at the
    /// same time reaches by their answer gets that one, which tells of the booking as well.
    Bookings,
    /// Who brings a dish to the banquet, whatever they answered themselves. Whom another reminder at the
    /// same time reaches by their answer gets that one, which tells of their dish as well.
    Cooks,
    /// Who comes.
    Going,
    /// Who may come.
    Maybe,
    /// Who was invited, in person or with the household, and has neither answered nor been named in
    /// an answer. People of areas that were invited are not counted.
    NotAnswered,
    /// For whom seats are held.
    Offered,
    /// Who has a place on a shift, whatever they answered to the event. Whom another reminder at the same
    /// time reaches by their answer gets that one, which tells of the shift as well.
    Volunteers,
    /// Who waits for seats.
    Waitlisted,
}

/// Whether somebody is at an event, as those who check people in noted it. Ways may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::Presence")]
pub enum Presence {
    /// Was checked in.
    Present,
    /// Was not.
    Absent,
}

/// The life of an announcement. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::AnnouncementState")]
pub enum AnnouncementState {
    /// Waits for its time.
    Scheduled,
    /// Its recipients are listed; each message leaves at its time.
    Listed,
    /// Was called off.
    Cancelled,
}

/// How far a reminder or an announcement is. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
pub enum ReminderPlanState {
    /// Nobody has been listed yet.
    Planned,
    /// Its recipients are being listed.
    Listing,
    /// Its recipients are listed; later answers get theirs one by one.
    Listed,
    /// Its time had passed before it could be of use.
    Missed,
    /// Is not sent, as the event is cancelled.
    Cancelled,
}
