//! `removeContactPoint`, and what becomes of the order of the others.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use super::add_contact_point::{added, addresses, reached};
use super::contacts;
use super::update_contact_point::telephone;
use crate::both_databases;
use crate::factories::{Town, gid};
use crate::support::trace::entry;

both_databases!(a_removed_one_reaches_nobody, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let first = telephone(&app, lan, "13812345678").await;
    app.advance(chrono::TimeDelta::seconds(1));
    telephone(&app, lan, "13812345679").await;
    let end = app.journal_end().await;
    let remove = json!({ "contactPointId": first });
    let answer = app
        .mutate(
            Some(town.steward),
            "removeContactPoint",
            "person { phone }",
            remove.clone(),
        )
        .await;
    assert_eq!(
        answer.at("/removeContactPoint/person/phone"),
        "+8613812345679"
    );
    assert_eq!(contacts(&app, lan).await.len(), 2);
    let changed = entry("person contacts_changed", lan.0, town.steward, json!({}));
    assert_eq!(app.journalled_since(end).await, [changed]);
    let refusals = app
        .refusals(lan, "removeContactPoint", "person", remove)
        .await;
    assert_eq!(refusals, ["NOT_FOUND contactPointId"], "it is gone");
});

both_databases!(the_first_address_is_replaced_in_its_place, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let verified = Some(app.now());
    for row in contacts(&app, lan).await {
        let mut row = row.into_active_model().reset_all();
        row.verified_at = sea_orm::ActiveValue::Set(verified);
        contact_point::Entity::update(row)
            .exec(app.core.db().writer())
            .await
            .expect("it can be written");
    }
    app.advance(TimeDelta::seconds(1));
    added(
        &app,
        lan,
        json!({ "kind": "EMAIL", "address": "second@example.org" }),
    )
    .await;
    app.advance(TimeDelta::seconds(1));
    let update = async |email: Value| {
        let input = json!({ "personId": *gid(&town, lan), "email": email });
        app.mutate(Some(lan), "updatePerson", "person { email }", input)
            .await
            .at("/updatePerson/person/email")
            .clone()
    };
    assert_eq!(update(json!("LAN@example.org")).await, "lan@example.org");
    let first = |rows: Vec<contact_point::Model>| rows.into_iter().min_by_key(|row| row.created_at);
    let same = first(contacts(&app, lan).await).expect("an address");
    assert_eq!(same.verified_at, verified, "it is the same address");

    assert_eq!(update(json!("new@example.org")).await, "new@example.org");
    let all = reached(&app, &town, lan, lan).await;
    assert_eq!(addresses(&all), ["new@example.org", "second@example.org"]);
    let new = first(contacts(&app, lan).await).expect("an address");
    assert_eq!(
        new.verified_at, None,
        "nobody has proved to hold the new one"
    );
    assert_ne!(new.id, same.id);

    // One that is known already moves up, and null removes the first.
    assert_eq!(
        update(json!("second@example.org")).await,
        "second@example.org"
    );
    assert_eq!(
        addresses(&reached(&app, &town, lan, lan).await),
        ["second@example.org"]
    );
    added(
        &app,
        lan,
        json!({ "kind": "EMAIL", "address": "third@example.org" }),
    )
    .await;
    assert_eq!(update(Value::Null).await, "third@example.org");
});
