//! From a claimed message to the words of an e-mail or a text message.

use std::path::Path;

use chrono_tz::Tz;
use mulin_domain::Core;
use mulin_domain::delivery::{
    About, AboutBooking, AboutCode, AboutDish, AboutDishes, AboutEvent, AboutShift, AboutSignUp,
    AboutTicket, Done, News, OfShift, OfTicket, OffShift, Outgoing,
};
use mulin_domain::notification::PreferenceLink;
use mulin_domain::rsvp::LinkToken;
use mulin_entities::{Allergen, AllergenPresence, ConsentPurpose, DishTemperature, area};
use mulin_notify::ReturnPath;
use mulin_notify::sms::Signatures;
use mulin_notify::{
    Act, ActVars, Answer, BookingVars, CodeVars, DigestVars, DishVars, DishesVars, Email,
    EventNews, EventVars, Keep, Locale, Mailbox, Message, MessageVars, NamedLink, Purpose,
    ReaderVars, Rendered, Renderer, ShiftNews, ShiftVars, SignUpVars, Sms, TemplateError,
    TemplateFaults, TicketNews, TicketVars, join_names,
};
use sea_orm::Iterable;
use url::Url;

use super::calendar;
use crate::graphql::food_safety::names::allergen_name;
use crate::graphql::texts::Language;
use crate::{link_page, preference_page};

/// Writes e-mails and text messages.
pub struct Composer {
    renderer: Renderer,
    from: Mailbox,
    public_url: Option<Url>,
    return_path: Option<ReturnPath>,
    signatures: Signatures,
}

impl Composer {
    /// Fails if a template has a fault, before anything is sent.
    pub fn new(from: Mailbox, public_url: Option<Url>) -> Result<Self, TemplateFaults> {
        Self::with_templates(from, public_url, None)
    }

    /// The same, with the templates of a folder in place of the built-in ones.
    pub fn with_templates(
        from: Mailbox,
        public_url: Option<Url>,
        folder: Option<&Path>,
    ) -> Result<Self, TemplateFaults> {
        Ok(Self {
            renderer: Renderer::new(folder)?,
            from,
            public_url,
            return_path: None,
            signatures: Signatures::default(),
        })
    }

    /// With a return path of its own for each e-mail.
    #[must_use]
    pub fn returning_to(mut self, return_path: Option<ReturnPath>) -> Self {
        self.return_path = return_path;
        self
    }

    /// Under whose name text messages leave, for examples: each provider signs what it sends.
    #[must_use]
    pub fn signed_by(mut self, signatures: Signatures) -> Self {
        self.signatures = signatures;
        self
    }

    /// The e-mail of a message, the same over retries as long as what it is about is: its Message-ID is
    /// the message's own key, and its date is when it was wanted (RFC 5322, section 3.6.1: when it was
    /// ready, and not when it travels). Only for how long a code still counts is told as of now.
    pub fn email(&self, core: &Core, outgoing: &Outgoing) -> Result<Email, TemplateError> {
        let public = self.public_url.as_ref();
        let settings = public.and_then(|_| self.settings_token(core, outgoing));
        let of = |address: fn(&Url, &str) -> String| {
            let (base, token) = public.zip(settings.as_deref())?;
            Some(address(base, token))
        };
        let settings_url = of(preference_page::address);
        let unsubscribe = of(preference_page::unsubscribe_address);
        let message = self.message(core, outgoing);
        Ok(Email {
            message_id: format!("{}@{}", outgoing.id.0.simple(), self.host()),
            from: self.from.clone(),
            return_path: self.return_path.as_ref().map(|path| {
                path.address(outgoing.id.0.as_bytes(), |id| core.keyring().bounce_mac(id))
            }),
            to_address: outgoing.address.clone(),
            to_name: Self::to_name(outgoing),
            rendered: self
                .renderer
                .render_with(&message, settings_url.as_deref())?,
            date: outgoing.send_at,
            list_unsubscribe: unsubscribe.and_then(|url| url.parse().ok()),
            calendar: calendar::entry(outgoing, &self.from, self.host()),
        })
    }

