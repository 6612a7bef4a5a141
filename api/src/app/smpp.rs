//! The message centre of the configuration, and what it hands over.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use mulin_domain::Core;
use mulin_domain::delivery::receipts;
use mulin_notify::sms::smpp::{Arrivals, NotKept, SmppProvider};
use mulin_notify::sms::{IncomingText, Receipt, Report, fault};

use crate::config::Config;
use crate::http::text_hooks;

/// When a receipt without a message is looked at again.
const LATER: Duration = Duration::from_secs(3);

/// Begins to keep a connection to the centre; none if none is configured.
pub fn provider(config: &Config, core: &Core) -> anyhow::Result<Option<Arc<SmppProvider>>> {
    let Some(connection) = config.smpp.connection().context("smpp")? else {
        return Ok(None);
    };
    let arrivals = Arc::new(Kept { core: core.clone() });
    let core = core.clone();
    let jitter = Arc::new(move |most: Duration| {
        let mut draw = [0; 4];
        core.entropy().fill(&mut draw);
        most.mul_f64(f64::from(u32::from_le_bytes(draw)) / f64::from(u32::MAX))
    });
    let provider = SmppProvider::start(connection, arrivals, jitter).context("smpp")?;
    Ok(Some(Arc::new(provider)))
}

/// Keeps in the database what centres hand over.
struct Kept {
    core: Core,
}

#[async_trait]
impl Arrivals for Kept {
    async fn receipt(&self, provider: &str, receipt: Receipt) -> Result<(), NotKept> {
        let Receipt {
            provider_ref,
            report,
            ..
        } = receipt;
        let report = match report {
            Report::Accepted => return Ok(()),
            Report::Delivered => receipts::Report::Delivered,
            Report::Failed { code } => receipts::Report::Failed {
                // The telephone was off: another day it is not.
                permanent: code != fault::NOT_REACHED,
                code,
            },
        };
        match receipts::note(&self.core, provider, &provider_ref, report.clone()).await {
            Ok(true) => Ok(()),
            Ok(false) => {
                // It may be quicker than the answer that told the name: it is looked at once more.
                let (core, provider) = (self.core.clone(), provider.to_owned());
                tokio::spawn(async move {
                    tokio::time::sleep(LATER).await;
                    let noted = receipts::note(&core, &provider, &provider_ref, report);
                    if !noted.await.unwrap_or(false) {
                        tracing::info!(provider, "a receipt is about no message of ours");
                    }
                });
                Ok(())
            }
            Err(error) => {
                tracing::warn!(%error, provider, "a receipt could not be kept");
                Err(NotKept)
            }
        }
    }

    async fn text(&self, text: IncomingText) -> Result<(), NotKept> {
        text_hooks::keep(&self.core, text).await.map_err(|error| {
            tracing::warn!(%error, "a text could not be kept");
            NotKept
        })
    }
}
