//! What a file calls the fields of an entry, so that faults name what the organiser sees.

use super::FileFormat;

/// The properties or columns of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Names {
    pub title: &'static str,
    pub description: &'static str,
    pub start: &'static str,
    pub repeat: &'static str,
    pub uid: &'static str,
}

impl FileFormat {
    pub(super) fn names(self) -> Names {
        match self {
            Self::Ics => Names {
                title: "SUMMARY",
                description: "DESCRIPTION",
                start: "DTSTART",
                repeat: "RRULE",
                uid: "UID",
            },
            Self::Csv => Names {
                title: "title",
                description: "description",
                start: "start",
                repeat: "repeat",
                uid: "uid",
            },
        }
    }
}
