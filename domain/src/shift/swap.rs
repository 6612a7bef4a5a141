//! Gives a shift to somebody else, or exchanges it with theirs.

use mulin_entities::*;
use serde::Serialize;

use super::fit::{self, Place};
use super::{ShiftError, limits, moved, open, policy, sign_up, sign_up_store, store};
use crate::actor::Actor;
use crate::change::{VolunteerChange, What};
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput, Rule};
use crate::person::Acting;
use crate::tx::Tx;
use crate::volunteer;

/// A shift that somebody looks for another to take over.
#[derive(Clone, Debug, Serialize)]
pub struct OfferSwap {
    /// The sign-up; whose it is tells for whom the actor acts.
    pub sign_up_id: IdInput<ShiftSignUpId>,
    /// The way it came.
    pub via: Via,
    /// Who is asked; all of the shift's team, or whoever sees the event, if left out.
    pub with_person_id: Option<IdInput<PersonId>>,
    /// Whose sign-up they want instead; none if they want none.
    pub for_sign_up_id: Option<IdInput<ShiftSignUpId>>,
}

/// An offer to take back.
#[derive(Clone, Debug, Serialize)]
pub struct WithdrawSwap {
    /// The sign-up.
    pub sign_up_id: IdInput<ShiftSignUpId>,
    /// The way it came.
    pub via: Via,
}

/// An offer to take up.
#[derive(Clone, Debug, Serialize)]
pub struct AcceptSwap {
    /// Who takes the shift over, and the way they told so.
    pub acting: Acting,
    /// The sign-up that is offered.
    pub sign_up_id: IdInput<ShiftSignUpId>,
}

/// Looks for somebody to take a shift over, whole or in exchange for a certain one of theirs. Until
/// somebody does, it stays one's own. A minor's is not passed on.
pub async fn offer_shift_swap(
    core: &Core,
    actor: &Actor,
    input: OfferSwap,
) -> Result<shift_sign_up::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(offer(tx, input)))
        .await
}

async fn offer(tx: &mut Tx, input: OfferSwap) -> Result<shift_sign_up::Model> {
    let mut faults = Faults::default();
    let with = faults.optional_id("withPersonId", "Person", input.with_person_id);
    let wants = faults.optional_id("forSignUpId", "ShiftSignUp", input.for_sign_up_id);
    let (event, shift, seen) = open::sign_up(tx, input.sign_up_id, faults).await?;
    open::speaks_for(tx, &seen, input.via).await?;
    let with = match wants {
        Some(wants) => Some(asked(tx, &seen, wants, with).await?),
        None => with,
    };
    if let Some(with) = with {
        must_be_near(tx, &shift, with).await?;
    }
    let held = open::lock(tx, event, shift.id, []).await?;
    open::must_be_ahead(tx, &held.shift)?;
    let mut row = open::again(tx, seen.id).await?;
    let state = row.state;
    if state != SignUpState::SignedUp || row.minor {
        return Err(Refusal::from(ShiftError::WrongState { state }).into());
    }
    row.swap_offered_at = Some(tx.now());
    row.swap_with_id = with;
    row.swap_for_id = wants;
    let row = sign_up_store::update(tx, row).await?;
    tell(tx, &row, true);
    Ok(row)
}

/// Whose sign-up is wanted instead.
async fn asked(
    tx: &Tx,
    own: &shift_sign_up::Model,
    wants: ShiftSignUpId,
    with: Option<PersonId>,
) -> Result<PersonId> {
    let missing = || Error::not_found("forSignUpId");
    let theirs = sign_up_store::sign_up(tx.db(), wants)
        .await?
        .ok_or_else(missing)?;
    let usable = theirs.event_id == own.event_id
        && theirs.state == SignUpState::SignedUp
        && !theirs.minor
        && theirs.person_id != own.person_id;
    let person = theirs.person_id.filter(|_| usable).ok_or_else(missing)?;
    if with.is_some_and(|with| with != person) {
        let other = "forSignUpId";
        return Err(Error::input("withPersonId", Rule::Together { other }));
    }
    Ok(person)
}

/// Who is asked belongs to the shift's team, or is on a shift of the same event: strangers are not
/// written to.
async fn must_be_near(tx: &Tx, shift: &shift::Model, person: PersonId) -> Result<()> {
    let of_team = match shift.team_id {
        Some(team) => volunteer::member_store::belongs(tx.db(), team, person).await?,
        None => false,
    };
    if of_team || store::is_at(tx, shift.event_id, person).await? {
        return Ok(());
    }
    Err(Error::input("withPersonId", Rule::NotFound))
}

/// Looks for nobody any more. Doing so twice changes nothing.
pub async fn withdraw_shift_swap(
    core: &Core,
    actor: &Actor,
    input: WithdrawSwap,
) -> Result<shift_sign_up::Model> {
    actor.person()?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let (event, shift, seen) =
                open::sign_up(tx, input.sign_up_id, Faults::default()).await?;
            open::speaks_for(tx, &seen, input.via).await?;
            open::lock(tx, event, shift.id, []).await?;
            let mut row = open::again(tx, seen.id).await?;
            if row.swap_offered_at.is_none() {
                return Ok(row);
            }
            row.swap_offered_at = None;
            row.swap_with_id = None;
            row.swap_for_id = None;
            let row = sign_up_store::update(tx, row).await?;
            tell(tx, &row, false);
            Ok(row)
        })
    })
    .await
}

/// Takes a shift over that somebody offers, for oneself or somebody one may act for; if they want one of
/// theirs for it, that is given. Both must fit where they come. Answers the sign-up of who takes it over.
pub async fn accept_shift_swap(
    core: &Core,
    actor: &Actor,
    input: AcceptSwap,
) -> Result<shift_sign_up::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(accept(tx, input)))
        .await
}

