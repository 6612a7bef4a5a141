//! In which language a reader is spoken to, and what they asked to see.

use axum::http::HeaderMap;
use url::form_urlencoded;

use super::page::Done;
use crate::graphql::texts::Language;
use crate::http::info;

/// What the address and the browser say of the reader.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// The language that the reader chose on the page.
    pub(crate) chosen: Option<Language>,
    /// The language of the reader's browser.
    accepted: Option<Language>,
    default: Language,
    /// What was just done.
    pub(super) done: Option<Done>,
    /// Whether to ask if the answer is to be taken back.
    pub(super) to_withdraw: bool,
}

impl Asked {
    /// Reads the query of the address and `Accept-Language`.
    pub(crate) fn read(query: Option<&str>, headers: &HeaderMap, default: Language) -> Self {
        let wanted = info::locales(headers);
        let mut asked = Self {
            chosen: None,
            accepted: Language::preferred(wanted.iter().map(String::as_str)),
            default,
            done: None,
            to_withdraw: false,
        };
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            match &*name {
                "lang" => asked.chosen = Language::preferred([&*value]),
                "done" => asked.done = Done::named(&value),
                "step" => asked.to_withdraw = value == "withdraw",
                _ => {}
            }
        }
        asked
    }

    /// The language of a page; `own` is the person's, as far as one knows who reads.
    pub(crate) fn language(&self, own: Option<&str>) -> Language {
        let own = || Language::preferred(own);
        let told = self.chosen.or(self.accepted).or_else(own);
        told.unwrap_or(self.default)
    }
}

/// The tag (BCP 47) of a language.
pub(crate) fn tag(language: Language) -> &'static str {
    match language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    }
}

/// The other one, as its own readers call it.
pub(super) fn other(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Chinese => ("en", "English"),
        Language::English => ("zh-CN", "中文"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_chooses_then_the_browser_then_the_record() {
        let language = |query: &str, accepted: &str, own: Option<&str>| {
            let mut headers = HeaderMap::new();
            if !accepted.is_empty() {
                headers.insert("accept-language", accepted.parse().unwrap());
            }
            let asked = Asked::read(Some(query), &headers, Language::Chinese);
            tag(asked.language(own))
        };
        assert_eq!(language("lang=en", "zh-CN", Some("zh-CN")), "en");
        assert_eq!(language("lang=xx", "en-GB", Some("zh-CN")), "en");
        assert_eq!(language("", "fr, en;q=0.5", Some("zh-CN")), "en");
        assert_eq!(language("", "fr", Some("en")), "en");
        assert_eq!(language("", "", Some("en")), "en");
        assert_eq!(language("", "", Some("fr")), "zh-CN");
        assert_eq!(language("", "", None), "zh-CN");
    }
}
