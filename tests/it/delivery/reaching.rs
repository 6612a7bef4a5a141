//! How people of a test are reached, and what became of the messages to them.

use mulin_domain::Actor;
use mulin_domain::change::What;
use mulin_domain::delivery::receipts::Report;
use mulin_domain::delivery::told::Told;
use mulin_domain::delivery::{Claimed, Outgoing, Take, claim};
use mulin_domain::person::store;
use mulin_domain::rsvp::Answer;
use mulin_domain::sign_in::{RequestSignInCode, request_sign_in_code};
use mulin_entities::*;
use mulin_notify::SendError;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::stage::{deliveries, local, remind};
use crate::factories::{Plan, Town, respond};
use crate::support::app::TestApp;

pub const PHONE: &str = "+8613812345678";
pub const LANDLINE: &str = "+861062345678";
pub const NOON: &str = "2026-11-27 12:00";

/// Somebody asks for a code to sign in with, at this address.
pub async fn asks_for_a_code(app: &TestApp, address: &str) {
    let input = RequestSignInCode {
        address: address.to_owned(),
        locale: None,
    };
    request_sign_in_code(&app.core, &Actor::Anonymous, None, input)
        .await
        .expect("a code can be asked for");
}

/// The person has these contact points and no others.
pub async fn reached_by(app: &TestApp, person: PersonId, contacts: &[(ContactKind, &str)]) {
    let db = app.core.db().writer();
    contact_point::Entity::delete_many()
        .filter(contact_point::Column::PersonId.eq(person))
        .exec(db)
        .await
        .expect("contact points can be removed");
    for (kind, address) in contacts {
        let id = app.core.new_id();
        let row = store::sealed_contact(&app.core, id, person, *kind, address, app.now());
        contact_point::Entity::insert(row)
            .exec_without_returning(db)
            .await
            .expect("contact points can be added");
    }
}

/// By e-mail, and by a telephone that takes text messages.
pub async fn reached_by_both(app: &TestApp, person: PersonId, name: &str) {
    let email = format!("{name}@example.org");
    let contacts = [
        (ContactKind::Email, email.as_str()),
        (ContactKind::Phone, PHONE),
    ];
    reached_by(app, person, &contacts).await;
}

/// The person wants these channels, and their digest at this minute of the day.
pub async fn prefers(
    app: &TestApp,
    person: PersonId,
    channels: Option<&str>,
    digest_at: Option<i32>,
) {
    let row = notification_preference::ActiveModel {
        person_id: Set(person),
        channels: Set(channels.map(str::to_owned)),
        digest_at: Set(digest_at),
        reminder_offsets: Set(None),
        updated_at: Set(app.now()),
    };
    notification_preference::Entity::insert(row)
        .exec_without_returning(app.core.db().writer())
        .await
        .expect("preferences can be written");
}

/// The person's next word about service messages by a channel.
pub async fn says(
    app: &TestApp,
    town: &Town,
    person: PersonId,
    channel: Channel,
    step: ConsentStep,
) {
    let row = channel_consent::ActiveModel {
        id: Set(app.core.new_id()),
        root_area_id: Set(town.city.id),
        person_id: Set(person),
        channel: Set(channel),
        purpose: Set(ChannelPurpose::Service),
        step: Set(step),
        given_by: Set(Some(person)),
        via: Set(Via::App),
        at: Set(app.now()),
    };
    channel_consent::Entity::insert(row)
        .exec_without_returning(app.core.db().writer())
        .await
        .expect("the ledger takes entries");
}

/// An event whose only reminder is a day before, and these residents who come to it. It is listed.
pub async fn reminded(app: &TestApp, town: &Town, people: &[PersonId]) -> event::Model {
    let event = town.event(app, Plan::default()).await;
    remind(app, town, event.id, &["P1D"]).await;
    for person in people {
        respond(&app.core, *person, event.id, Answer::Going, 1)
            .await
            .expect("taken");
    }
    event
}

