//! What several subcommands take.

use std::path::PathBuf;

use clap::Args;
use secrecy::{ExposeSecret, SecretString};

use crate::config::{ConfigError, Flag, Inputs, Loaded, Mode, load};

/// What every subcommand takes.
#[derive(Debug, Args)]
pub struct SharedArgs {
    /// Configuration file [default: mulin.toml, if there is one]
    #[arg(long, global = true, value_name = "PATH", env = "MULIN_CONFIG")]
    pub config: Option<PathBuf>,
    /// Database to use. Others on this machine can read flags: put a password into DATABASE_URL
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<SecretString>,
    /// Folder for the SQLite database, secret.key and the outbox
    #[arg(long, global = true, value_name = "PATH")]
    pub data_dir: Option<PathBuf>,
}

/// How guarded to run. Global, so that it may also stand behind a subcommand of a subcommand.
#[derive(Debug, Clone, Default, Args)]
pub struct ModeArgs {
    /// Open the outbox page, the explorer and introspection, on a loopback address only
    #[arg(long, global = true, conflicts_with = "demo")]
    pub dev: bool,
    /// As --dev, with a neighbourhood made up at start
    #[arg(long, global = true)]
    pub demo: bool,
}

impl ModeArgs {
    /// The mode these flags ask for.
    pub fn mode(&self) -> Mode {
        match (self.dev, self.demo) {
            (_, true) => Mode::Demo,
            (true, false) => Mode::Dev,
            (false, false) => Mode::Production,
        }
    }
}

impl SharedArgs {
    /// Loads the configuration from file, this process's environment, and flags.
    pub(super) fn load(
        &self,
        mode: &ModeArgs,
        mut flags: Vec<Flag>,
        needs_master_key: bool,
    ) -> Result<Loaded, ConfigError> {
        // `vars` would panic on a stranger's variable that is no UTF-8.
        let env = std::env::vars_os().map(|(name, text)| {
            (
                name.to_string_lossy().into_owned(),
                text.to_string_lossy().into_owned(),
            )
        });
        flags.extend(self.flags());
        load(Inputs {
            directory: PathBuf::new(),
            file: self.config.clone(),
            env: env.collect(),
            flags,
            mode: mode.mode(),
            needs_master_key,
        })
    }

    fn flags(&self) -> impl Iterator<Item = Flag> {
        let url = self.database_url.as_ref().map(|url| Flag {
            name: "--database-url",
            key: "database.url",
            text: url.expose_secret().to_owned(),
        });
        let data_dir = self.data_dir.as_ref().map(|path| Flag {
            name: "--data-dir",
            key: "data_dir",
            text: path.to_string_lossy().into_owned(),
        });
        url.into_iter().chain(data_dir)
    }
}
