//! Signs messages for their sender's domain (DKIM, RFC 6376, and RFC 8463 for Ed25519), so that
//! receivers know them from those of others. Headers and body are canonicalised "relaxed", which
//! survives what mail servers do on the way.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, Utc};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use sha2::{Digest, Sha256};
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

/// What is signed, if it is there. `From` once more than it is there: so that a second one that
/// somebody adds, and a mail program shows, breaks the signature (RFC 6376, section 8.15).
const SIGNED: &[&str] = &[
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "list-unsubscribe",
    "list-unsubscribe-post",
];

/// A private key that signs for one domain under one selector.
pub struct DkimKey {
    domain: String,
    selector: String,
    pair: Pair,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// Why a key cannot sign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DkimError {
    /// The domain is no domain name in ASCII.
    #[error("the domain of a DKIM key is a domain name in ASCII")]
    Domain,
    /// The selector is no name of DNS labels.
    #[error("the selector of a DKIM key is made of letters, digits, - and .")]
    Selector,
    /// There is no private key in the file.
    #[error("no private key in PEM was found (BEGIN PRIVATE KEY or BEGIN RSA PRIVATE KEY)")]
    NoKey,
    /// The key is neither RSA of 2048 to 4096 bits nor Ed25519.
    #[error("the key is neither RSA of 2048 to 4096 bits nor Ed25519")]
    Unfit,
}

impl fmt::Debug for DkimKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DkimKey")
            .field("domain", &self.domain)
            .field("selector", &self.selector)
            .finish_non_exhaustive()
    }
}

impl DkimKey {
    /// Reads an RSA key (PKCS#8 or PKCS#1) or an Ed25519 key (PKCS#8) in PEM, as `openssl` writes them.
    ///
    /// # Errors
    /// See [`DkimError`].
    pub fn from_pem(domain: &str, selector: &str, pem: &[u8]) -> Result<DkimKey, DkimError> {
        let domain = domain.to_ascii_lowercase();
        if !is_name(&domain) || !domain.contains('.') {
            return Err(DkimError::Domain);
        }
        if !is_name(selector) {
            return Err(DkimError::Selector);
        }
        let der = PrivateKeyDer::from_pem_slice(pem).map_err(|_| DkimError::NoKey)?;
        let pair = match &der {
            PrivateKeyDer::Pkcs1(der) => {
                RsaKeyPair::from_der(der.secret_pkcs1_der()).map(Pair::Rsa)
            }
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                RsaKeyPair::from_pkcs8(der).map(Pair::Rsa).or_else(|_| {
                    // `openssl genpkey` leaves out the public half.
                    Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map(Pair::Ed25519)
                })
            }
            _ => return Err(DkimError::Unfit),
        };
        Ok(DkimKey {
            domain,
            selector: selector.to_owned(),
            pair: pair.map_err(|_| DkimError::Unfit)?,
        })
    }

    /// The domain that it signs for.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The name in the DNS that its public half is looked up by.
    pub fn record_name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }

    /// What the TXT record of that name has to say.
    pub fn record(&self) -> String {
        let (kind, public) = match &self.pair {
            Pair::Rsa(pair) => ("rsa", subject_public_key_info(pair.public().as_ref())),
            Pair::Ed25519(pair) => ("ed25519", pair.public_key().as_ref().to_vec()),
        };
        format!("v=DKIM1; k={kind}; p={}", BASE64.encode(public))
    }

    /// The header field that signs the message, with its line end.
    fn signature(&self, message: &Parsed<'_>, at: DateTime<Utc>) -> Option<String> {
        let algorithm = match self.pair {
            Pair::Rsa(_) => "rsa-sha256",
            Pair::Ed25519(_) => "ed25519-sha256",
        };
        let (domain, selector, time) = (&self.domain, &self.selector, at.timestamp());
        let (names, signed) = message.signed_headers();
        let body = BASE64.encode(Sha256::digest(relaxed_body(message.body)));
        let head = format!(
            "v=1; a={algorithm}; c=relaxed/relaxed; d={domain};\r\n\ts={selector}; t={time};\r\n\t\
             h={names};\r\n\tbh={body};\r\n\tb="
        );
        let last = relaxed_header("DKIM-Signature", &head);
        let input = signed + last.trim_end();
        let signature = match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                // The generator blinds the private key against timing; the signature is the same.
                pair.sign(
                    &RSA_PKCS1_SHA256,
                    &SystemRandom::new(),
                    input.as_bytes(),
                    &mut signature,
                )
                .ok()?;
                signature
            }
            // RFC 8463, section 3: Ed25519 signs the hash.
            Pair::Ed25519(pair) => pair
                .sign(&Sha256::digest(input.as_bytes()))
                .as_ref()
                .to_vec(),
        };
        let signature = BASE64.encode(signature);
        let mut field = format!("DKIM-Signature: {head}");
        for (n, piece) in signature.as_bytes().chunks(72).enumerate() {
            if n > 0 {
                field.push_str("\r\n\t");
            }
            field.push_str(&String::from_utf8_lossy(piece));
        }
        field.push_str("\r\n");
        Some(field)
    }
}

