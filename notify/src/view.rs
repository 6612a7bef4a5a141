//! What a template sees: the particulars, made safe, with times already in words.

mod bookings;
mod dishes;
mod shifts;

use std::collections::BTreeSet;

use serde::Serialize;
use url::Url;

use self::bookings::{BookingsView, TicketView};
use self::dishes::DishesView;
use self::shifts::{ShiftsView, SignUpView};
use crate::format::{format_end, format_time, format_time_short, lines, one_line};
use crate::message::{Locale, Message};
use crate::vars::{
    Act, ActVars, Answer, DigestVars, EventNews, EventVars, MessageVars, NamedLink, Purpose,
    ReaderVars,
};

/// The variables of a template. An absent one is `none`; a misspelt one is an error.
#[derive(Serialize)]
#[serde(untagged)]
#[allow(
    clippy::large_enum_variant,
    reason = "one a message, which is mostly news of events"
)]
pub(crate) enum View {
    Event(EventView),
    Code(CodeView),
    Ticket(TicketView),
    SignUp(SignUpView),
    Act(ActView),
    Letter(LetterView),
    Digest(DigestView),
}

/// What a letter's frame says.
#[derive(Serialize)]
pub(crate) struct LetterView {
    lang: &'static str,
    recipient_name: Option<String>,
    area_name: Option<String>,
    contact_phone: Option<String>,
    /// Where the reader answers without signing in.
    answer_url: Option<String>,
    /// Where each of several readers does, instead.
    answers: Vec<LinkView>,
}

/// Where one of several readers answers.
#[derive(Serialize)]
pub(crate) struct LinkView {
    name: String,
    url: String,
}

#[derive(Serialize)]
pub(crate) struct DigestView {
    #[serde(flatten)]
    letter: LetterView,
    /// `CHANGES` of events, `CONFIRMATIONS` of answers, or `DAY`: whatever else.
    about: &'static str,
    /// How many events it tells of.
    events: usize,
    pub(crate) items: Vec<ItemView>,
}

/// What a digest says of one message.
#[derive(Default, Serialize)]
pub(crate) struct ItemView {
    /// Its subject, which the renderer fills in.
    pub(crate) subject: String,
    /// `RESCHEDULED`, `MOVED`, `CANCELLED`, or something else that events are told of.
    news: &'static str,
    /// The event's title; empty if it is about none.
    event_title: String,
    /// Its start without the year, likewise.
    when_short: String,
    previous_when: Option<String>,
    previous_when_short: Option<String>,
    previous_place: Option<String>,
    venue_name: Option<String>,
    place: Option<String>,
    reason: Option<String>,
    answer_url: Option<String>,
    /// Where each of several readers answers, instead.
    answers: Vec<LinkView>,
    /// For whom it is, if for several who share an address.
    shared_by: Option<String>,
    #[serde(flatten)]
    brings: DishesView,
    #[serde(flatten)]
    booked: BookingsView,
    #[serde(flatten)]
    helps: ShiftsView,
}

#[derive(Serialize)]
pub(crate) struct EventView {
    #[serde(flatten)]
    letter: LetterView,
    event_title: String,
    /// The start with its year.
    when: String,
    /// The start without its year.
    when_short: String,
    /// The end: the time of day, with the date if it is another day.
    until: String,
    /// The start before the event was moved, when that is what the message is about.
    previous_when: Option<String>,
    venue_name: Option<String>,
    venue_address: Option<String>,
    /// Name and address of the place as one phrase.
    place: Option<String>,
    party_size: u32,
    /// The end of held seats, with its year; empty where none are held.
    offer_until: String,
    /// The same without its year.
    offer_until_short: String,
    waits: bool,
    reason: Option<String>,
    /// For whom it is, if for several who share an address.
    shared_by: Option<String>,
    /// The place before the event was moved, when that is what the message is about.
    previous_place: Option<String>,
    /// What an announcement is about; empty in what is none.
    heading: String,
    /// Its words, with their line ends; empty in what is none.
    body: String,
    #[serde(flatten)]
    brings: DishesView,
    #[serde(flatten)]
    booked: BookingsView,
    #[serde(flatten)]
    helps: ShiftsView,
}

#[derive(Serialize)]
pub(crate) struct CodeView {
    #[serde(flatten)]
    letter: LetterView,
    code: String,
    minutes: u32,
}

