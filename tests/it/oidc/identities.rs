//! Whom the bearer of an outside issuer's token is here.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::issuer::{Issuer, Key};
use super::{ask, linked, name, refused, with_issuer};
use crate::factories::{Town, set_state};
use crate::support::app::TestApp;
use crate::support::trace::Trace;

/// Refused for want of a link, and nothing written.
async fn nobody(app: &TestApp, token: &str) {
    let (before, sent) = (Trace::of(app).await, app.mail.sent().len());
    refused(app, token, "linkIdentity").await;
    assert_eq!(Trace::of(app).await, before);
    assert_eq!(app.mail.sent().len(), sent);
}

async fn verbs(app: &TestApp) -> Vec<(String, Option<PersonId>, Value)> {
    let rows = journal::Entity::find()
        .filter(journal::Column::Verb.starts_with("identity_"))
        .order_by_asc(journal::Column::Seq)
        .all(app.core.db().reader())
        .await
        .expect("the journal can be read");
    rows.into_iter()
        .map(|row| (row.verb, row.actor_id, row.payload))
        .collect()
}

/// Writes what no command does.
async fn set<V: Into<sea_orm::Value>>(
    app: &TestApp,
    person: PersonId,
    column: contact_point::Column,
    value: V,
) {
    contact_point::Entity::update_many()
        .col_expr(column, Expr::value(value))
        .filter(contact_point::Column::PersonId.eq(person))
        .exec(app.core.db().writer())
        .await
        .expect("contact points can be changed");
}

with_issuer!(
    a_verified_address_links_once_and_for_good,
    |app, issuer, key| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "lan").await;
        let token = key.sign(&issuer.claims_of(&app, "sub-7", " LAN@example.org "));
        assert_eq!(name(&app, &token).await, "lan");
        assert_eq!(linked(&app).await, [("sub-7".to_owned(), lan, true)]);
        let expected = ("identity_linked".to_owned(), None, json!({}));
        assert_eq!(verbs(&app).await, [expected], "without address and subject");
        let shown = ask(&app, &token).await;
        let shown = shown.at("/viewer/identities");
        assert_eq!(shown[0]["issuer"], issuer.url.as_str());

        // From then on the subject counts, whatever the address is.
        let before = Trace::of(&app).await;
        let mut later = issuer.claims(&app, "sub-7");
        assert_eq!(name(&app, &key.sign(&later)).await, "lan");
        later["email"] = json!("steward@example.org");
        later["email_verified"] = json!(true);
        assert_eq!(name(&app, &key.sign(&later)).await, "lan");
        assert_eq!(Trace::of(&app).await, before);
    }
);

with_issuer!(
    an_address_that_is_not_verified_links_nobody,
    |app, issuer, key| {
        let town = Town::found(&app).await;
        town.resident(&app, "lan").await;
        for verified in [json!(false), json!("true"), json!(1), Value::Null] {
            let mut claims = issuer.claims(&app, "7");
            claims["email"] = json!("lan@example.org");
            claims["email_verified"] = verified;
            nobody(&app, &key.sign(&claims)).await;
        }
        let mut unsaid = issuer.claims(&app, "7");
        unsaid["email"] = json!("lan@example.org");
        unsaid["phone_number_verified"] = json!(true);
        nobody(&app, &key.sign(&unsaid)).await;
        for email in ["", "nobody@example.org", "lan", "%", "lan@example.org\u{0}"] {
            nobody(&app, &key.sign(&issuer.claims_of(&app, "7", email))).await;
        }
        nobody(&app, &key.sign(&issuer.claims(&app, "7"))).await;
    }
);

