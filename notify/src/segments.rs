//! How many text messages a text counts for (3GPP TS 23.038 and 23.040).
//!
//! What the GSM alphabet holds travels in septets, 160 to a message; all else in UCS-2, 70 units to a
//! message. What is longer travels in parts, which lose six octets each to a header: 153 and 67. A
//! character that takes two units (of the extension table, or of a surrogate pair) stays in one part.

use std::fmt;

/// The basic table of the GSM alphabet but for letters, digits and the escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
/// The extension table: an escape comes before each.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// How the characters of a text message are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The GSM 7-bit default alphabet.
    Gsm7,
    /// 16 bits a unit; in practice UTF-16.
    Ucs2,
}

impl Encoding {
    /// The one that a text needs.
    pub fn of(text: &str) -> Encoding {
        if text.chars().all(|c| septets(c).is_some()) {
            Encoding::Gsm7
        } else {
            Encoding::Ucs2
        }
    }

    /// Units of a message that is alone, and of each part of a longer one.
    pub const fn capacity(self) -> (u32, u32) {
        match self {
            Encoding::Gsm7 => (160, 153),
            Encoding::Ucs2 => (70, 67),
        }
    }

    fn units(self, c: char) -> u32 {
        match (self, septets(c)) {
            (Encoding::Gsm7, Some(septets)) => septets,
            _ => u32::from(c.len_utf16() == 2) + 1,
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::Gsm7 => "GSM-7",
            Encoding::Ucs2 => "UCS-2",
        })
    }
}

/// The length of a text message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    /// How its characters are written.
    pub encoding: Encoding,
    /// Septets or 16-bit units.
    pub units: u32,
    /// Messages that it counts for; at least 1.
    pub parts: u32,
}

/// The length of a text with its signature (`【睦邻】`; empty if it has none), which counts too.
pub fn segments(text: &str, signature: &str) -> Segments {
    let whole = format!("{signature}{text}");
    let encoding = Encoding::of(&whole);
    let pieces = split(&whole);
    Segments {
        encoding,
        units: whole.chars().map(|c| encoding.units(c)).sum(),
        parts: u32::try_from(pieces.len()).unwrap_or(u32::MAX),
    }
}

/// The parts that a text travels in, one if it is empty. No character is torn.
pub fn split(text: &str) -> Vec<&str> {
    let encoding = Encoding::of(text);
    let (alone, each) = encoding.capacity();
    let total: u32 = text.chars().map(|c| encoding.units(c)).sum();
    if total <= alone {
        return vec![text];
    }
    let mut parts = Vec::new();
    let (mut begin, mut units) = (0, 0);
    for (at, c) in text.char_indices() {
        let more = encoding.units(c);
        if units + more > each {
            parts.push(&text[begin..at]);
            (begin, units) = (at, 0);
        }
        units += more;
    }
    parts.push(&text[begin..]);
    parts
}

/// Septets that a character takes in the GSM alphabet, if it is there.
fn septets(c: char) -> Option<u32> {
    if c.is_ascii_alphanumeric() || BASIC.contains(c) {
        Some(1)
    } else if EXTENSION.contains(c) {
        Some(2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn length(text: &str, signature: &str) -> (Encoding, u32, u32) {
        let segments = segments(text, signature);
        (segments.encoding, segments.units, segments.parts)
    }

    #[test]
    fn the_basic_table_has_its_127_characters_and_the_extension_its_ten() {
        // 128 places, of which one is the escape; 62 are letters and digits.
        assert_eq!(BASIC.chars().count() + 62, 127);
        assert_eq!(EXTENSION.chars().count(), 10);
        for c in ['`', 'ç', '中', '\t', '’', '\u{1b}'] {
            assert_eq!(septets(c), None, "{c:?}");
        }
    }

    #[test]
    fn lengths_are_counted_at_their_edges() {
        use Encoding::{Gsm7, Ucs2};
        assert_eq!(length("", ""), (Gsm7, 0, 1));
        assert_eq!(length(&"a".repeat(160), ""), (Gsm7, 160, 1));
        assert_eq!(length(&"a".repeat(161), ""), (Gsm7, 161, 2));
        assert_eq!(length(&"a".repeat(306), ""), (Gsm7, 306, 2));
        assert_eq!(length(&"a".repeat(307), ""), (Gsm7, 307, 3));
        assert_eq!(length(&"€".repeat(80), ""), (Gsm7, 160, 1));
        assert_eq!(length(&"你".repeat(70), ""), (Ucs2, 70, 1));
        assert_eq!(length(&"你".repeat(71), ""), (Ucs2, 71, 2));
        assert_eq!(length(&"你".repeat(134), ""), (Ucs2, 134, 2));
        assert_eq!(length(&"你".repeat(135), ""), (Ucs2, 135, 3));
    }

    #[test]
    fn the_signature_counts_and_decides_on_the_encoding() {
        use Encoding::{Gsm7, Ucs2};
        assert_eq!(length(&"a".repeat(66), "[Mu]"), (Gsm7, 66 + 6, 1));
        assert_eq!(length(&"a".repeat(66), "【睦邻】"), (Ucs2, 70, 1));
        assert_eq!(length(&"a".repeat(67), "【睦邻】"), (Ucs2, 71, 2));
    }

    #[test]
    fn what_takes_two_units_stays_together() {
        // The 153rd septet of the first part stays empty, for the euro would be torn there.
        let text = "a".repeat(152) + &"€".repeat(77);
        assert_eq!(
            length(&text, ""),
            (Encoding::Gsm7, 306, 3),
            "306 septets would fit in two parts"
        );
        let text = "你".repeat(66) + &"🏮".repeat(34);
        assert_eq!(length(&text, ""), (Encoding::Ucs2, 134, 3));
        assert_eq!(split(&text)[0].chars().count(), 66);
    }

    fn texts() -> impl Strategy<Value = String> {
        prop_oneof![
            "[ -~€\\[\\]{}äß]{0,500}",
            "[a-z你好🏮]{0,300}",
            any::<String>(),
        ]
    }

    proptest! {
        #[test]
        fn parts_put_together_are_the_text_and_none_is_too_long(text in texts()) {
            let (encoding, parts) = (Encoding::of(&text), split(&text));
            prop_assert_eq!(parts.concat(), text.clone());
            let (alone, each) = encoding.capacity();
            let most = if parts.len() == 1 { alone } else { each };
            for part in &parts {
                let units: u32 = part.chars().map(|c| encoding.units(c)).sum();
                prop_assert!(units <= most);
                prop_assert!(parts.len() == 1 || !part.is_empty());
            }
            let counted = segments(&text, "");
            prop_assert_eq!(counted.parts as usize, parts.len());
            if encoding == Encoding::Ucs2 {
                prop_assert_eq!(counted.units as usize, text.encode_utf16().count());
            }
        }

        #[test]
        fn no_parts_are_wasted(text in texts()) {
            let counted = segments(&text, "");
            let (_, each) = counted.encoding.capacity();
            // A part is left at most one unit short.
            prop_assert!(counted.parts == 1 || (counted.parts - 1) * (each - 1) < counted.units);
        }

        #[test]
        fn a_signature_is_text_before_the_text(text in texts(), signature in "【[a-z睦邻]{1,8}】") {
            prop_assert_eq!(segments(&text, &signature), segments(&format!("{signature}{text}"), ""));
            prop_assert!(segments(&text, &signature).parts >= segments(&text, "").parts);
        }
    }
}
