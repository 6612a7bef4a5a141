//! One event of a calendar.

use super::ImportFaultKind as Kind;
use super::component::Component;
use super::draft::{Draft, ImportFaults};
use super::repeat;
use super::span::{Clocks, Moment};
use crate::text;

/// What an event of a file is.
#[derive(Debug)]
pub(super) enum Event {
    /// An event of its own, perhaps repeating. Boxed: it is much larger than the others.
    Master(Box<Draft>),
    /// One that takes the place of an occurrence of the event with the same UID.
    Replacement(Box<Draft>, Moment),
    /// An occurrence that does not take place.
    Cancelled(Option<Moment>),
}

/// Reads an event; none if anything is wrong with it.
pub(super) fn read(
    faults: &mut ImportFaults,
    clocks: Clocks<'_>,
    event: &Component,
) -> Option<Event> {
    let before = faults.len();
    let replaces = event.one(faults, "RECURRENCE-ID");
    let occurrence = replaces.map(|property| text::one_line(&property.value));
    let replaces = replaces.and_then(|property| {
        if property.parameter("RANGE").is_some() {
            let kind = Kind::unsupported("RANGE");
            faults.add(&event.at(property), "RECURRENCE-ID", kind);
        }
        clocks
            .moment(property, &property.value)
            .map_err(|kind| faults.add(&event.at(property), "RECURRENCE-ID", kind))
            .ok()
    });
    let status = event.one(faults, "STATUS");
    if status.is_some_and(|status| status.value.trim().eq_ignore_ascii_case("CANCELLED")) {
        return (faults.len() == before).then_some(Event::Cancelled(replaces));
    }
    let mut words = |name: &'static str, clean: fn(&str) -> String| {
        let property = event.one(faults, name)?;
        let text = clean(&property.text());
        (!text.is_empty()).then_some((property, text))
    };
    let title = words("SUMMARY", text::one_line);
    let description = words("DESCRIPTION", text::lines);
    let location = words("LOCATION", text::one_line);
    let url = words("URL", text::one_line);
    if title.is_none() {
        faults.add(&event.source, "SUMMARY", Kind::Required);
    }
    if let Some((property, url)) = &url
        && !is_page(url)
    {
        faults.add(&event.at(property), "URL", Kind::BadValue);
    }
    let span = clocks.span(faults, event);
    let schedule = match &span {
        Some(span) => repeat::schedule(faults, clocks, event, span),
        None => None,
    };
    if faults.len() > before {
        return None;
    }
    let span = span?;
    let draft = Box::new(Draft {
        source: event.source.clone(),
        title: title?.1,
        description: description.map(|(_, text)| text),
        location: location.map(|(_, text)| text),
        url: url.map(|(_, text)| text),
        zone: span.zone,
        starts_local: span.starts_local,
        ends_local: span.ends_local,
        all_day: span.all_day,
        schedule,
        occurrence: replaces.and(occurrence),
    });
    Some(match replaces {
        Some(moment) => Event::Replacement(draft, moment),
        None => Event::Master(draft),
    })
}

/// Pages only: a script behind a link would run at the reader's.
pub(super) fn is_page(url: &str) -> bool {
    let begins = |scheme: &str| {
        let start = url.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    (begins("https://") || begins("http://")) && !url.contains(' ')
}
