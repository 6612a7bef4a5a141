//! Takes out of an operation what omitted variables stand for: an argument or a field of an input
//! object whose variable was not given is not given itself (GraphQL specification, section 6.4.1,
//! `CoerceArgumentValues`).
//!
//! The library does so where a resolver reads its arguments, but not where it reckons an
//! operation's complexity, nor for arguments that have a default. A document of several operations,
//! of which the library checks all, is left to it.

use std::collections::HashSet;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Variables};
use async_graphql_value::Value;

/// See the module. Call it after [`super::variables::check`].
pub fn take_out(tree: &mut ExecutableDocument, variables: &Variables) {
    let Some(operation) = only(&mut tree.operations) else {
        return;
    };
    let definitions = &mut operation.variable_definitions;
    let omitted: HashSet<Name> = definitions
        .iter()
        .map(|definition| &definition.node)
        .filter(|one| one.default_value.is_none() && !variables.contains_key(&one.name.node))
        .map(|one| one.name.node.clone())
        .collect();
    if omitted.is_empty() {
        return;
    }
    definitions.retain(|definition| !omitted.contains(&definition.node.name.node));
    from_selection(&mut operation.selection_set.node, &omitted);
    for fragment in tree.fragments.values_mut() {
        from_selection(&mut fragment.node.selection_set.node, &omitted);
    }
}

fn only(operations: &mut DocumentOperations) -> Option<&mut OperationDefinition> {
    match operations {
        DocumentOperations::Single(operation) => Some(&mut operation.node),
        DocumentOperations::Multiple(named) if named.len() == 1 => named
            .values_mut()
            .next()
            .map(|operation| &mut operation.node),
        DocumentOperations::Multiple(_) => None,
    }
}

fn from_selection(set: &mut SelectionSet, omitted: &HashSet<Name>) {
    for item in &mut set.items {
        match &mut item.node {
            Selection::Field(field) => {
                let field = &mut field.node;
                let given = |value: &mut Value| is_given(value, omitted);
                field
                    .arguments
                    .retain_mut(|(_, value)| given(&mut value.node));
                from_selection(&mut field.selection_set.node, omitted);
            }
            Selection::InlineFragment(inline) => {
                from_selection(&mut inline.node.selection_set.node, omitted);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

/// Whether a value is given, once what is not given within it is gone. A place in a list cannot go:
/// it becomes null.
fn is_given(value: &mut Value, omitted: &HashSet<Name>) -> bool {
    match value {
        Value::Variable(name) => !omitted.contains(name),
        Value::List(items) => {
            for item in items {
                if !is_given(item, omitted) {
                    *item = Value::Null;
                }
            }
            true
        }
        Value::Object(fields) => {
            fields.retain(|_, field| is_given(field, omitted));
            true
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;
    use serde_json::{Value as Json, json};

    /// The arguments of the first field, after variables of these values.
    fn arguments(text: &str, variables: Json) -> (usize, Vec<String>) {
        let mut tree = parse_query(text).unwrap();
        take_out(&mut tree, &Variables::from_json(variables));
        let (_, operation) = tree.operations.iter().next().unwrap();
        let mut set = &operation.node.selection_set.node;
        if let Some(fragment) = tree.fragments.values().next() {
            set = &fragment.node.selection_set.node;
        }
        let Selection::Field(field) = &set.items[0].node else {
            panic!("a field")
        };
        let told = |(name, value): &(
            async_graphql::Positioned<Name>,
            async_graphql::Positioned<Value>,
        )| { format!("{}: {}", name.node, value.node) };
        let arguments = field.node.arguments.iter().map(told).collect();
        (operation.node.variable_definitions.len(), arguments)
    }

    #[test]
    fn what_was_not_given_is_gone() {
        let text =
            "query Q($a: Int, $b: Int, $c: Int = 3) { f(a: $a, b: {x: $a, y: $b}, c: [$a, $c]) }";
        let (left, told) = arguments(text, json!({ "b": null }));
        assert_eq!(
            (left, told),
            (2, vec!["b: {y: $b}".into(), "c: [null, $c]".into()])
        );
        let (left, told) = arguments(
            "query($a: Int) { ...F } fragment F on Query { f(a: $a) }",
            json!({}),
        );
        assert_eq!((left, told.len()), (0, 0));
    }

    #[test]
    fn what_was_given_stays_and_so_do_several_operations() {
        let text = "query($a: Int!, $b: Int) { f(a: $a, b: $b) }";
        assert_eq!(arguments(text, json!({ "a": 1, "b": null })).0, 2);
        let two = "query A($a: Int) { f(a: $a) } query B($a: Int) { f(a: $a) }";
        assert_eq!(arguments(two, json!({})), (1, vec!["a: $a".to_owned()]));
    }
}
