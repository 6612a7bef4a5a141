//! Content lines of a calendar: unfolded, and taken apart into name, parameters and value.
//!
//! The `calcard` crate reads calendars as well, but heals what it reads: INTERVAL=65537 becomes 1,
//! COUNT=0 endless, BYMONTHDAY=257 the first. An organiser must be told instead.

/// Parameters of a line at most: RFC 5545 knows twenty.
const MAX_PARAMETERS: usize = 32;

/// A property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Property {
    /// Its line, from 1.
    pub line: u64,
    /// In capitals.
    pub name: String,
    /// Names in capitals, values without quotes.
    pub parameters: Vec<(String, String)>,
    /// As written, still escaped.
    pub value: String,
}

impl Property {
    /// The value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut all = self.parameters.iter();
        let found = all.find(|(of, _)| of == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The value as a TEXT (RFC 5545, section 3.3.11).
    pub(super) fn text(&self) -> String {
        let mut out = String::with_capacity(self.value.len());
        let mut chars = self.value.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some('n' | 'N') => out.push('\n'),
                    Some(c) => out.push(c),
                    None => {}
                },
                c => out.push(c),
            }
        }
        out
    }
}

/// The lines of a calendar; a line that is none is told by its number.
pub(super) fn properties(text: &str) -> impl Iterator<Item = Result<Property, u64>> + '_ {
    let mut lines = (1..).zip(text.split('\n')).peekable();
    std::iter::from_fn(move || {
        loop {
            let (number, line) = lines.next()?;
            let mut whole = line.trim_end_matches('\r').to_owned();
            while let Some((_, next)) = lines.next_if(|(_, next)| next.starts_with([' ', '\t'])) {
                whole.push_str(next[1..].trim_end_matches('\r'));
            }
            if !whole.trim().is_empty() {
                return Some(property(number, &whole).ok_or(number));
            }
        }
    })
}

fn property(line: u64, text: &str) -> Option<Property> {
    let end = text.find([':', ';'])?;
    let (name, mut rest) = text.split_at(end);
    let mut parameters = Vec::new();
    while let Some(parameter) = rest.strip_prefix(';') {
        let (name, value) = parameter.split_once('=')?;
        let (value, after) = parameter_value(value)?;
        (is_name(name) && parameters.len() < MAX_PARAMETERS).then_some(())?;
        parameters.push((name.to_ascii_uppercase(), value));
        rest = after;
    }
    is_name(name).then_some(())?;
    Some(Property {
        line,
        name: name.to_ascii_uppercase(),
        parameters,
        value: rest.strip_prefix(':')?.to_owned(),
    })
}

/// A parameter's value, its quotes taken off, and what follows it.
fn parameter_value(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ':' | ';' if !quoted => return Some((value, &text[at..])),
            c => value.push(c),
        }
    }
    None
}

fn is_name(text: &str) -> bool {
    let of_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    !text.is_empty() && text.chars().all(of_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Result<Property, u64>> {
        properties(text).collect()
    }

    #[test]
    fn lines_are_unfolded_and_counted() {
        let found = read("A:1\r\n\r\nSUMMARY:元\r\n 宵\r\n\t节\nb:2");
        let [a, summary, b] = &found[..] else {
            panic!("{found:?}")
        };
        let [a, summary, b] = [a, summary, b].map(|of| of.clone().unwrap());
        assert_eq!((a.line, a.value.as_str()), (1, "1"));
        assert_eq!((summary.line, summary.value.as_str()), (3, "元宵节"));
        assert_eq!((b.line, b.name.as_str()), (6, "B"));
    }

    #[test]
    fn parameters_may_hold_what_ends_a_line() {
        let found = read("DTSTART;tzid=\"a:b;c\";VALUE=DATE:20270206");
        let start = found[0].clone().unwrap();
        assert_eq!(start.parameter("TZID"), Some("a:b;c"));
        assert_eq!(start.parameter("VALUE"), Some("DATE"));
        assert_eq!(start.value, "20270206");
    }

    #[test]
    fn what_is_no_line_is_told() {
        for bad in ["SUMMARY", ":x", "A;B:x", "A;B=\"x:1", "摘要:x", "A B:x"] {
            assert_eq!(read(&format!("A:1\n{bad}\n"))[1], Err(2), "{bad}");
        }
    }

    #[test]
    fn text_is_unescaped() {
        let found = read("X:a\\,b\\;c\\\\d\\ne\\Nf\\");
        assert_eq!(found[0].clone().unwrap().text(), "a,b;c\\d\ne\nf");
    }
}
