//! From a claimed message to the words of an e-mail or a text message.

use chrono_tz::Tz;
use mulin_domain::Core;
use mulin_domain::delivery::{About, AboutCode, AboutEvent, Done, News, Outgoing};
use mulin_entities::{ConsentPurpose, area};
use mulin_notify::{
    Act, ActVars, Answer, CodeVars, Email, EventNews, EventVars, Locale, Mailbox, Message,
    MessageVars, Purpose, ReaderVars, Renderer, Sms, TemplateError,
};
use url::Url;

use crate::link_page;

/// Writes e-mails and text messages.
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
    pub fn email(&self, core: &Core, outgoing: &Outgoing) -> Result<Email, TemplateError> {
        Ok(Email {
            message_id: format!("{}@{}", outgoing.id.0.simple(), self.host()),
            from: self.from.clone(),
            to_address: outgoing.address.clone(),
            to_name: outgoing.recipient_name.clone(),
            rendered: self.renderer.render(&self.message(core, outgoing))?,
            date: core.now(),
            list_unsubscribe: None,
        })
    }

    /// The text message of a message. Its id is the message's own key, the same over retries.
    pub fn sms(&self, core: &Core, outgoing: &Outgoing) -> Result<Sms, TemplateError> {
        Ok(Sms {
            id: outgoing.id.0.simple().to_string(),
            to: outgoing.address.clone(),
            text: self.renderer.render_sms(&self.message(core, outgoing))?,
            date: core.now(),
        })
    }

    fn host(&self) -> &str {
        // A name, as RFC 5322 wants in a Message-ID, and no address in figures.
        let public = self.public_url.as_ref().and_then(Url::domain);
        public.unwrap_or_else(|| self.from.email.domain())
    }

    fn message(&self, core: &Core, outgoing: &Outgoing) -> Message {
        let answer_url = self.answer_url(outgoing);
        let vars = match &outgoing.about {
            About::Event(about) => MessageVars::Event(EventVars {
                answer_url,
                ..event_vars(core, outgoing, about)
            }),
            About::SignInCode(about) => MessageVars::SignInCode(code_vars(about)),
            About::ActedForYou(about) => MessageVars::ActedForYou(ActVars {
                reader: reader(outgoing, about.area.as_ref()),
                by: about.by.clone(),
                act: act(&about.done),
                answer_url,
            }),
            About::RegistrationConfirmed { area } => {
                MessageVars::RegistrationConfirmed(reader(outgoing, area.as_ref()))
            }
        };
        Message {
            locale: Locale::from_bcp47(&outgoing.locale),
            vars,
        }
    }

    fn answer_url(&self, outgoing: &Outgoing) -> Option<String> {
        let base = self.public_url.as_ref()?;
        Some(link_page::address(base, outgoing.link.as_ref()?))
    }
}

fn event_vars(core: &Core, outgoing: &Outgoing, about: &AboutEvent) -> EventVars {
    let event = &about.event;
    let zone: Tz = event.time_zone.parse().unwrap_or(core.settings().time_zone);
    let venue = about.venue.as_ref();
    let reader = reader(outgoing, about.area.as_ref());
    EventVars {
        news: event_news(about.news),
        recipient_name: reader.recipient_name,
        event_title: event.title.clone(),
        starts_at: event.starts_at,
        ends_at: event.ends_at,
        zone,
        previous_starts_at: about.previous_starts_at,
        venue_name: venue.map(|venue| venue.name.clone()),
        venue_address: venue.map(|venue| venue.address.clone()),
        party_size: u32::try_from(about.party).unwrap_or(1),
        area_name: reader.area_name,
        contact_phone: reader.contact_phone,
        offer_ends_at: about.offer_ends_at,
        waits: about.waits,
        reason: about.reason.clone(),
        answer_url: None,
    }
}

fn code_vars(about: &AboutCode) -> CodeVars {
    CodeVars {
        code: about.code.clone(),
        minutes: u32::try_from(about.minutes).unwrap_or(1),
    }
}

fn reader(outgoing: &Outgoing, area: Option<&area::Model>) -> ReaderVars {
    ReaderVars {
        recipient_name: outgoing.recipient_name.clone().unwrap_or_default(),
        area_name: area.map_or_else(String::new, |area| area.name.clone()),
        contact_phone: outgoing.contact_phone.clone(),
    }
}

fn act(done: &Done) -> Act {
    let answered = |answer, title: &String| Act::Answered {
        answer,
        event_title: title.clone(),
    };
    match done {
        Done::Going(title) => answered(Answer::Going, title),
        Done::Maybe(title) => answered(Answer::Maybe, title),
        Done::NotComing(title) => answered(Answer::NotComing, title),
        Done::ConsentGiven(purpose) => Act::ConsentGiven(words_of(*purpose)),
        Done::ConsentWithdrawn(purpose) => Act::ConsentWithdrawn(words_of(*purpose)),
    }
}

fn words_of(purpose: ConsentPurpose) -> Purpose {
    match purpose {
        ConsentPurpose::ActOnBehalf => Purpose::ActOnBehalf,
        ConsentPurpose::SensitiveData => Purpose::SensitiveData,
        ConsentPurpose::Promotions => Purpose::Promotions,
        ConsentPurpose::Photos => Purpose::Photos,
    }
}

fn event_news(news: News) -> EventNews {
    match news {
        News::Reminder => EventNews::Reminder,
        News::Rescheduled => EventNews::Rescheduled,
        News::Cancelled => EventNews::Cancelled,
        News::Promoted => EventNews::Promoted,
        News::Offered => EventNews::Offered,
        News::OfferEnding => EventNews::OfferEnding,
        News::OfferExpired => EventNews::OfferExpired,
        News::Approved => EventNews::Approved,
        News::Refused => EventNews::Refused,
        News::Invited => EventNews::Invited,
    }
}
