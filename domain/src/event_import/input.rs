//! What a client sends.

use mulin_entities::*;
use serde::Serialize;

use crate::input::IdInput;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum FileFormat {
    /// iCalendar (RFC 5545).
    Ics,
    /// A table with a header (RFC 4180).
    Csv,
}

/// A file to import.
#[derive(Clone, Debug, Serialize)]
pub struct ImportEvents {
    /// The audience of what is made is the subtree of this area.
    pub area_id: IdInput<AreaId>,
    /// How the file is written.
    pub format: FileFormat,
    /// The text of the file.
    pub content: String,
    /// IANA zone of times that name none; the platform's if left out.
    pub time_zone: Option<String>,
    /// Label of what is made.
    pub kind: EventKind,
    /// Who may see what is made, once it is published.
    pub visibility: Visibility,
    /// Tells what would be made, and writes nothing.
    pub dry_run: bool,
    /// Takes in the entries without fault although others have some.
    pub skip_faulty: bool,
}