    /// The text message of a message, but for the number of the try the same over retries as an e-mail is.
    pub fn sms(&self, core: &Core, outgoing: &Outgoing) -> Result<Sms, TemplateError> {
        let message = self.message(core, outgoing);
        Ok(Sms {
            id: outgoing.id.0.simple().to_string(),
            generation: outgoing.generation,
            to: outgoing.address.clone(),
            kind: message.vars.kind(),
            template: message.vars.template().map(str::to_owned),
            locale: message.locale,
            text: self.renderer.render_sms(&message)?,
            variables: self.renderer.sms_variables(&message)?,
            date: outgoing.send_at,
        })
    }

    /// Everybody whom it is for.
    fn to_name(outgoing: &Outgoing) -> Option<String> {
        let locale = Locale::from_bcp47(&outgoing.locale);
        let name = outgoing.recipient_name.as_ref()?;
        if outgoing.others.is_empty() {
            return Some(name.clone());
        }
        Some(join_names(&names(outgoing), locale))
    }

    /// The words of an example that is sent to nobody: as an e-mail, and as a text message with its
    /// signature.
    pub fn example(&self, message: &Message) -> Result<(Rendered, String), TemplateError> {
        let sms = self.renderer.render_sms(message)?;
        Ok((
            self.renderer.render(message)?,
            self.signatures.signed(message.locale, &sms),
        ))
    }

    /// What whoever calls is to say, as a text message would.
    pub fn script(&self, core: &Core, outgoing: &Outgoing) -> Result<String, TemplateError> {
        self.renderer.render_sms(&self.message(core, outgoing))
    }

    /// Opens the reader's settings; none for codes, which go to whoever holds the address.
    fn settings_token(&self, core: &Core, outgoing: &Outgoing) -> Option<String> {
        let link = PreferenceLink {
            person_id: outgoing.person_id?,
            channel: outgoing.channel,
            purpose: outgoing.purpose(),
        };
        Some(link.token(core.keyring(), outgoing.send_at))
    }

    /// The name in the identities of messages and of events in calendars.
    pub fn host(&self) -> &str {
        // A name, as RFC 5322 wants in a Message-ID, and no address in figures.
        let public = self.public_url.as_ref().and_then(Url::domain);
        public.unwrap_or_else(|| self.from.email.domain())
    }

    fn message(&self, core: &Core, outgoing: &Outgoing) -> Message {
        let locale = Locale::from_bcp47(&outgoing.locale);
        let vars = self.vars(core, outgoing, locale);
        Message { locale, vars }
    }

    fn vars(&self, core: &Core, outgoing: &Outgoing, locale: Locale) -> MessageVars {
        let answer_url = self.answer_url(outgoing.link.as_ref());
        match &outgoing.about {
            About::Event(about) if outgoing.others.is_empty() => MessageVars::Event(EventVars {
                answer_url,
                ..event_vars(core, outgoing, about)
            }),
            About::Event(about) => MessageVars::Event(EventVars {
                recipient_name: join_names(&names(outgoing), locale),
                is_shared: true,
                answers: self.answers(outgoing),
                ..event_vars(core, outgoing, about)
            }),
            About::Digest(items) => {
                let items = items.iter();
                let area = items.clone().find_map(area_of);
                let mut reader = reader(outgoing, area);
                if !outgoing.others.is_empty() {
                    reader.recipient_name = join_names(&names(outgoing), locale);
                }
                MessageVars::Digest(DigestVars {
                    reader,
                    items: items.map(|item| self.vars(core, item, locale)).collect(),
                })
            }
            About::Ticket(about) => MessageVars::Ticket(ticket_vars(core, outgoing, about)),
            About::SignUp(about) => MessageVars::SignUp(sign_up_vars(core, outgoing, about)),
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
            About::SmsHelp { area } => MessageVars::SmsHelp(reader(outgoing, area.as_ref())),
        }
    }

