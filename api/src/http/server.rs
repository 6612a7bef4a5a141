//! Serves the routes until told to stop.

use std::{future::IntoFuture, io, net::SocketAddr, time::Duration};

use axum::{Router, serve::ListenerExt};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::stalled::Impatient;

/// How long a client may leave what it was sent.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How the server came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// Every request that had begun was answered.
    Cleanly,
    /// The grace was over before; what still ran was cut off.
    Cut,
}

/// Serves `router` on `listener`.
///
/// A client that takes nothing of what it is sent for as long as `patience` is cut off. When `shutdown`
/// is cancelled, no connection is accepted any more and idle ones are closed. Requests that run get
/// `grace` to finish. Errors: those of the listener.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: CancellationToken,
    grace: Duration,
    patience: Duration,
) -> io::Result<Stopped> {
    // Answers are written whole; waiting for more to fill a packet only delays them.
    let listener = Impatient { listener, patience };
    let listener = listener.tap_io(|connection| {
        let connection = connection.stream();
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps Nagle's algorithm");
        }
        end_when_gone(connection);
    });
    let server = axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(shutdown.clone().cancelled_owned())
    .into_future();
    let end_of_grace = async {
        shutdown.cancelled().await;
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        result = server => result.map(|()| Stopped::Cleanly),
        () = end_of_grace => Ok(Stopped::Cut),
    }
}

/// What was written and never acknowledged ends the connection after as long (`TCP_USER_TIMEOUT`,
/// RFC 5482), also where nothing more is to be written: its client is gone without a word. Elsewhere
/// the system finds out after longer.
fn end_when_gone(connection: &tokio::net::TcpStream) {
    #[cfg(target_os = "linux")]
    if let Err(error) = socket2::SockRef::from(connection).set_tcp_user_timeout(Some(PATIENCE)) {
        tracing::debug!(%error, "a connection may stay open for long");
    }
}
