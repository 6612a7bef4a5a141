//! Long-running parts: the worker, the server, and their end.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use mulin_domain::{Core, retention};
use mulin_notify::{EmailTransport, Outbox, SmsTransport};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::composer::composer;
use super::routes::{self, Migrated, Served};
use super::{mail, master_key, migrate, smpp, sms};
use crate::config::{Config, Mode};
use crate::http::server::{self, Stopped};
use crate::metrics::{self, Metrics};
use crate::worker::sender::EMAILS_A_CONNECTION;
use crate::worker::{DailyCap, Pace, Rate, Sender, Worker};

/// How long to wait before a database that is away is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// The folder that e-mails go to when no mail server is configured, and text messages when none of
/// their providers is.
pub fn outbox_folder(config: &Config) -> std::path::PathBuf {
    config.data_dir.join("outbox")
}

/// The worker of the configuration.
pub fn worker(config: &Config, core: &Core) -> anyhow::Result<Worker> {
    let composer = composer(config)?;
    let places = config.smtp.max_connections;
    let outbox = Outbox::new(outbox_folder(config)).context("cannot make the outbox")?;
    let outbox = Arc::new(outbox);
    let email: Arc<dyn EmailTransport> = match mail::relays(config, core)? {
        Some(relays) => relays,
        None => outbox.clone(),
    };
    let registry = sms::registry(config, core, smpp::provider(config, core)?)?;
    let text: Arc<dyn SmsTransport> = match &registry {
        Some(registry) => registry.clone(),
        None => outbox,
    };
    let sender = Sender::new(composer, email, text, places)
        .with_emails_under_way(EMAILS_A_CONNECTION * places)
        .with_texts_under_way(config.sms.max_under_way);
    let batch = config.worker.batch;
    let worker = Worker::new(core.clone(), sender, config.worker.poll_interval(), batch);
    let pace = Pace::new(
        rate(config.worker.email_per_second),
        rate(config.worker.sms_per_second),
    );
    let worker = worker.paced(pace).held_by(Arc::new(DailyCap));
    Ok(match registry.filter(|_| config.sms.ask_for_receipts) {
        Some(registry) => worker.asking(registry),
        None => worker,
    })
}

/// What gathers in a second leaves at once; 0 is no limit.
fn rate(per_second: u32) -> Option<Rate> {
    (per_second > 0).then_some(Rate {
        per_second,
        burst: per_second,
    })
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
    let metrics = Metrics::new(core.clone(), worker.as_ref().map(Worker::rounds));
    let telling = metrics::serve(config.metrics.listen, metrics, shutdown.clone());
    let telling = async {
        let told = telling.await;
        if told.is_err() {
            shutdown.cancel();
        }
        told
    };
    let serving = server::serve(listener, router, shutdown.clone(), grace, server::PATIENCE);
    // Sockets are no requests any more: the server does not wait for them.
    let closing = async {
        shutdown.cancelled().await;
        // Who does not hear it in time is cut off with the rest.
        let _ = tokio::time::timeout(grace, live.close()).await;
    };
    let working = async {
        let done = async {
            if !prepare_patiently(&config, &core, &shutdown).await? {
                return Ok(());
            }
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
    let (served, worked, (), told) = tokio::join!(serving, working, closing, telling);
    // Those who hung up are admitted too.
    if tokio::time::timeout(grace, mulin_domain::rsvp::admission::drained(&core))
        .await
        .is_err()
    {
        tracing::warn!("answers to events were still waiting at the end");
    }
    worked?;
    told?;
    if served? == Stopped::Cut {
        tracing::warn!("requests were cut off at the end of their grace");
    }
    Ok(())
}

/// Makes the database ready as soon as it answers: migrates, asks for its key, and plans what comes
/// again by itself. Answers whether it did before the end.
pub async fn prepare_patiently(
    config: &Config,
    core: &Core,
    shutdown: &CancellationToken,
) -> anyhow::Result<bool> {
    loop {
        match prepare(config, core).await {
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

async fn prepare(config: &Config, core: &Core) -> anyhow::Result<()> {
    migrate::up(config, None).await?;
    master_key::verify(core).await?;
    plan_housekeeping(core).await
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
