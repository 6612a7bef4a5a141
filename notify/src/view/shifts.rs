//! What a template sees of the shifts that a reader is on.

use chrono_tz::Tz;
use serde::Serialize;

use super::{LetterView, described, optional, place};
use crate::format::{format_end, format_time, format_time_short, join_names, one_line};
use crate::message::Locale;
use crate::vars::{EventVars, OffShift, ShiftNews, ShiftVars, SignUpVars};

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

impl SignUpView {
    pub(super) fn new(vars: &SignUpVars, locale: Locale) -> Self {
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

/// On which shifts a reader is; all of it empty or none if on none.
#[derive(Default, Serialize)]
pub(crate) struct ShiftsView {
    /// Each shift, by time.
    shifts: Vec<ShiftView>,
    /// The shifts in a phrase, with their times and roles.
    shift_names: Option<String>,
}

impl ShiftsView {
    pub(super) fn new(vars: &EventVars, locale: Locale) -> Self {
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

impl ShiftView {
    pub(super) fn new(vars: &ShiftVars, zone: Tz, locale: Locale) -> Self {
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
        let more = [
            Some(self.shift_when_short.as_str()),
            Some(self.role.as_str()),
            self.shift_place.as_deref(),
        ];
        described(&self.shift, more, locale)
    }
}
