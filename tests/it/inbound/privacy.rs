//! What is kept of a text: neither the number nor the words.

use chrono::TimeDelta;
use mulin_domain::retention;
use mulin_entities::*;
use sea_orm::EntityTrait;

use super::stage::{PHONE, told, with_phone, writes, writes_from};
use crate::both_databases;
use crate::factories::{Plan, Town};
use crate::support::app::TestApp;
use crate::support::trace::Trace;

async fn kept(app: &TestApp) -> Vec<inbound_text::Model> {
    inbound_text::Entity::find()
        .all(app.core.db().reader())
        .await
        .expect("texts can be read")
}

both_databases!(neither_number_nor_words_are_kept, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let event = town.event(&app, Plan::default()).await;
    told(&app, wang, &event).await;
    writes(&app, "1", "我家老头子住院了").await;
    writes_from(&app, "+8613900000007", "2", "秘密").await;
    let trace = Trace::of(&app).await;
    for secret in ["住院", "秘密", "13812345678", "13900000007"] {
        assert!(!trace.holds(secret), "{secret} is kept");
    }
    let rows = kept(&app).await;
    let lookup = app.core.keyring().lookup(PHONE);
    assert_eq!(rows.len(), 2);
    let own = rows
        .iter()
        .find(|row| row.provider_ref == "1")
        .expect("hers");
    assert_eq!(own.lookup.as_deref(), Some(lookup.as_slice()));
    assert_eq!(
        (own.meaning, own.event_id),
        (InboundMeaning::Unclear, Some(event.id))
    );
});

both_databases!(texts_are_kept_as_long_as_messages, |app| {
    let town = Town::found(&app).await;
    with_phone(&app, &town, "wang").await;
    retention::plan(&app.core).await.expect("planned");
    writes(&app, "1", "hello").await;
    app.advance(TimeDelta::days(180));
    app.run_due_work().await;
    assert_eq!(kept(&app).await.len(), 1);
    app.advance(TimeDelta::days(1));
    app.run_due_work().await;
    assert_eq!(kept(&app).await.len(), 0);
});
