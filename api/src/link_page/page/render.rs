//! Templates, and what they are filled with.

use std::sync::LazyLock;

use axum::http::HeaderValue;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fluent_bundle::FluentValue;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::graphql::texts::{self, Language};
use crate::link_page::words;
use crate::preference_page;

pub(super) const FRAME: &str = include_str!("../frame.html");
pub(super) const ANSWER: &str = include_str!("../answer.html");
pub(super) const WITHDRAWAL: &str = include_str!("../withdrawal.html");
pub(super) const PROBLEM: &str = include_str!("../problem.html");
pub(super) const QUESTIONS: &str = include_str!("../questions.html");
pub(super) const INVITATION: &str = include_str!("../invitation.html");
/// What pages tell of an event.
pub(super) const EVENT: &str = include_str!("../event.html");
/// Stands in the page itself: a style sheet of its own would be one more thing to fetch and to keep.
pub(in crate::link_page) const STYLE: &str = include_str!("../style.css");

/// The page runs no script, loads pictures of ours alone, sends its form to us alone, and stands in
/// no other page.
pub(in crate::link_page) static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let style = BASE64_STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src 'self' data:; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

pub(crate) fn serialized<T: Serialize>(value: T) -> Value {
    Value::from(Serde(value))
}

pub(crate) fn render(
    template: &str,
    language: Language,
    page: Value,
) -> Result<String, minijinja::Error> {
    let environment = match language {
        Language::Chinese => &*CHINESE,
        Language::English => &*ENGLISH,
    };
    environment.get_template(template)?.render(page)
}

static CHINESE: LazyLock<Environment<'static>> = LazyLock::new(|| environment(Language::Chinese));
static ENGLISH: LazyLock<Environment<'static>> = LazyLock::new(|| environment(Language::English));

/// The templates in one language: `t(code)` and `t(code, value)` are the texts of `api/locales`. A
/// faulty template is told when it is rendered; a test holds that there is none.
fn environment(language: Language) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    // With it, errors would carry the values of variables.
    environment.set_debug(false);
    let mut syntax = SyntaxConfig::builder();
    if let Ok(syntax) = syntax.trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.add_function("t", move |code: &str, value: Option<Value>| {
        let value = value.map(|value| ("value", FluentValue::from(value.to_string())));
        texts::message(code, value.as_slice(), language)
    });
    let (other, other_name) = words::other(language);
    environment.add_global("lang", words::tag(language));
    environment.add_global("other_lang", other);
    environment.add_global("other_name", other_name);
    environment.add_global("style", Value::from_safe_string(STYLE.to_owned()));
    for (name, source) in [
        ("frame.html", FRAME),
        ("answer.html", ANSWER),
        ("withdrawal.html", WITHDRAWAL),
        ("problem.html", PROBLEM),
        ("questions.html", QUESTIONS),
        ("invitation.html", INVITATION),
        ("preferences.html", preference_page::PREFERENCES),
        ("unsubscribe.html", preference_page::UNSUBSCRIBE),
        ("event.html", EVENT),
        ("dish.html", crate::dish_page::DISH),
    ] {
        if let Err(error) = environment.add_template(name, source) {
            tracing::error!(%error, name, "a template has a fault");
        }
    }
    environment
}
