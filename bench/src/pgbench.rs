//! pgbench with a bare transaction.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// pgbench, and how many transactions each of its clients makes. A script numbers its own from `:i` up,
/// which begins at 0, and each client has `:each` of them.
pub struct Pgbench {
    program: PathBuf,
    script: tempfile::NamedTempFile,
    url: String,
    clients: usize,
    each: usize,
}

impl Pgbench {
    /// So many transactions by so many clients; both must divide.
    pub fn new(program: &Path, script: &str, clients: usize, transactions: usize) -> Result<Self> {
        ensure!(
            clients > 0 && transactions.is_multiple_of(clients),
            "{transactions} transactions cannot be shared by {clients} clients"
        );
        let mut file = tempfile::NamedTempFile::new()?;
        file.write_all(script.as_bytes())?;
        Ok(Self {
            program: program.to_owned(),
            script: file,
            url: std::env::var("DATABASE_URL").context("DATABASE_URL")?,
            clients,
            each: transactions / clients,
        })
    }

    /// Makes all of them with these variables. Gives the transactions a second, without the time that
    /// connecting takes.
    pub fn run(&self, variables: &[(&str, String)]) -> Result<f64> {
        let output = Command::new(&self.program)
            .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
            .arg(format!("--client={}", self.clients))
            .arg(format!("--transactions={}", self.each))
            .arg(format!("--define=each={}", self.each))
            .arg("--define=i=0")
            .args(
                variables
                    .iter()
                    .map(|(name, value)| format!("--define={name}={value}")),
            )
            .arg("--file")
            .arg(self.script.path())
            .arg(&self.url)
            .output()
            .with_context(|| format!("cannot run {}", self.program.display()))?;
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
