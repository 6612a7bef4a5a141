//! Notices to one person that are about no answer of theirs: somebody acted for them, or their
//! registration was confirmed.

use std::collections::HashSet;

use mulin_entities::*;

use super::quiet::{self, Quiet};
use super::rules;
use super::store::{self, Act, Notice};
use crate::change::{Change, RsvpChange, What};
use crate::error::{Error, Result};
use crate::person::contact::store as contact;
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

/// By e-mail if the person has an address, else by SMS if a telephone of theirs takes it. Who has
/// neither gets a message all the same, which is then seen to have reached nobody.
async fn notify(tx: &Tx, person: PersonId, notice: Notice) -> Result<()> {
    let person = people::person(tx.db(), person)
        .await?
        .ok_or_else(|| Error::internal("a person to be told is missing"))?;
    let contacts = contact::of_person(tx.db(), person.id).await?;
    let channel = rules::channel_by(&contacts);
    let settings = tx.core().settings();
    let hours = Quiet::of(settings, person.quiet_from, person.quiet_until);
    let send_at = quiet::send_calmly_at(tx.now(), settings.time_zone, hours);
    store::plan_personal(tx, &person, channel, send_at, notice).await
}
