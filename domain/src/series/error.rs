//! What the state of a series forbids, and what it asks about first.

/// The state of a series, or what was answered to its occurrences, forbids it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeriesError {
    /// It was ended, and an ended series does not come back.
    #[error("the series was ended")]
    Ended,
    /// Occurrences that somebody answered would move or be cancelled, and the caller has not said
    /// that this is meant.
    #[error("{moved} occurrences would move and {cancelled} be cancelled that {parties} answered")]
    OccurrencesAnswered {
        /// Occurrences with answers that would get another time.
        moved: usize,
        /// Occurrences with answers that would be cancelled.
        cancelled: usize,
        /// Parties that answered them.
        parties: i64,
    },
    /// The event is no occurrence of a series.
    #[error("the event belongs to no series")]
    NotInASeries,
    /// The occurrence has begun or is over.
    #[error("the occurrence lies in the past")]
    OccurrencePast,
}

impl SeriesError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ended => "SERIES_ENDED",
            Self::OccurrencesAnswered { .. } => "OCCURRENCES_ANSWERED",
            Self::NotInASeries => "NOT_IN_A_SERIES",
            Self::OccurrencePast => "OCCURRENCE_PAST",
        }
    }

    /// The input field it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Ended => "seriesId",
            Self::OccurrencesAnswered { .. } => "acceptAnswered",
            Self::NotInASeries | Self::OccurrencePast => "eventId",
        }
    }
}
