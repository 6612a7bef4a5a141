//! Events, those who run them, and what is asked.

use super::text_enums;

text_enums! {
    /// Labels that clients group and colour events by; what an event can do is told by its rows.
    EventKind {
        /// 邻里文化节 and other celebrations.
        Festival,
        /// 百家宴.
        Banquet,
        /// 便民服务日.
        ServiceDay,
        /// Any other meeting of neighbours.
        Gathering,
    }

    /// The life of an event. That it is over is told by the clock and not stored.
    EventState {
        /// Being written; only its organisers see it.
        Draft,
        /// Visible to its audience and open for answers.
        Published,
        /// Will not take place.
        Cancelled,
    }

    /// The life of a series.
    SeriesState {
        /// Occurrences are made ahead.
        Active,
        /// Nothing more is made.
        Ended,
    }

    /// Who may see an event.
    Visibility {
        /// Everybody, also without signing in.
        Public,
        /// The people of the event's area.
        Audience,
        /// Those who were invited.
        Invited,
    }

    /// A part in one event.
    EventRole {
        /// Runs the event as its organisers do.
        CoOrganiser,
        /// Sees who comes and checks them in.
        CheckInHelper,
    }

    /// What is asked for.
    QuestionKind {
        /// Words.
        Text,
        /// A whole number.
        Number,
        /// One of several.
        Choice,
        /// Some of several.
        Choices,
        /// Yes or no.
        YesNo,
        /// A day.
        Date,
    }

    /// Who sees what was answered to a question, beside the person.
    QuestionAudience {
        /// Those who run the event.
        Organisers,
        /// Those who check people in, too.
        Helpers,
    }
}
