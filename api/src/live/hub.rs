//! Everybody who listens in this process, by what they listen to.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mulin_domain::topics::{self, Notice, Topic};
use mulin_domain::{Core, Result, journal};
use mulin_entities::journal::Model as Row;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::group::{Audience, Group, Listener};
use super::guests::Guests;
use super::pace::Pace;
use super::recipe::Recipe;
use super::tail::Tail;
use super::tailer;
use crate::graphql::executor::Executor;
use crate::graphql::texts::Language;
use crate::http::Limits;

/// Rows of the journal that are searched for what somebody missed; who missed more is told that
/// there was more.
const SEARCHED: u64 = 1_000;

/// The live side of a server. Cheap to clone.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    core: Core,
    executor: Arc<Executor>,
    limits: Limits,
    pace: Pace,
    state: Mutex<State>,
    guests: Guests,
    closing: CancellationToken,
    tasks: TaskTracker,
    connections: AtomicUsize,
    runs: AtomicU64,
    sent_away: AtomicU64,
}

#[derive(Default)]
struct State {
    groups: HashMap<Topic, HashMap<[u8; 32], Arc<Group>>>,
    /// Those who listen or are about to: while there is any, the journal is read.
    watchers: usize,
    tail: Option<Tail>,
}

/// How many there are of what, for the log and for tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Sockets and event streams.
    pub connections: usize,
    /// Groups of listeners.
    pub groups: usize,
    /// Executions that groups asked for, ever.
    pub runs: u64,
    /// Clients that did not take what they were sent, or did not answer a ping, ever.
    pub sent_away: u64,
    /// Whether the journal is read.
    pub reads: bool,
}

impl Live {
    /// Nobody listens yet.
    pub fn new(core: Core, executor: Arc<Executor>, limits: Limits, pace: Pace) -> Self {
        Self(Arc::new(Inner {
            core,
            executor,
            limits,
            pace,
            state: Mutex::default(),
            guests: Guests::default(),
            closing: CancellationToken::new(),
            tasks: TaskTracker::new(),
            connections: AtomicUsize::new(0),
            runs: AtomicU64::new(0),
            sent_away: AtomicU64::new(0),
        }))
    }

    /// The domain.
    pub fn core(&self) -> &Core {
        &self.0.core
    }

    /// Runs operations.
    pub fn executor(&self) -> &Arc<Executor> {
        &self.0.executor
    }

    /// How large a request may be.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// How fast, how patient and how many.
    pub fn pace(&self) -> &Pace {
        &self.0.pace
    }

    /// Those who are signed in over a connection.
    pub fn guests(&self) -> &Guests {
        &self.0.guests
    }

    /// Cancelled when the server stops.
    pub fn closing(&self) -> &CancellationToken {
        &self.0.closing
    }

