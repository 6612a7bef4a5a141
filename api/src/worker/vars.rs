//! From what a message is about to the variables of its template.

use chrono_tz::Tz;
use mulin_domain::Core;
use mulin_domain::delivery::{
    About, AboutBooking, AboutCode, AboutDish, AboutDishes, AboutEvent, AboutShift, AboutSignUp,
    AboutTicket, Done, News, OfShift, OfTicket, OffShift, Outgoing,
};
use mulin_entities::{Allergen, AllergenPresence, ConsentPurpose, DishTemperature, area};
use mulin_notify::{
    Act, Answer, BookingVars, CodeVars, DishVars, DishesVars, EventNews, EventVars, Keep, Locale,
    Purpose, ReaderVars, ShiftNews, ShiftVars, SignUpVars, TicketNews, TicketVars,
};
use sea_orm::Iterable;

use crate::graphql::food_safety::names::allergen_name;
use crate::graphql::texts::Language;

pub(super) fn event_vars(core: &Core, outgoing: &Outgoing, about: &AboutEvent) -> EventVars {
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

pub(super) fn sign_up_vars(core: &Core, outgoing: &Outgoing, about: &AboutSignUp) -> SignUpVars {
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

pub(super) fn ticket_vars(core: &Core, outgoing: &Outgoing, about: &AboutTicket) -> TicketVars {
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
pub(super) fn area_of(outgoing: &Outgoing) -> Option<&area::Model> {
    match &outgoing.about {
        About::Event(about) => about.area.as_ref(),
        About::Ticket(about) => about.area.as_ref(),
        About::SignUp(about) => about.area.as_ref(),
        About::ActedForYou(about) => about.area.as_ref(),
        About::RegistrationConfirmed { area } | About::SmsHelp { area } => area.as_ref(),
        About::SignInCode(_) | About::Digest(_) => None,
    }
}

pub(super) fn code_vars(about: &AboutCode) -> CodeVars {
    CodeVars {
        code: about.code.clone(),
        minutes: u32::try_from(about.minutes).unwrap_or(1),
    }
}

pub(super) fn reader(outgoing: &Outgoing, area: Option<&area::Model>) -> ReaderVars {
    ReaderVars {
        recipient_name: outgoing.recipient_name.clone().unwrap_or_default(),
        area_name: area.map_or_else(String::new, |area| area.name.clone()),
        contact_phone: outgoing.contact_phone.clone(),
    }
}

pub(super) fn act(done: &Done) -> Act {
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
