//! One connection to the mail server.

use std::io;
use std::time::Duration;

use chrono::{DateTime, Utc};
use mulin_domain::clock::{Clock, SystemClock};
use mulin_entities::Channel;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::ledger::{Fate, Receipt};
use super::mood::Mood;
use super::plan::Step;
use super::sink::Shared;

/// How long a client may say nothing.
const SILENCE: Duration = Duration::from_secs(120);

struct Session<'a> {
    shared: &'a Shared,
    worker: usize,
    life: u32,
    stream: BufReader<TcpStream>,
    line: Vec<u8>,
    /// When the client turned to the next message.
    begun: Option<DateTime<Utc>>,
    recipient: String,
}

/// Whether the conversation goes on.
#[derive(PartialEq, Eq)]
enum Next {
    Listen,
    Close,
}

/// Serves a connection of the worker to its end.
pub async fn serve(shared: &Shared, worker: usize, stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut session = Session {
        shared,
        worker,
        life: shared.crew.life(worker),
        stream: BufReader::new(stream),
        line: Vec::new(),
        begun: Some(SystemClock.now()),
        recipient: String::new(),
    };
    if session.strikes(Step::Claimed) {
        return Ok(());
    }
    session.say("220 sink.example.org").await?;
    while session.hear().await? {
        if session.obey().await? == Next::Close {
            break;
        }
    }
    Ok(())
}

impl Session<'_> {
    /// Kills the worker if one is to be killed at this step. Tells whether it did.
    fn strikes(&self, step: Step) -> bool {
        let who = (self.worker, self.life);
        let moment = step.to_string();
        self.shared
            .strikes(who, step, &moment, |mood| &mut mood.kills)
    }

    async fn say(&mut self, answer: &str) -> io::Result<()> {
        let pause = self.shared.books().1.pause;
        if !pause.is_zero() {
            sleep(pause).await;
        }
        self.say_at_once(answer).await
    }

    async fn say_at_once(&mut self, answer: &str) -> io::Result<()> {
        let answer = format!("{answer}\r\n");
        self.stream.get_mut().write_all(answer.as_bytes()).await
    }

    /// Reads a line; false at the end.
    async fn hear(&mut self) -> io::Result<bool> {
        self.line.clear();
        let reading = self.stream.read_until(b'\n', &mut self.line);
        let count = timeout(SILENCE, reading).await??;
        Ok(count > 0 && self.line.ends_with(b"\n"))
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.line).trim_end().to_owned()
    }

    async fn obey(&mut self) -> io::Result<Next> {
        let command = self.text();
        let verb = command.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" | "HELO" => {
                self.say("250-sink.example.org\r\n250 8BITMIME").await?;
            }
            "MAIL" => {
                // The first message of a connection was begun by connecting.
                self.begun.get_or_insert_with(|| SystemClock.now());
                if self.strikes(Step::Claimed) {
                    return Ok(Next::Close);
                }
                self.say("250 go on").await?;
            }
            "RCPT" => self.recipient(&command).await?,
            "DATA" => return self.message().await,
            "RSET" => {
                self.begun = None;
                self.say("250 forgotten").await?;
            }
            "QUIT" => {
                self.say("221 bye").await?;
                return Ok(Next::Close);
            }
            _ => self.say("500 what?").await?,
        }
        Ok(Next::Listen)
    }

    async fn recipient(&mut self, command: &str) -> io::Result<()> {
        let address = command.split(['<', '>']).nth(1).unwrap_or_default();
        let answer = {
            let mut books = self.shared.books();
            let (ledger, mood) = &mut *books;
            if mood.unknown.contains(address) {
                *ledger.refused.entry(address.to_owned()).or_default() += 1;
                "550 nobody of that name"
            } else if mood.refuses_recipients {
                "451 not now"
            } else {
                "250 go on"
            }
        };
        self.recipient = address.to_owned();
        self.say(answer).await
    }

    async fn message(&mut self) -> io::Result<Next> {
        self.say("354 go on").await?;
        // What a killed client had written before is still read.
        let mut killed = self.strikes(Step::MidData);
        let mut message_id = None;
        let mut lines = 0;
        loop {
            if !self.hear().await? {
                return Ok(Next::Close);
            }
            lines += 1;
            if lines == 1 && !killed && self.closes(|mood| &mut mood.closes_mid_data) {
                return Ok(Next::Close);
            }
            if self.line == b".\r\n" {
                break;
            }
            if message_id.is_none() {
                message_id = id_in(&self.text());
            }
        }
        let received = SystemClock.now();
        let place = self.shared.books().0.receive(Receipt {
            channel: Channel::Email,
            message_id: message_id.unwrap_or_default(),
            recipient: std::mem::take(&mut self.recipient),
            worker: self.worker,
            life: self.life,
            begun: self.begun.take().unwrap_or(received),
            received,
            answered: received,
            fate: Fate::Unanswered,
        });
        killed = killed || self.strikes(Step::AfterTheDot);
        if killed || self.closes(|mood| &mut mood.closes_after_the_dot) {
            return Ok(Next::Close);
        }
        self.answer(place).await
    }

    async fn answer(&mut self, place: usize) -> io::Result<Next> {
        if self.shared.books().1.refuses_messages {
            self.shared
                .books()
                .0
                .settle(place, Fate::Refused, SystemClock.now());
            self.say("451 not now").await?;
            return Ok(Next::Listen);
        }
        if self.closes(|mood| &mut mood.outlasts) {
            let late = self.shared.books().1.late;
            sleep(late).await;
        }
        let pause = self.shared.books().1.pause;
        if !pause.is_zero() {
            sleep(pause).await;
        }
        self.shared
            .note(|ledger| ledger.settle(place, Fate::Accepted, SystemClock.now()));
        self.say_at_once("250 taken").await?;
        // No turn of anybody else lies between the answer and this.
        if self.strikes(Step::BeforeSettling) {
            return Ok(Next::Close);
        }
        Ok(Next::Listen)
    }

    fn closes(&self, times: fn(&mut Mood) -> &mut usize) -> bool {
        Mood::take(times(&mut self.shared.books().1))
    }
}

/// The Message-ID that a line of a header names.
fn id_in(line: &str) -> Option<String> {
    let (name, value) = line.split_once(':')?;
    let value = value.trim().trim_start_matches('<').trim_end_matches('>');
    name.eq_ignore_ascii_case("message-id")
        .then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::id_in;

    #[test]
    fn a_message_is_known_by_its_id() {
        let id = "0190@example.org".to_owned();
        assert_eq!(id_in("Message-ID: <0190@example.org>"), Some(id));
        assert_eq!(id_in("Subject: Message-ID"), None);
        assert_eq!(id_in(""), None);
    }
}
