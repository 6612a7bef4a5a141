//! From a host name to a connection that is bound and may send and be sent messages.

use std::sync::Arc;
use std::time::Duration;

use rusmpp::pdus::BindTransceiver;
use rusmpp::types::COctetString;
use rusmpp::values::InterfaceVersion;
use rusmppc::error::Error;
use rusmppc::{Client, ConnectionBuilder, Event};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

use super::config::{SmppConfig, SmppConfigError};

/// What the centre sends by itself.
pub(super) type Events = Box<dyn futures_util::Stream<Item = Event> + Send + Unpin>;

/// Makes connections to one centre.
pub(super) struct Connector {
    encryption: Option<TlsConnector>,
}

impl Connector {
    pub(super) fn new(config: &SmppConfig) -> Result<Self, SmppConfigError> {
        config.check()?;
        let encryption = config.tls.then(|| encryption(config)).transpose()?;
        Ok(Self { encryption })
    }

    /// A connection that is bound as a transceiver; or why there is none, as a stable code.
    pub(super) async fn connect(&self, config: &SmppConfig) -> Result<(Client, Events), String> {
        let limit = config.response_timeout;
        let dialled = TcpStream::connect((config.host.as_str(), config.port));
        let stream = within(limit, "CONNECT", dialled).await?;
        // Without it a window of short messages waits for delayed acknowledgements.
        let _ = stream.set_nodelay(true);
        let (client, events) = match &self.encryption {
            Some(connector) => {
                let name =
                    ServerName::try_from(config.host.clone()).map_err(|_| "TLS_NAME".to_owned())?;
                let stream = within(limit, "TLS", connector.connect(name, stream)).await?;
                converse(config, stream)
            }
            None => converse(config, stream),
        };
        match client.bind_transceiver(bind(config)).await {
            Ok(_) => Ok((client, events)),
            Err(error) => {
                let _ = client.close().await;
                Err(bind_code(&error))
            }
        }
    }
}

fn encryption(config: &SmppConfig) -> Result<TlsConnector, SmppConfigError> {
    let mut roots = RootCertStore::empty();
    // An operating system often holds a few certificates nobody can read: they do not count.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for root in CertificateDer::pem_slice_iter(&config.extra_roots) {
        let root = root.map_err(|_| SmppConfigError::Roots)?;
        roots.add(root).map_err(|_| SmppConfigError::Roots)?;
    }
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| SmppConfigError::Roots)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(client)))
}

fn converse<S>(config: &SmppConfig, stream: S) -> (Client, Events)
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let (client, events, connection) = ConnectionBuilder::new()
        .enquire_link_interval(config.enquire_link)
        .enquire_link_response_timeout(config.response_timeout)
        .response_timeout(config.response_timeout)
        // Most centres speak 3.4, which this is a part of.
        .disable_interface_version_check()
        // A message_payload may be long.
        .max_command_length(128 * 1024)
        .no_spawn()
        .connected(stream);
    // Its log at debug level holds every message whole, with its number: nobody is to see that.
    tokio::spawn(connection.with_subscriber(NoSubscriber::new()));
    (client, Box::new(events))
}

fn bind(config: &SmppConfig) -> BindTransceiver {
    // Their lengths were checked.
    BindTransceiver::builder()
        .system_id(c_string(&config.system_id))
        .password(c_string(&config.password))
        .system_type(c_string(&config.system_type))
        .interface_version(InterfaceVersion::Smpp3_4)
        .build()
}

/// A text of C; an empty one where it does not fit.
pub(super) fn c_string<const MIN: usize, const MAX: usize>(text: &str) -> COctetString<MIN, MAX> {
    text.parse().unwrap_or_default()
}

async fn within<T, E>(
    limit: Duration,
    step: &str,
    action: impl Future<Output = Result<T, E>>,
) -> Result<T, String> {
    match timeout(limit, action).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) => Err(format!("{step}_FAILED")),
        Err(_) => Err(format!("{step}_TIMEOUT")),
    }
}

fn bind_code(error: &Error) -> String {
    match error {
        Error::UnexpectedResponse { response } => {
            format!("BIND_{:03X}", u32::from(response.status()))
        }
        Error::ResponseTimeout { .. } => "BIND_TIMEOUT".to_owned(),
        _ => "BIND_FAILED".to_owned(),
    }
}
