//! Sends claimed messages and settles each before its place is given to the next, so that a crash
//! can repeat no more messages than there are places.

use std::sync::Arc;

use futures_util::{TryStreamExt, stream};
use mulin_domain::delivery::{self, Outcome, Outgoing};
use mulin_domain::{Core, Result};
use mulin_notify::{EmailTransport, SendError};

use super::compose::Composer;

/// Takes messages to the wire.
#[derive(Clone)]
pub struct Sender {
    composer: Arc<Composer>,
    transport: Arc<dyn EmailTransport>,
    places: usize,
}

impl Sender {
    /// Sends up to `places` messages at a time.
    pub fn new(composer: Composer, transport: Arc<dyn EmailTransport>, places: usize) -> Self {
        Self {
            composer: Arc::new(composer),
            transport,
            places: places.max(1),
        }
    }

    /// Sends and settles all of them.
    pub async fn send_all(&self, core: &Core, outgoing: Vec<Outgoing>) -> Result<()> {
        stream::iter(outgoing.into_iter().map(Ok))
            .try_for_each_concurrent(self.places, |message| async move {
                // Who waited for a place past the lease leaves the message to whoever takes it next.
                if core.now() >= message.held_until {
                    tracing::info!(id = %message.id, "a message waited longer than its lease");
                    return Ok(());
                }
                let outcome = self.send(core, &message).await;
                let (id, generation, attempts) = (message.id, message.generation, message.attempts);
                let held = delivery::settle(core, id, generation, attempts, outcome).await?;
                if !held {
                    tracing::warn!(%id, "a message was taken over by another worker");
                }
                Ok(())
            })
            .await
    }

    async fn send(&self, core: &Core, message: &Outgoing) -> Outcome {
        let email = match self.composer.compose(core, message) {
            Ok(email) => email,
            Err(error) => {
                tracing::error!(file = error.file, "a message cannot be written");
                return Outcome::Temporary("TEMPLATE".to_owned());
            }
        };
        match self.transport.send(&email).await {
            Ok(_) => Outcome::Sent,
            Err(error) => {
                let code = error.code().to_owned();
                tracing::info!(id = %message.id, code, "a message was not taken");
                match error {
                    SendError::Permanent { .. } => Outcome::Permanent(code),
                    SendError::Temporary { .. } => Outcome::Temporary(code),
                    SendError::Unknown { .. } => Outcome::Unknown(code),
                }
            }
        }
    }

    /// Says goodbye to the mail server.
    pub async fn close(&self) {
        self.transport.close().await;
    }
}