#[derive(Serialize)]
pub(crate) struct ActView {
    #[serde(flatten)]
    letter: LetterView,
    by: Option<String>,
    /// `GOING`, `MAYBE`, `NOT_COMING`, `CONSENT_GIVEN` or `CONSENT_WITHDRAWN`.
    act: &'static str,
    /// Of the event that was answered.
    event_title: Option<String>,
    /// `ACT_ON_BEHALF`, `SENSITIVE_DATA`, `PROMOTIONS` or `PHOTOS`, of a consent.
    purpose: Option<&'static str>,
}

impl View {
    pub(crate) fn new(message: &Message) -> View {
        let locale = message.locale;
        match &message.vars {
            MessageVars::Event(vars) => View::Event(EventView::new(vars, locale)),
            MessageVars::SignInCode(vars) => View::Code(CodeView {
                letter: LetterView::to_nobody(locale),
                code: one_line(&vars.code),
                minutes: vars.minutes,
            }),
            MessageVars::Ticket(vars) => View::Ticket(TicketView::new(vars, locale)),
            MessageVars::SignUp(vars) => View::SignUp(SignUpView::new(vars, locale)),
            MessageVars::ActedForYou(vars) => View::Act(ActView::new(vars, locale)),
            MessageVars::RegistrationConfirmed(reader) | MessageVars::SmsHelp(reader) => {
                View::Letter(LetterView::new(reader, locale))
            }
            MessageVars::Digest(vars) => View::Digest(DigestView::new(vars, locale)),
        }
    }
}

impl LetterView {
    fn new(reader: &ReaderVars, locale: Locale) -> Self {
        Self {
            lang: locale.as_str(),
            recipient_name: some(&reader.recipient_name),
            area_name: some(&reader.area_name),
            contact_phone: optional(&reader.contact_phone, one_line),
            answer_url: None,
            answers: Vec::new(),
        }
    }

    /// A frame that names nobody: who holds an address is not known by the address.
    fn to_nobody(locale: Locale) -> Self {
        Self {
            lang: locale.as_str(),
            recipient_name: None,
            area_name: None,
            contact_phone: None,
            answer_url: None,
            answers: Vec::new(),
        }
    }
}

impl EventView {
    fn new(vars: &EventVars, locale: Locale) -> Self {
        let venue_name = optional(&vars.venue_name, one_line);
        let venue_address = optional(&vars.venue_address, one_line);
        Self {
            letter: LetterView {
                lang: locale.as_str(),
                recipient_name: some(&vars.recipient_name),
                area_name: some(&vars.area_name),
                contact_phone: optional(&vars.contact_phone, one_line),
                answer_url: vars.answer_url.as_deref().and_then(web_address),
                answers: vars.answers.iter().filter_map(LinkView::new).collect(),
            },
            event_title: one_line(&vars.event_title),
            when: format_time(vars.starts_at, vars.zone, locale),
            when_short: format_time_short(vars.starts_at, vars.zone, locale),
            until: format_end(vars.starts_at, vars.ends_at, vars.zone, locale),
            previous_when: vars
                .previous_starts_at
                .filter(|_| vars.news == EventNews::Rescheduled)
                .map(|at| format_time(at, vars.zone, locale)),
            place: place(venue_name.as_deref(), venue_address.as_deref(), locale),
            venue_name,
            venue_address,
            party_size: vars.party_size,
            offer_until: vars
                .offer_ends_at
                .map_or_else(String::new, |at| format_time(at, vars.zone, locale)),
            offer_until_short: vars
                .offer_ends_at
                .map_or_else(String::new, |at| format_time_short(at, vars.zone, locale)),
            waits: vars.waits,
            reason: optional(&vars.reason, lines),
            shared_by: some(&vars.recipient_name).filter(|_| vars.is_shared),
            previous_place: optional(&vars.previous_venue_name, one_line)
                .filter(|_| vars.news == EventNews::Moved),
            heading: vars.heading.as_deref().map(one_line).unwrap_or_default(),
            body: vars.body.as_deref().map(lines).unwrap_or_default(),
            brings: DishesView::new(vars, locale),
            booked: BookingsView::new(vars, locale),
            helps: ShiftsView::new(vars, locale),
        }
    }
}

impl LinkView {
    fn new(link: &NamedLink) -> Option<Self> {
        Some(Self {
            name: one_line(&link.name),
            url: web_address(&link.url)?,
        })
    }
}

impl DigestView {
    fn new(vars: &DigestVars, locale: Locale) -> Self {
        let items = vars.items.iter();
        let told = items.clone().filter_map(|item| match item {
            MessageVars::Event(vars) => Some((vars.event_title.as_str(), vars.starts_at)),
            _ => None,
        });
        let told: BTreeSet<_> = told.collect();
        Self {
            letter: LetterView::new(&vars.reader, locale),
            about: about(&vars.items),
            events: told.len(),
            items: items.map(|item| ItemView::new(item, locale)).collect(),
        }
    }
}

