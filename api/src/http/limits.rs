//! How large a request may be, and the count that finds out.

use std::{collections::HashMap, time::Duration};

use async_graphql::{
    Name, Positioned,
    parser::types::{ExecutableDocument, FragmentDefinition, Selection, SelectionSet},
};

use super::{
    lexer::Measure,
    refusal::{Refusal, code},
};

/// The largest request that is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a request body.
    pub body: usize,
    /// Lexical tokens of a document.
    pub tokens: usize,
    /// Brackets open at the same time in a document.
    pub nesting: usize,
    /// Fields within fields.
    pub depth: usize,
    /// Aliases, counted at every place a fragment is spread.
    pub aliases: usize,
    /// Directives, counted likewise.
    pub directives: usize,
    /// Fields and fragments, counted likewise. Without it thirty fragments that spread each other
    /// twice would stand for a thousand million fields.
    pub selections: usize,
    /// The complexity that the schema computes. The schema enforces it; it stands here so that the
    /// refusal can name it.
    pub complexity: usize,
    /// Whether documents may ask for the schema. The schema itself would answer null, which says
    /// nothing to whoever wonders why.
    pub introspection: bool,
    /// The time in which a request's body must have arrived.
    pub receive: Duration,
    /// The time an operation may take.
    pub execution: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 256 * 1024,
            tokens: 2_000,
            nesting: 64,
            depth: 15,
            aliases: 30,
            directives: 50,
            selections: 5_000,
            complexity: 5_000,
            introspection: true,
            receive: Duration::from_secs(10),
            execution: Duration::from_secs(10),
        }
    }
}

impl Limits {
    /// Errors: the document has too many tokens, or is nested too deeply to be parsed.
    pub(super) fn check_measure(&self, measure: Measure) -> Result<(), Refusal> {
        within("tokens", measure.tokens, self.tokens)?;
        within("nesting", measure.nesting, self.nesting)
    }

    /// Errors: one of the counts is too large, or a fragment spreads itself.
    pub(super) fn check_document(&self, document: &ExecutableDocument) -> Result<(), Refusal> {
        let counts = count(document)?;
        if counts.introspection && !self.introspection {
            return Err(Refusal::request_error(
                code::GRAPHQL_VALIDATION_FAILED,
                "Introspection is off on this server. Its schema is published as schema.graphql.",
            ));
        }
        within("depth", counts.depth, self.depth)?;
        within("aliases", counts.aliases, self.aliases)?;
        within("directives", counts.directives, self.directives)?;
        within("selections", counts.selections, self.selections)
    }
}

fn within(limit: &str, actual: usize, maximum: usize) -> Result<(), Refusal> {
    if actual <= maximum {
        return Ok(());
    }
    let message = match limit {
        "depth" | "nesting" => {
            format!("The document's {limit} is {actual}; at most {maximum} is allowed.")
        }
        _ => format!("The document has {actual} {limit}; at most {maximum} are allowed."),
    };
    Err(Refusal::request_error(code::LIMIT_EXCEEDED, message)
        .detail("limit", limit)
        .detail("maximum", maximum)
        .detail("actual", actual))
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counts {
    depth: usize,
    aliases: usize,
    directives: usize,
    selections: usize,
    /// Whether it asks for the schema.
    introspection: bool,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.depth = self.depth.max(other.depth);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.selections = self.selections.saturating_add(other.selections);
        self.introspection |= other.introspection;
    }
}

/// Counts over all operations of the document, with every fragment spread out.
fn count(document: &ExecutableDocument) -> Result<Counts, Refusal> {
    let mut counter = Counter {
        fragments: &document.fragments,
        known: HashMap::new(),
    };
    let mut total = Counts::default();
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        total.directives += operation.directives.len();
        for variable in &operation.variable_definitions {
            total.directives += variable.node.directives.len();
        }
        total.add(counter.selection_set(&operation.selection_set)?);
    }
    // Those that no operation spreads would otherwise never be looked at.
    for name in document.fragments.keys() {
        counter.fragment(name)?;
    }
    Ok(total)
}

struct Counter<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// Each fragment is counted once; `None` marks those being counted.
    known: HashMap<&'a Name, Option<Counts>>,
}

