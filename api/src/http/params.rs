//! The four parameters of a GraphQL request, from a JSON body or from a query string (GraphQL over
//! HTTP, "Request parameters"), and the two ways to name a document by its hash.

use async_graphql::{Extensions, Name, Value, Variables, indexmap::IndexMap};

use super::{refusal::Refusal, trusted::DocumentHash};

/// A request whose parameters have the right types. `null` and absence are the same thing.
#[derive(Debug, Default)]
pub struct Params {
    /// The document's text; may be absent when `document` is there.
    pub query: Option<String>,
    /// The document's hash: `documentId`, or `extensions.persistedQuery.sha256Hash`.
    pub document: Option<DocumentHash>,
    /// Which operation of the document to run.
    pub operation_name: Option<String>,
    /// The variables' values.
    pub variables: Variables,
    /// Whatever else client and server have agreed upon.
    pub extensions: Extensions,
}

impl Params {
    /// Reads a JSON body. Errors: 400, naming the parameter.
    pub fn from_json(body: &[u8]) -> Result<Self, Refusal> {
        let body: Value = serde_json::from_slice(body)
            .map_err(|error| Refusal::bad_parameter(format!("The body is not JSON: {error}.")))?;
        Self::from_value(body)
    }

    /// Reads an already decoded JSON value; for transports that carry it inside something else.
    /// Errors: as [`Params::from_json`].
    pub fn from_value(body: Value) -> Result<Self, Refusal> {
        match body {
            Value::Object(members) => Self::from_members(members),
            Value::List(_) => Err(Refusal::bad_parameter(
                "The body is an array; send one request a call, as an object.",
            )),
            _ => Err(Refusal::bad_parameter("The body must be a JSON object.")),
        }
    }

    /// Reads a query string (`application/x-www-form-urlencoded`), in which `variables` and
    /// `extensions` are JSON texts. Empty values count as absent. Errors: 400, naming the parameter.
    pub fn from_query_string(query: &str) -> Result<Self, Refusal> {
        let mut members = IndexMap::new();
        for (name, text) in url::form_urlencoded::parse(query.as_bytes()) {
            let value = match name.as_ref() {
                "query" | "operationName" | "documentId" | "variables" | "extensions"
                    if text.is_empty() =>
                {
                    Value::Null
                }
                "query" | "operationName" | "documentId" => Value::String(text.into_owned()),
                "variables" | "extensions" => serde_json::from_str(&text).map_err(|error| {
                    Refusal::bad_parameter(format!("\"{name}\" is not JSON: {error}."))
                })?,
                _ => continue,
            };
            if members.insert(Name::new(&name), value).is_some() {
                return Err(Refusal::bad_parameter(format!(
                    "\"{name}\" is there twice."
                )));
            }
        }
        Self::from_members(members)
    }

    fn from_members(mut members: IndexMap<Name, Value>) -> Result<Self, Refusal> {
        let query = text(&mut members, "query")?;
        let operation_name = text(&mut members, "operationName")?;
        let document_id = text(&mut members, "documentId")?;
        let variables = object(&mut members, "variables")?;
        let extensions = object(&mut members, "extensions")?;
        let document = match (document_id, persisted_query(&extensions)?) {
            (Some(id), None) => Some(hash("documentId", &id)?),
            (None, persisted) => persisted,
            (Some(id), Some(persisted)) => {
                if hash("documentId", &id)? != persisted {
                    return Err(Refusal::bad_parameter(
                        "\"documentId\" and \"extensions.persistedQuery\" name two documents.",
                    ));
                }
                Some(persisted)
            }
        };
        if query.is_none() && document.is_none() {
            return Err(Refusal::bad_parameter(
                "\"query\" is missing; it must be a string, unless \"documentId\" names a document.",
            ));
        }
        Ok(Self {
            query,
            document,
            operation_name,
            variables: Variables::from_value(Value::Object(variables)),
            extensions: Extensions(
                extensions
                    .into_iter()
                    .map(|(name, value)| (name.to_string(), value))
                    .collect(),
            ),
        })
    }
}

