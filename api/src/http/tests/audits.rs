//! The rules behind the 61 audits of `graphql-http` 1.23.1 (`auditServer`), one case each, under the
//! audits' own ids and names. `tests/conformance` runs the audits themselves against a server.

mod cases;

use axum::{body::Body, http::Request};
use serde_json::Value as Json;

use super::support::{App, Reply};
use cases::audits;

/// What an audit asks of the response.
enum Expect {
    Status(u16),
    /// Any status of the given ranges, both ends included.
    Between(&'static [(u16, u16)]),
    /// 200 and a `Content-Type` that contains this.
    ContentType(&'static str),
    /// 200 and no `errors` in the body.
    NoErrors,
    /// 200 and a body in UTF-8.
    Utf8,
    /// No `data` in the body.
    NoData,
}
use Expect::{Between, ContentType, NoData, NoErrors, Status, Utf8};

struct Audit {
    id: String,
    name: String,
    request: Request<Body>,
    expect: Expect,
}

/// Why the reply is not what the audit asks for.
fn fault(reply: &Reply, expect: &Expect) -> Option<String> {
    let status = reply.status.as_u16();
    let body = String::from_utf8_lossy(&reply.bytes);
    let member = |name: &str| -> Option<Json> {
        serde_json::from_slice::<Json>(&reply.bytes)
            .unwrap_or_default()
            .get(name)
            .cloned()
    };
    let held = match expect {
        Status(expected) => status == *expected,
        Between(ranges) => ranges
            .iter()
            .any(|(low, high)| (*low..=*high).contains(&status)),
        ContentType(part) => status == 200 && reply.header("content-type").contains(part),
        NoErrors => status == 200 && member("data").is_some() && member("errors").is_none(),
        Utf8 => status == 200 && std::str::from_utf8(&reply.bytes).is_ok(),
        NoData => member("errors").is_some() && member("data").is_none(),
    };
    (!held).then(|| format!("{status} {:?} {body}", reply.headers))
}

#[tokio::test]
async fn every_audit_passes() {
    let app = App::new();
    let mut failures = Vec::new();
    for audit in audits() {
        let reply = app.send(audit.request).await;
        if let Some(fault) = fault(&reply, &audit.expect) {
            failures.push(format!("{} {}: {fault}", audit.id, audit.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_list_is_complete() {
    let mut ids: Vec<_> = audits().into_iter().map(|audit| audit.id).collect();
    assert_eq!(ids.len(), 61);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 61);
}
