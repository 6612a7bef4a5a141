//! One message over one connection, command by command (RFC 5321, section 3.3), so that it is known
//! at every moment whether the server can have taken it.
//!
//! Each command has exactly the replies it may get. A positive reply of another number means that
//! server and client are out of step (an earlier reply came late), and nothing heard on this
//! connection can be trusted any more.

use std::fmt::Display;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::response::{Code, Response, Severity};
use tokio::time::timeout;

use super::config::SmtpConfig;
use crate::transport::{Accepted, SendError};

/// A message was not accepted; the variants say what became of the connection.
pub(super) enum Failure {
    /// The server said no and listens for more: the connection is good after a reset.
    Refused(SendError),
    /// The server had gone before it heard of this message.
    Gone(SendError),
    /// The connection is of no further use.
    Broken(SendError),
}

impl From<Failure> for SendError {
    fn from(failure: Failure) -> SendError {
        match failure {
            Failure::Refused(error) | Failure::Gone(error) | Failure::Broken(error) => error,
        }
    }
}

/// Sends one message to the one recipient of its envelope.
pub(super) async fn send(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    message: &[u8],
    config: &SmtpConfig,
) -> Result<Accepted, Failure> {
    let limit = config.command_timeout;
    step(
        connection,
        Mail::new(envelope.from().cloned(), vec![]),
        &[250],
        limit,
    )
    .await
    .map_err(about_us)?;
    for recipient in envelope.to() {
        step(
            connection,
            Rcpt::new(recipient.clone(), vec![]),
            &[250, 251, 252],
            limit,
        )
        .await
        .map_err(no_longer_unheard)?;
    }
    step(connection, Data, &[354], limit)
        .await
        .map_err(no_longer_unheard)?;
    content(connection, message, config.data_timeout).await
}

/// Clears the server's half-open transaction; `true` when the connection can be used again.
pub(super) async fn reset(connection: &mut AsyncSmtpConnection, limit: Duration) -> bool {
    step(connection, Rset, &[250], limit).await.is_ok()
}

/// Says goodbye; whether it is heard does not matter.
pub(super) async fn quit(mut connection: AsyncSmtpConnection, limit: Duration) {
    drop(timeout(limit, connection.command(Quit)).await);
}

async fn step(
    connection: &mut AsyncSmtpConnection,
    command: impl Display,
    expected: &[u16],
    limit: Duration,
) -> Result<(), Failure> {
    match timeout(limit, connection.command(command)).await {
        Ok(Ok(reply)) if expected.contains(&reply.code().into()) => Ok(()),
        Ok(Ok(_)) => Err(Failure::Broken(SendError::temporary("OUT_OF_STEP"))),
        Ok(Err(error)) => Err(match error.status() {
            Some(status) if is_goodbye(status) => Failure::Gone(refusal(status)),
            Some(status) => Failure::Refused(refusal(status)),
            None => Failure::Gone(SendError::temporary("CONNECTION_LOST")),
        }),
        Err(_) => Err(Failure::Broken(SendError::temporary("COMMAND_TIMEOUT"))),
    }
}

/// Hands over the message. Whatever happens before its end is certain not to be delivered (RFC 5321,
/// section 4.1.1.4); from the moment the final dot may leave, only an answer tells.
async fn content(
    connection: &mut AsyncSmtpConnection,
    message: &[u8],
    limit: Duration,
) -> Result<Accepted, Failure> {
    let dot = AtomicBool::new(false);
    let outcome = timeout(limit, connection.message_iter(Parts::new(message, &dot))).await;
    let lost = |code| {
        Err(Failure::Broken(if dot.load(Ordering::SeqCst) {
            SendError::unknown(code)
        } else {
            SendError::temporary(code)
        }))
    };
    match outcome {
        Ok(Ok(reply)) if reply.has_code(250) => Ok(Accepted {
            detail: detail(&reply),
        }),
        Ok(Ok(_)) => lost("OUT_OF_STEP"),
        Ok(Err(error)) => match error.status() {
            Some(status) if is_goodbye(status) => Err(Failure::Broken(refusal(status))),
            Some(status) => Err(Failure::Refused(refusal(status))),
            None => lost("CONNECTION_LOST"),
        },
        Err(_) => lost("DATA_TIMEOUT"),
    }
}

/// Gives the message piece by piece. lettre asks for the next piece once the last is written, and
/// writes the final dot when there is none: being asked in vain is the moment before the dot.
struct Parts<'a> {
    pieces: std::slice::Chunks<'a, u8>,
    dot: &'a AtomicBool,
}

impl<'a> Parts<'a> {
    fn new(message: &'a [u8], dot: &'a AtomicBool) -> Parts<'a> {
        Parts {
            pieces: message.chunks(64 * 1024),
            dot,
        }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let piece = self.pieces.next();
        if piece.is_none() {
            self.dot.store(true, Ordering::SeqCst);
        }
        piece
    }
}

/// 421: "service not available, closing transmission channel", in answer to any command.
fn is_goodbye(status: Code) -> bool {
    u16::from(status) == 421
}

fn refusal(status: Code) -> SendError {
    let code = format!("SMTP_{status}");
    match status.severity {
        Severity::PermanentNegativeCompletion => SendError::permanent(code),
        _ => SendError::temporary(code),
    }
}

/// Refusals of MAIL that speak of our login (RFC 4954, section 6) or of a command out of order are no
/// fault of the message: it waits until an operator has put that right.
fn about_us(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(SendError::Permanent { code })
            if matches!(
                code.as_str(),
                "SMTP_503" | "SMTP_530" | "SMTP_534" | "SMTP_535"
            ) =>
        {
            Failure::Refused(SendError::temporary(code))
        }
        other => other,
    }
}

/// After MAIL the server knew of this message; that nothing was heard of it can no longer be said.
fn no_longer_unheard(failure: Failure) -> Failure {
    match failure {
        Failure::Gone(error) => Failure::Broken(error),
        other => other,
    }
}

/// The server's words about the message it took, fit for a log: words with an address are left out.
fn detail(reply: &Response) -> String {
    let text = reply.message().collect::<Vec<_>>().join(" ");
    let words = text.split_whitespace().filter(|word| !word.contains('@'));
    let line: String = words.collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control()).take(120).collect()
}
