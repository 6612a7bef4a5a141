//! What leaves as one message that lists several: notices of one change, and confirmations of one
//! minute. Pure.

use std::collections::BTreeMap;

use mulin_entities::{Channel, EventId, PersonId, delivery};
use uuid::Uuid;

use super::plan::Draft;
use crate::clock::Instant;

/// Begins what the notices of one change share.
const TOGETHER: &str = "together:";

/// What the notices of one change share that go to one person, or, where several are reached at one
/// address, to that: its keyed hash.
pub fn key(change: &str, person: PersonId, common: Option<&[u8]>, channel: Channel) -> String {
    let reader = match common {
        // Eight bytes tell the addresses of one change apart, and nothing else.
        Some(lookup) => {
            let bytes = lookup.iter().take(8);
            bytes.map(|byte| format!("{byte:02x}")).collect()
        }
        None => person.0.simple().to_string(),
    };
    format!("{TOGETHER}{change}:{reader}:{}", channel.as_str())
}

/// The change whose notices share this key; none if it is another kind of key.
pub fn change_of(bundle_key: &str) -> Option<&str> {
    bundle_key.strip_prefix(TOGETHER)?.split(':').next()
}

/// What the confirmations of a person's answers share that leave at the same time.
pub fn confirmed_key(person: PersonId, channel: Channel, at: Instant) -> String {
    let (person, channel) = (person.0.simple(), channel.as_str());
    format!("confirmed:{person}:{channel}:{}", at.timestamp_micros())
}

/// Begins what the tickets share that one day closed.
const CLOSED: &str = "closed:";

/// Begins what the shifts share that one event calls off.
const CALLED_OFF: &str = "called_off:";

/// What the tickets of a person share that one day closed.
pub fn closed_key(event: EventId, person: PersonId, channel: Channel) -> String {
    let (event, person) = (event.0.simple(), person.0.simple());
    format!("{CLOSED}{event}:{person}:{}", channel.as_str())
}

/// What the shifts of a person share that one event calls off.
pub fn called_off_key(event: EventId, person: PersonId, channel: Channel) -> String {
    let (event, person) = (event.0.simple(), person.0.simple());
    format!("{CALLED_OFF}{event}:{person}:{}", channel.as_str())
}

/// The same on another channel, for what was closed or called off; none for another kind of key.
pub fn on(bundle_key: &str, channel: Channel) -> Option<String> {
    let is_list = [CLOSED, CALLED_OFF]
        .iter()
        .any(|begin| bundle_key.starts_with(begin));
    let (rest, _) = bundle_key.rsplit_once(':').filter(|_| is_list)?;
    Some(format!("{rest}:{}", channel.as_str()))
}

/// Makes one message a reader and channel of the notices of one change. Whoever has but one gets that,
/// as ever; whoever wants a digest, and all of them can wait for the same, reads them there. Otherwise
/// they leave as early as the first of them may, so that nobody is told twice.
pub fn bundled(change: Uuid, drafts: Vec<Draft>) -> Vec<delivery::Model> {
    let change = change.simple().to_string();
    let mut of_people: BTreeMap<_, Vec<Draft>> = BTreeMap::new();
    for draft in drafts {
        let reader = (draft.row.person_id, draft.row.channel.as_str());
        of_people.entry(reader).or_default().push(draft);
    }
    let mut rows = Vec::new();
    let mut by_key: BTreeMap<String, Vec<Draft>> = BTreeMap::new();
    for drafts in of_people.into_values() {
        if wait_for_one_digest(&drafts) {
            rows.extend(drafts.into_iter().map(Draft::alone));
            continue;
        }
        for draft in drafts {
            let Some(person) = draft.row.person_id else {
                rows.push(draft.alone());
                continue;
            };
            let key = key(&change, person, draft.common.as_deref(), draft.row.channel);
            by_key.entry(key).or_default().push(draft);
        }
    }
    for (key, drafts) in by_key {
        // Others at the same address may be on the next page.
        let is_single = drafts.len() == 1 && drafts.iter().all(|one| one.common.is_none());
        if is_single {
            rows.extend(drafts.into_iter().map(Draft::alone));
            continue;
        }
        let listed = drafts.into_iter().map(|draft| in_list(draft.row, &key));
        rows.extend(listed);
    }
    leave_at_once(&mut rows);
    rows
}

/// As one of several that share a key.
pub fn in_list(row: delivery::Model, key: &str) -> delivery::Model {
    delivery::Model {
        in_digest: true,
        bundle_key: Some(key.to_owned()),
        ..row
    }
}

/// Lets the notices of one change that share a key leave as early as the first of them may.
pub fn leave_at_once(rows: &mut [delivery::Model]) {
    let mut first: BTreeMap<String, Instant> = BTreeMap::new();
    for row in &*rows {
        if let Some(key) = listed_by(row) {
            let at = first.entry(key.to_owned()).or_insert(row.send_at);
            *at = row.send_at.min(*at);
        }
    }
    for row in rows {
        if let Some(at) = listed_by(row).and_then(|key| first.get(key)).copied() {
            (row.send_at, row.due_at) = (at, at);
        }
    }
}

fn listed_by(row: &delivery::Model) -> Option<&str> {
    let key = row.bundle_key.as_deref()?;
    change_of(key).and(Some(key))
}

fn wait_for_one_digest(drafts: &[Draft]) -> bool {
    let first = drafts.first().and_then(|draft| draft.digest.as_ref());
    first.is_some() && drafts.iter().all(|draft| draft.digest.as_ref() == first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_key_tells_its_change_and_its_reader() {
        let person = PersonId(Uuid::from_u128(7));
        let own = key("c1", person, None, Channel::Email);
        assert_eq!(change_of(&own), Some("c1"));
        assert_ne!(own, key("c1", person, None, Channel::Sms));
        assert_ne!(own, key("c2", person, None, Channel::Email));
        let other = PersonId(Uuid::from_u128(8));
        let at_home = |person| key("c1", person, Some(&[1, 2, 3]), Channel::Email);
        assert_eq!(at_home(person), at_home(other));
        assert_ne!(at_home(person), own);
    }

    #[test]
    fn what_was_closed_or_called_off_stays_a_list_on_another_channel() {
        let (event, person) = (EventId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(7)));
        for list in [closed_key, called_off_key] {
            let by_text = list(event, person, Channel::Sms);
            let before = list(event, person, Channel::Email);
            assert_eq!(on(&before, Channel::Sms), Some(by_text));
        }
        let notice = key("c1", person, None, Channel::Email);
        assert_eq!(on(&notice, Channel::Sms), None);
    }

    #[test]
    fn other_keys_are_of_no_change() {
        let person = PersonId(Uuid::from_u128(7));
        let at = chrono::DateTime::UNIX_EPOCH + TimeDelta::minutes(1);
        let confirmed = confirmed_key(person, Channel::Email, at);
        for other in [
            confirmed.as_str(),
            "digest:1:EMAIL:2027-01-01",
            "",
            "apart:1",
        ] {
            assert_eq!(change_of(other), None, "{other}");
        }
    }
}
