//! Goes on with the next channel where one did not reach somebody.

use std::collections::{HashMap, HashSet};

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::quiet::{self, Quiet};
use super::reachable::Reachable;
use super::{as_one, instead, plan, reach, rules, wanted, write};
use crate::clock::Instant;
use crate::error::Result;
use crate::tx::Tx;

/// Plans the next channel's message for each of these, which did not reach their person: at a decent
/// hour, and never for an event that will have begun. Where no channel is left, nothing is planned.
pub async fn climb(tx: &Tx, failed: &[delivery::Model]) -> Result<()> {
    let failed: Vec<&delivery::Model> = failed.iter().filter(|row| may_go_on(row)).collect();
    if failed.is_empty() {
        return Ok(());
    }
    let db = tx.db();
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(failed.iter().filter_map(|row| row.person_id)))
        .all(db)
        .await?;
    let people: HashMap<_, _> = people.into_iter().map(|row| (row.id, row)).collect();
    let events: Vec<EventId> = failed.iter().filter_map(|row| row.event_id).collect();
    let events = if events.is_empty() {
        Vec::new()
    } else {
        event::Entity::find()
            .filter(event::Column::Id.is_in(events))
            .all(db)
            .await?
    };
    let events: HashMap<_, _> = events.into_iter().map(|row| (row.id, row)).collect();
    let rungs = Rungs::load(tx, &failed).await?;

    let mut next = Vec::new();
    for row in failed {
        let Some(person) = row.person_id.and_then(|id| people.get(&id)) else {
            continue;
        };
        let event = row.event_id.and_then(|id| events.get(&id));
        let Some(channel) = rungs.next(row) else {
            continue;
        };
        let Some(send_at) = hour(tx, person, event, row) else {
            continue;
        };
        let address = rungs.reachable.address(person.id, channel);
        let key = rules::key_by(&row.dedupe_key, channel);
        let one = write::instead(tx, row, channel, key, send_at);
        // What one change led to stays one message.
        if let Some(change) = row.bundle_key.as_deref().and_then(as_one::change_of) {
            let common = plan::common(address, channel).map(|common| common.lookup.as_slice());
            next.push(as_one::in_list(
                one,
                &as_one::key(change, person.id, common, channel),
            ));
            continue;
        }
        if let Some(key) = row
            .bundle_key
            .as_deref()
            .and_then(|key| as_one::on(key, channel))
        {
            next.push(as_one::in_list(one, &key));
            continue;
        }
        let bundle_key = row
            .schedule_id
            .and_then(|schedule| plan::shared_key(address, schedule, row.schedule_rev, channel));
        next.push(delivery::Model { bundle_key, ..one });
    }
    as_one::leave_at_once(&mut next);
    write::add(tx, next).await
}

/// Those of these messages that another channel would go on with, should they reach nobody.
pub async fn with_another(tx: &Tx, rows: &[&delivery::Model]) -> Result<HashSet<DeliveryId>> {
    let rows: Vec<&delivery::Model> = rows.iter().copied().filter(|row| may_go_on(row)).collect();
    if rows.is_empty() {
        return Ok(HashSet::new());
    }
    let rungs = Rungs::load(tx, &rows).await?;
    let more = rows.iter().filter(|row| rungs.next(row).is_some());
    Ok(more.map(|row| row.id).collect())
}

/// A code is asked for again, by whoever waits for it; and what a call stands for that takes the place
/// of a message was read already.
fn may_go_on(row: &delivery::Model) -> bool {
    row.kind != MessageKind::SignInCode && row.person_id.is_some() && !instead::is_one(row)
}

/// The channels of messages, and which of them were tried.
struct Rungs {
    reachable: Reachable,
    wanted: HashMap<DeliveryId, String>,
    known: HashSet<String>,
}

impl Rungs {
    async fn load(tx: &Tx, rows: &[&delivery::Model]) -> Result<Self> {
        let people = rows.iter().filter_map(|row| row.person_id);
        let keys = rows.iter().flat_map(|row| rules::keys_of(&row.dedupe_key));
        Ok(Self {
            reachable: Reachable::load(tx.core(), tx.db(), people).await?,
            wanted: wanted::by_message(tx.db(), rows).await?,
            known: write::known(tx, keys).await?,
        })
    }

    /// The channel after a message's own.
    fn next(&self, row: &delivery::Model) -> Option<Channel> {
        let person = row.person_id?;
        let wanted = self.wanted.get(&row.id).map(String::as_str);
        let order = self.reachable.order(person, row.kind, wanted);
        let is_tried = |channel: &Channel| {
            self.known
                .contains(&rules::key_by(&row.dedupe_key, *channel))
        };
        let tried = order.iter().copied().filter(is_tried);
        let tried: Vec<Channel> = tried.chain([row.channel]).collect();
        reach::next(&order, self.reachable.ways(person, row.kind), &tried)
    }
}

/// When it leaves; none if that would be too late.
fn hour(
    tx: &Tx,
    person: &person::Model,
    event: Option<&event::Model>,
    failed: &delivery::Model,
) -> Option<Instant> {
    let kind = failed.kind;
    // It lasts from when it was wanted, not from when another channel takes it on.
    if kind == MessageKind::TicketNearly {
        let is_of_use = tx.now() < failed.send_at + rules::NEARLY_LASTS;
        return is_of_use.then_some(failed.send_at);
    }
    let settings = tx.core().settings();
    let hours = Quiet::of(settings, person.quiet_from, person.quiet_until);
    let own_zone = person.time_zone.as_deref();
    let Some(event) = event else {
        let zone = quiet::zone_of(own_zone, settings.time_zone);
        let calm = quiet::send_calmly_at(tx.now(), zone, hours);
        return Some(calm);
    };
    let event_zone = event.time_zone.parse().unwrap_or(settings.time_zone);
    let zone = quiet::zone_of(own_zone, event_zone);
    let end = rules::useless_from(kind, event.starts_at, event.ends_at);
    let at = quiet::send_at(tx.now(), tx.now(), event.starts_at, zone, hours, kind);
    (at < end).then_some(at)
}
