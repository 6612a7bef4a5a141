//! Does what is due: positions in the journal, readers, fan-outs, messages.
//!
//! Any number of workers share one database without talking to each other: whatever one takes is
//! locked or leased, and whatever it drops by dying falls due again.

mod calendar;
pub mod compose;
pub mod hold;
pub mod pace;
mod receipts;
pub mod rounds;
pub mod sender;
mod texts;
mod vars;

use std::sync::Arc;
use std::time::Duration;

use mulin_domain::delivery::{Claimed, Take};
use mulin_domain::due_work::Held;
use mulin_domain::{
    Core, Result, delivery, due_work, food_safety, journal, retention, rsvp, series, ticket,
};
use mulin_entities::{Channel, DueWorkKind};
use mulin_notify::SmsRegistry;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use self::rounds::{Round, Rounds};
use self::sender::Place;
use self::texts::UnderWay;
pub use hold::{DailyCap, Hold, Nothing};
pub use pace::{Pace, Rate};
pub use sender::Sender;

/// Due work that one round takes at once.
const BATCH: u64 = 20;

/// Between the beginnings of two rounds of a loop: what many commit meanwhile is looked for once, which
/// nobody notices who waits for it, and those do who wait for the database.
const BREATH: Duration = Duration::from_millis(25);

/// The same after a round that found nothing, for what is seldom due.
const CALM: Duration = Duration::from_millis(250);

/// Does due work until told to stop.
pub struct Worker {
    core: Core,
    sender: Sender,
    /// How long to rest when nothing was due.
    poll: Duration,
    batch: u64,
    pace: Pace,
    hold: Arc<dyn Hold>,
    rounds: Arc<Rounds>,
    /// Who can be asked what became of text messages.
    asked: Option<Arc<SmsRegistry>>,
}

impl Worker {
    /// A worker that looks every `poll` and takes up to `batch` messages at once.
    pub fn new(core: Core, sender: Sender, poll: Duration, batch: u64) -> Self {
        Self {
            core,
            sender,
            poll,
            batch,
            pace: Pace::default(),
            hold: Arc::new(Nothing),
            rounds: Arc::default(),
            asked: None,
        }
    }

