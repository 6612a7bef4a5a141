//! Who of the household comes with a party, by name: a named person has one seat at an event.

use mulin_entities::{EventId, PersonId, PersonState, RsvpId};

use super::{RsvpError, member_store};
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput, Rule};
use crate::person::acting::{Guest, store as acting};
use crate::person::policy;
use crate::tx::Tx;

/// Takes the ids of those who are to be named, without the same one twice.
pub(super) fn check(
    faults: &mut Faults,
    ids: Option<Vec<IdInput<PersonId>>>,
) -> Option<Vec<PersonId>> {
    let mut named = Vec::new();
    for (place, id) in ids?.into_iter().enumerate() {
        let path = format!("party.memberIds.{place}");
        if let Some(id) = faults.id(&path, "Person", id) {
            if named.contains(&id) {
                faults.add(&path, Rule::Duplicate);
            }
            named.push(id);
        }
    }
    Some(named)
}

/// Refuses whom the actor may not name: others than the household of the guest, and of those whom
/// they may not act for. Who is named already stays, whoever answers.
pub(super) async fn must_be_of_party(
    tx: &Tx,
    guest: &Guest,
    wanted: &[PersonId],
    named: &[PersonId],
) -> Result<()> {
    let is_new = |id: &&PersonId| !named.contains(*id);
    let new: Vec<PersonId> = wanted.iter().filter(is_new).copied().collect();
    if new.is_empty() {
        return Ok(());
    }
    let people = member_store::people(tx.db(), &new).await?;
    let acted_for = acting::acted_for(tx.db(), tx.actor(), new.iter().copied(), tx.now()).await?;
    let year = chrono::Datelike::year(&tx.now());
    let mut faults = Faults::default();
    let mut refused = None;
    for (place, id) in wanted.iter().enumerate() {
        if named.contains(id) {
            continue;
        }
        let path = format!("party.memberIds.{place}");
        let person = people.iter().find(|person| person.id == *id);
        let seen = person.filter(|person| {
            person.state == PersonState::Active
                && policy::may_see(tx.actor(), person, &guest.unit_path)
        });
        let Some(person) = seen else {
            faults.add(&path, Rule::NotFound);
            continue;
        };
        if *id == guest.person_id {
            faults.add(&path, Rule::Duplicate);
        } else if person.household_id != guest.household_id {
            faults.add(&path, Rule::Elsewhere);
        } else if !acted_for.contains(id) {
            let why = policy::relationship(tx.actor(), person, &guest.unit_path, year);
            refused = Some(
                why.err()
                    .unwrap_or(crate::person::PersonError::ConsentRequired),
            );
        }
    }
    faults.finish()?;
    refused.map_or(Ok(()), |why| Err(Error::from(Refusal::from(why))))
}

/// Refuses a party of which somebody has a seat elsewhere. Asked under the lock of the seats, of an
/// answer that holds, waits or asks for some.
pub(super) async fn must_have_no_other_seat(
    tx: &Tx,
    event: EventId,
    own: Option<RsvpId>,
    members: &[PersonId],
) -> Result<()> {
    if member_store::any_seated(tx.db(), event, own, members).await? {
        return Err(Refusal::from(RsvpError::MemberHasSeat).into());
    }
    Ok(())
}
