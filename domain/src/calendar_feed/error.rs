//! Why there is no further address.

/// No address is made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarFeedError {
    /// The person has as many that count as anybody may have.
    #[error("a person has at most {max} calendar feeds")]
    TooMany {
        /// Addresses that count at a time.
        max: u64,
    },
}

impl CalendarFeedError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooMany { .. } => "TOO_MANY_CALENDAR_FEEDS",
        }
    }

    /// The input field it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::TooMany { .. } => "label",
        }
    }
}
