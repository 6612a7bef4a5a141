//! What the name of a dish and its ingredients let expect, whatever its cook has ticked. Pure.
//!
//! Words of the Latin alphabet count as whole words, with an s at their end too; Chinese ones wherever
//! they stand. A word too many costs a look at the label; one too few may make somebody ill.

use unicode_normalization::UnicodeNormalization;

/// Pork, and what is made of it.
const PORK: &[&str] = &[
    "猪",
    "豬",
    "火腿",
    "培根",
    "腊肉",
    "腊肠",
    "叉烧",
    "五花肉",
    "pork",
    "bacon",
    "ham",
    "lard",
    "prosciutto",
    "char siu",
];

/// Alcohol, and what it is cooked with.
const ALCOHOL: &[&str] = &[
    "酒",
    "醪糟",
    "花雕",
    "朗姆",
    "威士忌",
    "白兰地",
    "alcohol",
    "wine",
    "beer",
    "rum",
    "whisky",
    "whiskey",
    "brandy",
    "sake",
    "mirin",
    "liqueur",
    "vodka",
    "sherry",
];

/// What sticks or slips down whole: elders and small children choke on it.
const CHOKING: &[&str] = &[
    "汤圆",
    "湯圓",
    "元宵",
    "年糕",
    "糍粑",
    "麻薯",
    "糯米团",
    "果冻",
    "tangyuan",
    "yuanxiao",
    "niangao",
    "nian gao",
    "rice cake",
    "mochi",
    "jelly cup",
];

/// Whether pork is named.
pub fn name_pork<'a>(texts: impl IntoIterator<Item = &'a str>) -> bool {
    mention(texts, PORK)
}

/// Whether alcohol is named.
pub fn name_alcohol<'a>(texts: impl IntoIterator<Item = &'a str>) -> bool {
    mention(texts, ALCOHOL)
}

/// Whether something is named that people choke on.
pub fn name_choking_hazards<'a>(texts: impl IntoIterator<Item = &'a str>) -> bool {
    mention(texts, CHOKING)
}

/// Whether any of the texts names any of the words.
pub fn mention<'a>(texts: impl IntoIterator<Item = &'a str>, words: &[&str]) -> bool {
    let mut words: Vec<String> = words.iter().map(|word| plain(word)).collect();
    words.retain(|word| !word.is_empty());
    texts.into_iter().any(|text| {
        let text = plain(text);
        words.iter().any(|word| names(&text, word))
    })
}

/// In small letters of the usual width.
fn plain(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase()
}

/// Whether the text names the word, both [`plain`].
fn names(text: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return text.contains(word);
    }
    let parts_words = |c: char| !c.is_ascii_alphanumeric();
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let after = after.strip_prefix('s').unwrap_or(after);
        before.chars().next_back().is_none_or(parts_words)
            && after.chars().next().is_none_or(parts_words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_both_languages() {
        for text in [
            "红烧猪蹄",
            "Ham and eggs",
            "old-style BACON",
            "两片ham",
            "ｐｏｒｋ chops",
        ] {
            assert!(name_pork([text]), "{text}");
        }
        for text in ["Hamburger of beef", "graham crackers", "豆腐", "红烧牛肉"] {
            assert!(!name_pork([text]), "{text}");
        }
        assert!(name_alcohol(["盐", "料酒"]) && name_alcohol(["Red wines"]));
        assert!(!name_alcohol(["rump steak", "winegum"]) && !name_alcohol([]));
        assert!(name_choking_hazards(["黑芝麻汤圆"]) && name_choking_hazards(["Rice cakes"]));
        assert!(!name_choking_hazards(["price cakewalk", "米饭"]));
    }
}
