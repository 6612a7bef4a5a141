//! One transaction that admits many.

use std::collections::{HashMap, HashSet};

use mulin_entities::{PersonId, RsvpId, RsvpState, rsvp};

use super::Asked;
use super::rooms::{Rooms, Settled};
use super::store;
use crate::actor::Actor;
use crate::error::{Error, Refusal, Result};
use crate::event;
use crate::idempotency::{self, Claim, Keyed};
use crate::person::PersonError;
use crate::rsvp::respond::COMMAND;
use crate::rsvp::rules::{self, Terms};
use crate::rsvp::{RsvpError, answering};
use crate::tx::Tx;

/// What came of an answer.
pub(super) enum Verdict {
    /// It stands, or was refused; a refused one has left nothing behind.
    Done(Box<Result<rsvp::Model>>),
    /// Nothing yet: it needs more than is read for a batch, and comes in a transaction of its own.
    Alone,
}

impl Verdict {
    fn done(result: Result<rsvp::Model>) -> Self {
        Self::Done(Box::new(result))
    }
}

/// Admits them in order.
pub(super) async fn admit_all(tx: &mut Tx, asked: &[Asked]) -> Result<Vec<Verdict>> {
    let mut verdicts: Vec<Option<Verdict>> = asked.iter().map(|_| None).collect();
    claim_keys(tx, asked, &mut verdicts).await?;
    let open: Vec<&Asked> = (asked.iter().zip(&verdicts))
        .filter(|(_, verdict)| verdict.is_none())
        .map(|(asked, _)| asked)
        .collect();
    if !open.is_empty() {
        let people = open.iter().map(|it| it.own.person_id);
        let people = store::hold_people(tx.db(), people).await?;
        let mut rooms = Rooms::lock(tx, &open).await?;
        for (asked, verdict) in asked.iter().zip(&mut verdicts) {
            if verdict.is_none() {
                *verdict = Some(admit(tx, &mut rooms, &people, asked).await?);
            }
        }
        rooms.write(tx).await?;
        // What follows from the changes of several people is nobody's in particular.
        tx.serve(&Actor::System);
    }
    let verdicts: Vec<Verdict> = verdicts
        .into_iter()
        .map(|verdict| verdict.unwrap_or(Verdict::Alone))
        .collect();
    complete_keys(tx, asked, &verdicts).await?;
    Ok(verdicts)
}

/// Decides about one answer.
async fn admit(
    tx: &mut Tx,
    rooms: &mut Rooms,
    people: &HashSet<PersonId>,
    asked: &Asked,
) -> Result<Verdict> {
    let refuse = |refusal: Refusal| Ok(Verdict::done(Err(refusal.into())));
    let missing = || Ok(Verdict::done(Err(Error::not_found("eventId"))));
    let Some((event, _)) = rooms.room(asked.event_id) else {
        return missing();
    };
    if !people.contains(&asked.own.person_id) {
        return refuse(PersonError::SubjectClosed.into());
    }
    if !event::policy::may_see(&asked.actor, event) {
        return missing();
    }
    if let Err(closed) = rules::must_take_answers(event, tx.now()) {
        return refuse(closed.into());
    }
    if !answering::is_for_oneself(event, &asked.own, &asked.actor) {
        return refuse(RsvpError::NotForPerson.into());
    }
    let has_terms = Terms::from(event) != Terms::default() || event.offer_seconds.is_some();
    if has_terms || event.form_version > 0 || rooms.is_special(asked) {
        return Ok(Verdict::Alone);
    }
    tx.serve(&asked.actor);
    match rooms.answer(tx, asked).await? {
        Settled::Stands(row) => Ok(Verdict::done(Ok(*row))),
        Settled::Refused(error) => refuse(error.into()),
    }
}

/// Whether an answer in this state needs no more than is read for a batch.
pub(super) fn is_plain(state: RsvpState) -> bool {
    matches!(
        state,
        RsvpState::Going
            | RsvpState::Maybe
            | RsvpState::Declined
            | RsvpState::Waitlisted
            | RsvpState::Withdrawn
    )
}

fn keyed(asked: &Asked) -> Result<Option<Keyed<'_>>> {
    let Some(key) = asked.key.as_deref() else {
        return Ok(None);
    };
    let input = serde_json::to_vec(&asked.input);
    Ok(Some(Keyed {
        actor_id: asked.own.person_id,
        key,
        input: input.map_err(|error| Error::Internal(Box::new(error)))?,
    }))
}

/// Claims the keys, and settles those that were sent before. The same key twice in one batch waits for
/// the first to be done.
async fn claim_keys(tx: &mut Tx, asked: &[Asked], verdicts: &mut [Option<Verdict>]) -> Result<()> {
    let (mut seen, mut places, mut claims) = (HashSet::new(), Vec::new(), Vec::new());
    for (place, asked) in asked.iter().enumerate() {
        let Some(keyed) = keyed(asked)? else {
            continue;
        };
        if seen.insert((keyed.actor_id, keyed.key)) {
            places.push(place);
            claims.push(keyed);
        } else {
            verdicts[place] = Some(Verdict::Alone);
        }
    }
    if claims.is_empty() {
        return Ok(());
    }
    let claimed = idempotency::claim_all(tx, COMMAND, &claims).await?;
    let mut replays: Vec<(usize, RsvpId)> = Vec::new();
    for (place, claim) in places.into_iter().zip(claimed) {
        match claim {
            Ok(Claim::Fresh) => {}
            Ok(Claim::Replay(id)) => replays.push((place, RsvpId(id))),
            Err(error @ Error::Refused(_)) => verdicts[place] = Some(Verdict::done(Err(error))),
            Err(_) => verdicts[place] = Some(Verdict::Alone),
        }
    }
    if !replays.is_empty() {
        let rows = store::answers(tx.db(), replays.iter().map(|(_, id)| *id)).await?;
        let rows: HashMap<RsvpId, rsvp::Model> = rows.into_iter().map(|it| (it.id, it)).collect();
        for (place, id) in replays {
            let row = rows.get(&id).cloned();
            let result = row.ok_or_else(|| Error::not_found("id"));
            verdicts[place] = Some(Verdict::done(result));
        }
    }
    Ok(())
}

/// Remembers what stands, and frees the keys of all else.
async fn complete_keys(tx: &Tx, asked: &[Asked], verdicts: &[Verdict]) -> Result<()> {
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for (asked, verdict) in asked.iter().zip(verdicts) {
        let Some(keyed) = keyed(asked)? else {
            continue;
        };
        let stands = match verdict {
            Verdict::Done(result) => result.as_ref().as_ref().ok(),
            Verdict::Alone => None,
        };
        match stands {
            Some(row) => done.push((keyed, row.id.0)),
            None => refused.push(keyed),
        }
    }
    if done.is_empty() && refused.is_empty() {
        return Ok(());
    }
    idempotency::complete_all(tx, COMMAND, done, &refused).await
}
