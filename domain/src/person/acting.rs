//! Acting for somebody else.

pub mod store;

use mulin_entities::{
    AreaId, ConsentPurpose, ConsentRelationship, EventId, HouseholdId, PersonId, PersonState, Via,
    person,
};
use serde::Serialize;

use super::{PersonError, consent, policy, store as people};
use crate::actor::{Actor, PersonActor};
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput, Rule};
use crate::place;
use crate::tx::Tx;

/// For whom somebody acts, and the way they told so: part of the input of every command about a
/// person.
#[derive(Clone, Debug, Serialize)]
pub struct Acting {
    /// For this person; for oneself if left out.
    pub on_behalf_of: Option<IdInput<PersonId>>,
    /// The way it came.
    pub via: Via,
}

impl Default for Acting {
    /// For oneself, by the app.
    fn default() -> Self {
        Self {
            on_behalf_of: None,
            via: Via::App,
        }
    }
}

/// Whom a command is about.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The person.
    pub person: person::Model,
    /// Path of the person's unit.
    pub unit_path: String,
    /// Who acts: the person, or somebody for them.
    pub by: PersonId,
    /// The way it came.
    pub via: Via,
}

/// Whom an answer is about: as much of a person as the actor knows of themselves.
#[derive(Clone, Debug)]
pub struct Guest {
    /// The person.
    pub person_id: PersonId,
    /// Household of now.
    pub household_id: HouseholdId,
    /// Unit of now.
    pub unit_id: AreaId,
    /// Path of that unit.
    pub unit_path: String,
    /// Whether the person is known to live there.
    pub confirmed: bool,
    /// Who acts: the person, or somebody for them.
    pub by: PersonId,
    /// The way it came.
    pub via: Via,
}

impl Acting {
    /// For this person, or for oneself.
    pub fn for_person(person: PersonId, via: Via) -> Self {
        Self {
            on_behalf_of: Some(Ok(person)),
            via,
        }
    }

    /// Notes a malformed id, and a way that nobody goes for themselves. The rest is for
    /// [`Acting::subject`].
    pub fn check(&self, faults: &mut Faults) {
        faults.optional_id("onBehalfOf", "Person", self.on_behalf_of.clone());
        if self.on_behalf_of.is_none() && !suits_oneself(self.via) {
            faults.add("via", NOT_FOR_ONESELF);
        }
    }

    /// Loads whom it is about, and refuses unless the signed-in actor may act for them: an adult of
    /// the household unless the person opted out, and a steward within the granted subtree while the
    /// person's consent stands. From then on the journal names both.
    pub async fn subject(&self, tx: &mut Tx) -> Result<Subject> {
        let (subject, relationship) = self.spoken_for(tx).await?;
        if relationship == ConsentRelationship::Steward {
            let person = subject.person.id;
            if !consent::stands(tx, person, ConsentPurpose::ActOnBehalf).await? {
                return Err(Refusal::from(PersonError::ConsentRequired).into());
            }
        }
        Ok(subject)
    }

    /// As [`Acting::subject`], but a steward needs no consent: for noting one. Also tells what the
    /// actor is to the person.
    pub async fn spoken_for(&self, tx: &mut Tx) -> Result<(Subject, ConsentRelationship)> {
        let by = tx.actor().person()?.person_id;
        let id = self.person(by)?;
        let (person, unit_path) = open_record(tx, id, |person, unit_path| {
            policy::may_see(tx.actor(), person, unit_path)
        })
        .await?;
        let year = chrono::Datelike::year(&tx.now());
        let relationship =
            policy::relationship(tx.actor(), &person, &unit_path, year).map_err(Refusal::from)?;
        self.note(tx, by)?;
        let subject = Subject {
            person,
            unit_path,
            by,
            via: self.via,
        };
        Ok((subject, relationship))
    }

