//! One connection to the gateway of text messages.

use std::collections::HashMap;
use std::io;
use std::time::Duration;

use chrono::{DateTime, Utc};
use mulin_domain::clock::{Clock, SystemClock};
use mulin_entities::Channel;
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::gateway::Gateway;
use super::ledger::{Fate, Receipt};
use super::mood::{Mood, Texts};
use super::plan::Step;

/// How long a client may say nothing.
const SILENCE: Duration = Duration::from_secs(120);
/// Longer than any request of ours.
const LARGEST: usize = 64 * 1024;
/// How far the clocks of both sides may be apart, in seconds, as the guide says.
const APART: u64 = 5 * 60;
/// How long after a jump of the clock a request may tell the time before it.
const UNDER_WAY: chrono::TimeDelta = chrono::TimeDelta::seconds(10);

/// What is to be sent, as far as it is counted.
#[derive(Deserialize)]
struct Text {
    id: String,
    to: String,
}

struct Exchange<'a> {
    gateway: &'a Gateway,
    worker: usize,
    life: u32,
    stream: BufReader<TcpStream>,
}

struct Request {
    head: HashMap<String, String>,
    body: Vec<u8>,
    begun: DateTime<Utc>,
}

/// Serves a connection of the worker to its end.
pub async fn serve(gateway: &Gateway, worker: usize, stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut exchange = Exchange {
        gateway,
        worker,
        life: gateway.shared.crew.life(worker),
        stream: BufReader::new(stream),
    };
    while let Some(request) = exchange.hear().await? {
        if !exchange.obey(&request).await? {
            break;
        }
    }
    Ok(())
}

