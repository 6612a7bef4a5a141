//! A small message centre that speaks SMPP in bare octets, does what a test tells it, and remembers
//! what it saw. It shares no code with what is tested.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

pub const BIND: u32 = 9;
pub const SUBMIT: u32 = 4;
pub const DELIVER: u32 = 5;
pub const UNBIND: u32 = 6;
pub const ENQUIRE: u32 = 0x15;
pub const ANSWER: u32 = 0x8000_0000;

/// One command, as it came.
#[derive(Clone, Debug)]
pub struct Pdu {
    pub connection: usize,
    pub id: u32,
    pub status: u32,
    pub number: u32,
    pub body: Vec<u8>,
}

/// What to do about a command.
pub enum Act {
    /// Answer with this status.
    Say(u32),
    /// Answer nothing, and keep the connection open.
    Silence,
    /// Close the connection without a word.
    Close,
    /// Send these octets, and close.
    Garbage(&'static [u8]),
}

type Script = dyn Fn(&Pdu, usize) -> Act + Send + Sync;

struct Shared {
    script: Box<Script>,
    seen: Mutex<Vec<Pdu>>,
    senders: Mutex<Vec<mpsc::UnboundedSender<Vec<u8>>>>,
    changed: watch::Sender<()>,
}

pub struct Centre {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

impl Centre {
    /// A centre that follows a script, which is told each command, and how often one of its kind came
    /// before.
    pub async fn start(script: impl Fn(&Pdu, usize) -> Act + Send + Sync + 'static) -> Centre {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            script: Box::new(script),
            seen: Mutex::default(),
            senders: Mutex::default(),
            changed: watch::Sender::new(()),
        });
        let serving = shared.clone();
        tokio::spawn(async move {
            let mut connection = 0;
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(serving.clone(), stream, connection));
                connection += 1;
            }
        });
        Centre { address, shared }
    }

    /// One that takes everything.
    pub async fn polite() -> Centre {
        Self::start(|_, _| Act::Say(0)).await
    }

    /// What came so far of one kind.
    pub fn seen(&self, id: u32) -> Vec<Pdu> {
        let seen = self.shared.seen.lock().unwrap();
        seen.iter().filter(|pdu| pdu.id == id).cloned().collect()
    }

    /// Waits until so many of one kind came.
    pub async fn wait_for(&self, id: u32, count: usize) -> Vec<Pdu> {
        let mut changed = self.shared.changed.subscribe();
        loop {
            changed.borrow_and_update();
            let seen = self.seen(id);
            if seen.len() >= count {
                return seen;
            }
            changed.changed().await.unwrap();
        }
    }

    /// Sends a command by the newest connection.
    pub fn send(&self, id: u32, number: u32, body: &[u8]) {
        let senders = self.shared.senders.lock().unwrap();
        let sender = senders.last().expect("a connection");
        sender.send(pdu(id, 0, number, body)).unwrap();
    }
}

async fn serve(shared: Arc<Shared>, stream: TcpStream, connection: usize) {
    let (mut reader, writer) = stream.into_split();
    let (sender, outgoing) = mpsc::unbounded_channel();
    shared.senders.lock().unwrap().push(sender.clone());
    let writing = tokio::spawn(write(writer, outgoing));
    loop {
        let mut head = [0; 16];
        if reader.read_exact(&mut head).await.is_err() {
            break;
        }
        let word = |at: usize| u32::from_be_bytes(head[at..at + 4].try_into().unwrap());
        let mut body = vec![0; word(0) as usize - 16];
        reader.read_exact(&mut body).await.unwrap();
        let came = Pdu {
            connection,
            id: word(4),
            status: word(8),
            number: word(12),
            body,
        };
        let before = {
            let mut seen = shared.seen.lock().unwrap();
            let before = seen.iter().filter(|one| one.id == came.id).count();
            seen.push(came.clone());
            before
        };
        shared.changed.send_replace(());
        if came.id & ANSWER != 0 {
            continue;
        }
        match (shared.script)(&came, before) {
            Act::Say(status) => {
                let body: Vec<u8> = match came.id {
                    BIND => b"centre\0".to_vec(),
                    SUBMIT if status == 0 => format!("m{before}\0").into_bytes(),
                    _ => Vec::new(),
                };
                let _ = sender.send(pdu(came.id | ANSWER, status, came.number, &body));
            }
            Act::Silence => {}
            Act::Close => break,
            Act::Garbage(octets) => {
                let _ = sender.send(octets.to_vec());
                break;
            }
        }
    }
    shared
        .senders
        .lock()
        .unwrap()
        .retain(|one| !one.same_channel(&sender));
    drop(sender);
    let _ = writing.await;
}

async fn write(mut writer: OwnedWriteHalf, mut outgoing: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(octets) = outgoing.recv().await {
        if writer.write_all(&octets).await.is_err() {
            break;
        }
    }
}

/// A command in octets.
pub fn pdu(id: u32, status: u32, number: u32, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(16 + body.len()).unwrap();
    let mut octets = Vec::new();
    for word in [length, id, status, number] {
        octets.extend(word.to_be_bytes());
    }
    octets.extend(body);
    octets
}

/// The body of a message from or to the centre: `esm_class`, `data_coding` and the octets.
pub fn short_message(from: &str, to: &str, class: u8, coding: u8, octets: &[u8]) -> Vec<u8> {
    let mut body = vec![0, 1, 1];
    body.extend(from.as_bytes());
    body.extend([0, 0, 1]);
    body.extend(to.as_bytes());
    body.extend([0, class, 0, 0, 0, 0, 0, 0, coding, 0]);
    body.push(u8::try_from(octets.len()).unwrap());
    body.extend(octets);
    body
}

/// What a submission says, read by hand.
#[derive(Debug, PartialEq, Eq)]
pub struct Submitted {
    pub source: (u8, u8, String),
    pub to: (u8, u8, String),
    pub class: u8,
    pub registered: u8,
    pub coding: u8,
    pub octets: Vec<u8>,
}

impl Submitted {
    pub fn read(body: &[u8]) -> Submitted {
        let mut rest = body;
        let mut octet = || {
            let (first, tail) = rest.split_first().unwrap();
            rest = tail;
            *first
        };
        let text = |octet: &mut dyn FnMut() -> u8| {
            let mut bytes = Vec::new();
            loop {
                match octet() {
                    0 => break String::from_utf8(bytes).unwrap(),
                    byte => bytes.push(byte),
                }
            }
        };
        text(&mut octet);
        let (ton, npi) = (octet(), octet());
        let source = (ton, npi, text(&mut octet));
        let (ton, npi) = (octet(), octet());
        let to = (ton, npi, text(&mut octet));
        let class = octet();
        octet();
        octet();
        text(&mut octet);
        text(&mut octet);
        let registered = octet();
        octet();
        let coding = octet();
        octet();
        let length = octet();
        let octets = (0..length).map(|_| octet()).collect();
        Submitted {
            source,
            to,
            class,
            registered,
            coding,
            octets,
        }
    }
}
