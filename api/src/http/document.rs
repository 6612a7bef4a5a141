//! A GraphQL document that has been parsed and found within the limits.

use async_graphql::parser::{
    self, parse_query,
    types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
};

use super::{
    lexer,
    limits::Limits,
    refusal::{Refusal, code},
};

/// Text and syntax tree. The only way to get one is [`Document::parse`], so whoever holds one need
/// not check limits again.
#[derive(Debug, Clone)]
pub struct Document {
    /// The text as it was sent or registered.
    pub text: String,
    /// Its syntax tree.
    pub tree: ExecutableDocument,
    /// How many tokens the text has; a measure of the tree's size in memory.
    pub tokens: usize,
}

/// Which operation of a document runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its name in the document; none for an anonymous one.
    pub name: Option<String>,
    /// Query, mutation or subscription.
    pub kind: OperationType,
}

impl Document {
    /// Errors: `GRAPHQL_PARSE_FAILED`, `GRAPHQL_VALIDATION_FAILED` for what a parser can see of
    /// validity, `LIMIT_EXCEEDED`.
    pub fn parse(text: String, limits: &Limits) -> Result<Self, Refusal> {
        let measure = lexer::measure(&text);
        limits.check_measure(measure)?;
        let tree = parse_query(&text).map_err(unparsed)?;
        limits.check_document(&tree)?;
        Ok(Self {
            text,
            tree,
            tokens: measure.tokens,
        })
    }

    /// Finds the operation to run (GraphQL specification, section 6.1, `GetOperation`).
    ///
    /// Errors: `OPERATION_RESOLUTION_FAILURE`.
    pub fn operation(
        &self,
        wanted: Option<&str>,
    ) -> Result<(Operation, &OperationDefinition), Refusal> {
        let failure = |message: String| {
            Err(Refusal::request_error(
                code::OPERATION_RESOLUTION_FAILURE,
                message,
            ))
        };
        let (name, definition) = match (&self.tree.operations, wanted) {
            (DocumentOperations::Single(only), None) => (None, only),
            (DocumentOperations::Multiple(all), Some(wanted)) => match all.get_key_value(wanted) {
                Some((name, operation)) => (Some(name), operation),
                None => return failure(format!("The document has no operation \"{wanted}\".")),
            },
            (DocumentOperations::Single(_), Some(wanted)) => {
                return failure(format!("The document has no operation \"{wanted}\"."));
            }
            (DocumentOperations::Multiple(all), None) => match all.iter().next() {
                Some((name, only)) if all.len() == 1 => (Some(name), only),
                _ => {
                    return failure(format!(
                        "The document has {} operations; say in \"operationName\" which to run.",
                        all.len()
                    ));
                }
            },
        };
        let operation = Operation {
            name: name.map(ToString::to_string),
            kind: definition.node.ty,
        };
        Ok((operation, &definition.node))
    }
}

