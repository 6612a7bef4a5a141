//! Calls that stewards make where no message reaches somebody: the last rung of the ladder.
//!
//! The message of a call is SENT once its task exists. What became of the call is told by
//! [`note_outcome`]. A task that nobody made in time, or whose reason is gone, lapses. Where a call
//! reached nobody and the person has another channel, that goes on; so a task lapses earlier if there
//! is one, while the message is still of use.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    Value,
};

use super::outgoing::{About, Outgoing};
use super::{calls_as_one, ladder, rules, withdraw};
use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::tx::Tx;

/// So long before a message is of no more use a call gives way to another channel.
const LEFT_FOR_OTHERS: TimeDelta = TimeDelta::hours(3);

/// What became of the messages of calls.
#[derive(Default)]
pub(super) struct Planned {
    /// A task exists.
    pub tasks: Vec<DeliveryId>,
    /// What one call tells beside the message that its task stands for.
    pub carried: Vec<(DeliveryId, Vec<DeliveryId>)>,
    /// The person is to be called about the same already, or was reminded by a call before.
    pub same: Vec<DeliveryId>,
    /// Nobody looks after the unit.
    pub nobody: Vec<delivery::Model>,
    /// A call about the same did not reach the person, and another channel may.
    pub unreached: Vec<delivery::Model>,
}

/// A call that is known already.
#[derive(FromQueryResult)]
struct Known {
    person_id: PersonId,
    event_id: Option<EventId>,
    state: CallState,
    outcome: Option<CallOutcome>,
    kind: MessageKind,
    schedule_rev: i32,
}

/// Makes a task of each message: one a person, event and kind, whoever looks after them.
pub(super) async fn plan(
    tx: &Tx,
    wanted: Vec<(delivery::Model, Outgoing)>,
    units: &HashMap<PersonId, AreaId>,
) -> Result<Planned> {
    let mut planned = Planned::default();
    if wanted.is_empty() {
        return Ok(planned);
    }
    let looked_after = looked_after(tx, units.values().copied().collect()).await?;
    let known = known(tx, wanted.iter().filter_map(|(row, _)| row.person_id)).await?;
    let rows: Vec<&delivery::Model> = wanted.iter().map(|(row, _)| row).collect();
    let with_another = ladder::with_another(tx, &rows).await?;
    let mut seen = HashSet::new();
    let mut tasks: Vec<call_task::Model> = Vec::new();
    let mut of_list: HashMap<String, usize> = HashMap::new();
    for (row, message) in wanted {
        let (Some(person_id), Some(root_area_id)) = (row.person_id, row.root_area_id) else {
            planned.nobody.push(row);
            continue;
        };
        let Some(unit_id) = units.get(&person_id).copied() else {
            planned.nobody.push(row);
            continue;
        };
        // A reminder is called once, however many there are; other news are news each time.
        let covers = |call: &Known| {
            let about = (call.person_id, call.event_id, call.kind, call.schedule_rev);
            let is_same = about == (person_id, row.event_id, row.kind, row.schedule_rev);
            let counts = call.state == CallState::Open
                || (row.kind == MessageKind::EventReminder && call.state == CallState::Done);
            is_same && counts && row.event_id.is_some()
        };
        let occasion = (person_id, row.event_id, row.kind);
        let is_second = row.event_id.is_some() && seen.contains(&occasion);
        let before: Vec<&Known> = known.iter().filter(|call| covers(call)).collect();
        let in_vain = |call: &&Known| {
            call.state == CallState::Done && call.outcome != Some(CallOutcome::Reached)
        };
        let was_in_vain = !before.is_empty() && before.iter().all(in_vain);
        if was_in_vain && with_another.contains(&row.id) {
            planned.unreached.push(row);
            continue;
        }
        if is_second || !before.is_empty() {
            planned.same.push(row.id);
            continue;
        }
        if !looked_after.contains(&unit_id) {
            planned.nobody.push(row);
            continue;
        }
        seen.insert(occasion);
        planned.tasks.push(row.id);
        let expires_at = lapses_at(
            useless_from(&message),
            with_another.contains(&row.id),
            tx.now(),
        );
        let listed = row.bundle_key.as_ref().filter(|_| row.in_digest);
        let known = listed.and_then(|key| of_list.get(key).copied());
        if let Some(known) = known
            && let Some((first, carried)) = planned.carried.get_mut(known)
        {
            carried.push(row.id);
            let of_first = |task: &&mut call_task::Model| task.delivery_id == *first;
            if let Some(task) = tasks.iter_mut().find(of_first) {
                task.expires_at = task.expires_at.max(expires_at);
            }
            continue;
        }
        if let Some(key) = listed {
            of_list.insert(key.clone(), planned.carried.len());
            planned.carried.push((row.id, Vec::new()));
        }
        tasks.push(call_task::Model {
            id: tx.new_id(),
            root_area_id,
            unit_id,
            delivery_id: row.id,
            person_id,
            event_id: row.event_id,
            state: CallState::Open,
            outcome: None,
            tries: 0,
            sealed_note: None,
            key_id: None,
            due_at: tx.now(),
            expires_at,
            done_by: None,
            done_at: None,
            created_at: tx.now(),
        });
    }
    if !tasks.is_empty() {
        let tasks = tasks.into_iter();
        let tasks = tasks.map(|task| task.into_active_model().reset_all());
        call_task::Entity::insert_many(tasks)
            .exec_without_returning(tx.db())
            .await?;
    }
    Ok(planned)
}

