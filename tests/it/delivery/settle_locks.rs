//! In which order settling locks what went out together.

use mulin_domain::delivery::{Outcome, Taken, settle};
use mulin_entities::*;
use sea_orm::{ConnectionTrait, Database, EntityTrait, QueryOrder, TransactionTrait};

use super::reaching::{NOON, PHONE, listed, reached_by, reminded, take_one};
use super::stage::local;
use crate::factories::Town;
use crate::support::app::TestApp;

async fn execute(db: &impl ConnectionTrait, sql: &str) {
    let done = db.execute_unprepared(sql).await;
    done.expect("the statement runs");
}

/// A receipt of an earlier try locks a message and what it carried in the order of their keys. If
/// settling locked who carries first, the two would wait for each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settling_takes_its_locks_in_the_order_of_a_receipt() {
    let Some(app) = TestApp::postgres().await else {
        return;
    };
    let town = Town::found(&app).await;
    let people = town.residents(&app, 2).await;
    for person in &people {
        reached_by(&app, *person, &[(ContactKind::Phone, PHONE)]).await;
    }
    reminded(&app, &town, &people).await;
    listed(&app).await;
    let db = app.core.db().writer();
    let rows = delivery::Entity::find().order_by_asc(delivery::Column::Id);
    let rows = rows.all(db).await.expect("messages can be read");
    let [first, last] = rows.as_slice() else {
        panic!("each has one: {}", rows.len());
    };
    let (first, last) = (first.id.0, last.id.0);
    // The later carries the earlier, as after an earlier carrier has ended.
    let swap =
        |carried, by| format!("UPDATE delivery SET carried_by = {by} WHERE id = '{carried}'");
    execute(db, &swap(first, format!("'{last}'"))).await;
    execute(db, &swap(last, "NULL".to_owned())).await;
    app.clock.set(local(NOON));
    let message = take_one(&app, Channel::Sms).await;
    assert_eq!((message.id.0, message.carries.len()), (last, 1));

    let other = Database::connect(app.config.database.url.expose()).await;
    let other = other.expect("another session");
    let receipt = other.begin().await.expect("a transaction can begin");
    let lock = |id| format!("SELECT 1 FROM delivery WHERE id = '{id}' FOR UPDATE");
    execute(&receipt, &lock(first)).await;
    let receipt_goes_on = async {
        while !app.somebody_waits().await {}
        // Settling waits for us and holds nothing that we need.
        execute(&receipt, &format!("{} NOWAIT", lock(last))).await;
        receipt.commit().await.expect("it can be committed");
    };
    let sent = Outcome::Sent(Taken::default());
    let (held, ()) = tokio::join!(settle(&app.core, &message, sent), receipt_goes_on);
    assert!(held.expect("it can be settled"));
}
