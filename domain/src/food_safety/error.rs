//! What forbids something about samples, filings and rules.

use crate::clock::Instant;

/// The rules of food safety forbid it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FoodSafetyError {
    /// A sample is kept until its time is over.
    #[error("the sample is kept until {until}")]
    SampleStillKept {
        /// Until when.
        until: Instant,
    },
    /// So few come that nothing has to be filed.
    #[error("nothing has to be filed")]
    FilingNotNeeded,
    /// What ended is history, and is not given another end.
    #[error("it ended already")]
    Ended,
}

impl FoodSafetyError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SampleStillKept { .. } => "SAMPLE_STILL_KEPT",
            Self::FilingNotNeeded => "FILING_NOT_NEEDED",
            Self::Ended => "RULE_ENDED",
        }
    }

    /// The input field it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::SampleStillKept { .. } => "foodSampleId",
            Self::FilingNotNeeded => "filingTaskId",
            Self::Ended => "validTo",
        }
    }
}
