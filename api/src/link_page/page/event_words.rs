//! An event, as people read it.

use chrono_tz::Tz;
use mulin_domain::Core;
use mulin_entities::{EventState, event, venue};
use mulin_notify::{Locale, format_end, format_time, one_line};
use serde::Serialize;

use crate::graphql::texts::{Language, Speech};

/// The event, as people read it.
#[derive(Serialize)]
pub(super) struct EventWords {
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

/// In which words times are told.
pub(crate) fn locale(language: Language) -> Locale {
    match language {
        Language::Chinese => Locale::ZhCn,
        Language::English => Locale::En,
    }
}

/// On whose clocks: those of the event.
pub(super) fn zone(core: &Core, event: &event::Model) -> Tz {
    let own = event.time_zone.parse();
    own.unwrap_or(core.settings().time_zone)
}

/// The event at its venue, with the telephone of a person who helps there.
pub(super) fn event(
    core: &Core,
    event: &event::Model,
    venue: Option<&venue::Model>,
    phone: Option<&str>,
    speech: Speech,
) -> EventWords {
    let locale = locale(speech.language);
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
        phone: phone.map(str::to_owned),
    }
}