fn text(members: &mut IndexMap<Name, Value>, name: &str) -> Result<Option<String>, Refusal> {
    match members.swap_remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::bad_parameter(format!(
            "\"{name}\" must be a string."
        ))),
    }
}

fn object(
    members: &mut IndexMap<Name, Value>,
    name: &str,
) -> Result<IndexMap<Name, Value>, Refusal> {
    match members.swap_remove(name) {
        None | Some(Value::Null) => Ok(IndexMap::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err(Refusal::bad_parameter(format!(
            "\"{name}\" must be an object."
        ))),
    }
}

/// Apollo's `{ "persistedQuery": { "version": 1, "sha256Hash": "…" } }`.
fn persisted_query(extensions: &IndexMap<Name, Value>) -> Result<Option<DocumentHash>, Refusal> {
    const NAME: &str = "extensions.persistedQuery";
    let persisted = match extensions.get("persistedQuery") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(persisted)) => persisted,
        Some(_) => {
            return Err(Refusal::bad_parameter(format!(
                "\"{NAME}\" must be an object."
            )));
        }
    };
    match persisted.get("version") {
        Some(Value::Number(version)) if version.as_u64() == Some(1) => {}
        _ => {
            return Err(Refusal::bad_parameter(format!(
                "\"{NAME}.version\" must be 1."
            )));
        }
    }
    match persisted.get("sha256Hash") {
        Some(Value::String(text)) => hash(&format!("{NAME}.sha256Hash"), text).map(Some),
        _ => Err(Refusal::bad_parameter(format!(
            "\"{NAME}.sha256Hash\" must be a string."
        ))),
    }
}

