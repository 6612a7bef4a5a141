//! The master key is changed while codes are in people's hands: they count on.

use mulin_domain::check_in::keys::code_of;
use mulin_domain::keys::Keyring;
use mulin_domain::privacy::reseal;
use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::json;

use super::{Door, code_as, noted};
use crate::both_databases;
use crate::support::app::TestApp;

const OLD: u8 = 7;
const NEW: u8 = 8;

async fn key_of(app: &TestApp, event: EventId) -> check_in_key::Model {
    check_in_key::Entity::find_by_id(event)
        .one(app.core.db().writer())
        .await
        .expect("the database answers")
        .expect("the event has a key")
}

both_databases!(codes_of_before_count_after_the_key_has_changed, |app| {
    let door = Door::open(&app).await;
    let first = door.guest(&app, "王小梅", 2).await;
    let second = door.guest(&app, "李雷", 1).await;
    let code = door.code(&app, &first).await;
    let made = key_of(&app, door.event).await;
    assert_eq!(made.key_id, Keyring::new(&[OLD; 32]).key_id());

    let both = app.restarted(NEW, &[OLD]).await;
    assert_eq!(
        door.code(&both, &first).await,
        code,
        "before it is sealed anew"
    );
    reseal::reseal(&both.core, &|_| {})
        .await
        .expect("it is sealed anew");
    let sealed = key_of(&app, door.event).await;
    assert_eq!(sealed.key_id, Keyring::new(&[NEW; 32]).key_id());
    assert_ne!(sealed.sealed_private_key, made.sealed_private_key);
    assert_eq!(sealed.public_key, made.public_key);
    assert_eq!(reseal::outstanding(&both.core).await.expect("a count"), 0);
    reseal::reseal(&both.core, &|_| {})
        .await
        .expect("twice is as once");
    assert_eq!(key_of(&app, door.event).await, sealed);

    // The old key goes; codes from before and after are the same, and are taken.
    let new = app.restarted(NEW, &[]).await;
    assert_eq!(door.code(&new, &first).await, code);
    let scanned = door.check_in(&new, json!({ "code": code })).await;
    assert_eq!(scanned.at("/checkIn/alreadyCheckedIn"), false);
    let later = door.code(&new, &second).await;
    let scanned = door.check_in(&new, json!({ "code": later })).await;
    assert_eq!(scanned.at("/checkIn/alreadyCheckedIn"), false);
    assert_eq!(noted(&app).await.len(), 2);
});

both_databases!(a_key_that_cannot_be_opened_makes_no_codes, |app| {
    let door = Door::open(&app).await;
    let guest = door.guest(&app, "王小梅", 1).await;
    let code = door.code(&app, &guest).await;
    let stranger = app.restarted(NEW, &[]).await;
    let made = code_of(&stranger.core, &guest).await;
    assert!(made.is_err(), "without the key that sealed it");
    assert_eq!(
        code_as(&app, &door.town, guest.person_id, guest.id).await,
        code
    );
});
