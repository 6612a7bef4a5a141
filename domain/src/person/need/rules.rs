//! What somebody may need. Pure.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::clock::Instant;

/// Longest note, in characters.
pub const MAX_NOTE: usize = 500;

/// What somebody needs, or what those must know who look after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NeedKind {
    /// Uses a wheelchair.
    Wheelchair,
    /// Cannot take stairs.
    StepFree,
    /// Hears little or nothing.
    Hearing,
    /// Sees little or nothing.
    Sight,
    /// Lives alone.
    LivesAlone,
    /// Forgets, or loses the way.
    Memory,
    /// Has a lasting illness.
    ChronicIllness,
    /// Needs somebody who interprets.
    Interpreter,
    /// Something else, as the note says. Also what a later version of the program wrote.
    #[serde(other)]
    Other,
}

/// What somebody needs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    /// Kinds, each once, in their order.
    pub kinds: BTreeSet<NeedKind>,
    /// In the person's or the steward's words; empty if there are none.
    pub note: String,
    /// When they were last edited.
    #[serde(skip)]
    pub updated_at: Instant,
}

impl std::fmt::Debug for Needs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Needs").finish_non_exhaustive()
    }
}

impl Needs {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty() && self.note.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_later_version_wrote_can_be_read() {
        let written = r#"{"kinds":["HEARING","LEVITATION"],"note":"n"}"#;
        let needs: Needs = serde_json::from_str(written).unwrap();
        assert_eq!(needs.kinds, [NeedKind::Hearing, NeedKind::Other].into());
        assert!(!format!("{needs:?}").contains("HEARING"));
    }
}
