//! What a message asks of its reader's calendar.

use mulin_domain::delivery::{About, AboutEvent, News, Outgoing};
use mulin_entities::RsvpState;
use mulin_notify::{CalendarEntry, CalendarMethod, Mailbox};

/// The entry that goes with the message: whoever has a seat gets the event into their calendar, and
/// there it moves and goes with the event. Who waits for a seat has none to note.
pub(super) fn entry(outgoing: &Outgoing, from: &Mailbox, host: &str) -> Option<CalendarEntry> {
    let About::Event(about) = &outgoing.about else {
        return None;
    };
    let method = method(about)?;
    let event = &about.event;
    let revision = u32::try_from(event.schedule_rev).unwrap_or(0);
    let venue = about.venue.as_ref();
    Some(CalendarEntry {
        method,
        uid: format!("event-{}@{host}", event.id.0.simple()),
        // A cancellation changes the event as a move does (RFC 5546, section 2.1.4).
        sequence: match method {
            CalendarMethod::Cancel => revision.saturating_add(1),
            CalendarMethod::Request | CalendarMethod::Publish => revision,
        },
        stamp: outgoing.send_at,
        starts_at: event.starts_at,
        ends_at: event.ends_at,
        summary: event.title.clone(),
        location: venue.map(|venue| match venue.address.trim() {
            "" => venue.name.clone(),
            address => format!("{} ({address})", venue.name),
        }),
        description: None,
        // The link is its reader's alone, and calendars are shown to others.
        url: None,
        organizer: from.clone(),
        attendee_address: outgoing.address.clone(),
        // Whoever shares an address shares its calendar.
        attendee_name: match outgoing.others.as_slice() {
            [] => outgoing.recipient_name.clone(),
            _ => None,
        },
        tentative: about.answer == Some(RsvpState::Maybe),
    })
}

fn method(about: &AboutEvent) -> Option<CalendarMethod> {
    if !matches!(about.answer, Some(RsvpState::Going | RsvpState::Maybe)) {
        return None;
    }
    match about.news {
        News::Confirmed | News::Promoted | News::Approved | News::Rescheduled | News::Moved => {
            Some(CalendarMethod::Request)
        }
        News::Cancelled => Some(CalendarMethod::Cancel),
        // A reminder of what is in the calendar already would only stand there twice.
        _ => None,
    }
}
