//! Signatures of messages. A second implementation (dkimpy) checks what `examples/specimens.rs` writes;
//! RSA and Ed25519 sign the same bytes the same way each time, so these snapshots hold what it checked.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use mulin_notify::{CalendarMethod, DkimError, DkimKey, DkimSigner, Email};
use ring::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use sha2::{Digest, Sha256};

use crate::support::{calendar, email, utc};

/// Keys for these tests alone.
const RSA: &[u8] = include_bytes!("keys/dkim_rsa.pem");
const ED: &[u8] = include_bytes!("keys/dkim_ed25519.pem");

fn key(selector: &str, pem: &[u8]) -> DkimKey {
    DkimKey::from_pem("mulin.example", selector, pem).unwrap()
}

fn invitation() -> Email {
    Email {
        list_unsubscribe: Some("https://mulin.example/u/abc?p=1".parse().unwrap()),
        calendar: Some(calendar(CalendarMethod::Request)),
        ..email(1)
    }
}

fn signed(email: &Email) -> String {
    let signer = DkimSigner::new(vec![key("r2027", RSA), key("e2027", ED)]);
    let (_, message) = email.to_rfc5322().unwrap();
    String::from_utf8(signer.sign(message, utc(12, 2, 30)).unwrap()).unwrap()
}

/// Whether the first signature of this algorithm holds, by the letter of RFC 6376 and a reading of its
/// own: headers by removing what is folded, bodies line by line.
fn holds(message: &str, algorithm: &str, record: &str) -> bool {
    let (head, body) = message.split_once("\r\n\r\n").unwrap();
    let head = head.replace("\r\n ", " ").replace("\r\n\t", "\t");
    let fields: Vec<(String, String)> = head
        .split("\r\n")
        .map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            let value: Vec<&str> = value.split_whitespace().collect();
            (name.to_lowercase(), value.join(" "))
        })
        .collect();
    let tag = |value: &str, wanted: &str| {
        let tags = value.split(';').map(|tag| tag.split_once('=').unwrap());
        let mut found = tags.filter(|(name, _)| name.trim() == wanted);
        found.next().map(|(_, value)| value.replace(' ', ""))
    };
    let signature = fields
        .iter()
        .find(|(name, value)| {
            name == "dkim-signature" && tag(value, "a").as_deref() == Some(algorithm)
        })
        .map(|(_, value)| value.clone())
        .unwrap();
    let lines = body.split("\r\n").map(|line| {
        let words: Vec<&str> = line.split([' ', '\t']).collect();
        let mut line = words.into_iter().fold(String::new(), |line, word| {
            match (line.ends_with(' '), word) {
                (true, "") => line,
                (_, word) => line + word + " ",
            }
        });
        line.truncate(line.trim_end().len());
        line
    });
    let body = lines.collect::<Vec<_>>().join("\r\n");
    let body = match body.trim_end_matches("\r\n") {
        "" => String::new(),
        body => body.to_owned() + "\r\n",
    };
    if tag(&signature, "bh").unwrap() != BASE64.encode(Sha256::digest(body)) {
        return false;
    }
    let mut left = fields.clone();
    let mut input = String::new();
    for name in tag(&signature, "h").unwrap().split(':') {
        if let Some(at) = left.iter().rposition(|(found, _)| found == name) {
            let (name, value) = left.remove(at);
            input += &format!("{name}:{value}\r\n");
        }
    }
    let (bare, mac) = signature.rsplit_once("b=").unwrap();
    input += &format!("dkim-signature:{bare}b=");
    let mac = BASE64.decode(mac.replace(' ', "")).unwrap();
    let public = BASE64.decode(record.rsplit_once("p=").unwrap().1).unwrap();
    if algorithm == "rsa-sha256" {
        // The frame around an RSA key of 2048 bits has 24 octets.
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &public[24..]);
        key.verify(input.as_bytes(), &mac).is_ok()
    } else {
        let key = UnparsedPublicKey::new(&ED25519, &public);
        key.verify(&Sha256::digest(input), &mac).is_ok()
    }
}

fn both_hold(message: &str) -> [bool; 2] {
    [
        holds(message, "rsa-sha256", &key("r2027", RSA).record()),
        holds(message, "ed25519-sha256", &key("e2027", ED).record()),
    ]
}

#[test]
fn a_message_is_signed_by_each_key() {
    let message = signed(&invitation());
    assert_eq!(both_hold(&message), [true, true]);
    let (signatures, rest) = message.split_once("From:").unwrap();
    assert!(rest.len() > 1_000);
    insta::assert_snapshot!("dkim_signatures", signatures.replace("\r\n", "\n"));
    let longest = signatures.lines().map(str::len).max();
    assert!(longest.is_some_and(|longest| longest <= 90), "{longest:?}");
}

#[test]
fn what_servers_do_on_the_way_breaks_nothing() {
    let message = signed(&invitation());
    let received = format!("Received: by mx.example.org;\r\n\tFri, 12 Feb 2027\r\n{message}");
    assert_eq!(both_hold(&received), [true, true]);
    let refolded = message.replace("\r\nSubject: ", "\r\nSUBJECT:  ") + "\r\n\r\n";
    assert_ne!(refolded, message);
    assert_eq!(both_hold(&refolded), [true, true]);
}

#[test]
fn what_is_changed_or_added_breaks_it() {
    let message = signed(&invitation());
    for (from, to) in [
        ("\r\nTo: ", "\r\nTo: a@example.org, "),
        ("\r\nSubject: ", "\r\nSubject: Not "),
        ("From: Mulin", "From: Mallory"),
        ("\r\nTo: ", "\r\nFrom: Mallory <m@example.org>\r\nTo: "),
        (
            "\r\nList-Unsubscribe: <https://mulin",
            "\r\nList-Unsubscribe: <https://evil",
        ),
        ("Message-ID: <delivery-1", "Message-ID: <delivery-2"),
        ("multipart/mixed", "multipart/related"),
        ("Number 1", "Number 2"),
    ] {
        let changed = message.replacen(from, to, 1);
        assert_ne!(changed, message, "{from}");
        assert_eq!(both_hold(&changed), [false, false], "{from}");
    }
}

#[test]
fn the_record_for_the_dns_fits_the_key() {
    let rsa = key("r2027", RSA);
    assert_eq!(rsa.record_name(), "r2027._domainkey.mulin.example");
    let record = rsa.record();
    assert!(record.starts_with("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA"));
    let ed = key("e2027", ED).record();
    assert!(
        ed.starts_with("v=DKIM1; k=ed25519; p=") && ed.len() == 22 + 44,
        "{ed}"
    );
}

#[test]
fn no_key_signs_nothing_and_a_short_one_is_refused() {
    let (_, message) = email(1).to_rfc5322().unwrap();
    let same = DkimSigner::default().sign(message.clone(), utc(12, 2, 30));
    assert_eq!(same, Some(message));
    let short = include_bytes!("keys/dkim_short.pem");
    let found = DkimKey::from_pem("mulin.example", "s", short).err();
    assert_eq!(found, Some(DkimError::Unfit));
}
