//! Ids on the command line.

use mulin_domain::input::BadId;

use crate::graphql::id::{GlobalId, decode};

/// Takes a global id, or the bare UUID that an operator finds in the database.
pub(super) fn id<T: GlobalId>(text: &str) -> Result<T, String> {
    match decode(text) {
        Ok(id) => Ok(id),
        Err(BadId::OtherType { is }) => Err(format!(
            "expected the id of a {}; this is one of a {is}",
            T::TYPE
        )),
        Err(BadId::Malformed) => text
            .parse()
            .map(T::from_uuid)
            .map_err(|_| format!("expected an id such as {}_AZt22qgA…, or a UUID", T::PREFIX)),
    }
}
