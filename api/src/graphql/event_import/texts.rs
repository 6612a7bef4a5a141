//! What is wrong with a file, in words.

use mulin_domain::Refusal;
use mulin_domain::event_import::{EntryFault, Wrong};
use mulin_domain::input::InputError;

use crate::graphql::texts::{Speech, message, refusal_of};

/// The reason and the way out, in the caller's language. It names the property or column as the file
/// does, and not the line.
pub fn fault(fault: &EntryFault, speech: Speech) -> String {
    let field = fault.field.as_str();
    if let Wrong::Rule(rule) = &fault.wrong {
        let rule = rule.clone();
        let path = vec![field.to_owned()];
        return refusal_of(&Refusal::Input(InputError { path, rule }), field, speech);
    }
    let mut values = vec![("field", field.into())];
    match &fault.wrong {
        Wrong::FileTooLarge { max } => {
            values.push(("max", (max / 1024).to_string().into()));
        }
        Wrong::NestedTooDeep { max }
        | Wrong::TooManyEntries { max }
        | Wrong::TooManyOccurrences { max }
        | Wrong::TooManyFaults { max } => values.push(("max", max.to_string().into())),
        Wrong::ZoneNotKnown { name } => values.push(("name", name.as_str().into())),
        Wrong::Unsupported { what } => values.push(("what", what.as_str().into())),
        Wrong::Rule(_)
        | Wrong::NotText
        | Wrong::NotACalendar
        | Wrong::NotATable
        | Wrong::Unbalanced
        | Wrong::BadLine
        | Wrong::UnknownColumn
        | Wrong::BadTime
        | Wrong::BadValue
        | Wrong::EndsBeforeItBegins
        | Wrong::SeveralTimesADay
        | Wrong::StartNotInRule => {}
    }
    message(fault.wrong.code(), &values, speech.language)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use mulin_domain::input::Rule;

    use super::*;
    use crate::graphql::texts::Language;

    #[test]
    fn every_fault_has_a_text_with_all_its_values() {
        for wrong in [
            Wrong::Rule(Rule::Required),
            Wrong::Rule(Rule::TooOften),
            Wrong::Rule(Rule::NeverOccurs),
            Wrong::FileTooLarge { max: 1024 * 1024 },
            Wrong::NotText,
            Wrong::NotACalendar,
            Wrong::NotATable,
            Wrong::NestedTooDeep { max: 8 },
            Wrong::Unbalanced,
            Wrong::TooManyEntries { max: 500 },
            Wrong::TooManyOccurrences { max: 2_000 },
            Wrong::TooManyFaults { max: 200 },
            Wrong::BadLine,
            Wrong::UnknownColumn,
            Wrong::BadTime,
            Wrong::BadValue,
            Wrong::ZoneNotKnown {
                name: "Mars/Olympus".to_owned(),
            },
            Wrong::EndsBeforeItBegins,
            Wrong::SeveralTimesADay,
            Wrong::Unsupported {
                what: "RANGE".to_owned(),
            },
            Wrong::StartNotInRule,
        ] {
            for language in [Language::Chinese, Language::English] {
                let zone = Tz::Asia__Shanghai;
                let wrong = wrong.clone();
                let code = wrong.code();
                let one = EntryFault {
                    line: Some(7),
                    uid: None,
                    field: "RRULE".to_owned(),
                    wrong,
                };
                let text = fault(&one, Speech { language, zone });
                assert_ne!(text, code, "{language:?}");
                assert!(!text.contains('{'), "{text}");
            }
        }
    }
}
