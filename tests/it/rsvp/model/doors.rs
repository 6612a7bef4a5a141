//! Who was checked in, as far as the journal has told.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use mulin_entities::*;
use serde::Deserialize;

use super::Told;
use super::books::Books;

/// A check-in with every column that follows from the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Noted {
    pub list: CheckInListId,
    pub rsvp: Option<RsvpId>,
    pub heads: i32,
    pub by: Option<PersonId>,
    pub at: DateTime<Utc>,
    pub undone_by: Option<PersonId>,
    pub undone_at: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct Payload {
    event: EventId,
    list: CheckInListId,
    rsvp: Option<RsvpId>,
    heads: Option<i32>,
}

/// See the module.
pub struct Doors {
    event: EventId,
    pub noted: BTreeMap<CheckInId, Noted>,
}

impl Doors {
    pub fn new(event: EventId) -> Self {
        Self {
            event,
            noted: BTreeMap::new(),
        }
    }

    /// Takes in one row.
    pub fn note(&mut self, row: &journal::Model, books: &Books) -> Told {
        let payload: Payload = serde_json::from_value(row.payload.clone())
            .map_err(|error| format!("no payload of a check-in: {error}"))?;
        if payload.event != self.event {
            return Ok(());
        }
        let id = CheckInId(row.subject_id);
        if row.verb == "checked_in" {
            return self.checked_in(id, &payload, row, books);
        }
        ensure!(row.verb == "undone", "{} does not happen", row.verb);
        let noted = self.noted.get_mut(&id).ok_or("nobody was checked in")?;
        ensure!(noted.undone_at.is_none(), "undone twice");
        ensure!(
            (noted.list, noted.rsvp) == (payload.list, payload.rsvp),
            "another one was undone: {noted:?}"
        );
        (noted.undone_at, noted.undone_by) = (Some(row.at), row.actor_id);
        Ok(())
    }

    fn checked_in(
        &mut self,
        id: CheckInId,
        payload: &Payload,
        row: &journal::Model,
        books: &Books,
    ) -> Told {
        let heads = payload.heads.ok_or("no heads")?;
        if let Some(rsvp) = payload.rsvp {
            let entry = books.entries.get(&rsvp).ok_or("there is no answer")?;
            ensure!(entry.state == RsvpState::Going, "let in as {entry:?}");
            let party = entry.party;
            ensure!((1..=party).contains(&heads), "{heads} heads of {party}");
            let twice = self.noted.values().find(|noted| {
                noted.undone_at.is_none() && noted.rsvp == Some(rsvp) && noted.list == payload.list
            });
            ensure!(twice.is_none(), "is inside already: {twice:?}");
        }
        let noted = Noted {
            list: payload.list,
            rsvp: payload.rsvp,
            heads,
            by: row.actor_id,
            at: row.at,
            undone_by: None,
            undone_at: None,
        };
        let before = self.noted.insert(id, noted);
        ensure!(before.is_none(), "one check-in twice");
        Ok(())
    }
}
