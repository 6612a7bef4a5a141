//! `mulin dkim`

use clap::Args;

use super::{ModeArgs, output};
use crate::config::{Config, load_dkim_keys};

/// Flags of `mulin dkim`.
#[derive(Debug, Args)]
#[command(after_help = "\
Prints the TXT records that let others check the signatures of our e-mails, one for each key in the
section [dkim] of the configuration, in the form of a zone file.

Example:
  (umask 077 && openssl genrsa 2048 > /etc/mulin/dkim.pem)
  export MULIN_DKIM__SELECTOR=mulin1 MULIN_DKIM__KEY_FILE=/etc/mulin/dkim.pem
  mulin dkim")]
pub struct DkimArgs {
    /// As for the `mulin serve` that signs.
    #[command(flatten)]
    pub mode: ModeArgs,
}

pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    let keys = load_dkim_keys(config)?;
    if keys.is_empty() {
        anyhow::bail!("no key is configured: set dkim.selector and dkim.key_file");
    }
    let mut text = String::new();
    for key in keys {
        text.push_str(&format!("{}. IN TXT (", key.record_name()));
        // A string of a TXT record holds 255 octets at most (RFC 1035, section 3.3).
        for piece in key.record().as_bytes().chunks(200) {
            text.push_str(&format!(" \"{}\"", String::from_utf8_lossy(piece)));
        }
        text.push_str(" )\n");
    }
    Ok(output::print(&text)?)
}
