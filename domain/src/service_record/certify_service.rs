//! Certifies what volunteers did, and puts right what was certified wrongly.

use mulin_entities::*;
use serde::Serialize;

use super::{ServiceRecordError, policy, store};
use crate::actor::Actor;
use crate::change::{VolunteerChange, What};
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::event as events;
use crate::event::rules::wall_clock;
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, IdInput, Rule};
use crate::shift::{sign_up_store as sign_ups, store as shifts};
use crate::tx::Tx;
use crate::volunteer::VolunteerError;

/// Most sign-ups of one command.
const MOST: usize = 100;

/// What volunteers did.
#[derive(Clone, Debug, Serialize)]
pub struct CertifyService {
    /// Of which sign-ups, 1 to 100 of one event; all of them, or none, are certified.
    pub sign_up_ids: Vec<IdInput<ShiftSignUpId>>,
    /// What they did, at most 200 characters; the names of shift and role if left out.
    pub content: Option<String>,
}

/// What was certified wrongly.
#[derive(Clone, Debug, Serialize)]
pub struct CorrectServiceRecord {
    /// The record that is not right.
    pub service_record_id: IdInput<ServiceRecordId>,
    /// What they did; as it was if left out.
    pub content: Option<String>,
    /// Since when, by the clock where the event is; as it was if left out.
    pub from: Option<String>,
    /// Until when, likewise.
    pub until: Option<String>,
    /// Why the record is not right, 1 to 200 characters.
    pub reason: String,
}

/// Certifies what volunteers did who were there, for those who run the event and the leads of the shift's
/// team; never one's own. The minutes are those of their attendance, never more than the shift's.
pub async fn certify_service(
    core: &Core,
    actor: &Actor,
    input: CertifyService,
) -> Result<Vec<service_record::Model>> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(certify(tx, input)))
        .await
}

async fn certify(tx: &mut Tx, input: CertifyService) -> Result<Vec<service_record::Model>> {
    let mut faults = Faults::default();
    let mut ids = Vec::new();
    for (index, id) in input.sign_up_ids.iter().cloned().enumerate() {
        let path = format!("signUpIds.{index}");
        if let Some(id) = faults.id(&path, "ShiftSignUp", id) {
            if ids.contains(&id) {
                faults.add(&path, Rule::Duplicate);
            }
            ids.push(id);
        }
    }
    if input.sign_up_ids.is_empty() {
        faults.add("signUpIds", Rule::Required);
    }
    if input.sign_up_ids.len() > MOST {
        faults.add("signUpIds", Rule::Count { max: MOST });
    }
    let content = input.content.as_ref();
    let content = content.map(|text| faults.line("content", text, 1..=200));
    faults.finish()?;
    let sign_ups = store::lock_sign_ups(tx, ids.iter().copied()).await?;
    let known = store::of_sign_ups(tx.db(), ids.iter().copied()).await?;
    let shifts = shifts::shifts(tx.db(), sign_ups.iter().map(|row| row.shift_id)).await?;
    let roles = shifts::roles(tx.db(), sign_ups.iter().map(|row| row.role_id)).await?;
    let mut faults = Faults::default();
    let mut rows = Vec::new();
    let mut refused = Vec::new();
    let mut event: Option<event::Model> = None;
    for (index, id) in ids.iter().enumerate() {
        let path = format!("signUpIds.{index}");
        let found = sign_ups.iter().find(|row| row.id == *id);
        let shift = found.and_then(|row| shifts.iter().find(|shift| shift.id == row.shift_id));
        let (Some(sign_up), Some(shift)) = (found, shift) else {
            faults.add(&path, Rule::NotFound);
            continue;
        };
        if event
            .as_ref()
            .is_none_or(|event| event.id != sign_up.event_id)
        {
            let seen = events::store::event(tx.db(), sign_up.event_id).await?;
            event = seen.filter(|event| events::policy::may_see(tx.actor(), event));
        }
        let Some(event) = &event else {
            faults.add(&path, Rule::NotFound);
            continue;
        };
        let role = roles.iter().find(|role| role.id == sign_up.role_id);
        let row = of_sign_up(tx, sign_up, shift, role, content.clone());
        if !policy::certifies(tx.actor(), event.id, &event.area_path, &row) {
            if policy::is_own(tx.actor(), row.person_id) {
                return Err(Error::Forbidden);
            }
            faults.add(&path, Rule::NotFound);
            continue;
        }
        let earlier = known.iter().find(|known| known.sign_up_id == *id);
        match standing(tx, sign_up, earlier) {
            Some(why) => refused.push(why),
            None => rows.push(row),
        }
    }
    faults.finish()?;
    if !refused.is_empty() {
        return Err(Error::Refused(refused));
    }
    store::insert(tx, rows.clone()).await?;
    let credits = rows.iter().map(|row| (row.clone(), row.minutes)).collect();
    credit(tx, credits).await?;
    Ok(rows)
}

