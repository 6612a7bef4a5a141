//! Messages that go to one address as one. Pure.

use std::collections::BTreeMap;

use mulin_entities::*;

use super::outgoing::{About, Outgoing, Reader};

/// A carrier and what it carries, the carrier first.
pub struct Group {
    /// Which of them carries.
    pub carrier: DeliveryId,
    /// How often nobody knew what became of it.
    pub unknowns: i32,
    /// All of them.
    pub rows: Vec<delivery::Model>,
}

impl Group {
    /// Whether its worker died with it, so that it may have been sent.
    pub fn is_lost(&self) -> bool {
        let carrier = self.rows.iter().find(|row| row.id == self.carrier);
        carrier.is_some_and(|row| row.state == DeliveryState::Unknown)
    }

    /// Whether it is a code to sign in with.
    pub fn is_code(&self) -> bool {
        self.rows
            .iter()
            .any(|row| row.kind == MessageKind::SignInCode)
    }
}

/// Puts messages together by who carries them.
pub fn by_carrier(rows: impl IntoIterator<Item = delivery::Model>) -> Vec<Group> {
    let mut groups: BTreeMap<DeliveryId, Vec<delivery::Model>> = BTreeMap::new();
    for row in rows {
        let carrier = row.carried_by.unwrap_or(row.id);
        groups.entry(carrier).or_default().push(row);
    }
    let group = |(carrier, mut rows): (DeliveryId, Vec<delivery::Model>)| {
        rows.sort_by_key(|row| (row.carried_by.is_some(), row.id));
        let unknowns = rows.first().map_or(0, |row| row.unknowns);
        Group {
            carrier,
            unknowns,
            rows,
        }
    };
    groups.into_iter().map(group).collect()
}

/// Makes one message an address of those that still hold: usually one in all, and several if people
/// are reached elsewhere by now. The one to most comes first, and stays what the group was.
pub fn compose(whole: Vec<(delivery::Model, Outgoing)>) -> Vec<Outgoing> {
    let mut by_address: Vec<Vec<(delivery::Model, Outgoing)>> = Vec::new();
    for (row, message) in whole {
        let is_there = |part: &&mut Vec<(delivery::Model, Outgoing)>| {
            let first = part.first();
            first.is_some_and(|(_, first)| first.address == message.address)
        };
        match by_address.iter_mut().find(is_there) {
            Some(part) => part.push((row, message)),
            None => by_address.push(vec![(row, message)]),
        }
    }
    by_address.sort_by_key(|part| std::cmp::Reverse(part.len()));
    by_address.into_iter().filter_map(one).collect()
}

/// One message of several.
fn one(part: Vec<(delivery::Model, Outgoing)>) -> Option<Outgoing> {
    let mut part = part.into_iter();
    let (row, first) = part.next()?;
    let others: Vec<Outgoing> = part.map(|(_, message)| message).collect();
    if others.is_empty() {
        return Some(first);
    }
    let carries = others.iter().map(|message| message.id).collect();
    let mut one = if row.in_digest {
        listed(first, others)
    } else {
        shared(first, others)
    };
    one.carries = carries;
    Some(one)
}

/// One message that lists several: to one person, or to all who share an address, who are told of
/// each event once.
fn listed(first: Outgoing, others: Vec<Outgoing>) -> Outgoing {
    let to = first.person_id;
    if others.iter().all(|other| other.person_id == to) {
        return digest(first, others);
    }
    let mut readers: Vec<Outgoing> = Vec::new();
    let mut about: Vec<(Outgoing, Vec<Outgoing>)> = Vec::new();
    for message in std::iter::once(first.clone()).chain(others) {
        let known = |reader: &Outgoing| reader.person_id == message.person_id;
        if message.person_id != to && !readers.iter().any(known) {
            readers.push(message.clone());
        }
        let is_same = |(one, _): &&mut (Outgoing, Vec<Outgoing>)| is_about_the_same(one, &message);
        match about.iter_mut().find(is_same) {
            Some((_, others)) => others.push(message),
            None => about.push((message, Vec::new())),
        }
    }
    let items = about.into_iter();
    let mut items = items.map(|(one, others)| shared(one, others));
    let Some(one) = items.next() else {
        return first;
    };
    let more: Vec<Outgoing> = items.collect();
    if more.is_empty() {
        return one;
    }
    let others = readers.into_iter().map(|reader| Reader {
        name: reader.recipient_name.unwrap_or_default(),
        link: None,
    });
    let others = others.collect();
    Outgoing {
        others,
        ..digest(one, more)
    }
}

fn is_about_the_same(one: &Outgoing, other: &Outgoing) -> bool {
    match (&one.about, &other.about) {
        (About::Event(own), About::Event(event)) => {
            one.kind == other.kind
                && own.event.id == event.event.id
                && one.person_id != other.person_id
        }
        _ => false,
    }
}

/// One message to one person.
fn digest(first: Outgoing, more: Vec<Outgoing>) -> Outgoing {
    let mut items = vec![first.clone()];
    items.extend(more);
    // As the events come; what is about none goes last.
    items.sort_by_key(|item| match &item.about {
        About::Event(about) => (0, Some(about.event.starts_at), item.id),
        _ => (1, None, item.id),
    });
    Outgoing {
        link: None,
        about: About::Digest(items),
        ..first
    }
}

/// One message to all who share an address, each with a link of their own.
fn shared(mut first: Outgoing, others: Vec<Outgoing>) -> Outgoing {
    for other in others {
        if let (About::Event(all), About::Event(own)) = (&mut first.about, &other.about) {
            all.party += own.party;
            all.bookings.extend(own.bookings.iter().cloned());
            all.shifts.extend(own.shifts.iter().cloned());
            match (&mut all.dishes, &own.dishes) {
                (Some(all), Some(own)) => all.dishes.extend(own.dishes.iter().cloned()),
                (none @ None, Some(own)) => *none = Some(own.clone()),
                (_, None) => {}
            }
        }
        first.others.push(Reader {
            name: other.recipient_name.unwrap_or_default(),
            link: other.link,
        });
    }
    first
}
