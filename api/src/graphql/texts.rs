//! Texts for people, a file a locale.

mod refusals;

use std::sync::LazyLock;

use chrono_tz::Tz;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use mulin_domain::clock::Instant;
use unic_langid::LanguageIdentifier;

pub use self::refusals::{refusal, refusal_of};

/// The languages that there are texts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Simplified Chinese.
    Chinese,
    /// English.
    English,
}

/// How a caller is spoken to.
#[derive(Clone, Copy, Debug)]
pub struct Speech {
    /// In which language.
    pub language: Language,
    /// On whose clocks times are told.
    pub zone: Tz,
}

impl Speech {
    /// A time as people read it, with its zone.
    fn time(self, at: Instant) -> FluentValue<'static> {
        let there = at.with_timezone(&self.zone);
        format!("{} ({})", there.format("%Y-%m-%d %H:%M"), self.zone.name()).into()
    }
}

impl Language {
    /// The first of the tags (BCP 47) that there are texts in.
    pub fn preferred<'a>(tags: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        tags.into_iter()
            .find_map(|tag| match tag.split('-').next() {
                Some(tag) if tag.eq_ignore_ascii_case("zh") => Some(Self::Chinese),
                Some(tag) if tag.eq_ignore_ascii_case("en") => Some(Self::English),
                _ => None,
            })
    }
}

type Bundle = FluentBundle<FluentResource>;

static CHINESE: LazyLock<Bundle> =
    LazyLock::new(|| bundle("zh-CN", include_str!("../../locales/zh-CN.ftl")));
static ENGLISH: LazyLock<Bundle> =
    LazyLock::new(|| bundle("en", include_str!("../../locales/en.ftl")));

/// A faulty file still gives its sound messages; a test holds that there is no fault.
fn bundle(language: &str, text: &str) -> Bundle {
    let language: LanguageIdentifier = language.parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(sound, _)| sound);
    bundle.add_resource_overriding(resource);
    bundle
}

/// The text of a code.
pub fn message(
    code: &str,
    values: &[(&'static str, FluentValue<'_>)],
    language: Language,
) -> String {
    let bundle = match language {
        Language::Chinese => &*CHINESE,
        Language::English => &*ENGLISH,
    };
    let mut args = FluentArgs::new();
    for (name, value) in values {
        args.set(*name, value.clone());
    }
    let pattern = bundle.get_message(code).and_then(|message| message.value());
    pattern.map_or_else(
        || code.to_owned(),
        |pattern| {
            bundle
                .format_pattern(pattern, Some(&args), &mut Vec::new())
                .into_owned()
        },
    )
}

/// Several names in a row, as people write them.
pub fn listed(names: &[String], language: Language) -> String {
    names.join(match language {
        Language::Chinese => "、",
        Language::English => ", ",
    })
}

#[cfg(test)]
mod tests;