    /// The same, no faster than providers allow.
    #[must_use]
    pub fn paced(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// The same, with channels held back while they are to send nothing but codes.
    #[must_use]
    pub fn held_by(self, hold: Arc<dyn Hold>) -> Self {
        Self { hold, ..self }
    }

    /// Counts how often it looks for work, also while it does.
    pub fn rounds(&self) -> Arc<Rounds> {
        self.rounds.clone()
    }

    /// The same, asking these what became of text messages that no receipt came for.
    #[must_use]
    pub fn asking(mut self, registry: Arc<SmsRegistry>) -> Self {
        self.asked = Some(registry).filter(|registry| !registry.who_tell().is_empty());
        self
    }

    /// Runs until `shutdown`, and then until what was taken is settled.
    pub async fn run(&self, shutdown: CancellationToken) {
        if self.asked.is_some()
            && let Err(error) = delivery::unanswered::plan(&self.core).await
        {
            tracing::warn!(%error, "receipts of text messages are not asked for");
        }
        let planning = self.repeat(&shutdown, "planning", BREATH, async || self.plan().await);
        // What may take long holds nobody up: a list of a million people, a provider that is slow to
        // say what became of its messages, years of old rows.
        let fan_outs = self.repeat(&shutdown, "fan-outs", CALM, async || {
            let each = self.work_off(DueWorkKind::ExpandSchedule).await?;
            Ok(self.work_off(DueWorkKind::ExpandTogether).await? || each)
        });
        let occurrences = self.repeat(&shutdown, "occurrences", CALM, async || {
            self.work_off(DueWorkKind::MakeOccurrences).await
        });
        let counts = self.repeat(&shutdown, "counts", CALM, async || {
            let counted = self.work_off(DueWorkKind::CountDiets).await?;
            Ok(self.work_off(DueWorkKind::CloseStalls).await? || counted)
        });
        let receipts = self.repeat(&shutdown, "receipts", CALM, async || self.ask().await);
        let retention = self.repeat(&shutdown, "retention", CALM, async || {
            self.work_off(DueWorkKind::Retention).await
        });
        // And each channel by itself.
        let email = || {
            self.repeat(&shutdown, "e-mail", BREATH, async || {
                self.send(Channel::Email).await
            })
        };
        let texts = UnderWay::default();
        let sms = self.repeat(&shutdown, "text messages", BREATH, async || {
            let places = self.sender.text_places(self.batch);
            match shutdown.run_until_cancelled(places).await {
                Some(places) => self.send_texts(places, &texts).await,
                None => Ok(false),
            }
        });
        let calls = self.repeat(&shutdown, "calls", CALM, async || {
            self.send(Channel::Call).await
        });
        // While the one takes messages to the wire the other claims the next: with one of them the wire
        // would wait for the database, and the database for the wire.
        let (email, next_email) = (email(), email());
        tokio::join!(
            planning,
            occurrences,
            counts,
            fan_outs,
            receipts,
            retention,
            email,
            next_email,
            sms,
            calls
        );
        if let Err(error) = texts.all().await {
            tracing::warn!(%error, "text messages are not settled");
        }
        self.sender.close().await;
    }

    /// Does everything that is due now, and what falls due by it, to the end.
    pub async fn run_due(&self) -> Result<()> {
        let send = async |channel| self.send(channel).await;
        let work = async |kind| self.work_off(kind).await;
        while self.plan().await?
            | work(DueWorkKind::MakeOccurrences).await?
            | work(DueWorkKind::CountDiets).await?
            | work(DueWorkKind::CloseStalls).await?
            | work(DueWorkKind::ExpandSchedule).await?
            | work(DueWorkKind::ExpandTogether).await?
            | self.ask().await?
            | work(DueWorkKind::Retention).await?
            | send(Channel::Email).await?
            | self.send_all_texts().await?
            | send(Channel::Call).await?
        {}
        Ok(())
    }

    async fn repeat(
        &self,
        shutdown: &CancellationToken,
        what: &'static str,
        calm: Duration,
        round: impl AsyncFn() -> Result<bool>,
    ) {
        while !shutdown.is_cancelled() {
            let began = Instant::now();
            let outcome = match round().await {
                Ok(true) => Round::Worked,
                Ok(false) => Round::Idle,
                Err(error) => {
                    tracing::warn!(%error, what, "due work is interrupted");
                    Round::Failed
                }
            };
            self.rounds.count(what, outcome);
            let pause = async {
                if outcome == Round::Worked {
                    return tokio::time::sleep_until(began + BREATH).await;
                }
                // A commit of this process is a hint to look soon; others are found by looking.
                tokio::select! {
                    () = self.core.woken() => {}
                    () = tokio::time::sleep(self.poll) => {}
                }
                tokio::time::sleep_until(began + calm.min(self.poll)).await;
            };
            shutdown.run_until_cancelled(pause).await;
        }
    }

    /// One round of planning; answers whether there was anything to do.
    async fn plan(&self) -> Result<bool> {
        let sequenced = journal::sequence(&self.core).await? > 0;
        let read = delivery::read_answers(&self.core).await;
        // A page that cannot be read holds up nothing else.
        let read = read.unwrap_or_else(|error| {
            tracing::error!(%error, "answers cannot be read, and who came late is not reminded");
            false
        });
        let nudged = self.work_off(DueWorkKind::NudgeOffer).await?;
        let expired = self.work_off(DueWorkKind::ExpireOffer).await?;
        let lapsed = delivery::lapsed_calls::lapse(&self.core).await?;
        Ok(sequenced || read || nudged || expired || lapsed)
    }

    /// One round of due work of a kind; answers whether there was any.
    async fn work_off(&self, kind: DueWorkKind) -> Result<bool> {
        let held = due_work::claim(&self.core, kind, BATCH).await?;
        for held in &held {
            if let Err(error) = self.work(held).await {
                tracing::warn!(%error, ?kind, id = %held.id, "due work failed");
                due_work::fail(&self.core, held).await?;
            }
        }
        Ok(!held.is_empty())
    }

    /// One page of questions. Whoever knows nobody to ask leaves them to another worker, which may.
    async fn ask(&self) -> Result<bool> {
        if self.asked.is_none() {
            return Ok(false);
        }
        self.work_off(DueWorkKind::AskForReceipts).await
    }

    async fn work(&self, held: &Held) -> Result<()> {
        match held.kind {
            DueWorkKind::ExpandSchedule => delivery::expand::expand(&self.core, held).await,
            DueWorkKind::ExpandTogether => {
                delivery::expand_together::expand(&self.core, held).await
            }
            DueWorkKind::NudgeOffer => delivery::nudge::nudge_offer(&self.core, held).await,
            DueWorkKind::ExpireOffer => rsvp::offers::expire_offer(&self.core, held).await,
            DueWorkKind::MakeOccurrences => series::make_occurrences(&self.core, held).await,
            DueWorkKind::CountDiets => food_safety::count_diets(&self.core, held).await,
            DueWorkKind::CloseStalls => ticket::close_stalls(&self.core, held).await,
            DueWorkKind::Retention => retention::run(&self.core, held).await,
            DueWorkKind::AskForReceipts => match &self.asked {
                Some(registry) => receipts::ask(&self.core, registry, held).await,
                // Never claimed there.
                None => Ok(()),
            },
        }
    }

    /// One batch of messages of a channel; answers whether there was any.
    async fn send(&self, channel: Channel) -> Result<bool> {
        let claimed = self.claim(channel, self.batch).await?;
        let any = is_any(&claimed);
        self.sender.send_all(&self.core, claimed.outgoing).await?;
        Ok(any)
    }

    /// Text messages for these places, which are under way from then on; answers whether there was any.
    async fn send_texts(&self, places: Vec<Place>, texts: &UnderWay) -> Result<bool> {
        texts.ended()?;
        let claimed = self.claim(Channel::Sms, places.len() as u64).await?;
        let any = is_any(&claimed);
        texts.send(&self.core, &self.sender, claimed.outgoing, places);
        Ok(any)
    }

    /// One batch of text messages, to the end.
    async fn send_all_texts(&self) -> Result<bool> {
        let texts = UnderWay::default();
        let places = self.sender.text_places(self.batch).await;
        let any = self.send_texts(places, &texts).await?;
        texts.all().await?;
        Ok(any)
    }

    /// Takes messages of a channel that may leave now, so many at most. What may not stays unclaimed, so
    /// that nobody holds it.
    async fn claim(&self, channel: Channel, most: u64) -> Result<Claimed> {
        if self.sender.rests(channel) {
            return Ok(Claimed::default());
        }
        let codes_only = self.hold.holds(&self.core, channel).await?;
        if codes_only && self.hold.holds_codes(&self.core, channel).await? {
            return Ok(Claimed::default());
        }
        // Taken before the claim, as another round of the channel may claim at the same time.
        let limit = self.pace.take(channel, most, self.core.now());
        let take = Take {
            channel,
            limit,
            codes_only,
        };
        let claimed = delivery::claim(&self.core, take).await;
        let leaving = claimed.as_ref().map_or(0, |it| it.outgoing.len() as u64);
        self.pace.give_back(channel, limit.saturating_sub(leaving));
        claimed
    }
}

fn is_any(claimed: &Claimed) -> bool {
    claimed.dropped > 0 || claimed.waiting > 0 || !claimed.outgoing.is_empty()
}
