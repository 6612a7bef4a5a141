//! Reading an operator's files for `mulin import`: bytes become text, text becomes cells, cells
//! become the lines that the domain imports, and faults become sentences.

mod areas;
mod encoding;
mod faults;
mod header;
mod holidays;
mod new_moons;
mod people;
mod sheet;

pub use areas::{AREA_COLUMNS, import_areas};
pub use encoding::{Encoding, NotText};
pub use holidays::{HOLIDAY_COLUMNS, import_holidays};
pub use new_moons::{NEW_MOON_COLUMNS, import_new_moons};
pub use people::{PERSON_COLUMNS, import_people};
pub use sheet::{Sheet, Unreadable};

/// A column of a file, by its two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// English name.
    pub english: &'static str,
    /// Chinese name.
    pub chinese: &'static str,
    /// Whether the header must name it.
    pub required: bool,
}

const fn required(english: &'static str, chinese: &'static str) -> Column {
    Column {
        english,
        chinese,
        required: true,
    }
}

const fn optional(english: &'static str, chinese: &'static str) -> Column {
    Column {
        english,
        chinese,
        required: false,
    }
}

impl std::fmt::Display for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.english, self.chinese)
    }
}

/// A fault as the operator reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Line of the file, from 1.
    pub line: u64,
    /// What is wrong there, and what is expected.
    pub text: String,
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.text)
    }
}

/// What came of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported<T> {
    /// Everything is written, or would be.
    Done(T),
    /// Nothing is written.
    Faulty(Vec<Told>),
}
