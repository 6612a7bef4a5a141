//! Everything the command line says: results on standard output, complaints on standard error.

use std::io::{ErrorKind, Result, Write, stderr, stdout};

/// Prints a result. A reader who has seen enough (`mulin schema | head`) is no error.
pub(super) fn print(text: &str) -> Result<()> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Tells why the command failed, with its causes.
pub(super) fn complain(error: &anyhow::Error) {
    // Nothing is left to tell a closed standard error.
    let _ = writeln!(stderr().lock(), "mulin: {error:#}");
}
