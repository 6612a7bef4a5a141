//! Several SMTP servers, the first that works before the others.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::health::Health;
use super::{SmtpConfig, SmtpConfigError, SmtpTransport};
use crate::dkim::DkimSigner;
use crate::email::Email;
use crate::transport::{Accepted, EmailTransport, RELAYS_REST, SendError};

/// Where the time and chance come from by which relays rest.
#[derive(Clone)]
pub struct Pacing {
    /// The time.
    pub now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    /// A number between 0 and 1, another each time.
    pub jitter: Arc<dyn Fn() -> f64 + Send + Sync>,
}

impl fmt::Debug for Pacing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pacing").finish_non_exhaustive()
    }
}

/// Sends through the first of several servers that works, each over connections of its own, and signs
/// messages on their way.
///
/// A server that cannot be reached, does not answer or takes leave (421) rests, and the next is tried.
/// A message that it may have taken, or that it refused, is given to no other: the one would make two
/// of it, and the other would find a second server to refuse it.
pub struct SmtpRelays {
    relays: Vec<Relay>,
    signer: DkimSigner,
    pacing: Pacing,
}

struct Relay {
    name: String,
    transport: SmtpTransport,
    health: Health,
}

impl SmtpRelays {
    /// Opens no connection yet. `configs` stand in the order in which they are tried.
    ///
    /// # Errors
    /// The first configuration that cannot work, or that there is none.
    pub fn new(
        configs: Vec<SmtpConfig>,
        signer: DkimSigner,
        pacing: Pacing,
    ) -> Result<SmtpRelays, SmtpConfigError> {
        if configs.is_empty() {
            return Err(SmtpConfigError::NoRelay);
        }
        let hosts: Vec<String> = configs.iter().map(|config| config.host.clone()).collect();
        let relays = configs.into_iter().map(|config| {
            let is_alone = hosts.iter().filter(|host| **host == config.host).count() == 1;
            let name = if is_alone {
                config.host.clone()
            } else {
                format!("{}:{}", config.host, config.port)
            };
            Ok(Relay {
                name,
                transport: SmtpTransport::new(config)?,
                health: Health::default(),
            })
        });
        Ok(SmtpRelays {
            relays: relays.collect::<Result<_, _>>()?,
            signer,
            pacing,
        })
    }

    fn now(&self) -> DateTime<Utc> {
        (self.pacing.now)()
    }
}

#[async_trait]
impl EmailTransport for SmtpRelays {
    async fn send(&self, email: &Email) -> Result<Accepted, SendError> {
        let (envelope, message) = email.to_rfc5322()?;
        let signed = self.signer.sign(message, email.date);
        let message = signed.ok_or_else(|| SendError::temporary("NOT_SIGNED"))?;
        let mut last = None;
        for relay in &self.relays {
            let Some(turn) = relay.health.turn(self.now()) else {
                continue;
            };
            let fault = match relay.transport.deliver(&envelope, &message).await {
                Ok(accepted) => {
                    turn.worked();
                    return Ok(Accepted {
                        provider: Some(relay.name.clone()),
                        ..accepted
                    });
                }
                Err(fault) => fault,
            };
            if fault.is_of_relay {
                turn.failed(self.now(), (self.pacing.jitter)());
            } else {
                turn.worked();
            }
            match fault.error {
                error @ SendError::Temporary { .. } if fault.is_of_relay => last = Some(error),
                error => return Err(error),
            }
        }
        // None was tried: this message costs them nothing.
        Err(last.unwrap_or_else(|| SendError::temporary(RELAYS_REST)))
    }

    fn rests(&self) -> bool {
        let now = self.now();
        self.relays.iter().all(|relay| relay.health.rests(now))
    }

    async fn close(&self) {
        for relay in &self.relays {
            relay.transport.close().await;
        }
    }
}
