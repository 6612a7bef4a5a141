//! Reads what people need, and notes who read it.

use mulin_entities::{PersonId, SensitiveReadId, person, sensitive_read};

use super::rules::Needs;
use super::store;
use crate::actor::Actor;
use crate::core::Core;
use crate::error::Result;
use crate::page::{Page, Slice};
use crate::person::{policy, store as people};
use crate::place;

/// As it stands among the reads that a person is shown.
const FIELD: &str = "needs";

/// What these people need, as far as the actor may see it and they agree that it is kept; nothing for
/// others. That somebody else's needs were read is written down and committed first: if it cannot
/// be, nothing is shown.
pub async fn of_people(
    core: &Core,
    actor: &Actor,
    ids: Vec<PersonId>,
) -> Result<Vec<(PersonId, Needs)>> {
    let Some(reader) = actor.person_id() else {
        return Ok(Vec::new());
    };
    let db = core.db().reader();
    if ids.iter().all(|id| *id == reader) {
        return store::needs_of(core, db, &ids, core.now()).await;
    }
    let seen = people::visible_people(db, actor, ids).await?;
    let units = place::store::areas(db, seen.iter().map(|person| person.unit_id)).await?;
    let may_see = |person: &person::Model| {
        units.iter().any(|unit| {
            unit.id == person.unit_id && policy::may_see_needs(actor, person, &unit.path)
        })
    };
    let seen: Vec<person::Model> = seen.into_iter().filter(may_see).collect();
    if seen.is_empty() {
        return Ok(Vec::new());
    }
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let others: Vec<&person::Model> =
                seen.iter().filter(|person| person.id != reader).collect();
            if !others.is_empty() {
                store::note_reads(tx, reader, &others, FIELD).await?;
            }
            let ids: Vec<PersonId> = seen.iter().map(|person| person.id).collect();
            store::needs_of(tx.core(), tx.db(), &ids, tx.now()).await
        })
    })
    .await
}

/// A page of who has read the person's sensitive data, the newest first; none for whom it is none of
/// their business.
pub async fn reads_of(
    core: &Core,
    actor: &Actor,
    person: &person::Model,
    page: &Page<SensitiveReadId>,
) -> Result<Option<Slice<sensitive_read::Model>>> {
    if !policy::may_see_sensitive_reads(actor, person) {
        return Ok(None);
    }
    let slice = store::reads_of(core.db().reader(), person.id, page).await?;
    Ok(Some(slice))
}
