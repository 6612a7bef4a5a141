//! pgbench with the bare transaction.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::stage::Events;

const SCRIPT: &str = include_str!("bare.sql");

/// pgbench, and how many transactions each of its clients makes.
pub struct Bare {
    pgbench: PathBuf,
    script: tempfile::NamedTempFile,
    url: String,
    clients: usize,
    each: usize,
}

impl Bare {
    /// So many residents by so many clients; both must divide.
    pub fn new(pgbench: &Path, clients: usize, residents: usize) -> Result<Self> {
        ensure!(
            clients > 0 && residents.is_multiple_of(clients),
            "{residents} residents cannot be shared by {clients} clients"
        );
        let mut script = tempfile::NamedTempFile::new()?;
        script.write_all(SCRIPT.as_bytes())?;
        Ok(Self {
            pgbench: pgbench.to_owned(),
            script,
            url: std::env::var("DATABASE_URL").context("DATABASE_URL")?,
            clients,
            each: residents / clients,
        })
    }

    /// Everybody answers one event once, and takes them in turn. Gives the transactions a second, without the time that
    /// connecting takes.
    pub fn run(&self, events: &Events) -> Result<f64> {
        let output = Command::new(&self.pgbench)
            .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
            .arg(format!("--client={}", self.clients))
            .arg(format!("--transactions={}", self.each))
            .arg(format!("--define=each={}", self.each))
            .arg("--define=i=0")
            .arg(format!("--define=events={}", events.ids.len()))
            .arg(format!("--define=prefix={}", events.prefix))
            .arg("--file")
            .arg(self.script.path())
            .arg(&self.url)
            .output()
            .with_context(|| format!("cannot run {}", self.pgbench.display()))?;
        let (out, err) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        ensure!(output.status.success(), "pgbench failed: {out}{err}");
        let rate = out
            .lines()
            .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next())
            .with_context(|| format!("pgbench tells no rate: {out}"))?;
        Ok(rate.parse()?)
    }
}
