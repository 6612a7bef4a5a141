//! How fast, how patient and how many: tests have other figures than servers.

use std::time::Duration;

/// Times and bounds of everything live.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Shortest time between two states of a subscription.
    pub between: Duration,
    /// How often the journal is asked when nothing in this process says that there is news.
    pub poll: Duration,
    /// How long after a failure of the database it is asked again.
    pub again: Duration,
    /// How often it is looked whether tokens, sessions and personal links still count.
    pub sweep: Duration,
    /// How long a socket may take to say `connection_init`.
    pub init: Duration,
    /// How long a client may take to take what it is sent.
    pub patience: Duration,
    /// How long a client that is sent away may take to hear why.
    pub farewell: Duration,
    /// How often a client has to show that it is there.
    pub ping: Duration,
    /// How often an event stream that has nothing to say says so.
    pub keep_alive: Duration,
    /// Subscriptions of one socket.
    pub subscriptions: usize,
    /// Sockets and event streams of this process.
    pub sockets: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            between: Duration::from_millis(200),
            poll: Duration::from_millis(100),
            again: Duration::from_secs(1),
            sweep: Duration::from_secs(5),
            init: Duration::from_secs(10),
            patience: Duration::from_secs(10),
            farewell: Duration::from_secs(2),
            ping: Duration::from_secs(30),
            keep_alive: Duration::from_secs(15),
            subscriptions: 20,
            sockets: 20_000,
        }
    }
}
