//! Checks parties in, one or many at a time: whoever the server accepts first is the one.
//!
//! Locks are taken in one order: of several answers the seats, which whoever answers takes; the
//! answers, each by its key, so that nobody leaves meanwhile; then the list, on which one after the
//! other decides. The unique indexes hold what this decides.

use std::collections::HashMap;

use mulin_entities::*;
use uuid::Uuid;

use super::code::EntryCode;
use super::desk::Desk;
use super::rules::{self, Heads};
use super::{CheckInError, keys, policy, store};
use crate::change::What;
use crate::clock::Instant;
use crate::error::{Refusal, Result};
use crate::input::{IdInput, InputError, Rule};
use crate::tx::{CommandResult, Tx};

/// Who is checked in.
#[derive(Clone, serde::Serialize)]
pub enum By {
    /// Who shows this code.
    Code(String),
    /// Who gave this answer.
    Rsvp(IdInput<RsvpId>),
    /// Heads without names.
    Heads,
}

impl std::fmt::Debug for By {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Code(_) => "Code",
            Self::Rsvp(_) => "Rsvp",
            Self::Heads => "Heads",
        })
    }
}

/// What a device noted while it was offline.
#[derive(Clone, Debug)]
pub(super) struct Noted {
    /// The device.
    pub(super) device: String,
    /// What the device calls this.
    pub(super) client_id: String,
    /// When it was by the device's clock.
    pub(super) at: Option<Instant>,
}

/// One to check in.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) by: By,
    pub(super) adults: Option<i32>,
    pub(super) children: Option<i32>,
    pub(super) noted: Option<Noted>,
}

/// Somebody who is checked in.
#[derive(Clone, Debug)]
pub struct CheckedIn {
    /// What was noted, by whom and when.
    pub check_in: check_in::Model,
    /// Whether that was before, so that nothing was done now.
    pub already: bool,
}

impl CommandResult for CheckedIn {
    fn result_id(&self) -> Option<Uuid> {
        Some(self.check_in.id.0)
    }
}

/// What became of one to check in.
pub type Outcome = std::result::Result<CheckedIn, Refusal>;

/// Checks in, each for itself, in this order.
pub(super) async fn admit(
    tx: &mut Tx,
    desk: &Desk,
    list: Option<CheckInListId>,
    items: Vec<Item>,
) -> Result<Vec<Outcome>> {
    let wanted = wanted(tx, desk, &items).await?;
    let ids = wanted.iter().filter_map(|wanted| match wanted {
        Ok(Some(id)) => Some(*id),
        _ => None,
    });
    let rsvps = store::lock_rsvps(tx, desk.event.id, ids).await?;
    let list = desk.list(tx, list).await?;
    let mut known = Known::read(tx, desk, &list, &items, rsvps).await?;
    let mut outcomes = Vec::with_capacity(items.len());
    let (mut rows, mut people) = (Vec::new(), Vec::new());
    for (item, wanted) in items.iter().zip(wanted) {
        let outcome = wanted.and_then(|rsvp| known.decide(tx, desk, &list, item, rsvp));
        if let Ok((checked_in, who)) = &outcome
            && !checked_in.already
        {
            rows.push(checked_in.check_in.clone());
            people.extend(who.clone());
        }
        outcomes.push(outcome.map(|(checked_in, _)| checked_in));
    }
    store::insert(tx, &rows).await?;
    store::insert_people(tx, people).await?;
    for row in &rows {
        record(tx, row);
    }
    Ok(outcomes)
}

/// Notes for the journal that somebody was checked in.
pub(super) fn record(tx: &mut Tx, row: &check_in::Model) {
    tx.record(
        row.root_area_id,
        What::CheckedIn {
            check_in_id: row.id,
            event_id: row.event_id,
            list_id: row.list_id,
            rsvp_id: row.rsvp_id,
            heads: row.adults + row.children,
        },
    );
}

/// The answers that are meant; none for heads without names.
async fn wanted(
    tx: &Tx,
    desk: &Desk,
    items: &[Item],
) -> Result<Vec<std::result::Result<Option<RsvpId>, Refusal>>> {
    let codes: Vec<Option<EntryCode>> = items
        .iter()
        .map(|item| match &item.by {
            By::Code(text) => EntryCode::read(text),
            _ => None,
        })
        .collect();
    let mut events: Vec<EventId> = codes.iter().flatten().map(EntryCode::event_id).collect();
    events.sort_unstable();
    events.dedup();
    let keys = if events.is_empty() {
        Vec::new()
    } else {
        keys::read(tx.db(), events).await?
    };
    let ours = |code: &EntryCode| {
        keys.iter()
            .any(|key| key.event_id == code.event_id() && code.is_signed_by(&key.public_key))
    };
    let read = |(item, code): (&Item, Option<EntryCode>)| match &item.by {
        By::Heads => Ok(None),
        By::Rsvp(Ok(id)) => Ok(Some(*id)),
        By::Rsvp(Err(_)) => Err(InputError::at("rsvpId", Rule::MalformedId).into()),
        By::Code(_) => match code.filter(ours) {
            None => Err(CheckInError::CodeInvalid.into()),
            Some(code) if code.event_id() != desk.event.id => {
                Err(CheckInError::CodeOfAnotherEvent.into())
            }
            Some(code) => Ok(Some(code.rsvp_id())),
        },
    };
    Ok(items.iter().zip(codes).map(read).collect())
}

/// What is known while the list is locked.
struct Known {
    rsvps: HashMap<RsvpId, rsvp::Model>,
    /// Answers of people whom the actor looks after, where they check in nobody else.
    looked_after: Vec<RsvpId>,
    members: HashMap<RsvpId, Vec<PersonId>>,
    households: HashMap<PersonId, HouseholdId>,
    /// Answers that are on the list.
    present: HashMap<RsvpId, check_in::Model>,
    /// What devices handed in before, also what was taken back since.
    handed_in: HashMap<(String, String), check_in::Model>,
}

