//! Access tokens: JWT (RFC 7519) signed with Ed25519 (RFC 8037), that say who and until when, and
//! nothing else. Roles are read anew for every request.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::TimeDelta;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use moka::sync::Cache;
use mulin_domain::clock::Instant;
use mulin_domain::signing_keys::{self, VerifyingKey};
use mulin_domain::{Core, Error};
use mulin_entities::{PersonId, SessionId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const ISSUER: &str = "mulin";
const AUDIENCE: &str = "mulin-api";
/// Tokens whose signature was checked and that need not be checked again.
const REMEMBERED: u64 = 100_000;
/// How long the keys that were read are taken for all there are: another node may let one retire.
const FRESH: TimeDelta = TimeDelta::seconds(60);
/// How long after a search in vain no other key is searched for. Another node may have made one just
/// now, but whoever makes up tokens must not make us read for each.
const PAUSE: TimeDelta = TimeDelta::seconds(5);

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
    /// Not a token of ours, tampered with, or signed with a key that has retired.
    #[error("the access token is not valid")]
    Invalid,
    /// Its time is over.
    #[error("the access token has expired")]
    Expired,
}

/// Issues and checks access tokens.
pub struct Tokens {
    core: Core,
    keys: RwLock<Keys>,
    /// Held while the keys are read, so that one reads for all.
    reading: tokio::sync::Mutex<()>,
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

#[derive(Clone)]
struct Verified {
    bearer: Bearer,
    kid: Arc<str>,
    expires: i64,
}

/// The keys as they were last read.
#[derive(Default)]
struct Keys {
    by_id: HashMap<String, (VerifyingKey, Arc<DecodingKey>)>,
    read_at: Option<Instant>,
    /// When a key was read for last and not found.
    missed_at: Option<Instant>,
}

/// What is known of a key.
enum Known {
    Counts(Arc<DecodingKey>),
    DoesNotCount,
    /// The keys have to be read first.
    TooLongAgo,
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
            reading: tokio::sync::Mutex::default(),
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

    /// Whose token it is. A signature is checked once and its token remembered by its hash, until it
    /// ends or its key retires.
    pub async fn verify(&self, token: &str) -> Result<Result<Bearer, BadToken>, Error> {
        let hash: [u8; 32] = Sha256::digest(token).into();
        let verified = match self.verified.get(&hash) {
            Some(verified) => match self.key(&verified.kid).await? {
                Some(_) => verified,
                None => return Ok(Err(BadToken::Invalid)),
            },
            None => match self.check(token).await? {
                Some(verified) => {
                    self.verified.insert(hash, verified.clone());
                    verified
                }
                None => return Ok(Err(BadToken::Invalid)),
            },
        };
        Ok(if is_over(verified.expires, self.core.now()) {
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
            kid: kid.into(),
            expires: token.claims.exp,
        }))
    }

    /// The key with this id, if it counts now. What other nodes have made and let retire is found by
    /// reading the keys again.
    async fn key(&self, kid: &str) -> Result<Option<Arc<DecodingKey>>, Error> {
        let now = self.core.now();
        match self.known(kid, now) {
            Known::Counts(key) => return Ok(Some(key)),
            Known::DoesNotCount => return Ok(None),
            Known::TooLongAgo => {}
        }
        let _reading = self.reading.lock().await;
        if matches!(self.known(kid, now), Known::TooLongAgo) {
            self.read(kid, now).await?;
        }
        Ok(match self.known(kid, now) {
            Known::Counts(key) => Some(key),
            Known::DoesNotCount | Known::TooLongAgo => None,
        })
    }

    fn known(&self, kid: &str, now: Instant) -> Known {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back makes nothing fresher.
        let within = |span, at: Option<Instant>| at.is_some_and(|at| (now - at).abs() < span);
        match keys.by_id.get(kid) {
            Some((key, _)) if !key.counts(now) => Known::DoesNotCount,
            Some((_, decoding)) if within(FRESH, keys.read_at) => Known::Counts(decoding.clone()),
            None if within(PAUSE, keys.missed_at) => Known::DoesNotCount,
            _ => Known::TooLongAgo,
        }
    }

    async fn read(&self, kid: &str, now: Instant) -> Result<(), Error> {
        let read = signing_keys::verifying(&self.core).await?;
        let by_id: HashMap<_, _> = read
            .into_iter()
            .map(|key| {
                let decoding = Arc::new(DecodingKey::from_ed_der(&key.public_key));
                (key.kid.clone(), (key, decoding))
            })
            .collect();
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        if !by_id.contains_key(kid) {
            keys.missed_at = Some(now);
        }
        (keys.by_id, keys.read_at) = (by_id, Some(now));
        Ok(())
    }
}

fn is_over(expires: i64, now: Instant) -> bool {
    expires <= now.timestamp()
}
