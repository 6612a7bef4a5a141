//! Which of the two response media types a client gets (GraphQL over HTTP, "Media types"; RFC 9110,
//! section 12.5.1).

use axum::http::{HeaderMap, HeaderValue, StatusCode, header::ACCEPT};

use super::{
    quality::{Weighted, weighted},
    refusal::{Refusal, code},
};

/// The media types a response can have; both are UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// `application/graphql-response+json`: the status tells request errors from results.
    GraphqlResponse,
    /// `application/json`: what older clients ask for.
    Json,
}

impl MediaType {
    /// The value of `Content-Type`.
    pub fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }

    fn essence(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json",
            Self::Json => "application/json",
        }
    }
}

/// Chooses the response's media type.
///
/// No `Accept`, `*/*` and `application/*` mean `application/json`, as the draft asks for the sake of
/// older clients; where both are named with the same weight, the newer one wins. Errors: 406 when
/// the client takes neither.
pub fn negotiate(headers: &HeaderMap) -> Result<MediaType, Refusal> {
    if headers
        .get_all(ACCEPT)
        .iter()
        .all(|line| line.as_bytes().trim_ascii().is_empty())
    {
        return Ok(MediaType::Json);
    }
    let ranges = weighted(headers, &ACCEPT);
    let new = preference(&ranges, MediaType::GraphqlResponse);
    let old = preference(&ranges, MediaType::Json);
    if new.weight == 0 && old.weight == 0 {
        return Err(Refusal::with_status(
            StatusCode::NOT_ACCEPTABLE,
            code::BAD_REQUEST,
            "Accept must allow application/graphql-response+json or application/json, in UTF-8.",
        ));
    }
    if new.weight > old.weight || (new.weight == old.weight && new.named) {
        Ok(MediaType::GraphqlResponse)
    } else {
        Ok(MediaType::Json)
    }
}

struct Preference {
    weight: u16,
    /// The type itself is in the list, not only a wildcard that covers it.
    named: bool,
}

/// The weight of the most specific range that covers `media_type`.
fn preference(ranges: &[Weighted<'_>], media_type: MediaType) -> Preference {
    let weight_of = |wanted: &str| {
        ranges
            .iter()
            .filter(|range| range.value.eq_ignore_ascii_case(wanted) && allows_utf8(range))
            .map(|range| range.weight)
            .max()
    };
    let exact = weight_of(media_type.essence());
    let weight = exact
        .or_else(|| weight_of("application/*"))
        .or_else(|| weight_of("*/*"))
        .unwrap_or(0);
    Preference {
        weight,
        named: exact.is_some(),
    }
}

fn allows_utf8(range: &Weighted<'_>) -> bool {
    range
        .parameters
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("charset"))
        .all(|(_, charset)| is_utf8(charset))
}

/// Whether a charset label means UTF-8.
pub(super) fn is_utf8(charset: &str) -> bool {
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(accept: &str) -> Option<MediaType> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().unwrap());
        negotiate(&headers).ok()
    }

    #[test]
    fn the_table() {
        use MediaType::{GraphqlResponse as New, Json as Old};
        for (accept, expected) in [
            ("", Some(Old)),
            ("*/*", Some(Old)),
            ("application/*", Some(Old)),
            ("application/json", Some(Old)),
            ("APPLICATION/JSON", Some(Old)),
            ("application/json; charset=utf-8", Some(Old)),
            ("application/json; charset=\"UTF-8\"", Some(Old)),
            ("application/json; charset=iso-8859-1", None),
            ("application/json; charset=utf-16, */*;q=0.1", Some(Old)),
            ("application/graphql-response+json", Some(New)),
            (
                "application/graphql-response+json; charset=utf-8",
                Some(New),
            ),
            (
                "application/graphql-response+json, application/json",
                Some(New),
            ),
            (
                "application/json, application/graphql-response+json",
                Some(New),
            ),
            (
                "application/json, application/graphql-response+json;q=0.9",
                Some(Old),
            ),
            (
                "application/json;q=0.9, application/graphql-response+json",
                Some(New),
            ),
            ("application/graphql-response+json, */*;q=0.1", Some(New)),
            ("application/graphql-response+json;q=0, */*", Some(Old)),
            ("application/json;q=0, */*", Some(New)),
            ("application/json;q=0", None),
            ("*/*;q=0", None),
            ("text/html", None),
            ("text/html, application/xhtml+xml, */*;q=0.8", Some(Old)),
            ("image/*", None),
            ("application/json;q=nonsense", None),
        ] {
            assert_eq!(chosen(accept), expected, "Accept: {accept}");
        }
    }

    #[test]
    fn no_header_means_json() {
        assert_eq!(negotiate(&HeaderMap::new()).ok(), Some(MediaType::Json));
    }

    #[test]
    fn what_cannot_be_served_is_406() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, "text/html".parse().unwrap());
        let refusal = negotiate(&headers).unwrap_err();
        assert_eq!(refusal.status(MediaType::Json), StatusCode::NOT_ACCEPTABLE);
    }
}
