//! What an edit of a series means for each of its occurrences. Each field in which one was as the
//! series was becomes as the series is; what it has otherwise stays. Pure.

use mulin_calendar::rule::{Occurrence, Schedule};
use mulin_entities::*;

use super::inherited::{Inherited, OccurrenceField, Times, Window, overrides, take_over};
use super::rules;
use crate::change::What;
use crate::clock::Instant;
use crate::event::{self as events, seats};

/// An occurrence that is ahead, with the lock of its seats held.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Its place in the series.
    pub place: occurrence::Model,
    /// The event.
    pub event: event::Model,
    /// Its seats.
    pub seats: event_seats::Model,
}

/// What becomes of an occurrence's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It stays where it is.
    Stays,
    /// It gets this one.
    Goes(Occurrence),
    /// There is none: it is cancelled.
    Cancelled,
}

/// A series at one time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form<'a> {
    /// What its occurrences have in common.
    pub series: &'a series::Model,
    /// What it repeats by.
    pub schedule: &'a Schedule,
}

/// How occurrences are edited.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edit<'a> {
    /// The series before.
    pub old: Form<'a>,
    /// The series after.
    pub new: Form<'a>,
    /// Whether drafts are published.
    pub publishes: bool,
    /// Why occurrences are cancelled.
    pub reason: Option<&'a str>,
    /// When.
    pub now: Instant,
}

/// What became of an occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It takes place when it did.
    Kept,
    /// It takes place at another time.
    Moved,
    /// It does not take place.
    Cancelled,
}

/// An occurrence after the edit.
#[derive(Clone, Debug)]
pub(super) struct Edited {
    /// What became of it.
    pub outcome: Outcome,
    /// The event, to be written if anything happened to it.
    pub event: event::Model,
    /// Its seats, if there are more or fewer now.
    pub seats: Option<event_seats::Model>,
    /// Whether it is found by other words.
    pub reworded: bool,
    /// What happened to it.
    pub what: Vec<What>,
}

impl Edit<'_> {
    /// Edits one occurrence.
    pub(super) fn apply(self, row: Row, fate: Fate) -> Edited {
        let (mut event, mut held) = (row.event, row.seats);
        let event_id = event.id;
        if fate == Fate::Cancelled {
            events::call_off(&mut event, self.now, self.reason.map(str::to_owned));
            return Edited {
                outcome: Outcome::Cancelled,
                event,
                seats: None,
                reworded: false,
                what: vec![What::EventCancelled { event_id }],
            };
        }
        let before = event.clone();
        let mut has = Inherited::of(&event, held.capacity);
        let own = overrides(
            self.old.series,
            self.old.schedule,
            &row.place,
            &has,
            Times::from(&event),
        );
        let taken = take_over(
            &mut has,
            &Inherited::from(self.old.series),
            &Inherited::from(self.new.series),
        );
        has.write(&mut event);
        let mut what = Vec::new();
        let mut moved = false;
        if let Fate::Goes(to) = fate
            && !own.contains(&OccurrenceField::Time)
        {
            moved = events::move_to(&mut event, &rules::span(self.new.schedule, &to));
        }
        if !own.contains(&OccurrenceField::RsvpWindow) {
            let window = Window::from(self.new.series);
            event.rsvp_opens_at = window.opens_at(event.starts_at);
            event.rsvp_closes_at = window.closes_at(event.starts_at);
        }
        let has_new_window = (event.rsvp_opens_at, event.rsvp_closes_at)
            != (before.rsvp_opens_at, before.rsvp_closes_at);
        if !taken.is_empty() || has_new_window && !moved {
            what.push(What::EventUpdated { event_id });
        }
        if self.publishes && event.state == EventState::Draft {
            event.state = EventState::Published;
            event.published_at = Some(self.now);
            what.push(What::EventPublished { event_id });
        }
        if event.venue_id != before.venue_id && before.state == EventState::Published {
            what.push(What::EventMoved {
                event_id,
                from: before.venue_id,
                to: event.venue_id,
            });
        }
        if moved {
            what.push(What::EventRescheduled {
                event_id,
                schedule_rev: event.schedule_rev,
                from: before.starts_at,
                to: event.starts_at,
            });
        }
        let from = held.capacity;
        let resized = from != has.capacity;
        if resized {
            seats::set_capacity(&mut held, has.capacity);
            what.push(What::CapacityChanged {
                event_id,
                from,
                to: has.capacity,
            });
        }
        let words = [
            OccurrenceField::Title,
            OccurrenceField::Description,
            OccurrenceField::Venue,
        ];
        Edited {
            outcome: if moved { Outcome::Moved } else { Outcome::Kept },
            event,
            seats: resized.then_some(held),
            reworded: taken.iter().any(|field| words.contains(field)),
            what,
        }
    }
}
