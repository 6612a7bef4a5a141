//! Faults become sentences: what is wrong, and what is expected. Of the file they hold no more than
//! the one cell that is wrong.

use chrono_tz::Tz;
use mulin_calendar::lunar::OverrideFault;
use mulin_domain::Refusal;
use mulin_domain::import::{Fault, Options, Outcome, Wrong};
use mulin_domain::input::InputError;
use mulin_entities::AreaKind;

use super::{Imported, Sheet, Told};
use crate::graphql::texts::{Language, Speech, refusal};

/// Characters of a cell that are shown.
const SHOWN: usize = 40;

/// The operator speaks English here, as everywhere at the command line.
const SPEECH: Speech = Speech {
    language: Language::English,
    zone: Tz::UTC,
};

/// Of a file with lines that cannot be read the others are still checked, and nothing is written.
pub(super) fn only_check_faulty(sheet: &Sheet, options: Options) -> Options {
    Options {
        dry_run: options.dry_run || !sheet.faults.is_empty(),
        ..options
    }
}

/// The outcome, or all faults from the top of the file.
pub(super) fn tell_all<T>(sheet: &Sheet, outcome: Outcome<T>) -> Imported<T> {
    let mut told = sheet.faults.clone();
    match outcome {
        Outcome::Done(done) if told.is_empty() => return Imported::Done(done),
        Outcome::Done(_) => {}
        Outcome::Faulty(faults) => told.extend(faults.iter().map(|fault| tell(sheet, fault))),
    }
    told.sort_by_key(|fault| fault.line);
    Imported::Faulty(told)
}

fn tell(sheet: &Sheet, fault: &Fault) -> Told {
    let line = fault.line;
    let column = sheet.written(fault.column);
    let mut text = sentence(sheet, column, &fault.wrong);
    if let Some(cell) = sheet.cell_at(line, fault.column) {
        let mut shown: String = cell.chars().take(SHOWN).collect();
        if shown.len() < cell.len() {
            shown.push('…');
        }
        text += &format!(" The cell holds {shown:?}.");
    }
    Told { line, text }
}

fn sentence(sheet: &Sheet, column: &str, wrong: &Wrong) -> String {
    match wrong {
        Wrong::Rule(rule) => {
            let error = InputError {
                path: vec![column.to_owned()],
                rule: rule.clone(),
            };
            refusal(&Refusal::Input(error), SPEECH)
        }
        Wrong::Gap { below } => format!(
            "{column} is empty, and {} below it is not. Name every level from the city down.",
            sheet.written(below)
        ),
        Wrong::Differs { from } => format!(
            "{column} is not what line {from} says of the same. Write the same on both lines, or \
             drop one."
        ),
        Wrong::Repeated { on } => format!(
            "{column} stands on line {on} already. Each person has one line, and a number of their \
             own."
        ),
        Wrong::UnknownArea { kind } => format!(
            "{column}: no {} of this name is there, below what the line names before. Write it as \
             it was imported, or import the areas first.",
            noun(*kind)
        ),
        Wrong::AmbiguousArea { kind } => format!(
            "{column}: there are several areas ({}) of this name below the same one. Rename all \
             but one first (updateArea).",
            noun(*kind)
        ),
        Wrong::SameDay { on } => {
            format!("{column} stands on line {on} already. Each day has one line.")
        }
        Wrong::ListedBy { year } => format!(
            "{column} stands in the list of {year}, which this file does not hold. Drop the line, or \
             import the list of {year} without it first."
        ),
        Wrong::NewMoon(fault) => new_moon(column, *fault),
        Wrong::NoCity => "there is no city yet. Import the areas first.".to_owned(),
        Wrong::SeveralCities => {
            format!("{column} must be given, because there are several cities.")
        }
    }
}

fn new_moon(column: &str, fault: OverrideFault) -> String {
    match fault {
        OverrideFault::NoMonthBegins => format!(
            "{column}: no lunar month is computed to begin on that day. Write the first day of the \
             month as this service tells it without corrections."
        ),
        OverrideFault::NotOneDay => {
            format!("{column} must be a day earlier or a day later than computed.")
        }
        OverrideFault::Twice => {
            format!("{column} is corrected on an earlier line already. Each month has one line.")
        }
        OverrideFault::MonthLength => format!(
            "{column} leaves this month or the one before with fewer than 29 or more than 30 days. \
             Look at the dates again."
        ),
    }
}

fn noun(kind: AreaKind) -> &'static str {
    match kind {
        AreaKind::City => "city",
        AreaKind::Street => "street",
        AreaKind::Community => "community",
        AreaKind::Grid => "grid",
        AreaKind::Unit => "unit",
    }
}

#[cfg(test)]
mod tests {
    use mulin_domain::input::Rule;

    use super::*;
    use crate::import::{Encoding, PERSON_COLUMNS};

    #[test]
    fn a_fault_shows_its_own_cell_by_the_name_that_the_file_gives_it() {
        let text = "编号,姓名,街道,社区,网格,邻,楼栋门牌,电话\n7,李明,a,b,c,d,e,1381\n8,x\n";
        let sheet = Sheet::read(text.as_bytes(), Encoding::Auto, PERSON_COLUMNS).unwrap();
        let fault = |column, wrong| Fault {
            line: 2,
            column,
            wrong,
        };
        let expected = "a telephone number";
        let outcome = Outcome::<()>::Faulty(vec![
            fault("phone", Wrong::Rule(Rule::Format { expected })),
            fault("city", Wrong::SeveralCities),
        ]);
        let Imported::Faulty(told) = tell_all(&sheet, outcome) else {
            panic!("faults are told")
        };
        let told: Vec<String> = told.iter().map(Told::to_string).collect();
        assert_eq!(
            told[..2],
            [
                "line 2: 电话 must be a telephone number. The cell holds \"1381\".",
                "line 2: city must be given, because there are several cities.",
            ]
        );
        assert!(told[2].starts_with("line 3: 2 cells"), "{told:?}");
        assert!(!told.join("").contains("李明"));
    }

    #[test]
    fn every_fault_says_what_is_wrong_and_what_to_do() {
        let sheet = Sheet::read(
            b"ref,name,street,community,grid,unit,building\n",
            Encoding::Auto,
            PERSON_COLUMNS,
        );
        let sheet = sheet.unwrap();
        let kind = AreaKind::Grid;
        for wrong in [
            Wrong::Rule(Rule::Required),
            Wrong::Gap { below: "unit" },
            Wrong::Differs { from: 7 },
            Wrong::Repeated { on: 7 },
            Wrong::UnknownArea { kind },
            Wrong::AmbiguousArea { kind },
            Wrong::SeveralCities,
            Wrong::SameDay { on: 7 },
            Wrong::ListedBy { year: 2027 },
            Wrong::NewMoon(OverrideFault::NoMonthBegins),
            Wrong::NewMoon(OverrideFault::NotOneDay),
            Wrong::NewMoon(OverrideFault::Twice),
            Wrong::NewMoon(OverrideFault::MonthLength),
        ] {
            let text = sentence(&sheet, "grid", &wrong);
            assert!(text.starts_with("grid") && text.ends_with('.'), "{text}");
            assert!(!text.contains('{'), "{text}");
        }
    }
}
