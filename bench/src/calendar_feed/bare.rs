//! The least that could answer with a calendar: its bytes, from memory.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::get;
use axum::serve::ListenerExt;
use clap::Args;
use tokio::net::TcpListener;

use crate::report;

/// Flags of `mulin-bench calendar-bare`.
#[derive(Debug, Args)]
pub struct BareArgs {
    /// The calendar
    #[arg(long)]
    file: PathBuf,
}

/// Says where it listens, and serves until it is stopped.
pub async fn serve(args: BareArgs) -> Result<ExitCode> {
    let octets = std::fs::read(&args.file);
    let octets = octets.with_context(|| format!("cannot read {}", args.file.display()))?;
    let octets = Bytes::from(octets);
    let calendar = async move || {
        let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")];
        (kind, octets.clone())
    };
    let router = Router::new().route("/calendar/areas/{file}", get(calendar));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    report::say(&format!("listening on {}", listener.local_addr()?))?;
    let listener = listener
        // A connection that keeps Nagle's algorithm would only be slow.
        .tap_io(|connection| drop(connection.set_nodelay(true)));
    axum::serve(listener, router).await?;
    Ok(ExitCode::SUCCESS)
}
