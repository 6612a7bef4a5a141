//! Connections: one code, two databases.

use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr, Statement};

/// How to reach the database.
#[derive(Clone)]
pub struct DbOptions {
    /// `sqlite://path` or `postgres://user:password@host/name`.
    pub url: String,
    /// Connections at most: of the pool on PostgreSQL, of the readers on SQLite.
    pub max_connections: u32,
    /// A statement that runs longer is ended; below the request's time-out.
    pub statement_timeout: Duration,
    /// How long a caller waits for a connection.
    pub acquire_timeout: Duration,
}

impl std::fmt::Debug for DbOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DbOptions")
            .field("max_connections", &self.max_connections)
            .finish_non_exhaustive()
    }
}

/// A pool to write through and a pool to read through. On PostgreSQL they are one; SQLite has a
/// single writer, because many would only wait for its lock.
#[derive(Clone, Debug)]
pub struct Db {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
}

impl Db {
    /// Opens the pools without touching the network: a database that is away is noticed by the
    /// first statement, and found again by a later one.
    pub async fn connect(options: &DbOptions) -> Result<Self, DbErr> {
        if DbBackend::Sqlite.is_prefix_of(&options.url) {
            let writer = Database::connect(sqlite(options, 1)).await?;
            let reader = Database::connect(sqlite(options, options.max_connections)).await?;
            return Ok(Self { writer, reader });
        }
        let pool = Database::connect(postgres(options)).await?;
        Ok(Self {
            writer: pool.clone(),
            reader: pool,
        })
    }

    /// For commands.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// For queries.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// The same pools, of which `told` hears every statement once it ran: to count and to explain
    /// them.
    #[must_use]
    pub fn observed(mut self, told: impl Fn(&Statement) + Clone + Send + Sync + 'static) -> Self {
        let reads = told.clone();
        self.writer
            .set_metric_callback(move |ran| told(ran.statement));
        self.reader
            .set_metric_callback(move |ran| reads(ran.statement));
        self
    }

    /// Closes the pools after their running statements.
    pub async fn close(self) -> Result<(), DbErr> {
        self.writer.close().await?;
        self.reader.close().await
    }
}

fn common(options: &DbOptions, connections: u32) -> ConnectOptions {
    let mut connect = ConnectOptions::new(&options.url);
    // Bound values are personal data: statements are never logged.
    connect
        .sqlx_logging(false)
        .max_connections(connections)
        .acquire_timeout(options.acquire_timeout)
        .connect_lazy(true);
    connect
}

fn postgres(options: &DbOptions) -> ConnectOptions {
    let mut connect = common(options, options.max_connections);
    connect
        .set_application_name("mulin")
        .statement_timeout(options.statement_timeout)
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(5))
        // Whatever is usual there, and without a word more at each transaction.
        .map_sqlx_postgres_opts(|postgres| {
            postgres
                .options([("default_transaction_isolation", "read committed")])
                .statement_cache_capacity(256)
        });
    connect
}

fn sqlite(options: &DbOptions, connections: u32) -> ConnectOptions {
    let limit = options.statement_timeout;
    let mut connect = common(options, connections);
    connect
        .min_connections(1)
        // An idle connection costs nothing and keeps its page cache and statements.
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                // NORMAL would lose the last commits with the power.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(5))
                .statement_cache_capacity(256)
        })
        .map_sqlx_sqlite_before_acquire(move |connection, _| {
            Box::pin(async move {
                // SQLite has no statement time-out: a handler looks at the clock now and then.
                let deadline = tokio::time::Instant::now() + limit;
                let mut handle = connection.lock_handle().await?;
                handle.set_progress_handler(10_000, move || {
                    tokio::time::Instant::now() < deadline
                });
                drop(handle);
                Ok(true)
            })
        });
    connect
}
