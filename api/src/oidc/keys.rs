//! The issuer's keys: fetched when first needed, again when they are old or one is missing, and kept
//! while the issuer is down.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono::TimeDelta;
use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse,
};
use jsonwebtoken::{Algorithm, DecodingKey};
use mulin_domain::Core;
use mulin_domain::clock::Instant;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::Rejection;
use super::fetch::{FetchError, Fetcher};
use crate::config::{IssuerUrl, KeySetUrl, is_loopback};

/// How long keys are used before it is asked whether the issuer has given one up.
const FRESH: TimeDelta = TimeDelta::minutes(10);
/// Between two questions, so that tokens with made-up key ids do not turn into questions.
const PAUSE: TimeDelta = TimeDelta::minutes(1);
/// How long one question may take in all.
const PATIENCE: Duration = Duration::from_secs(4);
/// Keys of a set that are looked at.
const MOST_KEYS: usize = 100;
/// The shortest RSA modulus (RFC 7518, section 3.3), in bytes.
const SHORTEST_MODULUS: usize = 2048 / 8;

/// One key.
pub(super) struct Key {
    decoding: DecodingKey,
    algorithms: Vec<Algorithm>,
}

impl Key {
    /// Whether the key is for this algorithm.
    pub fn fits(&self, algorithm: Algorithm) -> bool {
        self.algorithms.contains(&algorithm)
    }

    /// The key itself.
    pub fn decoding(&self) -> &DecodingKey {
        &self.decoding
    }
}

/// See the module.
pub(super) struct IssuerKeys {
    issuer: IssuerUrl,
    key_set: Option<Url>,
    core: Core,
    fetcher: Fetcher,
    /// Held while keys are fetched, so that one asks for all.
    asking: tokio::sync::Mutex<()>,
    kept: RwLock<Kept>,
}

#[derive(Default)]
struct Kept {
    by_id: HashMap<String, Arc<Key>>,
    /// When the issuer was asked for last.
    asked_at: Option<Instant>,
    /// When it answered last.
    answered_at: Option<Instant>,
    /// Whether its last answer was of use.
    is_up: bool,
}

