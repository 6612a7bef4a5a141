//! All who get the same bytes, and the one execution for them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mulin_domain::topics::{Notice, Topic};
use mulin_entities::RsvpId;
use secrecy::SecretString;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::hub::Live;
use super::recipe::Recipe;
use super::throttle::Throttle;
use crate::graphql::live::MOST_RSVPS;
use crate::graphql::texts::Language;
use crate::http::observe::caught;

/// For whom a group's operation is run.
#[derive(Clone)]
pub enum Audience {
    /// For anybody: what is shown may be seen by all.
    Everyone,
    /// For who shows this.
    Holder(Arc<SecretString>),
}

/// One state, ready to be sent.
#[derive(Debug)]
pub struct Rendered {
    /// The position of the journal that it is not older than.
    pub position: i64,
    /// The response as JSON.
    pub body: Arc<str>,
}

/// What became of a run.
#[derive(Debug)]
pub enum Outcome {
    /// A state.
    State(Arc<Rendered>),
    /// Nothing to tell.
    Nothing,
    /// The database is away.
    Away,
    /// Those it was for may not see it any more.
    Ended,
}

/// What lies there to be taken.
#[derive(Clone, Debug)]
enum Published {
    Nothing,
    State(u64, Arc<Rendered>),
    Ended,
}

/// What a listener hears.
#[derive(Debug)]
pub enum Heard {
    /// A state.
    State(Arc<Rendered>),
    /// The group is no more: its audience may not see it.
    Ended,
}

/// What changed since the last run.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The answers that changed, each once, as far as they are counted.
    pub rsvps: Vec<RsvpId>,
    /// Whether others changed too.
    pub more: bool,
    /// The position of the latest change.
    pub position: i64,
}

#[derive(Default)]
struct Progress {
    waiting: Option<Batch>,
    /// How many states there were.
    count: u64,
    listeners: usize,
    /// Listeners who have not taken the last state yet.
    behind: usize,
}

/// See the module.
pub struct Group {
    /// Its place among the groups of its topic.
    pub key: [u8; 32],
    /// What it watches.
    pub topic: Topic,
    /// What it runs.
    pub recipe: Arc<Recipe>,
    /// For whom.
    pub audience: Audience,
    /// In which language.
    pub language: Language,
    progress: Mutex<Progress>,
    published: watch::Sender<Published>,
    woken: Notify,
    /// Cancelled with the last listener.
    pub gone: CancellationToken,
}

impl Group {
    /// Without listeners yet.
    pub fn new(
        key: [u8; 32],
        topic: Topic,
        recipe: Arc<Recipe>,
        audience: Audience,
        language: Language,
    ) -> Self {
        Self {
            key,
            topic,
            recipe,
            audience,
            language,
            progress: Mutex::default(),
            published: watch::Sender::new(Published::Nothing),
            woken: Notify::new(),
            gone: CancellationToken::new(),
        }
    }

