//! Reads what shows that consents were given, and notes who read it.

use mulin_entities::{ConsentId, consent, person};

use super::store;
use crate::actor::Actor;
use crate::core::Core;
use crate::error::Result;
use crate::person::{need, policy, store as people};
use crate::place;

/// As it stands among the reads that a person is shown.
const FIELD: &str = "consent evidence";

/// What shows that these consents were given, as far as there is something and the actor may see it.
/// That somebody else's was read is written down and committed first: if it cannot be, nothing is
/// shown.
pub async fn of_consents(
    core: &Core,
    actor: &Actor,
    ids: Vec<ConsentId>,
) -> Result<Vec<(ConsentId, String)>> {
    let Some(reader) = actor.person_id() else {
        return Ok(Vec::new());
    };
    let db = core.db().reader();
    let rows = store::consents(db, ids).await?;
    let rows: Vec<consent::Model> = rows
        .into_iter()
        .filter(|row| row.sealed_evidence.is_some())
        .collect();
    let whose = rows.iter().map(|row| row.person_id);
    let seen = people::visible_people(db, actor, whose).await?;
    let units = place::store::areas(db, seen.iter().map(|person| person.unit_id)).await?;
    let may_see = |person: &person::Model| {
        let mut unit = units.iter().filter(|unit| unit.id == person.unit_id);
        unit.any(|unit| policy::may_see_evidence(actor, person, &unit.path))
    };
    let seen: Vec<person::Model> = seen.into_iter().filter(may_see).collect();
    let others: Vec<person::Model> = seen.iter().filter(|of| of.id != reader).cloned().collect();
    if !others.is_empty() {
        core.transact(actor, move |tx| {
            Box::pin(async move {
                let others: Vec<&person::Model> = others.iter().collect();
                need::note_reads(tx, reader, &others, FIELD).await
            })
        })
        .await?;
    }
    let shown = rows
        .iter()
        .filter(|row| seen.iter().any(|person| person.id == row.person_id));
    let mut evidence = Vec::new();
    for row in shown {
        if let Some(text) = store::open_evidence(core, row)? {
            evidence.push((row.id, text));
        }
    }
    Ok(evidence)
}
