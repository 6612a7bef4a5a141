//! What becomes of sessions, identities and links when a record is merged or erased.

use std::collections::BTreeSet;

use mulin_domain::Actor;
use mulin_domain::change::What;
use mulin_entities::*;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

use super::steps::*;
use crate::both_databases;
use crate::factories::{Plan, Town};
use crate::support::app::TestApp;

/// An identity and a personal link of the person.
async fn identify(app: &TestApp, town: &Town, person: PersonId, event: EventId) {
    let db = app.core.db().writer();
    let identity = external_identity::ActiveModel {
        issuer: Set("https://id.example.org".to_owned()),
        subject: Set(person.to_string()),
        person_id: Set(person),
        created_at: Set(app.now()),
        unlinked_at: Set(None),
    };
    identity.insert(db).await.expect("it can be written");
    let link = personal_link::ActiveModel {
        id: Set(app.core.new_id()),
        root_area_id: Set(town.city.id),
        event_id: Set(event),
        person_id: Set(person),
        token_hash: Set(person.0.as_bytes().to_vec()),
        created_by: Set(None),
        created_at: Set(app.now()),
        expires_at: Set(app.now() + chrono::TimeDelta::days(7)),
        revoked_at: Set(None),
    };
    link.insert(db).await.expect("it can be written");
}

async fn happens(app: &TestApp, town: &Town, what: What) {
    let root = town.city.id;
    let done = app.core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            tx.record(root, what);
            Ok(())
        })
    });
    done.await.expect("it is followed");
}

async fn identities(app: &TestApp) -> Vec<PersonId> {
    let rows = external_identity::Entity::find()
        .all(app.core.db().reader())
        .await;
    rows.expect("they can be read")
        .iter()
        .map(|row| row.person_id)
        .collect()
}

async fn links(app: &TestApp) -> Vec<(PersonId, bool)> {
    let rows = personal_link::Entity::find()
        .all(app.core.db().reader())
        .await;
    let one = |row: &personal_link::Model| (row.person_id, row.revoked_at.is_some());
    rows.expect("they can be read").iter().map(one).collect()
}

both_databases!(a_merged_record_hands_its_identities_over, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let (from, into) = (
        town.resident(&app, "lan").await,
        town.resident(&app, "lan2").await,
    );
    identify(&app, &town, from, event).await;
    let (old, kept) = (
        sign_in(&app, "lan@example.org").await,
        sign_in(&app, "lan2@example.org").await,
    );
    happens(&app, &town, What::PersonMerged { from, into }).await;
    assert!(!works(&app, &old.access).await);
    assert!(works(&app, &kept.access).await);
    assert_eq!(
        sessions_of(&app, from).await[0].end_reason,
        Some(SessionEnd::Merged)
    );
    assert_eq!(identities(&app).await, [into]);
    assert_eq!(links(&app).await, [(into, false)]);
});

both_databases!(an_erased_one_leaves_none, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await.id;
    let lan = town.resident(&app, "lan").await;
    let mei = town.resident(&app, "mei").await;
    identify(&app, &town, lan, event).await;
    identify(&app, &town, mei, event).await;
    let tokens = sign_in(&app, "lan@example.org").await;
    happens(&app, &town, What::PersonErased { person_id: lan }).await;
    assert!(!works(&app, &tokens.access).await);
    assert_eq!(
        sessions_of(&app, lan).await[0].end_reason,
        Some(SessionEnd::Erased)
    );
    assert_eq!(identities(&app).await, [mei]);
    let links: BTreeSet<_> = links(&app).await.into_iter().collect();
    assert_eq!(links, BTreeSet::from([(lan, true), (mei, false)]));
});