/// When a task is given up that nobody made: once it is of no more use, or, where another channel may
/// reach the person, after a day, and while there is still time for that one.
fn lapses_at(useless: Option<Instant>, has_another: bool, now: Instant) -> Option<Instant> {
    if !has_another {
        return useless;
    }
    let patience = now + rules::tried_for(Channel::Call);
    let Some(useless) = useless else {
        return Some(patience);
    };
    let in_time = (useless - LEFT_FOR_OTHERS).max(now + (useless - now) / 2);
    Some(patience.min(in_time))
}

fn useless_from(message: &Outgoing) -> Option<Instant> {
    let About::Event(about) = &message.about else {
        return None;
    };
    let event = &about.event;
    Some(rules::useless_from(
        message.kind,
        event.starts_at,
        event.ends_at,
    ))
}

/// Those of the units that a steward looks after, of the unit or of what it lies in.
async fn looked_after(tx: &Tx, units: HashSet<AreaId>) -> Result<HashSet<AreaId>> {
    #[derive(FromQueryResult)]
    struct Row {
        unit_id: AreaId,
    }
    let places = dialect::places(units.len(), "?");
    let text = format!(
        "WITH RECURSIVE up AS (
            SELECT id AS unit_id, id, parent_id FROM area WHERE id IN ({places})
            UNION
            SELECT up.unit_id, area.id, area.parent_id FROM up JOIN area ON area.id = up.parent_id
         )
         SELECT DISTINCT up.unit_id FROM up JOIN role_grant ON role_grant.area_id = up.id
         WHERE role_grant.role = 'STEWARD' AND role_grant.valid_from <= ?
             AND (role_grant.valid_until IS NULL OR role_grant.valid_until > ?)"
    );
    let now = [tx.now().into(), tx.now().into()];
    let values = units.into_iter().map(Value::from).chain(now);
    let rows = Row::find_by_statement(dialect::sql(tx.db(), &text, values))
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(|row| row.unit_id).collect())
}

async fn known(tx: &Tx, people: impl Iterator<Item = PersonId>) -> Result<Vec<Known>> {
    let values: Vec<Value> = people.map(Value::from).collect();
    let places = dialect::places(values.len(), "?");
    let text = format!(
        "SELECT call_task.person_id, call_task.event_id, call_task.state, call_task.outcome,
                delivery.kind, delivery.schedule_rev
         FROM call_task JOIN delivery ON delivery.id = call_task.delivery_id
         WHERE call_task.person_id IN ({places}) AND call_task.state <> 'LAPSED'"
    );
    Ok(
        Known::find_by_statement(dialect::sql(tx.db(), &text, values))
            .all(tx.db())
            .await?,
    )
}

/// Notes how a call ended on the message that it stands for: DELIVERED if the person was told, FAILED
/// if nobody will be by this call any more, and then the next channel goes on. A call that is made
/// again later (nobody answered, or the person asked for it) leaves the message as it is, unless
/// `is_last`. For the command that records outcomes, in its transaction; a message that has come to
/// another end stays so.
pub async fn note_outcome(
    tx: &Tx,
    message: DeliveryId,
    outcome: CallOutcome,
    is_last: bool,
) -> Result<()> {
    let (state, error) = match outcome {
        CallOutcome::Reached => (DeliveryState::Delivered, None),
        CallOutcome::WrongNumber => (DeliveryState::Failed, Some("WRONG_NUMBER")),
        CallOutcome::Refused => (DeliveryState::Failed, Some("CALL_REFUSED")),
        CallOutcome::NoAnswer | CallOutcome::CallBack if is_last => {
            (DeliveryState::Failed, Some("NO_ANSWER"))
        }
        CallOutcome::NoAnswer | CallOutcome::CallBack => return Ok(()),
    };
    let carried = calls_as_one::carried(tx.db(), &[message])
        .await?
        .into_iter();
    let told: Vec<DeliveryId> = carried.map(|row| row.id).chain([message]).collect();
    // To fail once more is no news; the next channel is under way.
    let from: &[DeliveryState] = match state {
        DeliveryState::Delivered => &[DeliveryState::Sent, DeliveryState::Failed],
        _ => &[DeliveryState::Sent],
    };
    let noted = delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(state))
        .col_expr(delivery::Column::LastError, Expr::value(error))
        .col_expr(delivery::Column::SettledAt, Expr::value(tx.now()))
        .filter(delivery::Column::Id.is_in(told.iter().copied()))
        .filter(delivery::Column::Channel.eq(Channel::Call))
        .filter(delivery::Column::State.is_in(from.iter().copied()))
        .exec(tx.db())
        .await?;
    if noted.rows_affected == 0 {
        return Ok(());
    }
    if state == DeliveryState::Delivered {
        return withdraw::supersede_next(tx, &told).await;
    }
    let failed = rows_of(tx, told).await?;
    ladder::climb(tx, &failed).await
}

pub(super) async fn rows_of(tx: &Tx, ids: Vec<DeliveryId>) -> Result<Vec<delivery::Model>> {
    Ok(delivery::Entity::find()
        .filter(delivery::Column::Id.is_in(ids))
        .all(tx.db())
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeZone, Utc};

    #[test]
    fn a_call_gives_way_while_another_channel_may_still_reach_somebody() {
        let now = Utc.with_ymd_and_hms(2027, 2, 20, 4, 0, 0).unwrap();
        let hours = |hours| now + TimeDelta::hours(hours);
        assert_eq!(lapses_at(Some(hours(2)), false, now), Some(hours(2)));
        assert_eq!(lapses_at(None, false, now), None);
        // A day at most, three hours before, and halfway where that is too early.
        assert_eq!(lapses_at(Some(hours(90)), true, now), Some(hours(24)));
        assert_eq!(lapses_at(Some(hours(24)), true, now), Some(hours(21)));
        assert_eq!(lapses_at(Some(hours(2)), true, now), Some(hours(1)));
        assert_eq!(lapses_at(None, true, now), Some(hours(24)));
    }
}
