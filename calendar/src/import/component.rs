//! The events and zones of a calendar, with those of their properties that are read.

use super::content::{Property, properties};
use super::draft::{ImportFaults, Source};
use super::{ImportFaultKind as Kind, MAX_DEPTH, MAX_EVENTS};
use crate::text;

/// What of an event is read; the rest is passed over.
const READ: [&str; 16] = [
    "UID",
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "URL",
    "STATUS",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "EXRULE",
    "RECURRENCE-ID",
    "TZID",
    "X-LIC-LOCATION",
];

/// An event or a zone.
#[derive(Debug, Default)]
pub(super) struct Component {
    /// Where it begins.
    pub source: Source,
    properties: Vec<Property>,
}

impl Component {
    /// All properties of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Property> {
        let all = self.properties.iter();
        all.filter(move |property| property.name == name)
    }

    /// The property of a name; a second one is a fault.
    pub(super) fn one<'a>(
        &'a self,
        faults: &mut ImportFaults,
        name: &'a str,
    ) -> Option<&'a Property> {
        let mut all = self.all(name);
        let first = all.next();
        if let Some(second) = all.next() {
            let source = self.at(second);
            faults.add(&source, name, Kind::Duplicate);
        }
        first
    }

    /// Where a property stands.
    pub(super) fn at(&self, property: &Property) -> Source {
        Source {
            line: property.line,
            uid: self.source.uid.clone(),
        }
    }
}

/// The components of a calendar.
#[derive(Debug, Default)]
pub(super) struct Components {
    pub events: Vec<Component>,
    pub zones: Vec<Component>,
}

/// Takes a calendar apart. A fault after which nothing can be trusted ends it.
pub(super) fn components(faults: &mut ImportFaults, text: &str) -> Components {
    let mut splitter = Splitter::default();
    let mut last = Source::default();
    for property in properties(text) {
        let (line, taken) = match property {
            Ok(property) => (property.line, splitter.take(property)),
            Err(line) if splitter.open.is_empty() => (line, Err(("", Kind::NotACalendar))),
            Err(line) => {
                last.line = line;
                faults.add(&last, "", Kind::BadLine);
                (line, Ok(()))
            }
        };
        last.line = line;
        if let Err((field, kind)) = taken {
            faults.add(&last, field, kind);
            return splitter.found;
        }
        if faults.is_full() {
            return splitter.found;
        }
    }
    if last.line == 0 {
        faults.add(&last, "", Kind::NotACalendar);
    } else if !splitter.open.is_empty() {
        faults.add(&last, "END", Kind::Unbalanced);
    }
    splitter.found
}

/// What was found of a calendar so far, and the components that are open.
#[derive(Default)]
struct Splitter {
    found: Components,
    open: Vec<String>,
    /// The one within the calendar.
    current: Component,
}

impl Splitter {
    /// Takes a line; or tells the fault that ends the reading.
    fn take(&mut self, property: Property) -> Result<(), (&'static str, Kind)> {
        match property.name.as_str() {
            "BEGIN" => self.begin(&property).map_err(|kind| ("BEGIN", kind)),
            "END" => self
                .end(property.value.trim())
                .map_err(|kind| ("END", kind)),
            _ if self.open.is_empty() => Err(("", Kind::NotACalendar)),
            // Of the first version text is written otherwise.
            "VERSION" if self.open.len() == 1 && property.value.trim() != "2.0" => {
                let what = format!("VERSION:{}", property.value);
                Err(("VERSION", Kind::unsupported(&what)))
            }
            name if self.open.len() == 2 && READ.contains(&name) => {
                self.current.properties.push(property);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, property: &Property) -> Result<(), Kind> {
        let name = property.value.trim().to_ascii_uppercase();
        if self.open.is_empty() && name != "VCALENDAR" {
            return Err(Kind::NotACalendar);
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(Kind::TooDeep);
        }
        self.open.push(name);
        if self.open.len() == 2 {
            self.current = Component::default();
            self.current.source.line = property.line;
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Kind> {
        let ended = self.open.pop();
        let ended = ended.filter(|of| of.eq_ignore_ascii_case(name));
        let ended = ended.ok_or(Kind::Unbalanced)?;
        if self.open.len() != 1 {
            return Ok(());
        }
        let component = std::mem::take(&mut self.current);
        match ended.as_str() {
            "VEVENT" if self.found.events.len() >= MAX_EVENTS => return Err(Kind::TooMany),
            "VEVENT" => self.found.events.push(named(component)),
            "VTIMEZONE" => self.found.zones.push(component),
            _ => {}
        }
        Ok(())
    }
}

/// The event with its UID, which faults name.
fn named(mut event: Component) -> Component {
    let uid = event
        .all("UID")
        .next()
        .map(|uid| text::one_line(&uid.text()));
    let short = |uid: String| uid.chars().take(255).collect::<String>();
    event.source.uid = uid.filter(|uid| !uid.is_empty()).map(short);
    event
}
