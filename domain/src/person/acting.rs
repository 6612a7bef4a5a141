//! Acting for somebody else.

use mulin_entities::{ConsentPurpose, PersonId, PersonState, Role, Via, person};
use serde::Serialize;

use super::{PersonError, policy, rules, store};
use crate::actor::Actor;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput};
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

impl Acting {
    /// Notes a malformed id. The rest is for [`Acting::subject`].
    pub fn check(&self, faults: &mut Faults) {
        faults.optional_id("onBehalfOf", "Person", self.on_behalf_of.clone());
    }

    /// Loads whom it is about, and refuses unless the actor may act for them: an adult of the
    /// household unless the person opted out, and a steward within the granted subtree while the
    /// person's consent stands. From then on the journal names both.
    pub async fn subject(&self, tx: &mut Tx) -> Result<Subject> {
        let by = tx.actor().doer().ok_or(Error::Unauthenticated)?;
        let missing = || Error::not_found("onBehalfOf");
        let id = match &self.on_behalf_of {
            None => by,
            Some(Ok(id)) => *id,
            Some(Err(_)) => return Err(missing()),
        };
        let person = store::person(tx.db(), id).await?.ok_or_else(missing)?;
        let unit = place::store::area(tx.db(), person.unit_id)
            .await?
            .ok_or_else(missing)?;
        if id != by {
            if !policy::may_see(tx.actor(), &person, &unit.path) {
                return Err(missing());
            }
            may_act_for(tx, &person, &unit.path).await?;
            tx.act_for(id);
        }
        if matches!(person.state, PersonState::Merged | PersonState::Erased) {
            return Err(Refusal::from(PersonError::RecordClosed).into());
        }
        // A personal link says by itself how it came.
        let via = match tx.actor() {
            Actor::Link(_) => Via::Link,
            _ => self.via,
        };
        Ok(Subject {
            person,
            unit_path: unit.path,
            by,
            via,
        })
    }
}

async fn may_act_for(tx: &Tx, person: &person::Model, unit_path: &str) -> Result<()> {
    let actor = tx.actor().person()?;
    let year = chrono::Datelike::year(&tx.now());
    let same_household = actor.household_id == person.household_id;
    let is_child = rules::is_child(person.birth_year, year);
    if same_household && actor.confirmed && !rules::is_child(actor.birth_year, year) {
        if is_child || !person.opted_out_of_proxies {
            return Ok(());
        }
    }
    if tx.actor().has_role(&[Role::Steward], unit_path) {
        let stands = super::consent::stands(tx, person.id, ConsentPurpose::ActOnBehalf).await?;
        return if stands {
            Ok(())
        } else {
            Err(Refusal::from(PersonError::ConsentRequired).into())
        };
    }
    Err(Refusal::from(if rules::is_child(actor.birth_year, year) {
        PersonError::NotAnAdult
    } else if same_household {
        PersonError::OptedOut
    } else {
        PersonError::ConsentRequired
    })
    .into())
}
