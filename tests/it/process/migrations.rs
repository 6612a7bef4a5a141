//! `mulin migrate`, and programs that start together.

use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::{Value, json};

use super::program::{Env, Program, env_in, env_of, get, printed, run};
use crate::both_databases;
use crate::support::app::TestApp;
use crate::support::postgres::database;

/// The marks of `mulin migrate status`, in order.
async fn marks(env: &Env) -> Vec<String> {
    let status = printed(&["migrate", "status"], env).await;
    let first_words = status.lines().filter_map(|line| line.split(' ').next());
    first_words.map(str::to_owned).collect()
}

both_databases!(the_schema_goes_down_to_nothing_and_up_again, |app| {
    let env = env_of(&app);
    let all = marks(&env).await;
    let count = all.len();
    assert!(
        count >= 5 && all.iter().all(|mark| mark == "applied"),
        "{all:?}"
    );
    printed(&["migrate", "down"], &env).await;
    let one_less = marks(&env).await;
    assert_eq!(one_less.iter().filter(|mark| *mark == "pending").count(), 1);
    assert_eq!(one_less[count - 1], "pending");
    let steps = (count - 1).to_string();
    printed(&["migrate", "down", "--steps", &steps], &env).await;
    assert_eq!(marks(&env).await, vec!["pending"; count]);
    assert_eq!(tables(&app).await, 0);

    printed(&["migrate", "up", "--steps", "2"], &env).await;
    let mut two = vec!["applied"; 2];
    two.resize(count, "pending");
    assert_eq!(marks(&env).await, two);
    for _ in 0..2 {
        printed(&["migrate", "up"], &env).await;
        assert_eq!(marks(&env).await, vec!["applied"; count]);
    }
    let program = Program::serve(&[], &env);
    program.says("ready").await;
});

/// Tables that are there, without the one that remembers the migrations.
async fn tables(app: &TestApp) -> i64 {
    let db = app.core.db().writer();
    let sql = match db.get_database_backend() {
        sea_orm::DbBackend::Postgres => {
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' \
             AND tablename <> 'seaql_migrations'"
        }
        _ => {
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' \
             AND name NOT IN ('seaql_migrations', 'sqlite_sequence')"
        }
    };
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .expect("tables can be counted")
        .expect("a count is a row");
    row.try_get_by_index(0).expect("a number")
}

/// Two programs on a database with nothing in it: both get ready, and each migration runs once.
async fn start_together(env: &Env) {
    let programs = [Program::serve(&[], env), Program::serve(&[], env)];
    let mut applied = Vec::new();
    for program in &programs {
        program.says("ready").await;
        let (status, _) = get(program.address().await, "/readyz").await;
        assert_eq!(status, 200);
        for line in program.log() {
            assert!(!line.contains("ERROR") && !line.contains("WARN"), "{line}");
            let line: Value = serde_json::from_str(&line).expect("a line is JSON");
            if line["message"] == "the schema was brought up" {
                applied.push(line["applied"].clone());
            }
        }
    }
    // By one of the two, all at once.
    assert_eq!(applied, [json!(marks(env).await.len())]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_start_together_migrate_once_on_sqlite() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    start_together(&env_in(folder.path())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_start_together_migrate_once_on_postgres() {
    let Some(database) = database().await else {
        return;
    };
    let session = Database::connect(&database.url).await.expect("a session");
    session
        .execute_unprepared("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        .await
        .expect("the database can be emptied");
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut env = env_in(folder.path());
    env.push(("DATABASE_URL", database.url.clone()));
    start_together(&env).await;
}

#[tokio::test]
async fn a_database_that_cannot_be_used_is_told_in_one_line() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut env = env_in(folder.path());
    // Nobody listens on port 1.
    let url = "postgres://mulin:hush@127.0.0.1:1/mulin".to_owned();
    env.push(("DATABASE_URL", url));
    env.push(("MULIN_DATABASE__ACQUIRE_TIMEOUT_SECONDS", "1".to_owned()));
    let output = run(&["migrate", "status"], &env).await;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("the database does not answer"), "{told}");
    assert!(!told.contains("hush"), "{told}");
}
