//! Answers, and coming in.

use super::text_enums;

text_enums! {
    /// The states of an answer.
    RsvpState {
        /// Comes; holds seats.
        Going,
        /// Perhaps; holds no seat.
        Maybe,
        /// Does not come.
        Declined,
        /// Waits for a seat.
        Waitlisted,
        /// Seats are held until a time, and given to the next unless accepted.
        Offered,
        /// Waits for the organisers' approval.
        Requested,
        /// The organisers said no.
        Refused,
        /// Did not accept the offered seats in time.
        Expired,
        /// Took the answer back.
        Withdrawn,
    }

    /// Who gets a seat that becomes free.
    WaitlistOrder {
        /// The first of those whose party fits.
        FirstFit,
        /// The first: nobody passes.
        Strict,
    }

    /// The way an answer came in.
    Via {
        /// The person's own client.
        App,
        /// A personal link.
        Link,
        /// A text message.
        Sms,
        /// A telephone call.
        Phone,
        /// A form on paper.
        Paper,
        /// At the desk, in person.
        Desk,
    }

    /// How somebody was checked in.
    CheckInMethod {
        /// By the code that they showed.
        Code,
        /// By finding them on the list.
        List,
        /// Somebody known, without an answer.
        WalkIn,
        /// Heads without names.
        HeadCount,
    }

    /// Whether somebody is at an event.
    Presence {
        /// Was checked in.
        Present,
        /// Was not.
        Absent,
    }
}
