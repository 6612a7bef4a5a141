//! What those who run an event decide about requests: many at once, each with its own outcome.

use std::collections::HashMap;

use mulin_entities::{EventId, RsvpId, RsvpState, event as events, event_seats, rsvp};
use uuid::Uuid;

use super::rules::{self, Situation, Standing, Terms};
use super::settle::settle_as;
use super::states::claims;
use super::{RsvpError, member_store, members, offers, policy, store, waitlist_store};
use crate::change::What;
use crate::error::{Error, Refusal, Result};
use crate::event::{self, EventError, seats};
use crate::input::{BadId, IdInput, InputError, Rule};
use crate::person::acting;
use crate::tx::{CommandResult, Tx};

/// Most answers that one call decides.
pub const MOST: usize = 200;

/// What was decided, in the order of the ids, each with the answer as it stands now or why nothing
/// was done about it.
#[derive(Clone, Debug)]
pub struct Decisions(pub Vec<Result<rsvp::Model, Refusal>>);

impl CommandResult for Decisions {
    /// Several rows stand for it: repeated, it tells how they stand.
    fn result_id(&self) -> Option<Uuid> {
        Some(Uuid::nil())
    }
}

/// What to do with each.
#[derive(Clone, Debug)]
pub(super) enum Decision {
    /// Let the party in.
    Approve,
    /// Do not, and tell why.
    Refuse(Option<String>),
    /// Nothing: tell how it stands.
    Look,
}

/// Refuses a call that decides nothing or too much.
pub(super) fn check(ids: &[IdInput<RsvpId>]) -> Result<()> {
    if ids.is_empty() {
        return Err(Error::input("rsvpIds", Rule::Required));
    }
    if ids.len() > MOST {
        return Err(Error::input("rsvpIds", Rule::Count { max: MOST }));
    }
    Ok(())
}

