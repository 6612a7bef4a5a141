//! A fresh PostgreSQL database for each test, from a server that nobody has to install or stop.
//!
//! The server is either the one of `MULIN_TEST_POSTGRES_URL` (a role that may create databases;
//! set it with `cargo nextest`, whose processes then share it) or a throw-away cluster, one a
//! test process, made from the PostgreSQL programs of this machine. Without either the PostgreSQL
//! half of the tests is skipped, which `MULIN_TEST_POSTGRES=required` turns into a failure.

mod clerk;
mod cluster;
mod programs;

use std::env;
use std::io::Write;
use std::path::PathBuf;
use std::sync::OnceLock;

use mulin_migration::{Migrations, Migrator};
use sea_orm::{Database, DbErr};

use clerk::Clerk;
pub use cluster::PrivateCluster;

/// The oldest PostgreSQL that Mulin supports.
const OLDEST: u32 = 15;

/// A migrated database of one test; dropped with this value.
pub struct TestDatabase {
    /// Where to connect, as `postgres://…`.
    pub url: String,
    name: String,
    clerk: &'static Clerk,
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        self.clerk.drop_database(&self.name);
    }
}

/// Clones a fresh database from the migrated template, or answers `None` where there is no
/// PostgreSQL. The template is migrated once a process, or once a build of the tests on a shared
/// server.
///
/// # Panics
/// If PostgreSQL is there but does not work, or is absent although it is required.
pub async fn database() -> Option<TestDatabase> {
    static CLERK: OnceLock<Result<Clerk, String>> = OnceLock::new();
    let server = server()?;
    let clerk = match CLERK.get() {
        Some(clerk) => clerk,
        None => tokio::task::spawn_blocking(|| CLERK.get_or_init(|| Clerk::start(server, migrate)))
            .await
            .unwrap_or_else(|error| panic!("PostgreSQL did not start: {error}")),
    };
    let clerk = clerk
        .as_ref()
        .unwrap_or_else(|error| panic!("PostgreSQL did not start: {error}"));
    let name = clerk.create_database().await;
    Some(TestDatabase {
        url: clerk.url(&name),
        name,
        clerk,
    })
}

async fn migrate(url: String) -> Result<(), DbErr> {
    let template = Database::connect(url).await?;
    Migrator::up(&template, None).await?;
    template.close().await
}

/// Where the tests' databases come from.
enum Server {
    /// The server that `MULIN_TEST_POSTGRES_URL` names.
    External(url::Url),
    /// The directory of the programs that make a throw-away cluster.
    Programs(PathBuf),
}

fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER
        .get_or_init(|| match env::var("MULIN_TEST_POSTGRES_URL") {
            Ok(text) => Some(Server::External(text.parse().unwrap_or_else(|error| {
                panic!("MULIN_TEST_POSTGRES_URL is not a URL: {error}")
            }))),
            Err(_) => present(programs::find()).map(Server::Programs),
        })
        .as_ref()
}

/// The value, or `None` after saying loudly why there is none, or a panic where it is required.
fn present<T>(found: Result<T, String>) -> Option<T> {
    static SAID: OnceLock<()> = OnceLock::new();
    let reason = match found {
        Ok(value) => return Some(value),
        Err(reason) => reason,
    };
    match env::var("MULIN_TEST_POSTGRES").as_deref() {
        Err(env::VarError::NotPresent) => {}
        Ok("required") => panic!("MULIN_TEST_POSTGRES=required, but {reason}"),
        other => panic!("MULIN_TEST_POSTGRES is {other:?}: the only value is `required`"),
    }
    SAID.get_or_init(|| {
        // Written past the test runner's capture of output, which `eprintln!` would end up in.
        let notice = format!(
            "\n*** SKIPPED: the PostgreSQL half of the tests, because {reason}.\n\
             *** Install PostgreSQL {OLDEST} or later, or set MULIN_TEST_POSTGRES_URL.\n\n"
        );
        let _unwritable = std::io::stderr().write_all(notice.as_bytes());
    });
    None
}
