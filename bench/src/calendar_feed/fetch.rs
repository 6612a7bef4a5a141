//! One GET on a connection of its own, with the times of its answer's first and last byte.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

/// Read at a time.
const BUFFER: usize = 256 * 1024;

/// An answer.
pub struct Fetched {
    /// Status.
    pub status: u16,
    /// `ETag`, as it came.
    pub tag: Option<String>,
    /// Body, put together.
    pub body: Vec<u8>,
    /// From the request to the first byte.
    pub first_byte_ms: f64,
    /// From the first byte to the last.
    pub transfer_ms: f64,
}

/// Asks for a path; with a tag only if it changed since.
pub async fn fetch(address: SocketAddr, path: &str, tag: Option<&str>) -> Result<Fetched> {
    let mut stream = TcpStream::connect(address)
        .await
        .with_context(|| format!("cannot connect to {address}"))?;
    stream.set_nodelay(true)?;
    let condition = tag.map_or_else(String::new, |tag| format!("if-none-match: {tag}\r\n"));
    let request =
        format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{condition}\r\n");
    let mut answer = Vec::new();
    let mut buffer = vec![0; BUFFER];
    let asked = Instant::now();
    stream.write_all(request.as_bytes()).await?;
    let (mut first, mut last) = (None, asked);
    loop {
        let count = stream.read(&mut buffer).await?;
        if count == 0 {
            break;
        }
        last = Instant::now();
        first.get_or_insert(last);
        answer.extend_from_slice(&buffer[..count]);
    }
    let first = first.context("no answer")?;
    let end = find(&answer, b"\r\n\r\n").context("an answer without an end of its head")?;
    let head = Head::read(&answer[..end])?;
    let rest = &answer[end + 4..];
    let body = if head.is_chunked {
        unchunked(rest)?
    } else {
        rest.to_vec()
    };
    if let Some(length) = head.length {
        ensure!(body.len() == length, "an answer is not as long as it says");
    }
    Ok(Fetched {
        status: head.status,
        tag: head.tag,
        body,
        first_byte_ms: (first - asked).as_secs_f64() * 1_000.0,
        transfer_ms: (last - first).as_secs_f64() * 1_000.0,
    })
}

struct Head {
    status: u16,
    tag: Option<String>,
    length: Option<usize>,
    is_chunked: bool,
}

impl Head {
    fn read(octets: &[u8]) -> Result<Self> {
        let text = std::str::from_utf8(octets).context("a head is not text")?;
        let mut lines = text.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let mut head = Self {
            status: status.context("no status")?.parse()?,
            tag: None,
            length: None,
            is_chunked: false,
        };
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            match &*name.to_ascii_lowercase() {
                "etag" => head.tag = Some(value.to_owned()),
                // Of an answer that has no body it tells what another one would have.
                "content-length" if head.status == 200 => head.length = Some(value.parse()?),
                "transfer-encoding" => head.is_chunked = value.eq_ignore_ascii_case("chunked"),
                _ => {}
            }
        }
        Ok(head)
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|part| part == wanted)
}

/// The body of a chunked answer (RFC 9112, section 7.1), which must be whole.
fn unchunked(mut rest: &[u8]) -> Result<Vec<u8>> {
    let mut body = Vec::with_capacity(rest.len());
    loop {
        let end = find(rest, b"\r\n").context("an answer is cut off")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end])?, 16)?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Ok(body);
        }
        let chunk = rest.get(..size).context("an answer is cut off")?;
        body.extend_from_slice(chunk);
        rest = rest.get(size + 2..).context("an answer is cut off")?;
    }
}

#[cfg(test)]
mod tests {
    use super::unchunked;

    #[test]
    fn chunks_are_put_together_and_none_may_be_missing() {
        let body = unchunked(b"3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n");
        assert_eq!(body.ok().as_deref(), Some(&b"abc0123456789"[..]));
        for cut in [&b"3\r\nabc\r\n"[..], b"3\r\nab", b"3\r\nabc", b""] {
            assert!(unchunked(cut).is_err());
        }
    }
}
