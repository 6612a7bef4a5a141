//! The pages themselves.

use std::sync::LazyLock;

use axum::http::HeaderValue;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use chrono_tz::Tz;
use fluent_bundle::FluentValue;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
use mulin_domain::clock::Instant;
use mulin_domain::rsvp::{LinkView, can, rules};
use mulin_domain::{Core, Refusal};
use mulin_entities::{EventState, RsvpState, rsvp};
use mulin_notify::{Locale, format_end, format_time, one_line};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::entry_code::entry_code;
use super::form::Form;
use super::words::{self, Asked};
use crate::graphql::texts::{self, Language, Speech};

const FRAME: &str = include_str!("frame.html");
const ANSWER: &str = include_str!("answer.html");
const WITHDRAWAL: &str = include_str!("withdrawal.html");
const PROBLEM: &str = include_str!("problem.html");
/// Stands in the page itself: a style sheet of its own would be one more thing to fetch and to keep.
pub(super) const STYLE: &str = include_str!("style.css");

/// The page runs no script, loads pictures of ours alone, sends its form to us alone, and stands in
/// no other page.
pub(super) static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let style = BASE64_STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src 'self' data:; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// What became of what the reader sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// It stands as they wanted.
    Saved,
    /// The answer is taken back.
    Withdrawn,
    /// Their page was from before, and what it says no longer holds.
    Stale,
}

impl Done {
    const ALL: [Self; 3] = [Self::Saved, Self::Withdrawn, Self::Stale];

    /// Its name in an address.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Withdrawn => "withdrawn",
            Self::Stale => "stale",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.as_str() == name)
    }
}

/// Why there is nothing to be seen.
#[derive(Clone, Copy, Debug)]
pub(super) enum Problem {
    /// The link opens nothing, whatever the reason.
    Gone,
    /// What was sent is nothing that the page sends.
    NotTaken,
    /// The service is interrupted.
    Away,
}

/// The event, as people read it.
#[derive(Serialize)]
struct EventWords {
    title: String,
    when: String,
    until: String,
    /// The zone, if it is not the one of the place where this server is at home.
    zone: Option<String>,
    venue: Option<String>,
    address: Option<String>,
    step_free: bool,
    accessibility: Option<String>,
    description: String,
    cancelled: bool,
    reason: Option<String>,
    phone: Option<String>,
}

/// The answer as it stands.
#[derive(Serialize)]
struct AnswerWords {
    state: String,
    adults: i32,
    children: i32,
    /// Whether it is about people who come, may come or want to.
    of_party: bool,
    waitlist_position: Option<i64>,
    /// Until when offered seats are held.
    held_until: Option<String>,
    /// What the organisers said when they refused.
    reason: Option<String>,
    entry_code: Option<String>,
}

/// What the form holds, as it was typed.
#[derive(Serialize)]
struct FormWords {
    key: String,
    adults: i32,
    children: i32,
    most: i32,
    note: String,
    is_full: bool,
    needs_approval: bool,
}

#[derive(Serialize)]
struct Fault {
    /// The field of the form: `adults`, `children`, `party`, `note`, or empty.
    field: &'static str,
    text: String,
}

/// The page that shows the event and takes the answer; with what was typed and refused, if it was.
pub(super) async fn answer(
    core: &Core,
    asked: &Asked,
    view: &LinkView,
    refused: Option<(&Form, &[Refusal])>,
) -> Result<String, minijinja::Error> {
    let language = asked.language(Some(&view.locale));
    let speech = Speech {
        language,
        zone: zone(core, view),
    };
    let now = core.now();
    let closed = rules::must_take_answers(&view.event, now).err();
    let closed = closed.map(|why| texts::refusal(&Refusal::from(why), speech));
    let done = asked.done.filter(|_| refused.is_none());
    let faults = refused.map_or_else(Vec::new, |(_, refusals)| faults(refusals, speech));
    let standing = match &view.rsvp {
        Some(rsvp) => Some(standing(core, view, rsvp, speech).await),
        None => None,
    };
    let page = context! {
        event => serialized(event(core, view, speech)),
        answer => serialized(standing),
        form => serialized(form(core, view, refused.map(|(form, _)| form))),
        closed => closed,
        can_withdraw => can_withdraw(view, now),
        done => done.map(Done::as_str),
        faults => serialized(faults),
    };
    render("answer.html", language, page)
}

async fn standing(core: &Core, view: &LinkView, rsvp: &rsvp::Model, speech: Speech) -> AnswerWords {
    let offer = rsvp
        .offer_expires_at
        .filter(|_| rsvp.state == RsvpState::Offered);
    let reason = rsvp
        .decision_reason
        .clone()
        .filter(|_| rsvp.state == RsvpState::Refused);
    AnswerWords {
        state: rsvp.state.as_str(),
        adults: rsvp.adults,
        children: rsvp.children,
        of_party: matches!(
            rsvp.state,
            RsvpState::Going
                | RsvpState::Maybe
                | RsvpState::Waitlisted
                | RsvpState::Offered
                | RsvpState::Requested
        ),
        waitlist_position: view.waitlist_position,
        held_until: offer.map(|at| format_time(at, speech.zone, locale(speech.language))),
        reason,
        entry_code: match rsvp.state {
            RsvpState::Going => entry_code(core, rsvp).await,
            _ => None,
        },
    }
}

