//! Tokens of an outside OpenID Connect issuer (OpenID Connect Core 1.0; RFC 7519, RFC 9068): who
//! their bearer is there. Who that is here is for the domain.

mod claims;
mod fetch;
mod keys;

use jsonwebtoken::{Algorithm, Validation};
use moka::sync::Cache;
use mulin_domain::Core;
use mulin_domain::clock::Instant;
use mulin_domain::sign_in::identity::Identity;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::config;
use claims::Claims;
use keys::IssuerKeys;

/// Tokens whose signature was checked and that need not be checked again.
const REMEMBERED: u64 = 100_000;
/// No issuer needs more, and nobody shall make us work on it.
const LONGEST_TOKEN: usize = 16 * 1024;

/// Why a token does not show who its bearer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Not a token of this issuer for us, not yet one, or tampered with.
    #[error("the outside token is not valid")]
    Invalid,
    /// Its time is over.
    #[error("the outside token has expired")]
    Expired,
    /// The issuer's keys cannot be had, so that nobody can tell.
    #[error("the issuer's keys cannot be had")]
    Unavailable,
}

/// The configured issuer.
pub struct Issuer {
    name: String,
    audience: String,
    algorithms: Vec<Algorithm>,
    core: Core,
    keys: IssuerKeys,
    verified: Cache<[u8; 32], Verified>,
}

#[derive(Clone)]
struct Verified {
    identity: Identity,
    kid: String,
    expires: f64,
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issuer")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Issuer {
    /// The issuer of the configuration, if there is one. Its keys are fetched when first needed.
    pub fn configured(config: &config::Oidc, core: &Core) -> anyhow::Result<Option<Self>> {
        let (Some(issuer), Some(audience)) = (&config.issuer, &config.audience) else {
            return Ok(None);
        };
        Ok(Some(Self {
            name: issuer.as_str().to_owned(),
            audience: audience.as_str().to_owned(),
            algorithms: (config.algorithms.iter())
                .map(|algorithm| algorithm.algorithm())
                .collect(),
            core: core.clone(),
            keys: IssuerKeys::new(issuer, config.jwks_url.as_ref(), core.clone())?,
            verified: Cache::builder().max_capacity(REMEMBERED).build(),
        }))
    }

    /// Whether a token says that it is of this issuer. Nothing is verified yet: it only tells who is
    /// to verify it.
    pub fn is_named_by(&self, token: &str) -> bool {
        #[derive(Deserialize)]
        struct Named {
            iss: String,
        }
        token.len() <= LONGEST_TOKEN
            && jsonwebtoken::dangerous::insecure_decode_claims::<Named>(token)
                .is_ok_and(|claims| claims.iss == self.name)
    }

    /// Who the bearer is there. A signature is checked once and its token remembered by its hash,
    /// until it ends or the issuer gives up its key.
    pub async fn verify(&self, token: &str) -> Result<Identity, Rejection> {
        if token.len() > LONGEST_TOKEN {
            return Err(Rejection::Invalid);
        }
        let hash: [u8; 32] = Sha256::digest(token).into();
        if let Some(known) = self.verified.get(&hash) {
            self.keys.key(&known.kid).await?.ok_or(Rejection::Invalid)?;
            claims::must_last(known.expires, self.core.now())?;
            return Ok(known.identity);
        }
        let verified = self.check(token, self.core.now()).await?;
        self.verified.insert(hash, verified.clone());
        Ok(verified.identity)
    }

    async fn check(&self, token: &str, now: Instant) -> Result<Verified, Rejection> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| Rejection::Invalid)?;
        // What must be understood (RFC 7515, section 4.1.11) and is not, and JWTs of another type,
        // such as those that tell of a sign-out.
        let is_token = header.typ.as_deref().is_none_or(is_token_type);
        if header.crit.is_some() || !is_token || !self.algorithms.contains(&header.alg) {
            return Err(Rejection::Invalid);
        }
        let kid = header.kid.ok_or(Rejection::Invalid)?;
        let key = self.keys.key(&kid).await?.ok_or(Rejection::Invalid)?;
        if !key.fits(header.alg) {
            return Err(Rejection::Invalid);
        }
        // Of the library only the signature: it would ask the machine's clock for the rest.
        let mut signature_only = Validation::new(header.alg);
        signature_only.validate_exp = false;
        signature_only.validate_aud = false;
        signature_only.required_spec_claims.clear();
        let claims = jsonwebtoken::decode::<Claims>(token, key.decoding(), &signature_only)
            .map_err(|_| Rejection::Invalid)?
            .claims;
        claims.check(&self.name, &self.audience, now)?;
        Ok(Verified {
            expires: claims.exp,
            kid,
            identity: claims.into_identity(),
        })
    }
}

/// ID tokens are "JWT" or say nothing, access tokens are "at+jwt" (RFC 9068, section 2.1).
fn is_token_type(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    let typ = typ.strip_prefix("application/").unwrap_or(&typ);
    ["jwt", "at+jwt"].contains(&typ)
}
