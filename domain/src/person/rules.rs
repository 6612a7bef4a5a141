//! Names, addresses, telephone numbers. Pure.

use std::str::FromStr;

use email_address::EmailAddress;
use phonenumber::{Mode, Type, country, metadata::DATABASE};
use unicode_normalization::UnicodeNormalization;

pub use super::naming::given_name;
use crate::input::{Faults, Rule};

/// Takes a telephone number in any spelling, full-width digits too, and writes it as E.164. A number
/// without a country code is one of China's.
pub fn phone_number(faults: &mut Faults, path: &str, number: Option<&str>) -> Option<String> {
    let number: String = number?.nfkc().collect();
    let number = Some(number.trim()).filter(|number| !number.is_empty())?;
    let parsed = phonenumber::parse(Some(country::Id::CN), number);
    match parsed.ok().filter(phonenumber::is_valid) {
        Some(valid) => Some(valid.format().mode(Mode::E164).to_string()),
        None => {
            let expected = "a telephone number, for example +86 138 1234 5678";
            faults.add(path, Rule::Format { expected });
            None
        }
    }
}

/// Whether a number (E.164) takes text messages: a mobile one does, and one that may be; a fixed line
/// does not, and where messages cost extra none is sent.
pub fn takes_text_messages(number: &str) -> bool {
    phonenumber::parse(None, number).is_ok_and(|number| {
        let kind = number.number_type(&DATABASE);
        matches!(kind, Type::Mobile | Type::FixedLineOrMobile)
    })
}

/// Whether a number (E.164) is of a fixed line, as far as numbers tell.
pub fn is_landline(number: &str) -> bool {
    phonenumber::parse(None, number)
        .is_ok_and(|number| number.number_type(&DATABASE) == Type::FixedLine)
}

/// Takes an e-mail address (RFC 5321 §4.1.2). Its domain is compared without case, and so is the
/// part before the @, because no provider of today tells letters apart there.
pub fn email_address(faults: &mut Faults, path: &str, address: Option<&str>) -> Option<String> {
    // As input methods for Chinese write it: ｌａｎ＠example。org.
    let address: String = address?.nfkc().collect::<String>().replace('。', ".");
    let address = Some(address.trim()).filter(|address| !address.is_empty())?;
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

/// Whether somebody born in this year may be under 18: until the end of the year in which they turn
/// 18 they may still be. Who has not told counts as an adult.
pub fn is_child(birth_year: Option<i32>, year: i32) -> bool {
    may_be_under(18, birth_year, year)
}

/// The first year of birth of those who are children in this year: [`is_child`] for SQL.
pub fn child_born_from(year: i32) -> i32 {
    year - 18
}

/// Whether somebody born in this year may be under 14, whose data are all sensitive (个人信息保护法
/// §28, §31).
pub fn is_young_child(birth_year: Option<i32>, year: i32) -> bool {
    may_be_under(14, birth_year, year)
}

fn may_be_under(age: i32, birth_year: Option<i32>, year: i32) -> bool {
    birth_year.is_some_and(|born| year - born <= age)
}

pub(crate) fn half_width(text: &str) -> String {
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
            "（＋８６）１３８－１２３４－５６７８",
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
    fn one_is_a_child_until_the_end_of_the_year() {
        assert!(is_child(Some(2010), 2028) && !is_child(Some(2010), 2029));
        assert!(is_young_child(Some(2014), 2028) && !is_young_child(Some(2014), 2029));
        assert!(!is_child(None, 2028) && !is_young_child(None, 2028));
        assert_eq!(child_born_from(2028), 2010);
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
    fn a_number_tells_its_line() {
        for (number, landline) in [
            ("+8613812345678", false),
            ("+868268888888", true),
            ("+861012345678", true),
            ("+864008123456", false),
            ("no number", false),
        ] {
            assert_eq!(is_landline(number), landline, "{number}");
        }
    }

    #[test]
    fn fixed_lines_and_dear_numbers_take_no_text_messages() {
        for (number, takes) in [
            ("+8613812345678", true),
            ("+14155552671", true),
            ("+861012345678", false),
            ("+868268888888", false),
            ("+864008123456", false),
            ("+4915123456789", true),
            ("no number", false),
        ] {
            assert_eq!(takes_text_messages(number), takes, "{number}");
        }
    }

    #[test]
    fn people_are_called_as_they_like_or_by_the_given_name() {
        for (name, called) in [
            ("李明", "明"),
            ("王小梅", "小梅"),
            ("欧阳小梅", "小梅"),
            ("欧阳", "阳"),
            ("阿不都·热合曼", "阿不都"),
            ("Lan Chen", "Lan"),
            ("admin", "admin"),
            ("李", "李"),
            ("", ""),
        ] {
            assert_eq!(given_name(name, None), called, "{name}");
        }
        assert_eq!(given_name("王小梅", Some("梅姨")), "梅姨");
    }

    #[test]
    fn addresses_are_checked_and_lowered() {
        let mut faults = Faults::default();
        let address = email_address(&mut faults, "email", Some(" Lan@Example.ORG "));
        assert_eq!(address.as_deref(), Some("lan@example.org"));
        let address = email_address(&mut faults, "email", Some("ｌａｎ＠example。ｏｒｇ　"));
        assert_eq!(address.as_deref(), Some("lan@example.org"));
        assert!(faults.is_empty());
        assert_eq!(
            email_address(&mut faults, "email", Some("no address")),
            None
        );
        assert!(!faults.is_empty());
    }
}
