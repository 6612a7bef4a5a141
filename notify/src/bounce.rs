//! What comes back by mail: reports that a message could not be delivered (RFC 3464), complaints about
//! one (RFC 5965), and everything else, which says nothing. Whoever knows the address can write to it,
//! so nothing here is believed before the identity of the message is (see [`ReturnPath`]).
//!
//! [`ReturnPath`]: crate::ReturnPath

use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders};

/// Octets of a mail that are looked at. What matters stands at its beginning, before the message that
/// came back; of a longer mail the rest is left out.
pub const BOUNCE_OCTETS: usize = 1024 * 1024;

/// Parts of a mail that are looked at.
const PARTS: usize = 64;
/// Addresses and identities that are taken from one mail.
const CANDIDATES: usize = 64;

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is no such address, and never will be: nothing more is to be sent to it.
    NoSuchAddress,
    /// The message was refused for good, for another reason than its address.
    Refused,
    /// The message was given up, for a reason that may pass.
    GivenUp,
    /// The reader called the message unwanted.
    Complaint,
}

/// A mail that tells of a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Returned {
    /// What became of it.
    pub verdict: Verdict,
    /// A stable code of the cause without personal data: the enhanced status code (RFC 3463) such as
    /// `5.1.1`, or `COMPLAINT`.
    pub code: String,
    /// Addresses that this mail came to, and that the message went out from: one of them may be a
    /// return path of ours.
    pub return_paths: Vec<String>,
    /// Identities of the message, as it went out: the left sides of its Message-IDs, and its
    /// envelope's id.
    pub ids: Vec<String>,
    /// Whom it did not reach, as the report says.
    pub recipient: Option<String>,
}

impl std::fmt::Debug for Returned {
    // Addresses stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Returned")
            .field("verdict", &self.verdict)
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

/// A mail, as far as it matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// It tells of a message.
    Returned(Returned),
    /// It tells of none: an automatic reply, a delay, a receipt, a letter to nobody.
    Irrelevant,
}

/// The bytes are no mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no e-mail")]
pub struct NoMail;

/// Reads one mail, of which only the first [`BOUNCE_OCTETS`] are looked at.
///
/// It is taken apart one level deep, here and not by the parser: what is nested in it matters to
/// nobody, and nested deep enough it would cost the parser's stack.
///
/// # Errors
/// It has no header at all.
pub fn read_bounce(mail: &[u8]) -> Result<Incoming, NoMail> {
    let mail = mail.get(..BOUNCE_OCTETS).unwrap_or(mail);
    let message = headers(mail).ok_or(NoMail)?;
    let Some((report, boundary)) = report(&message) else {
        return Ok(Incoming::Irrelevant);
    };
    let parts = parts(mail, boundary);
    let found = if report.eq_ignore_ascii_case("delivery-status") {
        delivery_status(&parts)
    } else if report.eq_ignore_ascii_case("feedback-report") {
        feedback(&parts)
    } else {
        None
    };
    let Some(mut returned) = found else {
        return Ok(Incoming::Irrelevant);
    };
    for name in ["Delivered-To", "X-Original-To", "Envelope-To", "To"] {
        returned.return_paths.extend(addresses(&message, name));
    }
    for part in &parts {
        if part.is("message", "rfc822") || part.is("text", "rfc822-headers") {
            add_identities(part.body, &mut returned);
        }
    }
    returned.return_paths.truncate(CANDIDATES);
    returned.ids.truncate(CANDIDATES);
    Ok(Incoming::Returned(returned))
}

fn headers(bytes: &[u8]) -> Option<Message<'_>> {
    let message = MessageParser::default().parse_headers(bytes)?;
    (!message.headers().is_empty()).then_some(message)
}

/// The type of a report (RFC 6522), and what lies between its parts.
fn report<'a>(message: &'a Message<'_>) -> Option<(&'a str, &'a str)> {
    let kind = message.content_type()?;
    let is_report = kind.ctype().eq_ignore_ascii_case("multipart")
        && kind.subtype()?.eq_ignore_ascii_case("report");
    is_report.then_some((kind.attribute("report-type")?, kind.attribute("boundary")?))
}

