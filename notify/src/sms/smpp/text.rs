//! Words as a message centre carries them: GSM 03.38 where that says everything, else UCS-2, in as
//! many parts as they need (3GPP TS 23.040, section 9.2.3.24.1), and back.

use encoding_rs::GBK;

/// GSM 03.38, the basic table: a character's place is its septet.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1b}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
    ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// What follows an escape there.
const EXTENDED: [(char, u8); 10] = [
    ('\u{c}', 0x0a),
    ('^', 0x14),
    ('{', 0x28),
    ('}', 0x29),
    ('\\', 0x2f),
    ('[', 0x3c),
    ('~', 0x3d),
    (']', 0x3e),
    ('|', 0x40),
    ('€', 0x65),
];
const ESCAPE: u8 = 0x1b;

/// Septets of one message, and of each part of several.
const GSM_ROOM: (usize, usize) = (160, 153);
/// Octets of one message, and of each part of several.
const UCS2_ROOM: (usize, usize) = (140, 134);
/// Parts that a header can count.
const MOST_PARTS: usize = 255;

/// How the octets of a message mean characters: the `data_coding` of SMPP 3.4, section 5.2.19.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// The centre's own alphabet, which is GSM 03.38 with one septet an octet.
    Gsm,
    /// UTF-16, the greater octet first.
    Ucs2,
}

impl Coding {
    /// As it is sent.
    pub(super) const fn number(self) -> u8 {
        match self {
            Coding::Gsm => 0,
            Coding::Ucs2 => 8,
        }
    }
}

/// A message, ready for the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// How to read it.
    pub(super) coding: Coding,
    /// The octets of each part; of several, each begins with a header that counts it.
    pub(super) bodies: Vec<Vec<u8>>,
}

/// Takes a message apart; none if it needs more parts than can be counted. Parts with the same
/// reference are put together by the telephone, also where they come from two tries.
pub(super) fn parts(text: &str, reference: u8) -> Option<Parts> {
    let gsm: Option<Vec<Vec<u8>>> = text.chars().map(septets).collect();
    let (coding, units, (whole, part)) = match gsm {
        Some(units) => (Coding::Gsm, units, GSM_ROOM),
        None => (Coding::Ucs2, text.chars().map(octets).collect(), UCS2_ROOM),
    };
    let length: usize = units.iter().map(Vec::len).sum();
    let mut bodies = if length <= whole {
        vec![units.concat()]
    } else {
        fill(&units, part)
    };
    let total = u8::try_from(bodies.len())
        .ok()
        .filter(|_| bodies.len() <= MOST_PARTS)?;
    if total > 1 {
        for (body, number) in bodies.iter_mut().zip(1..) {
            // Concatenated short messages, 8-bit reference number.
            body.splice(0..0, [5, 0, 3, reference, total, number]);
        }
    }
    Some(Parts { coding, bodies })
}

/// Characters are never torn: neither an escaped one, nor a pair of surrogates.
fn fill(units: &[Vec<u8>], room: usize) -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = vec![Vec::new()];
    for unit in units {
        match bodies.last_mut() {
            Some(body) if body.len() + unit.len() <= room => body.extend(unit),
            _ => bodies.push(unit.clone()),
        }
    }
    bodies
}

fn septets(character: char) -> Option<Vec<u8>> {
    if character == '\u{1b}' {
        return None;
    }
    let basic = BASIC.chars().position(|one| one == character);
    if let Some(place) = basic.and_then(|place| u8::try_from(place).ok()) {
        return Some(vec![place]);
    }
    let extended = EXTENDED.iter().find(|(one, _)| *one == character);
    extended.map(|(_, septet)| vec![ESCAPE, *septet])
}

fn octets(character: char) -> Vec<u8> {
    let mut units = [0; 2];
    let units = character.encode_utf16(&mut units);
    units.iter().flat_map(|unit| unit.to_be_bytes()).collect()
}