impl Known {
    async fn read(
        tx: &Tx,
        desk: &Desk,
        list: &check_in_list::Model,
        items: &[Item],
        rsvps: Vec<rsvp::Model>,
    ) -> Result<Self> {
        let ids: Vec<RsvpId> = rsvps.iter().map(|row| row.id).collect();
        let mut members: HashMap<RsvpId, Vec<PersonId>> = HashMap::new();
        for (rsvp, person) in store::members(tx, &ids).await? {
            members.entry(rsvp).or_default().push(person);
        }
        let mut people: Vec<PersonId> = members.values().flatten().copied().collect();
        people.extend(rsvps.iter().map(|row| row.person_id));
        let homes = store::homes(tx, people).await?;
        let looked_after = rsvps.iter().filter(|row| {
            let home = homes.iter().find(|home| home.person_id == row.person_id);
            home.is_some_and(|home| policy::looks_after(tx.actor(), &home.unit_path))
        });
        let looked_after = if desk.everybody {
            Vec::new()
        } else {
            looked_after.map(|row| row.id).collect()
        };
        let present = store::present(tx, list.id, &ids).await?;
        let noted: Vec<&Noted> = items
            .iter()
            .filter_map(|item| item.noted.as_ref())
            .collect();
        let handed_in = store::handed_in(tx, list.id, &noted).await?;
        let named = |row: check_in::Model| {
            let key = (row.device.clone()?, row.client_id.clone()?);
            Some((key, row))
        };
        Ok(Self {
            rsvps: rsvps.into_iter().map(|row| (row.id, row)).collect(),
            looked_after,
            members,
            households: homes
                .into_iter()
                .map(|home| (home.person_id, home.household_id))
                .collect(),
            present: present
                .into_iter()
                .filter_map(|row| Some((row.rsvp_id?, row)))
                .collect(),
            handed_in: handed_in.into_iter().filter_map(named).collect(),
        })
    }

    fn decide(
        &mut self,
        tx: &Tx,
        desk: &Desk,
        list: &check_in_list::Model,
        item: &Item,
        rsvp: Option<RsvpId>,
    ) -> std::result::Result<(CheckedIn, Vec<check_in_person::Model>), Refusal> {
        let already = |check_in: &check_in::Model| {
            let checked_in = CheckedIn {
                check_in: check_in.clone(),
                already: true,
            };
            Ok((checked_in, Vec::new()))
        };
        let noted = item.noted.as_ref();
        let noted_as = noted.map(|noted| (noted.device.clone(), noted.client_id.clone()));
        if let Some(before) = noted_as.as_ref().and_then(|key| self.handed_in.get(key)) {
            return already(before);
        }
        let (heads, method, known) = match rsvp {
            None => {
                let heads = rules::heads_without_names(item.adults, item.children)?;
                (heads, CheckInMethod::HeadCount, Vec::new())
            }
            Some(id) => {
                let path = match item.by {
                    By::Code(_) => "code",
                    _ => "rsvpId",
                };
                let hidden = !desk.everybody && !self.looked_after.contains(&id);
                let rsvp = self.rsvps.get(&id).filter(|_| !hidden);
                let rsvp = rsvp.ok_or_else(|| InputError::at(path, Rule::NotFound))?;
                // Who is inside is inside, whatever became of the answer since.
                if let Some(before) = self.present.get(&id) {
                    return already(before);
                }
                if !policy::has_code(rsvp) {
                    return Err(CheckInError::NotGoing { state: rsvp.state }.into());
                }
                let heads = rules::heads_of_party(rsvp, item.adults, item.children)?;
                let method = match item.by {
                    By::Code(_) => CheckInMethod::Code,
                    _ => CheckInMethod::List,
                };
                let named = self.members.get(&id).map_or(&[][..], Vec::as_slice);
                (heads, method, rules::known(rsvp, named, heads))
            }
        };
        let row = row(tx, list, rsvp, method, heads, noted);
        let person = |person_id: PersonId| {
            let household_id = *self.households.get(&person_id)?;
            Some(check_in_person::Model {
                list_id: list.id,
                person_id,
                check_in_id: row.id,
                event_id: row.event_id,
                household_id,
            })
        };
        let people = known.into_iter().filter_map(person).collect();
        if let Some(id) = rsvp {
            self.present.insert(id, row.clone());
        }
        if let Some(key) = noted_as {
            self.handed_in.insert(key, row.clone());
        }
        let checked_in = CheckedIn {
            check_in: row,
            already: false,
        };
        Ok((checked_in, people))
    }
}

/// A new row.
pub(super) fn row(
    tx: &Tx,
    list: &check_in_list::Model,
    rsvp_id: Option<RsvpId>,
    method: CheckInMethod,
    heads: Heads,
    noted: Option<&Noted>,
) -> check_in::Model {
    check_in::Model {
        id: tx.new_id(),
        root_area_id: list.root_area_id,
        event_id: list.event_id,
        list_id: list.id,
        rsvp_id,
        method,
        adults: heads.adults,
        children: heads.children,
        device: noted.map(|noted| noted.device.clone()),
        client_id: noted.map(|noted| noted.client_id.clone()),
        device_at: noted.and_then(|noted| noted.at),
        // Every command asked for a signed-in person before it began.
        checked_in_by: tx.actor().person_id().unwrap_or(PersonId(Uuid::nil())),
        checked_in_at: tx.now(),
        undone_by: None,
        undone_at: None,
    }
}
