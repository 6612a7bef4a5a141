//! What a message asks of its reader's calendar.

use mulin_domain::calendar_feed::rules;
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
    let venue = about.venue.as_ref();
    Some(CalendarEntry {
        method,
        uid: rules::uid(event.id, host),
        sequence: rules::sequence(event.schedule_rev, method == CalendarMethod::Cancel),
        stamp: outgoing.send_at,
        starts_at: event.starts_at,
        ends_at: event.ends_at,
        summary: event.title.clone(),
        location: venue.map(|venue| rules::location(&venue.name, &venue.address)),
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
