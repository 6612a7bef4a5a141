//! A server of one test's app on a port of its own.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use mulin::app::routes::{self, Migrated, Served};
use mulin::config::Mode;
use mulin::http::server::serve;
use mulin::live::{Live, Pace};
use mulin_domain::Core;
use mulin_domain::journal;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::support::app::TestApp;

/// Nothing that a test waits for takes longer.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// So quick that a test need not wait, and so patient that nothing happens by itself.
pub fn quick() -> Pace {
    Pace {
        between: Duration::from_millis(1),
        poll: Duration::from_millis(5),
        again: Duration::from_millis(5),
        sweep: Duration::from_millis(5),
        init: PATIENCE,
        patience: PATIENCE,
        ping: PATIENCE,
        keep_alive: PATIENCE,
        ..Pace::default()
    }
}

/// See the module. It stops with this value.
pub struct Server {
    pub address: SocketAddr,
    pub live: Live,
    pub router: Router,
    core: Core,
    stop: CancellationToken,
}

impl Server {
    pub async fn start(app: &TestApp) -> Self {
        Self::with(app, quick()).await
    }

    pub async fn with(app: &TestApp, pace: Pace) -> Self {
        let migrated = Migrated::default();
        migrated.set();
        let (config, core) = (&app.config, &app.core);
        let served = routes::served(config, Mode::Dev, core, &migrated, Router::new(), pace);
        let Served { router, live } = served.expect("the routes can be made");
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let stop = CancellationToken::new();
        let serving = serve(listener, router.clone(), stop.clone(), PATIENCE, PATIENCE);
        tokio::spawn(serving);
        Self {
            address,
            live,
            router,
            core: core.clone(),
            stop,
        }
    }

    /// Stops as `mulin serve` does.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.live.close().await;
    }

    /// Waits until something about the server is so.
    pub async fn until(&self, what: &str, is_so: impl Fn(&Live) -> bool) {
        let waiting = async {
            while !is_so(&self.live) {
                tokio::task::yield_now().await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, waiting).await;
        assert!(waited.is_ok(), "never: {what} ({:?})", self.live.counts());
    }

    /// Waits until it has read the journal to its present end.
    pub async fn has_read_all(&self) {
        while journal::sequence(&self.core)
            .await
            .expect("it is sequenced")
            > 0
        {}
        let end = journal::last_position(&self.core).await;
        let end = end.expect("the journal is read");
        let has_read = |live: &Live| live.position().is_some_and(|position| position >= end);
        self.until("the journal is read", has_read).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
        self.live.closing().cancel();
    }
}
