//! Names of people and places: written one way, and without what deceives the eye. Pure.

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_script::{Script, UnicodeScript};

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deception {
    /// Control, format or other characters that are not seen.
    Invisible,
    /// Letters of scripts that look alike within one word.
    MixedScripts,
}

/// The name in normalisation form C (Unicode Standard Annex 15), trimmed, with single spaces.
pub fn tidy(name: &str) -> String {
    let composed: String = name.nfc().collect();
    let mut tidy = String::with_capacity(composed.len());
    for word in composed.split(is_space).filter(|word| !word.is_empty()) {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    tidy
}

/// What deceives in a tidy name, if anything does.
pub fn deception(name: &str) -> Option<Deception> {
    if name.chars().any(is_invisible) {
        return Some(Deception::Invisible);
    }
    name.split(' ')
        .any(mixes_scripts)
        .then_some(Deception::MixedScripts)
}

/// Spaces of any width, but no line ends and no tabs: those are control characters.
fn is_space(c: char) -> bool {
    c.general_category() == GeneralCategory::SpaceSeparator
}

/// Controls, overrides of direction, joiners and other format characters, line and paragraph
/// separators, and the letters and selectors that are drawn as nothing (Unicode's
/// `Default_Ignorable_Code_Point`).
fn is_invisible(c: char) -> bool {
    matches!(
        c.general_category(),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
    ) || matches!(c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// "Highly restrictive" of Unicode Technical Standard 39 §5.2, a word at a time: one script, or
/// those that East Asian writing mixes with Latin. A Cyrillic "а" inside a Latin word is a
/// disguise; whole words of any script are names.
fn mixes_scripts(word: &str) -> bool {
    let (mut east_asian, mut latin, mut other) = (false, false, None);
    for c in word.chars() {
        match c.script() {
            Script::Common | Script::Inherited | Script::Unknown => {}
            Script::Latin => latin = true,
            Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Bopomofo
            | Script::Hangul => east_asian = true,
            script if other.is_none_or(|seen| seen == script) => other = Some(script),
            _ => return true,
        }
    }
    other.is_some() && (east_asian || latin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_written_one_way() {
        for (written, kept) in [
            ("  王小梅 ", "王小梅"),
            ("李　　小明", "李 小明"),
            ("Anne\u{a0} Marie", "Anne Marie"),
            ("Rene\u{301}", "René"),
            // A compatibility ideograph becomes the one that keyboards write.
            ("\u{f9e4}", "理"),
            ("\u{3000}", ""),
        ] {
            assert_eq!(tidy(written), kept);
        }
    }

    #[test]
    fn names_of_all_peoples_are_names() {
        for name in [
            "王小梅",
            "𠮷田",
            "阿卜杜拉·买买提",
            "ئابدۇللا مەمەت",
            "བསྟན་འཛིན",
            "张Anna",
            "田中さくらサクラ",
            "김철수",
            "Анна Смирнова",
            "Ελένη",
            "Anna Смирнова",
            "O’Neill-Schäfer Jr.",
            "3栋 A座",
        ] {
            assert_eq!(deception(&tidy(name)), None, "{name}");
        }
    }

    #[test]
    fn what_deceives_the_eye_is_no_name() {
        for (name, why) in [
            ("Аnna", Deception::MixedScripts),    // Cyrillic А
            ("Lοng", Deception::MixedScripts),    // Greek omicron
            ("Lan Оng", Deception::MixedScripts), // in the second word
            ("王Ж", Deception::MixedScripts),
            ("Жα", Deception::MixedScripts),
            ("王\u{202e}梅", Deception::Invisible),
            ("王\u{200b}梅", Deception::Invisible),
            ("王\u{feff}梅", Deception::Invisible),
            ("王\u{ad}梅", Deception::Invisible),
            ("王\n梅", Deception::Invisible),
            ("王\t梅", Deception::Invisible),
            ("王\u{2028}梅", Deception::Invisible),
            ("\u{3164}", Deception::Invisible),
            ("王\u{e0100}", Deception::Invisible),
            ("王\u{7}", Deception::Invisible),
        ] {
            assert_eq!(deception(&tidy(name)), Some(why), "{name:?}");
        }
    }

    proptest! {
        #[test]
        fn tidying_twice_changes_nothing(name in "\\PC{0,20}") {
            let once = tidy(&name);
            prop_assert_eq!(&tidy(&once), &once);
            prop_assert!(!once.starts_with(' ') && !once.ends_with(' ') && !once.contains("  "));
        }
    }
}
