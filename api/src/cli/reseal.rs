//! `mulin admin reseal`

use anyhow::bail;
use clap::Args;
use indicatif::HumanCount;
use mulin_domain::Core;
use mulin_domain::privacy::reseal;

use super::output;
use super::progress::Progress;

/// Flags of `mulin admin reseal`.
#[derive(Debug, Args)]
#[command(after_help = "\
Run it once the new master key is in force on every server and the old one stands in
secrets.previous_master_keys. Servers may run meanwhile. It can be stopped at any moment and run
again: what was sealed anew stays so. At its end it says whether the old key may be removed.")]
pub struct ResealArgs {}

/// Seals anew, and tells whether the earlier keys are still needed.
pub(super) async fn run(core: &Core) -> anyhow::Result<()> {
    let all = reseal::outstanding(core).await?;
    let progress = Progress::new(all, "sealed values")?;
    reseal::reseal(core, &|more| progress.add(more)).await?;
    drop(progress);
    let left = reseal::outstanding(core).await?;
    if left > 0 {
        bail!(
            "{} values were sealed with an earlier key meanwhile: some server still runs with it. \
             Restart all servers with the new key, and run this again",
            HumanCount(left)
        );
    }
    let mut text = format!(
        "{} values were sealed with the current key, {}.\n",
        HumanCount(all),
        core.keyring().key_id()
    );
    text += &match reseal::codes_until(core).await? {
        None => "The previous master keys may be removed now.\n".to_owned(),
        Some(until) => format!(
            "Codes to sign in with that were sent before count until {}. The previous master keys \
             may be removed after that.\n",
            until.format("%Y-%m-%d %H:%M:%S UTC")
        ),
    };
    Ok(output::print(&text)?)
}
