//! Where messages go when no server is configured: a folder of `.eml` files and, for text messages,
//! `.sms.txt` files, and what a page that shows them needs. For development and demonstrations; a
//! file is not flushed to the disk.

mod text_file;

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mail_parser::{HeaderName, Message, MessageParser};
use tempfile::NamedTempFile;

use crate::email::{Email, short_hash};
use crate::sms::{Sms, SmsTransport};
use crate::transport::{Accepted, EmailTransport, SendError};

const EMAIL: &str = ".eml";

/// An [`EmailTransport`] and [`SmsTransport`] that writes files, which only their owner may read.
///
/// They are named `<date>-<hash of the Message-ID>-<n>.eml` or `….sms.txt`: in order of time, with
/// the same hash for the same message, so that duplicates can be counted.
pub struct Outbox {
    dir: PathBuf,
}

/// How a message would have gone out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutboxKind {
    /// By e-mail.
    Email,
    /// As a text message.
    Sms,
}

/// One line of the outbox's contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// The name of the file, for [`Outbox::read`].
    pub file: String,
    /// What it is.
    pub kind: OutboxKind,
    /// The recipient, as `Name <address>`, or a telephone number.
    pub to: String,
    /// The subject; of a text message all it says.
    pub subject: String,
    /// When it was sent.
    pub date: Option<DateTime<Utc>>,
    /// The size of the file in bytes.
    pub size: u64,
}

/// One message of the outbox, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxMessage {
    /// What [`Outbox::list`] says about it.
    pub entry: OutboxEntry,
    /// The plain text.
    pub text: String,
    /// The HTML document; a text message has none.
    pub html: Option<String>,
}

impl Outbox {
    /// An outbox in `dir`, which is made if it does not exist.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn new(dir: impl Into<PathBuf>) -> io::Result<Outbox> {
        let dir = dir.into();
        fs::create_dir_all(&dir)?;
        Ok(Outbox { dir })
    }

    /// The newest `limit` messages, newest first.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn list(&self, limit: usize) -> io::Result<Vec<OutboxEntry>> {
        let dir = self.dir.clone();
        blocking(move || {
            let mut names: Vec<String> = fs::read_dir(&dir)?
                .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
                .filter(|name| is_ours(name))
                .collect();
            names.sort_unstable_by(|a, b| b.cmp(a));
            names.truncate(limit);
            // A file that goes between two looks is no error.
            Ok(names
                .into_iter()
                .filter_map(|name| entry(&dir, name).ok())
                .collect())
        })
        .await
    }

    /// The bytes of one message.
    ///
    /// # Errors
    /// `NotFound` for a name that is none of ours, whatever lies at that path; else what reading says.
    pub async fn read(&self, file: &str) -> io::Result<Vec<u8>> {
        if !is_ours(file) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let path = self.dir.join(file);
        blocking(move || fs::read(path)).await
    }

    /// One message, taken apart for showing.
    ///
    /// # Errors
    /// As [`read`](Outbox::read), and `InvalidData` for a file that is no message.
    pub async fn open(&self, file: &str) -> io::Result<OutboxMessage> {
        let bytes = self.read(file).await?;
        if file.ends_with(text_file::SUFFIX) {
            let entry = text_file::read(file.to_owned(), &bytes)?;
            let text = entry.subject.clone();
            return Ok(OutboxMessage {
                entry,
                text,
                html: None,
            });
        }
        let message = parse(&bytes)?;
        let entry = describe(&message, file.to_owned(), bytes.len() as u64);
        Ok(OutboxMessage {
            entry,
            text: message.body_text(0).unwrap_or_default().into_owned(),
            html: Some(message.body_html(0).unwrap_or_default().into_owned()),
        })
    }
}

#[async_trait]
impl EmailTransport for Outbox {
    async fn send(&self, email: &Email) -> Result<Accepted, SendError> {
        let (_, message) = email.to_rfc5322()?;
        let stem = stem(email.date, &email.message_id);
        self.keep(stem, EMAIL, message).await
    }

    async fn close(&self) {}
}

#[async_trait]
impl SmsTransport for Outbox {
    async fn send(&self, sms: &Sms) -> Result<Accepted, SendError> {
        let message = text_file::write(sms, sms.checked_number()?);
        let stem = stem(sms.date, &sms.id);
        self.keep(stem, text_file::SUFFIX, message).await
    }

    async fn close(&self) {}
}

impl Outbox {
    async fn keep(
        &self,
        stem: String,
        suffix: &'static str,
        message: Vec<u8>,
    ) -> Result<Accepted, SendError> {
        let dir = self.dir.clone();
        let written = blocking(move || write_new(&dir, &stem, suffix, &message)).await;
        match written {
            Ok(file) => Ok(Accepted::plainly(file)),
            Err(_) => Err(SendError::temporary("OUTBOX_UNWRITABLE")),
        }
    }
}

fn stem(date: DateTime<Utc>, id: &str) -> String {
    format!("{}-{}", date.format("%Y%m%dT%H%M%S%3fZ"), short_hash(id))
}

/// Writes `<stem>-<n><suffix>` for the first free `n`, all at once: a reader never sees half a file,
/// and two writers never the same name. Such files begin as their owner's alone (mode 0600).
fn write_new(dir: &Path, stem: &str, suffix: &str, message: &[u8]) -> io::Result<String> {
    let mut file = NamedTempFile::with_prefix_in(".writing-", dir)?;
    file.write_all(message)?;
    for n in 1_u32.. {
        let name = format!("{stem}-{n}{suffix}");
        match file.persist_noclobber(dir.join(&name)) {
            Ok(_) => return Ok(name),
            Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists => file = taken.file,
            Err(failed) => return Err(failed.error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// A plain file name as we write them: no separators, no `..`, nothing hidden.
fn is_ours(file: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let stem = file
        .strip_suffix(EMAIL)
        .or_else(|| file.strip_suffix(text_file::SUFFIX));
    stem.is_some_and(|stem| !stem.is_empty() && stem.bytes().all(plain))
}

fn entry(dir: &Path, file: String) -> io::Result<OutboxEntry> {
    let mut head = Vec::new();
    let opened = fs::File::open(dir.join(&file))?;
    let size = opened.metadata()?.len();
    // The headers are in the first few kilobytes; a list need not read the bodies.
    opened.take(16 * 1024).read_to_end(&mut head)?;
    if file.ends_with(text_file::SUFFIX) {
        return text_file::read(file, &head);
    }
    let message = MessageParser::default().parse_headers(&head[..]);
    let message = message.ok_or(io::ErrorKind::InvalidData)?;
    Ok(describe(&message, file, size))
}

fn parse(bytes: &[u8]) -> io::Result<Message<'_>> {
    MessageParser::default()
        .parse(bytes)
        .ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn describe(message: &Message<'_>, file: String, size: u64) -> OutboxEntry {
    let recipient = message.to().and_then(|to| to.first());
    let address = recipient.and_then(|to| to.address()).unwrap_or_default();
    OutboxEntry {
        file,
        kind: OutboxKind::Email,
        to: match recipient.and_then(|to| to.name()) {
            Some(name) => format!("{name} <{address}>"),
            None => address.to_owned(),
        },
        subject: message.subject().unwrap_or_default().to_owned(),
        date: message
            .header(HeaderName::Date)
            .and_then(|date| date.as_datetime())
            .and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0)),
        size,
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(io::Error::other(error)))
}
