//! The one session that makes and drops databases: a thread with a runtime of its own, because a
//! connection does not outlive the runtime of the test that opened it.
//!
//! The template's name carries the build of the tests, so that the processes of one build share it
//! and a changed migration never meets an old one. A test's database carries the clerk's backend
//! id: what a killed run left on a shared server is recognised by having no living clerk.

use std::sync::mpsc;
use std::time::UNIX_EPOCH;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, Statement};
use tokio::sync::{mpsc as queue, oneshot};

use super::cluster::Cluster;
use super::{OLDEST, Server};

/// Makes and drops the tests' databases on one server.
pub struct Clerk {
    orders: queue::UnboundedSender<Order>,
    place: Place,
}

/// Where the databases are.
enum Place {
    External(url::Url),
    Own(Cluster),
}

enum Order {
    Create(oneshot::Sender<Result<String, DbErr>>),
    /// The name, and who is told when it is done.
    Drop(String, mpsc::Sender<()>),
}

impl Clerk {
    /// Starts the server where it is ours, and prepares the template. Blocks meanwhile.
    pub fn start<M, F>(server: &Server, migrate: M) -> Result<Self, String>
    where
        M: FnOnce(String) -> F + Send + 'static,
        F: Future<Output = Result<(), DbErr>>,
    {
        let place = match server {
            Server::External(url) => Place::External(url.clone()),
            Server::Programs(directory) => Place::Own(Cluster::start(directory, false)?),
        };
        let template = template_name()?;
        let (admin_url, template_url) = (place.admin_url(), place.url(&template));
        let (orders, inbox) = queue::unbounded_channel();
        let (ready, prepared) = mpsc::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.map_err(|error| format!("no runtime: {error}"))?;
        std::thread::spawn(move || {
            runtime.block_on(async move {
                match Office::open(admin_url, template, || migrate(template_url)).await {
                    Ok(office) if ready.send(Ok(())).is_ok() => office.work(inbox).await,
                    Ok(_) => {}
                    Err(error) => drop(ready.send(Err(error.to_string()))),
                }
            });
        });
        prepared
            .recv()
            .unwrap_or_else(|_| Err("migrating the template panicked".to_owned()))?;
        Ok(Self { orders, place })
    }

    /// Clones the template and returns the clone's name.
    pub async fn create_database(&self) -> String {
        let (reply, answer) = oneshot::channel();
        let _gone = self.orders.send(Order::Create(reply));
        match answer.await {
            Ok(Ok(name)) => name,
            Ok(Err(error)) => panic!("no database could be made: {error}"),
            Err(error) => panic!("the session that makes databases has ended: {error}"),
        }
    }

    /// Drops a database: at once on a server that stays, because this process may end right after;
    /// soon on our own, so that its files do not pile up.
    pub fn drop_database(&self, name: &str) {
        let (done, wait) = mpsc::channel();
        let _gone = self.orders.send(Order::Drop(name.to_owned(), done));
        if let Place::External(_) = self.place {
            let _gone = wait.recv();
        }
    }

    /// Where a database is reached.
    pub fn url(&self, database: &str) -> String {
        self.place.url(database)
    }
}

impl Place {
    fn admin_url(&self) -> String {
        match self {
            Self::External(url) => url.to_string(),
            Self::Own(cluster) => cluster.url("postgres"),
        }
    }

    fn url(&self, database: &str) -> String {
        match self {
            Self::External(url) => {
                let mut url = url.clone();
                url.set_path(database);
                url.to_string()
            }
            Self::Own(cluster) => cluster.url(database),
        }
    }
}

/// The clerk's side of the orders.
struct Office {
    session: DatabaseConnection,
    /// Dropping waits for the sessions it ends; nobody who wants a database should wait with it.
    sweepers: DatabaseConnection,
    template: String,
    backend: i32,
    made: u32,
}