impl Exchange<'_> {
    fn strikes(&self, step: Step) -> bool {
        let who = (self.worker, self.life);
        let moment = format!("{step} (text message)");
        self.gateway
            .shared
            .strikes(who, step, &moment, |mood| &mut mood.texts.kills)
    }

    /// Reads a request; none at the end, and if its worker is killed.
    async fn hear(&mut self) -> io::Result<Option<Request>> {
        let mut head = HashMap::new();
        let mut begun = None;
        let mut length = 0;
        loop {
            let mut line = Vec::new();
            let reading = self.stream.read_until(b'\n', &mut line);
            let count = timeout(SILENCE, reading).await??;
            length += count;
            if count == 0 || length > LARGEST {
                return Ok(None);
            }
            if begun.is_none() {
                begun = Some(SystemClock.now());
                if self.strikes(Step::Claimed) {
                    return Ok(None);
                }
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':') {
                head.insert(name.to_ascii_lowercase(), value.trim().to_owned());
            }
        }
        if self.strikes(Step::MidData) {
            return Ok(None);
        }
        let length: Option<usize> = head.get("content-length").and_then(|it| it.parse().ok());
        let mut body = vec![0; length.unwrap_or(0).min(LARGEST)];
        timeout(SILENCE, self.stream.read_exact(&mut body)).await??;
        Ok(Some(Request {
            head,
            body,
            begun: begun.unwrap_or_else(|| SystemClock.now()),
        }))
    }

    /// Whether the request is signed, just now.
    fn is_genuine(&self, request: &Request) -> bool {
        let header = |name: &str| request.head.get(name).map(String::as_str);
        let (Some(id), Some(timestamp), Some(given)) = (
            header("webhook-id"),
            header("webhook-timestamp").and_then(|it| it.parse::<i64>().ok()),
            header("webhook-signature"),
        ) else {
            return false;
        };
        let now = SystemClock.now();
        let shifts = self.gateway.wall.shifts();
        let is_near = |at: DateTime<Utc>| {
            let shown = at + shifts.offset(at);
            shown.timestamp().abs_diff(timestamp) <= APART
        };
        let signed = self.gateway.key.sign(id, timestamp, &request.body);
        given.split(' ').any(|given| given == signed) && (is_near(now) || is_near(now - UNDER_WAY))
    }

    /// Answers a request. Tells whether the connection stays.
    async fn obey(&mut self, request: &Request) -> io::Result<bool> {
        let text: Option<Text> = serde_json::from_slice(&request.body).ok();
        let (true, Some(text)) = (self.is_genuine(request), text) else {
            self.gateway.shared.note(|ledger| ledger.unsigned += 1);
            return self.say(401, "{}").await;
        };
        let pause = self.gateway.shared.books().1.texts.pause;
        if !pause.is_zero() {
            sleep(pause).await;
        }
        if self.takes(|mood| &mut mood.deaf) {
            self.receive(request, &text, Fate::Ignored);
            return self.wait().await;
        }
        let refusal = {
            let texts = &mut self.gateway.shared.books().1.texts;
            if texts.too_many {
                Some((429, "{}", Fate::Refused))
            } else if texts.broken {
                Some((500, "out of order", Fate::Broken))
            } else if Mood::take(&mut texts.error_inside) {
                let error = r#"{"error":{"code":"THROTTLED","permanent":false}}"#;
                Some((200, error, Fate::Refused))
            } else {
                None
            }
        };
        if let Some((status, body, fate)) = refusal {
            self.receive(request, &text, fate);
            self.gateway.courier.refused(&text.id);
            return self.say(status, body).await;
        }
        self.take(request, &text).await
    }

    async fn take(&mut self, request: &Request, text: &Text) -> io::Result<bool> {
        let place = self.receive(request, text, Fate::Unanswered);
        let name = format!("g-{place}");
        let killed = self.strikes(Step::AfterTheDot);
        let is_silent = !killed && self.takes(|mood| &mut mood.silent);
        let closes = !killed && !is_silent && self.takes(|mood| &mut mood.closes_mid_answer);
        let is_heard = !killed && !is_silent && !closes;
        self.gateway.courier.taken(&text.id, &name, is_heard);
        if killed {
            return Ok(false);
        }
        if is_silent {
            return self.wait().await;
        }
        let body = format!(r#"{{"ref":"{name}","parts":1}}"#);
        let answer = answer(200, &body);
        if closes {
            let half = answer.len() - body.len() / 2;
            let stream = self.stream.get_mut();
            stream.write_all(&answer.as_bytes()[..half]).await?;
            stream.flush().await?;
            return Ok(false);
        }
        self.gateway
            .shared
            .note(|ledger| ledger.settle(place, Fate::Accepted, SystemClock.now()));
        self.stream.get_mut().write_all(answer.as_bytes()).await?;
        // No turn of anybody else lies between the answer and this.
        Ok(!self.strikes(Step::BeforeSettling))
    }

    fn receive(&self, request: &Request, text: &Text, fate: Fate) -> usize {
        let now = SystemClock.now();
        self.gateway.shared.note(|ledger| {
            ledger.receive(Receipt {
                channel: Channel::Sms,
                message_id: text.id.clone(),
                recipient: text.to.clone(),
                worker: self.worker,
                life: self.life,
                begun: request.begun,
                received: now,
                answered: now,
                fate,
            })
        })
    }

    fn takes(&self, times: fn(&mut Texts) -> &mut usize) -> bool {
        Mood::take(times(&mut self.gateway.shared.books().1.texts))
    }

    /// Says nothing until the client has had enough.
    async fn wait(&mut self) -> io::Result<bool> {
        let mut more = [0; 256];
        while timeout(SILENCE, self.stream.read(&mut more)).await?? > 0 {}
        Ok(false)
    }

    async fn say(&mut self, status: u16, body: &str) -> io::Result<bool> {
        let answer = answer(status, body);
        self.stream.get_mut().write_all(answer.as_bytes()).await?;
        Ok(true)
    }
}

fn answer(status: u16, body: &str) -> String {
    format!(
        "HTTP/1.1 {status} so\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}
