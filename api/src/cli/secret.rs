//! `mulin secret`

use clap::Args;
use mulin_domain::clock::Entropy;

use super::output;
use crate::config::{MASTER_KEY_BYTES, encode_master_key};

/// Flags of `mulin secret`.
#[derive(Debug, Args)]
#[command(after_help = "\
Prints 32 random bytes in base64. Every node of one database needs the same key. Keep a copy apart
from the database: without the key, contact details cannot be read again.

Example:
  (umask 077 && mulin secret > /etc/mulin/master.key)
  export MULIN_SECRETS__MASTER_KEY_FILE=/etc/mulin/master.key")]
pub struct SecretArgs {}

/// Prints a new key.
pub(super) fn run(entropy: &dyn Entropy) -> anyhow::Result<()> {
    let mut key = [0; MASTER_KEY_BYTES];
    entropy.fill(&mut key);
    Ok(output::print(&format!("{}\n", encode_master_key(&key)))?)
}
