//! What a text that somebody wrote means. Pure.
//!
//! People write with thumbs: full-width figures, traditional characters, spaces, a full stop, thanks.
//! A mistake must never turn a no into a yes, so negatives go first, and whatever could be read in two
//! ways, holds a question or says much, is unclear: a person reads it.

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// What a text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Send nothing more.
    OptOut,
    /// Send again.
    OptIn,
    /// Comes.
    Yes,
    /// Does not come.
    No,
    /// Who knows.
    Unclear,
}

/// The words by which one refuses text messages and wants them again. A word counts for every
/// provider, or, as `provider:word`, for one.
#[derive(Clone, Debug)]
pub struct Words {
    /// To refuse them.
    pub opt_out: Vec<String>,
    /// To want them again.
    pub opt_in: Vec<String>,
}

/// Words of refusal that are used in China and, in English, by carriers everywhere.
pub const OPT_OUT: [&str; 14] = [
    "TD",
    "T",
    "N",
    "R",
    "退订",
    "退",
    "拒收",
    "不要再发",
    "STOP",
    "STOPALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
];
/// Words by which one wants them again.
pub const OPT_IN: [&str; 4] = ["START", "UNSTOP", "恢复", "订阅"];

impl Default for Words {
    fn default() -> Self {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            opt_out: owned(&OPT_OUT),
            opt_in: owned(&OPT_IN),
        }
    }
}

impl Words {
    /// What a text that came by this provider means.
    pub fn meaning(&self, provider: &str, text: &str) -> Meaning {
        let plain = plain(text);
        if says(&self.opt_out, provider, &plain) {
            return Meaning::OptOut;
        }
        if says(&self.opt_in, provider, &plain) {
            return Meaning::OptIn;
        }
        answer(&plain, asks(text))
    }
}

fn says(words: &[String], provider: &str, plain: &str) -> bool {
    words.iter().any(|word| {
        let word = match word.split_once(':') {
            Some((of, word)) if of == provider => word,
            Some(_) => return false,
            None => word,
        };
        self::plain(word) == plain
    })
}

/// Longest text that is read for what it holds, in characters; more is a letter.
const SHORT: usize = 10;

/// Whole texts that say yes.
const YES: [&str; 21] = [
    "1", "一", "来", "参加", "去", "到", "好", "好的", "可以", "行", "是", "是的", "同意", "报名",
    "yes", "y", "ok", "okay", "going", "one", "coming",
];
/// Whole texts that say no.
const NO: [&str; 14] = [
    "2", "二", "否", "不", "不行", "不了", "没空", "有事", "no", "nope", "notgoing", "cantcome",
    "two", "declined",
];
const NEGATIVES: [&str; 7] = ["不", "没", "别", "勿", "无法", "取消", "难"];
const COMING: [&str; 5] = ["来", "去", "参加", "到", "报名"];
/// What makes a sentence a question, or leaves it open.
const OPEN: [&str; 17] = [
    "吗",
    "么",
    "呢",
    "几",
    "谁",
    "哪",
    "怎",
    "何",
    "是否",
    "能不能",
    "来不来",
    "去不去",
    "可能",
    "也许",
    "再说",
    "如果",
    "要是",
];

/// What a plain text answers to "will you come?".
fn answer(plain: &str, asks: bool) -> Meaning {
    if asks || OPEN.iter().any(|word| plain.contains(word)) {
        return Meaning::Unclear;
    }
    // 谢谢, 收到 and 一定 go along with any answer, and are none.
    let mut core = plain.to_owned();
    for word in [
        "谢谢", "收到", "您好", "你好", "一定", "thanks", "thankyou", "please",
    ] {
        core = core.replace(word, "");
    }
    if NO.contains(&core.as_str()) {
        return Meaning::No;
    }
    if YES.contains(&core.as_str()) {
        return Meaning::Yes;
    }
    let has = |words: &[&str]| words.iter().any(|word| core.contains(word));
    // "1个人来", "来2个": how many come is for a person to read.
    let counts = core
        .chars()
        .any(|c| c.is_numeric() || "一二两三四五六七八九十".contains(c));
    if core.chars().count() > SHORT || counts || !has(&COMING) {
        return Meaning::Unclear;
    }
    if has(&NEGATIVES) {
        Meaning::No
    } else {
        Meaning::Yes
    }
}

