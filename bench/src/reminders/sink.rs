//! `smtp-sink` of postfix: takes every e-mail, keeps none, and counts.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Bytes at the end of its output that hold the last count.
const TAIL: u64 = 200;

/// A running sink.
pub struct Sink {
    /// Where it listens.
    pub address: SocketAddr,
    counts: PathBuf,
}

impl Sink {
    /// The sink that listens there and writes its counts to the file.
    pub fn new(address: SocketAddr, counts: &Path) -> Self {
        Self {
            address,
            counts: counts.to_owned(),
        }
    }

    /// How many messages it has taken since it was started.
    pub fn taken(&self) -> Result<u64> {
        let mut file = File::open(&self.counts).context("the sink's counts")?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        // "sess=1 quit=0 mesg=42", over and over; the last may be half written.
        let last = text.rmatch_indices("mesg=").find_map(|(at, name)| {
            let digits = &text[at + name.len()..];
            let end = digits.find(|c: char| !c.is_ascii_digit())?;
            digits[..end].parse().ok()
        });
        Ok(last.unwrap_or(0))
    }
}
