//! Values about an outside OpenID Connect issuer.

use std::str::FromStr;

use jsonwebtoken::Algorithm;
use url::{Host, Url};

use super::values::{http_url, text_values};

text_values! {
    IssuerUrl: "an https address without password, query and fragment, as the issuer writes it";
    KeySetUrl: "an https address without password and fragment";
    TokenAudience: "a name without spaces, up to 255 characters";
    TokenAlgorithm: "any of: RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA";
}

/// An issuer's name. It is compared to the letter (OpenID Connect Discovery 1.0, section 4.3), so it
/// stays as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerUrl {
    text: String,
    url: Url,
}

impl IssuerUrl {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As an address.
    pub fn url(&self) -> &Url {
        &self.url
    }
}

impl FromStr for IssuerUrl {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let url = http_url(text)
            .filter(|url| url.username().is_empty())
            .ok_or(())?;
        Ok(Self {
            text: text.to_owned(),
            url,
        })
    }
}

/// Where an issuer's keys are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySetUrl(Url);

impl KeySetUrl {
    /// The address.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl FromStr for KeySetUrl {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let url = Url::parse(text).map_err(|_| ())?;
        let is_bare = url.password().is_none() && url.username().is_empty();
        let is_web = matches!(url.scheme(), "http" | "https");
        (is_web && is_bare && url.fragment().is_none())
            .then_some(Self(url))
            .ok_or(())
    }
}

/// What an issuer's tokens for us say in `aud`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenAudience(String);

impl TokenAudience {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TokenAudience {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let is_name = !text.contains(|c: char| c.is_whitespace() || c.is_control());
        ((1..=255).contains(&text.len()) && is_name)
            .then(|| Self(text.to_owned()))
            .ok_or(())
    }
}

/// An algorithm of signatures by a private key (RFC 7518, section 3.1; RFC 8037). `none` and those
/// with a shared secret (HS256 and its like) are none of them: a public key taken for such a secret
/// would let everybody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenAlgorithm(Algorithm);

impl TokenAlgorithm {
    /// The algorithm.
    pub fn algorithm(self) -> Algorithm {
        self.0
    }
}

impl FromStr for TokenAlgorithm {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let algorithm: Algorithm = text.parse().map_err(|_| ())?;
        match algorithm {
            Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => Err(()),
            signed => Ok(Self(signed)),
        }
    }
}

/// Whether the address is of this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.to_canonical().is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_stays_as_it_was_written() {
        for text in [
            "https://id.example.org",
            "https://id.example.org/",
            "https://ID.example.org/a",
        ] {
            let issuer: IssuerUrl = text.parse().unwrap();
            assert_eq!(issuer.as_str(), text);
        }
        for text in [
            "",
            "id.example.org",
            "ftp://id.example.org",
            "https://id.example.org?a=b",
            "https://id.example.org/#a",
            "https://ann:pw@id.example.org",
            "https://ann@id.example.org",
        ] {
            assert!(text.parse::<IssuerUrl>().is_err(), "{text}");
        }
    }

    #[test]
    fn no_secret_is_shared_with_an_issuer() {
        for text in [
            "none", "None", "HS256", "HS384", "HS512", "rs256", "", "RS256 ",
        ] {
            assert!(text.parse::<TokenAlgorithm>().is_err(), "{text}");
        }
        for text in ["RS256", "PS512", "ES384", "EdDSA"] {
            assert!(text.parse::<TokenAlgorithm>().is_ok(), "{text}");
        }
    }

    #[test]
    fn this_machine_has_several_names() {
        for (url, loopback) in [
            ("http://127.0.0.1:1", true),
            ("http://[::1]:1", true),
            ("http://[::ffff:127.0.0.1]/", true),
            ("http://localhost/", true),
            ("http://localhost.example.org/", false),
            ("http://10.0.0.1/", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(url).unwrap()), loopback, "{url}");
        }
    }
}
