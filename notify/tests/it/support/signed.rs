//! Whether a request is signed as the document of its provider describes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::gateway::{Asked, Gateway, Reply, now};
use super::sms::SECRET;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.chain_update(message).finalize().into_bytes().to_vec()
}

/// The canonical request of a received one, by the signed headers that it names itself.
fn canonical(asked: &Asked, names: &str) -> String {
    let headers: String = names
        .split(';')
        .map(|name| format!("{name}:{}\n", asked.header(name)))
        .collect();
    let path = asked.target.split('?').next().unwrap();
    let hash = sha256(&asked.body);
    format!(
        "{}\n{path}\n{}\n{headers}\n{names}\n{hash}",
        asked.method,
        asked.query()
    )
}

fn part<'a>(text: &'a str, name: &str) -> &'a str {
    let rest = text.split_once(name).map_or("", |(_, rest)| rest);
    rest.split(',').next().unwrap_or_default()
}

pub fn signed_for_aliyun(asked: &Asked) -> bool {
    let given = asked.header("authorization");
    let names = part(given, "SignedHeaders=");
    let must = [
        "host",
        "x-acs-action",
        "x-acs-content-sha256",
        "x-acs-date",
        "x-acs-version",
    ];
    let mut sorted: Vec<&str> = asked.query().split('&').collect();
    sorted.sort_unstable();
    let to_sign = format!(
        "ACS3-HMAC-SHA256\n{}",
        sha256(canonical(asked, names).as_bytes())
    );
    must.iter()
        .all(|name| names.split(';').any(|signed| signed == *name))
        && sorted.join("&") == asked.query()
        && asked.header("x-acs-content-sha256") == sha256(&asked.body)
        && part(given, "Credential=") == "an-id"
        && part(given, "Signature=") == hex(&hmac(b"a-secret", to_sign.as_bytes()))
}

pub fn signed_for_tencent(asked: &Asked) -> bool {
    let given = asked.header("authorization");
    let names = part(given, "SignedHeaders=");
    // Actions are signed in small letters.
    let action = asked.header("x-tc-action");
    let canonical = canonical(asked, names).replace(action, &action.to_lowercase());
    let day = "2027-02-12";
    let time = asked.header("x-tc-timestamp");
    let to_sign = format!(
        "TC3-HMAC-SHA256\n{time}\n{day}/sms/tc3_request\n{}",
        sha256(canonical.as_bytes())
    );
    let key = hmac(
        &hmac(&hmac(b"TC3a-secret", day.as_bytes()), b"sms"),
        b"tc3_request",
    );
    names == "content-type;host;x-tc-action"
        && time == now().timestamp().to_string()
        && part(given, "Credential=") == format!("an-id/{day}/sms/tc3_request")
        && part(given, "Signature=") == hex(&hmac(&key, to_sign.as_bytes()))
}

pub fn signed_for_webhook(asked: &Asked) -> bool {
    let [id, time, given] =
        ["webhook-id", "webhook-timestamp", "webhook-signature"].map(|name| asked.header(name));
    let key = STANDARD.decode(&SECRET["whsec_".len()..]).unwrap();
    let signed = [format!("{id}.{time}.").as_bytes(), &asked.body].concat();
    given == format!("v1,{}", STANDARD.encode(hmac(&key, &signed)))
}

pub fn of_twilio(asked: &Asked) -> bool {
    asked.header("authorization") == format!("Basic {}", STANDARD.encode("AC1:12345"))
}

/// A gateway that takes what is signed right, and says so by `good`.
pub async fn gateway(is_signed: fn(&Asked) -> bool, status: u16, good: &str) -> Gateway {
    let good = good.to_owned();
    Gateway::start(move |asked| {
        if is_signed(asked) {
            Reply::Say(status, good.clone())
        } else {
            Reply::Say(403, r#"{"Code":"SignatureDoesNotMatch"}"#.to_owned())
        }
    })
    .await
}
