//! The events of a batch with their locked seats, and the answers that change while it is decided.
//!
//! What is decided is kept in memory and written by a few statements at the end. Only where somebody
//! who waits may get a seat is it written before, because the waitlist is read from the table.

use std::collections::{HashMap, HashSet};

use mulin_entities::{EventId, PersonId, RsvpId, event, event_seats, rsvp};

use super::{Asked, batch, store};
use crate::change::What;
use crate::error::{Error, Result};
use crate::event::seats;
use crate::rsvp::answering::{Circumstances, answered, stamp};
use crate::rsvp::settle::{may_fit, move_seats, settle};
use crate::rsvp::{RsvpError, store as answers};
use crate::tx::Tx;

type Place = (EventId, PersonId);

struct Room {
    event: event::Model,
    held: event_seats::Model,
    changed: bool,
}

/// What came of an answer.
pub(super) enum Settled {
    /// The row as it stands.
    Stands(Box<rsvp::Model>),
    /// Refused.
    Refused(RsvpError),
}

/// See the module.
pub(super) struct Rooms {
    rooms: HashMap<EventId, Room>,
    answers: HashMap<Place, rsvp::Model>,
    /// Those whose answer takes more than is read here.
    special: HashSet<Place>,
    /// First answers that are not written yet, in order of arrival.
    new: Vec<Place>,
    /// Changed answers that are not written yet.
    changed: Vec<Place>,
    unwritten: HashSet<RsvpId>,
}

impl Rooms {
    /// Locks the seats in order of their keys, and then reads what is there.
    pub(super) async fn lock(tx: &Tx, asked: &[&Asked]) -> Result<Self> {
        let ids: HashSet<EventId> = asked.iter().map(|it| it.event_id).collect();
        let held = store::lock_seats(tx.db(), ids.iter().copied()).await?;
        let mut held: HashMap<EventId, event_seats::Model> =
            held.into_iter().map(|held| (held.event_id, held)).collect();
        let events = store::events(tx.db(), ids).await?;
        let rooms = events.into_iter().filter_map(|event| {
            let held = held.remove(&event.id)?;
            let room = Room {
                event,
                held,
                changed: false,
            };
            Some((room.held.event_id, room))
        });
        let rooms = rooms.collect();
        let mut places: Vec<Place> = asked
            .iter()
            .map(|it| (it.event_id, it.own.person_id))
            .collect();
        places.sort_unstable();
        places.dedup();
        let answers = store::answers_of(tx.db(), &places).await?;
        let mut special: HashSet<Place> = store::in_parties(tx.db(), &places).await?;
        special.extend(
            answers
                .iter()
                .filter(|row| !batch::is_plain(row.state) || !row.respondent_comes)
                .map(place),
        );
        Ok(Self {
            rooms,
            answers: answers.into_iter().map(|row| (place(&row), row)).collect(),
            special,
            new: Vec::new(),
            changed: Vec::new(),
            unwritten: HashSet::new(),
        })
    }

    /// An event with its seats as they are now.
    pub(super) fn room(&self, event: EventId) -> Option<(&event::Model, &event_seats::Model)> {
        self.rooms.get(&event).map(|room| (&room.event, &room.held))
    }

    /// Whether the answer takes more than is read here.
    pub(super) fn is_special(&self, asked: &Asked) -> bool {
        self.special
            .contains(&(asked.event_id, asked.own.person_id))
    }

    /// Decides, in the name of who asked.
    pub(super) async fn answer(&mut self, tx: &mut Tx, asked: &Asked) -> Result<Settled> {
        let key = (asked.event_id, asked.own.person_id);
        let Some(room) = self.rooms.get_mut(&asked.event_id) else {
            return Err(Error::internal("an event is not there"));
        };
        let old = self.answers.get(&key).cloned();
        let circumstances = Circumstances {
            event: &room.event,
            held: &mut room.held,
            old: old.as_ref(),
            waits_before: false,
            household_claims: 0,
            now: tx.now(),
        };
        let mut row = match answered(asked.said(), &asked.own, circumstances, || tx.new_id()) {
            Err(error) => return Ok(Settled::Refused(error)),
            Ok(row) => row,
        };
        if old.as_ref() == Some(&row) {
            return Ok(Settled::Stands(Box::new(row)));
        }
        stamp(&mut row, &asked.own, tx.now());
        room.changed = true;
        if may_fit(&room.event, old.as_ref(), &row) && room.held.waitlisted > 0 {
            return self.answer_and_promote(tx, key, old, row).await;
        }
        let what = What::RsvpAnswered;
        move_seats(tx, &room.event, &mut room.held, old.as_ref(), &row, what);
        if self.unwritten.insert(row.id) {
            match old {
                Some(_) => self.changed.push(key),
                None => self.new.push(key),
            }
        }
        self.answers.insert(key, row.clone());
        Ok(Settled::Stands(Box::new(row)))
    }

    /// As a single answer does, after what was decided before.
    async fn answer_and_promote(
        &mut self,
        tx: &mut Tx,
        key: Place,
        old: Option<rsvp::Model>,
        row: rsvp::Model,
    ) -> Result<Settled> {
        self.write_answers(tx).await?;
        let Some(room) = self.rooms.get_mut(&key.0) else {
            return Err(Error::internal("an event is not there"));
        };
        let before = tx.changes().len();
        let row = settle(tx, &room.event, &mut room.held, old.as_ref(), row).await?;
        room.changed = false;
        self.answers.insert(key, row.clone());
        // Others of the batch may have got the seats.
        let moved = tx.changes()[before..]
            .iter()
            .any(|change| !matches!(change.what, What::RsvpAnswered(_)));
        if moved {
            let here: Vec<Place> = self
                .answers
                .keys()
                .copied()
                .filter(|it| it.0 == key.0)
                .collect();
            for row in store::answers_of(tx.db(), &here).await? {
                if !batch::is_plain(row.state) {
                    self.special.insert(place(&row));
                }
                self.answers.insert(place(&row), row);
            }
        }
        Ok(Settled::Stands(Box::new(row)))
    }

    /// Writes what was decided.
    pub(super) async fn write(mut self, tx: &Tx) -> Result<()> {
        self.write_answers(tx).await?;
        let changed = self.rooms.into_values().filter(|room| room.changed);
        seats::save_all(tx, changed.map(|room| room.held)).await
    }

    async fn write_answers(&mut self, tx: &Tx) -> Result<()> {
        let now = |places: &mut Vec<Place>| {
            let rows = places.drain(..).filter_map(|it| self.answers.get(&it));
            rows.cloned().collect::<Vec<_>>()
        };
        let (new, changed) = (now(&mut self.new), now(&mut self.changed));
        self.unwritten.clear();
        answers::insert_all(tx, new).await?;
        answers::update_all(tx, changed).await
    }
}

fn place(row: &rsvp::Model) -> Place {
    (row.event_id, row.person_id)
}
