//! Whether a volunteer may be put on a shift.

use chrono::TimeDelta;
use mulin_entities::*;

use super::limits::{self, Limits, Span};
use super::{ShiftError, open, sign_up_store, store};
use crate::error::Result;
use crate::tx::Tx;
use crate::volunteer::{qualification_store, skill_store};

/// A place on a shift that somebody may take.
pub(super) struct Place<'a> {
    /// The event.
    pub event: &'a event::Model,
    /// The shift.
    pub shift: &'a shift::Model,
    /// As what.
    pub role: &'a shift_role::Model,
    /// How much its volunteers serve.
    pub limits: Limits,
}

/// What keeps somebody from a place: nothing if they may have it. Sign-ups that they would give up are
/// left out of account. The person is locked, so that nothing of this changes meanwhile.
pub(super) async fn obstacle(
    tx: &Tx,
    place: &Place<'_>,
    person: PersonId,
    except: &[ShiftSignUpId],
) -> Result<Option<ShiftError>> {
    let since = tx.now() - limits::NO_SHOWS_WITHIN - limits::LOCKED_FOR;
    let no_shows = sign_up_store::no_shows(tx, person, since).await?;
    if let Some(until) = limits::locked_until(no_shows).filter(|until| *until > tx.now()) {
        return Ok(Some(ShiftError::Locked { until }));
    }
    if let Some(missing) = lacks(tx, place, person).await? {
        return Ok(Some(missing));
    }
    let wanted: Span = (place.shift.starts_at, place.shift.ends_at);
    let margin = TimeDelta::days(8);
    let around = (wanted.0 - margin, wanted.1 + margin);
    let others = store::engagements(tx, person, around, except).await?;
    let overlapping = others
        .iter()
        .find(|other| other.starts_at < wanted.1 && wanted.0 < other.ends_at);
    if let Some(other) = overlapping {
        let shift = store::shift(tx.db(), other.shift_id).await?;
        return Ok(Some(ShiftError::Overlaps {
            name: shift.map(|shift| shift.name),
            at: Some(other.starts_at),
        }));
    }
    let others: Vec<Span> = others
        .iter()
        .map(|other| (other.starts_at, other.ends_at))
        .collect();
    let zone = open::zone(place.event)?;
    Ok(limits::broken(&others, wanted, zone, place.limits))
}

/// What the role asks for and the person does not have.
async fn lacks(tx: &Tx, place: &Place<'_>, person: PersonId) -> Result<Option<ShiftError>> {
    let Some(skill) = place.role.skill else {
        return Ok(None);
    };
    if place.role.needs_proof {
        let zone = open::zone(place.event)?;
        let day = place.shift.ends_at.with_timezone(&zone).date_naive();
        let found = qualification_store::qualified(tx.db(), [person], skill, day).await?;
        return Ok(found
            .is_empty()
            .then_some(ShiftError::NotQualified { skill }));
    }
    let skills = skill_store::of_people(tx.db(), [person]).await?;
    let says_so = skills.iter().any(|row| row.skill == skill);
    Ok((!says_so).then_some(ShiftError::SkillMissing { skill }))
}
