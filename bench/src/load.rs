//! A closed loop: every connection sends its next request when the last is answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Result;
use serde::Serialize;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::client::{Answer, Connection};

/// Looks at the answer to the request of that number.
pub type Check = dyn Fn(usize, &Answer<'_>) -> Result<()> + Send + Sync;

/// A server, and what it is asked in turn.
pub struct Target {
    /// Where.
    pub address: SocketAddr,
    /// What, ready to be written.
    pub requests: Vec<Vec<u8>>,
    /// Whether an answer is right.
    pub check: Box<Check>,
}

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub enum Until {
    /// The time is over; requests are repeated.
    Elapsed(Duration),
    /// Every request was sent once.
    AllSent,
}

/// What came of a round.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Round {
    /// Answers.
    pub answers: usize,
    /// Seconds it took.
    pub seconds: f64,
    /// Answers a second.
    pub rate: f64,
    /// Half of the answers took less, in milliseconds.
    pub p50_ms: f64,
    /// 99 of 100 took less, in milliseconds.
    pub p99_ms: f64,
}

/// Runs one round; the connections are open before it begins.
pub async fn run(target: &Arc<Target>, connections: usize, until: Until) -> Result<Round> {
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        open.push(Connection::open(target.address).await?);
    }
    let next = Arc::new(AtomicUsize::new(0));
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for mut connection in open {
        let (target, next) = (target.clone(), next.clone());
        tasks.spawn(async move {
            let mut took: Vec<Duration> = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let over = match until {
                    Until::Elapsed(limit) => start.elapsed() >= limit,
                    Until::AllSent => number >= target.requests.len(),
                };
                if over {
                    return anyhow::Ok(took);
                }
                let number = number % target.requests.len();
                let sent = Instant::now();
                let answer = connection.exchange(&target.requests[number]).await?;
                took.push(sent.elapsed());
                (target.check)(number, &answer)?;
            }
        });
    }
    let mut took = Vec::new();
    while let Some(one) = tasks.join_next().await {
        took.append(&mut one??);
    }
    let seconds = start.elapsed().as_secs_f64();
    took.sort_unstable();
    let at = |share: f64| {
        let index = (took.len() as f64 * share) as usize;
        took.get(index).map_or(0.0, |it| it.as_secs_f64() * 1_000.0)
    };
    Ok(Round {
        answers: took.len(),
        seconds,
        rate: took.len() as f64 / seconds,
        p50_ms: at(0.5),
        p99_ms: at(0.99),
    })
}
