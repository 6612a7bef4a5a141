//! Who comes, and what was written to them.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use mulin_domain::clock::{Clock, SystemClock};
use mulin_domain::person::store::sealed_contact;
use mulin_domain::rsvp::{WithdrawRsvp, withdraw_rsvp};
use mulin_domain::{Core, person};
use mulin_entities::*;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};

/// Keys a statement.
const PAGE: usize = 500;
/// Of those who have an e-mail address, one in so many prefers text messages.
const PREFERS_TEXTS: usize = 12;

/// Somebody who comes.
#[derive(Clone, Debug)]
pub struct Guest {
    /// Who.
    pub person: PersonId,
    /// The answer.
    pub rsvp: RsvpId,
    /// How they are reached.
    pub channel: Channel,
    /// The e-mail address or the telephone's number.
    pub address: String,
}

/// A planned message, as the database tells of it.
#[derive(Clone, Debug)]
pub struct Message {
    /// To whom.
    pub person: PersonId,
    /// How it travels.
    pub channel: Channel,
    /// What it says.
    pub kind: MessageKind,
    /// Of which time of the event it speaks.
    pub schedule_rev: i32,
    /// What became of it.
    pub state: DeliveryState,
    /// How often nobody knew that.
    pub unknowns: i32,
}

/// What is still to come to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Messages, and lists of them that are to be made.
    pub all: u64,
    /// Those text messages of them that wait for a report, as nobody knows whether they were taken.
    pub in_doubt: u64,
}