/// Signs with each of its keys.
#[derive(Debug, Default)]
pub struct DkimSigner(Vec<DkimKey>);

impl DkimSigner {
    /// With no key it leaves messages as they are.
    pub fn new(keys: Vec<DkimKey>) -> DkimSigner {
        DkimSigner(keys)
    }

    /// The message with a signature of each key before it; `at` says when it was made. `None` if the
    /// message has no end of its headers, or the system gives no randomness.
    pub fn sign(&self, message: Vec<u8>, at: DateTime<Utc>) -> Option<Vec<u8>> {
        if self.0.is_empty() {
            return Some(message);
        }
        let parsed = Parsed::new(&message)?;
        let mut signed = Vec::with_capacity(message.len() + 1_024 * self.0.len());
        for key in &self.0 {
            signed.extend(key.signature(&parsed, at)?.into_bytes());
        }
        signed.extend(&message);
        Some(signed)
    }
}

/// A message taken apart as far as signing needs.
struct Parsed<'a> {
    /// Names as they are written, and values with their folding.
    headers: Vec<(&'a str, &'a str)>,
    body: &'a [u8],
}

impl<'a> Parsed<'a> {
    fn new(message: &'a [u8]) -> Option<Parsed<'a>> {
        let end = message.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(message.get(..end)?).ok()?;
        let mut headers: Vec<(&str, &str)> = Vec::new();
        let mut rest = head;
        while !rest.is_empty() {
            let mut length = 0;
            // A field goes on with every line that begins with white space.
            for line in rest.split_inclusive("\r\n") {
                if length > 0 && !line.starts_with([' ', '\t']) {
                    break;
                }
                length += line.len();
            }
            let (field, after) = rest.split_at(length);
            headers.push(field.split_once(':')?);
            rest = after;
        }
        Some(Parsed {
            headers,
            body: message.get(end + 4..)?,
        })
    }

    /// The names for `h=`, and the fields themselves as they are hashed. Of several of one name the
    /// last is taken (section 5.4.2); our messages have no two.
    fn signed_headers(&self) -> (String, String) {
        let (mut names, mut signed) = (String::new(), String::new());
        for wanted in SIGNED {
            let found = self.headers.iter().rev();
            let mut found = found.filter(|(name, _)| name.trim_end().eq_ignore_ascii_case(wanted));
            let Some((name, value)) = found.next() else {
                continue;
            };
            signed.push_str(&relaxed_header(name, value));
            if *wanted == "list-unsubscribe" {
                // Lines stay short enough for everybody (RFC 5322, section 2.1.1).
                names.push_str("\r\n\t ");
            }
            names.push_str(wanted);
            names.push(':');
        }
        names.push_str("from");
        (names, signed)
    }
}

/// RFC 6376, section 3.4.2.
fn relaxed_header(name: &str, value: &str) -> String {
    let value: Vec<&str> = value
        .split([' ', '\t', '\r', '\n'])
        .filter(|word| !word.is_empty())
        .collect();
    format!(
        "{}:{}\r\n",
        name.trim().to_ascii_lowercase(),
        value.join(" ")
    )
}

/// RFC 6376, section 3.4.4.
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() + 2);
    let mut empty_lines = 0;
    let text = body.strip_suffix(b"\r\n").unwrap_or(body);
    if text.is_empty() {
        return out;
    }
    for line in text.split(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut relaxed = Vec::with_capacity(line.len());
        for byte in line {
            match byte {
                b' ' | b'\t' if relaxed.last() == Some(&b' ') => {}
                b' ' | b'\t' => relaxed.push(b' '),
                byte => relaxed.push(*byte),
            }
        }
        if relaxed.last() == Some(&b' ') {
            relaxed.pop();
        }
        if relaxed.is_empty() {
            empty_lines += 1;
            continue;
        }
        for _ in 0..std::mem::take(&mut empty_lines) {
            out.extend(b"\r\n");
        }
        out.extend(relaxed);
        out.extend(b"\r\n");
    }
    out
}

