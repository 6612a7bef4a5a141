//! Time and chance.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::sign::hex;

/// Time and chance, from whoever runs us: requests are signed with both, and every test chooses them.
#[derive(Clone)]
pub struct Ambient {
    now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    random: Arc<dyn Fn() -> [u8; 16] + Send + Sync>,
}

impl Ambient {
    /// From a clock and a source of random bytes.
    pub fn new(
        now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static,
        random: impl Fn() -> [u8; 16] + Send + Sync + 'static,
    ) -> Ambient {
        Ambient {
            now: Arc::new(now),
            random: Arc::new(random),
        }
    }

    /// The time.
    pub fn now(&self) -> DateTime<Utc> {
        (self.now)()
    }

    /// A text that was never there before.
    pub(super) fn nonce(&self) -> String {
        hex(&(self.random)())
    }
}
