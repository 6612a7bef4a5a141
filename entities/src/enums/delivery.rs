//! Messages, and what falls due.

use super::text_enums;

text_enums! {
    /// What a message says.
    MessageKind {
        /// The event is about to start.
        EventReminder,
        /// The event has another time.
        EventRescheduled,
        /// The event has another place.
        EventMoved,
        /// The event will not take place.
        EventCancelled,
        /// What an organiser tells those who answered.
        Announcement,
        /// The answer was taken: the person comes.
        RsvpConfirmed,
        /// A waitlisted party has seats now.
        RsvpPromoted,
        /// Seats are held for a waitlisted party, until it takes them or their time is over.
        RsvpOffered,
        /// The time of held seats is about to end.
        RsvpOfferEnding,
        /// The time of held seats is over, and they went to the next.
        RsvpOfferExpired,
        /// Those who run the event let the party in.
        RsvpApproved,
        /// Those who run the event do not let the party in.
        RsvpRefused,
        /// Those who run the event invite the person or their household to it.
        Invited,
        /// A code to sign in with.
        SignInCode,
        /// Somebody else acted for the person.
        ActedForYou,
        /// The steward confirmed a registration.
        RegistrationConfirmed,
        /// How to answer by text message, to whoever wrote one that could not be taken.
        SmsHelp,
        /// A slot at a stall was booked, or the booking moved to another.
        TicketBooked,
        /// Who waited for a slot has one now.
        TicketPromoted,
        /// It is nearly the person's turn at a stall.
        TicketNearly,
        /// What was left at a stall can be collected.
        TicketReady,
        /// What was open at a stall when the day ended, or was called off, is closed.
        TicketClosed,
        /// Somebody was put on a shift, or asked for it and has a place.
        ShiftSignedUp,
        /// Who waited for a place on a shift has one now.
        ShiftPromoted,
        /// The shift does not take place, or the person is on it no longer.
        ShiftCancelled,
        /// The person is asked to take over somebody's shift.
        ShiftSwapOffered,
        /// Somebody else took over the person's shift.
        ShiftSwapped,
        /// The shift has another time or place.
        ShiftChanged,
        /// Volunteers are asked to come to a shift.
        VolunteersCalled,
    }

    /// The life of one message.
    DeliveryState {
        /// Waits for its time.
        Pending,
        /// Committed before the wire is touched.
        Sending,
        /// The wire broke after the message was handed over: nobody knows.
        Unknown,
        /// The other side took it.
        Sent,
        /// A receipt says that it arrived.
        Delivered,
        /// Came back.
        Bounced,
        /// Cannot be delivered.
        Failed,
        /// The event began first.
        Expired,
        /// No longer true: the event moved, or the answer changed.
        Superseded,
        /// Not sent on purpose: no address, or the person opted out.
        Suppressed,
    }

    /// The life of a planned fan-out.
    ScheduleState {
        /// Nobody has been listed yet.
        Pending,
        /// Recipients up to the cursor have their deliveries.
        Expanding,
        /// Every recipient has a delivery; later answers get theirs one by one.
        Expanded,
        /// Its time had passed before it could be of use.
        Missed,
        /// The event moved or was cancelled.
        Cancelled,
    }

    /// For whom a reminder or an announcement is, in the order of the names.
    ReminderAudience {
        /// Who has booked a slot at a stall.
        Bookings,
        /// Who brings a dish.
        Cooks,
        /// Who comes.
        Going,
        /// Who may come.
        Maybe,
        /// Who was invited, in person or with the household, and has not answered.
        NotAnswered,
        /// For whom seats are held.
        Offered,
        /// Who has a place on a shift.
        Volunteers,
        /// Who waits for seats.
        Waitlisted,
    }

    /// The life of an announcement.
    AnnouncementState {
        /// Waits for its time.
        Scheduled,
        /// Its recipients are listed; the messages go out.
        Listed,
        /// Was called off first.
        Cancelled,
    }

    /// What somebody did for somebody else, as the other is told.
    ProxyAct {
        /// Answered that they come.
        Going,
        /// Answered that they may come.
        Maybe,
        /// Answered that they do not come, or took their answer back.
        NotComing,
        /// Gave their consent.
        ConsentGiven,
        /// Withdrew their consent.
        ConsentWithdrawn,
    }

    /// What falls due.
    DueWorkKind {
        /// List the recipients of a delivery schedule.
        ExpandSchedule,
        /// List those to whom several notices of one change go, person by person.
        ExpandTogether,
        /// Remind of seats that are held for a waiting party.
        NudgeOffer,
        /// Give seats that were not taken in time to the next.
        ExpireOffer,
        /// Delete what is kept no longer.
        Retention,
        /// Ask providers what became of messages that they took.
        AskForReceipts,
        /// Make the next occurrences of a series.
        MakeOccurrences,
        /// Count anew how many guests of a banquet cannot eat what.
        CountDiets,
        /// Close what is open at the stalls of a service day that is over.
        CloseStalls,
    }
}
