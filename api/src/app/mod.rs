//! Puts the parts together from the configuration.

pub mod composer;
pub mod mail;
pub mod master_key;
pub mod migrate;
pub mod routes;
pub mod run;
pub mod smpp;
pub mod sms;
pub mod texts;

use std::os::unix::fs::OpenOptionsExt;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use mulin_domain::clock::{Clock, Entropy, SystemClock, SystemEntropy};
use mulin_domain::core::{Retention, Settings, SignInLimits, Spending};
use mulin_domain::db::{Db, DbOptions};
use mulin_domain::keys::Keyring;
use mulin_domain::text_words::Words;
use mulin_domain::{Core, followers};

use crate::config::{Config, DatabaseKind, Mode, load_previous_master_keys};

/// Connections to PostgreSQL when the configuration names no number: near the cores of the database;
/// more only wait for one another.
const POSTGRES_CONNECTIONS: u32 = 6;

/// The domain over the configured database, as it is: whether it is there and migrated is for the
/// caller to see to.
pub async fn core(config: &Config, mode: Mode) -> anyhow::Result<Core> {
    let key = master_key::load(config, mode).await?;
    core_with(config, &key, Arc::new(SystemClock), Arc::new(SystemEntropy)).await
}

/// The domain with a clock and randomness of the caller's choice.
pub async fn core_with(
    config: &Config,
    master_key: &[u8; 32],
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> anyhow::Result<Core> {
    create_folders(config)?;
    let db = Db::connect(&db_options(config))
        .await
        .context("the database URL cannot be used")?;
    let previous = load_previous_master_keys(config)?;
    let keyring = Keyring::new(master_key).with_previous(&previous);
    Ok(Core::new(
        db,
        clock,
        entropy,
        keyring,
        settings(config),
        followers::all(),
    ))
}

/// The domain over the configured database, which is there and migrated.
pub async fn open(config: &Config, mode: Mode) -> anyhow::Result<Core> {
    let core = core(config, mode).await?;
    migrate::up(config, None).await?;
    master_key::verify(&core).await?;
    Ok(core)
}

fn create_folders(config: &Config) -> anyhow::Result<()> {
    let data = &config.data_dir;
    std::fs::create_dir_all(data).with_context(|| format!("cannot make {}", data.display()))?;
    let Some(file) = sqlite_file(config) else {
        return Ok(());
    };
    if let Some(parent) = file.parent() {
        std::fs::create_dir_all(parent)
            .with_context(|| format!("cannot make {}", parent.display()))?;
    }
    // For its owner's eyes only; SQLite gives the files beside it the same mode.
    std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&file)
        .with_context(|| format!("cannot make {}", file.display()))?;
    Ok(())
}

/// The database's file, if it is one.
pub fn sqlite_file(config: &Config) -> Option<std::path::PathBuf> {
    (config.database.url.kind() == DatabaseKind::Sqlite).then(|| {
        let url = config.database.url.expose();
        let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
        std::path::PathBuf::from(path.split('?').next().unwrap_or(path))
    })
}

/// How to reach the configured database.
pub fn db_options(config: &Config) -> DbOptions {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let default = match config.database.url.kind() {
        DatabaseKind::Sqlite => u32::try_from(cores).unwrap_or(2),
        DatabaseKind::Postgres => POSTGRES_CONNECTIONS,
    };
    DbOptions {
        url: config.database.url.expose().to_owned(),
        max_connections: config.database.max_connections.unwrap_or(default),
        statement_timeout: config.database.statement_timeout(),
        acquire_timeout: config.database.acquire_timeout(),
    }
}

fn settings(config: &Config) -> Settings {
    let minute = |time: chrono::NaiveTime| {
        (chrono::Timelike::num_seconds_from_midnight(&time) / 60).cast_signed()
    };
    let days = |days: u32| chrono::TimeDelta::days(i64::from(days));
    let seconds = |offset: chrono::TimeDelta| i32::try_from(offset.num_seconds()).unwrap_or(0);
    Settings {
        time_zone: config.time_zone,
        locale: config.locale.as_str().to_owned(),
        reminder_offsets: config
            .reminders
            .default_offsets
            .iter()
            .map(|offset| seconds(offset.delta()))
            .collect(),
        reminder_templates: mulin_notify::reminder_templates(config.templates.folder.as_deref()),
        quiet_from: minute(config.reminders.quiet_from.time()),
        quiet_until: minute(config.reminders.quiet_until.time()),
        expand_ahead: Duration::from_secs(3_600 * u64::from(config.reminders.expand_ahead_hours)),
        confirm_answers: config.reminders.confirm_answers,
        sms_part_micros: i64::from(config.reminders.sms_part_micros),
        lease: config.worker.lease(),
        policy_version: config.privacy.policy_version.clone(),
        message_links: config.http.public_url.is_some(),
        sign_in: SignInLimits {
            between_codes: Duration::from_secs(config.sign_in.between_codes_seconds),
            codes_per_address: config.sign_in.codes_per_address_a_day,
            codes_per_network: config.sign_in.codes_per_network_an_hour,
            codes_per_prefix: config.sign_in.codes_per_prefix_an_hour,
            daily_cap: config.sign_in.daily_cap,
            wrong_codes_per_network: config.sign_in.wrong_codes_per_network_an_hour,
        },
        retention: Retention {
            sessions: days(config.retention.sessions_days),
            personal_links: days(config.retention.personal_links_days),
            deliveries: days(config.retention.deliveries_days),
            sensitive_reads: days(config.retention.sensitive_reads_days),
            lapsed_consents: days(config.retention.lapsed_consents_days),
            journal: days(config.retention.journal_days),
        },
        spending: Spending {
            sms_a_day: config.sms.daily_cap_micros.map(u64::cast_signed),
            sms_codes_beyond: config.sms.code_headroom_micros.cast_signed(),
        },
        text_words: Words {
            opt_out: config.texts.opt_out_words.clone(),
            opt_in: config.texts.opt_in_words.clone(),
        },
    }
}
