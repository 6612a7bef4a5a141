//! What a template sees of what a reader has booked.

use chrono_tz::Tz;
use serde::Serialize;

use super::{LetterView, described, optional, place};
use crate::format::{format_end, format_time, format_time_short, join_names, one_line};
use crate::message::Locale;
use crate::vars::{BookingVars, EventVars, TicketVars};

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

impl TicketView {
    pub(super) fn new(vars: &TicketVars, locale: Locale) -> Self {
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

/// What a reader has booked; all of it empty or none if nothing.
#[derive(Default, Serialize)]
pub(crate) struct BookingsView {
    /// Each booking, by time.
    bookings: Vec<BookingView>,
    /// The bookings in a phrase, with their times and numbers.
    booking_names: Option<String>,
}

impl BookingsView {
    pub(super) fn new(vars: &EventVars, locale: Locale) -> Self {
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

impl BookingView {
    pub(super) fn new(vars: &BookingVars, zone: Tz, locale: Locale) -> Self {
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
        let more = [
            self.slot_short.as_deref(),
            Some(self.stall.as_str()),
            self.stall_place.as_deref(),
            self.number.as_deref(),
        ];
        described(&self.service, more, locale)
    }
}
