//! What a template sees: the particulars, made safe, with times already in words.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use serde::Serialize;
use url::Url;

use crate::format::{format_end, format_time, format_time_short, join_names, lines, one_line};
use crate::message::{Locale, Message};
use crate::vars::{
    Act, ActVars, Answer, BookingVars, DigestVars, DishVars, DishesVars, EventNews, EventVars,
    Keep, MessageVars, NamedLink, OffShift, Purpose, ReaderVars, ShiftNews, ShiftVars, SignUpVars,
    TicketVars,
};

/// The variables of a template. An absent one is `none`; a misspelt one is an error.
#[derive(Serialize)]
#[serde(untagged)]
#[allow(
    clippy::large_enum_variant,
    reason = "one a message, which is mostly news of events"
)]
pub(crate) enum View {
    Event(EventView),
    Code(CodeView),
    Ticket(TicketView),
    SignUp(SignUpView),
    Act(ActView),
    Letter(LetterView),
    Digest(DigestView),
}

/// What a letter's frame says.
#[derive(Serialize)]
pub(crate) struct LetterView {
    lang: &'static str,
    recipient_name: Option<String>,
    area_name: Option<String>,
    contact_phone: Option<String>,
    /// Where the reader answers without signing in.
    answer_url: Option<String>,
    /// Where each of several readers does, instead.
    answers: Vec<LinkView>,
}

/// Where one of several readers answers.
#[derive(Serialize)]
pub(crate) struct LinkView {
    name: String,
    url: String,
}

#[derive(Serialize)]
pub(crate) struct DigestView {
    #[serde(flatten)]
    letter: LetterView,
    /// `CHANGES` of events, `CONFIRMATIONS` of answers, or `DAY`: whatever else.
    about: &'static str,
    /// How many events it tells of.
    events: usize,
    pub(crate) items: Vec<ItemView>,
}

/// What a digest says of one message.
#[derive(Default, Serialize)]
pub(crate) struct ItemView {
    /// Its subject, which the renderer fills in.
    pub(crate) subject: String,
    /// `RESCHEDULED`, `MOVED`, `CANCELLED`, or something else that events are told of.
    news: &'static str,
    /// The event's title; empty if it is about none.
    event_title: String,
    /// Its start without the year, likewise.
    when_short: String,
    previous_when: Option<String>,
    previous_when_short: Option<String>,
    previous_place: Option<String>,
    venue_name: Option<String>,
    place: Option<String>,
    reason: Option<String>,
    answer_url: Option<String>,
    /// Where each of several readers answers, instead.
    answers: Vec<LinkView>,
    /// For whom it is, if for several who share an address.
    shared_by: Option<String>,
    #[serde(flatten)]
    brings: DishesView,
    #[serde(flatten)]
    booked: BookingsView,
    #[serde(flatten)]
    helps: ShiftsView,
}

