//! Encryption and login.

use std::sync::Arc;

use mulin_notify::{
    EmailTransport, SendError, SmtpConfig, SmtpConfigError, SmtpTransport, TlsMode,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use url::Url;

use crate::support::server::{Server, Step};
use crate::support::{arrives, email};

/// A certificate of that name: what the server needs, and what a client that trusts it needs.
pub fn certificate(name: &str) -> (TlsAcceptor, Vec<u8>) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())
        .unwrap();
    (
        TlsAcceptor::from(Arc::new(config)),
        made.cert.pem().into_bytes(),
    )
}

fn config(scheme: &str, server: &Server, query: &str, roots: &[u8]) -> SmtpConfig {
    let url = format!("{scheme}://user:password@{}{query}", server.address());
    let config = SmtpConfig::from_url(&Url::parse(&url).unwrap()).unwrap();
    SmtpConfig {
        extra_roots: roots.to_vec(),
        ..config
    }
}

async fn failure(config: SmtpConfig) -> SendError {
    SmtpTransport::new(config)
        .unwrap()
        .send(&email(1))
        .await
        .unwrap_err()
}

fn temporary(code: &str) -> SendError {
    SendError::Temporary {
        code: code.to_owned(),
    }
}

#[tokio::test]
async fn starttls_then_login_then_the_message() {
    let (acceptor, roots) = certificate("127.0.0.1");
    let features = "STARTTLS|AUTH PLAIN LOGIN";
    let server = Server::start_with(|_| None, features, Some(acceptor), false).await;
    for query in ["", "?tls=required", "?tls=opportunistic"] {
        let transport = SmtpTransport::new(config("smtp", &server, query, &roots)).unwrap();
        arrives(&transport, &server, 1).await;
        arrives(&transport, &server, 2).await;
    }
    assert_eq!(
        (server.count(Step::StartTls), server.count(Step::Auth)),
        (3, 3)
    );
}

#[tokio::test]
async fn tls_from_the_first_byte() {
    let (acceptor, roots) = certificate("127.0.0.1");
    let server = Server::start_with(|_| None, "AUTH LOGIN PLAIN", Some(acceptor), true).await;
    let transport = SmtpTransport::new(config("smtps", &server, "", &roots)).unwrap();
    arrives(&transport, &server, 1).await;
    arrives(&transport, &server, 2).await;
    assert_eq!((server.connections(), server.count(Step::Auth)), (1, 1));
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_gets_no_password() {
    let (acceptor, _) = certificate("127.0.0.1");
    let (_, other) = certificate("127.0.0.1");
    let server = Server::start_with(|_| None, "AUTH PLAIN", Some(acceptor.clone()), true).await;
    for roots in [&[][..], &other] {
        assert_eq!(
            failure(config("smtps", &server, "", roots)).await,
            temporary("TLS_FAILED")
        );
    }
    let features = "STARTTLS|AUTH PLAIN";
    let server = Server::start_with(|_| None, features, Some(acceptor), false).await;
    for query in ["?tls=required", "?tls=opportunistic"] {
        let config = config("smtp", &server, query, &other);
        assert_eq!(failure(config).await, temporary("TLS_FAILED"), "{query}");
    }
    assert_eq!(server.count(Step::Auth), 0);
}

#[tokio::test]
async fn a_password_does_not_leave_in_the_clear_unless_told_so() {
    let server = Server::start_with(|_| None, "AUTH PLAIN", None, false).await;
    for query in ["", "?tls=required"] {
        let config = config("smtp", &server, query, &[]);
        assert_eq!(failure(config).await, temporary("STARTTLS_NOT_OFFERED"));
    }
    assert_eq!(server.count(Step::Auth), 0);
    let transport = SmtpTransport::new(config("smtp", &server, "?tls=none", &[])).unwrap();
    arrives(&transport, &server, 1).await;
}

#[tokio::test]
async fn a_wrong_password_is_temporary() {
    let server = Server::start_with(|_| None, "AUTH PLAIN", None, false).await;
    let url = format!("smtp://user:wrong@{}?tls=none", server.address());
    let config = SmtpConfig::from_url(&Url::parse(&url).unwrap()).unwrap();
    assert_eq!(failure(config).await, temporary("AUTH_535"));
    let server = Server::start_with(|_| None, "AUTH CRAM-MD5", None, false).await;
    let config = self::config("smtp", &server, "?tls=none", &[]);
    assert_eq!(failure(config).await, temporary("AUTH_UNSUPPORTED"));
}

#[tokio::test]
async fn a_configuration_that_cannot_work_fails_at_start() {
    let server = Server::polite().await;
    let good = || config("smtp", &server, "?tls=required", &[]);
    let tried = |config| SmtpTransport::new(config).err();
    assert_eq!(tried(good()), None);
    assert_eq!(
        tried(SmtpConfig {
            max_connections: 0,
            ..good()
        }),
        Some(SmtpConfigError::NoConnections)
    );
    for hello_name in ["", "a b", "a\r\nQUIT"] {
        let config = SmtpConfig {
            hello_name: hello_name.to_owned(),
            ..good()
        };
        assert_eq!(tried(config), Some(SmtpConfigError::HelloName));
    }
    for tls in [TlsMode::Required, TlsMode::Implicit] {
        let config = SmtpConfig {
            tls,
            extra_roots: b"no certificate".to_vec(),
            ..good()
        };
        assert_eq!(tried(config), Some(SmtpConfigError::Roots));
    }
}
