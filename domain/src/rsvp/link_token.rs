//! The secret of a personal link.
//!
//! It is told apart into two forms by one rule: whoever calls the API shows `link_` and the handle,
//! the address of the page holds the handle alone. Only the hash of the former is kept.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use mulin_entities::DeliveryId;
use sha2::{Digest, Sha256};

use crate::clock::Entropy;
use crate::keys::Keyring;

/// What tokens of personal links begin with, so that they are told from access tokens, and one that
/// leaked is recognised.
pub const PREFIX: &str = "link_";
/// Random bytes: 128 bits cannot be guessed, and fit into a text message.
const BYTES: usize = 16;
/// Characters of a handle. The last one never is a sign, which programs that find addresses in text
/// would leave out.
const HANDLE: usize = 22;

/// The secret of a personal link.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken(String);

impl LinkToken {
    /// A new one.
    pub fn random(entropy: &dyn Entropy) -> Self {
        let mut random = [0; BYTES];
        entropy.fill(&mut random);
        Self(PREFIX.to_owned() + &BASE64_URL_SAFE_NO_PAD.encode(random))
    }

    /// That of a message, the same however often it is written: a second try is the same to every mail
    /// system on the way. Only a hash is kept of it, too: without the key nobody finds it by the
    /// message's own.
    pub fn of_message(keyring: &Keyring, message: DeliveryId) -> Self {
        let mut secret = keyring.message_link_mac(message.0.as_bytes());
        secret.truncate(BYTES);
        Self(PREFIX.to_owned() + &BASE64_URL_SAFE_NO_PAD.encode(secret))
    }

    /// That of a handle from the address of a page; none if it can be none.
    pub fn of_handle(handle: &str) -> Option<Self> {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let fits = handle.len() == HANDLE && handle.bytes().all(is_sign);
        fits.then(|| Self(PREFIX.to_owned() + handle))
    }

    /// As callers of the API show it.
    pub fn bearer(&self) -> &str {
        &self.0
    }

    /// As it stands in the address of the page.
    pub fn handle(&self) -> &str {
        self.0.strip_prefix(PREFIX).unwrap_or(&self.0)
    }

    /// As it is kept.
    pub fn hash(&self) -> Vec<u8> {
        hash(&self.0)
    }
}

/// As a token is kept that somebody shows.
pub(super) fn hash(bearer: &str) -> Vec<u8> {
    Sha256::digest(bearer).to_vec()
}

impl std::fmt::Debug for LinkToken {
    // Whoever reads it could answer.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkToken").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;

    #[test]
    fn a_message_has_one_and_another_message_another() {
        let keyring = Keyring::new(&[7; 32]);
        let of = |keyring: &Keyring, id: u128| {
            LinkToken::of_message(keyring, DeliveryId(uuid::Uuid::from_u128(id)))
        };
        let token = of(&keyring, 1);
        assert_eq!(token, of(&keyring, 1));
        assert_ne!(token, of(&keyring, 2));
        assert_ne!(token, of(&Keyring::new(&[8; 32]), 1));
        assert_eq!(LinkToken::of_handle(token.handle()), Some(token));
    }

    #[test]
    fn a_handle_is_short_and_leads_back_to_its_token() {
        let entropy = SeededEntropy::new(3);
        for _ in 0..200 {
            let token = LinkToken::random(&entropy);
            assert_eq!(token.handle().len(), HANDLE);
            assert_eq!(token.bearer(), format!("link_{}", token.handle()));
            assert!(token.handle().ends_with(['A', 'Q', 'g', 'w']));
            assert_eq!(LinkToken::of_handle(token.handle()), Some(token.clone()));
            assert!(!format!("{token:?}").contains(token.handle()));
        }
    }

    #[test]
    fn what_can_be_no_handle_is_none() {
        for wrong in [
            "",
            "AAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAAA+",
            "AAAAAAAAAAAAAAAAAAAAA=",
            "AAAAAAAAAAAAAAAAAAAAA ",
            "link_AAAAAAAAAAAAAAAAA/",
            "灯灯灯灯灯灯灯A",
        ] {
            assert_eq!(LinkToken::of_handle(wrong), None, "{wrong}");
        }
    }
}
