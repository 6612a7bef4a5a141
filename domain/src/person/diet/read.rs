//! Reads what people cannot or do not eat, and notes who read it.

use mulin_entities::{PersonId, person};

use super::rules::Diet;
use super::store;
use crate::actor::Actor;
use crate::core::Core;
use crate::error::Result;
use crate::person::{need, policy, store as people};
use crate::place;

/// As it stands among the reads that a person is shown.
const FIELD: &str = "diet";

/// What these people cannot or do not eat, as far as the actor may see it and they agree that it is
/// kept; nothing for others. That somebody else's was read is written down and committed first: if it
/// cannot be, nothing is shown.
pub async fn of_people(
    core: &Core,
    actor: &Actor,
    ids: Vec<PersonId>,
) -> Result<Vec<(PersonId, Diet)>> {
    let may_see =
        |person: &person::Model, unit_path: &str| policy::may_see_needs(actor, person, unit_path);
    let read = read(core, actor, ids, may_see).await?;
    Ok(read
        .into_iter()
        .map(|(person, diet)| (person.id, diet))
        .collect())
}

/// Somebody with what they cannot or do not eat, to tell which dishes suit them: for whoever keeps
/// their record, for a child also the adults of the household, who feed it. Noted as [`of_people`]
/// does.
pub async fn to_serve(
    core: &Core,
    actor: &Actor,
    id: PersonId,
) -> Result<Option<(person::Model, Diet)>> {
    let year = chrono::Datelike::year(&core.now());
    let may_see = |person: &person::Model, unit_path: &str| {
        policy::may_keep(actor, person, unit_path, year).is_ok()
    };
    let read = read(core, actor, vec![id], may_see).await?;
    Ok(read.into_iter().next())
}

async fn read(
    core: &Core,
    actor: &Actor,
    ids: Vec<PersonId>,
    may_see: impl Fn(&person::Model, &str) -> bool,
) -> Result<Vec<(person::Model, Diet)>> {
    let Some(reader) = actor.person_id() else {
        return Ok(Vec::new());
    };
    let db = core.db().reader();
    let seen = people::visible_people(db, actor, ids).await?;
    let units = place::store::areas(db, seen.iter().map(|person| person.unit_id)).await?;
    let seen: Vec<person::Model> = seen
        .into_iter()
        .filter(|person| {
            let mut unit = units.iter().filter(|unit| unit.id == person.unit_id);
            unit.any(|unit| may_see(person, &unit.path))
        })
        .collect();
    let ids: Vec<PersonId> = seen.iter().map(|person| person.id).collect();
    let diets = if ids.iter().all(|id| *id == reader) {
        store::diets_of(core, db, &ids, core.now()).await?
    } else {
        let noted = seen.clone();
        core.transact(actor, move |tx| {
            Box::pin(async move {
                let others: Vec<&person::Model> =
                    noted.iter().filter(|person| person.id != reader).collect();
                need::note_reads(tx, reader, &others, FIELD).await?;
                store::diets_of(tx.core(), tx.db(), &ids, tx.now()).await
            })
        })
        .await?
    };
    let of = |person: person::Model| {
        let diet = diets.iter().find(|(of, _)| *of == person.id);
        diet.cloned().map(|(_, diet)| (person, diet))
    };
    Ok(seen.into_iter().filter_map(of).collect())
}
