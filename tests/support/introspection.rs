//! The schema as clients read it: by introspection, through the real endpoint.

use serde_json::{Value, json};

use super::app::TestApp;

const QUERY: &str = "{
    __schema {
        queryType { name } mutationType { name } subscriptionType { name }
        types {
            name kind description specifiedByURL
            fields(includeDeprecated: true) { ...field }
            inputFields { ...value }
            enumValues(includeDeprecated: true) { name description }
            interfaces { name }
            possibleTypes { name }
        }
        directives { name description args { ...value } }
    }
}
fragment field on __Field { name description type { ...type } args { ...value } }
fragment value on __InputValue { name description defaultValue type { ...type } }
fragment type on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// Every type of the schema.
pub struct Introspection(Value);

impl Introspection {
    /// Asks a development endpoint.
    pub async fn read(app: &TestApp) -> Self {
        let answer = app.run(None, QUERY, json!({})).await;
        Self(answer.at("/__schema").clone())
    }

    /// The types that are ours: neither of introspection nor scalars of the specification.
    pub fn types(&self) -> impl Iterator<Item = &Value> {
        list(&self.0, "types").iter().filter(|one| {
            let name = name(one);
            !name.starts_with("__") && !["Int", "Float", "String", "Boolean", "ID"].contains(&name)
        })
    }

    /// The types of a kind: `OBJECT`, `INPUT_OBJECT`, `ENUM`, `SCALAR`, `INTERFACE`.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Value> {
        self.types().filter(move |one| one["kind"] == kind)
    }

    /// One type.
    pub fn named(&self, wanted: &str) -> &Value {
        self.types()
            .find(|one| name(one) == wanted)
            .unwrap_or_else(|| panic!("no type {wanted}"))
    }

    /// The fields of a root type, `query`, `mutation` or `subscription`; none if there is no such
    /// root.
    pub fn root_fields(&self, root: &str) -> &[Value] {
        match self.0[format!("{root}Type")]["name"].as_str() {
            Some(root) => list(self.named(root), "fields"),
            None => &[],
        }
    }

    /// The directives that are ours: not those of the specification.
    pub fn directives(&self) -> impl Iterator<Item = &Value> {
        list(&self.0, "directives").iter().filter(|one| {
            !["skip", "include", "deprecated", "specifiedBy", "oneOf"].contains(&name(one))
        })
    }
}

/// A list within a part of the answer; empty where it is null.
pub fn list<'a>(part: &'a Value, key: &str) -> &'a [Value] {
    part[key].as_array().map_or(&[], Vec::as_slice)
}

/// The name of a part.
pub fn name(part: &Value) -> &str {
    part["name"].as_str().unwrap_or_default()
}

/// A type as the schema writes it: `[UserError!]!`.
pub fn type_text(part: &Value) -> String {
    match part["kind"].as_str() {
        Some("NON_NULL") => format!("{}!", type_text(&part["ofType"])),
        Some("LIST") => format!("[{}]", type_text(&part["ofType"])),
        _ => name(part).to_owned(),
    }
}

/// The type's own name without lists and exclamation marks.
pub fn bare_type(part: &Value) -> &str {
    match part["kind"].as_str() {
        Some("NON_NULL" | "LIST") => bare_type(&part["ofType"]),
        _ => name(part),
    }
}