/// What octets that came in mean, by their `data_coding`; what cannot be read becomes U+FFFD.
pub(super) fn read(data_coding: u8, octets: &[u8]) -> String {
    match data_coding {
        8 => {
            let (pairs, _) = octets.as_chunks::<2>();
            let units = pairs.iter().map(|pair| u16::from_be_bytes(*pair));
            char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        // ASCII, and what centres in China call 15.
        1 | 15 => GBK.decode_without_bom_handling(octets).0.into_owned(),
        3 => octets.iter().copied().map(char::from).collect(),
        _ => read_gsm(octets),
    }
}

fn read_gsm(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len());
    let mut escaped = false;
    for octet in octets {
        if escaped {
            let extended = EXTENDED.iter().find(|(_, septet)| septet == octet);
            text.push(extended.map_or(' ', |(character, _)| *character));
            escaped = false;
        } else if *octet == ESCAPE {
            escaped = true;
        } else {
            let character = BASIC.chars().nth(usize::from(*octet));
            text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }
    text
}

/// Takes a header off the octets of a part; answers which part it is.
pub(super) fn without_header(octets: &[u8]) -> (&[u8], u8) {
    let Some((length, rest)) = octets.split_first() else {
        return (octets, 1);
    };
    let Some((header, body)) = rest.split_at_checked(usize::from(*length)) else {
        return (octets, 1);
    };
    (body, part_of(header).unwrap_or(1))
}

/// The number that an element of the header gives to the part.
fn part_of(mut header: &[u8]) -> Option<u8> {
    while let [element, length, rest @ ..] = header {
        let (data, next) = rest.split_at_checked(usize::from(*length))?;
        match (element, data) {
            (0, [_, _, number]) | (8, [_, _, _, number]) => return Some(*number),
            _ => header = next,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(text: &str) -> (Coding, Vec<usize>) {
        let parts = parts(text, 7).unwrap();
        (parts.coding, parts.bodies.iter().map(Vec::len).collect())
    }

    #[test]
    fn the_table_has_a_place_for_each_septet() {
        assert_eq!(BASIC.chars().count(), 128);
        assert_eq!(septets('@'), Some(vec![0]));
        assert_eq!(septets('A'), Some(vec![0x41]));
        assert_eq!(septets('à'), Some(vec![0x7f]));
        assert_eq!(septets('来'), None);
    }

    #[test]
    fn one_message_holds_160_septets_or_70_units() {
        assert_eq!(lengths(&"a".repeat(160)), (Coding::Gsm, vec![160]));
        assert_eq!(lengths(&"a".repeat(161)), (Coding::Gsm, vec![159, 14]));
        assert_eq!(lengths(&"来".repeat(70)), (Coding::Ucs2, vec![140]));
        assert_eq!(lengths(&"来".repeat(71)), (Coding::Ucs2, vec![140, 14]));
        assert_eq!(lengths(""), (Coding::Gsm, vec![0]));
    }

    #[test]
    fn no_character_is_torn() {
        let escaped = parts(&format!("{}€{}", "a".repeat(152), "b".repeat(10)), 7).unwrap();
        assert_eq!(escaped.bodies[0].len(), 6 + 152);
        assert_eq!(escaped.bodies[1][6..8], [ESCAPE, 0x65]);
        let pair = parts(&format!("{}🏮{}", "来".repeat(66), "来".repeat(9)), 7).unwrap();
        assert_eq!(pair.bodies[0].len(), 6 + 132);
        assert_eq!(read(8, &pair.bodies[1][6..10]), "🏮");
    }

    #[test]
    fn parts_are_counted_and_read_back() {
        let words = "睦邻".repeat(100);
        let parts = parts(&words, 9).unwrap();
        let mut read_back = String::new();
        for (body, number) in parts.bodies.iter().zip(1u8..) {
            assert_eq!(body[..6], [5, 0, 3, 9, 3, number]);
            let (octets, of) = without_header(body);
            assert_eq!(of, number);
            read_back += &read(8, octets);
        }
        assert_eq!(read_back, words);
        assert_eq!(super::parts(&"来".repeat(67 * 256), 1), None);
    }

    #[test]
    fn what_came_in_is_read_by_its_coding() {
        assert_eq!(read(0, &[0x54, 0x44, 0x1b, 0x65]), "TD€");
        assert_eq!(read(1, b"STOP"), "STOP");
        assert_eq!(read(3, &[0xe9]), "é");
        assert_eq!(read(15, &[0xc0, 0xb4]), "来");
        assert_eq!(read(8, &[0x67, 0x65, 0x00]), "来");
        assert_eq!(without_header(&[6, 8, 4, 0, 1, 2, 2, 65]), (&[65][..], 2));
        assert_eq!(without_header(&[9, 1]), (&[9, 1][..], 1));
    }
}
