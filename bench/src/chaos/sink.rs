//! A mail server that counts what it takes, feels as it is told to, and kills workers at the step of
//! the dialogue that they have come to. Loopback only.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::crew::{Crew, WORKERS};
use super::ledger::Ledger;
use super::mood::{Kills, Mood};
use super::plan::Step;
use super::session;

/// How long a port may be in use by somebody else after it was closed.
const PATIENCE: Duration = Duration::from_secs(10);

/// What all its connections share.
pub struct Shared {
    books: Mutex<(Ledger, Mood)>,
    /// How many messages came, each counted once.
    pub came: watch::Sender<Came>,
    /// Whom it may kill.
    pub crew: Arc<Crew>,
}

/// How many messages came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Came {
    /// E-mails that were accepted.
    pub mails: usize,
    /// Text messages that were taken.
    pub texts: usize,
}

impl Shared {
    /// Of a crew.
    pub fn new(crew: Arc<Crew>) -> Arc<Self> {
        Arc::new(Self {
            books: Mutex::default(),
            came: watch::Sender::default(),
            crew,
        })
    }

    /// What it saw and how it feels, under one lock.
    pub fn books(&self) -> MutexGuard<'_, (Ledger, Mood)> {
        // Nothing under the lock can leave it half-changed.
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes something, and tells whoever waits for messages.
    pub fn note<T>(&self, what: impl FnOnce(&mut Ledger) -> T) -> T {
        let mut books = self.books();
        let noted = what(&mut books.0);
        let came = Came {
            mails: books.0.mails(),
            texts: books.0.texts(),
        };
        self.came.send_if_modified(|before| {
            let is_new = *before != came;
            *before = came;
            is_new
        });
        noted
    }

    /// Kills who came to the step, in that life, if one is to be killed there. Tells whether it did.
    pub fn strikes(
        &self,
        (worker, life): (usize, u32),
        step: Step,
        moment: &str,
        kills: fn(&mut Mood) -> &mut Kills,
    ) -> bool {
        let mut books = self.books();
        let Some(away) = kills(&mut books.1).at(step) else {
            return false;
        };
        let struck = self.crew.kill(worker, Some(life), moment, away);
        if !struck {
            // It was dead already: the next one then.
            kills(&mut books.1).push(step, away);
        }
        struck
    }

    /// How it feels, to be changed.
    pub fn feel(&self, change: impl FnOnce(&mut Mood)) {
        change(&mut self.books().1);
    }
}

/// Ports for the workers, each held until the server listens.
pub async fn ports() -> Result<Vec<TcpListener>> {
    let mut listeners = Vec::new();
    for _ in 0..WORKERS {
        listeners.push(TcpListener::bind("127.0.0.1:0").await?);
    }
    Ok(listeners)
}

/// The server.
pub struct Sink {
    /// What its connections share.
    pub shared: Arc<Shared>,
    listening: JoinSet<()>,
}

impl Sink {
    /// Listens.
    pub fn open(listeners: Vec<TcpListener>, shared: Arc<Shared>) -> Self {
        let mut sink = Self {
            shared,
            listening: JoinSet::new(),
        };
        sink.listen(listeners);
        sink
    }

    fn listen(&mut self, listeners: Vec<TcpListener>) {
        for (worker, listener) in listeners.into_iter().enumerate() {
            self.listening
                .spawn(accept(self.shared.clone(), worker, listener));
        }
    }

    /// Closes its ports and all its connections, for so long.
    pub async fn rest(&mut self, time: Duration) -> Result<()> {
        self.listening.shutdown().await;
        sleep(time).await;
        let mut listeners = Vec::new();
        for address in self.shared.crew.orders().ports.clone() {
            listeners.push(bind(address).await?);
        }
        self.listen(listeners);
        Ok(())
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match TcpListener::bind(address).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && Instant::now() < deadline => {
                sleep(Duration::from_millis(20)).await;
            }
            Err(error) => return Err(error).context("the port of the mail server is taken"),
        }
    }
}

/// Its connections end with it.
async fn accept(shared: Arc<Shared>, worker: usize, listener: TcpListener) {
    let mut sessions = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let shared = shared.clone();
        sessions.spawn(async move {
            // A connection that breaks is what this is about.
            let _ = session::serve(&shared, worker, stream).await;
        });
        while sessions.try_join_next().is_some() {}
    }
}
