//! The master key is changed while people are signed in: nobody notices.

use mulin::app::master_key;
use mulin_domain::idempotency::REMEMBERED;
use mulin_domain::privacy::reseal;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::stage::{CALL, CERTIFICATE, DIET, Everything, NEED, PHONE, execute, put};
use crate::both_databases;
use crate::factories::{Town, gid};
use crate::sign_in::steps::{code, give, sign_in, works};
use crate::support::app::TestApp;
use crate::support::trace::Trace;

const OLD: u8 = 7;
const NEW: u8 = 8;

/// What an officer sees of her, and she of herself.
async fn reads(app: &TestApp, stage: &Everything) {
    let query = "query ($id: ID!) { person(id: $id) { name phone } }";
    let id = json!({ "id": *gid(&stage.town, stage.lan) });
    let answer = app.run(Some(stage.town.steward), query, id).await;
    assert_eq!(answer.at("/person/phone"), PHONE);
    let file = app
        .mutate(
            Some(stage.lan),
            "exportMyData",
            "export { content }",
            json!({}),
        )
        .await;
    let content = file.at("/exportMyData/export/content").as_str();
    let content = content.expect("a text");
    for told in [PHONE, NEED, DIET, CALL, CERTIFICATE, "signed form 2026-11"] {
        assert!(content.contains(told), "{told}");
    }
}

async fn sealed_by(app: &TestApp, key: u8) -> u64 {
    let keyring = mulin_domain::keys::Keyring::new(&[key; 32]);
    let (db, key) = (app.core.db().reader(), keyring.key_id());
    let contacts = contact_point::Entity::find().filter(contact_point::Column::KeyId.eq(key));
    let needs = person_need::Entity::find().filter(person_need::Column::KeyId.eq(key));
    let diets = person_diet::Entity::find().filter(person_diet::Column::KeyId.eq(key));
    let consents = consent::Entity::find().filter(consent::Column::KeyId.eq(key));
    let papers = cook_certificate::Entity::find().filter(cook_certificate::Column::KeyId.eq(key));
    let shown = qualification::Entity::find().filter(qualification::Column::KeyId.eq(key));
    let calls = call_task::Entity::find().filter(call_task::Column::KeyId.eq(key));
    let signing = signing_key::Entity::find().filter(signing_key::Column::KeyId.eq(key));
    contacts.count(db).await.expect("a count")
        + needs.count(db).await.expect("a count")
        + diets.count(db).await.expect("a count")
        + consents.count(db).await.expect("a count")
        + papers.count(db).await.expect("a count")
        + shown.count(db).await.expect("a count")
        + calls.count(db).await.expect("a count")
        + signing.count(db).await.expect("a count")
}

async fn reseal_all(app: &TestApp) -> u64 {
    let told = std::sync::atomic::AtomicU64::new(0);
    let add = |more| {
        told.fetch_add(more, std::sync::atomic::Ordering::Relaxed);
    };
    reseal::reseal(&app.core, &add)
        .await
        .expect("it can be sealed anew");
    told.into_inner()
}

async fn refuses_to_start(app: &TestApp) -> String {
    let refusal = master_key::verify(&app.core).await;
    format!("{:#}", refusal.expect_err("it must not start"))
}

both_databases!(nobody_notices_that_the_key_changes, |app| {
    let stage = Everything::about_lan(&app).await;
    // Her own session, from before.
    let session = sign_in(&app, PHONE).await;
    let old = app;

    // Every server learns the new key first, and still seals with the old one.
    let first = old.restarted(OLD, &[NEW]).await;
    master_key::verify(&first.core).await.expect("it starts");
    assert!(works(&first, &session.access).await);

    // Then the new one seals, and some servers still have the old one.
    let second = old.restarted(NEW, &[OLD]).await;
    master_key::verify(&second.core).await.expect("it starts");
    assert!(works(&second, &session.access).await);
    reads(&second, &stage).await;
    reads(&first, &stage).await;
    // A code of one server counts at another, and finds who has the address by either key.
    old.advance(chrono::TimeDelta::minutes(2));
    let of_first = code(&first, PHONE).await;
    let given = give(&second, PHONE, &of_first).await;
    assert_eq!(given.at("/signIn/session/person/givenName"), "Lanlan");
    old.advance(chrono::TimeDelta::minutes(2));
    let of_second = code(&second, PHONE).await;
    let given = give(&first, PHONE, &of_second).await;
    assert_eq!(given.refusals("signIn"), [""; 0]);

    let all = sealed_by(&old, OLD).await;
    assert!(all > 5, "{all}");
    assert_eq!(
        reseal::outstanding(&second.core).await.expect("a count"),
        all
    );
    assert_eq!(reseal_all(&second).await, all);
    assert_eq!(sealed_by(&old, OLD).await, 0);
    assert_eq!(reseal::outstanding(&second.core).await.expect("a count"), 0);
    let before = Trace::of(&old).await;
    assert_eq!(reseal_all(&second).await, 0, "twice is as once");
    assert_eq!(Trace::of(&old).await, before);
    reads(&second, &stage).await;
    assert!(works(&second, &session.access).await);

    // Codes of before are waited for; then the old key goes.
    let until = reseal::codes_until(&second.core).await.expect("a time");
    assert!(until.is_some_and(|until| until > old.now()));
    execute(&old, "DELETE FROM sign_in_code", []).await;
    assert_eq!(
        reseal::codes_until(&second.core).await.expect("a time"),
        None
    );
    let third = old.restarted(NEW, &[]).await;
    master_key::verify(&third.core).await.expect("it starts");
    reads(&third, &stage).await;
    assert!(works(&third, &session.access).await, "still signed in");
    old.advance(chrono::TimeDelta::minutes(2));
    sign_in(&third, PHONE).await;

    let told = refuses_to_start(&old).await;
    assert!(told.contains("secrets.previous_master_keys"), "{told}");
});

