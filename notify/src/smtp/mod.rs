//! Sending through an SMTP server (RFC 5321).
//!
//! lettre speaks the protocol on one connection; its pool is not used, because a `send` given up
//! half-way puts a connection back that is a reply behind, and the next message is then reported as
//! accepted before it is. Here a connection belongs to one sending while that goes on, and returns
//! only after an exchange that is known to be complete.

mod config;
mod connect;
mod dialogue;
mod pool;
mod tls;

use std::sync::Arc;

use async_trait::async_trait;
use lettre::address::Envelope;
use lettre::transport::smtp::client::AsyncSmtpConnection;

pub use config::{SmtpConfig, SmtpConfigError, TlsMode};

use self::connect::Connector;
use self::dialogue::Failure;
use self::pool::Pool;
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
        );
        Ok(SmtpTransport {
            connector: Connector::new(config)?,
            pool,
        })
    }

    /// One attempt on one connection, which is kept only if the server and we are still in step.
    async fn attempt(
        &self,
        mut connection: AsyncSmtpConnection,
        envelope: &Envelope,
        message: &[u8],
    ) -> Result<Accepted, Failure> {
        let config = self.connector.config();
        let result = dialogue::send(&mut connection, envelope, message, config).await;
        let in_step = match &result {
            Ok(_) => true,
            Err(Failure::Refused(_)) => {
                dialogue::reset(&mut connection, config.command_timeout).await
            }
            Err(Failure::Gone(_) | Failure::Broken(_)) => false,
        };
        if in_step {
            self.pool.put_back(connection);
        }
        result
    }
}

#[async_trait]
impl EmailTransport for SmtpTransport {
    async fn send(&self, email: &Email) -> Result<Accepted, SendError> {
        let (envelope, message) = email.to_rfc5322()?;
        let _permit = self.pool.permit().await?;
        if let Some(connection) = self.pool.take_idle() {
            match self.attempt(connection, &envelope, &message).await {
                // The server hung up while the connection lay idle, and has taken nothing of this
                // message. The others lay as long: forget them, and go on with a new one.
                Err(Failure::Gone(_)) => self.pool.forget_idle(),
                Err(failure) => return Err(failure.into()),
                Ok(accepted) => return Ok(accepted),
            }
        }
        let connection = self.connector.connect().await?;
        Ok(self.attempt(connection, &envelope, &message).await?)
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}
