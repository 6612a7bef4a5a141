//! One throw-away cluster, kept by a watchdog that outlives the test process, however that ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use super::{present, programs};

/// A running cluster; it stops, and its directory goes, when this value or the process ends.
pub struct Cluster {
    watchdog: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    port: u16,
    home: PathBuf,
}

impl Cluster {
    /// Makes and starts a cluster with the programs of a directory. Blocks for about a second.
    pub fn start(programs: &Path, synchronous_commit: bool) -> Result<Self, String> {
        let port = free_port()?;
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", include_str!("watchdog.sh"), "watchdog"])
            .arg(programs)
            .args([port.to_string().as_str(), if synchronous_commit { "on" } else { "off" }])
            // The PG… variables of a developer would lead the programs astray.
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("TMPDIR", std::env::temp_dir())
            .env("LC_ALL", "C.UTF-8")
            .current_dir("/")
            // What ends the test's process group must not end the one who cleans up.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        if let Some((user, group)) = programs::unprivileged()? {
            command.uid(user).gid(group);
        }
        let mut watchdog = command
            .spawn()
            .map_err(|error| format!("/bin/sh: {error}"))?;
        let (Some(orders), Some(answers)) = (watchdog.stdin.take(), watchdog.stdout.take()) else {
            return Err("the watchdog has no pipes".to_owned());
        };
        let (orders, answers) = (Some(orders), BufReader::new(answers));
        let mut cluster = Self {
            watchdog,
            orders,
            answers,
            port,
            home: PathBuf::new(),
        };
        let answer = cluster.answer()?;
        match answer.strip_prefix("ready ") {
            Some(home) => cluster.home = PathBuf::from(home),
            None => return Err(cluster.failure(&answer)),
        }
        Ok(cluster)
    }

    /// Where a database of this cluster is reached, as a superuser.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://mulin@127.0.0.1:{}/{database}", self.port)
    }

    fn order(&mut self, order: &str) -> Result<(), String> {
        let pipe = self.orders.as_mut().ok_or("the watchdog is gone")?;
        writeln!(pipe, "{order}").map_err(|error| format!("the watchdog is gone: {error}"))?;
        match self.answer()?.as_str() {
            "done" => Ok(()),
            other => Err(self.failure(other)),
        }
    }

    fn answer(&mut self) -> Result<String, String> {
        let mut line = String::new();
        self.answers
            .read_line(&mut line)
            .map_err(|error| format!("the watchdog: {error}"))?;
        Ok(line.trim_end().to_owned())
    }

    /// Everything the watchdog still has to say after an answer that was not the expected one.
    fn failure(&mut self, first: &str) -> String {
        let mut rest = String::new();
        match self.answers.read_to_string(&mut rest) {
            Ok(_) => format!("the watchdog said:\n{first}\n{rest}"),
            Err(error) => format!("the watchdog said:\n{first}\nand then: {error}"),
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.orders.take());
        let _status = self.watchdog.wait();
    }
}

/// A port for this cluster alone. Below the range that the system hands out, so that no passing
/// connection sits on it while a cluster is stopped; each process begins somewhere else.
fn free_port() -> Result<u16, String> {
    const FIRST: u32 = 15_400;
    const COUNT: u32 = 16_000;
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let start = std::process::id().wrapping_mul(61) % COUNT;
    for _ in 0..COUNT {
        let offset = (start + NEXT.fetch_add(1, Ordering::Relaxed)) % COUNT;
        let Ok(port) = u16::try_from(FIRST + offset) else {
            continue;
        };
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    Err("no port is free".to_owned())
}

/// A cluster of one test's own, to be stopped and started under the feet of what is tested.
///
/// A commit that it acknowledged survives [`crash`](Self::crash).
pub struct PrivateCluster(Arc<Mutex<Cluster>>);

impl PrivateCluster {
    /// Makes and starts one, or answers `None` where there are no PostgreSQL programs.
    ///
    /// # Panics
    /// If it does not start, or the programs are absent although they are required.
    pub async fn create() -> Option<Self> {
        let programs = present(programs::find())?;
        let started = tokio::task::spawn_blocking(move || Cluster::start(&programs, true)).await;
        match started {
            Ok(Ok(cluster)) => Some(Self(Arc::new(Mutex::new(cluster)))),
            Ok(Err(error)) => panic!("PostgreSQL did not start: {error}"),
            Err(error) => panic!("PostgreSQL did not start: {error}"),
        }
    }

    /// Where its empty database is reached; the same after a stop and a start.
    pub fn url(&self) -> String {
        self.locked().url("postgres")
    }

    /// Its directory, with `server.log`.
    pub fn home(&self) -> PathBuf {
        self.locked().home.clone()
    }

    /// Ends every session, and the server in good order.
    pub async fn stop(&self) {
        self.order("stop").await;
    }

    /// Ends the server at once, as a crash of the program would.
    pub async fn crash(&self) {
        self.order("crash").await;
    }

    /// Starts it again, and returns when it accepts connections.
    pub async fn start(&self) {
        self.order("start").await;
    }

    async fn order(&self, order: &'static str) {
        let cluster = Self(Arc::clone(&self.0));
        let done = tokio::task::spawn_blocking(move || cluster.locked().order(order)).await;
        match done {
            Ok(Ok(())) => {}
            Ok(Err(error)) => panic!("PostgreSQL did not {order}: {error}"),
            Err(error) => panic!("PostgreSQL did not {order}: {error}"),
        }
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Cluster> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
