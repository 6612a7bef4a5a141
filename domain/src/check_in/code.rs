//! The code that a party shows at the entrance: small enough for a picture, and checked without any
//! network by whoever has the event's public key. Pure.
//!
//! `entry_` and 97 bytes in base64url (RFC 4648 §5, no padding): a version byte, which is 1; the 16
//! bytes of the event's UUID; the 16 bytes of the answer's UUID; and the Ed25519 signature (RFC 8032)
//! of those 33 bytes by the event's key. It holds nothing personal, and does not change: whether the
//! party still comes is asked of the answer.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use mulin_entities::{EventId, RsvpId};
use uuid::Uuid;

/// What codes begin with, so that they are told from everything else that a camera sees.
pub const PREFIX: &str = "entry_";

const VERSION: u8 = 1;
/// What is signed: version, event and answer.
const SIGNED: usize = 33;
const LENGTH: usize = SIGNED + 64;

/// A code as it was read, or made. Whoever read it has yet to check its signature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EntryCode([u8; LENGTH]);

impl std::fmt::Debug for EntryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EntryCode").finish_non_exhaustive()
    }
}

impl EntryCode {
    /// The code of an answer.
    pub fn sign(key: &SigningKey, event: EventId, rsvp: RsvpId) -> Self {
        let mut bytes = [0; LENGTH];
        bytes[0] = VERSION;
        bytes[1..17].copy_from_slice(event.0.as_bytes());
        bytes[17..SIGNED].copy_from_slice(rsvp.0.as_bytes());
        let signature = key.sign(&bytes[..SIGNED]);
        bytes[SIGNED..].copy_from_slice(&signature.to_bytes());
        Self(bytes)
    }

    /// Reads a code of this version; none if it is anything else.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().strip_prefix(PREFIX)?;
        let mut bytes = [0; LENGTH + 2];
        let length = BASE64_URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        let bytes: [u8; LENGTH] = bytes.get(..length)?.try_into().ok()?;
        (bytes[0] == VERSION).then_some(Self(bytes))
    }

    /// As people show it.
    pub fn text(&self) -> String {
        PREFIX.to_owned() + &BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The event that it names.
    pub fn event_id(&self) -> EventId {
        EventId(uuid_at(&self.0, 1))
    }

    /// The answer that it names.
    pub fn rsvp_id(&self) -> RsvpId {
        RsvpId(uuid_at(&self.0, 17))
    }

    /// Whether the key with this public half made it. Of the forms that a signature can be given, one
    /// counts.
    pub fn is_signed_by(&self, public_key: &[u8]) -> bool {
        let Ok(key) = <[u8; 32]>::try_from(public_key) else {
            return false;
        };
        let Ok(key) = VerifyingKey::from_bytes(&key) else {
            return false;
        };
        let (signed, signature) = self.0.split_at(SIGNED);
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|signature| key.verify_strict(signed, &signature).is_ok())
    }
}

fn uuid_at(bytes: &[u8; LENGTH], from: usize) -> Uuid {
    let mut uuid = [0; 16];
    uuid.copy_from_slice(&bytes[from..from + 16]);
    Uuid::from_bytes(uuid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::Verifier;
    use proptest::prelude::*;

    fn made() -> (SigningKey, EntryCode) {
        let key = SigningKey::from_bytes(&[7; 32]);
        let (event, rsvp) = (EventId(Uuid::from_u128(1)), RsvpId(Uuid::from_u128(2)));
        let code = EntryCode::sign(&key, event, rsvp);
        (key, code)
    }

    #[test]
    fn a_code_is_read_and_checked_with_the_public_key_alone() {
        let (key, code) = made();
        let text = code.text();
        assert_eq!(text.len(), 136);
        let read = EntryCode::read(&format!(" {text}\n")).unwrap();
        assert_eq!(read.event_id(), EventId(Uuid::from_u128(1)));
        assert_eq!(read.rsvp_id(), RsvpId(Uuid::from_u128(2)));
        assert!(read.is_signed_by(key.verifying_key().as_bytes()));
        assert!(!read.is_signed_by(&[9; 32]) && !read.is_signed_by(&[]));
    }

    /// As a device does that knows the documented bytes and nothing of ours.
    #[test]
    fn another_implementation_comes_to_the_same() {
        let (key, code) = made();
        let body = code.text()["entry_".len()..].to_owned();
        let bytes = base64::prelude::BASE64_URL_SAFE_NO_PAD
            .decode(body)
            .unwrap();
        assert_eq!((bytes.len(), bytes[0]), (97, 1));
        assert_eq!(Uuid::from_slice(&bytes[1..17]).unwrap(), Uuid::from_u128(1));
        assert_eq!(
            Uuid::from_slice(&bytes[17..33]).unwrap(),
            Uuid::from_u128(2)
        );
        let signature = Signature::from_slice(&bytes[33..]).unwrap();
        let public = VerifyingKey::from_bytes(&key.verifying_key().to_bytes()).unwrap();
        public.verify(&bytes[..33], &signature).unwrap();
    }

    #[test]
    fn anything_else_is_no_code() {
        let text = made().1.text();
        for nonsense in [
            "",
            "entry_",
            "entry_AAAA",
            "link_x",
            "会",
            &text[1..],
            &text[..135],
        ] {
            assert!(EntryCode::read(nonsense).is_none(), "{nonsense}");
        }
        assert!(EntryCode::read(&format!("{text}A")).is_none());
        assert!(EntryCode::read(&format!("{text}=")).is_none());
    }

    proptest! {
        #[test]
        fn no_flipped_byte_is_accepted(at in 0..LENGTH, with in 1..=255u8) {
            let (key, mut code) = made();
            code.0[at] ^= with;
            let read = EntryCode::read(&code.text());
            let accepted = read.is_some_and(|read| read.is_signed_by(key.verifying_key().as_bytes()));
            prop_assert!(!accepted);
        }

        #[test]
        fn no_other_letter_is_accepted(at in 0..136usize, with in "[A-Za-z0-9_-]") {
            let (key, code) = made();
            let mut text = code.text();
            text.replace_range(at..=at, &with);
            prop_assume!(text != code.text());
            let read = EntryCode::read(&text);
            let accepted = read.is_some_and(|read| read.is_signed_by(key.verifying_key().as_bytes()));
            prop_assert!(!accepted);
        }
    }
}