    /// Runs a task that [`Live::close`] waits for.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.0.tasks.spawn(task);
    }

    /// Tells all clients to go, and waits until they are gone: as long as the caller waits for this.
    pub async fn close(&self) {
        self.0.closing.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    /// How many there are of what.
    pub fn counts(&self) -> Counts {
        let state = self.state();
        Counts {
            connections: self.0.connections.load(Ordering::Relaxed),
            groups: state.groups.values().map(HashMap::len).sum(),
            runs: self.0.runs.load(Ordering::Relaxed),
            sent_away: self.0.sent_away.load(Ordering::Relaxed),
            reads: state.tail.is_some(),
        }
    }

    /// A place for one more connection, if there is one.
    pub fn connect(&self) -> Option<Connected> {
        let most = self.0.pace.sockets;
        let places = &self.0.connections;
        places
            .try_update(Ordering::Relaxed, Ordering::Relaxed, |taken| {
                (taken < most).then_some(taken + 1)
            })
            .ok()
            .map(|_| Connected(self.clone()))
    }

    pub(super) fn count_run(&self) {
        self.0.runs.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_sent_away(&self) {
        self.0.sent_away.fetch_add(1, Ordering::Relaxed);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The position that the journal is read to; as long as the watch is held, it is read on.
    pub async fn watch(&self) -> Result<(Watch, i64)> {
        let watch = {
            let mut state = self.state();
            state.watchers += 1;
            Watch(self.clone())
        };
        if let Some(tail) = &self.state().tail {
            return Ok((watch, tail.position()));
        }
        // What is committed already is no news.
        while journal::sequence(&self.0.core).await? > 0 {}
        let last = journal::last_position(&self.0.core).await?;
        let mut state = self.state();
        if let Some(tail) = &state.tail {
            return Ok((watch, tail.position()));
        }
        state.tail = Some(Tail::new(last));
        drop(state);
        self.spawn(tailer::run(self.clone()));
        Ok((watch, last))
    }

    /// The position that the journal is read to.
    pub fn position(&self) -> Option<i64> {
        self.state().tail.as_ref().map(Tail::position)
    }

    /// Ends the reading of the journal if nobody watches any more.
    pub(super) fn stop_if_idle(&self) -> bool {
        let mut state = self.state();
        if state.watchers > 0 {
            return false;
        }
        state.tail = None;
        true
    }

    /// Takes in rows of the journal and tells the groups of their topics.
    pub(super) fn take_in(&self, rows: &[Row]) {
        let mut state = self.state();
        let State { groups, tail, .. } = &mut *state;
        let Some(tail) = tail else { return };
        for row in rows {
            let Some(position) = row.position else {
                continue;
            };
            let notices = topics::notices(row);
            for notice in &notices {
                for group in groups
                    .get(&notice.topic)
                    .into_iter()
                    .flat_map(HashMap::values)
                {
                    group.tell(position, *notice);
                }
            }
            tail.push(position, &notices);
        }
    }

    /// What became of a topic after a position that is longer ago than is remembered.
    async fn search(&self, after: i64, topic: Topic) -> Result<Vec<(i64, Notice)>> {
        let rows = journal::after(&self.0.core, after, SEARCHED).await?;
        let mut found = Vec::new();
        let mut last = after;
        for row in &rows {
            let Some(position) = row.position else {
                continue;
            };
            // Positions are dense: where one is missing, old rows were deleted.
            if position != last + 1 {
                found.push((position, Notice { topic, rsvp: None }));
            }
            last = position;
            let notices = topics::notices(row).into_iter();
            found.extend(
                notices
                    .filter(|notice| notice.topic == topic)
                    .map(|notice| (position, notice)),
            );
        }
        if rows.len() as u64 == SEARCHED {
            found.push((last, Notice { topic, rsvp: None }));
        }
        Ok(found)
    }

    /// Joins the group of a key, which begins with this, as somebody who knows everything up to
    /// `after`. The caller holds a [`Watch`].
    pub async fn join(&self, new: Group, after: i64) -> Result<Listener> {
        let topic = new.topic;
        let remembered = |state: &State| state.tail.as_ref()?.since(after, topic);
        let found = remembered(&self.state());
        let older = match found {
            Some(_) => Vec::new(),
            None => self.search(after, topic).await?,
        };
        let mut state = self.state();
        let missed = remembered(&state).unwrap_or_default();
        let of_topic = state.groups.entry(topic).or_default();
        let (group, is_new) = match of_topic.get(&new.key) {
            Some(group) => (group.clone(), false),
            None => {
                let group = Arc::new(new);
                of_topic.insert(group.key, group.clone());
                (group, true)
            }
        };
        let listener = group.join(self, after);
        for (position, notice) in older.into_iter().chain(missed) {
            if !group.has_told(position) {
                group.tell(position, notice);
            }
        }
        drop(state);
        if is_new {
            self.spawn(group.run(self.clone()));
        }
        Ok(listener)
    }

    /// The last listener of a group went away.
    pub(super) fn left(&self, group: &Arc<Group>) {
        let mut state = self.state();
        // Somebody may have joined meanwhile.
        if group.is_deserted() {
            remove(&mut state, group);
            group.gone.cancel();
        }
    }

    /// A group has come to its end.
    pub(super) fn forget(&self, group: &Group) {
        remove(&mut self.state(), group);
    }
}

fn remove(state: &mut State, group: &Group) {
    if let Some(of_topic) = state.groups.get_mut(&group.topic) {
        let is_it = of_topic
            .get(&group.key)
            .is_some_and(|known| std::ptr::eq(known.as_ref(), group));
        if is_it {
            of_topic.remove(&group.key);
        }
        if of_topic.is_empty() {
            state.groups.remove(&group.topic);
        }
    }
}

/// As long as it is held, the journal is read.
pub struct Watch(Live);

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.state().watchers -= 1;
    }
}

/// A connection's place.
pub struct Connected(Live);

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.0.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The key of the group of those who get the same bytes.
pub fn key(recipe: &Recipe, audience: &Audience, language: Language) -> [u8; 32] {
    use secrecy::ExposeSecret;
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(recipe.fingerprint());
    hash.update(match language {
        Language::Chinese => b"zh",
        Language::English => b"en",
    });
    if let Audience::Holder(bearer) = audience {
        hash.update(bearer.expose_secret());
    }
    hash.finalize().into()
}
