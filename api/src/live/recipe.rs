//! A subscription's operation, to be run as often as there is news.

use std::collections::BTreeSet;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Request, Variables};
use sha2::{Digest, Sha256};

use crate::http::prepare::Prepared;
use crate::http::{Refusal, code};

/// A prepared operation that can be run again and again.
#[derive(Debug)]
pub struct Recipe {
    tree: ExecutableDocument,
    operation_name: Option<String>,
    variables: Variables,
    /// The same for operations that are the same.
    fingerprint: [u8; 32],
}

impl Recipe {
    /// Of an operation that is ready to run once.
    pub fn new(prepared: Prepared) -> Result<Self, Refusal> {
        let internal = || Refusal::request_error(code::INTERNAL, "Internal error");
        let mut request = prepared.request;
        let tree = request.parsed_query().map_err(|_| internal())?.clone();
        let fields = root_fields(&tree, request.operation_name.as_deref());
        if fields.len() != 1 || fields.iter().any(|field| field.starts_with("__")) {
            return Err(Refusal::request_error(
                code::GRAPHQL_VALIDATION_FAILED,
                "A subscription selects exactly one field, and none of introspection.",
            ));
        }
        let mut hash = Sha256::new();
        let name = request.operation_name.as_deref().unwrap_or_default();
        let variables = serde_json::to_vec(&request.variables).map_err(|_| internal())?;
        for part in [
            prepared.document.text.as_bytes(),
            name.as_bytes(),
            &variables,
        ] {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        Ok(Self {
            tree,
            operation_name: request.operation_name,
            variables: request.variables,
            fingerprint: hash.finalize().into(),
        })
    }

    /// The same for operations that are the same.
    pub fn fingerprint(&self) -> &[u8; 32] {
        &self.fingerprint
    }

    /// To run it once.
    pub fn request(&self) -> Request {
        let mut request = Request::new("").variables(self.variables.clone());
        request.operation_name.clone_from(&self.operation_name);
        request.set_parsed_query(self.tree.clone());
        request
    }
}

/// The names of the operation's fields, under the names that they are answered by (GraphQL
/// specification, section 5.2.4.1). The document was checked to hold no circle of fragments.
fn root_fields(tree: &ExecutableDocument, operation: Option<&str>) -> BTreeSet<String> {
    fn collect(tree: &ExecutableDocument, set: &SelectionSet, fields: &mut BTreeSet<String>) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let (key, name) = (field.node.response_key(), &field.node.name);
                    let hidden = name.node.starts_with("__");
                    fields.insert(if hidden { &name.node } else { &key.node }.to_string());
                }
                Selection::InlineFragment(inline) => {
                    collect(tree, &inline.node.selection_set.node, fields);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = tree.fragments.get(&spread.node.fragment_name.node) {
                        collect(tree, &fragment.node.selection_set.node, fields);
                    }
                }
            }
        }
    }
    let mut fields = BTreeSet::new();
    for (name, definition) in tree.operations.iter() {
        if operation.is_none() || name.map(|name| name.as_str()) == operation {
            collect(tree, &definition.node.selection_set.node, &mut fields);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;

    #[test]
    fn the_fields_of_an_operation_are_found_through_fragments() {
        let fields = |text: &str, operation| {
            let found = root_fields(&parse_query(text).unwrap(), operation);
            found.into_iter().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(fields("subscription { a }", None), "a");
        assert_eq!(fields("subscription { x: a ... { b } }", None), "b x");
        let spread = "subscription { ...F } fragment F on S { a a y: __typename }";
        assert_eq!(fields(spread, None), "__typename a");
        let two = "subscription A { a } subscription B { b }";
        assert_eq!(fields(two, Some("B")), "b");
    }
}