    fn answer_url(&self, link: Option<&LinkToken>) -> Option<String> {
        let base = self.public_url.as_ref()?;
        Some(link_page::address(base, link?))
    }

    /// A link for each of those who share the address: an answer is one person's.
    fn answers(&self, outgoing: &Outgoing) -> Vec<NamedLink> {
        let others = outgoing.others.iter();
        let others = others.map(|other| (&other.name, other.link.as_ref()));
        let first = outgoing.recipient_name.iter();
        let first = first.map(|name| (name, outgoing.link.as_ref()));
        first
            .chain(others)
            .filter_map(|(name, link)| {
                let url = self.answer_url(link)?;
                let name = name.clone();
                Some(NamedLink { name, url })
            })
            .collect()
    }
}

/// Everybody whom a message is for.
fn names(outgoing: &Outgoing) -> Vec<String> {
    let others = outgoing.others.iter().map(|other| other.name.clone());
    outgoing
        .recipient_name
        .iter()
        .cloned()
        .chain(others)
        .collect()
}

fn event_vars(core: &Core, outgoing: &Outgoing, about: &AboutEvent) -> EventVars {
    let event = &about.event;
    let zone: Tz = event.time_zone.parse().unwrap_or(core.settings().time_zone);
    let venue = about.venue.as_ref();
    let reader = reader(outgoing, about.area.as_ref());
    EventVars {
        news: event_news(about.news),
        template: about.template.clone(),
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
        previous_venue_name: about.previous_venue.clone(),
        heading: about.words.as_ref().map(|words| words.subject.clone()),
        body: about.words.as_ref().map(|words| words.body.clone()),
        answer_url: None,
        is_shared: false,
        answers: Vec::new(),
        dishes: about.dishes.as_ref().map(|brings| {
            let locale = Locale::from_bcp47(&outgoing.locale);
            dishes_vars(brings, language(locale))
        }),
        bookings: about.bookings.iter().map(booking_vars).collect(),
        shifts: about.shifts.iter().map(shift_vars).collect(),
    }
}

fn booking_vars(about: &AboutBooking) -> BookingVars {
    BookingVars {
        number: about.number.clone(),
        service: about.service.clone(),
        stall: about.stall.clone(),
        place: about.place.clone(),
        times: about.times,
    }
}

fn shift_vars(about: &AboutShift) -> ShiftVars {
    ShiftVars {
        name: about.name.clone(),
        roles: about.roles.clone(),
        place: about.place.clone(),
        times: about.times,
    }
}

fn sign_up_vars(core: &Core, outgoing: &Outgoing, about: &AboutSignUp) -> SignUpVars {
    let event = &about.event;
    let venue = about.venue.as_ref();
    SignUpVars {
        news: shift_news(about.news),
        reader: reader(outgoing, about.area.as_ref()),
        event_title: event.title.clone(),
        zone: event.time_zone.parse().unwrap_or(core.settings().time_zone),
        venue_name: venue.map(|venue| venue.name.clone()),
        venue_address: venue.map(|venue| venue.address.clone()),
        shift: shift_vars(&about.shift),
        asked_by: about.asked_by.clone(),
        in_exchange: about.in_exchange.as_ref().map(shift_vars),
    }
}

fn ticket_vars(core: &Core, outgoing: &Outgoing, about: &AboutTicket) -> TicketVars {
    let event = &about.event;
    let venue = about.venue.as_ref();
    TicketVars {
        news: ticket_news(about.news),
        reader: reader(outgoing, about.area.as_ref()),
        event_title: event.title.clone(),
        zone: event.time_zone.parse().unwrap_or(core.settings().time_zone),
        venue_name: venue.map(|venue| venue.name.clone()),
        venue_address: venue.map(|venue| venue.address.clone()),
        cancelled: about.cancelled,
        booking: booking_vars(&about.booking),
    }
}

/// The language of the texts for readers of a locale.
fn language(locale: Locale) -> Language {
    match locale {
        Locale::ZhCn => Language::Chinese,
        Locale::En => Language::English,
    }
}

