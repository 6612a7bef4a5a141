//! Service days: stalls, stations and tickets.

use super::text_enums;

text_enums! {
    /// Whether people stay while something is done for them.
    ServiceMode {
        /// They wait until it is done.
        Wait,
        /// They leave their things, and come again when these are ready.
        DropOff,
    }

    /// Whether a station calls people.
    StationState {
        /// It does.
        Open,
        /// Not for a while.
        Paused,
        /// Nobody is there.
        Closed,
    }

    /// How a ticket came to be.
    TicketSource {
        /// A slot was booked.
        Booked,
        /// A number was drawn by whom it is for.
        WalkIn,
        /// A number was drawn by somebody else for them.
        Proxy,
    }

    /// The lane of a queue in which a ticket waits.
    TicketLane {
        /// Those who go first, for a reason that the staff saw.
        Priority,
        /// Those who booked.
        Booked,
        /// Those who did not.
        WalkIn,
    }

    /// Why somebody goes first.
    PriorityReason {
        /// As old as the stall says, or older.
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

    /// How a ticket stands.
    TicketState {
        /// Waits for a slot in which nobody is left.
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
        /// Waits for something before it can go on.
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

    /// What is done with a ticket.
    TicketVerb {
        /// A slot is booked, or waited for.
        Book,
        /// A slot became free for somebody who waited for one.
        Promote,
        /// Another slot is booked instead.
        Move,
        /// A number is drawn.
        Take,
        /// Somebody who booked is there.
        CheckIn,
        /// It is taken back.
        Cancel,
        /// It is called to a station.
        Call,
        /// It is called again.
        Recall,
        /// Serving begins.
        Start,
        /// Serving ends.
        Finish,
        /// What was left there is ready.
        MakeReady,
        /// What was left there is collected.
        Collect,
        /// Nobody came.
        Skip,
        /// It goes back to the queue.
        Return,
        /// It waits for something.
        Hold,
        /// It goes to another service.
        Transfer,
        /// The day is over.
        Close,
        /// The last move is undone.
        Undo,
    }

    /// Why a ticket ended without being served.
    TicketEnd {
        /// Its holder took it back.
        Holder,
        /// The staff did.
        Staff,
        /// The day was over.
        DayEnded,
        /// The event was called off.
        EventCancelled,
        /// The person was erased.
        PersonErased,
    }
}
