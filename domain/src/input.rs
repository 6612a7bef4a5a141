//! Checking what a client sent: every fault at once, each with its field, its rule and the way out.

use std::ops::RangeInclusive;

use mulin_entities::TypedId;
use serde::Serialize;

use crate::error::{Error, Refusal};
pub use crate::input_rule::{BadId, Rule};
use crate::names::{self, Deception};

/// An id as it came in: decoded, or why it could not be.
pub type IdInput<T> = Result<T, BadId>;

/// A field of an edit: left out, set to null, or given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Patch<T> {
    /// Left out: stays as it is.
    #[default]
    Keep,
    /// Null: is emptied, where it may be empty.
    Clear,
    /// Gets this value.
    Set(T),
}

impl<T> Patch<T> {
    /// Translates the value, if one is given.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(f(value)),
        }
    }

    /// Whether the edit leaves the field alone.
    pub fn keeps(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// The new value of a field that may be empty.
    pub fn or_keep(self, present: Option<T>) -> Option<T> {
        match self {
            Self::Keep => present,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }
}

/// One fault of the input.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", path.join("."), rule.code())]
pub struct InputError {
    /// Where in the input, from its top: `["party", "adults"]`.
    pub path: Vec<String>,
    /// What is wrong.
    pub rule: Rule,
}

impl InputError {
    /// A fault at a dotted path.
    pub fn at(path: &str, rule: Rule) -> Self {
        Self {
            path: path.split('.').map(str::to_owned).collect(),
            rule,
        }
    }
}

/// Collects faults, so that a client learns of all of them in one answer.
#[derive(Debug, Default)]
pub struct Faults(Vec<InputError>);

impl Faults {
    /// Notes a fault at a dotted path.
    pub fn add(&mut self, path: &str, rule: Rule) {
        self.0.push(InputError::at(path, rule));
    }

    /// Whether anything was noted so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was noted, for those who tell of it in another way than by a refusal.
    pub fn into_errors(self) -> Vec<InputError> {
        self.0
    }

    /// Refuses if anything was noted.
    pub fn finish(self) -> Result<(), Error> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(Error::Refused(
            self.0.into_iter().map(Refusal::Input).collect(),
        ))
    }

    /// Takes an id, or notes why it is none.
    pub fn id<T: TypedId>(
        &mut self,
        path: &str,
        wanted: &'static str,
        id: IdInput<T>,
    ) -> Option<T> {
        match id {
            Ok(id) => Some(id),
            Err(BadId::Malformed) => {
                self.add(path, Rule::MalformedId);
                None
            }
            Err(BadId::OtherType { is }) => {
                self.add(path, Rule::OtherTypeId { wanted, is });
                None
            }
        }
    }

    /// Takes the new value of a field that cannot be empty.
    pub fn required<T>(&mut self, path: &str, patch: Patch<T>) -> Option<T> {
        match patch {
            Patch::Keep => None,
            Patch::Clear => {
                self.add(path, Rule::Required);
                None
            }
            Patch::Set(value) => Some(value),
        }
    }

    /// Takes an edit's id.
    pub fn patched_id<T: TypedId>(
        &mut self,
        path: &str,
        wanted: &'static str,
        patch: Patch<IdInput<T>>,
    ) -> Patch<T> {
        match patch {
            Patch::Keep => Patch::Keep,
            Patch::Clear => Patch::Clear,
            Patch::Set(id) => self.id(path, wanted, id).map_or(Patch::Keep, Patch::Set),
        }
    }

    /// Takes an optional id.
    pub fn optional_id<T: TypedId>(
        &mut self,
        path: &str,
        wanted: &'static str,
        id: Option<IdInput<T>>,
    ) -> Option<T> {
        id.and_then(|id| self.id(path, wanted, id))
    }

    /// One line of text, trimmed.
    pub fn line(&mut self, path: &str, text: &str, length: RangeInclusive<usize>) -> String {
        let text = text.trim();
        if text.chars().any(char::is_control) {
            self.add(path, Rule::ControlCharacters);
        }
        self.check_length(path, text, length);
        text.to_owned()
    }

    /// A name of a person or a place: tidied by [`names::tidy`], and without what deceives the eye.
    pub fn name(&mut self, path: &str, name: &str, length: RangeInclusive<usize>) -> String {
        // Line ends around a name are no part of it, as in any line.
        let name = names::tidy(name.trim());
        match names::deception(&name) {
            Some(Deception::Invisible) => self.add(path, Rule::ControlCharacters),
            Some(Deception::MixedScripts) => self.add(path, Rule::MixedScripts),
            None => {}
        }
        self.check_length(path, &name, length);
        name
    }

    /// Text of several lines, trimmed, with line ends as LF.
    pub fn text(&mut self, path: &str, text: &str, length: RangeInclusive<usize>) -> String {
        let text = text.trim().replace("\r\n", "\n");
        if text
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\t')
        {
            self.add(path, Rule::ControlCharacters);
        }
        self.check_length(path, &text, length);
        text
    }

    fn check_length(&mut self, path: &str, text: &str, length: RangeInclusive<usize>) {
        let chars = text.chars().count();
        if chars == 0 && *length.start() > 0 {
            self.add(path, Rule::Required);
        } else if !length.contains(&chars) {
            self.add(
                path,
                Rule::Length {
                    min: *length.start(),
                    max: *length.end(),
                },
            );
        }
    }

    /// A yes or a no as people write it in tables.
    pub fn yes_or_no(&mut self, path: &str, word: &str) -> Option<bool> {
        match word.trim().to_lowercase().as_str() {
            "是" | "yes" | "true" => Some(true),
            "否" | "no" | "false" => Some(false),
            _ => {
                let expected = "yes or no (是 or 否)";
                self.add(path, Rule::Format { expected });
                None
            }
        }
    }

    /// A whole number within bounds.
    pub fn number(&mut self, path: &str, number: i32, range: RangeInclusive<i32>) -> i32 {
        if !range.contains(&number) {
            let (min, max) = (i64::from(*range.start()), i64::from(*range.end()));
            self.add(path, Rule::Range { min, max });
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_told_at_once() {
        let mut faults = Faults::default();
        assert_eq!(faults.line("title", "  灯会\u{7}", 1..=3), "灯会\u{7}");
        faults.line("name", "   ", 1..=3);
        faults.text("description", "abcd", 0..=3);
        faults.number("party.adults", 0, 1..=20);
        let Err(Error::Refused(refusals)) = faults.finish() else {
            panic!("refused")
        };
        let told: Vec<String> = refusals.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "title: CONTROL_CHARACTERS",
                "name: REQUIRED",
                "description: INVALID_LENGTH",
                "party.adults: OUT_OF_RANGE",
            ]
        );
    }
}
