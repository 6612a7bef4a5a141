//! What an occurrence has of its series, and what it has otherwise. That is computed and not stored, so
//! that there is nothing to keep in step. Pure.

use chrono::TimeDelta;
use mulin_calendar::rule::Schedule;
use mulin_entities::*;

use crate::clock::Instant;
use crate::event::Terms;
use crate::event::view::EventView;

/// What an occurrence has of its series unless it was given something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OccurrenceField {
    /// The title.
    Title,
    /// The description.
    Description,
    /// The label.
    Kind,
    /// Who may see it.
    Visibility,
    /// Where.
    Venue,
    /// The festival that groups it.
    Festival,
    /// The number of seats.
    Capacity,
    /// The largest party.
    MaxParty,
    /// On what terms answers get seats.
    Terms,
    /// From and until when answers are taken.
    RsvpWindow,
    /// When it begins, or how long it lasts.
    Time,
}

impl OccurrenceField {
    /// Every one, in order.
    pub const ALL: [Self; 11] = [
        Self::Title,
        Self::Description,
        Self::Kind,
        Self::Visibility,
        Self::Venue,
        Self::Festival,
        Self::Capacity,
        Self::MaxParty,
        Self::Terms,
        Self::RsvpWindow,
        Self::Time,
    ];
}

/// What has nothing to do with the time: of a series, or of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the columns of the same name")]
pub struct Inherited {
    pub title: String,
    pub description: String,
    pub kind: EventKind,
    pub visibility: Visibility,
    pub venue_id: Option<VenueId>,
    pub festival_id: Option<EventId>,
    pub capacity: Option<i32>,
    pub max_party: i32,
    pub terms: Terms,
}

impl From<&series::Model> for Inherited {
    fn from(series: &series::Model) -> Self {
        Self {
            title: series.title.clone(),
            description: series.description.clone(),
            kind: series.kind,
            visibility: series.visibility,
            venue_id: series.venue_id,
            festival_id: series.festival_id,
            capacity: series.capacity,
            max_party: series.max_party,
            terms: Terms {
                needs_approval: series.needs_approval,
                waitlist_order: series.waitlist_order,
                offer_seconds: series.offer_seconds,
                household_limit: series.household_limit,
            },
        }
    }
}

impl From<&EventView> for Inherited {
    fn from(event: &EventView) -> Self {
        Self {
            title: event.title.clone(),
            description: event.description.clone(),
            kind: event.kind,
            visibility: event.visibility,
            venue_id: event.venue_id,
            festival_id: event.festival_id,
            capacity: event.capacity,
            max_party: event.max_party,
            terms: Terms::from(event),
        }
    }
}

impl Inherited {
    /// What an event has, with the number of its seats.
    pub fn of(event: &event::Model, capacity: Option<i32>) -> Self {
        Self {
            title: event.title.clone(),
            description: event.description.clone(),
            kind: event.kind,
            visibility: event.visibility,
            venue_id: event.venue_id,
            festival_id: event.festival_id,
            capacity,
            max_party: event.max_party,
            terms: Terms::from(event),
        }
    }

    /// Writes it into the row of an event: all but the number of seats, which stands elsewhere, and
    /// what the event is found by.
    pub fn write(&self, event: &mut event::Model) {
        event.title.clone_from(&self.title);
        event.description.clone_from(&self.description);
        event.kind = self.kind;
        event.visibility = self.visibility;
        event.venue_id = self.venue_id;
        event.festival_id = self.festival_id;
        event.max_party = self.max_party;
        self.terms.write(event);
    }
}

/// How long before each start answers are taken, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From so long before; none for at once.
    pub opens_before_minutes: Option<i32>,
    /// Until so long before; none for until the start.
    pub closes_before_minutes: Option<i32>,
}

impl From<&series::Model> for Window {
    fn from(series: &series::Model) -> Self {
        Self {
            opens_before_minutes: series.opens_before_minutes,
            closes_before_minutes: series.closes_before_minutes,
        }
    }
}

impl Window {
    /// From when answers are taken of an event that starts then.
    pub fn opens_at(self, starts_at: Instant) -> Option<Instant> {
        before(starts_at, self.opens_before_minutes)
    }

    /// Until when.
    pub fn closes_at(self, starts_at: Instant) -> Option<Instant> {
        before(starts_at, self.closes_before_minutes)
    }
}

