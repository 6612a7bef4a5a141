//! A small gateway of text messages that does what a test tells it, and remembers what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeZone, Utc};
use mulin_notify::sms::{Ambient, Https, Patience};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    /// Path and query, as they were written.
    pub target: String,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Which connection it came over, from 0.
    pub connection: usize,
}

impl Asked {
    pub fn header(&self, name: &str) -> &str {
        let header = self.headers.iter().find(|(header, _)| header == name);
        header.map_or("", |(_, value)| value)
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The fields of a form, or of the query.
    pub fn fields(&self, of: &[u8]) -> Vec<(String, String)> {
        url::form_urlencoded::parse(of).into_owned().collect()
    }

    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }
}

/// What to do with a request.
pub enum Reply {
    /// Answer, and keep the connection.
    Say(u16, String),
    /// Answer, then close.
    SayAndClose(u16, String),
    /// Promise a longer answer than comes.
    BreakOff(u16),
    /// Answer nothing, and keep the connection open.
    Silence,
    /// Close without a word.
    Close,
}

type Script = dyn Fn(&Asked) -> Reply + Send + Sync;

pub struct Gateway {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Gateway {
    pub async fn start(script: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Gateway {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let script: Arc<Script> = Arc::new(script);
        let gateway = Gateway {
            address,
            asked: asked.clone(),
        };
        tokio::spawn(async move {
            let mut connection = 0;
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, connection, script.clone(), asked.clone()));
                connection += 1;
            }
        });
        gateway
    }

    /// One that always says the same.
    pub async fn saying(status: u16, body: &str) -> Gateway {
        let body = body.to_owned();
        Gateway::start(move |_| Reply::Say(status, body.clone())).await
    }

    pub fn url(&self) -> Url {
        format!("http://{}", self.address).parse().unwrap()
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve(
    mut stream: TcpStream,
    connection: usize,
    script: Arc<Script>,
    seen: Arc<Mutex<Vec<Asked>>>,
) {
    while let Some(asked) = read(&mut stream, connection).await {
        seen.lock().unwrap().push(asked.clone());
        let (bytes, goes_on) = match script(&asked) {
            Reply::Say(status, body) => (answer(status, body.len(), &body), true),
            Reply::SayAndClose(status, body) => (answer(status, body.len(), &body), false),
            Reply::BreakOff(status) => (answer(status, 1_000, "{"), false),
            Reply::Silence => {
                // Until the client gives up.
                let mut rest = Vec::new();
                let _ = stream.read_to_end(&mut rest).await;
                return;
            }
            Reply::Close => return,
        };
        if stream.write_all(bytes.as_bytes()).await.is_err() || !goes_on {
            return;
        }
    }
}

fn answer(status: u16, length: usize, body: &str) -> String {
    format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

async fn read(stream: &mut TcpStream, connection: usize) -> Option<Asked> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = bytes[end + 4..].to_vec();
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Asked {
        method,
        target,
        headers,
        body,
        connection,
    })
}

/// When everything happens in these tests.
pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 2, 12, 2, 30, 0).unwrap()
}

pub fn ambient() -> Ambient {
    Ambient::new(now, || [7; 16])
}

pub fn https() -> Https {
    Https::new(Patience::default()).unwrap()
}
