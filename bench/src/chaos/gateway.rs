//! A gateway of text messages as the operator's guide describes one, which counts what it takes,
//! feels as it is told to, and brings reports. Loopback only.

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::courier::Courier;
use super::exchange;
use super::signature::Key;
use super::sink::Shared;
use super::wall::Wall;

/// What all its connections share.
pub struct Gateway {
    /// What it saw, and how it feels.
    pub shared: Arc<Shared>,
    /// What it and the programs sign with.
    pub key: Key,
    /// What time the programs believe it is.
    pub wall: Arc<Wall>,
    /// Who brings its reports.
    pub courier: Arc<Courier>,
}

impl Gateway {
    /// Listens, as long as the tasks live.
    pub fn open(self: &Arc<Self>, listeners: Vec<TcpListener>) -> JoinSet<()> {
        let mut listening = JoinSet::new();
        for (worker, listener) in listeners.into_iter().enumerate() {
            listening.spawn(accept(self.clone(), worker, listener));
        }
        listening
    }
}

/// Its connections end with it.
async fn accept(gateway: Arc<Gateway>, worker: usize, listener: TcpListener) {
    let mut exchanges = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let gateway = gateway.clone();
        exchanges.spawn(async move {
            // A connection that breaks is what this is about.
            let _ = exchange::serve(&gateway, worker, stream).await;
        });
        while exchanges.try_join_next().is_some() {}
    }
}
