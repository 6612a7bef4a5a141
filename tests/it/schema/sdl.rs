//! The schema as a client developer meets it: its text is up to date, everything in it is
//! described, and the same things always have the same shape.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::app::TestApp;
use crate::support::introspection::{Introspection, bare_type, list, name, type_text};

#[test]
fn schema_graphql_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql");
    let written = std::fs::read_to_string(path).expect("schema.graphql can be read");
    assert!(
        written.trim_end() == mulin::graphql::sdl().trim_end(),
        "schema.graphql is stale. Write it anew: cargo run -p mulin -- schema > schema.graphql"
    );
}

async fn schema() -> Introspection {
    Introspection::read(&TestApp::sqlite().await).await
}

fn nobody_says(problems: Vec<String>) {
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_described() {
    let schema = schema().await;
    let mut lacking = Vec::new();
    let mut seen = 0;
    let mut check = |path: String, part: &Value| {
        seen += 1;
        let description = part["description"].as_str().unwrap_or_default();
        if description.trim().is_empty() || description.starts_with("See the ") {
            lacking.push(path);
        }
    };
    for one in schema.types() {
        let own = name(one);
        check(own.to_owned(), one);
        for field in list(one, "fields") {
            let path = format!("{own}.{}", name(field));
            for argument in list(field, "args") {
                check(format!("{path}({}:)", name(argument)), argument);
            }
            check(path, field);
        }
        for part in ["inputFields", "enumValues"] {
            for part in list(one, part) {
                check(format!("{own}.{}", name(part)), part);
            }
        }
    }
    for directive in schema.directives() {
        check(format!("@{}", name(directive)), directive);
        for argument in list(directive, "args") {
            check(
                format!("@{}({}:)", name(directive), name(argument)),
                argument,
            );
        }
    }
    assert!(seen > 400, "introspection told only {seen} things");
    nobody_says(lacking);
}

#[tokio::test(flavor = "multi_thread")]
async fn mutations_take_one_input_and_answer_a_payload_with_user_errors() {
    let schema = schema().await;
    let mut problems = Vec::new();
    let mutations = schema.root_fields("mutation");
    assert!(!mutations.is_empty());
    for mutation in mutations {
        let own = name(mutation);
        let pascal = own[..1].to_uppercase() + &own[1..];
        let arguments: Vec<String> = list(mutation, "args")
            .iter()
            .map(|argument| format!("{}: {}", name(argument), type_text(&argument["type"])))
            .collect();
        if arguments != [format!("input: {pascal}Input!")] {
            problems.push(format!("{own} takes {arguments:?}"));
        }
        if type_text(&mutation["type"]) != format!("{pascal}Payload!") {
            problems.push(format!("{own} answers {}", type_text(&mutation["type"])));
            continue;
        }
        for field in list(schema.named(&format!("{pascal}Payload")), "fields") {
            let text = type_text(&field["type"]);
            let right = match name(field) {
                "userErrors" => text == "[UserError!]!",
                // Null when it was refused.
                _ => !text.ends_with('!'),
            };
            if !right {
                problems.push(format!("{pascal}Payload.{}: {text}", name(field)));
            }
        }
        let fields: BTreeSet<&str> = list(schema.named(&format!("{pascal}Input")), "inputFields")
            .iter()
            .map(name)
            .collect();
        let makes = [
            "create",
            "register",
            "grant",
            "add",
            "respond",
            "reschedule",
            "plan",
            "bring",
            "claim",
            "want",
        ];
        // A code makes one record, and nobody is signed in whose key it would be.
        let is_safe = own == "registerMyself";
        let makes = makes.iter().any(|verb| own.starts_with(verb)) && !is_safe;
        if makes && !fields.contains("idempotencyKey") {
            problems.push(format!("{pascal}Input has no idempotencyKey"));
        }
        // Each fact about a contact point is set by itself, so that no edit undoes another.
        let has_version = own != "updateContactPoint";
        if own.starts_with("update") && has_version && !fields.contains("expectedVersion") {
            problems.push(format!("{pascal}Input has no expectedVersion"));
        }
    }
    nobody_says(problems);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_have_the_shape_that_relay_wants() {
    let schema = schema().await;
    let mut problems = Vec::new();
    let mut connections = 0;
    let fields = |of: &str| -> Vec<String> {
        let mut fields: Vec<String> = list(schema.named(of), "fields")
            .iter()
            .map(|field| format!("{}: {}", name(field), type_text(&field["type"])))
            .collect();
        fields.sort();
        fields
    };
    for one in schema.of_kind("OBJECT") {
        if let Some(node) = name(one).strip_suffix("Connection") {
            connections += 1;
            let edge = format!("{node}Edge");
            let wanted = [
                format!("edges: [{edge}!]!"),
                format!("nodes: [{node}!]!"),
                "pageInfo: PageInfo!".to_owned(),
            ];
            if fields(name(one)) != wanted {
                problems.push(format!("{}: {:?}", name(one), fields(name(one))));
            }
            if fields(&edge) != ["cursor: String!".to_owned(), format!("node: {node}!")] {
                problems.push(format!("{edge}: {:?}", fields(&edge)));
            }
        }
        for field in list(one, "fields") {
            if !bare_type(&field["type"]).ends_with("Connection") {
                continue;
            }
            let arguments: BTreeSet<String> = list(field, "args")
                .iter()
                .map(|argument| format!("{}: {}", name(argument), type_text(&argument["type"])))
                .collect();
            for wanted in ["first: Int", "after: String", "last: Int", "before: String"] {
                if !arguments.contains(wanted) {
                    problems.push(format!("{}.{} lacks {wanted}", name(one), name(field)));
                }
            }
        }
    }
    assert!(connections >= 4);
    let wanted = [
        "endCursor: String",
        "hasNextPage: Boolean!",
        "hasPreviousPage: Boolean!",
        "startCursor: String",
    ];
    assert_eq!(fields("PageInfo"), wanted);
    nobody_says(problems);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_has_an_id_is_a_node() {
    let schema = schema().await;
    let mut problems = Vec::new();
    for one in schema.of_kind("OBJECT") {
        let has_id = list(one, "fields")
            .iter()
            .any(|field| name(field) == "id" && type_text(&field["type"]) == "ID!");
        let is_node = list(one, "interfaces")
            .iter()
            .any(|one| name(one) == "Node");
        if has_id != is_node {
            problems.push(format!(
                "{}: has an id {has_id}, is a Node {is_node}",
                name(one)
            ));
        }
        let is_error = list(one, "interfaces")
            .iter()
            .any(|one| name(one) == "UserError");
        if is_error != name(one).ends_with("Error") {
            problems.push(format!("{}: is a UserError {is_error}", name(one)));
        }
    }
    nobody_says(problems);
}

#[tokio::test(flavor = "multi_thread")]
async fn scalars_say_where_they_are_specified() {
    let schema = schema().await;
    let lacking = schema.of_kind("SCALAR").filter(|scalar| {
        !scalar["specifiedByURL"]
            .as_str()
            .unwrap_or_default()
            .starts_with("https://")
    });
    nobody_says(lacking.map(|scalar| name(scalar).to_owned()).collect());
}

/// A client that knows all values of today must not break on one of tomorrow.
#[tokio::test(flavor = "multi_thread")]
async fn enums_that_are_given_out_say_that_they_may_grow() {
    let schema = schema().await;
    let given_out: BTreeSet<&str> = schema
        .of_kind("OBJECT")
        .flat_map(|one| list(one, "fields"))
        .map(|field| bare_type(&field["type"]))
        .collect();
    let closed = schema.of_kind("ENUM").filter(|one| {
        given_out.contains(name(one))
            && !one["description"]
                .as_str()
                .unwrap_or_default()
                .contains("may be added")
    });
    nobody_says(closed.map(|one| name(one).to_owned()).collect());
}

/// What may be null says when; `Boolean` never is, and lists hold no holes.
#[tokio::test(flavor = "multi_thread")]
async fn nulls_are_explained() {
    let schema = schema().await;
    let mut problems = Vec::new();
    for one in schema.of_kind("OBJECT") {
        for field in list(one, "fields") {
            let (text, path) = (
                type_text(&field["type"]),
                format!("{}.{}", name(one), name(field)),
            );
            let description = field["description"].as_str().unwrap_or_default();
            if !text.ends_with('!') && !description.contains("null") {
                problems.push(format!("{path}: {text} does not say what null means"));
            }
            // Relay wants a hole in `nodes` where there is nothing to see.
            if text.contains('[') && !text.contains("!]") && path != "Query.nodes" {
                problems.push(format!("{path}: {text} may hold holes"));
            }
        }
    }
    nobody_says(problems);
}
