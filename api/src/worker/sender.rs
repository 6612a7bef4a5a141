//! Sends claimed messages and settles each before its place is given to the next, so that a crash
//! can repeat no more messages than there are places.

use std::sync::Arc;

use futures_util::{TryStreamExt, stream};
use mulin_domain::delivery::{self, Outcome, Outgoing};
use mulin_domain::{Core, Result};
use mulin_entities::Channel;
use mulin_notify::{Accepted, EmailTransport, SendError, SmsTransport, TemplateError};

use super::compose::Composer;

/// Takes messages to the wire of their channel.
#[derive(Clone)]
pub struct Sender {
    composer: Arc<Composer>,
    email: Arc<dyn EmailTransport>,
    sms: Arc<dyn SmsTransport>,
    places: usize,
}

impl Sender {
    /// Sends up to `places` messages at a time.
    pub fn new(
        composer: Composer,
        email: Arc<dyn EmailTransport>,
        sms: Arc<dyn SmsTransport>,
        places: usize,
    ) -> Self {
        Self {
            composer: Arc::new(composer),
            email,
            sms,
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
                if !delivery::settle(core, &message, outcome).await? {
                    tracing::warn!(id = %message.id, "a message was taken over by another worker");
                }
                Ok(())
            })
            .await
    }

    async fn send(&self, core: &Core, message: &Outgoing) -> Outcome {
        let sent = match self.hand_over(core, message).await {
            Ok(sent) => sent,
            Err(error) => {
                tracing::error!(file = error.file, "a message cannot be written");
                return Outcome::Temporary("TEMPLATE".to_owned());
            }
        };
        match sent {
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

    async fn hand_over(
        &self,
        core: &Core,
        message: &Outgoing,
    ) -> Result<Result<Accepted, SendError>, TemplateError> {
        Ok(match message.channel {
            Channel::Email => {
                let email = self.composer.email(core, message)?;
                self.email.send(&email).await
            }
            Channel::Sms => {
                let sms = self.composer.sms(core, message)?;
                self.sms.send(&sms).await
            }
        })
    }

    /// Says goodbye to the servers.
    pub async fn close(&self) {
        self.email.close().await;
        self.sms.close().await;
    }
}
