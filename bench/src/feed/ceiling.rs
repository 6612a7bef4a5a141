//! The least that could answer the feed: the same check of the token, one prepared statement that
//! makes the whole JSON, and nothing around it.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use clap::Args;
use mulin::graphql::id::decode;
use mulin::tokens::Tokens;
use mulin_domain::Core;
use mulin_entities::AreaId;
use sea_orm::sqlx;
use serde::Deserialize;
use tokio::net::TcpListener;

use crate::database;

const STATEMENT: &str = include_str!("ceiling.sql");

/// Flags of `mulin-bench ceiling`.
#[derive(Debug, Args)]
pub struct CeilingArgs {
    /// Where to listen
    #[arg(long)]
    listen: SocketAddr,
}

struct Ceiling {
    core: Core,
    tokens: Tokens,
}

/// Serves until it is killed.
pub async fn serve(args: CeilingArgs) -> Result<ExitCode> {
    let core = database::open().await?;
    let tokens = Tokens::new(core.clone());
    let router = Router::new()
        .route("/feed", post(feed))
        .route("/readyz", get(async || StatusCode::OK))
        .with_state(Arc::new(Ceiling { core, tokens }));
    let listener = TcpListener::bind(args.listen)
        .await
        .with_context(|| format!("cannot listen on {}", args.listen))?
        // A connection that keeps Nagle's algorithm would only be slow.
        .tap_io(|connection| drop(connection.set_nodelay(true)));
    axum::serve(listener, router).await?;
    Ok(ExitCode::SUCCESS)
}

#[derive(Deserialize)]
struct Wanted {
    area: String,
}

async fn feed(
    State(ceiling): State<Arc<Ceiling>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
        .context("no token")?;
    let viewer = ceiling.tokens.verify(bearer).await??;
    let wanted: Wanted = serde_json::from_slice(&body)?;
    let area: AreaId = decode(&wanted.area).map_err(|bad| anyhow::anyhow!("area: {bad:?}"))?;
    let answer: String = sqlx::query_scalar(STATEMENT)
        .bind(viewer.person.0)
        .bind(area.0)
        .bind(ceiling.core.now())
        .fetch_one(database::pool(&ceiling.core))
        .await?;
    let mut response = Response::new(Body::from(answer));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    Ok(response)
}

struct Failure(anyhow::Error);

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, format!("{:#}", self.0)).into_response()
    }
}
