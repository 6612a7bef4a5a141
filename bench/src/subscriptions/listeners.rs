//! One load process: so many sockets that watch one event and note when they hear what.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use clap::Args;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, BufReader, stdin};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::socket::Socket;
use crate::report;

/// Sockets that are being opened at a time.
const OPENING: usize = 64;

/// Flags of `mulin-bench listeners`.
#[derive(Debug, Args)]
pub struct ListenersArgs {
    /// Where the product listens
    #[arg(long)]
    mulin: SocketAddr,
    /// The event to watch
    #[arg(long)]
    event: String,
    /// Sockets
    #[arg(long)]
    sockets: usize,
}

/// When each number of seats taken arrived, in microseconds since 1970.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Arrivals(BTreeMap<usize, Vec<u64>>);

impl Arrivals {
    /// Those of another process too.
    pub fn add(&mut self, other: Self) {
        for (taken, mut at) in other.0 {
            self.0.entry(taken).or_default().append(&mut at);
        }
    }

    /// Of one number of seats.
    pub fn of(&self, taken: usize) -> &[u64] {
        self.0.get(&taken).map_or(&[], Vec::as_slice)
    }
}

/// The machine's clock, which its processes share.
#[expect(
    clippy::disallowed_methods,
    reason = "two processes compare their times: no injected clock spans them"
)]
pub fn now_us() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| {
        u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
    })
}

/// Opens the sockets, says "ready", listens until told to stop, and tells.
pub async fn run(args: ListenersArgs) -> Result<ExitCode> {
    let arrivals = Arc::new(Mutex::new(Arrivals::default()));
    let opening = Arc::new(Semaphore::new(OPENING));
    let mut opened = JoinSet::new();
    for _ in 0..args.sockets {
        let place = opening.clone().acquire_owned().await?;
        let (address, event) = (args.mulin, args.event.clone());
        opened.spawn(async move {
            let socket = Socket::watch(address, &event).await;
            drop(place);
            socket
        });
    }
    let mut listening = JoinSet::new();
    while let Some(socket) = opened.join_next().await {
        let mut socket = socket??;
        let arrivals = arrivals.clone();
        listening.spawn(async move {
            loop {
                let taken = socket.taken().await?;
                let at = now_us();
                let mut arrivals = arrivals.lock().unwrap_or_else(PoisonError::into_inner);
                arrivals.0.entry(taken).or_default().push(at);
            }
            #[expect(unreachable_code, reason = "tells the type of the error")]
            anyhow::Ok(())
        });
    }
    report::say("ready")?;
    let mut lines = BufReader::new(stdin()).lines();
    tokio::select! {
        line = lines.next_line() => { line?; }
        Some(failed) = listening.join_next() => failed??,
    }
    let arrivals = arrivals.lock().unwrap_or_else(PoisonError::into_inner);
    report::say(&serde_json::to_string(&*arrivals)?)?;
    Ok(ExitCode::SUCCESS)
}