fn before(starts_at: Instant, minutes: Option<i32>) -> Option<Instant> {
    minutes.map(|minutes| starts_at - TimeDelta::minutes(minutes.into()))
}

/// When an event takes place, and when it takes answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the columns of the same name")]
pub struct Times {
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub rsvp_opens_at: Option<Instant>,
    pub rsvp_closes_at: Option<Instant>,
}

macro_rules! times_of {
    ($($of:ty),+) => {$(
        impl From<&$of> for Times {
            fn from(event: &$of) -> Self {
                Self {
                    starts_at: event.starts_at,
                    ends_at: event.ends_at,
                    rsvp_opens_at: event.rsvp_opens_at,
                    rsvp_closes_at: event.rsvp_closes_at,
                }
            }
        }
    )+};
}
times_of!(event::Model, EventView);

/// What an occurrence has otherwise than its series, in order of [`OccurrenceField::ALL`].
pub fn overrides(
    series: &series::Model,
    schedule: &Schedule,
    occurrence: &occurrence::Model,
    event: &Inherited,
    times: Times,
) -> Vec<OccurrenceField> {
    let of_series = Inherited::from(series);
    let mut fields: Vec<_> = TIMELESS
        .into_iter()
        .filter(|field| differs(*field, event, &of_series))
        .collect();
    let window = Window::from(series);
    if times.rsvp_opens_at != window.opens_at(times.starts_at)
        || times.rsvp_closes_at != window.closes_at(times.starts_at)
    {
        fields.push(OccurrenceField::RsvpWindow);
    }
    let lasts = TimeDelta::minutes(schedule.duration_minutes.into());
    if times.starts_at != occurrence.original_starts_at || times.ends_at - times.starts_at != lasts
    {
        fields.push(OccurrenceField::Time);
    }
    fields
}

/// Those that have nothing to do with the time.
const TIMELESS: [OccurrenceField; 9] = [
    OccurrenceField::Title,
    OccurrenceField::Description,
    OccurrenceField::Kind,
    OccurrenceField::Visibility,
    OccurrenceField::Venue,
    OccurrenceField::Festival,
    OccurrenceField::Capacity,
    OccurrenceField::MaxParty,
    OccurrenceField::Terms,
];

fn differs(field: OccurrenceField, one: &Inherited, other: &Inherited) -> bool {
    match field {
        OccurrenceField::Title => one.title != other.title,
        OccurrenceField::Description => one.description != other.description,
        OccurrenceField::Kind => one.kind != other.kind,
        OccurrenceField::Visibility => one.visibility != other.visibility,
        OccurrenceField::Venue => one.venue_id != other.venue_id,
        OccurrenceField::Festival => one.festival_id != other.festival_id,
        OccurrenceField::Capacity => one.capacity != other.capacity,
        OccurrenceField::MaxParty => one.max_party != other.max_party,
        OccurrenceField::Terms => one.terms != other.terms,
        OccurrenceField::RsvpWindow | OccurrenceField::Time => false,
    }
}

/// An edit of a series: each field in which the event is as the series was becomes as the series is.
/// Answers which fields changed.
pub fn take_over(event: &mut Inherited, old: &Inherited, new: &Inherited) -> Vec<OccurrenceField> {
    let changes =
        |field: &OccurrenceField| differs(*field, old, new) && !differs(*field, event, old);
    let fields: Vec<_> = TIMELESS.into_iter().filter(changes).collect();
    for field in &fields {
        match field {
            OccurrenceField::Title => event.title.clone_from(&new.title),
            OccurrenceField::Description => event.description.clone_from(&new.description),
            OccurrenceField::Kind => event.kind = new.kind,
            OccurrenceField::Visibility => event.visibility = new.visibility,
            OccurrenceField::Venue => event.venue_id = new.venue_id,
            OccurrenceField::Festival => event.festival_id = new.festival_id,
            OccurrenceField::Capacity => event.capacity = new.capacity,
            OccurrenceField::MaxParty => event.max_party = new.max_party,
            OccurrenceField::Terms => event.terms = new.terms,
            OccurrenceField::RsvpWindow | OccurrenceField::Time => {}
        }
    }
    fields
}

#[cfg(test)]
#[path = "inherited_tests.rs"]
mod tests;
