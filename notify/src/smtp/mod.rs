//! Sending through an SMTP server (RFC 5321).
//!
//! lettre speaks the protocol on one connection; its pool is not used, because a `send` given up
//! half-way puts a connection back that is a reply behind, and the next message is then reported as
//! accepted before it is. Here a connection belongs to one sending while that goes on, and returns
//! only after an exchange that is known to be complete.

mod config;
mod connect;
mod dialogue;
mod health;
mod pool;
mod relays;
mod tls;

use std::sync::Arc;

use async_trait::async_trait;
use lettre::address::Envelope;

pub use config::{SmtpConfig, SmtpConfigError, TlsMode};
pub use relays::{Pacing, SmtpRelays};

use self::connect::Connector;
use self::dialogue::Failure;
use self::pool::{Connection, Pool};
use crate::email::Email;
use crate::transport::{Accepted, EmailTransport, SendError};

/// Sends through one SMTP server over a bounded number of connections.
pub struct SmtpTransport {
    connector: Connector,
    pool: Arc<Pool>,
}

impl SmtpTransport {
    /// Opens no connection yet; must be used on a Tokio runtime with I/O and time enabled.
    ///
    /// # Errors
    /// A configuration that cannot work, such as root certificates that are none.
    pub fn new(config: SmtpConfig) -> Result<SmtpTransport, SmtpConfigError> {
        let pool = Pool::new(
            config.max_connections,
            config.idle_timeout,
            config.command_timeout,
            config.max_messages,
        );
        Ok(SmtpTransport {
            connector: Connector::new(config)?,
            pool,
        })
    }

    /// One attempt on one connection, which comes back only if the server and we are still in step.
    async fn attempt(
        &self,
        mut connection: Connection,
        envelope: &Envelope,
        message: &[u8],
    ) -> (Result<Accepted, Failure>, Option<Connection>) {
        let config = self.connector.config();
        let result = dialogue::send(&mut connection, envelope, message, config).await;
        connection.messages = connection.messages.saturating_add(1);
        let in_step = match &result {
            Ok(_) => true,
            Err(Failure::Refused(_) | Failure::Unwelcome(_)) => {
                dialogue::reset(&mut connection.smtp, config.command_timeout).await
            }
            Err(Failure::Gone(_) | Failure::Broken(_)) => false,
        };
        (result, in_step.then_some(connection))
    }
}

/// A message that was not taken, and whose fault that was.
struct Fault {
    error: SendError,
    /// Whether any other message would have fared the same.
    is_of_relay: bool,
}

impl Fault {
    fn of_relay(error: SendError) -> Fault {
        Fault {
            error,
            is_of_relay: true,
        }
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Fault {
        Fault {
            is_of_relay: !matches!(failure, Failure::Refused(_)),
            error: failure.into(),
        }
    }
}

impl SmtpTransport {
    /// Hands over a message that is written already.
    async fn deliver(&self, envelope: &Envelope, message: &[u8]) -> Result<Accepted, Fault> {
        let permit = self.pool.permit().await;
        let permit = permit.map_err(|error| Fault {
            error,
            is_of_relay: false,
        })?;
        if let Some(connection) = self.pool.take_idle() {
            let (result, kept) = self.attempt(connection, envelope, message).await;
            if !matches!(result, Err(Failure::Gone(_))) {
                self.pool.put_back(kept, permit);
                return Ok(result?);
            }
            // The server hung up while the connection lay idle, and has taken nothing of this message.
            // The others lay as long: forget them, and go on with a new one.
            self.pool.forget_idle();
        }
        let connection = self.connector.connect().await.map_err(Fault::of_relay)?;
        let (result, kept) = self.attempt(connection, envelope, message).await;
        self.pool.put_back(kept, permit);
        Ok(result?)
    }
}

#[async_trait]
impl EmailTransport for SmtpTransport {
    async fn send(&self, email: &Email) -> Result<Accepted, SendError> {
        let (envelope, message) = email.to_rfc5322()?;
        let delivered = self.deliver(&envelope, &message).await;
        delivered.map_err(|fault| fault.error)
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}