/// What a reader has booked; all of it empty or none if nothing.
#[derive(Default, Serialize)]
pub(crate) struct BookingsView {
    /// Each booking, by time.
    bookings: Vec<BookingView>,
    /// The bookings in a phrase, with their times and numbers.
    booking_names: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct BookingView {
    /// As it is called out.
    number: Option<String>,
    service: String,
    stall: String,
    /// Where the stall stands.
    stall_place: Option<String>,
    /// The start of the slot with its year.
    slot: Option<String>,
    /// The same without its year.
    slot_short: Option<String>,
    /// The end of the slot.
    slot_until: Option<String>,
}

/// On which shifts a reader is; all of it empty or none if on none.
#[derive(Default, Serialize)]
pub(crate) struct ShiftsView {
    /// Each shift, by time.
    shifts: Vec<ShiftView>,
    /// The shifts in a phrase, with their times and roles.
    shift_names: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct ShiftView {
    shift: String,
    /// As what; several roles of a call in a phrase.
    role: String,
    /// Where to come.
    shift_place: Option<String>,
    /// Its start with the year.
    shift_when: String,
    /// The same without its year.
    shift_when_short: String,
    /// Its end.
    shift_until: String,
}

/// What a reader brings; all of it empty or none if nothing.
#[derive(Default, Serialize)]
pub(crate) struct DishesView {
    /// Each dish, with what belongs on its label.
    dishes: Vec<DishView>,
    /// The dishes in a phrase, with their numbers and servings.
    dish_names: Option<String>,
    /// When they are to be there, with the year.
    bring_by: Option<String>,
    /// The same without the year.
    bring_by_short: Option<String>,
    /// Where they are handed in; none for the place of the event.
    bring_to: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct DishView {
    number: i32,
    name: String,
    servings: i32,
    /// When it is cooked, without the year.
    cooked: Option<String>,
    /// `HOT`, `COLD` or `AMBIENT`.
    keep: &'static str,
    /// Allergens in a phrase each.
    contains: Option<String>,
    may_contain: Option<String>,
    free_from: Option<String>,
    undeclared: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct EventView {
    #[serde(flatten)]
    letter: LetterView,
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
    /// The end of held seats, with its year; empty where none are held.
    offer_until: String,
    /// The same without its year.
    offer_until_short: String,
    waits: bool,
    reason: Option<String>,
    /// For whom it is, if for several who share an address.
    shared_by: Option<String>,
    /// The place before the event was moved, when that is what the message is about.
    previous_place: Option<String>,
    /// What an announcement is about; empty in what is none.
    heading: String,
    /// Its words, with their line ends; empty in what is none.
    body: String,
    #[serde(flatten)]
    brings: DishesView,
    #[serde(flatten)]
    booked: BookingsView,
    #[serde(flatten)]
    helps: ShiftsView,
}

#[derive(Serialize)]
pub(crate) struct TicketView {
    #[serde(flatten)]
    letter: LetterView,
    event_title: String,
    /// Name and address of the place of the event as one phrase.
    place: Option<String>,
    /// Whether the event does not take place.
    cancelled: bool,
    #[serde(flatten)]
    booking: BookingView,
}

#[derive(Serialize)]
pub(crate) struct SignUpView {
    #[serde(flatten)]
    letter: LetterView,
    event_title: String,
    /// Name and address of the place of the event as one phrase.
    place: Option<String>,
    /// Of a shift that the reader is off: `EVENT`, `SHIFT`, `MOVED` or `STAFF`; empty of all else.
    off: &'static str,
    /// Who asks to be relieved.
    asked_by: Option<String>,
    /// Which of the reader's shifts they would take for it, in a phrase.
    in_exchange: Option<String>,
    #[serde(flatten)]
    shift: ShiftView,
}

#[derive(Serialize)]
pub(crate) struct CodeView {
    #[serde(flatten)]
    letter: LetterView,
    code: String,
    minutes: u32,
}

#[derive(Serialize)]
pub(crate) struct ActView {
    #[serde(flatten)]
    letter: LetterView,
    by: Option<String>,
    /// `GOING`, `MAYBE`, `NOT_COMING`, `CONSENT_GIVEN` or `CONSENT_WITHDRAWN`.
    act: &'static str,
    /// Of the event that was answered.
    event_title: Option<String>,
    /// `ACT_ON_BEHALF`, `SENSITIVE_DATA`, `PROMOTIONS` or `PHOTOS`, of a consent.
    purpose: Option<&'static str>,
}

impl View {
    pub(crate) fn new(message: &Message) -> View {
        let locale = message.locale;
        match &message.vars {
            MessageVars::Event(vars) => View::Event(EventView::new(vars, locale)),
            MessageVars::SignInCode(vars) => View::Code(CodeView {
                letter: LetterView::to_nobody(locale),
                code: one_line(&vars.code),
                minutes: vars.minutes,
            }),
            MessageVars::Ticket(vars) => View::Ticket(TicketView::new(vars, locale)),
            MessageVars::SignUp(vars) => View::SignUp(SignUpView::new(vars, locale)),
            MessageVars::ActedForYou(vars) => View::Act(ActView::new(vars, locale)),
            MessageVars::RegistrationConfirmed(reader) | MessageVars::SmsHelp(reader) => {
                View::Letter(LetterView::new(reader, locale))
            }
            MessageVars::Digest(vars) => View::Digest(DigestView::new(vars, locale)),
        }
    }
}

impl LetterView {
    fn new(reader: &ReaderVars, locale: Locale) -> Self {
        Self {
            lang: locale.as_str(),
            recipient_name: some(&reader.recipient_name),
            area_name: some(&reader.area_name),
            contact_phone: optional(&reader.contact_phone, one_line),
            answer_url: None,
            answers: Vec::new(),
        }
    }

    /// A frame that names nobody: who holds an address is not known by the address.
    fn to_nobody(locale: Locale) -> Self {
        Self {
            lang: locale.as_str(),
            recipient_name: None,
            area_name: None,
            contact_phone: None,
            answer_url: None,
            answers: Vec::new(),
        }
    }
}

impl EventView {
    fn new(vars: &EventVars, locale: Locale) -> Self {
        let venue_name = optional(&vars.venue_name, one_line);
        let venue_address = optional(&vars.venue_address, one_line);
        Self {
            letter: LetterView {
                lang: locale.as_str(),
                recipient_name: some(&vars.recipient_name),
                area_name: some(&vars.area_name),
                contact_phone: optional(&vars.contact_phone, one_line),
                answer_url: vars.answer_url.as_deref().and_then(web_address),
                answers: vars.answers.iter().filter_map(LinkView::new).collect(),
            },
            event_title: one_line(&vars.event_title),
            when: format_time(vars.starts_at, vars.zone, locale),
            when_short: format_time_short(vars.starts_at, vars.zone, locale),
            until: format_end(vars.starts_at, vars.ends_at, vars.zone, locale),
            previous_when: vars
                .previous_starts_at
                .filter(|_| vars.news == EventNews::Rescheduled)
                .map(|at| format_time(at, vars.zone, locale)),
            place: place(venue_name.as_deref(), venue_address.as_deref(), locale),
            venue_name,
            venue_address,
            party_size: vars.party_size,
            offer_until: vars
                .offer_ends_at
                .map_or_else(String::new, |at| format_time(at, vars.zone, locale)),
            offer_until_short: vars
                .offer_ends_at
                .map_or_else(String::new, |at| format_time_short(at, vars.zone, locale)),
            waits: vars.waits,
            reason: optional(&vars.reason, lines),
            shared_by: some(&vars.recipient_name).filter(|_| vars.is_shared),
            previous_place: optional(&vars.previous_venue_name, one_line)
                .filter(|_| vars.news == EventNews::Moved),
            heading: vars.heading.as_deref().map(one_line).unwrap_or_default(),
            body: vars.body.as_deref().map(lines).unwrap_or_default(),
            brings: DishesView::new(vars, locale),
            booked: BookingsView::new(vars, locale),
            helps: ShiftsView::new(vars, locale),
        }
    }
}

impl TicketView {
    fn new(vars: &TicketVars, locale: Locale) -> Self {
        let name = optional(&vars.venue_name, one_line);
        let address = optional(&vars.venue_address, one_line);
        Self {
            letter: LetterView::new(&vars.reader, locale),
            event_title: one_line(&vars.event_title),
            place: place(name.as_deref(), address.as_deref(), locale),
            cancelled: vars.cancelled,
            booking: BookingView::new(&vars.booking, vars.zone, locale),
        }
    }
}

impl BookingsView {
    fn new(vars: &EventVars, locale: Locale) -> Self {
        let bookings = vars.bookings.iter();
        let bookings = bookings.map(|booking| BookingView::new(booking, vars.zone, locale));
        let bookings: Vec<BookingView> = bookings.collect();
        let names: Vec<String> = bookings.iter().map(|one| one.phrase(locale)).collect();
        Self {
            booking_names: Some(join_names(&names, locale)).filter(|names| !names.is_empty()),
            bookings,
        }
    }
}

impl BookingView {
    fn new(vars: &BookingVars, zone: Tz, locale: Locale) -> Self {
        let starts_at = vars.times.map(|(starts_at, _)| starts_at);
        Self {
            number: optional(&vars.number, one_line),
            service: one_line(&vars.service),
            stall: one_line(&vars.stall),
            stall_place: optional(&vars.place, one_line),
            slot: starts_at.map(|at| format_time(at, zone, locale)),
            slot_short: starts_at.map(|at| format_time_short(at, zone, locale)),
            slot_until: vars
                .times
                .map(|(starts_at, ends_at)| format_end(starts_at, ends_at, zone, locale)),
        }
    }

    /// The service with its time, its stall and its number.
    fn phrase(&self, locale: Locale) -> String {
        let (open, close, between) = match locale {
            Locale::ZhCn => ("（", "）", "，"),
            Locale::En => (" (", ")", ", "),
        };
        let more = [
            self.slot_short.as_deref(),
            Some(self.stall.as_str()),
            self.stall_place.as_deref(),
            self.number.as_deref(),
        ];
        let more: Vec<&str> = more.into_iter().flatten().collect();
        format!("{}{open}{}{close}", self.service, more.join(between))
    }
}

impl SignUpView {
    fn new(vars: &SignUpVars, locale: Locale) -> Self {
        let name = optional(&vars.venue_name, one_line);
        let address = optional(&vars.venue_address, one_line);
        let phrase = |shift| ShiftView::new(shift, vars.zone, locale).phrase(locale);
        let is_asked = vars.news == ShiftNews::SwapOffered;
        Self {
            letter: LetterView::new(&vars.reader, locale),
            event_title: one_line(&vars.event_title),
            place: place(name.as_deref(), address.as_deref(), locale),
            off: match vars.news {
                ShiftNews::Cancelled(OffShift::EventCancelled) => "EVENT",
                ShiftNews::Cancelled(OffShift::ShiftCancelled) => "SHIFT",
                ShiftNews::Cancelled(OffShift::ShiftMoved) => "MOVED",
                ShiftNews::Cancelled(OffShift::Staff) => "STAFF",
                _ => "",
            },
            asked_by: optional(&vars.asked_by, one_line).filter(|_| is_asked),
            in_exchange: vars.in_exchange.as_ref().filter(|_| is_asked).map(phrase),
            shift: ShiftView::new(&vars.shift, vars.zone, locale),
        }
    }
}

impl ShiftsView {
    fn new(vars: &EventVars, locale: Locale) -> Self {
        let shifts = vars.shifts.iter();
        let shifts = shifts.map(|shift| ShiftView::new(shift, vars.zone, locale));
        let shifts: Vec<ShiftView> = shifts.collect();
        let names: Vec<String> = shifts.iter().map(|one| one.phrase(locale)).collect();
        Self {
            shift_names: Some(join_names(&names, locale)).filter(|names| !names.is_empty()),
            shifts,
        }
    }
}

impl ShiftView {
    fn new(vars: &ShiftVars, zone: Tz, locale: Locale) -> Self {
        let (starts_at, ends_at) = vars.times;
        let roles: Vec<String> = vars.roles.iter().map(|role| one_line(role)).collect();
        Self {
            shift: one_line(&vars.name),
            role: join_names(&roles, locale),
            shift_place: optional(&vars.place, one_line),
            shift_when: format_time(starts_at, zone, locale),
            shift_when_short: format_time_short(starts_at, zone, locale),
            shift_until: format_end(starts_at, ends_at, zone, locale),
        }
    }

    /// The shift with its time, its role and where to come.
    fn phrase(&self, locale: Locale) -> String {
        let (open, close, between) = match locale {
            Locale::ZhCn => ("（", "）", "，"),
            Locale::En => (" (", ")", ", "),
        };
        let more = [
            Some(self.shift_when_short.as_str()),
            Some(self.role.as_str()),
            self.shift_place.as_deref(),
        ];
        let more: Vec<&str> = more.into_iter().flatten().collect();
        format!("{}{open}{}{close}", self.shift, more.join(between))
    }
}

impl DishesView {
    fn new(vars: &EventVars, locale: Locale) -> Self {
        let Some(brings) = &vars.dishes else {
            return Self::default();
        };
        let DishesVars {
            bring_by,
            bring_to,
            dishes,
        } = brings;
        let short = |at| format_time_short(at, vars.zone, locale);
        let dishes: Vec<DishView> = dishes
            .iter()
            .map(|dish| DishView::new(dish, dish.cooked_at.map(short), locale))
            .collect();
        let names: Vec<String> = dishes.iter().map(|dish| dish.phrase(locale)).collect();
        Self {
            dish_names: Some(join_names(&names, locale)).filter(|names| !names.is_empty()),
            bring_by: Some(format_time(*bring_by, vars.zone, locale)),
            bring_by_short: Some(short(*bring_by)),
            bring_to: optional(bring_to, one_line),
            dishes,
        }
    }
}

impl DishView {
    fn new(dish: &DishVars, cooked: Option<String>, locale: Locale) -> Self {
        let phrase = |names: &[String]| {
            let names: Vec<String> = names.iter().map(|name| one_line(name)).collect();
            let between = match locale {
                Locale::ZhCn => "、",
                Locale::En => ", ",
            };
            some(&names.join(between))
        };
        Self {
            number: dish.number,
            name: one_line(&dish.name),
            servings: dish.servings,
            cooked,
            keep: match dish.keep {
                Keep::Hot => "HOT",
                Keep::Cold => "COLD",
                Keep::Ambient => "AMBIENT",
            },
            contains: phrase(&dish.contains),
            may_contain: phrase(&dish.may_contain),
            free_from: phrase(&dish.free_from),
            undeclared: phrase(&dish.undeclared),
        }
    }

    /// The dish with its number and its servings.
    fn phrase(&self, locale: Locale) -> String {
        let (number, name, servings) = (self.number, &self.name, self.servings);
        match (locale, servings) {
            (Locale::ZhCn, _) => format!("{number}号{name}（{servings}份）"),
            (Locale::En, 1) => format!("no. {number} {name} (1 serving)"),
            (Locale::En, _) => format!("no. {number} {name} ({servings} servings)"),
        }
    }
}

impl LinkView {
    fn new(link: &NamedLink) -> Option<Self> {
        Some(Self {
            name: one_line(&link.name),
            url: web_address(&link.url)?,
        })
    }
}

impl DigestView {
    fn new(vars: &DigestVars, locale: Locale) -> Self {
        let items = vars.items.iter();
        let told = items.clone().filter_map(|item| match item {
            MessageVars::Event(vars) => Some((vars.event_title.as_str(), vars.starts_at)),
            _ => None,
        });
        let told: BTreeSet<_> = told.collect();
        Self {
            letter: LetterView::new(&vars.reader, locale),
            about: about(&vars.items),
            events: told.len(),
            items: items.map(|item| ItemView::new(item, locale)).collect(),
        }
    }
}

impl ItemView {
    fn new(vars: &MessageVars, locale: Locale) -> Self {
        match vars {
            MessageVars::Event(vars) => {
                let event = EventView::new(vars, locale);
                let short = |at| format_time_short(at, vars.zone, locale);
                Self {
                    subject: String::new(),
                    news: news(vars.news),
                    event_title: event.event_title,
                    when_short: event.when_short,
                    previous_when_short: event
                        .previous_when
                        .as_ref()
                        .and(vars.previous_starts_at.map(short)),
                    previous_when: event.previous_when,
                    previous_place: event.previous_place,
                    venue_name: event.venue_name,
                    place: event.place,
                    reason: event.reason,
                    answer_url: event.letter.answer_url,
                    answers: event.letter.answers,
                    shared_by: event.shared_by,
                    brings: event.brings,
                    booked: event.booked,
                    helps: event.helps,
                }
            }
            MessageVars::ActedForYou(vars) => Self {
                answer_url: vars.answer_url.as_deref().and_then(web_address),
                ..Self::default()
            },
            _ => Self::default(),
        }
    }
}

impl ActView {
    fn new(vars: &ActVars, locale: Locale) -> Self {
        let (act, event_title, purpose) = match &vars.act {
            Act::Answered {
                answer,
                event_title,
            } => (answered(*answer), Some(one_line(event_title)), None),
            Act::ConsentGiven(purpose) => ("CONSENT_GIVEN", None, Some(named(*purpose))),
            Act::ConsentWithdrawn(purpose) => ("CONSENT_WITHDRAWN", None, Some(named(*purpose))),
        };
        Self {
            letter: LetterView {
                answer_url: vars.answer_url.as_deref().and_then(web_address),
                ..LetterView::new(&vars.reader, locale)
            },
            by: some(&vars.by),
            act,
            event_title,
            purpose,
        }
    }
}

/// What all of it has in common.
fn about(items: &[MessageVars]) -> &'static str {
    let all = |wanted: &[EventNews]| {
        let is_one = |item: &MessageVars| match item {
            MessageVars::Event(vars) => wanted.contains(&vars.news),
            _ => false,
        };
        items.iter().all(is_one)
    };
    use EventNews::{Cancelled, Confirmed, Moved, Rescheduled};
    if all(&[Rescheduled, Moved, Cancelled]) {
        "CHANGES"
    } else if all(&[Confirmed]) {
        "CONFIRMATIONS"
    } else {
        "DAY"
    }
}

const fn news(news: EventNews) -> &'static str {
    match news {
        EventNews::Rescheduled => "RESCHEDULED",
        EventNews::Moved => "MOVED",
        EventNews::Cancelled => "CANCELLED",
        _ => "OTHER",
    }
}

const fn answered(answer: Answer) -> &'static str {
    match answer {
        Answer::Going => "GOING",
        Answer::Maybe => "MAYBE",
        Answer::NotComing => "NOT_COMING",
    }
}

const fn named(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::ActOnBehalf => "ACT_ON_BEHALF",
        Purpose::SensitiveData => "SENSITIVE_DATA",
        Purpose::Promotions => "PROMOTIONS",
        Purpose::Photos => "PHOTOS",
    }
}

/// One line of text, if there is any.
fn some(text: &str) -> Option<String> {
    Some(one_line(text)).filter(|text| !text.is_empty())
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
pub(crate) fn web_address(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}
