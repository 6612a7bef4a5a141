//! Content lines: escaped, folded, and never more of them than were meant.

use crate::text;

/// Octets of a line at most (RFC 5545, section 3.1).
const WIDTH: usize = 75;

/// Appends content lines to a text.
#[derive(Debug)]
pub struct Lines<'a>(&'a mut String);

impl<'a> Lines<'a> {
    /// Appends to this text.
    pub fn new(out: &'a mut String) -> Self {
        Self(out)
    }

    /// A property of type TEXT on one line; `name` may hold parameters.
    pub fn text(&mut self, name: &str, value: &str) {
        self.escaped(name, &text::one_line(value));
    }

    /// A property of type TEXT whose lines stay lines.
    pub fn long_text(&mut self, name: &str, value: &str) {
        self.escaped(name, &text::lines(value));
    }

    /// A property of any other type, written already. What is no printable character is left out: it
    /// could begin another line.
    pub fn raw(&mut self, name: &str, value: &str) {
        let octets = self.fold(0, name);
        let octets = self.fold(octets, ":");
        self.fold(octets, value);
        self.end();
    }

    /// RFC 5545, section 3.3.11.
    fn escaped(&mut self, name: &str, value: &str) {
        let octets = self.fold(0, name);
        let mut octets = self.fold(octets, ":");
        for piece in value.split_inclusive(['\\', ';', ',', '\n']) {
            let special = piece.len() - 1;
            let (plain, escape) = match piece.as_bytes().get(special) {
                Some(b'\\') => (&piece[..special], "\\\\"),
                Some(b';') => (&piece[..special], "\\;"),
                Some(b',') => (&piece[..special], "\\,"),
                Some(b'\n') => (&piece[..special], "\\n"),
                _ => (piece, ""),
            };
            octets = self.fold(octets, plain);
            octets = self.fold(octets, escape);
        }
        self.end();
    }

    /// Appends to a line that has so many octets, and tells how many the last one has then.
    fn fold(&mut self, mut octets: usize, value: &str) -> usize {
        for mut rest in value.split(text::is_unprintable) {
            while octets + rest.len() > WIDTH {
                // Never within a character: some readers decode before they put lines together.
                let (fits, more) = rest.split_at(rest.floor_char_boundary(WIDTH - octets));
                self.0.push_str(fits);
                self.0.push_str("\r\n ");
                octets = 1;
                rest = more;
            }
            self.0.push_str(rest);
            octets += rest.len();
        }
        octets
    }

    fn end(&mut self) {
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(write: impl FnOnce(&mut Lines<'_>)) -> String {
        let mut out = String::new();
        write(&mut Lines::new(&mut out));
        out
    }

    #[test]
    fn special_characters_are_escaped() {
        let line = written(|lines| lines.long_text("DESCRIPTION", "a,b;c\\d\ne"));
        assert_eq!(line, "DESCRIPTION:a\\,b\\;c\\\\d\\ne\r\n");
        let line = written(|lines| lines.text("SUMMARY", "元宵\r\nBEGIN:VEVENT\u{2028}x"));
        assert_eq!(line, "SUMMARY:元宵 BEGIN:VEVENT x\r\n");
        let line = written(|lines| lines.raw("URL", "https://a.example/\r\nX:1"));
        assert_eq!(line, "URL:https://a.example/X:1\r\n");
    }

    proptest! {
        #[test]
        fn lines_are_short_and_come_together_again(value in "\\PC{0,200}", name in "[A-Z]{1,80}") {
            let line = written(|lines| lines.raw(&name, &value));
            let (body, end) = line.split_at(line.len() - 2);
            prop_assert_eq!(end, "\r\n");
            for line in body.split("\r\n") {
                prop_assert!(line.len() <= WIDTH);
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let seen: String = value.chars().filter(|c| !text::is_unprintable(*c)).collect();
            let whole = format!("{name}:{seen}");
            prop_assert_eq!(body.replace("\r\n ", ""), whole);
        }

        #[test]
        fn text_is_one_content_line(value in any::<String>()) {
            let line = written(|lines| lines.long_text("DESCRIPTION", &value));
            let unfolded = line.replace("\r\n ", "");
            prop_assert_eq!(unfolded.matches(['\r', '\n']).count(), 2);
            prop_assert!(line.split("\r\n").all(|line| line.len() <= WIDTH));
        }
    }
}
