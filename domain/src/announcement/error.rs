//! Why nothing is announced, or called off.

/// The announcements of the event forbid it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnnouncementError {
    /// As many wait for their time as may.
    #[error("{max} announcements wait already")]
    TooMany {
        /// At most.
        max: usize,
    },
    /// Its messages went out.
    #[error("the announcement went out")]
    Sent,
}

impl AnnouncementError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooMany { .. } => "TOO_MANY_ANNOUNCEMENTS",
            Self::Sent => "ANNOUNCEMENT_SENT",
        }
    }

    /// The input field it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::TooMany { .. } => "eventId",
            Self::Sent => "announcementId",
        }
    }
}
