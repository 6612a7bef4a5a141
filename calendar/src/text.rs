//! Text that people wrote, without what is not seen.

use std::borrow::Cow;

/// Control characters, line separators, and the characters that turn the direction of writing: some
/// readers of calendars take a line's end for what is none to others, and a title could write
/// backwards over what follows it.
pub(crate) fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// On one line, with single spaces.
pub(crate) fn one_line(text: &str) -> String {
    let is_gap = |c: char| c.is_whitespace() || is_unprintable(c);
    let mut out = String::with_capacity(text.len());
    for word in text.split(is_gap).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Line by line; no more than one empty line in a row, and none at either end.
pub(crate) fn lines(text: &str) -> String {
    let text = match text.contains('\r') {
        true => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
        false => Cow::Borrowed(text),
    };
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.split(['\n', '\u{2028}', '\u{2029}', '\u{0085}']) {
        let line = one_line(line);
        if line.is_empty() {
            blank += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank > 0 { "\n\n" } else { "\n" });
        }
        blank = 0;
        out.push_str(&line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_goes() {
        assert_eq!(
            one_line(" 元宵\r\n\u{202e}灯会\u{2028} x\u{0} "),
            "元宵 灯会 x"
        );
        assert_eq!(
            lines("\n a\r\nb\u{2028}c\r\r\r\nd \u{7}e\n\n"),
            "a\nb\nc\n\nd e"
        );
        assert_eq!(lines("\u{202e}\n\n"), "");
    }
}
