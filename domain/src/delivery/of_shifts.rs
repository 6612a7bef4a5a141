//! What messages about shifts say, and whether they still hold, as of now: one statement a table.

use std::collections::{HashMap, HashSet};

use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::outgoing::{AboutShift, AboutSignUp, OfShift, OffShift};
use crate::clock::Instant;
use crate::error::Result;
use crate::shift::{sign_up_store as sign_ups, store as shifts};

/// Sign-ups, and shifts that volunteers are called to.
#[derive(Default)]
pub(super) struct SignUps {
    sign_ups: HashMap<ShiftSignUpId, shift_sign_up::Model>,
    duties: Duties,
    /// The roles of the shifts that volunteers are called to.
    roles: HashMap<ShiftId, Vec<shift_role::Model>>,
    /// Who is on those, or waits.
    on: HashSet<(ShiftId, PersonId)>,
    /// The names of those who ask to be relieved.
    names: HashMap<PersonId, String>,
}

impl SignUps {
    /// Those that the messages are about.
    pub async fn load(db: &impl ConnectionTrait, claimed: &[delivery::Model]) -> Result<Self> {
        let ids = claimed.iter().filter_map(|row| row.shift_sign_up_id);
        let ids: HashSet<ShiftSignUpId> = ids.collect();
        let called: HashSet<ShiftId> = claimed.iter().filter_map(|row| row.shift_id).collect();
        if ids.is_empty() && called.is_empty() {
            return Ok(Self::default());
        }
        let mut rows = sign_ups::sign_ups(db, ids).await?;
        let wanted: Vec<ShiftSignUpId> = rows.iter().filter_map(|row| row.swap_for_id).collect();
        if !wanted.is_empty() {
            rows.extend(sign_ups::sign_ups(db, wanted).await?);
        }
        let mut duties = Duties::load(db, &rows).await?;
        let offered = rows.iter().filter(|row| row.swap_with_id.is_some());
        let names = names(db, offered.filter_map(|row| row.person_id).collect()).await?;
        let (mut roles, mut on) = (HashMap::new(), HashSet::new());
        if !called.is_empty() {
            duties.add(shifts::shifts(db, called.iter().copied()).await?);
            for role in shifts::roles_of(db, called.iter().copied()).await? {
                let of_shift: &mut Vec<shift_role::Model> = roles.entry(role.shift_id).or_default();
                of_shift.push(role);
            }
            let people = claimed.iter().filter(|row| row.shift_id.is_some());
            on = already(db, called, people.filter_map(|row| row.person_id)).await?;
        }
        Ok(Self {
            sign_ups: rows.into_iter().map(|row| (row.id, row)).collect(),
            duties,
            roles,
            on,
            names,
        })
    }

    /// What a message is about, or the state that it ends with; none if a row is missing.
    pub fn of(
        &self,
        row: &delivery::Model,
        event: &event::Model,
        now: Instant,
    ) -> Option<std::result::Result<AboutSignUp, DeliveryState>> {
        if let Some(shift) = row.shift_id {
            return self.called(row, shift, event, now);
        }
        let sign_up = self.sign_ups.get(&row.shift_sign_up_id?)?;
        let shift = self.duties.shifts.get(&sign_up.shift_id)?;
        let facts = Facts {
            event_state: event.state,
            shift_state: shift.state,
            state: sign_up.state,
            ended: sign_up.ended_reason,
            is_asked: sign_up.swap_offered_at.is_some() && sign_up.swap_with_id == row.person_id,
            times: (sign_up.starts_at, sign_up.ends_at),
        };
        let news = match holding(row.kind, facts, now)? {
            Ok(news) => news,
            Err(state) => return Some(Err(state)),
        };
        let is_asked = news == OfShift::SwapOffered;
        let name = sign_up.person_id.and_then(|id| self.names.get(&id));
        let wanted = sign_up.swap_for_id.and_then(|id| self.sign_ups.get(&id));
        Some(Ok(AboutSignUp {
            asked_by: name.filter(|_| is_asked).cloned(),
            in_exchange: wanted
                .filter(|_| is_asked)
                .and_then(|row| self.duties.of(row)),
            ..about(news, event, self.duties.of(sign_up)?)
        }))
    }

