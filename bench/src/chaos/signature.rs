//! Signatures of Standard Webhooks, written down once more: who checks a program by itself checks
//! nothing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What both sides sign with.
#[derive(Clone)]
pub struct Key(Vec<u8>);

impl Key {
    /// A key of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes.to_vec())
    }

    /// As it is configured.
    pub fn shown(&self) -> String {
        format!("whsec_{}", STANDARD.encode(&self.0))
    }

    /// The value of the header.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        // HMAC takes keys of any length (RFC 2104), so that there is no failure to speak of.
        let mac = Hmac::<Sha256>::new_from_slice(&self.0).map(|mac| {
            let mac = mac.chain_update(format!("{id}.{timestamp}."));
            mac.chain_update(body).finalize().into_bytes().to_vec()
        });
        format!("v1,{}", STANDARD.encode(mac.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn the_example_of_the_document_is_signed_alike() {
        let key = Key(STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap());
        let body = br#"{"test": 2432232314}"#;
        let signed = key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
