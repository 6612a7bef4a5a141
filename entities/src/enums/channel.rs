//! Channels: by which people are told, what they refused, and what they say.

use super::text_enums;

text_enums! {
    /// How a message travels.
    Channel {
        /// E-mail.
        Email,
        /// A text message.
        Sms,
        /// A call by the person's steward.
        Call,
    }

    /// What a message serves, so that one may refuse the one and keep the other.
    ChannelPurpose {
        /// What somebody has a part in: reminders, changes, offers, calls of theirs.
        Service,
        /// What somebody might like to know.
        Promotion,
    }

    /// An entry of the ledger of channels.
    ConsentStep {
        /// Wants it.
        OptIn,
        /// Does not want it.
        OptOut,
    }

    /// Why nothing more is sent to an address.
    SuppressionReason {
        /// A message came back for good.
        HardBounce,
        /// Too many messages came back for now.
        SoftBounces,
        /// The reader called a message unwanted.
        Complaint,
        /// No such number, or one that takes no text messages.
        InvalidNumber,
    }

    /// The life of a call to be made.
    CallState {
        /// To be made.
        Open,
        /// Made, or given up.
        Done,
        /// It would come too late.
        Lapsed,
    }

    /// How a call ended.
    CallOutcome {
        /// The person was told.
        Reached,
        /// Nobody answered.
        NoAnswer,
        /// The person asked for another call.
        CallBack,
        /// Somebody else has the number.
        WrongNumber,
        /// The person does not want such calls.
        Refused,
    }

    /// What a text message that somebody wrote means.
    InboundMeaning {
        /// Send nothing more.
        OptOut,
        /// Send again.
        OptIn,
        /// Comes.
        Yes,
        /// Does not come.
        No,
        /// Who knows.
        Unclear,
    }

    /// What became of a text message that somebody wrote.
    InboundOutcome {
        /// Nothing more is sent to the telephone.
        OptedOut,
        /// What was refused is wanted again.
        OptedIn,
        /// It was an answer to an event.
        Answered,
        /// The event did not take the answer.
        Refused,
        /// It was long on its way, and the person had answered otherwise meanwhile.
        Superseded,
        /// Several people share the telephone, and nobody knows whose answer it is.
        Ambiguous,
        /// It answers nothing that was asked.
        NoQuestion,
        /// It could not be understood.
        Unclear,
        /// Nobody known has the number.
        Nobody,
    }
}
