//! Optional fields of an input as the domain takes them.

use async_graphql::{InputType, MaybeUndefined};
use mulin_domain::input::Patch;

/// A field of something new as the domain takes it: null is as if it were left out.
pub fn given<T>(field: Option<T>) -> Patch<T> {
    field.map_or(Patch::Keep, Patch::Set)
}

/// A field of an edit as the domain takes it.
pub fn patch<T: InputType>(field: MaybeUndefined<T>) -> Patch<T> {
    match field {
        MaybeUndefined::Undefined => Patch::Keep,
        MaybeUndefined::Null => Patch::Clear,
        MaybeUndefined::Value(value) => Patch::Set(value),
    }
}