fn hash(name: &str, text: &str) -> Result<DocumentHash, Refusal> {
    DocumentHash::parse(text).ok_or_else(|| {
        Refusal::bad_parameter(format!(
            "\"{name}\" must be a SHA-256 as 64 hexadecimal digits, with or without \"sha256:\"."
        ))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;

    fn json(body: Json) -> Result<Params, String> {
        Params::from_json(body.to_string().as_bytes())
            .map_err(|refusal| refusal.errors()[0].message.clone())
    }

    fn query_string(query: &str) -> Result<Params, String> {
        Params::from_query_string(query).map_err(|refusal| refusal.errors()[0].message.clone())
    }

    #[test]
    fn all_parameters_are_read() {
        let params = json(json!({
            "query": "{ a }", "operationName": "A", "variables": { "n": 1 },
            "extensions": { "x": true }, "somethingElse": [1],
        }))
        .unwrap();
        assert_eq!(params.query.as_deref(), Some("{ a }"));
        assert_eq!(params.operation_name.as_deref(), Some("A"));
        assert_eq!(params.variables["n"], Value::from(1));
        assert_eq!(params.extensions["x"], Value::from(true));
        let params = query_string(
            "query=%7B+a+%7D&operationName=A&variables=%7B%22n%22%3A1%7D&extensions={\"x\":true}&_=1",
        )
        .unwrap();
        assert_eq!(params.query.as_deref(), Some("{ a }"));
        assert_eq!(params.operation_name.as_deref(), Some("A"));
        assert_eq!(params.variables["n"], Value::from(1));
        assert_eq!(params.extensions["x"], Value::from(true));
    }

    #[test]
    fn null_is_absence() {
        let params = json(json!({
            "query": "{ a }", "operationName": null, "variables": null, "extensions": null,
            "documentId": null,
        }))
        .unwrap();
        assert!(params.operation_name.is_none() && params.variables.is_empty());
        assert!(
            query_string("query={a}&variables=&operationName=&extensions=&documentId=").is_ok()
        );
        assert!(query_string("query={a}&variables=null").is_ok());
    }

    #[test]
    fn faults_name_the_parameter() {
        for (body, expected) in [
            (
                json!([]),
                "The body is an array; send one request a call, as an object.",
            ),
            (
                json!([{ "query": "{ a }" }]),
                "The body is an array; send one request a call, as an object.",
            ),
            (json!("x"), "The body must be a JSON object."),
            (json!({ "query": 1 }), "\"query\" must be a string."),
            (
                json!({ "query": "{a}", "operationName": {} }),
                "\"operationName\" must be a string.",
            ),
            (
                json!({ "query": "{a}", "variables": [] }),
                "\"variables\" must be an object.",
            ),
            (
                json!({ "query": "{a}", "extensions": "x" }),
                "\"extensions\" must be an object.",
            ),
            (
                json!({ "documentId": 5 }),
                "\"documentId\" must be a string.",
            ),
            (
                json!({ "query": "{a}", "extensions": { "persistedQuery": 1 } }),
                "\"extensions.persistedQuery\" must be an object.",
            ),
            (
                json!({ "query": "{a}", "extensions": { "persistedQuery": { "version": 2 } } }),
                "\"extensions.persistedQuery.version\" must be 1.",
            ),
            (
                json!({ "query": "{a}", "extensions": { "persistedQuery": { "version": 1 } } }),
                "\"extensions.persistedQuery.sha256Hash\" must be a string.",
            ),
        ] {
            assert_eq!(json(body.clone()).unwrap_err(), expected, "{body}");
        }
        for (body, start) in [
            (json!({}), "\"query\" is missing"),
            (json!({ "query": null }), "\"query\" is missing"),
            (
                json!({ "documentId": "sha256:abc" }),
                "\"documentId\" must be a SHA-256",
            ),
            (
                json!({ "documentId": "md5:".to_owned() + &"a".repeat(64) }),
                "\"documentId\" must be a SHA-256",
            ),
        ] {
            assert!(json(body.clone()).unwrap_err().starts_with(start), "{body}");
        }
        for body in [
            "",
            "{",
            "{ \"not a JSON",
            "{\"query\":\"{a}\"} x",
            "\u{feff}{}",
        ] {
            let refusal = Params::from_json(body.as_bytes()).unwrap_err();
            assert!(
                refusal.errors()[0]
                    .message
                    .starts_with("The body is not JSON"),
                "{body}"
            );
        }
        assert!(Params::from_json(b"{\"query\":\"\xff\"}").is_err());
        assert_eq!(
            query_string("query={a}&query={b}").unwrap_err(),
            "\"query\" is there twice."
        );
        assert!(
            query_string("query={a}&variables={")
                .unwrap_err()
                .starts_with("\"variables\" is not JSON")
        );
        assert_eq!(
            query_string("query={a}&variables=[]").unwrap_err(),
            "\"variables\" must be an object."
        );
        assert!(
            query_string("")
                .unwrap_err()
                .starts_with("\"query\" is missing")
        );
    }

    #[test]
    fn a_document_can_be_named_in_four_ways() {
        let hex = "0123456789abcdef".repeat(4);
        let wanted = DocumentHash::parse(&hex);
        assert!(wanted.is_some());
        for id in [hex.clone(), hex.to_uppercase(), format!("sha256:{hex}")] {
            assert_eq!(json(json!({ "documentId": id })).unwrap().document, wanted);
            let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": id } });
            assert_eq!(
                json(json!({ "extensions": extensions })).unwrap().document,
                wanted
            );
            let both = json!({ "documentId": id, "extensions": extensions });
            assert_eq!(json(both).unwrap().document, wanted);
            assert_eq!(
                query_string(&format!("documentId={id}")).unwrap().document,
                wanted
            );
        }
        let other = "f".repeat(64);
        let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": other } });
        assert_eq!(
            json(json!({ "documentId": hex, "extensions": extensions })).unwrap_err(),
            "\"documentId\" and \"extensions.persistedQuery\" name two documents."
        );
    }

    #[test]
    fn a_value_nested_without_end_is_refused() {
        let body = format!(
            "{{\"query\":\"{{a}}\",\"variables\":{{\"v\":{}",
            "[".repeat(100_000)
        );
        assert!(Params::from_json(body.as_bytes()).is_err());
    }
}
