//! Whether a form came from a page of ours. What it takes to act is the handle, which no other site
//! knows; this keeps one that learned it from acting with a visitor's browser.

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use url::Url;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Checks the head of a `POST`.
///
/// Errors: 415 for anything but a form, 403 if it came from elsewhere.
pub(crate) fn check(head: &Parts, public_url: Option<&Url>) -> Result<(), StatusCode> {
    if !is_form(&head.headers) {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let own_site = ["same-origin", "none"];
    if !all(&head.headers, &SEC_FETCH_SITE, |site| {
        own_site.contains(&site)
    }) {
        return Err(StatusCode::FORBIDDEN);
    }
    let host = head
        .headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let host = host.or_else(|| head.uri.authority().map(|authority| authority.as_str()));
    let is_own = |origin: &str| {
        let Ok(url) = Url::parse(origin) else {
            // Of a page that tells no referrer, as ours do, browsers say `null`.
            return origin == "null";
        };
        let by_name = public_url.is_some_and(|own| own.origin() == url.origin());
        by_name || host.is_some_and(|host| is_at(&url, host))
    };
    if !all(&head.headers, &header::ORIGIN, is_own) {
        return Err(StatusCode::FORBIDDEN);
    }
    Ok(())
}

/// Whether the origin is the host that the request was sent to; a proxy may speak TLS for us.
fn is_at(origin: &Url, host: &str) -> bool {
    let Ok(own) = Url::parse(&format!("{}://{host}", origin.scheme())) else {
        return false;
    };
    matches!(origin.scheme(), "http" | "https") && own.origin() == origin.origin()
}

fn is_form(headers: &HeaderMap) -> bool {
    let media_type = |value: &str| {
        let media_type = value.split(';').next().unwrap_or_default().trim();
        media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    };
    headers.contains_key(header::CONTENT_TYPE) && all(headers, &header::CONTENT_TYPE, media_type)
}

/// Whether each value of the header, if there is any, is as it should be.
fn all(headers: &HeaderMap, name: &HeaderName, is_right: impl Fn(&str) -> bool) -> bool {
    let mut values = headers.get_all(name).iter();
    values.all(|value| value.to_str().is_ok_and(&is_right))
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

    fn status(headers: &[(&str, &str)]) -> u16 {
        let mut request = Request::post("/l/x").header("host", "127.0.0.1:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        let public = Url::parse("https://events.example.org/app/").unwrap();
        check(&head, Some(&public)).map_or_else(|status| status.as_u16(), |()| 200)
    }

    #[test]
    fn only_forms_are_read() {
        assert_eq!(status(&[FORM]), 200);
        let utf8 = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
        assert_eq!(status(&[("content-type", utf8)]), 200);
        assert_eq!(status(&[]), 415);
        for other in ["text/plain", "application/json", "multipart/form-data", ""] {
            assert_eq!(status(&[("content-type", other)]), 415, "{other}");
            assert_eq!(status(&[FORM, ("content-type", other)]), 415, "{other}");
        }
    }

    #[test]
    fn only_our_own_pages_send_them() {
        for (site, expected) in [
            ("same-origin", 200),
            ("none", 200),
            ("same-site", 403),
            ("cross-site", 403),
            ("", 403),
        ] {
            assert_eq!(
                status(&[FORM, ("sec-fetch-site", site)]),
                expected,
                "{site}"
            );
        }
        for (origin, expected) in [
            ("https://events.example.org", 200),
            ("http://127.0.0.1:8080", 200),
            ("https://127.0.0.1:8080", 200),
            ("null", 200),
            ("http://events.example.org", 403),
            ("https://events.example.org:8443", 403),
            ("https://evil.example", 403),
            ("http://127.0.0.1", 403),
            ("", 403),
        ] {
            assert_eq!(status(&[FORM, ("origin", origin)]), expected, "{origin}");
        }
        let both = [FORM, ("sec-fetch-site", "cross-site"), ("origin", "null")];
        assert_eq!(status(&both), 403);
    }
}
