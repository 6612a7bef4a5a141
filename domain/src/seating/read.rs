//! Reads a banquet's hall, and judges the plan anew from its rows.

use std::collections::HashSet;

use mulin_entities::{EventId, PersonId, person};
use mulin_seating::Term;
use sea_orm::ConnectionTrait;

use super::hall::{Broken, Hall};
use super::parties::{self, Coming};
use super::{party_store, place_store, rule_store, store};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::core::Core;
use crate::error::Result;
use crate::person::need;
use crate::tx::Tx;

/// As it stands among the reads that a person is shown.
const FIELD: &str = "needs";

/// How good a plan is.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The sum of the terms; higher is better.
    pub score: i64,
    /// What each soft rule adds.
    pub terms: Vec<Term>,
    /// The hard rules that it breaks, and who has no table.
    pub broken: Vec<Broken>,
}

/// How good the plan of this banquet is as it stands, for who runs the event: the caller has asked the
/// policy. Whose needs show in it is noted with who looked.
pub async fn judged(
    core: &Core,
    actor: &Actor,
    event: EventId,
    starts_at: Instant,
) -> Result<Judged> {
    let coming = parties::coming(core.db().reader(), event, starts_at).await?;
    let people = coming.with_needs();
    let accessible: Vec<PersonId> = if people.is_empty() {
        Vec::new()
    } else {
        core.transact(actor, move |tx| {
            Box::pin(async move { Ok(needing(tx, people).await?.into_iter().collect()) })
        })
        .await?
    };
    let accessible = accessible.into_iter().collect();
    let hall = hall(core.db().reader(), event, &coming, &accessible).await?;
    let judgement = mulin_seating::judge(&hall.layout(false), &hall.seated());
    Ok(Judged {
        score: judgement.score,
        broken: hall.broken(&judgement),
        terms: judgement.terms,
    })
}

/// The hall as it stands, in one statement a kind of rows.
pub(super) async fn hall(
    db: &impl ConnectionTrait,
    event: EventId,
    coming: &Coming,
    accessible: &HashSet<PersonId>,
) -> Result<Hall> {
    Ok(Hall {
        event_id: event,
        tables: store::tables_of(db, [event]).await?,
        parties: coming.parties(accessible),
        pins: rule_store::pins(db, event).await?,
        apart: rule_store::apart(db, event).await?,
        places: place_store::of_event(db, event).await?,
    })
}

/// Those of these people who agree that their needs are kept and need an accessible table. That it shows
/// in a plan of the actor's is noted for each of them but the actor.
pub(super) async fn needing(tx: &Tx, people: Vec<PersonId>) -> Result<HashSet<PersonId>> {
    if people.is_empty() {
        return Ok(HashSet::new());
    }
    let needs = need::needs_of(tx.core(), tx.db(), &people, tx.now()).await?;
    let accessible = parties::need_accessible(&needs);
    let reader = tx.actor().person()?.person_id;
    let mut shown: Vec<PersonId> = accessible.iter().copied().collect();
    shown.retain(|id| *id != reader);
    shown.sort_unstable();
    let rows = party_store::people(tx.db(), shown).await?;
    let rows: Vec<&person::Model> = rows.iter().collect();
    if !rows.is_empty() {
        need::note_reads(tx, reader, &rows, FIELD).await?;
    }
    Ok(accessible)
}