both_databases!(a_server_without_the_key_does_not_start, |app| {
    let town = Town::found(&app).await;
    app.token(town.admin).await;
    let old_id = app.core.keyring().key_id().to_owned();
    let wrong = app.restarted(NEW, &[]).await;
    let told = refuses_to_start(&wrong).await;
    assert!(told.contains(&old_id), "{told}");
    assert!(told.contains(wrong.core.keyring().key_id()), "{told}");
    // Also when it is not the signing key that is missing.
    let both = app.restarted(NEW, &[OLD]).await;
    execute(&app, "DELETE FROM signing_key", []).await;
    both.token(town.admin).await;
    let told = refuses_to_start(&wrong).await;
    assert!(told.contains(&old_id), "{told}");
    master_key::verify(&both.core).await.expect("it starts");
});

both_databases!(a_repeated_request_is_known_across_the_change, |app| {
    let town = Town::found(&app).await;
    let input = json!({
        "unitId": *gid(&town, town.unit.id), "home": { "building": "3栋" }, "name": "兰",
        "idempotencyKey": "one",
    });
    let made = app
        .mutate(
            Some(town.steward),
            "registerPerson",
            "person { id }",
            input.clone(),
        )
        .await;
    let id = made.at("/registerPerson/person/id").clone();
    let new = app.restarted(NEW, &[OLD]).await;
    let again = new
        .mutate(Some(town.steward), "registerPerson", "person { id }", input)
        .await;
    assert_eq!(*again.at("/registerPerson/person/id"), id);
    assert!(REMEMBERED > chrono::TimeDelta::zero());
});

both_databases!(an_address_is_never_there_twice, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let new = app.restarted(NEW, &[OLD]).await;
    let add = json!({ "kind": "EMAIL", "address": "Lan@Example.ORG" });
    let known = new
        .refusals(lan, "addContactPoint", "contactPoint", add)
        .await;
    assert_eq!(known, ["DUPLICATE address"]);

    // Even if a server that did not know the old key has noted it: the proved one of the two stays.
    let blind = app.restarted(NEW, &[]).await;
    let double = mulin_domain::person::store::sealed_contact(
        &blind.core,
        blind.core.new_id(),
        lan,
        ContactKind::Email,
        "lan@example.org",
        app.now(),
    );
    let id = *double.id.as_ref();
    contact_point::Entity::insert(double)
        .exec_without_returning(app.core.db().writer())
        .await
        .expect("it is another look-up value");
    let text = "UPDATE contact_point SET verified_at = ? WHERE id = ?";
    execute(&app, text, [app.now().into(), id.into()]).await;
    reseal_all(&new).await;
    let own = contact_point::Entity::find().filter(contact_point::Column::PersonId.eq(lan));
    let own = own.all(app.core.db().reader()).await.expect("rows");
    assert_eq!(own.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
});

both_databases!(it_goes_on_where_it_stopped, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    // Something that no key opens, in the middle: it stops there, and what was done stays done.
    let broken: ContactPointId = app.core.new_id();
    let row = contact_point::Model {
        id: broken,
        person_id: lan,
        kind: ContactKind::Phone,
        ciphertext: vec![0; 40],
        lookup: vec![0; 32],
        key_id: app.core.keyring().key_id().to_owned(),
        is_shared: false,
        is_landline: false,
        receives_sms: false,
        verified_at: None,
        created_at: app.now(),
    };
    put(&app, row).await;
    let new = app.restarted(NEW, &[OLD]).await;
    let stopped = reseal::reseal(&new.core, &|_| {}).await;
    assert!(stopped.is_err());
    assert!(sealed_by(&app, OLD).await > 0);
    execute(
        &app,
        "DELETE FROM contact_point WHERE id = ?",
        [broken.into()],
    )
    .await;
    reseal_all(&new).await;
    assert_eq!(sealed_by(&app, OLD).await, 0);
});
