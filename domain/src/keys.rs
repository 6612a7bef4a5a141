//! Keys that all nodes share: everything is derived from a configured master key.
//!
//! HKDF-SHA-256 (RFC 5869) gives each purpose a key of its own; values are sealed with AES-256-GCM
//! (NIST SP 800-38D) under a random 96-bit nonce that is stored before the ciphertext, and look-ups
//! are HMAC-SHA-256 (RFC 2104).

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::clock::Entropy;

const NONCE_BYTES: usize = 12;
/// What is shown of the authentication code of a link: 96 bits.
pub const LINK_MAC_BYTES: usize = 12;

/// A sealed value could not be opened: another key, or tampered bytes.
#[derive(Debug, thiserror::Error)]
#[error("a value sealed by key {key_id} cannot be opened with the master keys in force")]
pub struct CannotOpen {
    /// The key that the value says it was sealed by.
    pub key_id: String,
}

/// The keys in force: what is written is sealed with those of the current master key; what is read
/// may still be sealed with those of a previous one, until `mulin admin reseal` has rewritten it.
#[derive(Clone)]
pub struct Keyring {
    current: Keys,
    previous: Vec<Keys>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ids: Vec<&str> = self.key_ids().collect();
        f.debug_struct("Keyring")
            .field("key_ids", &ids)
            .finish_non_exhaustive()
    }
}

impl Keyring {
    /// The keys of one master key.
    pub fn new(master_key: &[u8; 32]) -> Self {
        Self {
            current: Keys::derive(master_key),
            previous: Vec::new(),
        }
    }

    /// With the keys of earlier master keys beside them. One that is the current key, or is named
    /// twice, counts once.
    #[must_use]
    pub fn with_previous<'a>(
        mut self,
        master_keys: impl IntoIterator<Item = &'a [u8; 32]>,
    ) -> Self {
        for master_key in master_keys {
            let keys = Keys::derive(master_key);
            if !self.knows(&keys.key_id) {
                self.previous.push(keys);
            }
        }
        self
    }

    /// All keys, the current first.
    fn all(&self) -> impl Iterator<Item = &Keys> {
        std::iter::once(&self.current).chain(&self.previous)
    }

    fn keys(&self, key_id: &str) -> Option<&Keys> {
        self.all().find(|keys| keys.key_id == key_id)
    }

    /// Names the current master key without telling it: a fingerprint, so that a changed one is
    /// noticed.
    pub fn key_id(&self) -> &str {
        &self.current.key_id
    }

    /// The names of all master keys in force, the current first.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.all().map(|keys| keys.key_id.as_str())
    }

    /// Whether something that this key sealed can be opened.
    pub fn knows(&self, key_id: &str) -> bool {
        self.keys(key_id).is_some()
    }

    /// Seals a value with the current key; `context` (table and row) is bound to it, so that it opens
    /// nowhere else.
    pub fn seal(&self, entropy: &dyn Entropy, context: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut sealed = vec![0; NONCE_BYTES];
        entropy.fill(&mut sealed);
        let nonce = nonce(&sealed);
        // AES-GCM refuses only messages past 64 GiB.
        let ciphertext = self
            .current
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

    /// Opens what [`Keyring::seal`] sealed for the same context, with whichever key it was.
    pub fn open(&self, key_id: &str, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let cannot = || CannotOpen {
            key_id: key_id.to_owned(),
        };
        let keys = self.keys(key_id).ok_or_else(cannot)?;
        if sealed.len() < NONCE_BYTES {
            return Err(cannot());
        }
        let (head, ciphertext) = sealed.split_at(NONCE_BYTES);
        keys.sealing
            .decrypt(
                &nonce(head),
                Payload {
                    msg: ciphertext,
                    aad: context,
                },
            )
            .map_err(|_| cannot())
    }

    /// The look-up value of a normalised contact address, to store beside what [`Keyring::seal`]
    /// made of it.
    pub fn lookup(&self, normalised: &str) -> Vec<u8> {
        self.current.lookup(normalised)
    }

    /// The look-up values that the address may be stored under, the current first: whoever searches
    /// by address searches by all of them.
    pub fn lookups(&self, normalised: &str) -> Vec<Vec<u8>> {
        self.all().map(|keys| keys.lookup(normalised)).collect()
    }

    /// The fingerprint of a command's input.
    pub fn input_mac(&self, input: &[u8]) -> Vec<u8> {
        mac(&self.current.input, input)
    }

    /// Whether this is the fingerprint of a command's input, by whichever key.
    pub fn is_input_mac(&self, input: &[u8], stored: &[u8]) -> bool {
        self.all().any(|keys| mac(&keys.input, input) == stored)
    }

    /// What is stored of a sign-in code; `context` (its row) is bound to it.
    pub fn code_mac(&self, context: &[u8], code: &str) -> Vec<u8> {
        self.current.code_mac(context, code)
    }

    /// Whether this is what [`Keyring::code_mac`] stored of the code, by whichever key. Takes the
    /// same time wherever the two differ.
    pub fn is_code_mac(&self, context: &[u8], code: &str, stored: &[u8]) -> bool {
        self.all()
            .any(|keys| keys.code_mac(context, code).ct_eq(stored).into())
    }

    /// What signs a message's return path.
    pub fn bounce_mac(&self, message: &[u8]) -> Vec<u8> {
        mac(&self.current.bounce, message)
    }

    /// Whether this begins what [`Keyring::bounce_mac`] says of the message, by whichever key, and is
    /// at least ten octets of it. Takes the same time wherever the two differ.
    pub fn is_bounce_mac(&self, message: &[u8], beginning: &[u8]) -> bool {
        (10..=32).contains(&beginning.len())
            && self.all().any(|keys| {
                mac(&keys.bounce, message)[..beginning.len()]
                    .ct_eq(beginning)
                    .into()
            })
    }

    /// What authenticates a link that opens somebody's settings.
    pub fn link_mac(&self, message: &[u8]) -> Vec<u8> {
        self.current.link_mac(message)
    }

    /// Whether this is what [`Keyring::link_mac`] made of the message, by whichever key. Takes the same
    /// time wherever the two differ.
    pub fn is_link_mac(&self, message: &[u8], shown: &[u8]) -> bool {
        self.all()
            .any(|keys| keys.link_mac(message).ct_eq(shown).into())
    }

    /// The secret of the personal link in a message: the same however often the message is written.
    pub fn message_link_mac(&self, message: &[u8]) -> Vec<u8> {
        mac(&self.current.message_link, message)
    }

    /// Whom a limit counts, without telling: the same subject differs from limit to limit. A changed
    /// master key begins to count anew.
    pub fn limit_mac(&self, scope: &str, subject: &[u8]) -> Vec<u8> {
        mac(&self.current.limit, &framed(scope.as_bytes(), subject))
    }
}