impl Office {
    async fn open<F>(
        url: String,
        template: String,
        migrate: impl FnOnce() -> F,
    ) -> Result<Self, DbErr>
    where
        F: Future<Output = Result<(), DbErr>>,
    {
        let mut options = ConnectOptions::new(url);
        // Tells the other processes on this server that the template is in use.
        options.set_application_name(&template);
        options.max_connections(2);
        let sweepers = Database::connect(options.clone()).await?;
        options
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None);
        let session = Database::connect(options).await?;
        let sql = "SELECT pg_backend_pid(), current_setting('server_version_num')::int / 10000";
        let row = session
            .query_one_raw(Statement::from_string(session.get_database_backend(), sql))
            .await?
            .ok_or_else(|| DbErr::Custom("no backend id".to_owned()))?;
        let (backend, version): (i32, i32) = (row.try_get_by(0)?, row.try_get_by(1)?);
        if i64::from(version) < i64::from(OLDEST) {
            return Err(DbErr::Custom(format!("the server is PostgreSQL {version}")));
        }
        let office = Self {
            session,
            sweepers,
            template,
            backend,
            made: 0,
        };
        office
            .run("SELECT pg_advisory_lock(hashtext('mulin_template'))")
            .await?;
        office.remove_leftovers().await?;
        office.prepare(migrate).await?;
        office
            .run("SELECT pg_advisory_unlock(hashtext('mulin_template'))")
            .await?;
        Ok(office)
    }

    /// Drops what killed runs and older builds left behind and nobody uses any more.
    async fn remove_leftovers(&self) -> Result<(), DbErr> {
        let sql = "WITH clerk AS (SELECT pid::text, application_name AS template FROM pg_stat_activity \
                WHERE application_name ~ '^mulin_template_'), \
            ours AS (SELECT datname::text AS name FROM pg_database \
                WHERE pg_get_userbyid(datdba) = current_user) \
            SELECT name FROM ours WHERE \
                name ~ '^mulin_template_' AND name NOT IN (SELECT template FROM clerk) \
                OR name ~ '^mulin_t_[0-9]+_[0-9]+$' \
                    AND split_part(name, '_', 3) NOT IN (SELECT pid FROM clerk)";
        let statement = Statement::from_string(self.session.get_database_backend(), sql);
        for row in self.session.query_all_raw(statement).await? {
            drop_database(&self.session, &row.try_get_by::<String, _>(0)?).await?;
        }
        Ok(())
    }

    /// Makes the template unless another process of this build has. Closing it to connections is
    /// the last step, and so the mark of a finished one; a clone needs it anyway.
    async fn prepare<F>(&self, migrate: impl FnOnce() -> F) -> Result<(), DbErr>
    where
        F: Future<Output = Result<(), DbErr>>,
    {
        let template = &self.template;
        let sql =
            format!("SELECT 1 FROM pg_database WHERE datname = '{template}' AND NOT datallowconn");
        let statement = Statement::from_string(self.session.get_database_backend(), sql);
        if self.session.query_one_raw(statement).await?.is_some() {
            return Ok(());
        }
        drop_database(&self.session, template).await?;
        self.run(&format!("CREATE DATABASE {template}")).await?;
        migrate().await?;
        self.run(&format!(
            "ALTER DATABASE {template} ALLOW_CONNECTIONS false"
        ))
        .await?;
        self.run(&format!(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{template}'"
        ))
        .await
    }

    async fn work(mut self, mut inbox: queue::UnboundedReceiver<Order>) {
        while let Some(order) = inbox.recv().await {
            match order {
                Order::Create(reply) => {
                    // The test may have gone while it waited.
                    if let Err(Ok(unwanted)) = reply.send(self.create().await) {
                        self.sweep(unwanted, mpsc::channel().0);
                    }
                }
                Order::Drop(name, done) => self.sweep(name, done),
            }
        }
    }

    fn sweep(&self, name: String, done: mpsc::Sender<()>) {
        let sweepers = self.sweepers.clone();
        tokio::spawn(async move {
            let _left_for_the_next_run = drop_database(&sweepers, &name).await;
            let _nobody_waits = done.send(());
        });
    }

    async fn create(&mut self) -> Result<String, DbErr> {
        self.made += 1;
        let name = format!("mulin_t_{}_{}", self.backend, self.made);
        self.run(&format!(
            "CREATE DATABASE {name} TEMPLATE {}",
            self.template
        ))
        .await?;
        Ok(name)
    }

    async fn run(&self, sql: &str) -> Result<(), DbErr> {
        self.session.execute_unprepared(sql).await.map(drop)
    }
}

async fn drop_database(session: &DatabaseConnection, name: &str) -> Result<(), DbErr> {
    let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    session.execute_unprepared(&sql).await.map(drop)
}

/// A name that changes with each build of the tests, and with it of the migrations.
fn template_name() -> Result<String, String> {
    let describe = |error: std::io::Error| format!("the test program's own file: {error}");
    let program = std::env::current_exe()
        .and_then(std::fs::metadata)
        .map_err(describe)?;
    let built = program.modified().map_err(describe)?;
    let built = built
        .duration_since(UNIX_EPOCH)
        .map_err(|error| error.to_string())?;
    Ok(format!(
        "mulin_template_{:x}_{:x}",
        built.as_nanos(),
        program.len()
    ))
}