/// The recipients are listed, and nothing has left.
pub async fn listed(app: &TestApp) {
    app.clock.set(local("2026-11-26 13:00"));
    app.run_due_work().await;
    assert_eq!((app.mail.tried().len(), app.sms.tried().len()), (0, 0));
}

/// It is noon a day before the event, and what is due is done.
pub async fn at_noon(app: &TestApp) {
    app.clock.set(local(NOON));
    app.run_due_work().await;
}

/// Each message's channel, state and last error, in order of their channels.
pub async fn course(app: &TestApp) -> Vec<(Channel, DeliveryState, Option<String>)> {
    let mut rows = deliveries(app).await;
    rows.sort_by_key(|row| row.channel);
    let rows = rows.into_iter();
    rows.map(|row| (row.channel, row.state, row.last_error))
        .collect()
}

/// The only message by a channel.
pub async fn by(app: &TestApp, channel: Channel) -> delivery::Model {
    let rows = deliveries(app).await.into_iter();
    let mut rows: Vec<_> = rows.filter(|row| row.channel == channel).collect();
    assert_eq!(rows.len(), 1, "{rows:#?}");
    rows.remove(0)
}

/// All messages of a person, in order of their channels and times.
pub async fn of(app: &TestApp, person: PersonId) -> Vec<delivery::Model> {
    let mut rows = deliveries(app).await;
    rows.retain(|row| row.person_id == Some(person));
    rows.sort_by_key(|row| (row.channel, row.send_at));
    rows
}

/// The tasks of calls, in order of their ends.
pub async fn calls(app: &TestApp) -> Vec<call_task::Model> {
    call_task::Entity::find()
        .order_by_asc(call_task::Column::ExpiresAt)
        .all(app.core.db().writer())
        .await
        .expect("tasks can be read")
}

/// What nothing more is sent to, by why.
pub async fn suppressions(app: &TestApp) -> Vec<suppression::Model> {
    suppression::Entity::find()
        .all(app.core.db().writer())
        .await
        .expect("suppressions can be read")
}

/// Nothing more is sent to the address.
pub async fn suppress(app: &TestApp, channel: Channel, address: &str) {
    let row = suppression::ActiveModel {
        lookup: Set(app.core.keyring().lookup(address)),
        channel: Set(channel),
        reason: Set(Some(SuppressionReason::HardBounce)),
        soft_bounces: Set(0),
        since: Set(app.now()),
    };
    suppression::Entity::insert(row)
        .exec_without_returning(app.core.db().writer())
        .await
        .expect("an address can be suppressed");
}

/// What a worker takes of a channel now.
pub async fn take(app: &TestApp, channel: Channel) -> Claimed {
    let take = Take {
        channel,
        limit: 100,
        codes_only: false,
    };
    claim(&app.core, take).await.expect("it can be claimed")
}

/// The only message that a worker takes of a channel now.
pub async fn take_one(app: &TestApp, channel: Channel) -> Outgoing {
    let mut outgoing = take(app, channel).await.outgoing;
    assert_eq!(outgoing.len(), 1, "{outgoing:?}");
    outgoing.remove(0)
}

pub fn permanent(code: &str) -> SendError {
    SendError::Permanent {
        code: code.to_owned(),
    }
}

pub fn unknown() -> SendError {
    SendError::Unknown {
        code: "NO_ANSWER".to_owned(),
        perhaps: None,
    }
}

/// That a message arrived, told by our key, and by the provider's name if it has one.
pub fn by_key(id: DeliveryId, name: Option<&str>) -> Told {
    Told {
        provider: "aliyun".to_owned(),
        provider_ref: name.map(str::to_owned),
        id: Some(id),
        report: Some(Report::Delivered),
    }
}

/// Records a change as if a command had made it.
pub async fn happens(app: &TestApp, town: &Town, what: What) {
    let root = town.city.id;
    app.core
        .transact(&Actor::System, move |tx| {
            Box::pin(async move {
                tx.record(root, what);
                Ok(())
            })
        })
        .await
        .expect("it can be recorded");
}