/// The page that asks whether the answer is to be taken back.
pub(super) fn withdrawal(asked: &Asked, view: &LinkView) -> Result<String, minijinja::Error> {
    let language = asked.language(Some(&view.locale));
    let title = one_line(&view.event.title);
    let back = asked.chosen.map(words::tag);
    render("withdrawal.html", language, context! { title, back })
}

/// A page about nothing that anybody could learn from it.
pub(super) fn problem(asked: &Asked, problem: Problem) -> Result<String, minijinja::Error> {
    let (title, text) = match problem {
        Problem::Gone => ("page-gone", "page-gone-help"),
        Problem::NotTaken => ("page-not-taken", "page-not-taken-help"),
        Problem::Away => ("page-away", "UNAVAILABLE"),
    };
    render(
        "problem.html",
        asked.language(None),
        context! { title, text },
    )
}

/// Whether there is an answer to take back.
pub(super) fn can_withdraw(view: &LinkView, now: Instant) -> bool {
    let is_on = view.event.state == EventState::Published;
    // What the organisers refused, or let pass, is over by itself.
    let is_over = |state| matches!(state, RsvpState::Refused | RsvpState::Expired);
    let rsvp = view
        .rsvp
        .as_ref()
        .filter(|rsvp| is_on && !is_over(rsvp.state));
    rsvp.is_some_and(|rsvp| can::withdraw(rsvp, (&view.event).into(), now))
}

fn locale(language: Language) -> Locale {
    match language {
        Language::Chinese => Locale::ZhCn,
        Language::English => Locale::En,
    }
}

fn zone(core: &Core, view: &LinkView) -> Tz {
    let own = view.event.time_zone.parse();
    own.unwrap_or(core.settings().time_zone)
}

fn event(core: &Core, view: &LinkView, speech: Speech) -> EventWords {
    let event = &view.event;
    let locale = locale(speech.language);
    let venue = view.venue.as_ref();
    let is_elsewhere = speech.zone != core.settings().time_zone;
    EventWords {
        title: one_line(&event.title),
        when: format_time(event.starts_at, speech.zone, locale),
        until: format_end(event.starts_at, event.ends_at, speech.zone, locale),
        zone: is_elsewhere.then(|| speech.zone.name().to_owned()),
        venue: venue.map(|venue| one_line(&venue.name)),
        address: venue.map(|venue| one_line(&venue.address)),
        step_free: venue.is_some_and(|venue| venue.step_free),
        accessibility: venue.and_then(|venue| venue.accessibility.clone()),
        description: event.description.clone(),
        cancelled: event.state == EventState::Cancelled,
        reason: event.cancel_reason.clone(),
        phone: view.contact_phone.clone(),
    }
}

fn form(core: &Core, view: &LinkView, typed: Option<&Form>) -> FormWords {
    let rsvp = view.rsvp.as_ref();
    let number = |typed: Option<&String>, stands: i32| {
        let typed = typed.and_then(|text| text.trim().parse().ok());
        typed.unwrap_or(stands)
    };
    let adults = rsvp.map_or(1, |rsvp| rsvp.adults);
    let children = rsvp.map_or(0, |rsvp| rsvp.children);
    let note = typed.and_then(|form| form.note.clone());
    let stands = rsvp.and_then(|rsvp| rsvp.note.clone());
    let mut random = [0; 16];
    core.entropy().fill(&mut random);
    let wants_seats = |state| {
        let wants = matches!(state, RsvpState::Waitlisted | RsvpState::Requested);
        wants || rules::seats_held(state, 1) > 0
    };
    let has_asked = rsvp.is_some_and(|rsvp| wants_seats(rsvp.state));
    FormWords {
        key: BASE64_URL_SAFE_NO_PAD.encode(random),
        adults: number(typed.and_then(|form| form.adults.as_ref()), adults),
        children: number(typed.and_then(|form| form.children.as_ref()), children),
        // Who came with more before a smaller party was the most may still come.
        most: view.event.max_party.max(adults).max(children),
        note: note.or(stands).unwrap_or_default(),
        is_full: view.is_full && !has_asked,
        needs_approval: view.event.needs_approval && !has_asked,
    }
}

/// The texts of the schema's `userErrors`, with the names that fields have on the page.
fn faults(refusals: &[Refusal], speech: Speech) -> Vec<Fault> {
    let said = |code: &str| texts::message(code, &[], speech.language);
    refusals
        .iter()
        .map(|refusal| {
            let path = refusal.path().join(".");
            let (field, name) = match path.as_str() {
                "party.adults" => ("adults", said("page-adults-field")),
                "party.children" => ("children", said("page-children-field")),
                "party" => ("party", said("page-party-field")),
                "note" => ("note", said("page-note-field")),
                "status" => ("", said("page-answer-field")),
                path if path.starts_with("answers") => ("", said("page-questions-field")),
                _ => ("", path),
            };
            let text = texts::refusal_of(refusal, &name, speech);
            Fault { field, text }
        })
        .collect()
}

fn serialized<T: Serialize>(value: T) -> Value {
    Value::from(Serde(value))
}

fn render(template: &str, language: Language, page: Value) -> Result<String, minijinja::Error> {
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
    ] {
        if let Err(error) = environment.add_template(name, source) {
            tracing::error!(%error, name, "a template has a fault");
        }
    }
    environment
}

#[cfg(test)]
mod tests;