fn dishes_vars(brings: &AboutDishes, language: Language) -> DishesVars {
    let dishes = brings.dishes.iter();
    DishesVars {
        bring_by: brings.bring_by,
        bring_to: brings.bring_to.clone(),
        dishes: dishes.map(|dish| dish_vars(dish, language)).collect(),
    }
}

fn dish_vars(about: &AboutDish, language: Language) -> DishVars {
    let declared = |allergen: Allergen| {
        let found = about.allergens.iter().find(|(one, _)| *one == allergen);
        found.map(|(_, presence)| *presence)
    };
    let of = |wanted: Option<AllergenPresence>| {
        let all = Allergen::iter().filter(|allergen| declared(*allergen) == wanted);
        all.map(|allergen| allergen_name(allergen, language))
            .collect::<Vec<String>>()
    };
    let dish = &about.dish;
    DishVars {
        number: dish.dish_no,
        name: dish.name.clone(),
        servings: dish.servings,
        cooked_at: dish.cooked_at,
        keep: match dish.temperature {
            DishTemperature::Hot => Keep::Hot,
            DishTemperature::Cold => Keep::Cold,
            DishTemperature::Ambient => Keep::Ambient,
        },
        contains: of(Some(AllergenPresence::Contains)),
        may_contain: of(Some(AllergenPresence::MayContain)),
        free_from: of(Some(AllergenPresence::FreeFrom)),
        undeclared: of(None),
    }
}

/// The area that signs a message.
fn area_of(outgoing: &Outgoing) -> Option<&area::Model> {
    match &outgoing.about {
        About::Event(about) => about.area.as_ref(),
        About::Ticket(about) => about.area.as_ref(),
        About::SignUp(about) => about.area.as_ref(),
        About::ActedForYou(about) => about.area.as_ref(),
        About::RegistrationConfirmed { area } | About::SmsHelp { area } => area.as_ref(),
        About::SignInCode(_) | About::Digest(_) => None,
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

fn ticket_news(of: OfTicket) -> TicketNews {
    match of {
        OfTicket::Booked => TicketNews::Booked,
        OfTicket::Promoted => TicketNews::Promoted,
        OfTicket::Nearly => TicketNews::Nearly,
        OfTicket::Ready => TicketNews::Ready,
        OfTicket::Closed => TicketNews::Closed,
    }
}

fn shift_news(of: OfShift) -> ShiftNews {
    match of {
        OfShift::SignedUp => ShiftNews::SignedUp,
        OfShift::Promoted => ShiftNews::Promoted,
        OfShift::Cancelled(why) => ShiftNews::Cancelled(match why {
            OffShift::EventCancelled => mulin_notify::OffShift::EventCancelled,
            OffShift::ShiftCancelled => mulin_notify::OffShift::ShiftCancelled,
            OffShift::ShiftMoved => mulin_notify::OffShift::ShiftMoved,
            OffShift::Staff => mulin_notify::OffShift::Staff,
        }),
        OfShift::SwapOffered => ShiftNews::SwapOffered,
        OfShift::Swapped => ShiftNews::Swapped,
        OfShift::Changed => ShiftNews::Changed,
        OfShift::Called => ShiftNews::Called,
    }
}

fn event_news(news: News) -> EventNews {
    match news {
        News::Reminder => EventNews::Reminder,
        News::Rescheduled => EventNews::Rescheduled,
        News::Moved => EventNews::Moved,
        News::Cancelled => EventNews::Cancelled,
        News::Announcement => EventNews::Announcement,
        News::Confirmed => EventNews::Confirmed,
        News::Promoted => EventNews::Promoted,
        News::Offered => EventNews::Offered,
        News::OfferEnding => EventNews::OfferEnding,
        News::OfferExpired => EventNews::OfferExpired,
        News::Approved => EventNews::Approved,
        News::Refused => EventNews::Refused,
        News::Invited => EventNews::Invited,
    }
}
