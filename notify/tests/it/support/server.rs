//! A small SMTP server that does what a test tells it, and remembers what it saw.
//!
//! It answers politely unless the script says otherwise for a turn: a refusal, silence, a closed
//! connection, or to hold the answer until the test says so.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpSocket;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// The moments in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Greeting,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// 354 was said, and nothing of the message read yet; only `Close` and `Silence` make sense.
    Body,
    /// The final dot was read.
    Dot,
    Rset,
    Quit,
    /// The connection is gone.
    Closed,
}

/// A moment on one connection.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// Which connection, from 0.
    pub connection: usize,
    pub step: Step,
    /// How often this step came on this connection before.
    pub nth: usize,
}

/// What to do at a turn.
pub enum Act {
    /// Answer with these lines.
    Say(&'static str),
    /// Answer nothing any more, and keep the connection open.
    Silence,
    /// Close the connection without a word.
    Close,
    /// Answer, then close.
    SayAndClose(&'static str),
    /// Answer politely, but only once the test calls [`Server::release`].
    Hold,
}

type Script = dyn Fn(Turn) -> Option<Act> + Send + Sync;

const NOBODY: &str = "554 5.5.1 no valid recipients";

#[derive(Default)]
struct Seen {
    turns: Vec<(usize, Step)>,
    messages: Vec<String>,
    open: usize,
    most_open: usize,
    connections: usize,
}

struct Shared {
    script: Box<Script>,
    features: &'static str,
    tls: Option<TlsAcceptor>,
    tls_from_the_start: bool,
    seen: Mutex<Seen>,
    changed: watch::Sender<()>,
    released: watch::Sender<bool>,
}

pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    /// A server that follows a script; `None` is the polite answer.
    pub async fn start(script: impl Fn(Turn) -> Option<Act> + Send + Sync + 'static) -> Server {
        Server::start_with(script, "8BITMIME", None, false).await
    }

    /// The same, offering `features` in EHLO (a `|` between two) and TLS.
    pub async fn start_with(
        script: impl Fn(Turn) -> Option<Act> + Send + Sync + 'static,
        features: &'static str,
        tls: Option<TlsAcceptor>,
        tls_from_the_start: bool,
    ) -> Server {
        let socket = TcpSocket::new_v4().unwrap();
        // Small and fixed, so that a long message cannot vanish in buffers when nobody reads it.
        socket.set_recv_buffer_size(64 * 1024).unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(128).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            script: Box::new(script),
            features,
            tls,
            tls_from_the_start,
            seen: Mutex::default(),
            changed: watch::Sender::new(()),
            released: watch::Sender::new(false),
        });
        let server = Server {
            address,
            shared: shared.clone(),
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).unwrap();
                let connection = shared.note(|seen| {
                    seen.open += 1;
                    seen.most_open = seen.most_open.max(seen.open);
                    seen.connections += 1;
                    seen.connections - 1
                });
                let session = Session {
                    shared: shared.clone(),
                    connection,
                    turns: Vec::new(),
                    opened: false,
                    recipients: 0,
                    received: None,
                };
                tokio::spawn(async move {
                    let shared = session.shared.clone();
                    session.run(Box::new(stream)).await;
                    shared.note(|seen| {
                        seen.open -= 1;
                        seen.turns.push((connection, Step::Closed));
                    });
                });
            }
        });
        server
    }

    pub async fn polite() -> Server {
        Server::start(|_| None).await
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The messages accepted so far, without the transparency of dots.
    pub fn messages(&self) -> Vec<String> {
        self.shared.seen.lock().unwrap().messages.clone()
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        self.shared.seen.lock().unwrap().connections
    }

    /// How many connections were open at once, at most.
    pub fn most_open(&self) -> usize {
        self.shared.seen.lock().unwrap().most_open
    }

    pub fn count(&self, step: Step) -> usize {
        self.shared
            .seen
            .lock()
            .unwrap()
            .turns
            .iter()
            .filter(|(_, s)| *s == step)
            .count()
    }

    /// Waits until a step came `count` times, on whichever connections.
    pub async fn saw(&self, step: Step, count: usize) {
        let mut changed = self.shared.changed.subscribe();
        while self.count(step) < count {
            changed.changed().await.unwrap();
        }
    }

    /// Lets go of every held answer, now and later.
    pub fn release(&self) {
        self.shared.released.send_replace(true);
    }
}

impl Shared {
    fn note<T>(&self, change: impl FnOnce(&mut Seen) -> T) -> T {
        let value = change(&mut self.seen.lock().unwrap());
        self.changed.send_replace(());
        value
    }
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

struct Session {
    shared: Arc<Shared>,
    connection: usize,
    turns: Vec<Step>,
    /// Whether MAIL was taken.
    opened: bool,
    /// Recipients that were taken for the next message.
    recipients: usize,
    /// A message whose receipt is not confirmed yet.
    received: Option<String>,
}

impl Session {
    /// Runs to the end of the connection. `None` of an inner step is that end.
    async fn run(mut self, stream: Box<dyn Wire>) {
        let stream = match &self.shared.tls {
            Some(tls) if self.shared.tls_from_the_start => match tls.accept(stream).await {
                Ok(stream) => Box::new(stream),
                Err(_) => return,
            },
            _ => stream,
        };
        self.converse(BufReader::new(stream)).await;
    }