    fn called(
        &self,
        row: &delivery::Model,
        id: ShiftId,
        event: &event::Model,
        now: Instant,
    ) -> Option<std::result::Result<AboutSignUp, DeliveryState>> {
        let shift = self.duties.shifts.get(&id)?;
        let roles = self.roles.get(&id).into_iter().flatten();
        let free: Vec<&shift_role::Model> = roles.filter(|role| role.taken < role.places).collect();
        let comes = row
            .person_id
            .is_some_and(|person| self.on.contains(&(id, person)));
        let is_open = event.state == EventState::Published && shift.state == ShiftState::Open;
        if !is_open || free.is_empty() || comes || shift.starts_at <= now {
            return Some(Err(DeliveryState::Superseded));
        }
        let shift = AboutShift {
            name: shift.name.clone(),
            roles: free.into_iter().map(|role| role.name.clone()).collect(),
            place: shift.place.clone(),
            times: (shift.starts_at, shift.ends_at),
        };
        Some(Ok(about(OfShift::Called, event, shift)))
    }
}

fn about(news: OfShift, event: &event::Model, shift: AboutShift) -> AboutSignUp {
    AboutSignUp {
        news,
        event: event.clone(),
        venue: None,
        area: None,
        shift,
        asked_by: None,
        in_exchange: None,
    }
}

/// What volunteers do, and where.
#[derive(Default)]
pub(super) struct Duties {
    shifts: HashMap<ShiftId, shift::Model>,
    roles: HashMap<ShiftRoleId, shift_role::Model>,
}

