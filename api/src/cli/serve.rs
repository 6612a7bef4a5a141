//! `mulin serve`

use std::net::SocketAddr;

use anyhow::Context;
use axum::Router;
use clap::Args;
use mulin_domain::Core;
use mulin_notify::Outbox;
use tokio::net::TcpListener;
use url::Url;

use super::{ModeArgs, demo_file, output};
use crate::config::{Config, Flag, Mode};
use crate::http::outbox_page;
use crate::{app, seed};

/// Flags of `mulin serve`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mulin serve --demo                        look around on http://127.0.0.1:8080
  mulin serve --dev --data-dir /tmp/mulin   develop on a database of its own
  mulin serve --listen 0.0.0.0:8080 --no-worker
  DATABASE_URL=postgres://mulin:PASSWORD@db/mulin mulin serve

Stops on SIGTERM or Ctrl-C, after the requests under way (http.shutdown_grace_seconds).")]
pub struct ServeArgs {
    /// How guarded to run.
    #[command(flatten)]
    pub mode: ModeArgs,
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// Leave due work to `mulin worker`
    #[arg(long)]
    pub no_worker: bool,
}

impl ServeArgs {
    /// What these flags set.
    pub(super) fn flags(&self) -> Vec<Flag> {
        let listen = self.listen.as_ref().map(|text| Flag {
            name: "--listen",
            key: "http.listen",
            text: text.clone(),
        });
        let no_worker = self.no_worker.then(|| Flag {
            name: "--no-worker",
            key: "worker.enabled",
            text: "false".to_owned(),
        });
        listen.into_iter().chain(no_worker).collect()
    }
}

pub(super) async fn run(args: ServeArgs, mut config: Config) -> anyhow::Result<()> {
    let mode = args.mode.mode();
    let shutdown = app::run::shutdown_signal()?;
    let listener = TcpListener::bind(config.http.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.http.listen))?;
    let address = listener.local_addr()?;
    // Before anything that may take long: a database that is away does not keep the probes silent.
    tracing::info!(%address, "listening");
    if mode.opens_development_pages() && config.http.public_url.is_none() {
        config.http.public_url = own_address(address);
    }
    let core = app::core(&config, mode).await?;
    let pages = if mode.opens_development_pages() {
        outbox_page::routes(Outbox::new(app::run::outbox_folder(&config))?)
    } else {
        Router::new()
    };
    let data_dir = config.data_dir.clone();
    let ready = async move |core: &Core| {
        if mode == Mode::Demo {
            let made = seed::demo(core).await?;
            demo_file::write(core, &made, address, &data_dir).await?;
            output::print(&demo_file::welcome(address, &data_dir))?;
        }
        tracing::info!(%address, "ready");
        Ok(())
    };
    app::run::serve(config, mode, core, listener, pages, shutdown, ready).await
}

/// Where a developer reaches this server, so that the links in messages open without any setting.
fn own_address(address: SocketAddr) -> Option<Url> {
    Url::parse(&format!("http://{address}/")).ok()
}
