//! How many connections there are, and which of them wait for work.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use lettre::transport::smtp::client::AsyncSmtpConnection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};

use super::dialogue::quit;
use crate::transport::SendError;

/// Connections that wait for work, and permits for those at work. A new connection is made only with
/// a permit and when none is idle, so that both together never exceed the bound.
///
/// A connection that has carried its share of messages is closed instead of being kept, and counts
/// until it is.
///
/// A connection at work is not in here: whoever gives up a sending drops its connection with it.
pub(super) struct Pool {
    permits: Arc<Semaphore>,
    shelf: Mutex<Shelf>,
    idle_timeout: Duration,
    quit_timeout: Duration,
    max_messages: u32,
}

/// A connection, and what it carried.
pub(super) struct Connection {
    pub(super) smtp: AsyncSmtpConnection,
    pub(super) messages: u32,
    /// Whether the server takes several commands at once (RFC 2920).
    pub(super) takes_groups: bool,
}

impl Connection {
    pub(super) fn new(smtp: AsyncSmtpConnection, takes_groups: bool) -> Connection {
        Connection {
            smtp,
            messages: 0,
            takes_groups,
        }
    }
}

#[derive(Default)]
struct Shelf {
    /// The longest idle first.
    idle: Vec<Idle>,
    closed: bool,
    /// Whether a task is under way that closes what lies here too long.
    reaped: bool,
}

struct Idle {
    connection: Connection,
    since: Instant,
}

impl Pool {
    pub(super) fn new(
        max_connections: usize,
        idle_timeout: Duration,
        quit_timeout: Duration,
        max_messages: u32,
    ) -> Arc<Pool> {
        Arc::new(Pool {
            permits: Arc::new(Semaphore::new(max_connections.min(Semaphore::MAX_PERMITS))),
            shelf: Mutex::default(),
            idle_timeout,
            quit_timeout,
            max_messages,
        })
    }

    /// Waits until one more connection may be at work, first come first served.
    pub(super) async fn permit(&self) -> Result<OwnedSemaphorePermit, SendError> {
        let permits = self.permits.clone();
        permits
            .acquire_owned()
            .await
            .map_err(|_| SendError::temporary("TRANSPORT_CLOSED"))
    }

    /// The connection that was used last: so the others grow old and are closed when load falls.
    pub(super) fn take_idle(&self) -> Option<Connection> {
        let last = self.shelf().idle.pop()?;
        (last.since.elapsed() < self.idle_timeout).then_some(last.connection)
    }

    /// Takes a permit back, and the connection that was at work under it if its exchange is complete on
    /// both sides.
    pub(super) fn put_back(
        self: &Arc<Self>,
        connection: Option<Connection>,
        permit: OwnedSemaphorePermit,
    ) {
        let Some(connection) = connection else { return };
        let mut shelf = self.shelf();
        if shelf.closed || connection.messages >= self.max_messages {
            drop(shelf);
            let goodbye = quit(connection.smtp, self.quit_timeout);
            tokio::spawn(async move {
                goodbye.await;
                drop(permit);
            });
            return;
        }
        shelf.idle.push(Idle {
            connection,
            since: Instant::now(),
        });
        if !shelf.reaped {
            shelf.reaped = true;
            tokio::spawn(reap(Arc::downgrade(self), self.idle_timeout));
        }
    }

    /// Drops all that is idle without a word.
    pub(super) fn forget_idle(&self) {
        self.shelf().idle.clear();
    }

    /// Gives out no more permits, and takes leave of what is idle.
    pub(super) async fn close(&self) {
        self.permits.close();
        let idle = {
            let mut shelf = self.shelf();
            shelf.closed = true;
            std::mem::take(&mut shelf.idle)
        };
        self.quit_all(idle).await;
    }

    async fn quit_all(&self, idle: Vec<Idle>) {
        for Idle { connection, .. } in idle {
            quit(connection.smtp, self.quit_timeout).await;
        }
    }

    /// Takes out what lies too long; the second value says when to look again, if ever.
    fn take_expired(&self) -> (Vec<Idle>, Option<Duration>) {
        let mut shelf = self.shelf();
        let fresh = |idle: &Idle| idle.since.elapsed() < self.idle_timeout;
        let expired = shelf
            .idle
            .iter()
            .position(fresh)
            .unwrap_or(shelf.idle.len());
        let expired: Vec<Idle> = shelf.idle.drain(..expired).collect();
        let next = shelf
            .idle
            .first()
            .map(|oldest| self.idle_timeout.saturating_sub(oldest.since.elapsed()));
        shelf.reaped = next.is_some();
        (expired, next)
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        // Nothing under the lock can leave the shelf half-changed.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes connections that lie idle too long; ends when none is left, or the pool is gone.
async fn reap(pool: Weak<Pool>, mut wait: Duration) {
    loop {
        sleep(wait).await;
        let Some(pool) = pool.upgrade() else { return };
        let (expired, next) = pool.take_expired();
        pool.quit_all(expired).await;
        match next {
            Some(next) => wait = next,
            None => return,
        }
    }
}
