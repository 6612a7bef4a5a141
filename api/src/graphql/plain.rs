//! Answering plain data without waiting.
//!
//! The library resolves each field as a boxed future. Where an object already holds everything that
//! was selected, a walk over the selection costs less than half of that and gives the same bytes.
//! A selection with anything else in it — a field with a resolver of its own, a key that occurs
//! twice — is left to the library as a whole.

use std::borrow::Cow;
use std::collections::HashMap;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field, FragmentDefinition, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value, Variables,
};

use super::context::RequestContext;

/// An object of which some fields are plain.
pub trait PlainFields {
    /// The type's name in the schema.
    const TYPE: &'static str;

    /// The value of a field without arguments that matter; none if it has to be resolved.
    fn plain(&self, field: &Field, walk: &Walk<'_>) -> Option<Value>;
}

/// The operation's surroundings.
pub struct Walk<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    variables: &'a Variables,
    /// Who asks, and when.
    pub request: &'a RequestContext,
}

impl Walk<'_> {
    /// An object by the selection of a field.
    pub fn object<T: PlainFields>(&self, object: &T, field: &Field) -> Option<Value> {
        self.selection(object, &field.selection_set.node)
    }

    /// The value of an integer argument; none if it is something else.
    pub fn int_argument(&self, field: &Field, name: &str, default: i32) -> Option<i32> {
        let Some(value) = field.get_argument(name) else {
            return Some(default);
        };
        let value = value
            .node
            .clone()
            .into_const_with(|name| self.variables.get(&name).cloned().ok_or(()));
        match value {
            Ok(Value::Number(number)) => i32::try_from(number.as_i64()?).ok(),
            _ => None,
        }
    }

    /// An object or null.
    pub fn option<T: PlainFields>(&self, object: Option<&T>, field: &Field) -> Option<Value> {
        object.map_or(Some(Value::Null), |object| self.object(object, field))
    }

    /// A list of objects.
    pub fn list<T: PlainFields>(&self, objects: &[T], field: &Field) -> Option<Value> {
        objects
            .iter()
            .map(|object| self.object(object, field))
            .collect::<Option<_>>()
            .map(Value::List)
    }

    fn selection<T: PlainFields>(&self, object: &T, set: &SelectionSet) -> Option<Value> {
        let mut values = IndexMap::with_capacity(set.items.len());
        self.collect(object, set, &mut values)?;
        Some(Value::Object(values))
    }

    fn collect<T: PlainFields>(
        &self,
        object: &T,
        set: &SelectionSet,
        values: &mut IndexMap<Name, Value>,
    ) -> Option<()> {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    // Other directives than @skip and @include, which were applied already.
                    if field
                        .directives
                        .iter()
                        .any(|directive| !is_condition(&directive.node.name.node))
                    {
                        return None;
                    }
                    let value = match field.name.node.as_str() {
                        "__typename" => Value::String(T::TYPE.to_owned()),
                        _ => object.plain(field, self)?,
                    };
                    if values
                        .insert(field.response_key().node.clone(), value)
                        .is_some()
                    {
                        return None;
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = &self.fragments.get(&spread.node.fragment_name.node)?.node;
                    if fragment.type_condition.node.on.node.as_str() != T::TYPE {
                        return None;
                    }
                    self.collect(object, &fragment.selection_set.node, values)?;
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    if condition.is_some_and(|condition| condition.node.on.node.as_str() != T::TYPE)
                    {
                        return None;
                    }
                    self.collect(object, &inline.node.selection_set.node, values)?;
                }
            }
        }
        Some(())
    }
}

fn is_condition(name: &Name) -> bool {
    matches!(name.as_str(), "skip" | "include")
}

/// An object that is walked where it can be and resolved where it cannot.
pub struct Plain<T>(pub T);

impl<T: PlainFields + OutputType> OutputType for Plain<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let (fragments, variables) = (&ctx.query_env.fragments, &ctx.query_env.variables);
        let walk = Walk {
            fragments,
            variables,
            request: ctx.data_unchecked::<RequestContext>(),
        };
        match walk.selection(&self.0, &ctx.item.node) {
            Some(value) => Ok(value),
            None => self.0.resolve(ctx, field).await,
        }
    }
}

/// A value of a leaf.
pub trait Leaf {
    /// As clients see it.
    fn leaf(&self) -> Value;
}

impl<T: async_graphql::InputType> Leaf for T {
    fn leaf(&self) -> Value {
        self.to_value()
    }
}

/// Declares the plain fields of an object.
#[macro_export]
macro_rules! plain_fields {
    ($type:ty, $name:literal, |$this:ident, $field:ident, $walk:ident| {
        $($key:literal => $value:expr,)*
    }) => {
        impl $crate::graphql::plain::PlainFields for $type {
            const TYPE: &'static str = $name;

            fn plain(
                &self,
                $field: &async_graphql::parser::types::Field,
                $walk: &$crate::graphql::plain::Walk<'_>,
            ) -> Option<async_graphql::Value> {
                let $this = self;
                match $field.name.node.as_str() {
                    $($key => $value,)*
                    _ => None,
                }
            }
        }
    };
}
