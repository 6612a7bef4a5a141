//! From a host name to a connection ready for its first message.
//!
//! Every failure here is temporary, a refused password too: it is the configuration that is wrong,
//! and no recipient should be given up for it.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::extension::ClientId;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::config::{SmtpConfig, SmtpConfigError};
use super::dialogue;
use super::pool::Connection;
use super::tls::{Encryption, TlsTransport};
use crate::transport::SendError;

/// Makes connections to the configured server.
pub(super) struct Connector {
    config: SmtpConfig,
    hello: ClientId,
    encryption: Encryption,
}

impl Connector {
    pub(super) fn new(config: SmtpConfig) -> Result<Connector, SmtpConfigError> {
        if config.max_connections == 0 || config.max_messages == 0 {
            return Err(SmtpConfigError::NoConnections);
        }
        let hello = config.hello_name.as_str();
        if hello.is_empty() || !hello.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(SmtpConfigError::HelloName);
        }
        let hello = ClientId::Domain(hello.to_owned());
        Ok(Connector {
            hello,
            encryption: Encryption::new(&config)?,
            config,
        })
    }

    pub(super) fn config(&self) -> &SmtpConfig {
        &self.config
    }

    /// A connection that has said EHLO, is encrypted as configured and logged in.
    pub(super) async fn connect(&self) -> Result<Connection, SendError> {
        let limit = self.config.command_timeout;
        let tcp = self.dial().await?;
        let stream: Box<dyn AsyncTokioStream> = match &self.encryption {
            Encryption::Implicit { connector, name } => {
                let handshake = connector.connect(name.clone(), tcp);
                match timeout(limit, handshake).await {
                    Ok(Ok(stream)) => Box::new(TlsTransport(stream)),
                    Ok(Err(_)) => return Err(SendError::temporary("TLS_FAILED")),
                    Err(_) => return Err(SendError::temporary("TLS_TIMEOUT")),
                }
            }
            Encryption::None | Encryption::StartTls { .. } => Box::new(tcp),
        };
        let greeted = AsyncSmtpConnection::connect_with_transport(stream, &self.hello);
        let mut connection = within(limit, "SMTP", greeted).await?;
        if let Encryption::StartTls {
            parameters,
            required,
        } = &self.encryption
        {
            if connection.can_starttls() {
                let upgrade = connection.starttls(parameters.clone(), &self.hello);
                within(limit, "TLS", upgrade).await?;
            } else if *required {
                return Err(SendError::temporary("STARTTLS_NOT_OFFERED"));
            }
        }
        if let Some(credentials) = &self.config.credentials {
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            within(limit, "AUTH", connection.auth(&mechanisms, credentials)).await?;
        }
        let asked = dialogue::takes_groups(&mut connection, &self.hello);
        let takes_groups = within(limit, "SMTP", asked).await?;
        Ok(Connection::new(connection, takes_groups))
    }

    /// The first of the host's addresses that answers. Without `TCP_NODELAY` the short final line of a
    /// message waits for a delayed acknowledgement: 22 messages a second instead of thousands.
    async fn dial(&self) -> Result<TcpStream, SendError> {
        let SmtpConfig {
            host,
            port,
            command_timeout,
            ..
        } = &self.config;
        let found = timeout(*command_timeout, lookup_host((host.as_str(), *port))).await;
        let addresses: Vec<SocketAddr> = match found {
            Ok(Ok(addresses)) => addresses.collect(),
            Ok(Err(_)) => return Err(SendError::temporary("DNS_FAILED")),
            Err(_) => return Err(SendError::temporary("DNS_TIMEOUT")),
        };
        let mut code = "DNS_FAILED";
        for address in addresses {
            match timeout(*command_timeout, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    return match stream.set_nodelay(true) {
                        Ok(()) => Ok(stream),
                        Err(_) => Err(SendError::temporary("CONNECT_FAILED")),
                    };
                }
                Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {
                    code = "CONNECT_REFUSED";
                }
                Ok(Err(_)) => code = "CONNECT_FAILED",
                Err(_) => code = "CONNECT_TIMEOUT",
            }
        }
        Err(SendError::temporary(code))
    }
}

/// One step of setting up, within its time; `step` begins the code of its failures.
async fn within<T>(
    limit: Duration,
    step: &str,
    action: impl Future<Output = Result<T, Error>>,
) -> Result<T, SendError> {
    let code = match timeout(limit, action).await {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => match error.status() {
            Some(status) => format!("{step}_{status}"),
            None if error.is_client() => format!("{step}_UNSUPPORTED"),
            None => format!("{step}_FAILED"),
        },
        Err(_) => format!("{step}_TIMEOUT"),
    };
    Err(SendError::temporary(code))
}
