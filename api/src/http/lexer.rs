//! Measures a document before it is parsed, so that an outsized one costs next to nothing.

/// The size of a document, in terms of its lexical tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// Lexical tokens (GraphQL specification, section 2.1.6). A byte that can start none counts as
    /// one; the parser will complain about it.
    pub tokens: usize,
    /// How many brackets of any kind are open at the deepest place. The parser is recursive, so
    /// this bounds its stack.
    pub nesting: usize,
}

/// Counts tokens and brackets. Comments, white space and commas are no tokens; what stands in
/// strings and block strings counts as one.
pub fn measure(document: &str) -> Measure {
    let bytes = document.as_bytes();
    let mut measure = Measure {
        tokens: 0,
        nesting: 0,
    };
    let mut open: usize = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let length = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            // The byte order mark is ignored like white space.
            0xEF if bytes[at..].starts_with(b"\xEF\xBB\xBF") => {
                at += 3;
                continue;
            }
            b'#' => {
                at += run(&bytes[at..], |byte| !matches!(byte, b'\n' | b'\r'));
                continue;
            }
            b'"' if bytes[at..].starts_with(b"\"\"\"") => block_string(&bytes[at..]),
            b'"' => string(&bytes[at..]),
            b'.' if bytes[at..].starts_with(b"...") => 3,
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => run(&bytes[at..], is_name),
            b'-' | b'0'..=b'9' => number(&bytes[at..]),
            b'(' | b'[' | b'{' => {
                open += 1;
                measure.nesting = measure.nesting.max(open);
                1
            }
            b')' | b']' | b'}' => {
                open = open.saturating_sub(1);
                1
            }
            _ => 1,
        };
        measure.tokens += 1;
        at += length;
    }
    measure
}

fn is_name(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric()
}

fn run(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    bytes
        .iter()
        .position(|&byte| !belongs(byte))
        .unwrap_or(bytes.len())
}

/// A sign belongs to a number at its start and after an exponent mark only.
fn number(bytes: &[u8]) -> usize {
    let mut length = 1;
    while let Some(&byte) = bytes.get(length) {
        let after_exponent = matches!(bytes[length - 1], b'e' | b'E');
        if is_name(byte) || byte == b'.' || (after_exponent && matches!(byte, b'+' | b'-')) {
            length += 1;
        } else {
            break;
        }
    }
    length
}

/// `"…"`, to the closing quote, or to the end of the line where it is missing.
fn string(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\n' | b'\r' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// `"""…"""`; only `\"""` is an escape in it.
fn block_string(bytes: &[u8]) -> usize {
    let mut at = 3;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"\\\"\"\"") {
            at += 4;
        } else if bytes[at..].starts_with(b"\"\"\"") {
            return at + 3;
        } else {
            at += 1;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(document: &str) -> usize {
        measure(document).tokens
    }

    #[test]
    fn tokens_are_counted() {
        for (document, expected) in [
            ("", 0),
            (" ,\t\r\n\u{feff}", 0),
            ("{ a }", 3),
            ("{a,b}", 4),
            ("query Q($n: Int! = -1) @d { a(n: $n) }", 22),
            ("...F", 2),
            ("... on F", 3),
            ("{ a # b c d\n e }", 4),
            ("# only a comment", 0),
            (r#"{ a(s: "x { # } \" y") }"#, 8),
            (r#""\\" a"#, 2),
            ("\"open\n a", 2),
            ("\"", 1),
            ("\"\\", 1),
            (r#"""" a "b" \""" { } # """ c"#, 2),
            ("\"\"\"\"\"\" a", 2),
            ("\"\"\" never closed {", 1),
            ("\"\"", 1),
            ("-1.5e+10", 1),
            ("1 2", 2),
            ("1-2", 2),
            ("[1,2,3]", 5),
            ("&|:=$!@", 7),
            ("%", 1),
        ] {
            assert_eq!(tokens(document), expected, "{document:?}");
        }
    }

    #[test]
    fn nesting_is_the_deepest_place() {
        for (document, expected) in [
            ("", 0),
            ("{ a }", 1),
            ("{ a { b } c { d } }", 2),
            ("{ a(x: [{ y: [1] }]) }", 5),
            ("}}}{", 1),
            ("{ a(s: \"[[[[\") } # [[[[", 2),
        ] {
            assert_eq!(measure(document).nesting, expected, "{document:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_measured_without_panic(document in "\\PC*") {
            prop_assert!(tokens(&document) <= document.len());
        }

        #[test]
        fn spaces_and_comments_between_tokens_change_nothing(
            words in proptest::collection::vec("[a-z]{1,5}|[{}()@:=]|-?[0-9]{1,3}|\"[a-z#{ ]*\"", 0..40)
        ) {
            prop_assert_eq!(tokens(&words.join(" ")), words.len());
            prop_assert_eq!(tokens(&words.join(" # {(\"\n")), words.len());
        }
    }
}