async fn accept(tx: &mut Tx, input: AcceptSwap) -> Result<shift_sign_up::Model> {
    let mut faults = Faults::default();
    input.acting.check(&mut faults);
    let (event, _, seen) = open::sign_up(tx, input.sign_up_id, faults).await?;
    let taker = input.acting.subject(tx).await?.person;
    let other = match seen.swap_for_id {
        Some(id) => sign_up_store::sign_up(tx.db(), id).await?,
        None => None,
    };
    let mut people: Vec<PersonId> = seen.person_id.into_iter().collect();
    people.push(taker.id);
    store::lock_people(tx, people, false).await?;
    let of_other = other.as_ref().map(|other| other.shift_id);
    let shifts = [Some(seen.shift_id), of_other].into_iter().flatten();
    let shifts = store::lock_shifts(tx, shifts).await?;
    let find = |id: ShiftId| {
        let found = shifts.iter().find(|shift| shift.id == id);
        found.ok_or_else(|| Error::internal("a shift is gone"))
    };
    let row = open::again(tx, seen.id).await?;
    let shift = find(row.shift_id)?;
    open::must_be_ahead(tx, shift)?;
    must_be_offered(tx, &row, shift, &taker)?;
    let giver = row.person_id.ok_or_else(|| Error::not_found("signUpId"))?;
    let given = match other {
        Some(other) => Some(open::again(tx, other.id).await?),
        None => None,
    };
    let gone = || Refusal::from(ShiftError::NotOffered);
    if row.swap_for_id.is_some() {
        let holds = given.as_ref().is_some_and(|given| {
            given.person_id == Some(taker.id) && given.state == SignUpState::SignedUp
        });
        if !holds {
            return Err(gone().into());
        }
    }
    let except: Vec<ShiftSignUpId> = [Some(row.id), given.as_ref().map(|given| given.id)]
        .into_iter()
        .flatten()
        .collect();
    fits(tx, &event, shift, &row, taker.id, &except).await?;
    if let Some(given) = &given {
        let shift = find(given.shift_id)?;
        open::must_be_ahead(tx, shift)?;
        fits(tx, &event, shift, given, giver, &except).await?;
    }
    // Both leave before either comes, so that nobody is in two places for a moment.
    let left = moved::put(tx, row, SignUpState::Cancelled, Some(SignUpEnd::Swapped)).await?;
    let mut exchanged = None;
    if let Some(given) = given {
        let reason = Some(SignUpEnd::Swapped);
        exchanged = Some(moved::put(tx, given, SignUpState::Cancelled, reason).await?);
    }
    let taken = come(tx, shift, &left, taker.id).await?;
    if let Some(exchanged) = exchanged {
        come(tx, find(exchanged.shift_id)?, &exchanged, giver).await?;
    }
    Ok(taken)
}

fn must_be_offered(
    tx: &Tx,
    row: &shift_sign_up::Model,
    shift: &shift::Model,
    taker: &person::Model,
) -> Result<()> {
    let asked = match row.swap_with_id {
        Some(with) => with == taker.id,
        None => {
            let own = tx.actor().person_id() == Some(taker.id);
            !own || policy::is_offered_to(tx.actor(), row, shift.team_id)
        }
    };
    let open = row.swap_offered_at.is_some() && row.state == SignUpState::SignedUp;
    if row.person_id == Some(taker.id) {
        return Err(Refusal::from(ShiftError::AlreadyOn).into());
    }
    if open && asked {
        Ok(())
    } else {
        Err(Refusal::from(ShiftError::NotOffered).into())
    }
}

async fn fits(
    tx: &Tx,
    event: &event::Model,
    shift: &shift::Model,
    of: &shift_sign_up::Model,
    person: PersonId,
    except: &[ShiftSignUpId],
) -> Result<()> {
    let role = store::roles(tx.db(), [of.role_id])
        .await?
        .into_iter()
        .next();
    let role = role.ok_or_else(|| Error::internal("a role is gone"))?;
    let place = Place {
        event,
        shift,
        role: &role,
        limits: open::limits_of(tx, shift.team_id).await?,
    };
    let year = limits::year_of(shift.starts_at, open::zone(event)?);
    let row = crate::person::store::person(tx.db(), person).await?;
    let born = row.and_then(|row| row.birth_year);
    if limits::minor_age(born, year).is_some() {
        return Err(Refusal::from(ShiftError::GuardianNeeded).into());
    }
    match fit::obstacle(tx, &place, person, except).await? {
        Some(why) => Err(Refusal::from(why).into()),
        None => Ok(()),
    }
}

/// Puts somebody in the place of another.
async fn come(
    tx: &mut Tx,
    shift: &shift::Model,
    left: &shift_sign_up::Model,
    person: PersonId,
) -> Result<shift_sign_up::Model> {
    // Who waits for another role of the shift waits no longer.
    for row in sign_up_store::open_of(tx, [shift.id]).await? {
        if row.person_id == Some(person) && row.state == SignUpState::Waitlisted {
            moved::end(tx, row, SignUpEnd::Swapped).await?;
        }
    }
    let row = sign_up::new(tx, shift, left.role_id, person, SignUpState::SignedUp);
    sign_up_store::insert(tx, &row).await?;
    moved::record(tx, &row, None);
    Ok(row)
}

fn tell(tx: &mut Tx, row: &shift_sign_up::Model, offered: bool) {
    let Some(person_id) = row.person_id else {
        return;
    };
    let change = VolunteerChange::SwapOffered {
        event_id: row.event_id,
        shift_id: row.shift_id,
        sign_up_id: row.id,
        person_id,
        with: row.swap_with_id,
        offered,
    };
    tx.record(row.root_area_id, What::Volunteering(change));
}