impl ItemView {
    fn new(vars: &MessageVars, locale: Locale) -> Self {
        match vars {
            MessageVars::Event(vars) => {
                let event = EventView::new(vars, locale);
                let short = |at| format_time_short(at, vars.zone, locale);
                Self {
                    subject: String::new(),
                    news: news(vars.news),
                    event_title: event.event_title,
                    when_short: event.when_short,
                    previous_when_short: event
                        .previous_when
                        .as_ref()
                        .and(vars.previous_starts_at.map(short)),
                    previous_when: event.previous_when,
                    previous_place: event.previous_place,
                    venue_name: event.venue_name,
                    place: event.place,
                    reason: event.reason,
                    answer_url: event.letter.answer_url,
                    answers: event.letter.answers,
                    shared_by: event.shared_by,
                    brings: event.brings,
                    booked: event.booked,
                    helps: event.helps,
                }
            }
            MessageVars::ActedForYou(vars) => Self {
                answer_url: vars.answer_url.as_deref().and_then(web_address),
                ..Self::default()
            },
            _ => Self::default(),
        }
    }
}

impl ActView {
    fn new(vars: &ActVars, locale: Locale) -> Self {
        let (act, event_title, purpose) = match &vars.act {
            Act::Answered {
                answer,
                event_title,
            } => (answered(*answer), Some(one_line(event_title)), None),
            Act::ConsentGiven(purpose) => ("CONSENT_GIVEN", None, Some(named(*purpose))),
            Act::ConsentWithdrawn(purpose) => ("CONSENT_WITHDRAWN", None, Some(named(*purpose))),
        };
        Self {
            letter: LetterView {
                answer_url: vars.answer_url.as_deref().and_then(web_address),
                ..LetterView::new(&vars.reader, locale)
            },
            by: some(&vars.by),
            act,
            event_title,
            purpose,
        }
    }
}

/// What all of it has in common.
fn about(items: &[MessageVars]) -> &'static str {
    let all = |wanted: &[EventNews]| {
        let is_one = |item: &MessageVars| match item {
            MessageVars::Event(vars) => wanted.contains(&vars.news),
            _ => false,
        };
        items.iter().all(is_one)
    };
    use EventNews::{Cancelled, Confirmed, Moved, Rescheduled};
    if all(&[Rescheduled, Moved, Cancelled]) {
        "CHANGES"
    } else if all(&[Confirmed]) {
        "CONFIRMATIONS"
    } else {
        "DAY"
    }
}

const fn news(news: EventNews) -> &'static str {
    match news {
        EventNews::Rescheduled => "RESCHEDULED",
        EventNews::Moved => "MOVED",
        EventNews::Cancelled => "CANCELLED",
        _ => "OTHER",
    }
}

const fn answered(answer: Answer) -> &'static str {
    match answer {
        Answer::Going => "GOING",
        Answer::Maybe => "MAYBE",
        Answer::NotComing => "NOT_COMING",
    }
}

const fn named(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::ActOnBehalf => "ACT_ON_BEHALF",
        Purpose::SensitiveData => "SENSITIVE_DATA",
        Purpose::Promotions => "PROMOTIONS",
        Purpose::Photos => "PHOTOS",
    }
}

/// One line of text, if there is any.
fn some(text: &str) -> Option<String> {
    Some(one_line(text)).filter(|text| !text.is_empty())
}

/// Empty after cleaning is the same as absent, so that no label stands alone.
fn optional(text: &Option<String>, clean: fn(&str) -> String) -> Option<String> {
    text.as_deref().map(clean).filter(|text| !text.is_empty())
}

/// Something with what belongs to it, in a phrase.
fn described<const N: usize>(what: &str, more: [Option<&str>; N], locale: Locale) -> String {
    let (open, close, between) = match locale {
        Locale::ZhCn => ("（", "）", "，"),
        Locale::En => (" (", ")", ", "),
    };
    let more: Vec<&str> = more.into_iter().flatten().collect();
    format!("{what}{open}{}{close}", more.join(between))
}

fn place(name: Option<&str>, address: Option<&str>, locale: Locale) -> Option<String> {
    match (name, address, locale) {
        (Some(name), Some(address), Locale::ZhCn) => Some(format!("{name}（{address}）")),
        (Some(name), Some(address), Locale::En) => Some(format!("{name}, {address}")),
        (one, other, _) => one.or(other).map(str::to_owned),
    }
}

/// Only the web: a `javascript:` or `data:` address must never become a link.
pub(crate) fn web_address(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}