fn asks(text: &str) -> bool {
    text.contains(['?', '？', '؟'])
}

/// A text as it is compared: narrow letters and figures, simplified characters, no case, and nothing
/// but letters and figures.
fn plain(text: &str) -> String {
    text.nfkc()
        .filter(|c| {
            matches!(
                c.general_category_group(),
                GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number
            )
        })
        .flat_map(char::to_lowercase)
        .map(simplified)
        .collect()
}

/// The simplified form of the traditional characters that our words hold.
fn simplified(c: char) -> char {
    match c {
        '來' => '来',
        '參' => '参',
        '訂' => '订',
        '閱' => '阅',
        '復' => '复',
        '報' => '报',
        '沒' => '没',
        '別' => '别',
        '無' => '无',
        '發' => '发',
        '嗎' => '吗',
        '麼' => '么',
        '幾' => '几',
        '誰' => '谁',
        '個' => '个',
        '難' => '难',
        '說' => '说',
        '謝' => '谢',
        '壹' => '一',
        '贰' | '貳' => '二',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn meaning(text: &str) -> Meaning {
        Words::default().meaning("smpp", text)
    }

    #[test]
    fn yes_in_many_spellings() {
        for text in [
            "1",
            "１",
            " 1. ",
            "1！",
            "①",
            "来",
            "來",
            "参加",
            "參加",
            "我来",
            "我要参加",
            "好的，来",
            "YES",
            "ｙｅｓ",
            "Ok",
            "一定到",
            "收到，参加，谢谢",
            "1谢谢",
        ] {
            assert_eq!(meaning(text), Meaning::Yes, "{text}");
        }
    }

    #[test]
    fn no_goes_first() {
        for text in [
            "2",
            "２",
            "不来",
            "不來",
            "不参加",
            "不去了",
            "来不了",
            "没空来",
            "沒空",
            "No",
            "取消参加",
            "我不能来",
            "别等我来",
            "不",
        ] {
            assert_eq!(meaning(text), Meaning::No, "{text}");
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_unclear() {
        for text in [
            "",
            "？",
            "1?",
            "来吗",
            "几点来",
            "12",
            "1 2",
            "1个人来",
            "来两个",
            "3",
            "妈妈来我不来他再说",
            "什么时候参加",
            "能不能来",
            "可能来",
            "🎉",
            "你好",
            "明天下雨吗我不知道要不要来",
            "王大妈说她女儿周末要带孩子参加",
            "来不来再说",
        ] {
            assert_eq!(meaning(text), Meaning::Unclear, "{text}");
        }
    }

    #[test]
    fn words_of_refusal_are_whole_texts() {
        for text in [
            "TD",
            "td",
            "ＴＤ",
            "T",
            "n",
            "R",
            "退订",
            "退訂。",
            "Stop",
            "stop!",
            "不要再发",
        ] {
            assert_eq!(meaning(text), Meaning::OptOut, "{text}");
        }
        for text in ["恢复", "恢復", "START", "start."] {
            assert_eq!(meaning(text), Meaning::OptIn, "{text}");
        }
        assert_eq!(meaning("我退订报纸"), Meaning::Unclear);
        assert_eq!(meaning("NO"), Meaning::No);
    }

    #[test]
    fn a_provider_may_have_words_of_its_own() {
        let words = Words {
            opt_out: vec!["aliyun:QX".to_owned(), "STOP".to_owned()],
            opt_in: Vec::new(),
        };
        assert_eq!(words.meaning("aliyun", "qx"), Meaning::OptOut);
        assert_eq!(words.meaning("smpp", "qx"), Meaning::Unclear);
        assert_eq!(words.meaning("smpp", "stop"), Meaning::OptOut);
        assert_eq!(words.meaning("smpp", "T"), Meaning::Unclear);
    }

    proptest! {
        #[test]
        fn a_negative_never_makes_a_yes(
            before in "[我都就还人]{0,3}",
            negative in proptest::sample::select(vec!["不", "没", "别", "取消"]),
            after in "[来去到参加了吧]{0,4}",
        ) {
            let read = meaning(&format!("{before}{negative}{after}"));
            prop_assert_ne!(read, Meaning::Yes);
            prop_assert_ne!(read, Meaning::OptIn);
        }

        #[test]
        fn any_text_has_a_meaning(text in any::<String>()) {
            meaning(&text);
        }
    }
}