    /// Whom an answer to the event is about. It costs no statement if that is the actor, and a
    /// personal link speaks for its own person at its own event alone.
    pub async fn guest(&self, tx: &mut Tx, event: EventId) -> Result<Guest> {
        match tx.actor().clone() {
            Actor::Person(own) if self.person(own.person_id)? == own.person_id => {
                self.note(tx, own.person_id)?;
                Ok(Guest::oneself(&own, self.via))
            }
            Actor::Link(link) => {
                let id = self.person(link.person_id)?;
                if id == link.person_id && link.event_id != event {
                    return Err(Error::Unauthenticated);
                }
                let own = |person: &person::Model, _: &str| person.id == link.person_id;
                let (person, unit_path) = open_record(tx, id, own).await?;
                tx.came_by(link.via());
                Ok(Guest::new(&person, unit_path, id, link.via()))
            }
            _ => {
                let subject = self.subject(tx).await?;
                let (by, via) = (subject.by, subject.via);
                Ok(Guest::new(&subject.person, subject.unit_path, by, via))
            }
        }
    }

    /// Whom it is about, if `by` asks.
    pub(super) fn person(&self, by: PersonId) -> Result<PersonId> {
        match &self.on_behalf_of {
            None => Ok(by),
            Some(Ok(id)) => Ok(*id),
            Some(Err(_)) => Err(Error::not_found("onBehalfOf")),
        }
    }

    /// Notes for the journal for whom `by` acts, and how that came.
    pub(super) fn note(&self, tx: &mut Tx, by: PersonId) -> Result<()> {
        let person = self.person(by)?;
        if person != by {
            tx.act_for(person);
        } else if !suits_oneself(self.via) {
            return Err(Error::input("via", NOT_FOR_ONESELF));
        }
        tx.came_by(self.via);
        Ok(())
    }
}

impl Guest {
    /// Who answers for themselves.
    pub fn oneself(own: &PersonActor, via: Via) -> Self {
        Self {
            person_id: own.person_id,
            household_id: own.household_id,
            unit_id: own.unit_id,
            unit_path: own.unit_path.clone(),
            confirmed: own.confirmed,
            by: own.person_id,
            via,
        }
    }

    fn new(person: &person::Model, unit_path: String, by: PersonId, via: Via) -> Self {
        Self {
            person_id: person.id,
            household_id: person.household_id,
            unit_id: person.unit_id,
            unit_path,
            confirmed: person.state == PersonState::Active,
            by,
            via,
        }
    }
}

/// The telephone, paper and the desk need somebody else at the other end.
const NOT_FOR_ONESELF: Rule = Rule::Together {
    other: "onBehalfOf",
};

fn suits_oneself(via: Via) -> bool {
    matches!(via, Via::App | Via::Link | Via::Sms)
}

/// The record of somebody whom the actor sees, with the path of their unit; refuses if it is closed.
async fn open_record(
    tx: &Tx,
    id: PersonId,
    sees: impl Fn(&person::Model, &str) -> bool,
) -> Result<(person::Model, String)> {
    let missing = || Error::not_found("onBehalfOf");
    let person = people::person(tx.db(), id).await?.ok_or_else(missing)?;
    let unit = place::store::area(tx.db(), person.unit_id)
        .await?
        .ok_or_else(missing)?;
    if !sees(&person, &unit.path) {
        return Err(missing());
    }
    if matches!(person.state, PersonState::Merged | PersonState::Erased) {
        return Err(Refusal::from(PersonError::SubjectClosed).into());
    }
    Ok((person, unit.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_stands_at_their_own_desk() {
        for (via, fits) in [
            (Via::App, true),
            (Via::Link, true),
            (Via::Sms, true),
            (Via::Phone, false),
            (Via::Paper, false),
            (Via::Desk, false),
        ] {
            let mut faults = Faults::default();
            let acting = Acting {
                on_behalf_of: None,
                via,
            };
            acting.check(&mut faults);
            assert_eq!(faults.is_empty(), fits, "{via:?}");
            let mut faults = Faults::default();
            Acting::for_person(PersonId(uuid::Uuid::nil()), via).check(&mut faults);
            assert!(faults.is_empty(), "for somebody else: {via:?}");
        }
    }
}
