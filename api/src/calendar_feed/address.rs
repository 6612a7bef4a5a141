//! Where calendars are read, below the address under which people reach this server.

use async_graphql::ID;
use mulin_domain::calendar_feed::FeedSecret;
use url::Url;

/// Of one event.
pub fn of_event(base: &Url, id: &ID) -> String {
    below(base, "events", id)
}

/// Of a series' events.
pub fn of_series(base: &Url, id: &ID) -> String {
    below(base, "series", id)
}

/// Of the events of an area and all below it.
pub fn of_area(base: &Url, id: &ID) -> String {
    below(base, "areas", id)
}

/// A person's own.
pub fn of_person(base: &Url, secret: &FeedSecret) -> String {
    below(base, "people", secret.expose())
}

fn below(base: &Url, of: &str, name: &str) -> String {
    let base = base.as_str().trim_end_matches('/');
    format!("{base}/calendar/{of}/{name}.ics")
}
