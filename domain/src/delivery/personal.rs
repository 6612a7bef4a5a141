//! Notices to one person that are about no answer of theirs: somebody acted for them, or their
//! registration was confirmed.

use std::collections::HashSet;

use mulin_entities::*;

use super::quiet::{self, Quiet};
use super::reachable::Reachable;
use super::{digest, rules, write};
use crate::change::{Change, RsvpChange, What};
use crate::clock::Instant;
use crate::error::{Error, Result};
use crate::person::store as people;
use crate::tx::Tx;

/// Tells each person for whom somebody else acted, once a transaction: of the last that was done, as
/// a consent that replaces another withdraws it first.
pub async fn tell_who_acted(tx: &Tx, changes: &[Change]) -> Result<()> {
    let Some(by) = tx.actor().doer() else {
        return Ok(());
    };
    let mut seen = HashSet::from([by]);
    for person in changes.iter().filter_map(|change| change.on_behalf_of) {
        if seen.insert(person) {
            tell_what_was_done(tx, changes, person, by).await?;
        }
    }
    Ok(())
}

async fn tell_what_was_done(
    tx: &Tx,
    changes: &[Change],
    person: PersonId,
    by: PersonId,
) -> Result<()> {
    let act_of = |change: &Change| act_for(person, by, &change.what);
    let Some(act) = changes.iter().filter_map(act_of).next_back() else {
        return Ok(());
    };
    let first = tx.changes().iter().find(|change| act_of(change).is_some());
    if !first.is_some_and(|first| changes.contains(first)) {
        // It was told when the changes of an earlier round were followed.
        return Ok(());
    }
    let occasion: DeliveryId = tx.new_id();
    let notice = Notice {
        dedupe_key: format!("acted:{}", occasion.0.simple()),
        kind: MessageKind::ActedForYou,
        act: Some(act),
    };
    notify(tx, person, notice).await
}

/// Tells somebody that their registration was confirmed.
pub async fn tell_confirmed(tx: &Tx, person: PersonId) -> Result<()> {
    let notice = Notice {
        dedupe_key: format!("registration:{}", person.0.simple()),
        kind: MessageKind::RegistrationConfirmed,
        act: None,
    };
    notify(tx, person, notice).await
}

/// What was done for the person by it, if anything.
fn act_for(person: PersonId, by: PersonId, what: &What) -> Option<Act> {
    let (act, event_id, purpose, of) = match *what {
        What::RsvpAnswered(RsvpChange {
            event_id,
            person_id,
            to,
            ..
        }) => (answered(to), Some(event_id), None, person_id),
        What::ConsentRecorded {
            person_id, purpose, ..
        } => (ProxyAct::ConsentGiven, None, Some(purpose), person_id),
        What::ConsentWithdrawn {
            person_id, purpose, ..
        } => (ProxyAct::ConsentWithdrawn, None, Some(purpose), person_id),
        _ => return None,
    };
    (of == person).then_some(Act {
        by,
        act,
        event_id,
        purpose,
    })
}

fn answered(to: RsvpState) -> ProxyAct {
    match to {
        RsvpState::Going | RsvpState::Waitlisted | RsvpState::Offered | RsvpState::Requested => {
            ProxyAct::Going
        }
        RsvpState::Maybe => ProxyAct::Maybe,
        RsvpState::Declined | RsvpState::Withdrawn | RsvpState::Refused | RsvpState::Expired => {
            ProxyAct::NotComing
        }
    }
}

/// By the channel that reaches the person first. Who has none gets a message all the same, which is
/// then seen to have reached nobody.
async fn notify(tx: &Tx, person: PersonId, notice: Notice) -> Result<()> {
    let person = people::person(tx.db(), person)
        .await?
        .ok_or_else(|| Error::internal("a person to be told is missing"))?;
    let reachable = Reachable::load(tx.core(), tx.db(), [person.id]).await?;
    let channel = reachable.first(person.id, notice.kind, None);
    let settings = tx.core().settings();
    let hours = Quiet::of(settings, person.quiet_from, person.quiet_until);
    let zone = quiet::zone_of(person.time_zone.as_deref(), settings.time_zone);
    let send_at = quiet::send_calmly_at(tx.now(), zone, hours);
    let digest_at = reachable.digest_at(person.id);
    let digest = digest::waits_until(notice.kind, send_at, None, digest_at, zone)
        .filter(|_| channel != Channel::Call);
    plan(tx, &person, channel, send_at, digest, notice).await
}

/// What a message to one person is planned from, that is about no answer of theirs.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What makes it the same message when it is planned again.
    pub dedupe_key: String,
    /// What it says.
    pub kind: MessageKind,
    /// Who acted for the person and how, if it says that.
    pub act: Option<Act>,
}

/// What somebody did for somebody else.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    /// Who.
    pub by: PersonId,
    /// What.
    pub act: ProxyAct,
    /// About which event.
    pub event_id: Option<EventId>,
    /// About which consent.
    pub purpose: Option<ConsentPurpose>,
}

/// Plans a message to one person, once, by the channel that reaches them: for a time, or for the
/// person's digest.
pub async fn plan(
    tx: &Tx,
    person: &person::Model,
    channel: Channel,
    send_at: Instant,
    digest: Option<Instant>,
    notice: Notice,
) -> Result<()> {
    let act = notice.act;
    let zone = quiet::zone_of(person.time_zone.as_deref(), tx.core().settings().time_zone);
    let bundle_key = digest.map(|at| digest::key(person.id, channel, at, zone));
    let send_at = digest.unwrap_or(send_at);
    let key = rules::key_by(&notice.dedupe_key, channel);
    let row = delivery::Model {
        root_area_id: Some(person.root_area_id),
        person_id: Some(person.id),
        event_id: act.and_then(|act| act.event_id),
        acted_by: act.map(|act| act.by),
        act: act.map(|act| act.act),
        purpose: act.and_then(|act| act.purpose),
        in_digest: digest.is_some(),
        bundle_key,
        ..write::blank(tx, notice.kind, channel, key, send_at)
    };
    write::insert(tx, vec![row]).await
}
