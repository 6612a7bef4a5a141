//! Keys that all nodes share: everything is derived from one configured master key.
//!
//! HKDF-SHA-256 (RFC 5869) gives each purpose a key of its own; values are sealed with AES-256-GCM
//! (NIST SP 800-38D) under a random 96-bit nonce that is stored before the ciphertext, and look-ups
//! are HMAC-SHA-256 (RFC 2104).

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::clock::Entropy;

const NONCE_BYTES: usize = 12;

/// A sealed value could not be opened: another key, or tampered bytes.
#[derive(Debug, thiserror::Error)]
#[error("a value sealed by key {key_id} cannot be opened with the master key in force")]
pub struct CannotOpen {
    /// The key that the value says it was sealed by.
    pub key_id: String,
}

/// The keys derived from one master key.
#[derive(Clone)]
pub struct Keyring {
    key_id: String,
    sealing: Aes256Gcm,
    lookup: [u8; 32],
    input: [u8; 32],
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keyring")
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

impl Keyring {
    /// Derives all keys. The key id is a fingerprint, so that a changed master key is noticed.
    pub fn new(master_key: &[u8; 32]) -> Self {
        let derive = |purpose: &str| {
            let mut key = [0; 32];
            // 32 bytes are far below HKDF's limit of 255 blocks, the only error there is.
            let _ = Hkdf::<Sha256>::new(None, master_key).expand(purpose.as_bytes(), &mut key);
            key
        };
        let fingerprint = Sha256::digest(derive("mulin key id"));
        Self {
            key_id: fingerprint
                .iter()
                .take(4)
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            sealing: Aes256Gcm::new(&derive("mulin sealing").into()),
            lookup: derive("mulin contact lookup"),
            input: derive("mulin idempotency input"),
        }
    }

    /// Names the master key without telling it.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Seals a value; `context` (table and row) is bound to it, so that it opens nowhere else.
    pub fn seal(&self, entropy: &dyn Entropy, context: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut sealed = vec![0; NONCE_BYTES];
        entropy.fill(&mut sealed);
        let nonce = nonce(&sealed);
        // AES-GCM refuses only messages past 64 GiB.
        let ciphertext = self
            .sealing
            .encrypt(
                &nonce,
                Payload {
                    msg: plain,
                    aad: context,
                },
            )
            .unwrap_or_default();
        sealed.extend(ciphertext);
        sealed
    }

    /// Opens what [`Keyring::seal`] sealed for the same context.
    pub fn open(&self, key_id: &str, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let cannot = || CannotOpen {
            key_id: key_id.to_owned(),
        };
        if key_id != self.key_id || sealed.len() < NONCE_BYTES {
            return Err(cannot());
        }
        let (head, ciphertext) = sealed.split_at(NONCE_BYTES);
        self.sealing
            .decrypt(
                &nonce(head),
                Payload {
                    msg: ciphertext,
                    aad: context,
                },
            )
            .map_err(|_| cannot())
    }

    /// The look-up value of a normalised contact address.
    pub fn lookup(&self, normalised: &str) -> Vec<u8> {
        mac(&self.lookup, normalised.as_bytes())
    }

    /// The fingerprint of a command's input.
    pub fn input_mac(&self, input: &[u8]) -> Vec<u8> {
        mac(&self.input, input)
    }
}

fn nonce(bytes: &[u8]) -> Nonce<aes_gcm::aead::consts::U12> {
    let mut array = [0; NONCE_BYTES];
    array.copy_from_slice(&bytes[..NONCE_BYTES]);
    array.into()
}

fn mac(key: &[u8; 32], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key)
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;

    #[test]
    fn sealed_values_open_only_in_their_context_and_with_their_key() {
        let entropy = SeededEntropy::new(1);
        let keyring = Keyring::new(&[7; 32]);
        let sealed = keyring.seal(&entropy, b"contact_point:1", b"lan@example.org");
        assert!(!sealed.windows(3).any(|window| window == b"lan"));
        let open = |context: &[u8]| keyring.open(keyring.key_id(), context, &sealed);
        assert_eq!(open(b"contact_point:1").unwrap(), b"lan@example.org");
        assert!(open(b"contact_point:2").is_err());
        let other = Keyring::new(&[8; 32]);
        assert_ne!(other.key_id(), keyring.key_id());
        assert!(
            other
                .open(other.key_id(), b"contact_point:1", &sealed)
                .is_err()
        );
        assert!(
            keyring
                .open(keyring.key_id(), b"contact_point:1", b"short")
                .is_err()
        );
    }

    #[test]
    fn the_same_value_never_seals_to_the_same_bytes() {
        let entropy = SeededEntropy::new(1);
        let keyring = Keyring::new(&[7; 32]);
        assert_ne!(
            keyring.seal(&entropy, b"c", b"a"),
            keyring.seal(&entropy, b"c", b"a")
        );
        assert_eq!(keyring.lookup("a"), keyring.lookup("a"));
        assert_ne!(keyring.lookup("a"), keyring.input_mac(b"a"));
    }
}
