//! The workers: two programs on one database, each with a port of the mail server and one of the
//! gateway to itself, so that these know whose connection they kill.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use mulin_domain::clock::{Clock, SystemClock};
use tokio::process::Command;
use tokio::sync::mpsc;

use crate::process::Process;

/// Workers of a run.
pub const WORKERS: usize = 2;

/// How workers are started.
pub struct Orders {
    /// The program mulin.
    pub mulin: PathBuf,
    /// Where their logs go.
    pub folder: PathBuf,
    /// Messages that each has on the wire at most.
    pub places: usize,
    /// How long what they claim is theirs, in seconds.
    pub lease: u64,
    /// The mail server as each of them sees it.
    pub ports: Vec<SocketAddr>,
    /// The gateway of text messages as each of them sees it.
    pub gateways: Vec<SocketAddr>,
    /// Where the first of them serves.
    pub serves: SocketAddr,
    /// What text messages and reports are signed with, as it is configured.
    pub secret: String,
    /// How long they wait for an answer about a text message, in seconds.
    pub patience: u64,
    /// libfaketime.
    pub faketime: PathBuf,
    /// What tells it the time.
    pub clock: PathBuf,
}

/// A worker that was killed, still to be waited for.
pub struct Killed {
    /// Which.
    pub worker: usize,
    /// Which of its lives that was.
    pub life: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// At which moment.
    pub moment: String,
    /// How long it stays away.
    pub away: Duration,
    /// The program.
    pub process: Process,
}

/// See the module.
pub struct Crew {
    orders: Orders,
    slots: Mutex<Vec<Slot>>,
    /// Since when nobody works, if they were killed.
    nobody: Mutex<Option<DateTime<Utc>>>,
    killed: mpsc::UnboundedSender<Killed>,
}

#[derive(Default)]
struct Slot {
    process: Option<Process>,
    life: u32,
}

impl Crew {
    /// Nobody works yet. Whoever is killed is told.
    pub fn new(orders: Orders) -> (Self, mpsc::UnboundedReceiver<Killed>) {
        let (killed, told) = mpsc::unbounded_channel();
        let slots = (0..WORKERS).map(|_| Slot::default()).collect();
        let crew = Self {
            orders,
            slots: Mutex::new(slots),
            nobody: Mutex::default(),
            killed,
        };
        (crew, told)
    }

    /// How they are started.
    pub fn orders(&self) -> &Orders {
        &self.orders
    }

    /// Starts a worker that does not run. Answers since when nobody did, if that is so.
    pub fn start(&self, worker: usize) -> Result<Option<DateTime<Utc>>> {
        let orders = &self.orders;
        let mut command = Command::new(&orders.mulin);
        let url = format!("smtp://{}/?tls=none", orders.ports[worker]);
        // One serves as well, and takes the gateway's reports.
        if worker == 0 {
            let serves = orders.serves.to_string();
            command.args(["serve", "--listen", &serves]);
        } else {
            command.arg("worker");
        }
        let gateway = format!("http://{}/", orders.gateways[worker]);
        command
            // So that the gateway may be without TLS.
            .arg("--dev")
            .env("MULIN_HTTP__PUBLIC_URL", format!("http://{}/", orders.serves))
            .env("MULIN_SMS__PROVIDERS", "webhook")
            .env("MULIN_SMS__ANSWER_TIMEOUT_SECONDS", orders.patience.to_string())
            .env("MULIN_SMS_WEBHOOK__URL", gateway)
            .env("MULIN_SMS_WEBHOOK__SECRET", &orders.secret)
            // Threads wait as long as they should, whatever the clock on the wall shows.
            .env("LD_PRELOAD", &orders.faketime)
            .env("FAKETIME_TIMESTAMP_FILE", &orders.clock)
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env("NO_FAKE_STAT", "1")
            .env("MULIN_SMTP__URL", url)
            .env("MULIN_SMTP__FROM", "Mulin <no-reply@example.org>")
            .env("MULIN_SMTP__MAX_CONNECTIONS", orders.places.to_string())
            .env("MULIN_SMS__MAX_UNDER_WAY", orders.places.to_string())
            .env("MULIN_WORKER__LEASE_SECONDS", orders.lease.to_string())
            .env("MULIN_WORKER__POLL_MILLISECONDS", "100")
            .env("MULIN_WORKER__BATCH", (orders.places * 10).to_string())
            // Whatever the hour at which this runs.
            .env("MULIN_REMINDERS__QUIET_FROM", "00:00")
            .env("MULIN_REMINDERS__QUIET_UNTIL", "00:00")
            .env("MULIN_LOG__FORMAT", "json");
        let log = orders.folder.join(format!("worker-{}.log", worker + 1));
        let process = Process::start(&mut command, &log)?;
        let mut slots = self.slots();
        slots[worker].life += 1;
        slots[worker].process = Some(process);
        Ok(self.nobody().take())
    }

    /// Which life of the worker this is.
    pub fn life(&self, worker: usize) -> u32 {
        self.slots()[worker].life
    }

    /// Kills the worker in this very moment, if it is still in that life; none is in whichever. Tells
    /// whether it did.
    pub fn kill(&self, worker: usize, life: Option<u32>, moment: &str, away: Duration) -> bool {
        let mut slots = self.slots();
        let slot = &mut slots[worker];
        if life.is_some_and(|life| life != slot.life) {
            return false;
        }
        let Some(mut process) = slot.process.take() else {
            return false;
        };
        if process.kill().is_err() {
            slot.process = Some(process);
            return false;
        }
        forget(process.id());
        let at = SystemClock.now();
        let life = slot.life;
        if slots.iter().all(|slot| slot.process.is_none()) {
            *self.nobody() = Some(at);
        }
        let killed = Killed {
            worker,
            life,
            at,
            moment: moment.to_owned(),
            away,
            process,
        };
        // Whoever is told goes before us only when the run is over.
        let _ = self.killed.send(killed);
        true
    }

    /// Fails if a worker has ended that nobody killed.
    pub fn check(&self) -> Result<()> {
        for slot in self.slots().iter_mut() {
            if let Some(process) = &mut slot.process {
                ensure!(process.runs()?, "a worker has ended by itself; see its log");
            }
        }
        Ok(())
    }

    /// Ends all as an operator does.
    pub async fn stop(&self) -> Result<()> {
        let running: Vec<Process> = {
            let mut slots = self.slots();
            slots
                .iter_mut()
                .filter_map(|it| it.process.take())
                .collect()
        };
        for process in running {
            let id = process.id();
            process.stop().await.context("a worker")?;
            forget(id);
        }
        Ok(())
    }

    fn nobody(&self) -> MutexGuard<'_, Option<DateTime<Utc>>> {
        self.nobody.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn slots(&self) -> MutexGuard<'_, Vec<Slot>> {
        // Nothing under the lock can leave it half-changed.
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Removes what libfaketime shares between threads, and leaves behind when its program is killed.
fn forget(id: Option<u32>) {
    let Some(id) = id else { return };
    for name in ["faketime_shm_", "sem.faketime_sem_"] {
        // It is gone if there was none, or if the program ended by itself.
        let _ = std::fs::remove_file(format!("/dev/shm/{name}{id}"));
    }
}