/// Why what somebody did cannot be certified.
fn standing(
    tx: &Tx,
    sign_up: &shift_sign_up::Model,
    earlier: Option<&service_record::Model>,
) -> Option<Refusal> {
    if policy::is_own(tx.actor(), sign_up.person_id) {
        let field = "signUpIds";
        return Some(VolunteerError::OwnApproval { field }.into());
    }
    if let Some(record) = earlier {
        let record = record.id;
        return Some(ServiceRecordError::AlreadyCertified { record }.into());
    }
    let state = sign_up.state;
    let attended = state == SignUpState::Attended && sign_up.person_id.is_some();
    // Who is still there has not served yet, whoever noted that they came.
    let over = sign_up.attended_until.unwrap_or(sign_up.ends_at) <= tx.now();
    (!attended || !over).then(|| ServiceRecordError::NotAttended { state }.into())
}

fn of_sign_up(
    tx: &Tx,
    sign_up: &shift_sign_up::Model,
    shift: &shift::Model,
    role: Option<&shift_role::Model>,
    content: Option<String>,
) -> service_record::Model {
    let starts_at = sign_up.attended_from.unwrap_or(shift.starts_at);
    let ends_at = sign_up.attended_until.unwrap_or(shift.ends_at);
    let (starts_at, ends_at) = within(shift, starts_at, ends_at);
    let usual = || match role {
        Some(role) => format!("{} · {}", shift.name, role.name),
        None => shift.name.clone(),
    };
    service_record::Model {
        id: tx.new_id(),
        root_area_id: sign_up.root_area_id,
        event_id: sign_up.event_id,
        sign_up_id: sign_up.id,
        team_id: shift.team_id,
        person_id: sign_up.person_id,
        content: content.unwrap_or_else(usual),
        place: shift.place.clone(),
        starts_at,
        ends_at,
        minutes: minutes(starts_at, ends_at),
        certified_by: tx.actor().person_id(),
        corrects: None,
        reason: None,
        created_at: tx.now(),
    }
}

/// As much of a time as lies within the shift.
fn within(shift: &shift::Model, from: Instant, until: Instant) -> (Instant, Instant) {
    (from.max(shift.starts_at), until.min(shift.ends_at))
}

/// Whole minutes, and at least one.
fn minutes(from: Instant, until: Instant) -> i32 {
    i32::try_from((until - from).num_minutes()).map_or(i32::MAX, |minutes| minutes.max(1))
}

/// Puts another record in the place of one that is not right, for those who certify; never of one's own.
/// Hours once served are not taken off: a correction counts as many minutes or more. None is later than now.
pub async fn correct_service_record(
    core: &Core,
    actor: &Actor,
    input: CorrectServiceRecord,
    key: Option<String>,
) -> Result<service_record::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(correct(tx, input, key)))
        .await
}