/// One part of a report.
struct Part<'a> {
    headers: Message<'a>,
    whole: &'a [u8],
    body: &'a [u8],
}

impl Part<'_> {
    fn is(&self, kind: &str, sub: &str) -> bool {
        self.headers.content_type().is_some_and(|found| {
            let found_sub = found.subtype().unwrap_or_default();
            found.ctype().eq_ignore_ascii_case(kind) && found_sub.eq_ignore_ascii_case(sub)
        })
    }

    /// What it says, as text, whatever its encoding on the way; for parts that hold no other parts.
    fn text(&self) -> String {
        let parsed = MessageParser::default().parse(self.whole);
        let contents = parsed.as_ref().and_then(|part| part.parts.first());
        let contents = contents.map_or(self.body, |part| part.contents());
        String::from_utf8_lossy(contents).into_owned()
    }
}

/// The parts between lines that begin with the boundary (RFC 2046, section 5.1.1).
fn parts<'a>(mail: &'a [u8], boundary: &str) -> Vec<Part<'a>> {
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let (mut at, mut begun) = (0, None);
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        let is_delimiter = line.starts_with(delimiter.as_bytes());
        if is_delimiter {
            parts.extend(begun.and_then(|from| part(mail.get(from..at)?)));
        }
        at += line.len();
        if is_delimiter {
            let is_last = line
                .get(delimiter.len()..)
                .is_some_and(|rest| rest.starts_with(b"--"));
            begun = (!is_last).then_some(at);
            if is_last || parts.len() >= PARTS {
                return parts;
            }
        }
    }
    // Its end was cut off, by us or on the way.
    parts.extend(begun.and_then(|from| part(mail.get(from..)?)));
    parts
}

fn part(whole: &[u8]) -> Option<Part<'_>> {
    let body = [&b"\r\n\r\n"[..], b"\n\n"].into_iter().filter_map(|gap| {
        let at = whole.windows(gap.len()).position(|found| found == gap)?;
        Some(at + gap.len())
    });
    Some(Part {
        headers: headers(whole)?,
        whole,
        body: whole.get(body.min()?..)?,
    })
}

/// RFC 3464: a group of fields about the message, and one a recipient. Ours have one recipient.
fn delivery_status(parts: &[Part<'_>]) -> Option<Returned> {
    let part = parts
        .iter()
        .find(|part| part.is("message", "delivery-status"))?;
    let groups = groups(&part.text());
    let about_message = groups.first()?;
    let failed = groups.iter().skip(1).find(|group| {
        let action = group.get("action").unwrap_or_default();
        first_word(action).eq_ignore_ascii_case("failed")
    })?;
    let stated = failed.get("status").and_then(Status::read);
    let diagnosed = failed.get("diagnostic-code").and_then(Status::find);
    // "5.0.0" says no more than "no": what the other server answered often says why.
    let status = match (stated, diagnosed) {
        (Some(stated), Some(diagnosed))
            if stated.detail == (0, 0) && stated.class == diagnosed.class =>
        {
            diagnosed
        }
        (Some(status), _) | (None, Some(status)) => status,
        (None, None) => return None,
    };
    let recipient = failed
        .get("original-recipient")
        .or_else(|| failed.get("final-recipient"));
    Some(Returned {
        verdict: status.verdict()?,
        code: status.code(),
        return_paths: Vec::new(),
        ids: about_message
            .get("original-envelope-id")
            .map(|id| after_type(id).to_owned())
            .into_iter()
            .collect(),
        recipient: recipient.map(|value| after_type(value).to_owned()),
    })
}

/// RFC 5965: one group of fields.
fn feedback(parts: &[Part<'_>]) -> Option<Returned> {
    let part = parts
        .iter()
        .find(|part| part.is("message", "feedback-report"))?;
    let groups = groups(&part.text());
    let fields = groups.first()?;
    let kind = fields.get("feedback-type")?.trim();
    let unwanted = ["abuse", "fraud", "virus", "other"];
    if !unwanted
        .iter()
        .any(|known| kind.eq_ignore_ascii_case(known))
    {
        // "not-spam" is the opposite of a complaint.
        return None;
    }
    let own = |name| fields.get(name).map(bare);
    Some(Returned {
        verdict: Verdict::Complaint,
        code: "COMPLAINT".to_owned(),
        return_paths: own("original-mail-from").into_iter().collect(),
        ids: own("original-envelope-id").into_iter().collect(),
        recipient: own("original-rcpt-to"),
    })
}

/// What the message that came back, or its headers, tell of it.
fn add_identities(original: &[u8], returned: &mut Returned) {
    let Some(original) = headers(original) else {
        return;
    };
    let paths = addresses(&original, "Return-Path");
    returned.return_paths.extend(paths);
    if let Some((left, _)) = original.message_id().and_then(|id| id.split_once('@')) {
        returned.ids.push(left.to_owned());
    }
}

fn bare(address: &str) -> String {
    address.trim().trim_matches(['<', '>']).to_owned()
}

/// The addresses in a header, of which there may be several.
fn addresses(message: &Message<'_>, name: &str) -> Vec<String> {
    let fields = message.headers().iter();
    let fields = fields.filter(|header| header.name.as_str().eq_ignore_ascii_case(name));
    let mut found = Vec::new();
    for header in fields.take(CANDIDATES) {
        match &header.value {
            HeaderValue::Address(Address::List(list)) => {
                let list = list.iter().take(CANDIDATES);
                found.extend(list.filter_map(|one| one.address().map(str::to_owned)));
            }
            HeaderValue::Text(text) => found.push(bare(text)),
            HeaderValue::TextList(list) => {
                found.extend(list.iter().take(CANDIDATES).map(|text| bare(text)));
            }
            _ => {}
        }
    }
    found
}

/// Fields in groups between empty lines, names in small letters; a line that begins with white space
/// goes on with the one before it.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn get(&self, name: &str) -> Option<&str> {
        let field = self.0.iter().find(|(found, _)| found == name);
        field.map(|(_, value)| value.as_str())
    }
}

