//! How people can be reached as of now: one statement a table for all of them.

use std::collections::{HashMap, HashSet};

use mulin_entities::*;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Value,
};

use super::reach::{self, Way, Ways};
use crate::core::Core;
use crate::dialect;
use crate::error::Result;

/// An address of a person, still sealed.
#[derive(Clone, FromQueryResult)]
pub struct Address {
    id: ContactPointId,
    person_id: PersonId,
    kind: ContactKind,
    ciphertext: Vec<u8>,
    /// Keyed HMAC of the address.
    pub lookup: Vec<u8>,
    key_id: String,
    receives_sms: bool,
    /// Whether somebody else is reached there too.
    pub is_common: bool,
}

impl Address {
    fn takes(&self, channel: Channel) -> bool {
        match channel {
            Channel::Email => self.kind == ContactKind::Email,
            Channel::Sms => self.kind == ContactKind::Phone && self.receives_sms,
            Channel::Call => self.kind == ContactKind::Phone,
        }
    }

    /// What it says: an e-mail address, or a telephone number (E.164).
    pub fn open(&self, core: &Core) -> Result<String> {
        let id = self.id.0.as_bytes();
        let plain = core.keyring().open(&self.key_id, id, &self.ciphertext)?;
        Ok(String::from_utf8_lossy(&plain).into_owned())
    }

    /// When it was added, as its key tells; none if that does not.
    pub fn added_at(&self) -> Option<crate::clock::Instant> {
        let (seconds, nanos) = self.id.0.get_timestamp()?.to_unix();
        chrono::DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
    }

    /// Under what the address may be noted elsewhere: by the keys in force now and before.
    fn lookups(&self, core: &Core) -> Result<Vec<Vec<u8>>> {
        if core.keyring().key_ids().nth(1).is_none() {
            return Ok(vec![self.lookup.clone()]);
        }
        Ok(core.keyring().lookups(&self.open(core)?))
    }
}

/// People, and the ways to them.
#[derive(Default)]
pub struct Reachable {
    own: HashMap<PersonId, notification_preference::Model>,
    words: HashMap<(PersonId, Channel, ChannelPurpose), ConsentStep>,
    addresses: HashMap<PersonId, Vec<Address>>,
    suppressed: HashSet<(ContactPointId, Channel)>,
}

impl Reachable {
    /// Loads them.
    pub async fn load(
        core: &Core,
        db: &impl ConnectionTrait,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<Self> {
        let people: HashSet<PersonId> = people.into_iter().collect();
        let mut people: Vec<PersonId> = people.into_iter().collect();
        people.sort();
        if people.is_empty() {
            return Ok(Self::default());
        }
        let own = notification_preference::Entity::find()
            .filter(notification_preference::Column::PersonId.is_in(people.iter().copied()))
            .all(db)
            .await?;
        let own = own.into_iter().map(|row| (row.person_id, row)).collect();
        let words: Vec<(PersonId, Channel, ChannelPurpose, ConsentStep)> =
            channel_consent::Entity::find()
                .select_only()
                .column(channel_consent::Column::PersonId)
                .column(channel_consent::Column::Channel)
                .column(channel_consent::Column::Purpose)
                .column(channel_consent::Column::Step)
                .filter(channel_consent::Column::PersonId.is_in(people.iter().copied()))
                .order_by_asc(channel_consent::Column::Id)
                .into_tuple()
                .all(db)
                .await?;
        // Later entries take the place of earlier ones.
        let words = words
            .into_iter()
            .map(|(person, channel, purpose, step)| ((person, channel, purpose), step))
            .collect();
        let all = addresses(db, &people).await?;
        let suppressed = suppressed(core, db, &all).await?;
        let mut addresses: HashMap<PersonId, Vec<Address>> = HashMap::new();
        for address in all {
            addresses
                .entry(address.person_id)
                .or_default()
                .push(address);
        }
        Ok(Self {
            own,
            words,
            addresses,
            suppressed,
        })
    }

    /// Whether each channel leads to the person with such a message.
    pub fn ways(&self, person: PersonId, kind: MessageKind) -> Ways {
        let purpose = reach::purpose(kind);
        let way = |channel| {
            let last_word = self.words.get(&(person, channel, purpose)).copied();
            let has_address = self.taking(person, channel).next().is_some();
            let is_suppressed = self.address(person, channel).is_none();
            Way::of(has_address, is_suppressed, last_word, purpose)
        };
        Ways {
            email: way(Channel::Email),
            sms: way(Channel::Sms),
            call: way(Channel::Call),
        }
    }

    /// In which order channels are tried.
    pub fn order(&self, person: PersonId, kind: MessageKind, wanted: Option<&str>) -> Vec<Channel> {
        let own = self.own.get(&person);
        reach::order(kind, wanted, own.and_then(|own| own.channels.as_deref()))
    }

    /// The channel to begin with.
    pub fn first(&self, person: PersonId, kind: MessageKind, wanted: Option<&str>) -> Channel {
        reach::first(&self.order(person, kind, wanted), self.ways(person, kind))
    }

    /// Where the person is reached: their first address that nothing came back from.
    pub fn address(&self, person: PersonId, channel: Channel) -> Option<&Address> {
        self.taking(person, channel)
            .find(|address| !self.suppressed.contains(&(address.id, channel)))
    }

    /// The minute of the day at which the person wants to hear what can wait, if they said one.
    pub fn digest_at(&self, person: PersonId) -> Option<i32> {
        self.own.get(&person)?.digest_at
    }

    fn taking(&self, person: PersonId, channel: Channel) -> impl Iterator<Item = &Address> {
        let all = self.addresses.get(&person).map(Vec::as_slice);
        let all = all.unwrap_or_default().iter();
        all.filter(move |address| address.takes(channel))
    }
}

/// The people's addresses, each person's oldest first.
async fn addresses(db: &impl ConnectionTrait, people: &[PersonId]) -> Result<Vec<Address>> {
    let places = dialect::places(people.len(), "?");
    let text = format!(
        "SELECT own.id, own.person_id, own.kind, own.ciphertext, own.lookup, own.key_id,
                own.receives_sms,
                EXISTS (SELECT 1 FROM contact_point AS other WHERE other.lookup = own.lookup
                        AND other.kind = own.kind AND other.person_id <> own.person_id) AS is_common
         FROM contact_point AS own WHERE own.person_id IN ({places})
         ORDER BY own.created_at, own.id"
    );
    let values = people.iter().copied().map(Value::from);
    Ok(Address::find_by_statement(dialect::sql(db, &text, values))
        .all(db)
        .await?)
}

async fn suppressed(
    core: &Core,
    db: &impl ConnectionTrait,
    addresses: &[Address],
) -> Result<HashSet<(ContactPointId, Channel)>> {
    let mut held_by: HashMap<Vec<u8>, Vec<ContactPointId>> = HashMap::new();
    for address in addresses {
        for lookup in address.lookups(core)? {
            held_by.entry(lookup).or_default().push(address.id);
        }
    }
    if held_by.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = suppression::Entity::find()
        .filter(suppression::Column::Lookup.is_in(held_by.keys().cloned()))
        .filter(suppression::Column::Reason.is_not_null())
        .all(db)
        .await?;
    let mut found = HashSet::new();
    for row in rows {
        let ids = held_by.get(&row.lookup).into_iter().flatten();
        found.extend(ids.map(|id| (*id, row.channel)));
    }
    Ok(found)
}
