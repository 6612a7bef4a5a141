//! Brings the gateway's reports to the program that takes them: signed, and some late, doubled or out
//! of order; and beside them forged ones, which nobody must believe.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, Utc};
use mulin_domain::clock::{Clock, SystemClock};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use super::signature::Key;
use super::wall::Wall;
use crate::client::Connection;

/// How long a report is brought again that nobody takes.
const PATIENCE: Duration = Duration::from_secs(60);
/// The pause before that.
const PAUSE: Duration = Duration::from_millis(300);
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(10);
/// Older than a report may be, in seconds.
const STALE: i64 = 30 * 60;

/// What came of the reports.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// By message: when the first report that it arrived was taken.
    pub told: HashMap<String, DateTime<Utc>>,
    /// Reports that were taken.
    pub brought: usize,
    /// Forged reports that were answered.
    pub forged: usize,
    /// Those of them that were not refused.
    pub believed: usize,
    /// Reports that nobody took.
    pub untold: usize,
}

/// See the module.
pub struct Courier {
    to: SocketAddr,
    key: Key,
    wall: Arc<Wall>,
    rng: Mutex<StdRng>,
    tally: Mutex<Tally>,
    ways: Mutex<JoinSet<()>>,
}

/// What a report says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Accepted,
    Delivered,
    Failed,
}

impl Says {
    fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "ACCEPTED",
            Self::Delivered => "DELIVERED",
            Self::Failed => "FAILED",
        }
    }
}

impl Courier {
    /// To the program that listens there. The seed says which reports are which.
    pub fn new(to: SocketAddr, key: Key, wall: Arc<Wall>, seed: u64) -> Arc<Self> {
        Arc::new(Self {
            to,
            key,
            wall,
            rng: Mutex::new(StdRng::seed_from_u64(seed)),
            tally: Mutex::default(),
            ways: Mutex::default(),
        })
    }

    /// The gateway took a message and named it; `is_heard` if it said so to its sender.
    pub fn taken(self: &Arc<Self>, id: &str, name: &str, is_heard: bool) {
        let (after, says) = self.draw(is_heard);
        if self.chance(10) {
            self.forge(id, Says::Failed);
        }
        let (courier, id, name) = (self.clone(), id.to_owned(), name.to_owned());
        self.go(async move {
            sleep(after).await;
            for one in says {
                courier.bring(&id, &name, one).await;
            }
        });
    }

    /// The gateway did not take a message: whoever believes that it arrived loses it.
    pub fn refused(self: &Arc<Self>, id: &str) {
        if self.chance(3) {
            self.forge(id, Says::Delivered);
        }
    }

    /// When a message is reported, and how.
    fn draw(&self, is_heard: bool) -> (Duration, Vec<Says>) {
        use Says::{Accepted, Delivered, Failed};
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        let soon = Duration::from_millis(rng.random_range(20..400));
        let late = Duration::from_millis(rng.random_range(2_000..6_000));
        // Of messages that nobody knows about half are never reported, so that they come once more.
        if !is_heard && rng.random_bool(0.5) {
            return (soon, Vec::new());
        }
        match rng.random_range(0..10) {
            0 => (soon, Vec::new()),
            1 => (Duration::ZERO, vec![Delivered]),
            2 => (late, vec![Delivered]),
            3 => (soon, vec![Delivered, Delivered]),
            4 => (soon, vec![Delivered, Accepted, Failed]),
            5 => (soon, vec![Failed, Delivered]),
            6 => (soon, vec![Accepted, Delivered]),
            _ => (soon, vec![Delivered]),
        }
    }

    /// One in so many.
    fn chance(&self, of: u32) -> bool {
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        rng.random_ratio(1, of)
    }

    async fn bring(&self, id: &str, name: &str, says: Says) {
        let deadline = Instant::now() + PATIENCE;
        let body = report(id, name, says);
        while Instant::now() < deadline {
            if let Ok(200) = self.post(&self.key, 0, &body).await {
                let mut tally = self.lock();
                tally.brought += 1;
                if says == Says::Delivered {
                    tally
                        .told
                        .entry(id.to_owned())
                        .or_insert_with(|| SystemClock.now());
                }
                return;
            }
            sleep(PAUSE).await;
        }
        self.lock().untold += 1;
    }

    /// Brings what nobody signed, and what somebody signed long ago.
    fn forge(self: &Arc<Self>, id: &str, says: Says) {
        let (courier, body) = (self.clone(), report(id, "", says));
        self.go(async move {
            let stranger = Key::new([7; 32]);
            courier.bring_forged(&stranger, 0, &body).await;
            courier.bring_forged(&courier.key, STALE, &body).await;
        });
    }

    async fn bring_forged(&self, key: &Key, age: i64, body: &Value) {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Ok(status) = self.post(key, age, body).await {
                let mut tally = self.lock();
                tally.forged += 1;
                tally.believed += usize::from(status != 403);
                return;
            }
            sleep(PAUSE).await;
        }
    }

    /// Answers the status.
    async fn post(&self, key: &Key, age: i64, body: &Value) -> Result<u16> {
        let body = body.to_string();
        let timestamp = self.wall.now().timestamp() - age;
        let signature = key.sign("report", timestamp, body.as_bytes());
        let request = format!(
            "POST /hooks/sms/webhook HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n\
             webhook-id: report\r\nwebhook-timestamp: {timestamp}\r\n\
             webhook-signature: {signature}\r\ncontent-length: {}\r\n\r\n{body}",
            self.to,
            body.len()
        );
        timeout(ANSWER, async {
            let mut connection = Connection::open(self.to).await?;
            let answer = connection.exchange(request.as_bytes()).await?;
            Ok(answer.status)
        })
        .await?
    }

    fn go(&self, way: impl Future<Output = ()> + Send + 'static) {
        let mut ways = self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        while ways.try_join_next().is_some() {}
        ways.spawn(way);
    }

    /// Whether everything is brought.
    pub fn is_idle(&self) -> bool {
        let mut ways = self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        while ways.try_join_next().is_some() {}
        ways.is_empty()
    }

    /// What came of it so far.
    pub fn tally(&self) -> Tally {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Tally> {
        // Nothing under the lock can leave it half-changed.
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn report(id: &str, name: &str, says: Says) -> Value {
    let code = (says == Says::Failed).then_some("NOT_REACHED");
    json!({ "receipts": [{ "ref": name, "id": id, "state": says.as_str(), "code": code }] })
}
