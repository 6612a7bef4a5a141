//! An answer of the endpoint, easy to look into.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt;
use serde_json::Value;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Value,
    /// The whole body, as it came.
    pub text: String,
}

impl Answer {
    /// Takes in the whole body.
    pub async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("the body arrives").to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or_else(|_| Value::String(text.clone()));
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
            text,
        }
    }

    /// The data, which must have come without errors.
    pub fn data(&self) -> &Value {
        assert!(self.body.get("errors").is_none(), "errors: {:#}", self.body);
        &self.body["data"]
    }

    /// A part of the data by JSON pointer, `/event/seats/free`; it must be there.
    pub fn at(&self, pointer: &str) -> &Value {
        let data = self.data();
        data.pointer(pointer)
            .unwrap_or_else(|| panic!("no {pointer} in {data:#}"))
    }

    /// The codes of a mutation's `userErrors`, with their paths: `OUT_OF_RANGE party.adults`.
    pub fn refusals(&self, mutation: &str) -> Vec<String> {
        let errors = self.at(&format!("/{mutation}/userErrors"));
        let errors = errors.as_array().expect("userErrors is a list");
        errors
            .iter()
            .map(|error| {
                let path: Vec<&str> = error["path"]
                    .as_array()
                    .expect("a path is a list")
                    .iter()
                    .filter_map(Value::as_str)
                    .collect();
                format!(
                    "{} {}",
                    error["code"].as_str().unwrap_or("?"),
                    path.join(".")
                )
            })
            .collect()
    }

    /// The code of the only top-level error.
    pub fn error_code(&self) -> &str {
        let errors = self.body["errors"]
            .as_array()
            .unwrap_or_else(|| panic!("{:#}", self.body));
        assert_eq!(errors.len(), 1, "{:#}", self.body);
        errors[0]["extensions"]["code"]
            .as_str()
            .expect("an error has a code")
    }
}
