//! Whom to trust, for the two ways of encrypting a connection.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use lettre::transport::smtp::client::{AsyncTokioStream, Certificate, TlsParameters};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::config::{SmtpConfig, SmtpConfigError, TlsMode};

/// What [`TlsMode`] needs at hand. lettre can upgrade a connection of its own by STARTTLS, but takes
/// a ready-made TCP connection (ours, without Nagle's delay) only as it is: hence two kinds.
pub(super) enum Encryption {
    None,
    StartTls {
        parameters: TlsParameters,
        required: bool,
    },
    Implicit {
        connector: TlsConnector,
        name: ServerName<'static>,
    },
}

impl Encryption {
    pub(super) fn new(config: &SmtpConfig) -> Result<Encryption, SmtpConfigError> {
        let extra_roots = CertificateDer::pem_slice_iter(&config.extra_roots)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| SmtpConfigError::Roots)?;
        if extra_roots.is_empty() && !config.extra_roots.is_empty() {
            return Err(SmtpConfigError::Roots);
        }
        match config.tls {
            TlsMode::None => Ok(Encryption::None),
            TlsMode::Required => start_tls(config, &extra_roots, true),
            TlsMode::Opportunistic => start_tls(config, &extra_roots, false),
            TlsMode::Implicit => implicit(config, extra_roots),
        }
    }
}

fn start_tls(
    config: &SmtpConfig,
    extra_roots: &[CertificateDer<'_>],
    required: bool,
) -> Result<Encryption, SmtpConfigError> {
    let mut builder = TlsParameters::builder(config.host.clone());
    for root in extra_roots {
        let root = Certificate::from_der(root.to_vec()).map_err(|_| SmtpConfigError::Roots)?;
        builder = builder.add_root_certificate(root);
    }
    let parameters = builder.build().map_err(|_| SmtpConfigError::Roots)?;
    Ok(Encryption::StartTls {
        parameters,
        required,
    })
}

fn implicit(
    config: &SmtpConfig,
    extra_roots: Vec<CertificateDer<'static>>,
) -> Result<Encryption, SmtpConfigError> {
    let mut roots = RootCertStore::empty();
    // An operating system often holds a few certificates nobody can read: they do not count.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for root in extra_roots {
        roots.add(root).map_err(|_| SmtpConfigError::Roots)?;
    }
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| SmtpConfigError::Roots)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(config.host.clone()).map_err(|_| SmtpConfigError::Host)?;
    Ok(Encryption::Implicit {
        connector: TlsConnector::from(Arc::new(client)),
        name,
    })
}

/// A TLS connection in the form lettre takes connections.
pub(super) struct TlsTransport(pub(super) TlsStream<TcpStream>);

impl fmt::Debug for TlsTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TlsTransport")
    }
}

impl AsyncTokioStream for TlsTransport {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}

impl AsyncRead for TlsTransport {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for TlsTransport {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
