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
use lettre::transport::smtp::commands::{Data, Ehlo, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::{Code, Response, Severity};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::config::SmtpConfig;
use super::pool::Connection;
use crate::transport::{Accepted, SendError};

/// The answers that take a recipient.
const TAKES_RECIPIENT: &[u16] = &[250, 251, 252];

/// A message was not accepted; the variants say what became of the connection.
pub(super) enum Failure {
    /// The server said no to this message and listens for more: the connection is good after a reset.
    Refused(SendError),
    /// The server said no to us, and would to any other message.
    Unwelcome(SendError),
    /// The server had gone before it heard of this message.
    Gone(SendError),
    /// The connection is of no further use.
    Broken(SendError),
}

impl From<Failure> for SendError {
    fn from(failure: Failure) -> SendError {
        match failure {
            Failure::Refused(error)
            | Failure::Unwelcome(error)
            | Failure::Gone(error)
            | Failure::Broken(error) => error,
        }
    }
}

/// Sends one message to the one recipient of its envelope.
pub(super) async fn send(
    connection: &mut Connection,
    envelope: &Envelope,
    message: &[u8],
    config: &SmtpConfig,
) -> Result<Accepted, Failure> {
    let limit = config.command_timeout;
    let smtp = &mut connection.smtp;
    let mut parameters = Vec::new();
    let mut addresses = envelope.from().into_iter().chain(envelope.to());
    if !addresses.all(|address| AsRef::<str>::as_ref(address).is_ascii()) {
        // A server that does not take such addresses (RFC 6531) would read others from them.
        if !smtp.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(Failure::Refused(SendError::permanent(
                "SMTPUTF8_NOT_OFFERED",
            )));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    let mail = Mail::new(envelope.from().cloned(), parameters);
    let recipients = envelope.to().iter();
    let recipients = recipients.map(|recipient| Rcpt::new(recipient.clone(), vec![]));
    if connection.takes_groups {
        announce_at_once(smtp, &mail, recipients, limit).await?;
    } else {
        announce(smtp, &mail, recipients, limit).await?;
    }
    content(smtp, message, config.data_timeout).await
}

/// MAIL, RCPT and DATA, each after the answer to the one before.
async fn announce(
    connection: &mut AsyncSmtpConnection,
    mail: &Mail,
    recipients: impl Iterator<Item = Rcpt>,
    limit: Duration,
) -> Result<(), Failure> {
    let said = step(connection, mail, &[250], limit).await;
    said.map_err(about_us)?;
    for recipient in recipients {
        let said = step(connection, recipient, TAKES_RECIPIENT, limit).await;
        said.map_err(no_longer_unheard)?;
    }
    let said = step(connection, Data, &[354], limit).await;
    said.map_err(no_longer_unheard)
}

/// The same in one go, for a server that offers PIPELINING (RFC 2920): one answer is waited for, and
/// not three.
async fn announce_at_once(
    connection: &mut AsyncSmtpConnection,
    mail: &Mail,
    recipients: impl Iterator<Item = Rcpt>,
    limit: Duration,
) -> Result<(), Failure> {
    let recipients: Vec<String> = recipients.map(|one| one.to_string()).collect();
    let group = format!("{mail}{}{Data}", recipients.concat());
    let mut told = match step(connection, group, &[250], limit)
        .await
        .map_err(about_us)
    {
        Err(failure @ (Failure::Gone(_) | Failure::Broken(_))) => return Err(failure),
        told => told,
    };
    // Whatever was said to the first, the others are answered too.
    for _ in recipients {
        match next_reply(connection, TAKES_RECIPIENT, limit).await {
            Err(Failure::Refused(error)) => told = told.and(Err(Failure::Refused(error))),
            Err(lost) => return Err(known(told, lost)),
            Ok(()) => {}
        }
    }
    match next_reply(connection, &[354], limit).await {
        // No recipient stands, and the server waits for a message all the same: it gets an empty one,
        // which it has nobody to give to (RFC 2920, section 3.1).
        Ok(()) if told.is_err() => {
            let nothing = connection.message_iter(std::iter::empty::<&[u8]>());
            let is_answered = match timeout(limit, nothing).await {
                Ok(Ok(_)) => true,
                Ok(Err(error)) => error.status().is_some(),
                Err(_) => false,
            };
            let broken = Failure::Broken(SendError::temporary("OUT_OF_STEP"));
            if is_answered {
                told
            } else {
                Err(known(told, broken))
            }
        }
        Err(Failure::Refused(error)) => told.and(Err(Failure::Refused(error))),
        Err(lost) => Err(known(told, lost)),
        Ok(()) => Ok(()),
    }
}

/// The next answer to a group of commands.
async fn next_reply(
    connection: &mut AsyncSmtpConnection,
    expected: &[u16],
    limit: Duration,
) -> Result<(), Failure> {
    let reply = timeout(limit, connection.read_response()).await;
    judge(reply, expected).map_err(no_longer_unheard)
}

/// The connection was lost after this was told: what was refused before is refused for certain.
fn known(told: Result<(), Failure>, lost: Failure) -> Failure {
    match told {
        Err(refused) => Failure::Broken(refused.into()),
        Ok(()) => lost,
    }
}

/// Clears the server's half-open transaction; `true` when the connection can be used again.
pub(super) async fn reset(connection: &mut AsyncSmtpConnection, limit: Duration) -> bool {
    step(connection, Rset, &[250], limit).await.is_ok()
}

/// Whether the server takes several commands at once (RFC 2920): asked again, as the answer to the first
/// EHLO is not kept whole. A server that does not like to be asked twice takes one at a time.
pub(super) async fn takes_groups(
    connection: &mut AsyncSmtpConnection,
    hello: &ClientId,
) -> Result<bool, lettre::transport::smtp::Error> {
    match connection.command(Ehlo::new(hello.clone())).await {
        Ok(reply) => Ok(reply
            .message()
            .any(|line| line.trim().eq_ignore_ascii_case("PIPELINING"))),
        Err(error) if error.status().is_some_and(|status| !is_goodbye(status)) => Ok(false),
        Err(error) => Err(error),
    }
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
    judge(timeout(limit, connection.command(command)).await, expected)
}

/// What an answer, or that there was none, means.
fn judge(
    reply: Result<Result<Response, lettre::transport::smtp::Error>, Elapsed>,
    expected: &[u16],
) -> Result<(), Failure> {
    match reply {
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
        Ok(Ok(reply)) if reply.has_code(250) => Ok(Accepted::plainly(detail(&reply))),
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
            Failure::Unwelcome(SendError::temporary(code))
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