impl<'a> Counter<'a> {
    fn selection_set(&mut self, set: &'a Positioned<SelectionSet>) -> Result<Counts, Refusal> {
        let mut counts = Counts::default();
        for selection in &set.node.items {
            counts.selections = counts.selections.saturating_add(1);
            counts.directives = counts
                .directives
                .saturating_add(selection.node.directives().len());
            let inner = match &selection.node {
                Selection::Field(field) => {
                    counts.aliases = counts
                        .aliases
                        .saturating_add(field.node.alias.is_some().into());
                    let name = field.node.name.node.as_str();
                    counts.introspection |= matches!(name, "__schema" | "__type");
                    let mut inner = self.selection_set(&field.node.selection_set)?;
                    inner.depth += 1;
                    inner
                }
                Selection::InlineFragment(fragment) => {
                    self.selection_set(&fragment.node.selection_set)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node)?
                }
            };
            counts.add(inner);
        }
        Ok(counts)
    }

    fn fragment(&mut self, name: &Name) -> Result<Counts, Refusal> {
        // A fragment that does not exist is left to validation, which names it.
        let Some((name, fragment)) = self.fragments.get_key_value(name) else {
            return Ok(Counts::default());
        };
        match self.known.get(name) {
            Some(Some(counts)) => return Ok(*counts),
            Some(None) => {
                return Err(Refusal::request_error(
                    code::GRAPHQL_VALIDATION_FAILED,
                    format!("Fragment \"{name}\" spreads itself."),
                )
                .at(vec![fragment.pos]));
            }
            None => {}
        }
        self.known.insert(name, None);
        let mut counts = self.selection_set(&fragment.node.selection_set)?;
        counts.directives = counts
            .directives
            .saturating_add(fragment.node.directives.len());
        self.known.insert(name, Some(counts));
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn counts(document: &str) -> Counts {
        count(&parse_query(document).unwrap()).unwrap()
    }

    #[test]
    fn everything_is_counted_where_it_is_spread() {
        let counts = counts(
            "query Q($a: Int @x) @y { b: a @z { ...F @w ...F } ... @v { c: d } }
             fragment F on T @u { e: f { g } }",
        );
        assert_eq!(
            counts,
            Counts {
                depth: 3,
                aliases: 4,
                directives: 7,
                selections: 9,
                introspection: false,
            },
        );
    }

    #[test]
    fn all_operations_count() {
        assert_eq!(counts("query A { x: a } query B { y: b { c } }").aliases, 2);
        assert_eq!(counts("query A { x: a } query B { y: b { c } }").depth, 2);
    }

    #[test]
    fn introspection_is_refused_where_it_is_off() {
        let closed = Limits {
            introspection: false,
            ..Limits::default()
        };
        for document in [
            "{ __schema { types { name } } }",
            "{ a { b } ...F } fragment F on Query { t: __type(name: \"T\") { name } }",
        ] {
            let document = parse_query(document).unwrap();
            assert!(Limits::default().check_document(&document).is_ok());
            let refusal = closed.check_document(&document).unwrap_err();
            assert!(
                refusal.errors()[0]
                    .message
                    .starts_with("Introspection is off")
            );
        }
        let typename = parse_query("{ __typename a { __typename } }").unwrap();
        assert!(closed.check_document(&typename).is_ok());
    }

    #[test]
    fn a_fragment_bomb_is_counted_in_no_time() {
        let mut document = String::from("{ ...F0 }");
        for n in 0..60 {
            document += &format!(" fragment F{n} on T {{ ...F{} ...F{} }}", n + 1, n + 1);
        }
        document += " fragment F60 on T { x: a @d }";
        let counts = counts(&document);
        assert_eq!(counts.aliases, 1 << 60);
        let refusal = Limits::default().check_document(&parse_query(&document).unwrap());
        assert_eq!(
            refusal.unwrap_err().errors()[0].message,
            format!(
                "The document has {} aliases; at most 30 are allowed.",
                1_u64 << 60
            )
        );
    }

    #[test]
    fn the_counts_saturate() {
        let mut document = String::from("{ ...F0 }");
        for n in 0..80 {
            document += &format!(" fragment F{n} on T {{ ...F{} ...F{} }}", n + 1, n + 1);
        }
        document += " fragment F80 on T { a }";
        assert_eq!(counts(&document).selections, usize::MAX);
    }

    #[test]
    fn a_cycle_is_found_spread_or_not() {
        for document in [
            "{ ...A } fragment A on T { ...B } fragment B on T { a { ...A } }",
            "{ a } fragment A on T { ...A }",
        ] {
            let refusal = count(&parse_query(document).unwrap()).unwrap_err();
            assert!(
                refusal.errors()[0].message.contains("spreads itself"),
                "{document}"
            );
        }
    }

    #[test]
    fn each_limit_holds_at_its_edge() {
        let limits = Limits {
            depth: 2,
            aliases: 1,
            directives: 1,
            selections: 3,
            ..Limits::default()
        };
        let check = |document: &str| {
            limits
                .check_document(&parse_query(document).unwrap())
                .map_err(|refusal| refusal.errors()[0].message.clone())
        };
        assert_eq!(check("{ x: a @d { b } c }"), Ok(()));
        assert_eq!(
            check("{ a { b { c } } }").unwrap_err(),
            "The document's depth is 3; at most 2 is allowed."
        );
        assert_eq!(
            check("{ x: a y: b }").unwrap_err(),
            "The document has 2 aliases; at most 1 are allowed."
        );
        assert_eq!(
            check("{ a @d @d }").unwrap_err(),
            "The document has 2 directives; at most 1 are allowed."
        );
        assert_eq!(
            check("{ a b c d }").unwrap_err(),
            "The document has 4 selections; at most 3 are allowed."
        );
    }
}