    async fn converse(&mut self, mut wire: BufReader<Box<dyn Wire>>) -> Option<()> {
        self.turn(&mut wire, Step::Greeting, "220 server.example ESMTP")
            .await?;
        let mut encrypted = self.shared.tls_from_the_start;
        loop {
            let mut line = String::new();
            if wire.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let word = line.split([' ', '\r']).next().unwrap_or_default();
            match word {
                "EHLO" => {
                    let reply = self.hello(encrypted);
                    self.turn(&mut wire, Step::Ehlo, &reply).await?;
                }
                "STARTTLS" => {
                    self.turn(&mut wire, Step::StartTls, "220 go").await?;
                    let tls = self.shared.tls.clone()?;
                    let stream: Box<dyn Wire> = Box::new(tls.accept(wire.into_inner()).await.ok()?);
                    wire = BufReader::new(stream);
                    encrypted = true;
                }
                // "\0user\0password" in base64.
                "AUTH" if line.trim_end() == "AUTH PLAIN AHVzZXIAcGFzc3dvcmQ=" => {
                    self.turn(&mut wire, Step::Auth, "235 welcome").await?;
                }
                "AUTH" => {
                    self.turn(&mut wire, Step::Auth, "535 wrong").await?;
                }
                "MAIL" => {
                    self.recipients = 0;
                    self.opened = self.turn(&mut wire, Step::Mail, "250 ok").await?;
                }
                "RCPT" => {
                    let polite = match self.opened {
                        true => "250 ok",
                        false => "503 5.5.1 MAIL first",
                    };
                    let taken = self.turn(&mut wire, Step::Rcpt, polite).await?;
                    self.recipients += usize::from(taken);
                }
                "DATA" => {
                    let polite = match self.recipients {
                        0 => NOBODY,
                        _ => "354 go",
                    };
                    if self.turn(&mut wire, Step::Data, polite).await? {
                        self.content(&mut wire).await?;
                    }
                    continue;
                }
                "RSET" => {
                    self.recipients = 0;
                    self.turn(&mut wire, Step::Rset, "250 ok").await?;
                }
                "QUIT" => {
                    self.turn(&mut wire, Step::Quit, "221 bye").await?;
                    return None;
                }
                _ => panic!("the client said {line:?}"),
            }
        }
    }

    fn hello(&self, encrypted: bool) -> String {
        let mut lines = vec!["server.example"];
        lines.extend(
            self.shared
                .features
                .split('|')
                .filter(|f| !encrypted || *f != "STARTTLS"),
        );
        let last = lines.pop().unwrap_or_default();
        let mut reply: String = lines.iter().map(|line| format!("250-{line}\r\n")).collect();
        reply.push_str(&format!("250 {last}"));
        reply
    }

    async fn content(&mut self, wire: &mut BufReader<Box<dyn Wire>>) -> Option<()> {
        self.turn(wire, Step::Body, "").await?;
        let mut message = String::new();
        loop {
            let mut line = String::new();
            if wire.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            if line == ".\r\n" {
                break;
            }
            message.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
        let reply = match std::mem::take(&mut self.recipients) {
            0 => NOBODY,
            _ => "250 2.0.0 Ok: queued as 4F2A for <neighbour@example.org>",
        };
        self.received = Some(message);
        self.turn(wire, Step::Dot, reply).await?;
        Some(())
    }

    /// One turn; `Some(true)` when the answer was positive.
    async fn turn(
        &mut self,
        wire: &mut BufReader<Box<dyn Wire>>,
        step: Step,
        polite: &str,
    ) -> Option<bool> {
        let nth = self.turns.iter().filter(|before| **before == step).count();
        self.turns.push(step);
        let turn = Turn {
            connection: self.connection,
            step,
            nth,
        };
        let act = (self.shared.script)(turn);
        // Seen before it is answered: who waits for the answer may look at once.
        self.shared
            .note(|seen| seen.turns.push((turn.connection, step)));
        let (reply, close) = match act {
            None => (polite, false),
            Some(Act::Say(reply)) => (reply, false),
            Some(Act::SayAndClose(reply)) => (reply, true),
            Some(Act::Close) => return None,
            Some(Act::Silence) => {
                // Until the client hangs up.
                let mut rest = [0; 4096];
                while wire.read(&mut rest).await.ok()? > 0 {}
                return None;
            }
            Some(Act::Hold) => {
                let mut released = self.shared.released.subscribe();
                released.wait_for(|released| *released).await.ok()?;
                (polite, false)
            }
        };
        let positive = reply.starts_with(['2', '3']);
        if !reply.is_empty() {
            if let Some(message) = self.received.take().filter(|_| positive) {
                // Before it is answered, as above.
                self.shared.note(|seen| seen.messages.push(message));
            }
            wire.write_all(format!("{reply}\r\n").as_bytes())
                .await
                .ok()?;
        }
        (!close).then_some(positive)
    }
}
