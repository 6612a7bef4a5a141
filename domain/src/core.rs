//! What every command and query stands on: databases, clock, randomness, keys, settings.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono::TimeDelta;
use chrono_tz::Tz;
use mulin_entities::TypedId;
use sea_orm::DbBackend;
use tokio::sync::Notify;

use crate::clock::{Clock, Entropy, Instant};
use crate::db::Db;
use crate::keys::Keyring;
use crate::text_words::Words;
use crate::tx::Follower;

/// Rules that an operator may change.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Zone of a new event that names none.
    pub time_zone: Tz,
    /// Language of a new person that names none (BCP 47).
    pub locale: String,
    /// Seconds before the start at which a new event reminds.
    pub reminder_offsets: Vec<i32>,
    /// The reminder templates beside the standard one, by name.
    pub reminder_templates: Vec<String>,
    /// Messages wait from this minute of the recipient's day …
    pub quiet_from: i32,
    /// … until this one.
    pub quiet_until: i32,
    /// Whether who answers for themselves that they come gets a word that the answer was taken.
    pub confirm_answers: bool,
    /// What a part of a text message costs, in millionths of the currency that the operator pays in:
    /// for estimates before anything is sent.
    pub sms_part_micros: i64,
    /// How long before its time a fan-out is listed.
    pub expand_ahead: Duration,
    /// How long a worker may hold what it claimed.
    pub lease: Duration,
    /// Version of the privacy policy in force.
    pub policy_version: String,
    /// Whether messages about an event carry a personal link: where people reach this server is known.
    pub message_links: bool,
    /// How often codes are sent and guessed.
    pub sign_in: SignInLimits,
    /// How long what is no longer needed is kept.
    pub retention: Retention,
    /// By which words text messages are refused, and wanted again.
    pub text_words: Words,
    /// What messages may cost.
    pub spending: Spending,
}

/// What messages may cost, in millionths of the currency that the operator pays in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spending {
    /// Text messages of a day; above it all but codes wait until the next. None: whatever they cost.
    pub sms_a_day: Option<i64>,
    /// So much more for codes to sign in with.
    pub sms_codes_beyond: i64,
}

/// How long what is no longer needed is kept, as far as an operator may change it.
#[derive(Clone, Copy, Debug)]
pub struct Retention {
    /// Sessions, after they ended.
    pub sessions: TimeDelta,
    /// Personal links, after they expired.
    pub personal_links: TimeDelta,
    /// Messages, after they were settled.
    pub deliveries: TimeDelta,
    /// Looks at something sensitive.
    pub sensitive_reads: TimeDelta,
    /// Consents, after the time in which another officer could have confirmed them.
    pub lapsed_consents: TimeDelta,
    /// The journal.
    pub journal: TimeDelta,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            sessions: TimeDelta::days(90),
            personal_links: TimeDelta::days(30),
            deliveries: TimeDelta::days(180),
            sensitive_reads: TimeDelta::days(3 * 365),
            lapsed_consents: TimeDelta::days(30),
            journal: TimeDelta::days(1826),
        }
    }
}

/// How often codes to sign in with may be sent and guessed. Windows begin with what is first counted
/// in them.
#[derive(Clone, Debug)]
pub struct SignInLimits {
    /// Between two codes to one address.
    pub between_codes: Duration,
    /// Codes to one address a day.
    pub codes_per_address: i32,
    /// Codes that one network (an IPv4 address, an IPv6 /64) asks for in an hour.
    pub codes_per_network: i32,
    /// Codes to numbers that begin with the same seven digits in an hour: against who earns by the
    /// messages that a range of numbers gets.
    pub codes_per_prefix: i32,
    /// Codes to everybody a day.
    pub daily_cap: i32,
    /// Wrong codes that one network gives in an hour.
    pub wrong_codes_per_network: i32,
}

impl Default for SignInLimits {
    fn default() -> Self {
        Self {
            between_codes: Duration::from_secs(60),
            codes_per_address: 5,
            codes_per_network: 10,
            codes_per_prefix: 100,
            daily_cap: 20_000,
            wrong_codes_per_network: 30,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            time_zone: Tz::Asia__Shanghai,
            locale: "zh-CN".to_owned(),
            reminder_offsets: vec![24 * 3600, 2 * 3600],
            reminder_templates: Vec::new(),
            quiet_from: 21 * 60,
            quiet_until: 8 * 60,
            confirm_answers: true,
            sms_part_micros: 50_000,
            expand_ahead: Duration::from_secs(24 * 3600),
            lease: Duration::from_secs(60),
            policy_version: "2026-1".to_owned(),
            message_links: false,
            sign_in: SignInLimits::default(),
            retention: Retention::default(),
            text_words: Words::default(),
            spending: Spending::default(),
        }
    }
}

/// The domain's surroundings. Cheap to clone.
#[derive(Clone)]
pub struct Core(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    keyring: Keyring,
    settings: Settings,
    followers: Vec<Follower>,
    committed: Notify,
    kept: RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl std::fmt::Debug for Core {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Core").finish_non_exhaustive()
    }
}

impl Core {
    /// Puts the parts together.
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        keyring: Keyring,
        settings: Settings,
        followers: Vec<Follower>,
    ) -> Self {
        let committed = Notify::new();
        Self(Arc::new(Inner {
            db,
            clock,
            entropy,
            keyring,
            settings,
            followers,
            committed,
            kept: RwLock::default(),
        }))
    }

    /// The same by another clock, for who tells a story of another day; it shares nothing that is kept in
    /// memory.
    #[must_use]
    pub fn at(&self, clock: Arc<dyn Clock>) -> Self {
        let inner = &self.0;
        Self::new(
            inner.db.clone(),
            clock,
            inner.entropy.clone(),
            inner.keyring.clone(),
            inner.settings.clone(),
            inner.followers.clone(),
        )
    }

    /// The databases.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// Now.
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// Randomness.
    pub fn entropy(&self) -> &dyn Entropy {
        self.0.entropy.as_ref()
    }

    /// Keys.
    pub fn keyring(&self) -> &Keyring {
        &self.0.keyring
    }

    /// The operator's rules.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// What else a change means.
    pub fn followers(&self) -> &[Follower] {
        &self.0.followers
    }

    /// What a noun keeps as long as the process lives, one of each type, made when it is first asked
    /// for.
    pub(crate) fn kept<T: Any + Send + Sync>(&self, make: impl FnOnce(DbBackend) -> T) -> Arc<T> {
        let id = TypeId::of::<T>();
        let find = |kept: &HashMap<TypeId, Arc<dyn Any + Send + Sync>>| {
            kept.get(&id).cloned()?.downcast::<T>().ok()
        };
        let read = self.0.kept.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = find(&read) {
            return found;
        }
        drop(read);
        let mut write = self.0.kept.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = find(&write) {
            return found;
        }
        let made = Arc::new(make(self.0.db.writer().get_database_backend()));
        write.insert(id, made.clone());
        made
    }

    /// A new id of the present millisecond.
    pub fn new_id<T: TypedId>(&self) -> T {
        crate::id::new_id(self.now(), self.entropy())
    }

    /// Wakes whoever waits for work: something was committed in this process.
    pub fn wake(&self) {
        self.0.committed.notify_waiters();
    }

    /// Waits for the next commit of this process. Only a hint: other processes commit too.
    pub async fn woken(&self) {
        self.0.committed.notified().await;
    }
}
