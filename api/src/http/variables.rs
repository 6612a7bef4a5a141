//! Checks variables before anything runs (GraphQL specification, section 6.1.2,
//! `CoerceVariableValues`).
//!
//! The executor coerces variables where they are used, so it would run an operation whose required
//! variable is missing, as long as no required argument needs it. Types of our own (enums, inputs,
//! scalars) are left to the schema; what can be known without it is checked here.

use async_graphql::{
    Positioned, Value, Variables,
    parser::types::{BaseType, Type, VariableDefinition},
};

use super::refusal::Refusal;

/// Errors: one for each variable that is missing, null where null may not be, or no value of its
/// built-in scalar.
pub fn check(
    definitions: &[Positioned<VariableDefinition>],
    variables: &Variables,
) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    for definition in definitions {
        let variable = &definition.node;
        let name = &variable.name.node;
        let wanted = &variable.var_type.node;
        let fault = match variables.get(name) {
            Some(value) => fault(wanted, value, &format!("${name}")),
            None if !wanted.nullable && variable.default_value.is_none() => Some(format!(
                "Variable \"${name}\" of required type \"{wanted}\" was not provided."
            )),
            None => None,
        };
        faults.extend(fault.map(|message| (message, definition.pos)));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::bad_values(faults))
    }
}

/// The first fault of `value`, which stands at `place`. The value itself is not repeated: it may be
/// personal.
fn fault(wanted: &Type, value: &Value, place: &str) -> Option<String> {
    if *value == Value::Null {
        return (!wanted.nullable)
            .then(|| format!("Variable \"{place}\" of type \"{wanted}\" must not be null."));
    }
    match &wanted.base {
        BaseType::List(item) => match value {
            Value::List(values) => values
                .iter()
                .enumerate()
                .find_map(|(index, value)| fault(item, value, &format!("{place}[{index}]"))),
            // A single value stands for a list of one.
            single => fault(item, single, place),
        },
        BaseType::Named(name) => (!fits(name, value)).then(|| {
            format!(
                "Variable \"{place}\" of type \"{wanted}\" got {}.",
                kind(value)
            )
        }),
    }
}

fn fits(scalar: &str, value: &Value) -> bool {
    match scalar {
        "Int" => is_integer(value),
        "Float" => matches!(value, Value::Number(_)),
        "String" => matches!(value, Value::String(_)),
        "Boolean" => matches!(value, Value::Boolean(_)),
        "ID" => matches!(value, Value::String(_)) || is_integer(value),
        _ => true,
    }
}

fn is_integer(value: &Value) -> bool {
    matches!(value, Value::Number(number) if number.is_i64() || number.is_u64())
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Number(_) => "a number of another kind",
        Value::String(_) | Value::Enum(_) => "a string",
        Value::Boolean(_) => "a boolean",
        Value::List(_) => "a list",
        Value::Object(_) => "an object",
        Value::Binary(_) => "bytes",
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::{Value as Json, json};

    use super::*;

    fn faults(definitions: &str, variables: Json) -> Vec<String> {
        let tree = parse_query(format!("query({definitions}) {{ a }}")).unwrap();
        let (_, operation) = tree.operations.iter().next().unwrap();
        match check(
            &operation.node.variable_definitions,
            &Variables::from_json(variables),
        ) {
            Ok(()) => Vec::new(),
            Err(refusal) => refusal
                .errors()
                .iter()
                .map(|error| error.message.clone())
                .collect(),
        }
    }

    #[test]
    fn what_fits_passes() {
        for (definition, value) in [
            ("$v: Int", json!(1)),
            ("$v: Int", json!(null)),
            ("$v: Float", json!(1)),
            ("$v: Float", json!(1.5)),
            ("$v: String!", json!("")),
            ("$v: Boolean!", json!(false)),
            ("$v: ID!", json!("x")),
            ("$v: ID!", json!(7)),
            ("$v: [Int!]!", json!([1, 2])),
            ("$v: [Int!]!", json!([])),
            ("$v: [Int!]!", json!(1)),
            ("$v: [[Int]]", json!([[1, null], null])),
            ("$v: RsvpInput!", json!({ "anything": null })),
            ("$v: Level", json!("HIGH")),
        ] {
            assert_eq!(
                faults(definition, json!({ "v": value })),
                [""; 0],
                "{definition} {value}"
            );
        }
        assert_eq!(
            faults("$v: Int, $w: Int! = 3, $x: [Int!]", json!({})),
            [""; 0]
        );
        assert_eq!(faults("$v: Int", json!({ "unknown": 1 })), [""; 0]);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (definition, value, expected) in [
            (
                "$v: Int!",
                json!(null),
                "Variable \"$v\" of type \"Int!\" must not be null.",
            ),
            (
                "$v: Int! = 3",
                json!(null),
                "Variable \"$v\" of type \"Int!\" must not be null.",
            ),
            (
                "$v: Int",
                json!("1"),
                "Variable \"$v\" of type \"Int\" got a string.",
            ),
            (
                "$v: Int",
                json!(1.5),
                "Variable \"$v\" of type \"Int\" got a number of another kind.",
            ),
            (
                "$v: String",
                json!(1),
                "Variable \"$v\" of type \"String\" got a number of another kind.",
            ),
            (
                "$v: Boolean",
                json!([true]),
                "Variable \"$v\" of type \"Boolean\" got a list.",
            ),
            (
                "$v: ID",
                json!({}),
                "Variable \"$v\" of type \"ID\" got an object.",
            ),
            (
                "$v: Float",
                json!(true),
                "Variable \"$v\" of type \"Float\" got a boolean.",
            ),
            (
                "$v: [Int!]",
                json!([1, null]),
                "Variable \"$v[1]\" of type \"Int!\" must not be null.",
            ),
            (
                "$v: [[Int]]",
                json!([[1], ["a"]]),
                "Variable \"$v[1][0]\" of type \"Int\" got a string.",
            ),
        ] {
            assert_eq!(
                faults(definition, json!({ "v": value })),
                [expected],
                "{definition} {value}"
            );
        }
        assert_eq!(
            faults("$v: [Int]!", json!({})),
            ["Variable \"$v\" of required type \"[Int]!\" was not provided."]
        );
    }

    #[test]
    fn all_faults_are_told_at_once() {
        assert_eq!(
            faults("$a: Int!, $b: Int, $c: ID!", json!({ "b": "x", "c": null })).len(),
            3
        );
    }
}
