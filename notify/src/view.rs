//! What a template sees: the particulars, made safe, with times already in words.

use serde::Serialize;
use url::Url;

use crate::format::{format_end, format_time, format_time_short, lines, one_line};
use crate::message::{Locale, Message, MessageKind};

/// The variables of every template. An absent one is `none`; a misspelt one is an error.
#[derive(Serialize)]
pub(crate) struct View {
    lang: &'static str,
    recipient_name: String,
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
    area_name: String,
    contact_phone: Option<String>,
    reason: Option<String>,
    event_url: Option<String>,
}

impl View {
    pub(crate) fn new(message: &Message) -> View {
        let Message { kind, locale, vars } = message;
        let venue_name = optional(&vars.venue_name, one_line);
        let venue_address = optional(&vars.venue_address, one_line);
        View {
            lang: locale.as_str(),
            recipient_name: one_line(&vars.recipient_name),
            event_title: one_line(&vars.event_title),
            when: format_time(vars.starts_at, vars.zone, *locale),
            when_short: format_time_short(vars.starts_at, vars.zone, *locale),
            until: format_end(vars.starts_at, vars.ends_at, vars.zone, *locale),
            previous_when: vars
                .previous_starts_at
                .filter(|_| *kind == MessageKind::EventRescheduled)
                .map(|at| format_time(at, vars.zone, *locale)),
            place: place(venue_name.as_deref(), venue_address.as_deref(), *locale),
            venue_name,
            venue_address,
            party_size: vars.party_size,
            area_name: one_line(&vars.area_name),
            contact_phone: optional(&vars.contact_phone, one_line),
            reason: optional(&vars.reason, lines),
            event_url: vars.event_url.as_deref().and_then(web_address),
        }
    }
}

/// Empty after cleaning is the same as absent, so that no label stands alone.
fn optional(text: &Option<String>, clean: fn(&str) -> String) -> Option<String> {
    text.as_deref().map(clean).filter(|text| !text.is_empty())
}

fn place(name: Option<&str>, address: Option<&str>, locale: Locale) -> Option<String> {
    match (name, address, locale) {
        (Some(name), Some(address), Locale::ZhCn) => Some(format!("{name}（{address}）")),
        (Some(name), Some(address), Locale::En) => Some(format!("{name}, {address}")),
        (one, other, _) => one.or(other).map(str::to_owned),
    }
}

/// Only the web: a `javascript:` or `data:` address must never become a link.
fn web_address(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}
