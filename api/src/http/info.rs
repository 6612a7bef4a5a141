//! What the execution of an operation may know of the request it came in.

use std::{
    cmp::Reverse,
    net::{IpAddr, SocketAddr},
};

use axum::{
    extract::ConnectInfo,
    http::{HeaderMap, header, request::Parts},
};
use secrecy::SecretString;

use super::{peer::client_address, quality::weighted, refusal::Refusal, request_id::RequestId};

/// The header by which a client asks for `extensions.cost`; its value is `1`.
pub const X_GRAPHQL_COST: &str = "x-graphql-cost";

const LONGEST_LANGUAGE_TAG: usize = 35;
const MOST_LANGUAGES: usize = 10;

/// The request seen from the schema's side.
#[derive(Clone, Debug)]
pub struct RequestInfo {
    /// Found in the log, in the response's `X-Request-Id` and in every error.
    pub request_id: RequestId,
    /// The bearer token as sent, unchecked; none for an anonymous request.
    pub bearer: Option<SecretString>,
    /// The language tags of `Accept-Language` (BCP 47), the most wanted first; empty when the
    /// client has no preference.
    pub locales: Vec<String>,
    /// The client's address, if the connection has one.
    pub peer: Option<IpAddr>,
    /// Whether the client wants to see `extensions.cost`.
    pub wants_cost: bool,
}

impl RequestInfo {
    /// Reads the head of a request that came through `proxies` reverse proxies of ours.
    ///
    /// Errors: 401 when there is an `Authorization` that is not one bearer token. To treat such a
    /// request as anonymous would hide the client's mistake.
    pub fn read(parts: &Parts, proxies: usize) -> Result<Self, Refusal> {
        let connection = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(socket)| socket.ip().to_canonical());
        Ok(Self {
            request_id: RequestId::of(&parts.extensions),
            bearer: bearer(&parts.headers)?,
            locales: locales(&parts.headers),
            peer: client_address(&parts.headers, connection, proxies),
            wants_cost: parts
                .headers
                .get(X_GRAPHQL_COST)
                .is_some_and(|value| value == "1"),
        })
    }
}

/// `Authorization: Bearer <token68>` (RFC 6750, section 2.1).
fn bearer(headers: &HeaderMap) -> Result<Option<SecretString>, Refusal> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value,
        (Some(_), Some(_)) => {
            return Err(Refusal::unauthenticated(
                "Authorization was sent more than once.",
            ));
        }
    };
    value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, token)| {
            scheme.eq_ignore_ascii_case("bearer")
                && !token.is_empty()
                && token.bytes().all(is_token68)
        })
        .map(|(_, token)| Some(SecretString::from(token)))
        .ok_or_else(|| Refusal::unauthenticated("Authorization must be \"Bearer <token>\"."))
}

fn is_token68(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte)
}

/// The language tags of `Accept-Language` (BCP 47), the most wanted first.
pub fn locales(headers: &HeaderMap) -> Vec<String> {
    let is_tag = |tag: &str| {
        tag.len() <= LONGEST_LANGUAGE_TAG
            && tag.split('-').all(|part| {
                (1..=8).contains(&part.len())
                    && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            })
    };
    let mut list = weighted(headers, &header::ACCEPT_LANGUAGE);
    list.retain(|language| language.weight > 0 && is_tag(language.value));
    // The sort is stable: equal weights keep the client's order.
    list.sort_by_key(|language| Reverse(language.weight));
    list.iter()
        .take(MOST_LANGUAGES)
        .map(|language| language.value.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use secrecy::ExposeSecret;

    use super::*;

    fn read(headers: &[(&str, &str)]) -> Result<RequestInfo, Refusal> {
        let mut request = Request::new(());
        for (name, value) in headers {
            let name: header::HeaderName = name.parse().unwrap();
            request.headers_mut().append(name, value.parse().unwrap());
        }
        RequestInfo::read(&request.into_parts().0, 0)
    }

    #[test]
    fn a_bearer_token_is_taken_and_never_printed() {
        let info = read(&[("authorization", "bearer abc.DEF_123-~+/=")]).unwrap();
        assert_eq!(
            info.bearer.as_ref().unwrap().expose_secret(),
            "abc.DEF_123-~+/="
        );
        assert!(!format!("{info:?}").contains("abc"));
        assert!(read(&[]).unwrap().bearer.is_none());
    }

    #[test]
    fn other_credentials_are_refused() {
        for value in [
            "Basic dTpw",
            "Bearer",
            "Bearer ",
            "Bearer a b",
            "Bearer  a",
            "Bearer a,b",
        ] {
            assert!(read(&[("authorization", value)]).is_err(), "{value:?}");
        }
        assert!(read(&[("authorization", "Bearer a"), ("authorization", "Bearer b")]).is_err());
    }

    #[test]
    fn locales_come_in_the_order_of_their_weight() {
        let info = read(&[(
            "accept-language",
            "fr;q=0.3, zh-Hant-TW, *, en;q=0.8, de;q=0, b_d, en-GB",
        )]);
        assert_eq!(info.unwrap().locales, ["zh-Hant-TW", "en-GB", "en", "fr"]);
        let many = vec!["en"; 50].join(",");
        assert_eq!(
            read(&[("accept-language", &many)]).unwrap().locales.len(),
            MOST_LANGUAGES
        );
    }

    #[test]
    fn the_cost_is_wanted_only_on_a_one() {
        assert!(read(&[("x-graphql-cost", "1")]).unwrap().wants_cost);
        assert!(!read(&[("x-graphql-cost", "0")]).unwrap().wants_cost);
        assert!(!read(&[]).unwrap().wants_cost);
    }
}
