//! The least WebSocket client that does (RFC 6455): text of the server's, pings, and what
//! graphql-transport-ws wants said at the start.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const QUERY: &str = "subscription Seats($id: ID!) { eventSeatsChanged(eventId: $id) { \
    eventId state seats { capacity taken free waitlisted } } }";

const TEXT: u8 = 1;
const PING: u8 = 9;
const PONG: u8 = 10;

/// One socket.
pub struct Socket {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Socket {
    /// Opens a socket, watches the event and takes in the first state.
    pub async fn watch(address: SocketAddr, event: &str) -> Result<Self> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let handshake = format!(
            "GET /graphql/ws HTTP/1.1\r\nhost: {address}\r\nconnection: upgrade\r\n\
             upgrade: websocket\r\nsec-websocket-version: 13\r\n\
             sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
             sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
        );
        stream.write_all(handshake.as_bytes()).await?;
        let mut socket = Self {
            stream,
            buffer: Vec::new(),
        };
        let end = loop {
            if let Some(at) = find(&socket.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            socket.read().await?;
        };
        let head = String::from_utf8_lossy(&socket.buffer[..end]).into_owned();
        ensure!(head.starts_with("HTTP/1.1 101 "), "no socket: {head}");
        socket.buffer.drain(..end);
        socket.say(TEXT, br#"{"type":"connection_init"}"#).await?;
        let ack = socket.message().await?;
        ensure!(ack == br#"{"type":"connection_ack"}"#, "no ack");
        let payload = json!({ "query": QUERY, "variables": { "id": event } });
        let subscribe = json!({ "id": "1", "type": "subscribe", "payload": payload });
        socket.say(TEXT, subscribe.to_string().as_bytes()).await?;
        socket.taken().await?;
        Ok(socket)
    }

    /// Waits for the next state: how many seats are taken.
    pub async fn taken(&mut self) -> Result<usize> {
        let message = self.message().await?;
        let text = || String::from_utf8_lossy(&message);
        let at = find(&message, br#""taken":"#).with_context(|| format!("{}", text()))?;
        let digits = message[at + 8..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit());
        Ok(digits.fold(0, |number, digit| number * 10 + usize::from(digit - b'0')))
    }

    /// The next text; pings are answered.
    async fn message(&mut self) -> Result<Vec<u8>> {
        loop {
            let (opcode, payload) = self.frame().await?;
            match opcode {
                TEXT => return Ok(payload),
                PING => self.say(PONG, &payload).await?,
                PONG => {}
                _ => bail!("closed: {}", String::from_utf8_lossy(&payload)),
            }
        }
    }

    /// The next frame; a server's are neither masked nor, here, in pieces.
    async fn frame(&mut self) -> Result<(u8, Vec<u8>)> {
        loop {
            let held = &self.buffer;
            let header = match held.get(1).map(|length| length & 0x7f) {
                Some(126) if held.len() >= 4 => {
                    Some((4, usize::from(u16::from_be_bytes([held[2], held[3]]))))
                }
                Some(length) if length < 126 => Some((2, usize::from(length))),
                Some(127) => bail!("a frame is too long"),
                _ => None,
            };
            if let Some((start, length)) = header
                && held.len() >= start + length
            {
                let opcode = held[0] & 0x0f;
                let payload = held[start..start + length].to_vec();
                self.buffer.drain(..start + length);
                return Ok((opcode, payload));
            }
            self.read().await?;
        }
    }

    /// Writes a frame, masked with nothing.
    async fn say(&mut self, opcode: u8, payload: &[u8]) -> Result<()> {
        let mut frame = vec![0x80 | opcode];
        match u16::try_from(payload.len()) {
            Ok(length) if length < 126 => frame.push(0x80 | u8::try_from(length)?),
            Ok(length) => {
                frame.push(0x80 | 126);
                frame.extend(length.to_be_bytes());
            }
            Err(_) => bail!("a message is too long"),
        }
        frame.extend([0; 4]);
        frame.extend(payload);
        Ok(self.stream.write_all(&frame).await?)
    }

    async fn read(&mut self) -> Result<()> {
        let mut chunk = [0; 1024];
        let count = self.stream.read(&mut chunk).await?;
        ensure!(count > 0, "the server closed the connection");
        self.buffer.extend(&chunk[..count]);
        Ok(())
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|part| part == wanted)
}