    /// Whether its states tell of single answers, of which none may be left out.
    pub fn lists_answers(&self) -> bool {
        matches!(self.topic, Topic::Answers(_) | Topic::AnswersOf(_))
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that its topic changed.
    pub fn tell(&self, position: i64, notice: Notice) {
        {
            let mut progress = self.progress();
            let batch = progress.waiting.get_or_insert_default();
            batch.add(position, notice.rsvp);
        }
        self.woken.notify_one();
    }

    /// One more listens. States up to `after` are known there; a later one that lies there is taken
    /// at once, unless it tells of single answers: those are told anew.
    pub fn join(self: &Arc<Self>, live: &Live, after: i64) -> Listener {
        let mut progress = self.progress();
        progress.listeners += 1;
        let mut published = self.published.subscribe();
        let is_news = match &*published.borrow() {
            Published::State(_, state) => !self.lists_answers() && state.position > after,
            Published::Nothing => false,
            Published::Ended => true,
        };
        if is_news {
            published.mark_changed();
        }
        Listener {
            live: live.clone(),
            group: self.clone(),
            published,
            taken: progress.count,
            known: after,
        }
    }

    /// Whether the state that lies there tells of this position already.
    pub fn has_told(&self, position: i64) -> bool {
        match &*self.published.borrow() {
            Published::State(_, state) => !self.lists_answers() && state.position >= position,
            Published::Nothing | Published::Ended => false,
        }
    }

    fn took(&self, taken: u64) {
        {
            let mut progress = self.progress();
            if taken != progress.count {
                return;
            }
            progress.behind = progress.behind.saturating_sub(1);
        }
        self.woken.notify_one();
    }

    /// One less listens; answers whether nobody is left.
    fn leave(&self, taken: u64) -> bool {
        let nobody = {
            let mut progress = self.progress();
            progress.listeners -= 1;
            if taken < progress.count {
                progress.behind = progress.behind.saturating_sub(1);
            }
            progress.listeners == 0
        };
        self.woken.notify_one();
        nobody
    }

    /// Whether nobody listens.
    pub fn is_deserted(&self) -> bool {
        self.progress().listeners == 0
    }

    /// Waits for a change.
    async fn changed(&self) {
        while self.progress().waiting.is_none() {
            self.woken.notified().await;
        }
    }

    /// Waits until every listener has taken the last state. Whoever does not is sent away in time.
    async fn taken_by_all(&self) {
        while self.progress().behind > 0 {
            self.woken.notified().await;
        }
    }

    fn publish(&self, state: Arc<Rendered>) {
        let mut progress = self.progress();
        progress.count += 1;
        progress.behind = progress.listeners;
        self.published
            .send_replace(Published::State(progress.count, state));
    }

    fn give_back(&self, batch: Batch) {
        let mut progress = self.progress();
        let newer = progress.waiting.replace(batch);
        if let (Some(batch), Some(newer)) = (&mut progress.waiting, newer) {
            for rsvp in newer.rsvps {
                batch.add(newer.position, Some(rsvp));
            }
            batch.more |= newer.more;
            batch.position = batch.position.max(newer.position);
        }
    }

    /// Runs as long as somebody listens and may.
    pub async fn run(self: Arc<Self>, live: Live) {
        let gone = self.gone.clone();
        tokio::select! {
            () = gone.cancelled() => {}
            () = live.closing().cancelled() => {}
            ended = caught(self.work(&live)) => {
                if ended.is_err() {
                    tracing::error!("the execution of a subscription panicked");
                }
                live.forget(&self);
                self.published.send_replace(Published::Ended);
            }
        }
    }

    async fn work(&self, live: &Live) {
        let mut throttle = Throttle::new(live.pace().between);
        loop {
            self.changed().await;
            tokio::time::sleep_until(throttle.due(Instant::now())).await;
            if self.lists_answers() {
                self.taken_by_all().await;
            }
            // Asked first: everything up to there is in the batch, and perhaps more.
            let position = live.position().unwrap_or_default();
            let Some(batch) = self.progress().waiting.take() else {
                continue;
            };
            throttle.ran(Instant::now());
            match live.render(self, batch.clone(), position).await {
                Outcome::State(state) => self.publish(state),
                Outcome::Nothing => {}
                Outcome::Away => {
                    self.give_back(batch);
                    tokio::time::sleep(live.pace().again).await;
                }
                Outcome::Ended => return,
            }
        }
    }
}

impl Batch {
    fn add(&mut self, position: i64, rsvp: Option<RsvpId>) {
        self.position = self.position.max(position);
        match rsvp {
            Some(rsvp) if self.rsvps.contains(&rsvp) => {}
            Some(rsvp) if self.rsvps.len() < MOST_RSVPS => self.rsvps.push(rsvp),
            Some(_) | None => self.more = true,
        }
    }
}

/// One who listens.
pub struct Listener {
    live: Live,
    group: Arc<Group>,
    published: watch::Receiver<Published>,
    taken: u64,
    known: i64,
}

impl Listener {
    /// What is run for it, to be run for somebody else once the group is no more.
    pub fn recipe(&self) -> Arc<Recipe> {
        self.group.recipe.clone()
    }

    /// Whether others than its own person may be among the listeners.
    pub fn is_shared(&self) -> bool {
        matches!(self.group.audience, Audience::Everyone)
    }

    /// The position up to which it knows everything.
    pub fn known(&self) -> i64 {
        self.known
    }

    /// Waits for the next state. The latest: those that came before and were not waited for are left
    /// out.
    pub async fn next(&mut self) -> Heard {
        loop {
            if self.published.changed().await.is_err() {
                return Heard::Ended;
            }
            let published = self.published.borrow_and_update().clone();
            match published {
                Published::Nothing => {}
                Published::Ended => return Heard::Ended,
                Published::State(number, state) => {
                    if number > self.taken {
                        self.taken = number;
                        self.group.took(number);
                    }
                    if state.position > self.known {
                        self.known = state.position;
                        return Heard::State(state);
                    }
                    // What is rendered anew at a known position was given back meanwhile, or lists
                    // what somebody else had missed.
                    if self.group.lists_answers() {
                        return Heard::State(state);
                    }
                }
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if self.group.leave(self.taken) {
            self.live.left(&self.group);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_batch_names_each_answer_once_and_no_more_than_it_may() {
        let mut batch = Batch::default();
        for number in 0..MOST_RSVPS as u128 {
            batch.add(1, Some(RsvpId(Uuid::from_u128(number))));
            batch.add(2, Some(RsvpId(Uuid::from_u128(number))));
        }
        assert_eq!((batch.rsvps.len(), batch.more), (MOST_RSVPS, false));
        batch.add(3, Some(RsvpId(Uuid::from_u128(999))));
        assert_eq!(
            (batch.rsvps.len(), batch.more, batch.position),
            (MOST_RSVPS, true, 3)
        );
    }
}