/// The keys derived from one master key.
#[derive(Clone)]
struct Keys {
    key_id: String,
    sealing: Aes256Gcm,
    lookup: [u8; 32],
    input: [u8; 32],
    code: [u8; 32],
    limit: [u8; 32],
    bounce: [u8; 32],
    link: [u8; 32],
    message_link: [u8; 32],
}

impl Keys {
    fn derive(master_key: &[u8; 32]) -> Self {
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
            code: derive("mulin sign-in code"),
            limit: derive("mulin rate limit"),
            bounce: derive("mulin return path"),
            link: derive("mulin preference link"),
            message_link: derive("mulin link in a message"),
        }
    }

    fn lookup(&self, normalised: &str) -> Vec<u8> {
        mac(&self.lookup, normalised.as_bytes())
    }

    fn code_mac(&self, context: &[u8], code: &str) -> Vec<u8> {
        mac(&self.code, &framed(context, code.as_bytes()))
    }

    fn link_mac(&self, message: &[u8]) -> Vec<u8> {
        let mut code = mac(&self.link, message);
        code.truncate(LINK_MAC_BYTES);
        code
    }
}

/// Two parts as one message: the length before the first keeps them apart.
fn framed(first: &[u8], second: &[u8]) -> Vec<u8> {
    let mut message = (first.len() as u64).to_be_bytes().to_vec();
    message.extend(first);
    message.extend(second);
    message
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

    #[test]
    fn a_previous_key_opens_and_finds_but_seals_nothing() {
        let entropy = SeededEntropy::new(1);
        let old = Keyring::new(&[7; 32]);
        let sealed = old.seal(&entropy, b"c", b"a");
        let both = Keyring::new(&[8; 32]).with_previous([&[7; 32], &[8; 32], &[7; 32]]);
        let ids: Vec<&str> = both.key_ids().collect();
        assert_eq!(ids, [both.key_id(), old.key_id()]);
        assert_eq!(both.open(old.key_id(), b"c", &sealed).unwrap(), b"a");
        assert_eq!(both.lookups("a"), [both.lookup("a"), old.lookup("a")]);
        assert!(both.is_input_mac(b"a", &old.input_mac(b"a")));
        assert!(both.is_code_mac(b"row", "123456", &old.code_mac(b"row", "123456")));
        assert!(!both.is_code_mac(b"row", "123457", &old.code_mac(b"row", "123456")));
        assert!(!both.is_code_mac(b"row", "123456", &[]));
        assert!(!old.is_input_mac(b"a", &both.input_mac(b"a")));
        let fresh = both.seal(&entropy, b"c", b"a");
        assert!(old.open(both.key_id(), b"c", &fresh).is_err());
        assert!(both.open(both.key_id(), b"c", &fresh).is_ok());
        assert!(
            Keyring::new(&[8; 32])
                .open(old.key_id(), b"c", &sealed)
                .is_err()
        );
    }

    #[test]
    fn a_return_path_is_signed_by_every_key_in_force_and_by_no_other() {
        let (old, new) = (Keyring::new(&[7; 32]), Keyring::new(&[8; 32]));
        let both = Keyring::new(&[8; 32]).with_previous([&[7; 32]]);
        let signed = old.bounce_mac(b"message");
        assert!(both.is_bounce_mac(b"message", &signed[..10]));
        assert!(both.is_bounce_mac(b"message", &signed));
        assert!(!new.is_bounce_mac(b"message", &signed[..10]));
        assert!(!both.is_bounce_mac(b"massage", &signed[..10]));
        assert!(!both.is_bounce_mac(b"message", &signed[1..11]));
        for short in [&signed[..9], &[], &[0; 33]] {
            assert!(!both.is_bounce_mac(b"message", short));
        }
    }

    #[test]
    fn codes_and_subjects_are_bound_to_where_they_belong() {
        let keyring = Keyring::new(&[7; 32]);
        let mac = keyring.code_mac(b"row 1", "123456");
        assert_eq!(mac, keyring.code_mac(b"row 1", "123456"));
        assert_ne!(mac, keyring.code_mac(b"row 2", "123456"));
        assert_ne!(mac, keyring.code_mac(b"row 1", "123457"));
        assert_ne!(mac, Keyring::new(&[8; 32]).code_mac(b"row 1", "123456"));
        assert_ne!(keyring.limit_mac("a", b"x"), keyring.limit_mac("b", b"x"));
        assert_ne!(keyring.limit_mac("a", b"x"), keyring.limit_mac("a", b"y"));
    }
}
