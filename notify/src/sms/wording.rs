//! Signatures: in China a text message begins with the registered name of its sender, as in
//! `【睦邻】…`.

use crate::message::Locale;

use super::message::Sms;

/// The sender's name a language; none where messages have no signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signatures {
    chinese: Option<String>,
    english: Option<String>,
}

impl Signatures {
    /// Names without brackets.
    pub fn new(chinese: Option<String>, english: Option<String>) -> Signatures {
        Signatures { chinese, english }
    }

    /// The name in a language, without brackets.
    pub fn name(&self, locale: Locale) -> Option<&str> {
        match locale {
            Locale::ZhCn => self.chinese.as_deref(),
            Locale::En => self.english.as_deref(),
        }
    }

    pub(super) fn set(&mut self, locale: Locale, name: String) {
        match locale {
            Locale::ZhCn => self.chinese = Some(name),
            Locale::En => self.english = Some(name),
        }
    }

    /// The text of a message under the signature of its language. Of a text that brings a signature of
    /// its own, as the Chinese templates do, that one is replaced; without a configured name it stays.
    pub fn sign(&self, sms: &Sms) -> String {
        self.signed(sms.locale, &sms.text)
    }

    /// The same, of words alone.
    pub fn signed(&self, locale: Locale, text: &str) -> String {
        match self.name(locale) {
            Some(name) => format!("【{name}】{}", unsigned(text)),
            None => text.to_owned(),
        }
    }
}

/// A text without the signature that it begins with.
pub fn unsigned(text: &str) -> &str {
    text.strip_prefix('【')
        .and_then(|rest| rest.split_once('】'))
        .map_or(text, |(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::super::message::tests::sms;
    use super::*;

    #[test]
    fn there_is_one_signature_and_it_is_the_configured_one() {
        let both = Signatures::new(Some("幸福里".to_owned()), None);
        let with = |locale, text: &str| Sms {
            locale,
            text: text.to_owned(),
            ..sms("+8613812345678")
        };
        let sign = |locale, text| both.sign(&with(locale, text));
        assert_eq!(sign(Locale::ZhCn, "【睦邻】取消了"), "【幸福里】取消了");
        assert_eq!(sign(Locale::ZhCn, "取消了"), "【幸福里】取消了");
        assert_eq!(sign(Locale::ZhCn, "【没有尾"), "【幸福里】【没有尾");
        assert_eq!(sign(Locale::En, "Mulin: Cancelled"), "Mulin: Cancelled");
        let none = Signatures::default();
        assert_eq!(
            none.sign(&with(Locale::ZhCn, "【睦邻】取消了")),
            "【睦邻】取消了"
        );
    }
}
