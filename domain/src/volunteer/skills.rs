//! What people say that they can do.

use std::collections::BTreeSet;

use mulin_entities::*;
use serde::Serialize;

use super::skill_store as store;
use crate::actor::Actor;
use crate::change::{VolunteerChange, What};
use crate::core::Core;
use crate::error::Result;
use crate::input::Faults;
use crate::person::{self as people, Acting};

/// All that somebody says that they can do.
#[derive(Clone, Debug, Serialize)]
pub struct SetSkills {
    /// Who, and the way they told so.
    pub acting: Acting,
    /// In any order.
    pub skills: Vec<Skill>,
}

/// Notes all that somebody says that they can do, for oneself or somebody one may act for. Whoever can do
/// something may be asked to help; what is left out is not offered any more.
pub async fn set_skills(core: &Core, actor: &Actor, input: SetSkills) -> Result<person::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut faults = Faults::default();
            input.acting.check(&mut faults);
            faults.finish()?;
            let subject = input.acting.subject(tx).await?;
            people::store::hold(tx.db(), subject.person.id).await?;
            let wanted: BTreeSet<Skill> = input.skills.into_iter().collect();
            let present = store::of_people(tx.db(), [subject.person.id]).await?;
            let present: BTreeSet<Skill> = present.into_iter().map(|row| row.skill).collect();
            if wanted != present {
                let gone: Vec<Skill> = present.difference(&wanted).copied().collect();
                let new: Vec<Skill> = wanted.difference(&present).copied().collect();
                store::change(tx, subject.person.id, &gone, &new).await?;
                let change = VolunteerChange::SkillsChanged {
                    person_id: subject.person.id,
                };
                tx.record(subject.person.root_area_id, What::Volunteering(change));
            }
            Ok(subject.person)
        })
    })
    .await
}
