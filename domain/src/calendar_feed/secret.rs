//! The secret in the address of a person's own calendar. Only its hash is kept.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::clock::Entropy;

/// Random bytes: 128 bits cannot be guessed.
const BYTES: usize = 16;
/// Characters of it in base64url.
const LENGTH: usize = 22;

/// Opens one person's own calendar to whoever has it.
#[derive(Clone, PartialEq, Eq)]
pub struct FeedSecret(String);

impl FeedSecret {
    /// A new one.
    pub fn random(entropy: &dyn Entropy) -> Self {
        let mut random = [0; BYTES];
        entropy.fill(&mut random);
        Self(BASE64_URL_SAFE_NO_PAD.encode(random))
    }

    /// That of an address; none if it can be none.
    pub fn read(text: &str) -> Option<Self> {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let fits = text.len() == LENGTH && text.bytes().all(is_letter);
        fits.then(|| Self(text.to_owned()))
    }

    /// As it stands in the address.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub(super) fn hash(&self) -> Vec<u8> {
        Sha256::digest(&self.0).to_vec()
    }
}

impl std::fmt::Debug for FeedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FeedSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;

    #[test]
    fn secrets_are_read_as_they_were_written_and_never_printed() {
        let entropy = SeededEntropy::new(1);
        let secret = FeedSecret::random(&entropy);
        assert_ne!(secret, FeedSecret::random(&entropy));
        assert_eq!(FeedSecret::read(secret.expose()), Some(secret.clone()));
        assert!(!format!("{secret:?}").contains(secret.expose()));
        assert_eq!(secret.hash().len(), 32);
        for wrong in [
            "",
            "short",
            "AAAAAAAAAAAAAAAAAAAAA.",
            "AAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert_eq!(FeedSecret::read(wrong), None, "{wrong}");
        }
    }
}