fn groups(text: &str) -> Vec<Fields> {
    let mut groups = vec![Fields(Vec::new())];
    for line in text.lines().take(1_000) {
        if line.trim().is_empty() {
            if groups.last().is_some_and(|group| !group.0.is_empty()) {
                groups.push(Fields(Vec::new()));
            }
            continue;
        }
        let Some(group) = groups.last_mut() else {
            continue;
        };
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = group.0.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            let name = name.trim().to_ascii_lowercase();
            group.0.push((name, value.trim().to_owned()));
        }
    }
    groups
}

/// `rfc822; lan@example.org` without the type before it.
fn after_type(value: &str) -> &str {
    value.split_once(';').map_or(value, |(_, rest)| rest).trim()
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// An enhanced status code (RFC 3463).
#[derive(Clone, Copy)]
struct Status {
    class: u16,
    detail: (u16, u16),
}

impl Status {
    fn read(text: &str) -> Option<Status> {
        let mut numbers = first_word(text).split('.').map(|number| {
            let short = (1..=3).contains(&number.len());
            let digits = number.bytes().all(|b| b.is_ascii_digit());
            (short && digits)
                .then(|| number.parse::<u16>().ok())
                .flatten()
        });
        let class = numbers.next()??;
        let detail = (numbers.next()??, numbers.next()??);
        (numbers.next().is_none() && matches!(class, 2 | 4 | 5)).then_some(Status { class, detail })
    }

    /// The first in what another server said: `smtp; 550-5.1.1 no such user`.
    fn find(text: &str) -> Option<Status> {
        let words = text.split([' ', ';', '-', '(', ')', '#', '<', '>']);
        words.take(100).find_map(Status::read)
    }

    /// `None` of a success.
    fn verdict(self) -> Option<Verdict> {
        match (self.class, self.detail) {
            // 5.1.7 and 5.1.8 speak of the sender's address, which is ours.
            (5, (1, 7 | 8)) => Some(Verdict::Refused),
            (5, (1, _)) => Some(Verdict::NoSuchAddress),
            (5, _) => Some(Verdict::Refused),
            (4, _) => Some(Verdict::GivenUp),
            _ => None,
        }
    }

    fn code(self) -> String {
        let Status { class, detail } = self;
        format!("{class}.{}.{}", detail.0, detail.1)
    }
}