with_issuer!(
    an_address_of_several_people_links_nobody,
    |app, issuer, key| {
        let town = Town::found(&app).await;
        let elsewhere = Town::named(&app, "远山市").await;
        let lan = town.resident(&app, "lan").await;
        let token = key.sign(&issuer.claims_of(&app, "7", "lan@example.org"));
        let other = elsewhere.resident(&app, "lan").await;
        nobody(&app, &token).await;
        // A household's address shows nobody in particular, even if one person alone has it.
        set_state(&app, other, PersonState::Erased).await;
        set(&app, lan, contact_point::Column::IsShared, true).await;
        nobody(&app, &token).await;
        set(&app, lan, contact_point::Column::IsShared, false).await;
        // Whoever only asked to be registered is not known to be who they say.
        set_state(&app, lan, PersonState::Pending).await;
        nobody(&app, &token).await;
        set_state(&app, lan, PersonState::Active).await;
        assert_eq!(name(&app, &token).await, "lan");
        assert_eq!(linked(&app).await, [("7".to_owned(), lan, true)]);
    }
);

with_issuer!(
    a_verified_telephone_number_links_as_well,
    |app, issuer, key| {
        let town = Town::found(&app).await;
        let phone = |app: &TestApp, subject: &str, verified: Value| {
            let mut claims = issuer.claims(app, subject);
            claims["phone_number"] = json!("+86 138-1234-5678");
            claims["phone_number_verified"] = verified;
            claims
        };
        let lan = crate::factories::resident(&app.core, &town.unit, "lan").await;
        let row = mulin_domain::person::store::sealed_contact(
            &app.core,
            app.core.new_id(),
            lan.id,
            ContactKind::Phone,
            "+8613812345678",
            app.now(),
        );
        let written =
            contact_point::Entity::insert(row).exec_without_returning(app.core.db().writer());
        written.await.expect("a contact point can be written");
        nobody(&app, &key.sign(&phone(&app, "7", json!("true")))).await;
        // The address of one person and the number of another show neither.
        let mut torn = phone(&app, "7", json!(true));
        torn["email"] = json!("steward@example.org");
        torn["email_verified"] = json!(true);
        nobody(&app, &key.sign(&torn)).await;
        assert_eq!(
            name(&app, &key.sign(&phone(&app, "7", json!(true)))).await,
            "lan"
        );
    }
);

with_issuer!(
    an_address_that_changes_hands_does_not_open_a_record,
    |app, issuer, key| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "lan").await;
        let first = key.sign(&issuer.claims_of(&app, "7", "lan@example.org"));
        assert_eq!(name(&app, &first).await, "lan");
        // Another account there has the address now.
        nobody(
            &app,
            &key.sign(&issuer.claims_of(&app, "8", "lan@example.org")),
        )
        .await;
        assert_eq!(linked(&app).await, [("7".to_owned(), lan, true)]);
    }
);

with_issuer!(whoever_is_no_more_is_not_signed_in, |app, issuer, key| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let token = key.sign(&issuer.claims_of(&app, "7", "lan@example.org"));
    assert_eq!(name(&app, &token).await, "lan");
    set_state(&app, lan, PersonState::Merged).await;
    refused(&app, &token, "Nobody has this access token").await;
    set_state(&app, lan, PersonState::Pending).await;
    assert_eq!(name(&app, &token).await, "lan");
    set_state(&app, lan, PersonState::Erased).await;
    refused(&app, &token, "Nobody has this access token").await;
});

with_issuer!(first_sights_at_once_link_once, |app, issuer, key| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let tokens: Vec<String> = (0..16)
        .map(|number| {
            let mut claims = issuer.claims_of(&app, "7", "lan@example.org");
            claims["jti"] = json!(number);
            key.sign(&claims)
        })
        .collect();
    let names = tokens.iter().map(|token| name(&app, token));
    let names = futures_util::future::join_all(names).await;
    assert!(names.iter().all(|name| name == "lan"));
    assert_eq!(linked(&app).await, [("7".to_owned(), lan, true)]);
    assert_eq!(verbs(&app).await.len(), 1);

    // Several accounts with one address: only one of them gets in.
    town.resident(&app, "mei").await;
    let tokens: Vec<String> = (20..28)
        .map(|subject| key.sign(&issuer.claims_of(&app, &subject.to_string(), "mei@example.org")))
        .collect();
    let answers = tokens.iter().map(|token| ask(&app, token));
    let answers = futures_util::future::join_all(answers).await;
    let let_in = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(let_in, 1);
    assert_eq!(linked(&app).await.len(), 2);
});
