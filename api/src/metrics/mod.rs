//! Numbers about the work, as Prometheus reads them.
//!
//! They are read from the database when they are asked for, and kept for some seconds, so that any
//! number of readers costs one look. What came to an end is counted on from where the last look
//! ended: counters begin at zero with the process. All processes of one database tell the same
//! counts of its messages, whoever sent them; only the rounds of the worker are a process's own. What
//! was spent is all that ever was: a message comes to an end once when it is sent and once when it is
//! delivered, and has one price.

mod numbers;
mod server;

use std::sync::Arc;

use chrono::TimeDelta;
use mulin_domain::clock::Instant;
use mulin_domain::delivery::{numbers as read, spend};
use mulin_domain::{Core, Result};
use mulin_entities::DeliveryId;
use tokio::sync::Mutex;
use uuid::Uuid;

use self::numbers::Numbers;
use crate::worker::rounds::Rounds;

pub use server::{routes, serve};

/// How long numbers are kept.
const FRESH: TimeDelta = TimeDelta::seconds(5);
/// Transactions that settle a message are at most so long: what they wrote late is not missed.
const LATE: TimeDelta = TimeDelta::seconds(15);
/// Messages that came to an end, a statement.
const BATCH: u64 = 5_000;
/// Statements of them a look: what is left is counted by the next.
const BATCHES: usize = 20;

/// Tells numbers.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    core: Core,
    rounds: Option<Arc<Rounds>>,
    kept: Mutex<Kept>,
}

struct Kept {
    numbers: Numbers,
    /// The last message that was counted.
    settled: (Instant, DeliveryId),
    /// Up to when texts were counted.
    texts: Instant,
    /// What was told, and when.
    told: Option<(Instant, String)>,
}

impl Metrics {
    /// Begins to count now; the rounds are those of the worker in this process, if it has one.
    pub fn new(core: Core, rounds: Option<Arc<Rounds>>) -> Self {
        let now = core.now();
        let kept = Kept {
            numbers: Numbers::new(),
            settled: (now, DeliveryId(Uuid::max())),
            texts: now,
            told: None,
        };
        Self(Arc::new(Inner {
            core,
            rounds,
            kept: Mutex::new(kept),
        }))
    }

    /// The numbers as text (Prometheus and OpenMetrics).
    pub async fn told(&self) -> Result<String> {
        let core = &self.0.core;
        let mut kept = self.0.kept.lock().await;
        let now = core.now();
        if let Some((at, text)) = &kept.told
            && now - *at < FRESH
        {
            return Ok(text.clone());
        }
        kept.look(core, now).await?;
        if let Some(rounds) = &self.0.rounds {
            kept.numbers.rounds(rounds);
        }
        let text = kept.numbers.text();
        kept.told = Some((now, text.clone()));
        Ok(text)
    }
}

impl Kept {
    async fn look(&mut self, core: &Core, now: Instant) -> Result<()> {
        let db = core.db().reader();
        self.numbers.open(&read::open(core).await?, now);
        self.numbers.suppressed(&read::suppressed(db).await?);
        self.numbers.calls(read::open_calls(db).await?);
        self.numbers.capped(&spend::held_channels(core).await?);
        self.numbers.spent(&spend::totals(db).await?);
        let until = now - LATE;
        for _ in 0..BATCHES {
            let rows = read::settled(db, self.settled, until, BATCH).await?;
            for row in &rows {
                self.numbers.settled(row);
                self.settled = (row.settled_at, row.id);
            }
            if (rows.len() as u64) < BATCH {
                break;
            }
        }
        if until > self.texts {
            for row in read::texts_received(db, self.texts, until).await? {
                self.numbers.texts(&row);
            }
            self.texts = until;
        }
        Ok(())
    }
}
