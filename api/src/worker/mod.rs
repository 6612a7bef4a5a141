//! Does what is due: positions in the journal, readers, fan-outs, messages.
//!
//! Any number of workers share one database without talking to each other: whatever one takes is
//! locked or leased, and whatever it drops by dying falls due again.

pub mod compose;
pub mod sender;

use std::time::Duration;

use mulin_domain::due_work::Held;
use mulin_domain::{Core, Result, delivery, due_work, journal, retention, rsvp};
use mulin_entities::DueWorkKind;
use tokio_util::sync::CancellationToken;

pub use sender::Sender;

/// Due work that one round takes at once.
const BATCH: u64 = 20;

/// Does due work until told to stop.
pub struct Worker {
    core: Core,
    sender: Sender,
    /// How long to rest when nothing was due.
    poll: Duration,
    batch: u64,
}

impl Worker {
    /// A worker that looks every `poll` and takes up to `batch` messages at once.
    pub fn new(core: Core, sender: Sender, poll: Duration, batch: u64) -> Self {
        Self {
            core,
            sender,
            poll,
            batch,
        }
    }

    /// Runs until `shutdown`, and then until what was taken is settled.
    pub async fn run(&self, shutdown: CancellationToken) {
        let planning = self.repeat(&shutdown, "planning", async || self.plan().await);
        let sending = self.repeat(&shutdown, "sending", async || self.send().await);
        tokio::join!(planning, sending);
        self.sender.close().await;
    }

    /// Does everything that is due now, and what falls due by it, to the end.
    pub async fn run_due(&self) -> Result<()> {
        while self.plan().await? | self.send().await? {}
        Ok(())
    }

    async fn repeat(
        &self,
        shutdown: &CancellationToken,
        what: &'static str,
        round: impl AsyncFn() -> Result<bool>,
    ) {
        while !shutdown.is_cancelled() {
            match round().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, what, "due work is interrupted"),
            }
            // A commit of this process is a hint to look at once; others are found by looking.
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = self.core.woken() => {}
                () = tokio::time::sleep(self.poll) => {}
            }
        }
    }

    /// One round of planning; answers whether there was anything to do.
    async fn plan(&self) -> Result<bool> {
        let sequenced = journal::sequence(&self.core).await? > 0;
        let read = delivery::read_answers(&self.core).await?;
        let held = due_work::claim(&self.core, BATCH).await?;
        for held in &held {
            if let Err(error) = self.work(held).await {
                tracing::warn!(%error, kind = ?held.kind, id = %held.id, "due work failed");
                due_work::fail(&self.core, held).await?;
            }
        }
        Ok(sequenced || read || !held.is_empty())
    }

    async fn work(&self, held: &Held) -> Result<()> {
        match held.kind {
            DueWorkKind::ExpandSchedule => delivery::expand::expand(&self.core, held).await,
            DueWorkKind::NudgeOffer => delivery::nudge::nudge_offer(&self.core, held).await,
            DueWorkKind::ExpireOffer => rsvp::offers::expire_offer(&self.core, held).await,
            DueWorkKind::Retention => retention::run(&self.core, held).await,
        }
    }

    /// One batch of messages; answers whether there was any.
    async fn send(&self) -> Result<bool> {
        let claimed = delivery::claim(&self.core, self.batch).await?;
        let any = claimed.dropped > 0 || !claimed.outgoing.is_empty();
        self.sender.send_all(&self.core, claimed.outgoing).await?;
        Ok(any)
    }
}
