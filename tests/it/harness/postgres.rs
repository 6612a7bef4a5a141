//! Databases of the tests: fresh, apart, gone afterwards; clusters that can be stopped.

use std::net::TcpStream;
use std::time::Duration;

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

use crate::support::postgres::{PrivateCluster, database};

async fn run(connection: &DatabaseConnection, sql: &str) {
    connection
        .execute_unprepared(sql)
        .await
        .expect("the statement is right");
}

async fn count(connection: &DatabaseConnection, from: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {from}");
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection
        .query_one_raw(statement)
        .await
        .expect("the query is right");
    row.expect("a count is a row")
        .try_get_by(0)
        .expect("a count is a number")
}

#[tokio::test]
async fn databases_are_migrated_and_independent() {
    let (Some(one), Some(other)) = (database().await, database().await) else {
        return;
    };
    let first = Database::connect(&one.url)
        .await
        .expect("a database accepts connections");
    let second = Database::connect(&other.url)
        .await
        .expect("a database accepts connections");
    run(&first, "CREATE TABLE only_here ()").await;
    assert_eq!(
        count(&second, "pg_tables WHERE tablename = 'only_here'").await,
        0
    );
    assert_ne!(count(&second, "seaql_migrations").await, 0);

    let url = url::Url::parse(&one.url).expect("a URL");
    let name = url.path().trim_start_matches('/');
    let here = format!("pg_database WHERE datname = '{name}'");
    assert_eq!(count(&second, &here).await, 1);
    drop(one);
    let gone = async { while count(&second, &here).await > 0 {} };
    tokio::time::timeout(Duration::from_secs(10), gone)
        .await
        .expect("dropped although a connection is open");
    assert!(first.ping().await.is_err());
}

#[tokio::test]
async fn a_private_cluster_stops_starts_and_leaves_nothing() {
    let Some(cluster) = PrivateCluster::create().await else {
        return;
    };
    let before = Database::connect(cluster.url())
        .await
        .expect("it accepts connections");
    run(
        &before,
        "CREATE TABLE guest (name text); INSERT INTO guest VALUES ('neighbour')",
    )
    .await;
    cluster.crash().await;
    let url = url::Url::parse(&cluster.url()).expect("a URL");
    let address = url.socket_addrs(|| None).expect("an address and a port");
    TcpStream::connect(&*address).expect_err("nobody listens");
    cluster.start().await;
    let after = Database::connect(cluster.url())
        .await
        .expect("it is up again");
    assert_eq!(
        count(&after, "guest").await,
        1,
        "an acknowledged commit survives a crash"
    );
    cluster.stop().await;
    cluster.start().await;

    let home = cluster.home();
    assert!(home.join("data").exists());
    drop(cluster);
    assert!(!home.exists());
}
