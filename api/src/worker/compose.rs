//! From a claimed message to the words of an e-mail.

use chrono_tz::Tz;
use mulin_domain::Core;
use mulin_domain::delivery::Outgoing;
use mulin_entities::MessageKind;
use mulin_notify::{
    Email, Locale, Mailbox, Message, MessageKind as Words, MessageVars, Renderer, TemplateError,
};
use url::Url;

/// Writes e-mails.
pub struct Composer {
    renderer: Renderer,
    from: Mailbox,
    public_url: Option<Url>,
}

impl Composer {
    /// Fails if a template has a fault, before anything is sent.
    pub fn new(from: Mailbox, public_url: Option<Url>) -> Result<Self, TemplateError> {
        Ok(Self {
            renderer: Renderer::new(None)?,
            from,
            public_url,
        })
    }

    /// The e-mail of a message. Its Message-ID is the message's own key, the same over retries.
    pub fn compose(&self, core: &Core, outgoing: &Outgoing) -> Result<Email, TemplateError> {
        let event = &outgoing.event;
        let zone: Tz = event.time_zone.parse().unwrap_or(core.settings().time_zone);
        let message = Message {
            kind: words(outgoing.kind),
            locale: Locale::from_bcp47(&outgoing.locale),
            vars: MessageVars {
                recipient_name: outgoing.recipient_name.clone(),
                event_title: event.title.clone(),
                starts_at: event.starts_at,
                ends_at: event.ends_at,
                zone,
                previous_starts_at: outgoing.previous_starts_at,
                venue_name: outgoing.venue.as_ref().map(|venue| venue.name.clone()),
                venue_address: outgoing.venue.as_ref().map(|venue| venue.address.clone()),
                party_size: u32::try_from(outgoing.party).unwrap_or(1),
                area_name: outgoing
                    .area
                    .as_ref()
                    .map_or_else(String::new, |area| area.name.clone()),
                contact_phone: outgoing
                    .area
                    .as_ref()
                    .and_then(|area| area.contact_phone.clone()),
                reason: event.cancel_reason.clone(),
                event_url: None,
            },
        };
        Ok(Email {
            message_id: format!("{}@{}", outgoing.id.0.simple(), self.host()),
            from: self.from.clone(),
            to_address: outgoing.address.clone(),
            to_name: Some(outgoing.recipient_name.clone()),
            rendered: self.renderer.render(&message)?,
            date: core.now(),
            list_unsubscribe: None,
        })
    }

    fn host(&self) -> &str {
        let public = self.public_url.as_ref().and_then(Url::host_str);
        public.unwrap_or_else(|| self.from.email.domain())
    }
}

fn words(kind: MessageKind) -> Words {
    match kind {
        MessageKind::SignInCode
        | MessageKind::ActedForYou
        | MessageKind::RegistrationConfirmed
        | MessageKind::EventReminder => Words::EventReminder,
        MessageKind::EventRescheduled => Words::EventRescheduled,
        MessageKind::EventCancelled => Words::EventCancelled,
        MessageKind::RsvpPromoted => Words::RsvpPromoted,
    }
}
