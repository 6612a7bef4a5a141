//! What a recipient would read, written ahead of time: an example without anybody's name.

use chrono_tz::Tz;
use mulin_entities::{announcement, event, venue};
use mulin_notify::{EventNews, EventVars, Locale, Message, MessageVars, Rendered, segments};

use crate::graphql::context::RequestContext;

/// What stands beside an event in its messages.
#[derive(Clone, Default)]
pub struct Scene {
    /// Where it takes place.
    pub venue: Option<venue::Model>,
    /// The telephone of who helps there.
    pub phone: Option<String>,
}

/// An example of a message.
pub struct Sample {
    /// As an e-mail.
    pub email: Rendered,
    /// As a text message.
    pub sms: String,
    /// In how many parts that travels.
    pub sms_parts: u32,
}

/// What an example is of.
#[derive(Clone, Copy)]
pub enum Of<'a> {
    /// A reminder, in this template if it is not the standard one.
    Reminder(Option<&'a str>),
    /// What an organiser wrote.
    Announcement(&'a announcement::Model),
}

/// Writes an example about an event.
pub fn sample(
    request: &RequestContext,
    event: &event::Model,
    scene: &Scene,
    of: Of<'_>,
    locale: Locale,
) -> mulin_domain::Result<Sample> {
    let zone: Tz = event
        .time_zone
        .parse()
        .unwrap_or(request.core.settings().time_zone);
    let venue = scene.venue.as_ref();
    // As long as a personal link is.
    let link = request.public_url.as_ref();
    let link = link.and_then(|base| base.join("/l/0000000000000000000000").ok());
    let (news, template, words) = match of {
        Of::Reminder(template) => (EventNews::Reminder, template, None),
        Of::Announcement(words) => (EventNews::Announcement, None, Some(words)),
    };
    let vars = EventVars {
        news,
        template: template.map(str::to_owned),
        recipient_name: String::new(),
        event_title: event.title.clone(),
        starts_at: event.starts_at,
        ends_at: event.ends_at,
        zone,
        previous_starts_at: None,
        venue_name: venue.map(|venue| venue.name.clone()),
        venue_address: venue.map(|venue| venue.address.clone()),
        party_size: 0,
        area_name: String::new(),
        contact_phone: scene.phone.clone(),
        offer_ends_at: None,
        waits: false,
        reason: None,
        previous_venue_name: None,
        heading: words.map(|words| words.subject.clone()),
        body: words.map(|words| words.body.clone()),
        answer_url: link.map(Into::into),
        answers: Vec::new(),
        dishes: None,
        bookings: Vec::new(),
        shifts: Vec::new(),
        is_shared: false,
    };
    let message = Message {
        locale,
        vars: MessageVars::Event(vars),
    };
    let written = request.composer.example(&message);
    let (email, sms) = written.map_err(|error| mulin_domain::Error::internal(error.to_string()))?;
    Ok(Sample {
        // The signature is there already, and counts.
        sms_parts: segments(&sms, "").parts,
        email,
        sms,
    })
}
