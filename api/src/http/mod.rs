//! Everything that speaks HTTP: the GraphQL endpoint, the health probes, the explorer page, and the
//! server that carries them.
//!
//! The endpoint follows the GraphQL-over-HTTP draft and knows nothing of our schema: it meets it
//! through [`Execute`]. The way of a request: [`observe`] gives it an id and a log line, [`graphql`]
//! checks method, media types and body, [`prepare`] makes a parsed and checked operation of it,
//! [`Execute`] runs that, and [`complete`] makes the answer fit to leave the house.

pub mod body;
pub mod cache;
pub mod certificates;
pub mod complete;
pub mod cors;
pub mod document;
pub mod explorer;
pub mod exports;
pub mod figures;
pub mod graphql;
pub mod health;
pub mod info;
pub mod jwks;
pub mod lexer;
pub mod limits;
pub mod negotiation;
pub mod observe;
pub mod omitted;
pub mod outbox_page;
pub mod params;
pub mod peer;
pub mod prepare;
pub mod qr;
mod quality;
pub mod refusal;
pub mod reply;
pub mod request_id;
pub mod server;
pub mod sms_hooks;
pub mod stalled;
pub mod text_hooks;
pub mod trusted;
pub mod variables;

#[cfg(test)]
mod tests;

use axum::Router;

pub use cors::AllowedOrigins;
pub use document::Operation;
pub use graphql::{Endpoint, Execute};
pub use health::Readiness;
pub use info::RequestInfo;
pub use limits::Limits;
pub use refusal::{Refusal, code};
pub use request_id::{RequestId, RequestIds};

/// The path of the GraphQL endpoint.
pub const GRAPHQL_PATH: &str = "/graphql";

/// The parts that [`router`] puts together.
pub struct Http<E> {
    /// Answers `GET` and `POST` on [`GRAPHQL_PATH`].
    pub endpoint: Endpoint<E>,
    /// What `/readyz` asks.
    pub readiness: Readiness,
    /// Makes the ids of requests that bring none.
    pub request_ids: RequestIds,
    /// The web origins whose pages may call this server.
    pub origins: AllowedOrigins,
    /// Whether `/` shows the explorer (development) or answers 404 (production).
    pub explorer: bool,
    /// Further routes (live updates, calendar feeds, callbacks); they get request ids, log lines
    /// and CORS headers too.
    pub other: Router,
}

/// Assembles the routes and wraps all of them in request ids, access log and CORS headers.
pub fn router<E: Execute>(http: Http<E>) -> Router {
    let mut router = graphql::routes(http.endpoint)
        .merge(health::routes(http.readiness))
        .merge(http.other);
    if http.explorer {
        router = router.merge(explorer::routes());
    }
    observe::observed(cors::shared(router, http.origins), http.request_ids)
}
