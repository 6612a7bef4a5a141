//! The ceiling: the same bytes to the same sink, without a database, a queue or a template.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Sends `count` messages over so many connections; answers how many a second.
pub async fn run(sink: SocketAddr, connections: usize, count: u64, message: &str) -> Result<f64> {
    let message: Arc<[u8]> = format!("{message}\r\n.\r\n").into_bytes().into();
    let next = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..connections {
        let (message, next) = (message.clone(), next.clone());
        tasks.spawn(async move {
            let mut session = Session::open(sink).await?;
            while next.fetch_add(1, Ordering::Relaxed) < count {
                session.send(&message).await?;
            }
            session.say(b"QUIT\r\n", "221").await
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

struct Session {
    stream: BufReader<TcpStream>,
    line: String,
}

impl Session {
    async fn open(sink: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(sink).await.context("the sink")?;
        stream.set_nodelay(true)?;
        let mut session = Self {
            stream: BufReader::new(stream),
            line: String::new(),
        };
        session.hear("220").await?;
        session.say(b"HELO bench.example.org\r\n", "250").await?;
        Ok(session)
    }

    async fn send(&mut self, message: &[u8]) -> Result<()> {
        self.say(b"MAIL FROM:<bench@example.org>\r\n", "250")
            .await?;
        self.say(b"RCPT TO:<somebody@example.org>\r\n", "250")
            .await?;
        self.say(b"DATA\r\n", "354").await?;
        self.say(message, "250").await
    }

    async fn say(&mut self, bytes: &[u8], code: &str) -> Result<()> {
        self.stream.get_mut().write_all(bytes).await?;
        self.hear(code).await
    }

    async fn hear(&mut self, code: &str) -> Result<()> {
        self.line.clear();
        self.stream.read_line(&mut self.line).await?;
        if !self.line.starts_with(code) {
            bail!("the sink says {:?}", self.line);
        }
        Ok(())
    }
}
