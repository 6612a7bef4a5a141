//! The least HTTP/1.1 client that does: requests are written as prepared, and of an answer only
//! status and length are read. It competes with the server for the same cores.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

/// How long a server may take to start.
const START: Duration = Duration::from_secs(60);

/// One connection that is kept alive.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, as long as the connection's buffer holds it.
pub struct Answer<'a> {
    /// Status.
    pub status: u16,
    /// Body.
    pub body: &'a [u8],
}

/// A POST of JSON, ready to be written.
pub fn post(address: SocketAddr, path: &str, token: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         accept: application/graphql-response+json\r\nauthorization: Bearer {token}\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Waits until `path` is answered with 200.
pub async fn ready(address: SocketAddr, path: &str) -> Result<()> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n").into_bytes();
    let deadline = Instant::now() + START;
    loop {
        let status = match Connection::open(address).await {
            Ok(mut connection) => connection.exchange(&request).await.map(|it| it.status),
            Err(error) => Err(error),
        };
        if let Ok(200) = status {
            return Ok(());
        }
        if Instant::now() > deadline {
            bail!("http://{address}{path} is not ready: {status:?}");
        }
        sleep(Duration::from_millis(50)).await;
    }
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)
            .await
            .with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: vec![0; 64 * 1024],
        })
    }

    /// Sends one request and reads its answer, which must announce its length.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        let mut filled = 0;
        let head = loop {
            filled += self.read(filled).await?;
            if let Some(end) = find(&self.buffer[..filled], b"\r\n\r\n") {
                break end + 4;
            }
            ensure!(
                filled < self.buffer.len(),
                "the head of an answer is endless"
            );
        };
        let (status, length) = read_head(&self.buffer[..head])?;
        let end = head + length;
        if self.buffer.len() < end {
            self.buffer.resize(end, 0);
        }
        while filled < end {
            filled += self.read(filled).await?;
        }
        ensure!(filled == end, "an answer is longer than it says");
        Ok(Answer {
            status,
            body: &self.buffer[head..end],
        })
    }

    async fn read(&mut self, from: usize) -> Result<usize> {
        let count = self.stream.read(&mut self.buffer[from..]).await?;
        ensure!(count > 0, "the server closed the connection");
        Ok(count)
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|part| part == wanted)
}

/// Status and length of the body.
fn read_head(head: &[u8]) -> Result<(u16, usize)> {
    let head = std::str::from_utf8(head).context("a head is not text")?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let status = status.context("no status")?.parse()?;
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .context("an answer without content-length")?;
    Ok((status, length.1.trim().parse()?))
}