async fn correct(
    tx: &mut Tx,
    input: CorrectServiceRecord,
    key: Option<String>,
) -> Result<service_record::Model> {
    let path = "serviceRecordId";
    let missing = || Error::not_found(path);
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "correctServiceRecord", &input).await? {
        let rows = store::records(tx.db(), [ServiceRecordId(id)]).await?;
        let row = rows.into_iter().next();
        return row.ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut faults = Faults::default();
    let id = faults.id(path, "ServiceRecord", input.service_record_id);
    let content = input.content.as_ref();
    let content = content.map(|text| faults.line("content", text, 1..=200));
    let reason = faults.line("reason", &input.reason, 1..=200);
    let Some(id) = id else {
        return faults.finish().and(Err(missing()));
    };
    let seen = store::records(tx.db(), [id]).await?.into_iter().next();
    let seen = seen.ok_or_else(missing)?;
    let event = events::store::event(tx.db(), seen.event_id).await?;
    let event = event
        .filter(|event| policy::certifies(tx.actor(), event.id, &event.area_path, &seen))
        .ok_or_else(|| match policy::is_own(tx.actor(), seen.person_id) {
            true => Error::Forbidden,
            false => missing(),
        })?;
    let zone: chrono_tz::Tz = event
        .time_zone
        .parse()
        .map_err(|_| Error::internal("an event has a zone that is not known"))?;
    let mut read = |path: &str, text: Option<&String>, or: Instant| match text {
        Some(text) => wall_clock(&mut faults, path, text, zone).map_or(or, |(_, at)| at),
        None => or,
    };
    let from = read("from", input.from.as_ref(), seen.starts_at);
    let until = read("until", input.until.as_ref(), seen.ends_at);
    store::lock_sign_ups(tx, [seen.sign_up_id]).await?;
    let sign_up = sign_ups::sign_up(tx.db(), seen.sign_up_id).await?;
    let sign_up = sign_up.ok_or_else(missing)?;
    let shift = shifts::shift(tx.db(), sign_up.shift_id).await?;
    let shift = shift.ok_or_else(missing)?;
    let (from, until) = within(&shift, from, until);
    let until = until.min(tx.now());
    if from >= until {
        faults.add("until", Rule::EndBeforeStart);
    }
    faults.finish()?;
    if policy::is_own(tx.actor(), seen.person_id) {
        let field = path;
        return Err(Refusal::from(VolunteerError::OwnApproval { field }).into());
    }
    if !store::corrections(tx.db(), [id]).await?.is_empty() {
        return Err(Refusal::from(ServiceRecordError::Corrected).into());
    }
    let count = minutes(from, until);
    if count < seen.minutes {
        let minutes = seen.minutes;
        return Err(Refusal::from(ServiceRecordError::HoursNeverFall { minutes }).into());
    }
    let row = service_record::Model {
        id: tx.new_id(),
        content: content.unwrap_or_else(|| seen.content.clone()),
        starts_at: from,
        ends_at: until,
        minutes: count,
        certified_by: tx.actor().person_id(),
        corrects: Some(seen.id),
        reason: Some(reason),
        created_at: tx.now(),
        ..seen.clone()
    };
    store::insert(tx, vec![row.clone()]).await?;
    credit(tx, vec![(row.clone(), count - seen.minutes)]).await?;
    Ok(row)
}

/// Tells what was certified, and adds its minutes to what its people have served.
async fn credit(tx: &mut Tx, of: Vec<(service_record::Model, i32)>) -> Result<()> {
    let mut entries = Vec::new();
    for (row, minutes) in of {
        let Some(person_id) = row.person_id else {
            continue;
        };
        let change = VolunteerChange::ServiceCertified {
            event_id: row.event_id,
            record_id: row.id,
            person_id,
            corrects: row.corrects,
        };
        tx.record(row.root_area_id, What::Volunteering(change));
        if minutes == 0 {
            continue;
        }
        let entry = hours_entry::Model {
            id: tx.new_id(),
            root_area_id: row.root_area_id,
            person_id: Some(person_id),
            record_id: row.id,
            minutes,
            created_at: tx.now(),
        };
        let change = VolunteerChange::HoursCredited {
            hours_entry_id: entry.id,
            record_id: row.id,
            event_id: row.event_id,
            person_id,
            minutes,
        };
        tx.record(row.root_area_id, What::Volunteering(change));
        entries.push(entry);
    }
    store::insert_hours(tx, entries).await
}
