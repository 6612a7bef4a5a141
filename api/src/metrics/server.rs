//! Tells the numbers on an address of its own, so that the public one need not guard them.

use std::net::SocketAddr;

use anyhow::Context;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::Metrics;

/// Serves `/metrics` until told to stop; without an address not at all.
pub async fn serve(
    listen: Option<SocketAddr>,
    metrics: Metrics,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let Some(listen) = listen else {
        return Ok(());
    };
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("metrics.listen: cannot listen on {listen}"))?;
    tracing::info!(address = %listener.local_addr()?, "telling metrics");
    let router = routes(metrics);
    axum::serve(listener, router)
        .with_graceful_shutdown(shutdown.cancelled_owned())
        .await?;
    Ok(())
}

/// The one route.
pub fn routes(metrics: Metrics) -> Router {
    Router::new()
        .route("/metrics", get(tell))
        .with_state(metrics)
}

async fn tell(State(metrics): State<Metrics>) -> Response {
    match metrics.told().await {
        Ok(text) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(error) => {
            tracing::warn!(%error, "metrics cannot be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
