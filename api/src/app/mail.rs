//! How e-mail leaves, as the configuration says.

use std::sync::Arc;

use anyhow::Context;
use mulin_domain::Core;
use mulin_notify::{DkimSigner, EmailTransport, Pacing, ReturnPath, SmtpConfig, SmtpRelays};

use crate::config::{Config, SmtpUrl, load_dkim_keys};

/// The way through the configured mail servers; none if there is none.
pub fn relays(config: &Config, core: &Core) -> anyhow::Result<Option<Arc<dyn EmailTransport>>> {
    // A key that cannot be used is told also where nothing is sent yet.
    let signer = DkimSigner::new(load_dkim_keys(config)?);
    let relays = config.smtp.relays().map(|url| relay(config, url));
    let relays: Vec<SmtpConfig> = relays.collect::<anyhow::Result<_>>()?;
    if relays.is_empty() {
        return Ok(None);
    }
    let relays = SmtpRelays::new(relays, signer, pacing(core))?;
    Ok(Some(Arc::new(relays)))
}

/// Where messages come back to, if somebody reads it.
pub fn return_path(config: &Config) -> anyhow::Result<Option<ReturnPath>> {
    let path = config.smtp.return_path.as_deref().map(str::parse);
    path.transpose().context("smtp.return_path")
}

fn relay(config: &Config, url: &SmtpUrl) -> anyhow::Result<SmtpConfig> {
    let url = url
        .expose()
        .parse()
        .context("the address of a mail server")?;
    let mut smtp = SmtpConfig::from_url(&url)?;
    smtp.max_connections = config.smtp.max_connections;
    smtp.command_timeout = config.smtp.command_timeout();
    // An address in figures is no name to introduce oneself by.
    if let Some(host) = config.http.public_url.as_ref().and_then(url::Url::domain) {
        smtp.hello_name = host.to_owned();
    }
    Ok(smtp)
}

fn pacing(core: &Core) -> Pacing {
    let (clock, entropy) = (core.clone(), core.clone());
    Pacing {
        now: Arc::new(move || clock.now()),
        jitter: Arc::new(move || {
            let mut bytes = [0; 4];
            entropy.entropy().fill(&mut bytes);
            f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
        }),
    }
}
