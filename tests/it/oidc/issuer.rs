//! An OpenID Connect issuer on this machine: its discovery document and its keys, which a test
//! changes, takes away, and signs with.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

use crate::support::app::TestApp;

/// What tokens for us say in `aud`.
pub const AUDIENCE: &str = "mulin";

/// Making an RSA key takes a while.
static RSA: LazyLock<rsa::RsaPrivateKey> = LazyLock::new(|| {
    let mut random = p256::elliptic_curve::rand_core::OsRng;
    rsa::RsaPrivateKey::new(&mut random, 2048).expect("an RSA key can be made")
});

/// A key of the issuer: what signs, and what it tells of it.
#[derive(Clone)]
pub struct Key {
    pub kid: String,
    pub algorithm: Algorithm,
    pub signing: EncodingKey,
    pub public: Value,
}

impl Key {
    pub fn rsa(kid: &str) -> Self {
        let der = RSA.to_pkcs1_der().expect("a key can be written");
        let (n, e) = (RSA.n().to_bytes_be(), RSA.e().to_bytes_be());
        Self {
            kid: kid.to_owned(),
            algorithm: Algorithm::RS256,
            signing: EncodingKey::from_rsa_der(der.as_bytes()),
            public: json!({ "kty": "RSA", "n": BASE64.encode(n), "e": BASE64.encode(e),
                "use": "sig", "alg": "RS256", "kid": kid }),
        }
    }

    pub fn ec(kid: &str) -> Self {
        let mut random = p256::elliptic_curve::rand_core::OsRng;
        let key = p256::ecdsa::SigningKey::random(&mut random);
        let point = key.verifying_key().to_encoded_point(false);
        let der = p256::pkcs8::EncodePrivateKey::to_pkcs8_der(&key);
        let der = der.expect("a key can be written");
        Self {
            kid: kid.to_owned(),
            algorithm: Algorithm::ES256,
            signing: EncodingKey::from_ec_der(der.as_bytes()),
            public: json!({ "kty": "EC", "crv": "P-256", "kid": kid,
                "x": BASE64.encode(point.x().expect("a point")),
                "y": BASE64.encode(point.y().expect("a point")) }),
        }
    }

    /// Another seed, another key.
    pub fn ed(kid: &str, seed: u8) -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(&[seed; 32]);
        let der = key.to_pkcs8_der().expect("a key can be written");
        Self {
            kid: kid.to_owned(),
            algorithm: Algorithm::EdDSA,
            signing: EncodingKey::from_ed_der(der.as_bytes()),
            public: json!({ "kty": "OKP", "crv": "Ed25519", "kid": kid,
                "x": BASE64.encode(key.verifying_key().to_bytes()) }),
        }
    }

    /// Signs, under a header that may say more or something else.
    pub fn sign_under(&self, more: impl FnOnce(&mut Header), claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid = Some(self.kid.clone());
        more(&mut header);
        jsonwebtoken::encode(&header, claims, &self.signing).expect("a token can be signed")
    }

    pub fn sign(&self, claims: &Value) -> String {
        self.sign_under(|_| {}, claims)
    }
}

/// How the issuer answers.
#[derive(Clone)]
pub enum Mood {
    /// As it should.
    Up,
    /// With 503.
    Down,
    /// Elsewhere.
    Redirecting,
    /// With this instead of its discovery document.
    Discovering(Value),
    /// With this instead of its keys.
    Listing(Value),
}

/// See the module.
pub struct Issuer {
    pub url: String,
    keys: Arc<Mutex<Vec<Value>>>,
    mood: Arc<Mutex<Mood>>,
    asked: Arc<AtomicUsize>,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Issuer {
    /// With these keys.
    pub async fn start(keys: &[&Key]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let url = format!("http://{address}");
        let kept: Arc<Mutex<Vec<Value>>> = Arc::default();
        let mood = Arc::new(Mutex::new(Mood::Up));
        let asked = Arc::new(AtomicUsize::new(0));
        let (own, seen, now, times) = (url.clone(), kept.clone(), mood.clone(), asked.clone());
        let answer = move |request: Request<Body>| {
            let keys = seen.lock().expect("nobody panicked").clone();
            let mood = now.lock().expect("nobody panicked").clone();
            if request.uri().path() == "/keys" {
                times.fetch_add(1, Ordering::SeqCst);
            }
            let answer = answer(&own, request.uri().path(), mood, keys);
            async move { answer }
        };
        let router = Router::new().fallback(answer);
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("it serves");
        });
        let issuer = Self {
            url,
            keys: kept,
            mood,
            asked,
            server,
        };
        issuer.publish(keys);
        issuer
    }

    /// Tells these keys from now on, and no others.
    pub fn publish(&self, keys: &[&Key]) {
        let keys = keys.iter().map(|key| key.public.clone()).collect();
        *self.keys.lock().expect("nobody panicked") = keys;
    }

    pub fn feel(&self, mood: Mood) {
        *self.mood.lock().expect("nobody panicked") = mood;
    }

    /// How often it was asked for its keys.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// The settings that make a server accept its tokens.
    pub fn settings(&self) -> [(&'static str, &str); 2] {
        [
            ("MULIN_OIDC__ISSUER", &self.url),
            ("MULIN_OIDC__AUDIENCE", AUDIENCE),
        ]
    }

    /// What a token for us says of somebody, for five minutes.
    pub fn claims(&self, app: &TestApp, subject: &str) -> Value {
        let now = app.now().timestamp();
        json!({ "iss": self.url, "aud": AUDIENCE, "sub": subject, "iat": now, "exp": now + 300 })
    }

    /// The same, with a verified e-mail address.
    pub fn claims_of(&self, app: &TestApp, subject: &str, email: &str) -> Value {
        let mut claims = self.claims(app, subject);
        claims["email"] = json!(email);
        claims["email_verified"] = json!(true);
        claims
    }
}

fn answer(own: &str, path: &str, mood: Mood, keys: Vec<Value>) -> Response<Body> {
    let found = |document: Value| Response::new(Body::from(document.to_string()));
    let status = |status| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        response
    };
    match (path, mood) {
        (_, Mood::Down) => status(StatusCode::SERVICE_UNAVAILABLE),
        ("/keys", Mood::Redirecting) => {
            let mut response = status(StatusCode::FOUND);
            let there = "/other-keys".parse().expect("a header");
            response.headers_mut().insert("location", there);
            response
        }
        ("/.well-known/openid-configuration", Mood::Discovering(document))
        | ("/keys", Mood::Listing(document)) => found(document),
        ("/.well-known/openid-configuration", _) => {
            found(json!({ "issuer": own, "jwks_uri": format!("{own}/keys") }))
        }
        ("/keys" | "/other-keys", _) => found(json!({ "keys": keys })),
        _ => status(StatusCode::NOT_FOUND),
    }
}
