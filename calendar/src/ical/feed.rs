//! The calendar around the events.

use super::{Entry, Lines};

/// What writes the calendars.
pub const PRODUCT: &str = "-//Mulin//Mulin//EN";
/// How often readers are asked to look again.
pub const REFRESH: &str = "PT6H";

/// A calendar that readers subscribe to.
#[derive(Clone, Copy, Debug)]
pub struct Feed<'a> {
    /// Its name in the reader's list of calendars.
    pub name: &'a str,
    /// What is in it.
    pub description: Option<&'a str>,
    /// The page that shows the same.
    pub url: Option<&'a str>,
}

impl Feed<'_> {
    /// Writes what stands before the events.
    pub fn head(&self, out: &mut String) {
        let mut lines = Lines::new(out);
        lines.raw("BEGIN", "VCALENDAR");
        lines.raw("VERSION", "2.0");
        lines.raw("PRODID", PRODUCT);
        lines.raw("CALSCALE", "GREGORIAN");
        lines.raw("METHOD", "PUBLISH");
        // The standard's name (RFC 7986), and the one that programs knew before.
        lines.text("NAME", self.name);
        lines.text("X-WR-CALNAME", self.name);
        if let Some(description) = self.description {
            lines.long_text("DESCRIPTION", description);
            lines.long_text("X-WR-CALDESC", description);
        }
        if let Some(url) = self.url {
            lines.raw("URL", url);
        }
        lines.raw("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
        lines.raw("X-PUBLISHED-TTL", REFRESH);
    }

    /// Writes what stands after the events.
    pub fn tail(out: &mut String) {
        Lines::new(out).raw("END", "VCALENDAR");
    }

    /// A whole calendar at once: for downloads of an event or two.
    pub fn whole<'e>(&self, entries: impl IntoIterator<Item = &'e Entry<'e>>) -> String {
        let mut out = String::new();
        self.head(&mut out);
        for entry in entries {
            entry.write(&mut out);
        }
        Self::tail(&mut out);
        out
    }
}
