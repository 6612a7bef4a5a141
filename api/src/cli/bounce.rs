//! `mulin bounce`

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use mulin_domain::Core;
use mulin_notify::{BOUNCE_OCTETS, ReturnPath};

use super::{ModeArgs, SharedArgs, output};
use crate::app;
use crate::bounces::{self, Fate};
use crate::telemetry;

/// What mail systems understand (sysexits.h): "the input was no mail".
const EX_DATAERR: u8 = 65;
/// "There is nothing to read."
const EX_NOINPUT: u8 = 66;
/// "Try again later."
const EX_TEMPFAIL: u8 = 75;
/// "Ask the operator."
const EX_CONFIG: u8 = 78;

/// Flags of `mulin bounce`.
#[derive(Debug, Args)]
#[command(after_help = "\
Reads mail that came to smtp.return_path and notes which messages could not be delivered, so that
their readers are told by another channel and nothing more is sent to addresses that are none.
Automatic replies and whatever else tells of no message are left alone.

Examples:
  mulin bounce --recipient bounce+aghx….mfrg…@bounces.example.org < mail.eml
  mulin bounce --maildir /var/mail/bounces

Exit codes:
  0   done, also with what tells of no message of ours
  65  this was no mail
  66  there was nothing to read
  75  the database does not answer: deliver it again later
  78  wrong configuration")]
pub struct BounceArgs {
    /// As for the `mulin serve` that sent the messages.
    #[command(flatten)]
    pub mode: ModeArgs,
    /// The address that the mail on standard input was delivered to; else its headers tell
    #[arg(long, value_name = "ADDRESS", conflicts_with = "maildir")]
    pub recipient: Option<String>,
    /// Read all mails in its folder new, and move each to cur
    #[arg(long, value_name = "PATH")]
    pub maildir: Option<PathBuf>,
}

/// A failure with the exit code by which mail systems know it.
#[derive(Debug, thiserror::Error)]
#[error("{cause:#}")]
pub(super) struct Failure {
    pub(super) exit: u8,
    cause: anyhow::Error,
}

fn failing<T, E: Into<anyhow::Error>>(exit: u8) -> impl FnOnce(E) -> anyhow::Result<T> {
    move |cause| {
        let cause = cause.into();
        Err(Failure { exit, cause }.into())
    }
}

pub(super) async fn run(args: BounceArgs, shared: &SharedArgs) -> anyhow::Result<()> {
    let loaded = shared.load(&args.mode, Vec::new(), true);
    let config = loaded.or_else(failing(EX_CONFIG))?.config;
    telemetry::init(&config.log).or_else(failing(EX_CONFIG))?;
    let path = app::mail::return_path(&config).or_else(failing(EX_CONFIG))?;
    let path = path.as_ref();
    // Read before anything else, so that whoever pipes it here is not cut off.
    let mail = match &args.maildir {
        Some(_) => None,
        None => Some(read(&mut io::stdin().lock()).or_else(failing(EX_NOINPUT))?),
    };
    // The schema is the server's to bring up to date: until it is, mails wait.
    let core = app::core(&config, args.mode.mode()).await;
    let core = core.or_else(failing(EX_TEMPFAIL))?;
    let verified = app::master_key::verify(&core).await;
    verified.or_else(failing(EX_TEMPFAIL))?;
    let taken = match (mail, args.maildir) {
        (Some(mail), _) => one(&core, path, args.recipient.as_deref(), &mail).await?,
        (None, Some(folder)) => all(&core, path, &folder).await?,
        (None, None) => Taken::default(),
    };
    Ok(output::print(&taken.summary())?)
}

/// How many mails had which fate.
#[derive(Default)]
struct Taken {
    noted: u64,
    strangers: u64,
    irrelevant: u64,
    no_mails: u64,
}

impl Taken {
    fn count(&mut self, fate: Fate) {
        match fate {
            Fate::Noted => self.noted += 1,
            Fate::Stranger => self.strangers += 1,
            Fate::Irrelevant => self.irrelevant += 1,
            Fate::NoMail => self.no_mails += 1,
        }
    }

    fn summary(&self) -> String {
        format!(
            "{} noted, {} about messages not known here, {} about none, {} no mails\n",
            self.noted, self.strangers, self.irrelevant, self.no_mails
        )
    }
}

async fn one(
    core: &Core,
    path: Option<&ReturnPath>,
    recipient: Option<&str>,
    mail: &[u8],
) -> anyhow::Result<Taken> {
    let fate = bounces::take(core, path, recipient, mail).await;
    let fate = fate.or_else(failing(EX_TEMPFAIL))?;
    if fate == Fate::NoMail {
        return failing(EX_DATAERR)(anyhow::anyhow!("there is no mail on standard input"));
    }
    let mut taken = Taken::default();
    taken.count(fate);
    Ok(taken)
}

/// A mail is moved once what it tells is committed: whatever stops this, it is read again.
async fn all(core: &Core, path: Option<&ReturnPath>, folder: &Path) -> anyhow::Result<Taken> {
    let (new, cur) = (folder.join("new"), folder.join("cur"));
    let names = names(&new).or_else(failing(EX_NOINPUT))?;
    fs::create_dir_all(&cur).or_else(failing(EX_NOINPUT))?;
    let mut taken = Taken::default();
    for name in names {
        let file = new.join(&name);
        let mut opened = match fs::File::open(&file) {
            Ok(opened) => opened,
            // Somebody else was quicker.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => failing(EX_NOINPUT)(error)?,
        };
        let mail = read(&mut opened).or_else(failing(EX_NOINPUT))?;
        let fate = bounces::take(core, path, None, &mail).await;
        taken.count(fate.or_else(failing(EX_TEMPFAIL))?);
        let moved = fs::rename(&file, cur.join(format!("{name}:2,S")));
        moved
            .with_context(|| format!("cannot move {}", file.display()))
            .or_else(failing(EX_TEMPFAIL))?;
    }
    Ok(taken)
}

fn names(folder: &Path) -> anyhow::Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().into_string().ok();
        let name = name.filter(|name| !name.starts_with('.'));
        if entry.file_type()?.is_file() {
            names.extend(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// As much as is looked at; the rest is read and forgotten, but not without end.
fn read(source: &mut impl Read) -> anyhow::Result<Vec<u8>> {
    const LONGEST: u64 = 100 * 1024 * 1024;
    let mut mail = Vec::new();
    source
        .take(BOUNCE_OCTETS as u64)
        .read_to_end(&mut mail)
        .context("cannot read the mail")?;
    io::copy(&mut source.take(LONGEST), &mut io::sink()).context("cannot read the mail")?;
    Ok(mail)
}
