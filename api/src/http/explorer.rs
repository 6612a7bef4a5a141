//! The explorer: one page in which to read the schema and try operations. For development only.

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// Everything in one file: no library, no font, no picture from elsewhere.
const PAGE: &str = include_str!("explorer.html");

/// The page at `/`.
pub fn routes() -> Router {
    Router::new()
        .route("/", get(page))
        .with_state(Arc::<str>::from(policy(PAGE)))
}

async fn page(State(policy): State<Arc<str>>) -> Response {
    let mut response = Html(PAGE).into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::CACHE_CONTROL, "no-cache"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A content security policy that lets run what stands in `page` and nothing else (CSP level 3,
/// "hash-source").
fn policy(page: &str) -> String {
    format!(
        "default-src 'none'; script-src {}; style-src {}; connect-src 'self'; img-src data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        hash_of(page, "script"),
        hash_of(page, "style"),
    )
}

/// The hash of the content of the page's only `element`; `'none'` if there is no such element.
fn hash_of(page: &str, element: &str) -> String {
    page.split_once(&format!("<{element}>"))
        .and_then(|(_, rest)| rest.split_once(&format!("</{element}>")))
        .map_or_else(
            || "'none'".to_owned(),
            |(content, _)| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content))),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_that_of_the_elements_content() {
        // `printf 'doSomething();' | openssl dgst -sha256 -binary | base64`
        assert_eq!(
            hash_of("<script>doSomething();</script>", "script"),
            "'sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc='"
        );
        assert_eq!(hash_of("<p>", "script"), "'none'");
    }

    #[test]
    fn the_page_needs_nothing_that_its_policy_forbids() {
        assert_eq!(PAGE.matches("<script").count(), 1);
        assert_eq!(PAGE.matches("<style").count(), 1);
        for forbidden in [
            "style=\"",
            " src=",
            "@import",
            "url(",
            "onclick=",
            "innerHTML",
            "eval(",
        ] {
            assert!(!PAGE.contains(forbidden), "{forbidden}");
        }
        for (_, link) in PAGE.match_indices("<link").map(|(at, _)| PAGE.split_at(at)) {
            assert!(
                link.starts_with("<link rel=\"icon\" href=\"data:,\">"),
                "{link:.60}"
            );
        }
        let policy = policy(PAGE);
        assert_eq!(policy.matches("'sha256-").count(), 2);
        assert!(!policy.contains("unsafe"));
    }
}
