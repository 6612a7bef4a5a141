//! Probes for whoever runs the server: is the process alive, and may it be given requests?

use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use futures_util::future::join_all;
use serde::Serialize;

type Check = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = bool> + Send>> + Send + Sync>;

/// Named checks that must all hold before requests are sent here.
#[derive(Clone)]
pub struct Readiness {
    checks: Vec<(&'static str, Check)>,
    patience: Duration,
}

impl Default for Readiness {
    /// Without checks a server is ready.
    fn default() -> Self {
        Self {
            checks: Vec::new(),
            patience: Duration::from_secs(2),
        }
    }
}

impl Readiness {
    /// No checks yet, and two seconds for each that comes.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long a check may take; one that takes longer has failed.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Adds a check. Its name is public; why it failed belongs into the log.
    #[must_use]
    pub fn check<F, C>(mut self, name: &'static str, check: C) -> Self
    where
        C: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = bool> + Send + 'static,
    {
        self.checks
            .push((name, Arc::new(move || Box::pin(check()))));
        self
    }

    /// Runs all checks at the same time.
    async fn report(&self) -> Report {
        let outcomes = join_all(self.checks.iter().map(|(name, check)| async move {
            let outcome = match tokio::time::timeout(self.patience, check()).await {
                Ok(true) => "ok",
                Ok(false) => "failed",
                Err(_) => "timed out",
            };
            (*name, outcome)
        }));
        let checks: BTreeMap<_, _> = outcomes.await.into_iter().collect();
        let ready = checks.values().all(|outcome| *outcome == "ok");
        Report {
            status: if ready { "ready" } else { "unavailable" },
            checks,
        }
    }
}

#[derive(Serialize)]
struct Report {
    status: &'static str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    checks: BTreeMap<&'static str, &'static str>,
}

/// `/healthz` answers 200 as long as the process lives; `/readyz` answers 200 or 503.
pub fn routes(readiness: Readiness) -> Router {
    Router::new()
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
        .with_state(readiness)
}

async fn alive() -> Response {
    uncached(
        StatusCode::OK,
        Report {
            status: "alive",
            checks: BTreeMap::new(),
        },
    )
}

async fn ready(State(readiness): State<Readiness>) -> Response {
    let report = readiness.report().await;
    let status = match report.status {
        "ready" => StatusCode::OK,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    uncached(status, report)
}

fn uncached(status: StatusCode, report: Report) -> Response {
    let no_store = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (status, [no_store], Json(report)).into_response()
}
