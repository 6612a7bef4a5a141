//! Names, addresses, telephone numbers. Pure.

use std::str::FromStr;

use email_address::EmailAddress;
use phonenumber::{Mode, country};

use crate::input::{Faults, Rule};

/// Takes a telephone number in any spelling, full-width digits too, and writes it as E.164. A number
/// without a country code is one of China's.
pub fn phone_number(faults: &mut Faults, path: &str, number: Option<&str>) -> Option<String> {
    let number = number.map(str::trim).filter(|number| !number.is_empty())?;
    let parsed = phonenumber::parse(Some(country::Id::CN), half_width(number));
    match parsed.ok().filter(phonenumber::is_valid) {
        Some(valid) => Some(valid.format().mode(Mode::E164).to_string()),
        None => {
            let expected = "a telephone number, for example +86 138 1234 5678";
            faults.add(path, Rule::Format { expected });
            None
        }
    }
}

/// Takes an e-mail address (RFC 5321 §4.1.2). Its domain is compared without case, and so is the
/// part before the @, because no provider of today tells letters apart there.
pub fn email_address(faults: &mut Faults, path: &str, address: Option<&str>) -> Option<String> {
    let address = address
        .map(str::trim)
        .filter(|address| !address.is_empty())?;
    if address.len() <= 254 && EmailAddress::from_str(address).is_ok() {
        return Some(address.to_lowercase());
    }
    faults.add(
        path,
        Rule::Format {
            expected: "an e-mail address, for example lan@example.org",
        },
    );
    None
}

/// Takes a language that messages are written in.
pub fn locale(faults: &mut Faults, path: &str, locale: &str) -> String {
    match locale.to_lowercase().split(['-', '_']).next() {
        Some("zh") => return "zh-CN".to_owned(),
        Some("en") => return "en".to_owned(),
        _ => faults.add(
            path,
            Rule::Format {
                expected: "zh-CN or en",
            },
        ),
    }
    locale.to_owned()
}

/// A name as strangers see it: the family name, and the last letter if there are three or more.
/// 李明 becomes 李*, 王小梅 becomes 王*梅.
pub fn masked(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    match letters.as_slice() {
        [] => String::new(),
        [first] | [first, _] => format!("{first}*"),
        [first, hidden @ .., last] => {
            let stars = "*".repeat(hidden.len().min(4));
            format!("{first}{stars}{last}")
        }
    }
}

/// Whether somebody born in this year is under 18, as far as a year tells: until the end of the
/// year in which they turn 18 they may still be. Who has not told counts as an adult.
pub fn is_child(birth_year: Option<i32>, year: i32) -> bool {
    birth_year.is_some_and(|born| year - born < 18)
}

fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            '＋' => '+',
            '－' => '-',
            '　' => ' ',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_any_spelling_are_one_number() {
        for spelling in [
            "13812345678",
            "+86 138 1234 5678",
            "0086 13812345678",
            "１３８１２３４５６７８",
            "138-1234-5678",
        ] {
            let mut faults = Faults::default();
            let number = phone_number(&mut faults, "phone", Some(spelling));
            assert_eq!(number.as_deref(), Some("+8613812345678"), "{spelling}");
            assert!(faults.is_empty());
        }
        for wrong in ["12", "grandmother", "+86 138 1234 56789999"] {
            let mut faults = Faults::default();
            assert_eq!(phone_number(&mut faults, "phone", Some(wrong)), None);
            assert!(!faults.is_empty(), "{wrong}");
        }
    }

    #[test]
    fn strangers_see_masked_names() {
        for (name, seen) in [
            ("李明", "李*"),
            ("王小梅", "王*梅"),
            ("欧阳小梅", "欧**梅"),
            ("", ""),
        ] {
            assert_eq!(masked(name), seen);
        }
    }

    #[test]
    fn addresses_are_checked_and_lowered() {
        let mut faults = Faults::default();
        let address = email_address(&mut faults, "email", Some(" Lan@Example.ORG "));
        assert_eq!(address.as_deref(), Some("lan@example.org"));
        assert!(faults.is_empty());
        assert_eq!(
            email_address(&mut faults, "email", Some("no address")),
            None
        );
        assert!(!faults.is_empty());
    }
}
