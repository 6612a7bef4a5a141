//! Serves the routes until told to stop.

use std::{future::IntoFuture, io, net::SocketAddr, time::Duration};

use axum::{Router, serve::ListenerExt};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long a client may leave what it was sent.
const STALLED: Duration = Duration::from_secs(30);

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
/// When `shutdown` is cancelled, no connection is accepted any more and idle ones are closed.
/// Requests that run get `grace` to finish. Errors: those of the listener.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: CancellationToken,
    grace: Duration,
) -> io::Result<Stopped> {
    // Answers are written whole; waiting for more to fill a packet only delays them.
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps Nagle's algorithm");
        }
        end_when_stalled(connection);
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

/// An event stream, or any answer, that its client does not read would stay open for ever: the system
/// ends the connection (`TCP_USER_TIMEOUT`, RFC 5482). Elsewhere it does so after longer.
fn end_when_stalled(connection: &tokio::net::TcpStream) {
    #[cfg(target_os = "linux")]
    if let Err(error) = socket2::SockRef::from(connection).set_tcp_user_timeout(Some(STALLED)) {
        tracing::debug!(%error, "a connection may stall for long");
    }
}
