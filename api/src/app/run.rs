//! Long-running parts: the worker, the server, and their end.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use mulin_domain::{Core, retention};
use mulin_notify::{EmailTransport, Mailbox, Outbox, SmtpConfig, SmtpTransport};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::routes::{self, Migrated, Served};
use super::{master_key, migrate};
use crate::config::{Config, Mode};
use crate::http::server::{self, Stopped};
use crate::worker::compose::Composer;
use crate::worker::{Sender, Worker};

/// How long to wait before a database that is away is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// The folder that e-mails go to when no mail server is configured, and text messages always: no
/// provider of theirs can be configured yet.
pub fn outbox_folder(config: &Config) -> std::path::PathBuf {
    config.data_dir.join("outbox")
}

/// The worker of the configuration.
pub fn worker(config: &Config, core: &Core) -> anyhow::Result<Worker> {
    let from: Mailbox = config.smtp.from.as_str().parse().context("smtp.from")?;
    let composer = Composer::new(from, config.http.public_url.clone())?;
    let places = config.smtp.max_connections;
    let outbox = Outbox::new(outbox_folder(config)).context("cannot make the outbox")?;
    let outbox = Arc::new(outbox);
    let email: Arc<dyn EmailTransport> = match &config.smtp.url {
        Some(url) => Arc::new(SmtpTransport::new(smtp(config, url.expose())?)?),
        None => outbox.clone(),
    };
    let sender = Sender::new(composer, email, outbox, places);
    let batch = config.worker.batch;
    Ok(Worker::new(
        core.clone(),
        sender,
        config.worker.poll_interval(),
        batch,
    ))
}

fn smtp(config: &Config, url: &str) -> anyhow::Result<SmtpConfig> {
    let mut smtp = SmtpConfig::from_url(&url.parse().context("smtp.url")?)?;
    smtp.max_connections = config.smtp.max_connections;
    smtp.command_timeout = config.smtp.command_timeout();
    // An address in figures is no name to introduce oneself by.
    if let Some(host) = config.http.public_url.as_ref().and_then(url::Url::domain) {
        smtp.hello_name = host.to_owned();
    }
    Ok(smtp)
}

/// Plans what comes again by itself.
pub async fn plan_housekeeping(core: &Core) -> anyhow::Result<()> {
    Ok(retention::plan(core).await?)
}

/// Serves until told to stop: the HTTP side at once, also while the database is away, and the worker
/// as soon as the schema is up to date.
pub async fn serve(
    config: Config,
    mode: Mode,
    core: Core,
    listener: TcpListener,
    other: Router,
    shutdown: CancellationToken,
    ready: impl AsyncFnOnce(&Core) -> anyhow::Result<()> + Send,
) -> anyhow::Result<()> {
    let migrated = Migrated::default();
    let pace = routes::pace(&config);
    let Served { router, live } = routes::served(&config, mode, &core, &migrated, other, pace)?;
    let worker = if config.worker.enabled {
        Some(worker(&config, &core)?)
    } else {
        None
    };
    let grace = config.http.shutdown_grace();
    let serving = server::serve(listener, router, shutdown.clone(), grace, server::PATIENCE);
    // Sockets are no requests any more: the server does not wait for them.
    let closing = async {
        shutdown.cancelled().await;
        // Who does not hear it in time is cut off with the rest.
        let _ = tokio::time::timeout(grace, live.close()).await;
    };
    let working = async {
        let done = async {
            if !migrate_patiently(&config, &shutdown).await? {
                return Ok(());
            }
            master_key::verify(&core).await?;
            plan_housekeeping(&core).await?;
            migrated.set();
            ready(&core).await?;
            if let Some(worker) = &worker {
                worker.run(shutdown.clone()).await;
            }
            anyhow::Ok(())
        }
        .await;
        if done.is_err() {
            shutdown.cancel();
        }
        done
    };
    let (served, worked, ()) = tokio::join!(serving, working, closing);
    // Those who hung up are admitted too.
    if tokio::time::timeout(grace, mulin_domain::rsvp::admission::drained(&core))
        .await
        .is_err()
    {
        tracing::warn!("answers to events were still waiting at the end");
    }
    worked?;
    if served? == Stopped::Cut {
        tracing::warn!("requests were cut off at the end of their grace");
    }
    Ok(())
}

/// Migrates as soon as the database answers; answers whether it did before the end.
pub async fn migrate_patiently(
    config: &Config,
    shutdown: &CancellationToken,
) -> anyhow::Result<bool> {
    loop {
        match migrate::up(config, None).await {
            Ok(()) => return Ok(true),
            Err(error) if is_away(&error) => {
                tracing::warn!(
                    error = format!("{error:#}"),
                    "the database does not answer yet"
                );
            }
            Err(error) => return Err(error),
        }
        tokio::select! {
            () = shutdown.cancelled() => return Ok(false),
            () = tokio::time::sleep(TRY_AGAIN) => {}
        }
    }
}

fn is_away(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<sea_orm::DbErr>())
        .any(mulin_domain::dialect::is_unavailable)
}

/// Cancelled by SIGTERM or Ctrl-C. A second one ends the process at once, as it would have without
/// us.
pub fn shutdown_signal() -> anyhow::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let token = CancellationToken::new();
    let told = token.clone();
    tokio::spawn(async move {
        let mut times = 0;
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            times += 1;
            if times > 1 {
                std::process::exit(130);
            }
            tracing::info!("stopping after what is under way; once more stops at once");
            told.cancel();
        }
    });
    Ok(token)
}
