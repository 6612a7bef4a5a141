//! Makes a response fit to leave the house: every error gets a code and the request's id, and what
//! went wrong inside stays inside.

use std::collections::BTreeMap;

use async_graphql::{ErrorExtensionValues, PathSegment, Response, ServerError};

use super::{limits::Limits, refusal::code, request_id::RequestId};

/// Completes the errors of an executed operation.
///
/// A resolver marks an error as expected by putting `code` into its extensions; that error passes
/// as it is. Of the rest, those without a path come from validation, and those with a path are
/// either complaints about an argument's value or failures nobody foresaw. The latter are logged,
/// one line for each different message, and become `INTERNAL`.
pub fn complete(response: &mut Response, request_id: &RequestId, limits: &Limits) {
    let mut unforeseen: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for error in &mut response.errors {
        if !has_code(error) {
            let class = classify(error);
            if class == code::INTERNAL {
                let message = std::mem::replace(&mut error.message, "Internal error".to_owned());
                error.extensions = None;
                error.source = None;
                unforeseen
                    .entry(message)
                    .or_insert_with(|| (path(&error.path), 0))
                    .1 += 1;
            }
            let extensions = error
                .extensions
                .get_or_insert_with(ErrorExtensionValues::default);
            extensions.set("code", class);
            if class == code::LIMIT_EXCEEDED {
                extensions.set("limit", "complexity");
                extensions.set("maximum", limits.complexity);
                error.message = format!(
                    "The operation is too complex; a complexity of {} is allowed. Ask for fewer \
                     fields or smaller pages.",
                    limits.complexity
                );
            }
        }
        stamp(error, request_id);
    }
    for (message, (path, times)) in unforeseen {
        tracing::error!(%request_id, path, times, error = message, "a resolver failed unexpectedly");
    }
}

/// Puts the request's id beside the code.
pub fn stamp(error: &mut ServerError, request_id: &RequestId) {
    let extensions = error
        .extensions
        .get_or_insert_with(ErrorExtensionValues::default);
    extensions.set("requestId", request_id.as_str());
}

/// Whether the operation did not run at all: no data, and no error that belongs to a field
/// (GraphQL specification, section 7.1.2).
pub fn is_request_error(response: &Response) -> bool {
    response.data == async_graphql::Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

fn has_code(error: &ServerError) -> bool {
    error
        .extensions
        .as_ref()
        .is_some_and(|extensions| extensions.get("code").is_some())
}

fn classify(error: &ServerError) -> &'static str {
    if is_about_a_value(error) {
        code::BAD_USER_INPUT
    } else if !error.path.is_empty() {
        code::INTERNAL
    } else if error.message == "Query is too complex." {
        code::LIMIT_EXCEEDED
    } else {
        code::GRAPHQL_VALIDATION_FAILED
    }
}

/// async-graphql's own complaints about argument values. Errors that resolvers make of other errors
/// have a source; these have none.
fn is_about_a_value(error: &ServerError) -> bool {
    error.source.is_none()
        && [
            "Failed to parse \"",
            "Expected input type \"",
            "Invalid value for argument \"",
        ]
        .iter()
        .any(|start| error.message.starts_with(start))
}

fn path(segments: &[PathSegment]) -> String {
    let mut text = String::new();
    for segment in segments {
        if !text.is_empty() {
            text.push('.');
        }
        match segment {
            PathSegment::Field(name) => text.push_str(name),
            PathSegment::Index(index) => text.push_str(&index.to_string()),
        }
    }
    text
}