/// Gives telephones to all who have no e-mail address, and to some who have one and prefer text
/// messages.
pub async fn give_telephones(core: &Core) -> Result<()> {
    let db = core.db().writer();
    let people = mulin_entities::person::Entity::find()
        .filter(mulin_entities::person::Column::State.eq(PersonState::Active))
        .order_by_asc(mulin_entities::person::Column::Id)
        .all(core.db().reader())
        .await?;
    let with_mail = contact_point::Entity::find()
        .all(core.db().reader())
        .await?;
    let with_mail: HashSet<PersonId> = with_mail.into_iter().map(|row| row.person_id).collect();
    let (mut contacts, mut preferences, mut mails) = (Vec::new(), Vec::new(), 0);
    for (nth, person) in people.into_iter().map(|row| row.id).enumerate() {
        if with_mail.contains(&person) {
            mails += 1;
            if mails % PREFERS_TEXTS != 0 {
                continue;
            }
            preferences.push(notification_preference::ActiveModel {
                person_id: Set(person),
                channels: Set(Some("SMS,EMAIL".to_owned())),
                digest_at: Set(None),
                reminder_offsets: Set(None),
                updated_at: Set(core.now()),
            });
        }
        let id = mulin_domain::id::new_id(core.now(), core.entropy());
        let number = format!("+86139{nth:08}");
        let kind = ContactKind::Phone;
        contacts.push(sealed_contact(core, id, person, kind, &number, core.now()));
    }
    for page in contacts.chunks(PAGE) {
        contact_point::Entity::insert_many(page.to_vec())
            .exec_without_returning(db)
            .await?;
    }
    for page in preferences.chunks(PAGE) {
        notification_preference::Entity::insert_many(page.to_vec())
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// Everybody who comes to the event, in the order of their keys.
pub async fn guests(core: &Core, event: EventId) -> Result<Vec<Guest>> {
    let db = core.db().reader();
    let answers = rsvp::Entity::find()
        .filter(rsvp::Column::EventId.eq(event))
        .order_by_asc(rsvp::Column::PersonId)
        .all(db)
        .await?;
    let mut guests = Vec::with_capacity(answers.len());
    for page in answers.chunks(PAGE) {
        let people = page.iter().map(|answer| answer.person_id);
        let contacts = contact_point::Entity::find()
            .filter(contact_point::Column::PersonId.is_in(people))
            .all(db)
            .await?;
        let mut of: HashMap<_, &contact_point::Model> = HashMap::new();
        for contact in &contacts {
            let known = of.entry(contact.person_id).or_insert(contact);
            // Who has a telephone has it for text messages.
            if contact.kind == ContactKind::Phone {
                *known = contact;
            }
        }
        for answer in page {
            let contact = of.get(&answer.person_id).context("an address")?;
            let id = contact.id.0.as_bytes();
            let sealed = &contact.ciphertext;
            let plain = core.keyring().open(&contact.key_id, id, sealed)?;
            guests.push(Guest {
                person: answer.person_id,
                rsvp: answer.id,
                channel: match contact.kind {
                    ContactKind::Phone => Channel::Sms,
                    _ => Channel::Email,
                },
                address: String::from_utf8(plain)?,
            });
        }
    }
    Ok(guests)
}

/// The guest takes the answer back, as the app does it. Answers by when that was certain.
pub async fn withdraw(core: &Core, guest: &Guest) -> Result<DateTime<Utc>> {
    let db = core.db().reader();
    let actor = person::store::actor(db, guest.person, None, core.now()).await?;
    let input = WithdrawRsvp {
        rsvp_id: Ok(guest.rsvp),
        via: Via::App,
    };
    withdraw_rsvp(core, &actor.context("a guest is gone")?, input).await?;
    Ok(SystemClock.now())
}

/// The messages about the event, by their keys: what their Message-IDs begin with.
pub async fn messages(core: &Core, event: EventId) -> Result<HashMap<String, Message>> {
    let rows = delivery::Entity::find()
        .filter(delivery::Column::EventId.eq(event))
        .filter(delivery::Column::Channel.ne(Channel::Call))
        .all(core.db().reader())
        .await?;
    let messages = rows.into_iter().filter_map(|row| {
        let message = Message {
            person: row.person_id?,
            channel: row.channel,
            kind: row.kind,
            schedule_rev: row.schedule_rev,
            state: row.state,
            unknowns: row.unknowns,
        };
        Some((row.id.0.simple().to_string(), message))
    });
    Ok(messages.collect())
}

/// The keys of all codes to sign in with.
pub async fn codes(core: &Core) -> Result<Vec<String>> {
    let rows = delivery::Entity::find()
        .filter(delivery::Column::Kind.eq(MessageKind::SignInCode))
        .all(core.db().reader())
        .await?;
    let keys = rows.into_iter().map(|row| row.id.0.simple().to_string());
    Ok(keys.collect())
}

/// How much about the event, and how many codes, are still to be listed or sent.
pub async fn pending(core: &Core, event: EventId) -> Result<Pending> {
    let db = core.db().reader();
    let ours = Condition::any()
        .add(delivery::Column::EventId.eq(event))
        .add(delivery::Column::Kind.eq(MessageKind::SignInCode));
    let open = delivery::Entity::find()
        .filter(ours)
        .filter(delivery::Column::SettledAt.is_null());
    let messages = open.clone().count(db).await?;
    let in_doubt = open
        .filter(delivery::Column::Channel.eq(Channel::Sms))
        .filter(delivery::Column::State.eq(DeliveryState::Unknown))
        .filter(delivery::Column::DueAt.gt(core.now()))
        .count(db)
        .await?;
    let under_way = Condition::any()
        .add(delivery_schedule::Column::State.eq(ScheduleState::Pending))
        .add(delivery_schedule::Column::State.eq(ScheduleState::Expanding));
    // Those of rules that are gone are never listed.
    let has_rule = Condition::any()
        .add(delivery_schedule::Column::RuleId.is_not_null())
        .add(delivery_schedule::Column::Kind.ne(MessageKind::EventReminder));
    let listings = delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::EventId.eq(event))
        .filter(under_way)
        .filter(has_rule)
        .count(db)
        .await?;
    Ok(Pending {
        all: messages + listings,
        in_doubt,
    })
}
