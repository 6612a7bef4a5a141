//! That the colours of the style sheet can be told apart, and that the templates hold together.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::Iterable;

use super::render::*;
use super::*;
use crate::graphql::texts::Language;
use fluent_bundle::FluentValue;

/// What stands on what, by the names of the style sheet, and the least contrast (WCAG 2.2, 1.4.3 for
/// text, 1.4.11 for lines and the focus).
const PAIRS: &[(&str, &str, f64)] = &[
    ("text", "page", 4.5),
    ("text", "panel", 4.5),
    ("soft", "page", 4.5),
    ("link", "page", 4.5),
    ("link", "panel", 4.5),
    ("on-strong", "strong", 4.5),
    ("on-good", "good", 4.5),
    ("on-bad", "bad", 4.5),
    ("line", "page", 3.0),
    ("line", "panel", 3.0),
    ("focus", "page", 3.0),
    ("focus", "panel", 3.0),
    ("strong", "page", 3.0),
];

/// The colours of a block of the style sheet, by name.
fn colours(block: &str) -> BTreeMap<String, [u8; 3]> {
    let declared = block.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(':')?;
        let digits = value.trim().trim_end_matches(';').strip_prefix('#')?;
        assert_eq!(digits.len(), 6, "{line}");
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
        Some((name.to_owned(), [part(0), part(2), part(4)]))
    });
    declared.collect()
}

/// The light colours and the dark ones.
fn schemes() -> [BTreeMap<String, [u8; 3]>; 2] {
    let (light, rest) = STYLE.split_once("prefers-color-scheme: dark").unwrap();
    let dark = rest.split_once("}").unwrap().0;
    [colours(light), colours(dark)]
}

/// Relative luminance (WCAG 2.2).
fn luminance(colour: [u8; 3]) -> f64 {
    let linear = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn what_is_written_can_be_read_by_day_and_by_night() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 0.001);
    for colours in schemes() {
        for (one, other, least) in PAIRS {
            let found = contrast(colours[*one], colours[*other]);
            assert!(found >= *least, "{one} on {other}: {found:.2}");
        }
        let named: BTreeSet<&str> = colours.keys().map(String::as_str).collect();
        let paired = PAIRS.iter().flat_map(|(one, other, _)| [*one, *other]);
        assert_eq!(named, paired.collect(), "every colour is in a pair");
    }
}

#[test]
fn colours_have_names() {
    // Each line that sets a colour does so by name, or takes the one around it.
    let setting = STYLE.lines().filter(|line| {
        let line = line.trim();
        ["color:", "background:", "border", "outline:"]
            .iter()
            .any(|property| line.starts_with(property))
    });
    for line in setting {
        let plain = ["radius", "width", "none"];
        assert!(
            line.contains("var(--") || plain.iter().any(|word| line.contains(word)),
            "{line}"
        );
    }
}

#[test]
fn nothing_is_written_small() {
    let sizes: Vec<f64> = STYLE
        .lines()
        .filter_map(|line| line.trim().strip_prefix("font-size:"))
        .map(|size| {
            let size = size.trim().trim_end_matches(';');
            match size.strip_suffix('%') {
                Some(percent) => percent.parse::<f64>().unwrap() / 100.0 * 16.0,
                // The root's 125 % are 20 px unless the reader wants more.
                None => size.strip_suffix("rem").unwrap().parse::<f64>().unwrap() * 20.0,
            }
        })
        .collect();
    assert!(
        sizes.len() > 2 && sizes.iter().all(|size| *size >= 18.0),
        "{sizes:?}"
    );
}

#[test]
fn every_template_and_every_text_is_there() {
    let asked = Asked::read(None, &axum::http::HeaderMap::new(), Language::Chinese);
    for page in [
        Problem::Gone,
        Problem::NoDish,
        Problem::NotTaken,
        Problem::Away,
    ] {
        assert!(
            problem(&asked, page)
                .unwrap()
                .contains("<html lang=\"zh-CN\">")
        );
    }
    let templates = [
        FRAME,
        ANSWER,
        WITHDRAWAL,
        PROBLEM,
        QUESTIONS,
        INVITATION,
        EVENT,
        crate::dish_page::DISH,
    ]
    .concat();
    let codes = templates
        .split("t(\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap());
    let mut codes: BTreeSet<String> = codes.map(str::to_owned).collect();
    // Of the states the last part is put in by the template.
    assert!(codes.remove("page-state-"));
    codes.extend(RsvpState::iter().map(|state| format!("page-state-{}", state.as_str())));
    codes.extend(
        [
            "page-gone",
            "page-gone-help",
            "page-not-taken",
            "page-not-taken-help",
            "page-away",
        ]
        .map(str::to_owned),
    );
    codes.extend(
        ["adults", "children", "party", "note", "answer"]
            .map(|field| format!("page-{field}-field")),
    );
    codes.extend(Done::ALL.map(|done| format!("page-done-{}", done.as_str())));
    assert!(codes.remove("page-done-"));
    assert!(codes.remove("page-invitation-"));
    for standing in ["used-up", "over"] {
        codes.extend(["", "-help"].map(|part| format!("page-invitation-{standing}{part}")));
    }
    codes.extend(
        [
            "page-YES",
            "page-NO",
            "page-no-choice",
            "page-quoted",
            "page-number-wanted",
            "page-date-wanted",
            "page-choice-wanted",
            "page-form-changed",
        ]
        .map(str::to_owned),
    );
    for code in codes {
        for language in [Language::Chinese, Language::English] {
            let value = [("value", FluentValue::from("7"))];
            let text = texts::message(&code, &value, language);
            assert!(text != code && !text.contains('{'), "{code}: {text}");
        }
    }
}

#[test]
fn the_policy_names_the_style_of_the_page() {
    let policy = POLICY.to_str().unwrap();
    assert!(policy.contains("style-src 'sha256-") && policy.ends_with("frame-ancestors 'none'"));
    let asked = Asked::read(None, &axum::http::HeaderMap::new(), Language::English);
    let page = problem(&asked, Problem::Gone).unwrap();
    assert!(
        page.contains(&format!("<style>{STYLE}</style>")),
        "byte for byte"
    );
}
