//! The audits: what each sends, and what it asks of the response.

use axum::{body::Body, http::Request};
use serde_json::json;

use super::Audit;
use super::Expect::{self, Between, ContentType, NoData, NoErrors, Status, Utf8};
use crate::http::tests::support::{NEW, OLD, get, post, raw_post};

/// All of them, in their own order.
pub(super) fn audits() -> Vec<Audit> {
    let mut list = Vec::new();
    let mut audit = |id: &str, name: &str, request: Request<Body>, expect: Expect| {
        list.push(Audit {
            id: id.to_owned(),
            name: name.to_owned(),
            request,
            expect,
        });
    };
    let typename = || json!({ "query": "{ __typename }" });
    let broken_json = "{ \"not a JSON";
    let unknown_field = || json!({ "query": "{ 8f31403dfe404bccbb0e835f2629c6a7 }" });
    let null_id = || json!({ "query": "query CoerceFailure($id: ID!){ __typename }", "variables": { "id": null } });
    let by_name = "query Type($name: String!) { __type(name: $name) { name } }";

    // Media types
    audit(
        "22EB",
        "SHOULD accept application/graphql-response+json and match the content-type",
        post(NEW, typename()),
        ContentType(NEW),
    );
    audit(
        "4655",
        "MUST accept application/json and match the content-type",
        post(OLD, typename()),
        ContentType(OLD),
    );
    audit(
        "47DE",
        "SHOULD accept */* and use application/json for the content-type",
        post("*/*", typename()),
        ContentType(OLD),
    );
    audit(
        "80D8",
        "SHOULD assume application/json content-type when accept is missing",
        post("", typename()),
        ContentType(OLD),
    );
    audit(
        "82A3",
        "MUST use utf-8 encoding when responding",
        post("", typename()),
        Utf8,
    );
    audit(
        "BF61",
        "MUST accept utf-8 encoded request",
        raw_post(
            "",
            Some("application/json; charset=utf-8"),
            json!({ "query": "{ __type(name: \"Run🏃Swim🏊\") { name } }" }).to_string(),
        ),
        Status(200),
    );
    audit(
        "78D5",
        "MUST assume utf-8 in request if encoding is unspecified",
        post("", typename()),
        Status(200),
    );

    // Requests
    audit(
        "2C94",
        "MUST accept POST requests",
        post("", typename()),
        Status(200),
    );
    audit(
        "5A70",
        "MAY accept application/x-www-form-urlencoded formatted GET requests",
        get("", &[("query", "{ __typename }")]),
        Status(200),
    );
    audit(
        "9C48",
        "MAY NOT allow executing mutations on GET requests",
        get(NEW, &[("query", "mutation { __typename }")]),
        Between(&[(400, 499)]),
    );
    audit(
        "9ABE",
        "SHOULD respond with 4xx status code if content-type is not supplied on POST requests",
        raw_post("", None, typename().to_string()),
        Between(&[(400, 499)]),
    );
    audit(
        "03D4",
        "MUST accept application/json POST requests",
        post("", typename()),
        Status(200),
    );
    audit(
        "A5BF",
        "MAY use 400 status code when request body is missing on POST",
        raw_post("", Some(OLD), Body::empty()),
        Status(400),
    );

    // Parameters
    audit(
        "423L",
        "MAY use 400 status code on missing {query} parameter",
        post(NEW, json!({ "notquery": "{ __typename }" })),
        Status(400),
    );
    let invalid_texts = [
        ("object", json!({ "obj": "ect" })),
        ("number", json!(0)),
        ("boolean", json!(false)),
        ("array", json!(["array"])),
    ];
    for (index, (kind, value)) in invalid_texts.iter().enumerate() {
        audit(
            &format!("LKJ{index}"),
            &format!("MAY use 400 status code on {kind} {{query}} parameter"),
            post("", json!({ "query": value })),
            Status(400),
        );
    }
    audit(
        "34A2",
        "SHOULD allow string {query} parameter when accepting application/graphql-response+json",
        post(NEW, typename()),
        Status(200),
    );
    audit(
        "13EE",
        "MUST allow string {query} parameter when accepting application/json",
        post(OLD, typename()),
        NoErrors,
    );
    for (index, (kind, value)) in invalid_texts.iter().enumerate() {
        audit(
            &format!("6C0{index}"),
            &format!("MAY use 400 status code on {kind} {{operationName}} parameter"),
            post(
                "",
                json!({ "query": "{ __typename }", "operationName": value }),
            ),
            Status(400),
        );
    }
    let named = || json!({ "operationName": "Query", "query": "query Query { __typename }" });
    audit(
        "8161",
        "SHOULD allow string {operationName} parameter when accepting application/graphql-response+json",
        post(NEW, named()),
        Status(200),
    );
    audit(
        "B8B3",
        "MUST allow string {operationName} parameter when accepting application/json",
        post(OLD, named()),
        NoErrors,
    );
    for (index, parameter) in ["variables", "operationName", "extensions"]
        .iter()
        .enumerate()
    {
        let body = || json!({ "query": "{ __typename }", *parameter: null });
        audit(
            &format!("94B{index}"),
            &format!(
                "SHOULD allow null {{{parameter}}} parameter when accepting application/graphql-response+json"
            ),
            post(NEW, body()),
            NoErrors,
        );
        audit(
            &format!("022{index}"),
            &format!("MUST allow null {{{parameter}}} parameter when accepting application/json"),
            post(OLD, body()),
            NoErrors,
        );
    }
    let invalid_maps = [
        ("string", json!("string")),
        ("number", json!(0)),
        ("boolean", json!(false)),
        ("array", json!(["array"])),
    ];
    for (index, (kind, value)) in invalid_maps.iter().enumerate() {
        audit(
            &format!("476{index}"),
            &format!("MAY use 400 status code on {kind} {{variables}} parameter"),
            post("", json!({ "query": "{ __typename }", "variables": value })),
            Status(400),
        );
    }
    let with_variables = || json!({ "query": by_name, "variables": { "name": "sometype" } });
    audit(
        "2EA1",
        "SHOULD allow map {variables} parameter when accepting application/graphql-response+json",
        post(NEW, with_variables()),
        NoErrors,
    );
    audit(
        "28B9",
        "MUST allow map {variables} parameter when accepting application/json",
        post(OLD, with_variables()),
        NoErrors,
    );
    let in_url = [("query", by_name), ("variables", "{\"name\":\"sometype\"}")];
    audit(
        "D6D5",
        "MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json",
        get(NEW, &in_url),
        NoErrors,
    );
    audit(
        "6A70",
        "MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json",
        get(OLD, &in_url),
        NoErrors,
    );
    for (index, (kind, value)) in invalid_maps.iter().enumerate() {
        audit(
            &format!("58B{index}"),
            &format!("MAY use 400 status code on {kind} {{extensions}} parameter"),
            post(
                "",
                json!({ "query": "{ __typename }", "extensions": value }),
            ),
            Status(400),
        );
    }
    let with_extensions =
        || json!({ "query": "{ __typename }", "extensions": { "some": "value" } });
    audit(
        "428F",
        "SHOULD allow map {extensions} parameter when accepting application/graphql-response+json",
        post(NEW, with_extensions()),
        Status(200),
    );
    audit(
        "1B7A",
        "MUST allow map {extensions} parameter when accepting application/json",
        post(OLD, with_extensions()),
        NoErrors,
    );
    audit(
        "B6DC",
        "MAY use 2xx, 4xx, or 5xx status codes on JSON parsing failure when accepting application/json",
        raw_post(OLD, Some(OLD), broken_json),
        Between(&[(200, 299), (400, 499), (500, 599)]),
    );
    audit(
        "BCF8",
        "SHOULD use 400 status code on JSON parsing failure when accepting application/json",
        raw_post(OLD, Some(OLD), broken_json),
        Status(400),
    );
    audit(
        "B7N8",
        "SHOULD use 400 status code on JSON parsing failure when accepting application/graphql-response+json",
        raw_post(NEW, Some(OLD), broken_json),
        Status(400),
    );
    audit(
        "8764",
        "MAY use 4xx or 5xx status codes if parameters are invalid",
        post("", json!({ "qeury": "{ __typename }" })),
        Between(&[(400, 599)]),
    );
    audit(
        "3E3A",
        "MAY use 400 status code if parameters are invalid",
        post("", json!({ "qeury": "{ __typename }" })),
        Status(400),
    );

    // Responses as application/json
    audit(
        "572B",
        "SHOULD use 200 status code on document parsing failure when accepting application/json",
        post(OLD, json!({ "query": "{" })),
        Status(200),
    );
    audit(
        "FDE2",
        "SHOULD use 200 status code on document validation failure when accepting application/json",
        post(OLD, unknown_field()),
        Status(200),
    );
    audit(
        "7B9B",
        "SHOULD use a status code of 200 on variable coercion failure when accepting application/json",
        post(OLD, null_id()),
        Status(200),
    );

    // Responses as application/graphql-response+json
    audit(
        "865D",
        "SHOULD use 4xx or 5xx status codes on document parsing failure when accepting application/graphql-response+json",
        post(NEW, json!({ "query": "{" })),
        Between(&[(400, 599)]),
    );
    audit(
        "556A",
        "SHOULD use 400 status code on document parsing failure when accepting application/graphql-response+json",
        post(NEW, json!({ "query": "{" })),
        Status(400),
    );
    audit(
        "D586",
        "SHOULD not contain the data entry on document parsing failure when accepting application/graphql-response+json",
        post(NEW, json!({ "query": "{" })),
        NoData,
    );
    audit(
        "51FE",
        "SHOULD use 4xx or 5xx status codes on document validation failure when accepting application/graphql-response+json",
        post(NEW, unknown_field()),
        Between(&[(400, 599)]),
    );
    audit(
        "74FF",
        "SHOULD use 400 status code on document validation failure when accepting application/graphql-response+json",
        post(NEW, unknown_field()),
        Status(400),
    );
    audit(
        "5E5B",
        "SHOULD not contain the data entry on document validation failure when accepting application/graphql-response+json",
        post(NEW, unknown_field()),
        NoData,
    );
    audit(
        "86EE",
        "SHOULD use a status code of 400 on variable coercion failure when accepting application/graphql-response+json",
        post(NEW, null_id()),
        Status(400),
    );
    list
}