/// Decides about each in the given order, under one lock an event, which are taken in order of their
/// keys. What the actor may not see is not found, each for itself; whoever sees one and does not run
/// its event may do nothing at all.
pub(super) async fn decide_all(
    tx: &mut Tx,
    ids: Vec<IdInput<RsvpId>>,
    decision: &Decision,
) -> Result<Decisions> {
    let wanted: Vec<RsvpId> = ids
        .iter()
        .filter_map(|id| id.as_ref().ok())
        .copied()
        .collect();
    let seen = store::by_ids(tx.db(), wanted.iter().copied()).await?;
    let held = seats::lock_all(tx.db(), seen.iter().map(|row| row.event_id)).await?;
    let mut desks: HashMap<EventId, Desk> = HashMap::new();
    for held in held {
        let event = event::store::event(tx.db(), held.event_id).await?;
        let event = event.ok_or_else(|| Error::internal("an event with seats is missing"))?;
        desks.insert(held.event_id, Desk { event, held });
    }
    let acted_for = acting::store::acted_for(
        tx.db(),
        tx.actor(),
        seen.iter().map(|row| row.person_id),
        tx.now(),
    )
    .await?;
    let mut managed = Vec::new();
    for row in &seen {
        let Some(desk) = desks.get(&row.event_id) else {
            continue;
        };
        let path = &desk.event.area_path;
        if event::policy::manages(tx.actor(), row.event_id, path) {
            managed.push(row.id);
        } else if policy::may_see(tx.actor(), row, path, acted_for.contains(&row.person_id)) {
            return Err(Error::Forbidden);
        }
    }
    if !matches!(decision, Decision::Look) {
        for desk in desks.values_mut() {
            if offers::lapse(tx, &desk.event, &mut desk.held).await? {
                seats::save(tx, &desk.held).await?;
            }
        }
    }
    // Read under the locks.
    let rows = store::by_ids(tx.db(), managed).await?;
    let mut rows: HashMap<RsvpId, rsvp::Model> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    let mut outcomes = Vec::with_capacity(ids.len());
    for (place, id) in ids.into_iter().enumerate() {
        let missing = |rule| Refusal::Input(InputError::at(&format!("rsvpIds.{place}"), rule));
        let id = match id {
            Ok(id) => id,
            Err(BadId::Malformed) => {
                outcomes.push(Err(missing(Rule::MalformedId)));
                continue;
            }
            Err(BadId::OtherType { is }) => {
                let wanted = "Rsvp";
                outcomes.push(Err(missing(Rule::OtherTypeId { wanted, is })));
                continue;
            }
        };
        let found = rows.get(&id).cloned();
        let desk = found.as_ref().and_then(|row| desks.get_mut(&row.event_id));
        let (Some(old), Some(desk)) = (found, desk) else {
            outcomes.push(Err(missing(Rule::NotFound)));
            continue;
        };
        match decide_one(tx, desk, old, decision).await {
            Ok(row) => {
                rows.insert(id, row.clone());
                outcomes.push(Ok(row));
            }
            // Nothing was written of it, and the others do not depend on it.
            Err(Error::Refused(mut refusals)) if refusals.len() == 1 => {
                outcomes.extend(refusals.pop().map(Err));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Decisions(outcomes))
}

/// An event whose seats are locked.
struct Desk {
    event: events::Model,
    held: event_seats::Model,
}

async fn decide_one(
    tx: &mut Tx,
    desk: &mut Desk,
    old: rsvp::Model,
    decision: &Decision,
) -> Result<rsvp::Model> {
    let Desk { event, held } = desk;
    // Doing so twice changes nothing.
    let is_done = match decision {
        Decision::Approve => matches!(
            old.state,
            RsvpState::Going | RsvpState::Waitlisted | RsvpState::Offered
        ),
        Decision::Refuse(_) => old.state == RsvpState::Refused,
        Decision::Look => true,
    };
    if is_done {
        return Ok(old);
    }
    event::rules::must_be_alive(&*event, tx.now()).map_err(Refusal::from)?;
    if event.published_at.is_none() {
        return Err(Refusal::from(EventError::NotPublished).into());
    }
    let mut row = old.clone();
    row.decided_by = tx.actor().person_id();
    row.decided_at = row.decided_by.map(|_| tx.now());
    let what = match decision {
        Decision::Refuse(reason) => {
            if old.state != RsvpState::Requested {
                return Err(Refusal::from(RsvpError::NotRequested).into());
            }
            row.state = RsvpState::Refused;
            row.decision_reason = reason.clone();
            What::RsvpRefused
        }
        Decision::Approve | Decision::Look => {
            let party = old.adults + old.children;
            let terms = Terms::from(&*event);
            let household_claims = match terms.household_limit {
                Some(_) => {
                    let (home, person) = (old.household_id, old.person_id);
                    store::claims_of_household(tx.db(), event.id, home, person).await?
                }
                None => 0,
            };
            let waits_before = terms.strict
                && held.waitlisted > 0
                && waitlist_store::waits_before(tx.db(), event, Some(&old)).await?;
            if !claims(old.state) {
                // Those whom a refused party named may come with another by now.
                let (named, is_named_elsewhere) =
                    member_store::named(tx.db(), event.id, Some(old.id), old.person_id).await?;
                if old.respondent_comes && is_named_elsewhere {
                    return Err(Refusal::from(RsvpError::InAnotherParty).into());
                }
                members::must_have_no_other_seat(tx, event.id, Some(old.id), &named).await?;
            }
            let situation = Situation {
                standing: Some(Standing {
                    state: old.state,
                    party,
                }),
                held,
                terms,
                waits_before,
                household_claims,
            };
            row.state = rules::approve(party, situation)
                .map_err(Refusal::from)?
                .state;
            row.queue_no = Some(seats::next_queue_no(held));
            row.decision_reason = None;
            What::RsvpApproved
        }
    };
    settle_as(tx, event, held, Some(&old), row, what).await
}
