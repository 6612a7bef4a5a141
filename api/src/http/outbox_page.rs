//! What was sent while no mail server and no provider of text messages is configured, for the eyes of
//! a developer. Never mounted in production: the messages hold names and addresses.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, context};
use mulin_notify::{Outbox, OutboxEntry, OutboxKind};
use serde::Serialize;

/// Messages that are listed.
const LISTED: usize = 200;
const PAGE: &str = include_str!("outbox_page.html");
/// Messages are shown without scripts and without anything from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'";

/// `/dev/outbox` and below.
pub fn routes(outbox: Outbox) -> Router {
    Router::new()
        .route("/dev/outbox", get(list))
        .route("/dev/outbox.json", get(list_json))
        .route("/dev/outbox/{file}", get(show))
        .route("/dev/outbox/{file}/html", get(html))
        .route("/dev/outbox/{file}/source", get(source))
        .with_state(Arc::new(outbox))
}

#[derive(Clone, Debug, Serialize)]
struct Listed {
    file: String,
    channel: &'static str,
    to: String,
    subject: String,
    date: Option<String>,
    size: u64,
}

impl From<OutboxEntry> for Listed {
    fn from(entry: OutboxEntry) -> Self {
        Self {
            file: entry.file,
            channel: match entry.kind {
                OutboxKind::Email => "EMAIL",
                OutboxKind::Sms => "SMS",
            },
            to: entry.to,
            subject: entry.subject,
            date: entry.date.map(|date| date.to_rfc3339()),
            size: entry.size,
        }
    }
}

async fn list(State(outbox): State<Arc<Outbox>>) -> Response {
    match outbox.list(LISTED).await {
        Ok(entries) => {
            let entries: Vec<Listed> = entries.into_iter().map(Listed::from).collect();
            page(context! { entries => minijinja::Value::from(Serde(entries)) })
        }
        Err(error) => unreadable(&error),
    }
}

async fn list_json(State(outbox): State<Arc<Outbox>>) -> Response {
    match outbox.list(LISTED).await {
        Ok(entries) => {
            Json(entries.into_iter().map(Listed::from).collect::<Vec<_>>()).into_response()
        }
        Err(error) => unreadable(&error),
    }
}

async fn show(State(outbox): State<Arc<Outbox>>, Path(file): Path<String>) -> Response {
    match outbox.open(&file).await {
        Ok(message) => {
            let (text, has_html) = (message.text, message.html.is_some());
            let message = minijinja::Value::from(Serde(Listed::from(message.entry)));
            let links = links(&text);
            page(context! { message, text, has_html, links })
        }
        Err(error) => unreadable(&error),
    }
}

async fn html(State(outbox): State<Arc<Outbox>>, Path(file): Path<String>) -> Response {
    match outbox.open(&file).await {
        Ok(message) => match message.html {
            Some(html) => (headers(), Html(html)).into_response(),
            None => unreadable(&std::io::ErrorKind::NotFound.into()),
        },
        Err(error) => unreadable(&error),
    }
}

async fn source(State(outbox): State<Arc<Outbox>>, Path(file): Path<String>) -> Response {
    match outbox.read(&file).await {
        Ok(bytes) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], bytes).into_response(),
        Err(error) => unreadable(&error),
    }
}

/// The addresses in a message, to be pressed: neither its plain text nor its frame opens them.
fn links(text: &str) -> Vec<String> {
    let begins = |at: usize| {
        ["https://", "http://"]
            .iter()
            .any(|web| text[at..].starts_with(web))
    };
    let starts = text.match_indices("http").map(|(at, _)| at);
    starts
        .filter(|at| begins(*at))
        .filter_map(|at| text[at..].split_whitespace().next().map(str::to_owned))
        .collect()
}

fn page(values: minijinja::Value) -> Response {
    let mut templates = Environment::new();
    templates.set_auto_escape_callback(|_| AutoEscape::Html);
    match templates.render_str(PAGE, values) {
        Ok(page) => (headers(), Html(page)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the outbox page cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        header::HeaderValue::from_static(POLICY),
    );
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    );
    headers
}

fn unreadable(error: &std::io::Error) -> Response {
    tracing::debug!(%error, "the outbox cannot be read");
    (StatusCode::NOT_FOUND, "No such message.\n").into_response()
}