fn is_name(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    name.len() <= 200 && name.split('.').all(label)
}

/// An RSA public key in the frame that says it is one (RFC 5280, section 4.1): what everybody puts
/// into DKIM records.
fn subject_public_key_info(rsa_public_key: &[u8]) -> Vec<u8> {
    // rsaEncryption, 1.2.840.113549.1.1.1, without parameters.
    const ALGORITHM: &[u8] = &[
        0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
    ];
    let bits = tagged(0x03, &[&[0], rsa_public_key].concat());
    tagged(0x30, &[ALGORITHM, &bits].concat())
}

/// Tag, length and contents in DER.
fn tagged(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len().to_be_bytes();
    let significant = length.iter().skip_while(|byte| **byte == 0);
    let significant: Vec<u8> = significant.copied().collect();
    let mut out = vec![tag];
    match (contents.len(), u8::try_from(significant.len())) {
        (0..=127, _) => out.push(significant.first().copied().unwrap_or(0)),
        (_, octets) => {
            out.push(0x80 | octets.unwrap_or(8));
            out.extend(significant);
        }
    }
    out.extend(contents);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonicalises_as_the_examples_of_the_standard() {
        // RFC 6376, section 3.4.5.
        assert_eq!(relaxed_header("A", " X"), "a:X\r\n");
        assert_eq!(relaxed_header("B ", " Y\t\r\n\tZ  "), "b:Y Z\r\n");
        let body = b" C \r\nD \t E\r\n\r\n\r\n";
        assert_eq!(relaxed_body(body), b" C\r\nD E\r\n");
        for empty in [&b""[..], b"\r\n", b"\r\n\r\n", b" \r\n\t\r\n"] {
            assert_eq!(relaxed_body(empty), b"", "{empty:?}");
        }
        assert_eq!(relaxed_body(b"a\r\n\r\nb"), b"a\r\n\r\nb\r\n");
        // Section 3.4.4: the hash of an empty body.
        assert_eq!(
            BASE64.encode(Sha256::digest(relaxed_body(b""))),
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
    }

    #[test]
    fn fields_keep_their_folded_lines() {
        let message = b"From: a@b\r\nSubject: one\r\n two\r\n\tthree\r\nTo: c@d\r\n\r\nbody\r\n";
        let parsed = Parsed::new(message).unwrap();
        let names: Vec<&str> = parsed.headers.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["From", "Subject", "To"]);
        let (names, signed) = parsed.signed_headers();
        assert_eq!(names, "from:to:subject:from");
        assert_eq!(signed, "from:a@b\r\nto:c@d\r\nsubject:one two three\r\n");
        assert_eq!(parsed.body, b"body\r\n");
        assert!(Parsed::new(b"no end of headers").is_none());
    }

    #[test]
    fn lengths_are_written_as_der_wants() {
        assert_eq!(tagged(4, &[]), [4, 0]);
        assert_eq!(tagged(4, &[7; 127])[..2], [4, 127]);
        assert_eq!(tagged(4, &[7; 128])[..3], [4, 0x81, 128]);
        assert_eq!(tagged(4, &[7; 256])[..4], [4, 0x82, 1, 0]);
    }

    #[test]
    fn what_is_no_key_or_no_name_is_refused() {
        let read =
            |domain, selector, pem: &str| DkimKey::from_pem(domain, selector, pem.as_bytes()).err();
        for domain in ["", "localhost", "例子.中国", "a..b", "a b.c", "a;b.c"] {
            assert_eq!(read(domain, "s", ""), Some(DkimError::Domain), "{domain}");
        }
        for selector in ["", "a b", "a;b", "."] {
            let found = read("example.org", selector, "");
            assert_eq!(found, Some(DkimError::Selector), "{selector}");
        }
        assert_eq!(read("example.org", "s", "nothing"), Some(DkimError::NoKey));
        let broken = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        assert_eq!(read("example.org", "s", broken), Some(DkimError::Unfit));
    }
}
