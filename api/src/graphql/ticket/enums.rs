//! How tickets stand, and why.

use async_graphql::Enum;

/// How a ticket came to be. Ways may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::TicketSource")]
pub enum TicketSource {
    /// A slot was booked.
    Booked,
    /// A number was drawn by whom it is for, or at the desk.
    WalkIn,
    /// A number was drawn by somebody else for them.
    Proxy,
}

/// The lane of a queue in which a ticket waits. Priority goes first, but after three of them one other is
/// called; of the others two who booked, then one who did not. Lanes may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::TicketLane")]
pub enum TicketLane {
    /// Those who go first.
    Priority,
    /// Those who booked, by the later of their slot and their coming.
    Booked,
    /// Those who drew a number, by when they did.
    WalkIn,
}

/// Why somebody goes first. Reasons may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::PriorityReason")]
pub enum PriorityReason {
    /// As old as the stall says, or older: by the year of birth, or as the staff saw.
    Elder,
    /// A disability.
    Disability,
    /// Pregnant.
    Pregnant,
    /// With a small child in arms.
    WithInfant,
    /// Cannot wait, as the staff saw.
    Urgent,
}

/// How a ticket stands. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::TicketState")]
pub enum TicketState {
    /// Waits for a place in a slot.
    Waitlisted,
    /// Holds a place in a slot.
    Booked,
    /// Booked, and there.
    CheckedIn,
    /// Waits for its turn.
    Waiting,
    /// Called to a station.
    Called,
    /// Being served.
    Serving,
    /// Served.
    Done,
    /// Waits aside for something.
    OnHold,
    /// Was called and nobody came; comes again some places later.
    Skipped,
    /// Nobody came.
    NoShow,
    /// Taken back, or closed at the end of the day.
    Cancelled,
    /// Goes on as a ticket of another service.
    Transferred,
    /// The things were left at the stall.
    Received,
    /// The things can be collected.
    Ready,
    /// The things were collected.
    Collected,
}

/// What was done with a ticket. Verbs may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::TicketVerb")]
pub enum TicketVerb {
    /// A slot was booked, or waited for.
    Book,
    /// A place in a slot became free for it.
    Promote,
    /// Another slot was booked instead.
    Move,
    /// A number was drawn.
    Take,
    /// Who booked was there.
    CheckIn,
    /// It was taken back.
    Cancel,
    /// It was called to a station.
    Call,
    /// It was called again.
    Recall,
    /// Serving began.
    Start,
    /// Serving ended.
    Finish,
    /// What was left there was ready.
    MakeReady,
    /// What was left there was collected.
    Collect,
    /// Nobody came.
    Skip,
    /// It went back to the queue.
    Return,
    /// It had to wait for something.
    Hold,
    /// It went to another service.
    Transfer,
    /// The day was over.
    Close,
    /// The last move was undone.
    Undo,
}

/// Why a ticket ended without being served. Reasons may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::TicketEnd")]
pub enum TicketEnd {
    /// Its holder took it back.
    Holder,
    /// The staff did.
    Staff,
    /// The day was over.
    DayEnded,
    /// The event was called off.
    EventCancelled,
    /// The person is not known any more.
    PersonErased,
}
