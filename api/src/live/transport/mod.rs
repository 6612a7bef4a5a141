//! How states reach clients: [`socket`] speaks graphql-transport-ws, [`events`] sends event streams.

pub mod events;
pub mod operation;
pub mod protocol;
pub mod socket;
mod subscriptions;

use std::sync::Arc;

use axum::Router;
use axum::routing::{any, get};

use super::Live;
use crate::http::AllowedOrigins;
use crate::http::prepare::Preparation;

/// The path of the WebSocket.
pub const SOCKET_PATH: &str = "/graphql/ws";
/// The path of event streams.
pub const EVENTS_PATH: &str = "/graphql/stream";

/// What the handlers share.
pub struct Transport {
    /// The live side of the server.
    pub live: Live,
    /// Limits and trusted documents, those of `/graphql`.
    pub preparation: Arc<Preparation>,
    /// Reverse proxies of ours before this server.
    pub proxies: usize,
    /// Web origins whose pages may open a socket.
    pub origins: AllowedOrigins,
}

/// Both routes.
pub fn routes(transport: Transport) -> Router {
    Router::new()
        .route(SOCKET_PATH, get(socket::upgrade))
        .route(EVENTS_PATH, any(events::handle))
        .with_state(Arc::new(transport))
}
