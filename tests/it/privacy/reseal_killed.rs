//! `mulin admin reseal`, killed in the middle: the next run ends what it began.

use mulin::config::encode_master_key;
use mulin_domain::keys::Keyring;
use mulin_entities::*;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, TransactionTrait,
};

use crate::both_databases;
use crate::factories::{Plan, Town, crowd};
use crate::process::program::{Env, Program, env_of, run};
use crate::support::app::TestApp;

const PEOPLE: usize = 1_200;

/// The new key in force, the tests' own before it.
fn env(app: &TestApp) -> Env {
    let mut env = env_of(app);
    env.retain(|(name, _)| *name != "MULIN_SECRETS__MASTER_KEY");
    env.push(("MULIN_SECRETS__MASTER_KEY", encode_master_key(&[8; 32])));
    let old = encode_master_key(&[7; 32]);
    env.push(("MULIN_SECRETS__PREVIOUS_MASTER_KEYS", old));
    env
}

/// Whatever the program does with the last contact point takes until it is killed: its row is locked
/// on PostgreSQL; on SQLite, where that would lock all, the change never ends by itself.
async fn block_the_last(app: &TestApp) -> Option<DatabaseTransaction> {
    let last = contact_point::Entity::find()
        .order_by_desc(contact_point::Column::Id)
        .limit(1);
    let writer = app.core.db().writer();
    if writer.get_database_backend() == DbBackend::Postgres {
        let transaction = writer.begin().await.expect("a transaction");
        let locked = last.lock_exclusive().one(&transaction).await;
        assert!(locked.expect("it is locked").is_some());
        return Some(transaction);
    }
    let last = last.one(writer).await.expect("read").expect("a contact");
    // A trigger may name a view of this kind, but not hold it.
    let numbers = "CREATE VIEW numbers AS
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    let endless = format!(
        "CREATE TRIGGER endless BEFORE UPDATE ON contact_point WHEN old.id = x'{}' BEGIN
            SELECT count(*) FROM numbers;
         END",
        last.id.0.simple()
    );
    for statement in [numbers, &endless] {
        let made = writer.execute_unprepared(statement).await;
        made.expect("it can be made");
    }
    None
}

async fn sealed_by_old(app: &TestApp) -> u64 {
    let old = Keyring::new(&[7; 32]);
    contact_point::Entity::find()
        .filter(contact_point::Column::KeyId.eq(old.key_id()))
        .count(app.core.db().reader())
        .await
        .expect("a count")
}

both_databases!(a_kill_in_the_middle_loses_nothing, |app| {
    let town = Town::found(&app).await;
    let event = town.event(&app, Plan::default()).await;
    crowd(&app, &town, &event, PEOPLE, RsvpState::Going).await;
    let all = sealed_by_old(&app).await;
    let env = env(&app);

    let blocked = block_the_last(&app).await;
    let mut first = Program::start(&["admin", "reseal"], &env);
    first.has_said("1,000 of").await;
    first.kill();
    drop(first);
    match blocked {
        Some(transaction) => transaction.rollback().await.expect("it lets go"),
        None => {
            let writer = app.core.db().writer();
            for statement in ["DROP TRIGGER endless", "DROP VIEW numbers"] {
                let dropped = writer.execute_unprepared(statement).await;
                dropped.expect("it can be dropped");
            }
        }
    }
    let left = sealed_by_old(&app).await;
    assert!(left > 0 && left < all, "{left} of {all}");

    let second = run(&["admin", "reseal"], &env).await;
    let told = String::from_utf8_lossy(&second.stdout).into_owned();
    assert!(second.status.success(), "{told}");
    assert!(told.contains("may be removed now"), "{told}");
    assert_eq!(sealed_by_old(&app).await, 0);

    // Without the old key everything opens; with the old one alone nothing starts.
    let new = app.restarted(8, &[]).await;
    let people = person::Entity::find().all(app.core.db().reader());
    let people = people
        .await
        .expect("people")
        .into_iter()
        .map(|person| person.id);
    let contacts = mulin_domain::person::store::contacts(&new.core, new.core.db().reader(), people);
    assert_eq!(contacts.await.expect("they open").len() as u64, all);
    let again = run(&["admin", "reseal"], &env_of(&app)).await;
    assert_eq!(again.status.code(), Some(1));
    let told = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(told.contains("secrets.previous_master_keys"), "{told}");
});