impl IssuerKeys {
    pub fn new(
        issuer: &IssuerUrl,
        key_set: Option<&KeySetUrl>,
        core: Core,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            issuer: issuer.clone(),
            key_set: key_set.map(|url| url.url().clone()),
            core,
            fetcher: Fetcher::new()?,
            asking: tokio::sync::Mutex::default(),
            kept: RwLock::default(),
        })
    }

    /// The key with this id; none if the issuer has none. It is asked at most once a minute, and while
    /// it is down the keys that are known go on to count.
    pub async fn key(&self, kid: &str) -> Result<Option<Arc<Key>>, Rejection> {
        let now = self.core.now();
        let (known, is_fresh) = self.known(kid, now);
        if known.is_some() {
            // Nobody who has a key waits for somebody else's question.
            if is_fresh {
                return Ok(known);
            }
            let Ok(_asking) = self.asking.try_lock() else {
                return Ok(known);
            };
            self.ask(now).await;
            return Ok(self.known(kid, now).0);
        }
        let _asking = self.asking.lock().await;
        if self.known(kid, now).0.is_none() {
            self.ask(now).await;
        }
        match self.known(kid, now).0 {
            Some(key) => Ok(Some(key)),
            None if self.read(|kept| kept.is_up) => Ok(None),
            None => Err(Rejection::Unavailable),
        }
    }

    fn known(&self, kid: &str, now: Instant) -> (Option<Arc<Key>>, bool) {
        self.read(|kept| {
            let is_fresh = is_within(FRESH, kept.answered_at, now);
            (kept.by_id.get(kid).cloned(), is_fresh)
        })
    }

    fn read<T>(&self, look: impl FnOnce(&Kept) -> T) -> T {
        look(&self.kept.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self, change: impl FnOnce(&mut Kept)) {
        change(&mut self.kept.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Asks the issuer, unless it was asked a moment ago. The caller holds `asking`.
    async fn ask(&self, now: Instant) {
        if self.read(|kept| is_within(PAUSE, kept.asked_at, now)) {
            return;
        }
        // Until it has answered it is down: who asks may go away meanwhile.
        self.write(|kept| (kept.asked_at, kept.is_up) = (Some(now), false));
        let answer = tokio::time::timeout(PATIENCE, self.fetch()).await;
        let answer = answer.unwrap_or(Err(FetchError::TimedOut(PATIENCE.as_secs())));
        match answer {
            Ok(by_id) => self.write(|kept| {
                kept.by_id = by_id;
                (kept.answered_at, kept.is_up) = (Some(now), true);
            }),
            Err(error) => {
                let issuer = self.issuer.as_str();
                tracing::warn!(%error, issuer, "the keys of the outside issuer cannot be had");
            }
        }
    }

    async fn fetch(&self) -> Result<HashMap<String, Arc<Key>>, FetchError> {
        let url = match &self.key_set {
            Some(url) => url.clone(),
            None => self.discover().await?,
        };
        let set: KeySet = self.fetcher.json(&url).await?;
        let keys = set.keys.into_iter().take(MOST_KEYS).filter_map(usable);
        Ok(keys.collect())
    }

    /// Where the keys are, as the issuer says of itself (OpenID Connect Discovery 1.0, section 4).
    async fn discover(&self) -> Result<Url, FetchError> {
        let base = self.issuer.as_str().trim_end_matches('/');
        let at = format!("{base}/.well-known/openid-configuration");
        let at = Url::parse(&at).map_err(|_| FetchError::Address(at))?;
        let about: Discovery = self.fetcher.json(&at).await?;
        if about.issuer != self.issuer.as_str() {
            return Err(FetchError::OtherIssuer(about.issuer));
        }
        let refused = || FetchError::Address(about.jwks_uri.clone());
        let url = Url::parse(&about.jwks_uri).map_err(|_| refused())?;
        // An issuer on this machine is one of development: the configuration takes no other by http.
        let is_local = is_loopback(self.issuer.url()) && is_loopback(&url);
        if url.scheme() == "https" || url.scheme() == "http" && is_local {
            Ok(url)
        } else {
            Err(refused())
        }
    }
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

/// A JWK Set (RFC 7517, section 5): what is not understood in it is left alone.
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

/// A clock that was set back makes nothing fresher.
fn is_within(span: TimeDelta, at: Option<Instant>, now: Instant) -> bool {
    at.is_some_and(|at| (now - at).abs() < span)
}

/// A key that verifies signatures and has an id, with the algorithms that it is for.
fn usable(key: Value) -> Option<(String, Arc<Key>)> {
    let key: Jwk = serde_json::from_value(key).ok()?;
    let kid = key.common.key_id.clone()?;
    let is_for_signatures = (key.common.public_key_use.as_ref())
        .is_none_or(|purpose| *purpose == PublicKeyUse::Signature)
        && (key.common.key_operations.as_ref())
            .is_none_or(|operations| operations.contains(&KeyOperations::Verify));
    let mut algorithms = algorithms(&key);
    if let Some(only) = key.common.key_algorithm {
        algorithms.retain(|algorithm| KeyAlgorithm::from(*algorithm) == only);
    }
    if !is_for_signatures || algorithms.is_empty() {
        return None;
    }
    let decoding = DecodingKey::from_jwk(&key).ok()?;
    Some((
        kid,
        Arc::new(Key {
            decoding,
            algorithms,
        }),
    ))
}

/// The algorithms of a key's type and curve (RFC 7518, section 3.1; RFC 8037, section 3.1). A shared
/// secret has none.
fn algorithms(key: &Jwk) -> Vec<Algorithm> {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    match &key.algorithm {
        AlgorithmParameters::RSA(rsa) if is_long_enough(&rsa.n) => {
            vec![RS256, RS384, RS512, PS256, PS384, PS512]
        }
        AlgorithmParameters::EllipticCurve(ec) => match ec.curve {
            EllipticCurve::P256 => vec![ES256],
            EllipticCurve::P384 => vec![ES384],
            _ => Vec::new(),
        },
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            vec![EdDSA]
        }
        _ => Vec::new(),
    }
}

fn is_long_enough(modulus: &str) -> bool {
    use base64::Engine;
    let bytes = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(modulus);
    bytes.is_ok_and(|bytes| {
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        bytes.len() - zeros >= SHORTEST_MODULUS
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fitting(key: Value) -> Vec<Algorithm> {
        usable(key).map_or(Vec::new(), |(_, key)| key.algorithms.clone())
    }

    fn with(mut key: Value, name: &str, value: Value) -> Value {
        key[name] = value;
        key
    }

    #[test]
    fn a_key_is_for_the_algorithms_of_its_type_alone() {
        use base64::Engine;
        let bytes = |len| base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(vec![0xA7; len]);
        let okp = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "1", "x": bytes(32) });
        assert_eq!(fitting(okp.clone()), [Algorithm::EdDSA]);
        assert_eq!(
            fitting(with(okp.clone(), "use", json!("sig"))),
            [Algorithm::EdDSA]
        );
        assert_eq!(
            fitting(with(okp.clone(), "key_ops", json!(["verify"]))),
            [Algorithm::EdDSA]
        );
        for (name, value) in [
            ("use", json!("enc")),
            ("key_ops", json!(["encrypt"])),
            ("alg", json!("ES256")),
            ("alg", json!("none")),
            ("crv", json!("X25519")),
            ("kid", json!(null)),
            ("kty", json!("oct")),
        ] {
            assert!(
                fitting(with(okp.clone(), name, value.clone())).is_empty(),
                "{name} {value}"
            );
        }
        let secret = json!({ "kty": "oct", "k": bytes(32), "kid": "1", "alg": "HS256" });
        assert!(fitting(secret).is_empty());
        let ec = json!({ "kty": "EC", "crv": "P-256", "kid": "1", "x": bytes(32), "y": bytes(32) });
        assert_eq!(fitting(ec.clone()), [Algorithm::ES256]);
        assert!(fitting(with(ec, "crv", json!("secp256k1"))).is_empty());
        let rsa = |len| json!({ "kty": "RSA", "kid": "1", "n": bytes(len), "e": "AQAB" });
        assert_eq!(fitting(rsa(256)).len(), 6);
        assert_eq!(
            fitting(with(rsa(256), "alg", json!("PS256"))),
            [Algorithm::PS256]
        );
        assert!(fitting(rsa(255)).is_empty());
        assert!(fitting(json!("key")).is_empty());
    }
}
