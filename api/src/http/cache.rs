//! HTTP caching of anonymous queries (RFC 9111; RFC 9110, sections 8.8.3 and 13.1.2).

use async_graphql::CacheControl;
use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::negotiation::MediaType;

/// How a response may be cached, and under which tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Caching {
    /// The value of `Cache-Control`.
    pub control: HeaderValue,
    /// A strong entity tag: the same octets under the same media type.
    pub tag: HeaderValue,
}

/// What the cache hints of the fields allow; none when they say nothing, which means `no-store`.
pub(super) fn caching(hint: CacheControl, body: &[u8], media_type: MediaType) -> Option<Caching> {
    let scope = if hint.public { "public" } else { "private" };
    let control = match hint.max_age {
        -1 => format!("{scope}, no-cache"),
        seconds if seconds > 0 => format!("{scope}, max-age={seconds}"),
        _ => return None,
    };
    Some(Caching {
        control: HeaderValue::from_str(&control).ok()?,
        tag: entity_tag(&[media_type.content_type().as_bytes(), body])?,
    })
}

/// A strong entity tag of these octets.
pub(crate) fn entity_tag(parts: &[&[u8]]) -> Option<HeaderValue> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&hash.finalize()[..18]));
    HeaderValue::from_str(&tag).ok()
}

/// Whether the client already has what `tag` names. `If-None-Match` compares weakly.
pub(crate) fn client_has(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii)
        .any(|known| known == b"*" || known.strip_prefix(b"W/").unwrap_or(known) == tag.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(public: bool, max_age: i32) -> Option<String> {
        caching(CacheControl { public, max_age }, b"x", MediaType::Json)
            .map(|caching| caching.control.to_str().unwrap().to_owned())
    }

    #[test]
    fn hints_become_directives() {
        assert_eq!(control(true, 60).as_deref(), Some("public, max-age=60"));
        assert_eq!(control(false, 60).as_deref(), Some("private, max-age=60"));
        assert_eq!(control(true, -1).as_deref(), Some("public, no-cache"));
        assert_eq!(control(true, 0), None);
        assert_eq!(control(false, 0), None);
    }

    #[test]
    fn tags_tell_bodies_and_media_types_apart() {
        let hint = CacheControl {
            public: true,
            max_age: 1,
        };
        let tag = |body: &[u8], media_type| caching(hint, body, media_type).unwrap().tag;
        let one = tag(b"a", MediaType::Json);
        assert_eq!(one, tag(b"a", MediaType::Json));
        assert_ne!(one, tag(b"b", MediaType::Json));
        assert_ne!(one, tag(b"a", MediaType::GraphqlResponse));
    }

    #[test]
    fn if_none_match_is_a_list() {
        let tag = HeaderValue::from_static("\"a\"");
        for (line, expected) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", \"a\"", true),
            ("*", true),
            ("\"b\"", false),
            ("a", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, line.parse().unwrap());
            assert_eq!(client_has(&headers, &tag), expected, "{line}");
        }
    }
}