fn unparsed(error: parser::Error) -> Refusal {
    let locations = error.positions().collect();
    match &error {
        // The parser draws the offending line; its last line says what was expected.
        parser::Error::Syntax { message, .. } => {
            let expected = message.rsplit("= ").next().unwrap_or_default().trim();
            Refusal::request_error(
                code::GRAPHQL_PARSE_FAILED,
                format!("Syntax error: {expected}."),
            )
        }
        parser::Error::MultipleOperations { .. }
        | parser::Error::OperationDuplicated { .. }
        | parser::Error::FragmentDuplicated { .. } => {
            Refusal::request_error(code::GRAPHQL_VALIDATION_FAILED, error.to_string())
        }
        _ => Refusal::request_error(code::GRAPHQL_PARSE_FAILED, error.to_string()),
    }
    .at(locations)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Document, Refusal> {
        Document::parse(text.to_owned(), &Limits::default())
    }

    fn refused(text: &str) -> (String, String) {
        let refusal = parse(text).unwrap_err();
        let error = &refusal.errors()[0];
        let code = error.extensions.as_ref().unwrap().get("code").unwrap();
        (
            code.to_string().trim_matches('"').to_owned(),
            error.message.clone(),
        )
    }

    #[test]
    fn a_syntax_error_says_what_and_where_without_a_drawing() {
        let refusal = parse("{ a(").unwrap_err();
        let error = &refusal.errors()[0];
        assert!(
            error.message.starts_with("Syntax error: expected "),
            "{}",
            error.message
        );
        assert!(!error.message.contains('\n'));
        assert_eq!((error.locations[0].line, error.locations[0].column), (1, 5));
    }

    #[test]
    fn codes_tell_what_is_wrong() {
        for (text, code) in [
            ("", code::GRAPHQL_PARSE_FAILED),
            ("{", code::GRAPHQL_PARSE_FAILED),
            ("{ }", code::GRAPHQL_PARSE_FAILED),
            ("{ 8f31403d }", code::GRAPHQL_PARSE_FAILED),
            ("fragment F on T { a }", code::GRAPHQL_PARSE_FAILED),
            ("type T { a: Int }", code::GRAPHQL_PARSE_FAILED),
            ("{ a } { b }", code::GRAPHQL_VALIDATION_FAILED),
            (
                "query A { a } query A { b }",
                code::GRAPHQL_VALIDATION_FAILED,
            ),
            (
                "{ a ...F } fragment F on T { ...F }",
                code::GRAPHQL_VALIDATION_FAILED,
            ),
        ] {
            assert_eq!(refused(text).0, code, "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_before_the_parser_recurses() {
        for bracket in ["{a", "{a(x:[", "{a(x:{y:", "query($a:["] {
            let (code, message) = refused(&bracket.repeat(400));
            assert_eq!(code, "LIMIT_EXCEEDED", "{message}");
        }
        let (_, message) = refused(&"[".repeat(100_000));
        assert_eq!(
            message,
            "The document has 100000 tokens; at most 2000 are allowed."
        );
    }

    #[test]
    fn the_deepest_document_that_is_let_through_can_be_parsed() {
        let lists = format!("{{ a(x: {}{}) }}", "[".repeat(62), "]".repeat(62));
        assert!(parse(&lists).is_ok());
        let (code, _) = refused(&format!("{}a{}", "{a".repeat(64), "}".repeat(64)));
        assert_eq!(code, "LIMIT_EXCEEDED");
    }

    #[test]
    fn the_operation_is_found_by_its_name() {
        let name = |text: &str, wanted| {
            parse(text)
                .unwrap()
                .operation(wanted)
                .map(|(operation, _)| operation.name)
        };
        assert_eq!(name("{ a }", None).unwrap(), None);
        assert_eq!(name("query A { a }", None).unwrap().as_deref(), Some("A"));
        assert_eq!(
            name("query A { a } query B { b }", Some("B"))
                .unwrap()
                .as_deref(),
            Some("B")
        );
        for (text, wanted) in [
            ("{ a }", Some("A")),
            ("query A { a }", Some("B")),
            ("query A { a }", Some("")),
            ("query A { a } query B { b }", None),
        ] {
            let refusal = name(text, wanted).unwrap_err();
            let code = refusal.errors()[0]
                .extensions
                .as_ref()
                .unwrap()
                .get("code")
                .cloned();
            assert_eq!(
                code,
                Some("OPERATION_RESOLUTION_FAILURE".into()),
                "{text} {wanted:?}"
            );
        }
    }

    #[test]
    fn the_kind_is_known() {
        for (text, kind) in [
            ("{ a }", OperationType::Query),
            ("mutation { a }", OperationType::Mutation),
            ("subscription { a }", OperationType::Subscription),
        ] {
            assert_eq!(parse(text).unwrap().operation(None).unwrap().0.kind, kind);
        }
    }
}