impl Duties {
    /// Those of these sign-ups.
    pub async fn load(db: &impl ConnectionTrait, rows: &[shift_sign_up::Model]) -> Result<Self> {
        let ids: HashSet<ShiftId> = rows.iter().map(|row| row.shift_id).collect();
        let roles: HashSet<ShiftRoleId> = rows.iter().map(|row| row.role_id).collect();
        let found = shifts::shifts(db, ids).await?;
        let roles = shifts::roles(db, roles).await?;
        Ok(Self {
            shifts: found.into_iter().map(|row| (row.id, row)).collect(),
            roles: roles.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    fn add(&mut self, rows: Vec<shift::Model>) {
        self.shifts
            .extend(rows.into_iter().map(|row| (row.id, row)));
    }

    /// What a volunteer is to know of their place on a shift.
    pub fn of(&self, row: &shift_sign_up::Model) -> Option<AboutShift> {
        let shift = self.shifts.get(&row.shift_id)?;
        let role = self.roles.get(&row.role_id)?;
        Some(AboutShift {
            name: shift.name.clone(),
            roles: vec![role.name.clone()],
            place: shift.place.clone(),
            times: (row.starts_at, row.ends_at),
        })
    }
}

async fn names(
    db: &impl ConnectionTrait,
    people: HashSet<PersonId>,
) -> Result<HashMap<PersonId, String>> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(PersonId, String)> = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::Name])
        .filter(person::Column::Id.is_in(people))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// Which of these people are on which of these shifts, or wait for a place.
async fn already(
    db: &impl ConnectionTrait,
    shifts: impl IntoIterator<Item = ShiftId>,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<HashSet<(ShiftId, PersonId)>> {
    let open = [SignUpState::SignedUp, SignUpState::Waitlisted];
    let found: Vec<(ShiftId, PersonId)> = shift_sign_up::Entity::find()
        .select_only()
        .columns([
            shift_sign_up::Column::ShiftId,
            shift_sign_up::Column::PersonId,
        ])
        .filter(shift_sign_up::Column::ShiftId.is_in(shifts))
        .filter(shift_sign_up::Column::PersonId.is_in(people))
        .filter(shift_sign_up::Column::State.is_in(open))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// A place on a shift, as of now.
#[derive(Clone, Copy, Debug)]
struct Facts {
    event_state: EventState,
    shift_state: ShiftState,
    state: SignUpState,
    ended: Option<SignUpEnd>,
    /// Whether the recipient is asked to take it over.
    is_asked: bool,
    times: (Instant, Instant),
}

/// What a message tells, or why it is not sent after all; none for one that is about no shift.
fn holding(
    kind: MessageKind,
    facts: Facts,
    now: Instant,
) -> Option<std::result::Result<OfShift, DeliveryState>> {
    let (starts_at, ends_at) = facts.times;
    let is_on = facts.state == SignUpState::SignedUp
        && facts.shift_state == ShiftState::Open
        && facts.event_state == EventState::Published;
    let ended = facts
        .ended
        .filter(|_| facts.state == SignUpState::Cancelled);
    let (news, until) = match kind {
        MessageKind::ShiftSignedUp => (is_on.then_some(OfShift::SignedUp), starts_at),
        MessageKind::ShiftPromoted => (is_on.then_some(OfShift::Promoted), starts_at),
        MessageKind::ShiftSwapOffered => (
            (is_on && facts.is_asked).then_some(OfShift::SwapOffered),
            starts_at,
        ),
        // Who would come at the old time, or on the way, still has to know.
        MessageKind::ShiftChanged => (is_on.then_some(OfShift::Changed), ends_at),
        MessageKind::ShiftCancelled => {
            let why = ended.and_then(|end| why(end, facts.event_state));
            (why.map(OfShift::Cancelled), ends_at)
        }
        MessageKind::ShiftSwapped => {
            let swapped = ended == Some(SignUpEnd::Swapped);
            (swapped.then_some(OfShift::Swapped), ends_at)
        }
        _ => return None,
    };
    Some(match news {
        None => Err(DeliveryState::Superseded),
        Some(_) if until <= now => Err(DeliveryState::Expired),
        Some(news) => Ok(news),
    })
}

/// Why a volunteer is on a shift no longer, if they are told.
fn why(end: SignUpEnd, event: EventState) -> Option<OffShift> {
    match end {
        SignUpEnd::ShiftCancelled if event == EventState::Cancelled => {
            Some(OffShift::EventCancelled)
        }
        SignUpEnd::ShiftCancelled => Some(OffShift::ShiftCancelled),
        SignUpEnd::ShiftMoved => Some(OffShift::ShiftMoved),
        SignUpEnd::Staff => Some(OffShift::Staff),
        SignUpEnd::Volunteer | SignUpEnd::Swapped | SignUpEnd::PersonErased => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta, Utc};

    fn at(hour: i64) -> Instant {
        DateTime::<Utc>::UNIX_EPOCH + TimeDelta::hours(hour)
    }

    const ON: SignUpState = SignUpState::SignedUp;
    const OFF: SignUpState = SignUpState::Cancelled;

    fn facts(state: SignUpState, ended: Option<SignUpEnd>) -> Facts {
        Facts {
            event_state: EventState::Published,
            shift_state: ShiftState::Open,
            state,
            ended,
            is_asked: true,
            times: (at(10), at(12)),
        }
    }

    #[test]
    fn a_message_holds_while_it_is_true_and_there_is_time() {
        use DeliveryState::{Expired, Superseded};
        use MessageKind::{ShiftChanged, ShiftPromoted, ShiftSignedUp, ShiftSwapOffered};
        for (kind, until) in [
            (ShiftSignedUp, 10),
            (ShiftPromoted, 10),
            (ShiftSwapOffered, 10),
            (ShiftChanged, 12),
        ] {
            let on = facts(ON, None);
            assert!(
                holding(kind, on, at(until - 1)).unwrap().is_ok(),
                "{kind:?}"
            );
            assert_eq!(holding(kind, on, at(until)), Some(Err(Expired)), "{kind:?}");
            let off = facts(OFF, Some(SignUpEnd::Volunteer));
            assert_eq!(holding(kind, off, at(9)), Some(Err(Superseded)), "{kind:?}");
            let called_off = Facts {
                event_state: EventState::Cancelled,
                ..on
            };
            let told = holding(kind, called_off, at(9));
            assert_eq!(told, Some(Err(Superseded)), "{kind:?}");
        }
        let another = Facts {
            is_asked: false,
            ..facts(ON, None)
        };
        let told = holding(ShiftSwapOffered, another, at(9));
        assert_eq!(told, Some(Err(Superseded)));
        assert_eq!(holding(MessageKind::TicketReady, another, at(9)), None);
    }

    #[test]
    fn who_is_off_a_shift_reads_why_unless_they_know() {
        use SignUpEnd::{PersonErased, ShiftCancelled, ShiftMoved, Staff, Swapped, Volunteer};
        let kind = MessageKind::ShiftCancelled;
        let told = |ended, event_state| {
            let facts = Facts {
                event_state,
                ..facts(OFF, Some(ended))
            };
            holding(kind, facts, at(9)).unwrap().ok()
        };
        let published = EventState::Published;
        for (ended, why) in [
            (ShiftCancelled, Some(OffShift::ShiftCancelled)),
            (ShiftMoved, Some(OffShift::ShiftMoved)),
            (Staff, Some(OffShift::Staff)),
            (Volunteer, None),
            (Swapped, None),
            (PersonErased, None),
        ] {
            assert_eq!(told(ended, published), why.map(OfShift::Cancelled));
        }
        let called_off = told(ShiftCancelled, EventState::Cancelled);
        let why = OffShift::EventCancelled;
        assert_eq!(called_off, Some(OfShift::Cancelled(why)));
        let swapped = holding(MessageKind::ShiftSwapped, facts(OFF, Some(Swapped)), at(9));
        assert_eq!(swapped, Some(Ok(OfShift::Swapped)));
    }
}
