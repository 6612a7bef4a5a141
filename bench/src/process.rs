//! Programs that work off what is due, started and ended by a benchmark.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// How long a program may take to start or to tell something.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running program.
pub struct Process {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// Starts it; what it writes to standard error is added to the file.
    pub fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(log)?;
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot run {:?}", command.as_std().get_program()))?;
        let out = child.stdout.take().context("a standard output")?;
        Ok(Self {
            child,
            lines: BufReader::new(out).lines(),
        })
    }

    /// The rest of the next line that holds the word, after it.
    pub async fn tells(&mut self, word: &str) -> Result<String> {
        let told = timeout(PATIENCE, async {
            while let Some(line) = self.lines.next_line().await? {
                if let Some((_, rest)) = line.split_once(word) {
                    return anyhow::Ok(Some(rest.trim().to_owned()));
                }
            }
            Ok(None)
        });
        match told.await {
            Ok(Ok(Some(rest))) => Ok(rest),
            Ok(Ok(None)) => bail!("a program ended before it told {word:?}; see its log"),
            Ok(Err(error)) => Err(error),
            Err(_) => bail!("a program does not tell {word:?}"),
        }
    }

    /// Its process id, as long as it runs.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Ends it at once, as a crash does (SIGKILL). Its end is still to be awaited.
    pub fn kill(&mut self) -> Result<()> {
        self.child.start_kill().context("it cannot be killed")
    }

    /// Waits until it has ended.
    pub async fn ended(mut self) -> Result<()> {
        timeout(PATIENCE, self.child.wait())
            .await
            .context("a program does not end")??;
        Ok(())
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// Ends it as an operator does.
    pub async fn stop(mut self) -> Result<()> {
        if let Some(id) = self.child.id() {
            Command::new("kill").arg(id.to_string()).status().await?;
        }
        // Whatever it still writes is read, so that it is not held up.
        let reading = async {
            while let Ok(Some(_)) = self.lines.next_line().await {}
            self.child.wait().await
        };
        timeout(PATIENCE, reading)
            .await
            .context("a program does not end")??;
        Ok(())
    }
}
