//! What columns and headings are called.

use chrono_tz::Tz;
use mulin_domain::check_in::attendees::Line;

use crate::graphql::texts::{Language, message};

/// How a list speaks.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// In which language.
    pub language: Language,
    /// On whose clocks times are told: those of the event.
    pub zone: Tz,
    /// Whether it tells how to reach people.
    pub with_contacts: bool,
}

impl Words {
    /// A word of the list.
    pub fn of(self, code: &str) -> String {
        message(code, &[], self.language)
    }

    /// What the columns are called.
    pub fn header(self) -> Vec<String> {
        let mut codes = vec![
            "export-name",
            "export-unit",
            "export-building",
            "export-adults",
            "export-children",
            "export-checked-in",
        ];
        if self.with_contacts {
            codes.extend(["export-phone", "export-email"]);
        }
        codes.into_iter().map(|code| self.of(code)).collect()
    }

    /// What stands in them.
    pub fn cells(self, line: &Line) -> Vec<Cell> {
        let text = |text: Option<&str>| Cell::Text(text.unwrap_or_default().to_owned());
        let at = line.checked_in_at.map(|at| {
            let there = at.with_timezone(&self.zone);
            there.format("%Y-%m-%d %H:%M").to_string()
        });
        let mut cells = vec![
            text(line.name.as_deref()),
            text(Some(&line.unit)),
            text(Some(&line.building)),
            Cell::Number(line.adults),
            Cell::Number(line.children),
            text(at.as_deref()),
        ];
        if self.with_contacts {
            cells.extend([text(line.phone.as_deref()), text(line.email.as_deref())]);
        }
        cells
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text, which people wrote.
    Text(String),
    /// A number of ours.
    Number(i32),
}
