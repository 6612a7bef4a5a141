//! Steps that the tests of the journal share.

use std::sync::Arc;

use mulin::app::core_with;
use mulin_domain::clock::SeededEntropy;
use mulin_domain::tx::{Body, Tx};
use mulin_domain::{Core, Error, dialect};
use mulin_entities::*;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    EntityTrait, QueryOrder, TransactionTrait,
};
use serde_json::json;
use uuid::Uuid;

use crate::support::app::TestApp;

/// The domain of another process on the same database.
pub async fn another_process(app: &TestApp) -> Core {
    let entropy = Arc::new(SeededEntropy::new(99));
    core_with(&app.config, &[7; 32], app.clock.clone(), entropy)
        .await
        .expect("the domain can be made")
}

/// A pool of somebody who writes to the database beside the app.
pub async fn stranger(app: &TestApp, connections: u32) -> DatabaseConnection {
    let mut options = ConnectOptions::new(app.config.database.url.expose());
    options.max_connections(connections).sqlx_logging(false);
    Database::connect(options).await.expect("it connects")
}

/// Opens a transaction as commands do.
pub async fn begin(connection: &DatabaseConnection) -> DatabaseTransaction {
    let options = dialect::write_transaction(connection.get_database_backend());
    let begun = connection.begin_with_options(options).await;
    begun.expect("a transaction can begin")
}

/// Appends a row about the subject of this number; gives its `seq`.
pub async fn append(app: &TestApp, connection: &impl ConnectionTrait, subject: u128) -> i64 {
    let row = journal::ActiveModel {
        seq: NotSet,
        position: Set(None),
        at: Set(app.now()),
        root_area_id: Set(AreaId(Uuid::nil())),
        subject_kind: Set("test".to_owned()),
        subject_id: Set(Uuid::from_u128(subject)),
        verb: Set("happened".to_owned()),
        actor_kind: Set(ActorKind::System),
        actor_id: Set(None),
        on_behalf_of: Set(None),
        payload: Set(json!({})),
    };
    let written = journal::Entity::insert(row).exec(connection).await;
    written.expect("a row can be written").last_insert_id
}

/// Appends so many rows, each committed by itself.
pub async fn append_many(app: &TestApp, count: u128) {
    let transaction = begin(app.core.db().writer()).await;
    for subject in 0..count {
        append(app, &transaction, subject).await;
    }
    transaction.commit().await.expect("it commits");
}

/// The committed rows by their `seq`: subject and position.
pub async fn rows(app: &TestApp) -> Vec<(u128, Option<i64>)> {
    let rows = journal::Entity::find()
        .order_by_asc(journal::Column::Seq)
        .all(app.core.db().writer())
        .await
        .expect("the database answers");
    rows.iter()
        .map(|row| (row.subject_id.as_u128(), row.position))
        .collect()
}

/// A table in which [`note`] writes down what it was given.
pub async fn prepare_notes(app: &TestApp) {
    let sql = "CREATE TABLE note (place integer, position bigint NOT NULL, seq bigint NOT NULL)";
    let made = app.core.db().writer().execute_unprepared(sql).await;
    made.expect("a table can be made");
}

/// A reader that writes down what it is given, in the transaction that moves its cursor.
pub fn note<'t>(tx: &'t mut Tx, page: &'t [journal::Model]) -> Body<'t, ()> {
    Box::pin(async move {
        for row in page {
            let position = row.position.ok_or_else(|| Error::internal("no position"))?;
            let insert = dialect::sql(
                tx.db(),
                "INSERT INTO note (position, seq) VALUES (?, ?)",
                [position.into(), row.seq.into()],
            );
            tx.db().execute_raw(insert).await?;
        }
        Ok(())
    })
}

/// What was written down: position and `seq`, in order of position, with repetitions.
pub async fn notes(app: &TestApp) -> Vec<(i64, i64)> {
    let db = app.core.db().writer();
    let sql = "SELECT position, seq FROM note ORDER BY position, seq";
    let rows = db.query_all_raw(dialect::sql(db, sql, [])).await;
    let rows = rows.expect("the database answers");
    let read = |row: &sea_orm::QueryResult| {
        let position = row.try_get_by_index(0).expect("a position");
        (position, row.try_get_by_index(1).expect("a seq"))
    };
    rows.iter().map(read).collect()
}

/// How far a reader is.
pub async fn cursor(app: &TestApp, reader: &str) -> Option<i64> {
    let cursor = journal_cursor::Entity::find_by_id(reader)
        .one(app.core.db().writer())
        .await;
    cursor
        .expect("the database answers")
        .map(|row| row.position)
}
