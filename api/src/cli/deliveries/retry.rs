//! `mulin deliveries retry`

use std::io::{IsTerminal, stdin};

use anyhow::bail;
use mulin_domain::Core;
use mulin_domain::delivery::search::search;
use mulin_domain::delivery::{Retried, retry};
use mulin_entities::{Channel, DeliveryId, DeliveryState};

use super::RetryArgs;
use crate::cli::output;

/// Most messages that one call tries again.
const MOST: u64 = 10_000;
/// Messages a transaction.
const BATCH: usize = 500;

pub(super) async fn run(core: &Core, args: RetryArgs) -> anyhow::Result<()> {
    let ids = wanted(core, &args).await?;
    if ids.is_empty() {
        output::print("Nothing failed that could be tried again.\n")?;
        return Ok(());
    }
    if !args.yes && !confirmed(ids.len())? {
        output::print("Nothing was done.\n")?;
        return Ok(());
    }
    let mut all = Retried::default();
    for ids in ids.chunks(BATCH) {
        let retried = retry(core, ids.to_vec()).await?;
        all.again.extend(retried.again);
        all.refused.extend(retried.refused);
    }
    let mut text = format!("{} messages are tried again.\n", all.again.len());
    for (id, code) in &all.refused {
        text += &format!("{id}  {code}\n");
    }
    output::print(&text)?;
    if all.refused.is_empty() {
        return Ok(());
    }
    bail!(
        "{} messages stay as they are: the state or the reason stands beside each",
        all.refused.len()
    )
}

async fn wanted(core: &Core, args: &RetryArgs) -> anyhow::Result<Vec<DeliveryId>> {
    if !args.ids.is_empty() {
        return Ok(args.ids.clone());
    }
    let mut wanted = args.filter.search(core, MOST);
    if wanted.states.is_empty() {
        wanted.states = vec![DeliveryState::Failed, DeliveryState::Bounced];
    }
    let found = search(core.db().reader(), &wanted).await?;
    // Calls are made again by their tasks.
    let messages = found.iter().filter(|row| row.channel != Channel::Call);
    Ok(messages.map(|row| row.id).collect())
}

fn confirmed(count: usize) -> anyhow::Result<bool> {
    if !stdin().is_terminal() {
        bail!("{count} messages would be tried again; --yes does it without asking");
    }
    output::print(&format!("Try {count} messages again? [y/N] "))?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
