//! Words for the full-text index. Pure.
//!
//! Chinese is written without spaces and its words often have two characters, which no trigram
//! finds; so a run of ideographs is indexed as its characters and all its pairs.

/// Longest query that is looked at, in words and pairs.
const MAX_WORDS: usize = 16;

/// What is indexed of the texts.
pub fn search_text<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut words = Vec::new();
    for text in texts {
        for run in runs(text) {
            match run {
                Run::Word(word) => words.push(word),
                Run::Ideographs(letters) => {
                    words.extend(letters.iter().map(char::to_string));
                    words.extend(pairs(&letters));
                }
            }
        }
    }
    words.join(" ")
}

/// The words that all must be there for a text to match a query: pairs of ideographs, or a single
/// one that stands alone. Empty if the query holds no word.
pub fn query_words(query: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for run in runs(query) {
        match run {
            Run::Word(word) => words.push(word),
            Run::Ideographs(letters) if letters.len() == 1 => words.push(letters[0].to_string()),
            Run::Ideographs(letters) => words.extend(pairs(&letters)),
        }
    }
    words.dedup();
    words.truncate(MAX_WORDS);
    words
}

enum Run {
    Word(String),
    Ideographs(Vec<char>),
}

fn pairs(letters: &[char]) -> impl Iterator<Item = String> {
    letters.windows(2).map(|pair| pair.iter().collect())
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        // A letter first: the blocks of ideographs hold places that no letter has yet.
        if letter.is_alphanumeric() && is_ideograph(letter) {
            match runs.last_mut() {
                Some(Some(Run::Ideographs(letters))) => letters.push(letter),
                _ => runs.push(Some(Run::Ideographs(vec![letter]))),
            }
        } else if letter.is_alphanumeric() {
            match runs.last_mut() {
                Some(Some(Run::Word(word))) => word.push(letter),
                _ => runs.push(Some(Run::Word(letter.to_string()))),
            }
        } else {
            runs.push(None);
        }
    }
    runs.into_iter().flatten().collect()
}

/// CJK unified ideographs with extensions A to H, and compatibility ideographs (Unicode 15).
fn is_ideograph(letter: char) -> bool {
    matches!(
        letter,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{323AF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_character_words_are_found() {
        assert_eq!(
            search_text(["元宵灯会 2027"]),
            "元 宵 灯 会 元宵 宵灯 灯会 2027"
        );
        assert_eq!(query_words("灯会"), ["灯会"]);
        assert_eq!(query_words("灯"), ["灯"]);
        assert_eq!(query_words("Tea, 茶话会!"), ["tea", "茶话", "话会"]);
        assert!(query_words("' | & * \" :").is_empty());
    }

    proptest! {
        #[test]
        fn a_text_is_found_by_any_part_of_it(text in "[元宵灯会茶话百家宴邻里]{2,12}", from in 0..10usize) {
            let letters: Vec<char> = text.chars().collect();
            let from = from.min(letters.len() - 2);
            let part: String = letters[from..from + 2].iter().collect();
            let index = search_text([text.as_str()]);
            let indexed: Vec<&str> = index.split(' ').collect();
            prop_assert!(query_words(&part).iter().all(|word| indexed.contains(&word.as_str())));
        }

        #[test]
        fn no_query_carries_operators(query in ".{0,60}") {
            for word in query_words(&query) {
                prop_assert!(word.chars().all(char::is_alphanumeric));
            }
        }
    }
}
