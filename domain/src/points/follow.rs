//! What becomes of points: hours that are credited bring them; a merged record's are its keeper's; an erased
//! person's exchanges are called off, and what they were counts without them.

use std::collections::BTreeMap;

use mulin_entities::*;

use super::{redeem, rules, store};
use crate::change::{Change, VolunteerChange, What};
use crate::clock::Instant;
use crate::error::Result;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    let mut credits: BTreeMap<PersonId, Vec<Credit>> = BTreeMap::new();
    for change in changes {
        match &change.what {
            What::Volunteering(VolunteerChange::HoursCredited {
                hours_entry_id,
                record_id,
                person_id,
                minutes,
                ..
            }) => credits.entry(*person_id).or_default().push(Credit {
                root: change.root_area_id,
                hours: *hours_entry_id,
                record: *record_id,
                minutes: *minutes,
            }),
            What::PersonMerged { from, into } => merge(tx, *from, *into).await?,
            _ => {}
        }
    }
    earn(tx, credits).await?;
    let erased: Vec<_> = changes.iter().filter_map(Change::erased).collect();
    if erased.is_empty() {
        return Ok(());
    }
    for row in store::requested_by(tx, &erased).await? {
        redeem::call_off(tx, row, None).await?;
    }
    store::forget(tx, &erased).await
}

struct Credit {
    root: AreaId,
    hours: HoursEntryId,
    record: ServiceRecordId,
    minutes: i32,
}

/// By the rule that counted where and when the service ended; accounts in the order of their keys.
async fn earn(tx: &Tx, credits: BTreeMap<PersonId, Vec<Credit>>) -> Result<()> {
    let records: Vec<ServiceRecordId> = credits.values().flatten().map(|c| c.record).collect();
    if records.is_empty() {
        return Ok(());
    }
    let records = store::of_records(tx, &records).await?;
    let mut known: Vec<((Instant, String), Option<points_rule::Model>)> = Vec::new();
    for (person, credits) in credits {
        let mut earned = Vec::new();
        for credit in credits {
            let record = records.iter().find(|(id, ..)| *id == credit.record);
            let Some((_, at, path)) = record else {
                continue;
            };
            let key = (*at, path.clone());
            if !known.iter().any(|(known, _)| *known == key) {
                let rule = store::rule_at(tx.db(), path, *at).await?;
                known.push((key.clone(), rule));
            }
            let rule = known.iter().find(|(known, _)| *known == key);
            let Some(rule) = rule.and_then(|(_, rule)| rule.as_ref()) else {
                continue;
            };
            let points = rules::earned(credit.minutes, rule.points_per_hour);
            if points > 0 {
                earned.push((credit, rule.id, points));
            }
        }
        let Some(root) = earned.first().map(|(credit, ..)| credit.root) else {
            continue;
        };
        let mut account = store::lock_account(tx, person, root).await?;
        let mut entries = Vec::new();
        for (credit, rule, points) in earned {
            let entry = points_entry::Model {
                rule_id: Some(rule),
                hours_entry_id: Some(credit.hours),
                ..redeem::blank(tx, root, person)
            };
            entries.extend(rules::enter(
                &mut account,
                PointsKind::Earned,
                points,
                entry,
            ));
        }
        store::write(tx, account, entries).await?;
    }
    Ok(())
}

async fn merge(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    let held = store::accounts(tx.db(), [from, into]).await?;
    let lost = held.iter().find(|account| account.person_id == from);
    if let Some(lost) = lost {
        // In the order of keys, as everywhere.
        let mut both = [from, into];
        both.sort_unstable();
        let first = store::lock_account(tx, both[0], lost.root_area_id).await?;
        let second = store::lock_account(tx, both[1], lost.root_area_id).await?;
        let (lost, kept) = if first.person_id == from {
            (first, second)
        } else {
            (second, first)
        };
        store::give(tx, lost, kept).await?;
    }
    store::give_redemptions(tx, from, into).await
}
