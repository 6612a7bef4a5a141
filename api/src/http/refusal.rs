//! A request that is turned away instead of being executed.

use std::time::Duration;

use async_graphql::{ErrorExtensionValues, Pos, ServerError, Value};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};

use super::negotiation::MediaType;

/// The values of `extensions.code` that the HTTP layer gives out.
pub mod code {
    /// A parameter, a variable or an argument has a value that it may not have.
    pub const BAD_USER_INPUT: &str = "BAD_USER_INPUT";
    /// The HTTP request itself is at fault: method, media type, size.
    pub const BAD_REQUEST: &str = "BAD_REQUEST";
    /// The document is not GraphQL.
    pub const GRAPHQL_PARSE_FAILED: &str = "GRAPHQL_PARSE_FAILED";
    /// The document is GraphQL, but does not fit the schema.
    pub const GRAPHQL_VALIDATION_FAILED: &str = "GRAPHQL_VALIDATION_FAILED";
    /// The document is larger than one of the limits; `limit`, `maximum` and, where known, `actual`
    /// stand beside the code.
    pub const LIMIT_EXCEEDED: &str = "LIMIT_EXCEEDED";
    /// No operation, or no single one, answers to `operationName`, or it cannot run here.
    pub const OPERATION_RESOLUTION_FAILURE: &str = "OPERATION_RESOLUTION_FAILURE";
    /// No document is known under the hash; send its text along.
    pub const PERSISTED_QUERY_NOT_FOUND: &str = "PERSISTED_QUERY_NOT_FOUND";
    /// Only registered documents run here, and this is none of them.
    pub const DOCUMENT_NOT_TRUSTED: &str = "DOCUMENT_NOT_TRUSTED";
    /// The credential is missing, malformed, expired or revoked.
    pub const UNAUTHENTICATED: &str = "UNAUTHENTICATED";
    /// The caller has used up a budget; `Retry-After` says when to come back.
    pub const THROTTLED: &str = "THROTTLED";
    /// The operation, or the sending of its request, took too long.
    pub const TIMEOUT: &str = "TIMEOUT";
    /// Our fault. The log has the details under the request id.
    pub const INTERNAL: &str = "INTERNAL";
}

/// How the HTTP status of a refusal is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// 400 under `application/graphql-response+json`, 200 under `application/json`: GraphQL over
    /// HTTP, "Response status codes" of the two media types.
    ByMediaType,
    /// The same under both.
    Fixed(StatusCode),
}

/// Errors that are answered without `data`, with the status and the headers that go with them.
///
/// [`Execute`](super::Execute) returns one for what concerns the request as a whole (an expired
/// token, a spent budget). What concerns a field belongs into the response's errors.
#[derive(Debug)]
pub struct Refusal {
    status: Status,
    headers: Vec<(HeaderName, HeaderValue)>,
    errors: Vec<ServerError>,
}

impl Refusal {
    /// A request error in the sense of the GraphQL specification: the HTTP request was sound, its
    /// operation cannot run. The status depends on the negotiated media type.
    pub fn request_error(code: &str, message: impl Into<String>) -> Self {
        Self::new(Status::ByMediaType, code, message)
    }

    /// A refusal with one status for both media types.
    pub fn with_status(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self::new(Status::Fixed(status), code, message)
    }

    /// Malformed JSON or parameters: 400 (GraphQL over HTTP, "Request parameters").
    pub fn bad_parameter(message: impl Into<String>) -> Self {
        Self::with_status(StatusCode::BAD_REQUEST, code::BAD_USER_INPUT, message)
    }

    /// 401 with a challenge (RFC 9110, section 15.5.2; RFC 6750, section 3).
    pub fn unauthenticated(message: impl Into<String>) -> Self {
        Self::with_status(StatusCode::UNAUTHORIZED, code::UNAUTHENTICATED, message)
            .header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    /// 429 with `Retry-After` in whole seconds, rounded up, at least one (RFC 6585, section 4).
    pub fn throttled(message: impl Into<String>, retry_after: Duration) -> Self {
        let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
        Self::with_status(StatusCode::TOO_MANY_REQUESTS, code::THROTTLED, message)
            .header(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)))
    }

    /// One request error for each of `messages`; several faults are told at once.
    pub(super) fn bad_values(messages: Vec<(String, Pos)>) -> Self {
        let errors = messages
            .into_iter()
            .map(|(message, pos)| error(code::BAD_USER_INPUT, message, vec![pos]))
            .collect();
        Self {
            status: Status::ByMediaType,
            headers: Vec::new(),
            errors,
        }
    }

    fn new(status: Status, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            errors: vec![error(code, message.into(), Vec::new())],
        }
    }

    /// Adds a response header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Adds a member to `extensions`, beside `code`.
    #[must_use]
    pub fn detail(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        for error in &mut self.errors {
            let extensions = error
                .extensions
                .get_or_insert_with(ErrorExtensionValues::default);
            extensions.set(name, value.clone());
        }
        self
    }

    /// Says where in the document the fault lies.
    #[must_use]
    pub(super) fn at(mut self, locations: Vec<Pos>) -> Self {
        for error in &mut self.errors {
            error.locations.clone_from(&locations);
        }
        self
    }

    /// The HTTP status under `media_type`.
    pub fn status(&self, media_type: MediaType) -> StatusCode {
        match (self.status, media_type) {
            (Status::Fixed(status), _) => status,
            (Status::ByMediaType, MediaType::GraphqlResponse) => StatusCode::BAD_REQUEST,
            (Status::ByMediaType, MediaType::Json) => StatusCode::OK,
        }
    }

    /// The errors, for transports other than HTTP.
    pub fn errors(&self) -> &[ServerError] {
        &self.errors
    }

    pub(super) fn into_parts(self) -> (Vec<(HeaderName, HeaderValue)>, Vec<ServerError>) {
        (self.headers, self.errors)
    }
}

fn error(code: &str, message: String, locations: Vec<Pos>) -> ServerError {
    let mut error = ServerError::new(message, None);
    error.locations = locations;
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code);
    error.extensions = Some(extensions);
    error
}
