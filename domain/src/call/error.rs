//! What the state of a call forbids.

/// The state of a call forbids it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Somebody made it, or it was given up.
    #[error("the call is done")]
    Done,
    /// It would come too late, or there is nothing to say any more.
    #[error("the call has lapsed")]
    Lapsed,
}

impl CallError {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "CALL_DONE",
            Self::Lapsed => "CALL_LAPSED",
        }
    }

    /// The input field it is about.
    pub fn field(self) -> &'static str {
        "taskId"
    }
}
