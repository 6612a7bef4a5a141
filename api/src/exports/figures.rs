//! The counts of an area as CSV: a line a number, with what it measures and of what.

use mulin_domain::{Error, report};

use super::csv;
use super::words::Cell;
use crate::graphql::report::enums::AgeBand;
use crate::graphql::report::types::{Figures, FiguresByArea};
use crate::graphql::scalars::format_instant;
use crate::graphql::texts::{Language, message};

/// The text. The numbers are those of the schema; of an area right below, its name is what they are of.
pub fn figures(
    of: &report::AreaFigures,
    by_area: &[FiguresByArea],
    language: Language,
) -> Result<Vec<u8>, Error> {
    let mut lines = Lines {
        language,
        rows: Vec::new(),
    };
    let header = ["figures-measure", "figures-key", "figures-value"];
    let header = header.map(|code| Cell::Text(lines.word(code)));
    lines.rows.push(header.into());
    for (code, value) in [
        ("figures-from", of.range.first_day.to_string()),
        ("figures-until", of.range.last_day.to_string()),
        ("figures-as-of", format_instant(of.range.as_of)),
    ] {
        lines.add(code, "", Cell::Text(value));
    }
    let total = Figures::of(&of.total);
    lines.totals("", &total);
    lines.breakdowns(&total);
    for below in by_area {
        lines.totals(&below.area.0.name, &below.figures);
    }
    csv::whole(lines.rows)
}

struct Lines {
    language: Language,
    rows: Vec<Vec<Cell>>,
}

impl Lines {
    fn word(&self, code: &str) -> String {
        message(code, &[], self.language)
    }

    fn add(&mut self, code: &str, of: &str, value: Cell) {
        let measure = Cell::Text(self.word(code));
        self.rows
            .push(vec![measure, Cell::Text(of.to_owned()), value]);
    }

    fn totals(&mut self, of: &str, figures: &Figures) {
        for (code, number) in [
            ("figures-events-held", figures.events_held),
            ("figures-attendances", figures.attendances),
            ("figures-anonymous", figures.anonymous),
            ("figures-people", figures.people),
            ("figures-households", figures.households),
            ("figures-served", figures.served),
            ("figures-items-repaired", figures.items_repaired),
            ("figures-volunteers", figures.volunteers),
            ("figures-service-minutes", figures.service_minutes),
        ] {
            self.add(code, of, Cell::Number(number));
        }
    }

    fn breakdowns(&mut self, figures: &Figures) {
        for one in &figures.events_by_kind {
            let kind = mulin_entities::EventKind::from(one.kind).as_str();
            let kind = self.word(&format!("figures-kind-{kind}"));
            self.add("figures-events-by-kind", &kind, Cell::Number(one.events));
        }
        for (code, number) in [
            ("figures-served-by-service", 0),
            ("figures-items-by-service", 1),
        ] {
            for service in &figures.services {
                let others = || self.word("figures-other-services");
                let name = service.name.clone().unwrap_or_else(others);
                let numbers = [service.tickets, service.items];
                self.add(code, &name, Cell::Number(numbers[number]));
            }
        }
        for home in &figures.by_residence {
            let elsewhere = || self.word("figures-elsewhere");
            let name = home.area.as_ref().map(|area| area.0.name.clone());
            let name = name.unwrap_or_else(elsewhere);
            self.add("figures-by-residence", &name, shown(home.people));
        }
        for age in &figures.by_age {
            let band = self.band(age.band);
            self.add("figures-by-age", &band, shown(age.people));
        }
        for age in &figures.served_by_age {
            let band = self.band(age.band);
            self.add("figures-served-by-age", &band, shown(age.tickets));
        }
    }

    fn band(&self, band: AgeBand) -> String {
        let ages = match band {
            AgeBand::Under14 => "0–13",
            AgeBand::From14To17 => "14–17",
            AgeBand::From18To59 => "18–59",
            AgeBand::From60To69 => "60–69",
            AgeBand::From70To79 => "70–79",
            AgeBand::From80 => "80+",
            AgeBand::Unknown => return self.word("figures-age-unknown"),
        };
        ages.to_owned()
    }
}

/// Nothing stands where few are not told.
fn shown(people: Option<i32>) -> Cell {
    people.map_or_else(|| Cell::Text(String::new()), Cell::Number)
}
