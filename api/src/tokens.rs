//! Access tokens: JWT (RFC 7519) signed with Ed25519 (RFC 8037), that say who and until when, and
//! nothing else. Roles are read anew for every request.

use std::collections::HashMap;
use std::sync::RwLock;

use chrono::TimeDelta;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use moka::sync::Cache;
use mulin_domain::clock::Instant;
use mulin_domain::signing_keys;
use mulin_domain::{Core, Error};
use mulin_entities::{PersonId, SessionId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const ISSUER: &str = "mulin";
const AUDIENCE: &str = "mulin-api";
/// Tokens whose signature was checked and that need not be checked again.
const REMEMBERED: u64 = 100_000;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: PersonId,
    /// The session, if the token belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sid: Option<SessionId>,
    iat: i64,
    exp: i64,
}

/// Why a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// Not a token of ours, or tampered with.
    #[error("The access token is not valid. Sign in again.")]
    Invalid,
    /// Its time is over.
    #[error("The access token has expired. Refresh it, or sign in again.")]
    Expired,
}

/// Issues and checks access tokens.
pub struct Tokens {
    core: Core,
    keys: RwLock<HashMap<String, DecodingKey>>,
    verified: Cache<[u8; 32], Verified>,
}

/// Whom a token names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The person.
    pub person: PersonId,
    /// The session; none for a token that an operator made.
    pub session: Option<SessionId>,
}

#[derive(Clone, Copy)]
struct Verified {
    bearer: Bearer,
    expires: i64,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

impl Tokens {
    /// Checks with the keys of the database, which are read when first needed.
    pub fn new(core: Core) -> Self {
        let verified = Cache::builder().max_capacity(REMEMBERED).build();
        Self {
            core,
            keys: RwLock::default(),
            verified,
        }
    }

    /// Issues a token for a person, in a session or without.
    pub async fn issue(
        &self,
        person: PersonId,
        session: Option<SessionId>,
        lasts: TimeDelta,
    ) -> anyhow::Result<String> {
        let signing = signing_keys::current(&self.core).await?;
        let now = self.core.now();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: person,
            sid: session,
            iat: now.timestamp(),
            exp: (now + lasts).timestamp(),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(signing.kid);
        let key = EncodingKey::from_ed_der(signing.key.to_pkcs8_der()?.as_bytes());
        Ok(jsonwebtoken::encode(&header, &claims, &key)?)
    }

    /// Whose token it is. A signature is checked once and its token remembered by its hash.
    pub async fn verify(&self, token: &str) -> Result<Result<Bearer, BadToken>, Error> {
        let hash: [u8; 32] = Sha256::digest(token).into();
        let now = self.core.now();
        let verified = match self.verified.get(&hash) {
            Some(verified) => verified,
            None => match self.check(token).await? {
                Some(verified) => {
                    self.verified.insert(hash, verified);
                    verified
                }
                None => return Ok(Err(BadToken::Invalid)),
            },
        };
        Ok(if is_over(verified.expires, now) {
            Err(BadToken::Expired)
        } else {
            Ok(verified.bearer)
        })
    }

    async fn check(&self, token: &str) -> Result<Option<Verified>, Error> {
        let Ok(header) = jsonwebtoken::decode_header(token) else {
            return Ok(None);
        };
        let Some(kid) = header.kid else {
            return Ok(None);
        };
        let Some(key) = self.key(&kid).await? else {
            return Ok(None);
        };
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        // The library would ask the machine's clock.
        validation.validate_exp = false;
        let decoded = jsonwebtoken::decode::<Claims>(token, &key, &validation).ok();
        Ok(decoded.map(|token| Verified {
            bearer: Bearer {
                person: token.claims.sub,
                session: token.claims.sid,
            },
            expires: token.claims.exp,
        }))
    }

    /// The key with this id; keys that another node has made are found by reading them again.
    async fn key(&self, kid: &str) -> Result<Option<DecodingKey>, Error> {
        if let Some(key) = self.known(kid) {
            return Ok(Some(key));
        }
        let keys = signing_keys::verifying(&self.core).await?;
        let keys = keys
            .into_iter()
            .map(|key| (key.kid, DecodingKey::from_ed_der(&key.public_key)))
            .collect();
        *self
            .keys
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = keys;
        Ok(self.known(kid))
    }

    fn known(&self, kid: &str) -> Option<DecodingKey> {
        let keys = self
            .keys
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        keys.get(kid).cloned()
    }
}

fn is_over(expires: i64, now: Instant) -> bool {
    expires <= now.timestamp()
}
