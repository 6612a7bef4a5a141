//! Relay connections over keyset pages, and their cursors.

use async_graphql::{Error, ErrorExtensions, SimpleObject};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::DateTime;
use mulin_domain::clock::Instant;
use mulin_domain::page::Page;
use mulin_entities::TypedId;
use uuid::Uuid;

/// Longest page.
pub const MAX_PAGE: i32 = 100;
/// Length of a page when neither `first` nor `last` is given.
pub const DEFAULT_PAGE: i32 = 20;

/// Where a page lies in its list.
#[derive(SimpleObject, Clone, Debug)]
#[graphql(shareable = false)]
pub struct PageInfo {
    /// Whether there is something before this page.
    pub has_previous_page: bool,
    /// Whether there is something after this page.
    pub has_next_page: bool,
    /// Cursor of the first edge; null on an empty page.
    pub start_cursor: Option<String>,
    /// Cursor of the last edge; null on an empty page.
    pub end_cursor: Option<String>,
}

/// A key that a cursor can carry.
pub trait Cursor: Sized {
    /// Writes it.
    fn write(&self) -> String;
    /// Reads it.
    fn read(text: &str) -> Option<Self>;
}

/// The page that the arguments of a connection mean, in the schema's order, or what is wrong with them.
pub fn page<K: Cursor>(
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
) -> Result<Page<K>, Error> {
    if first.is_some() && last.is_some() {
        return Err(bad("Give first or last, not both."));
    }
    let (name, limit) = match (first, last) {
        (_, Some(last)) => ("last", last),
        (first, None) => ("first", first.unwrap_or(DEFAULT_PAGE)),
    };
    if !(1..=MAX_PAGE).contains(&limit) {
        return Err(bad(format!(
            "{name} is {limit}; it must be from 1 to {MAX_PAGE}."
        )));
    }
    Ok(Page {
        after: read_cursor("after", after)?,
        before: read_cursor("before", before)?,
        limit: u64::try_from(limit).unwrap_or(1),
        backwards: last.is_some(),
    })
}

/// The same of a list ordered by key alone.
pub fn page_by_id<T: TypedId>(
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
) -> Result<Page<T>, Error> {
    Ok(page::<Key<T>>(first, after, last, before)?.map(|Key(id)| id))
}

fn read_cursor<K: Cursor>(name: &str, text: Option<String>) -> Result<Option<K>, Error> {
    text.map(|text| {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok();
        bytes
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .and_then(|text| K::read(&text))
            .ok_or_else(|| bad(format!("{name} is not a cursor of this list.")))
    })
    .transpose()
}

/// Writes a cursor as clients see it.
pub fn cursor(key: &impl Cursor) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(key.write())
}

fn bad(message: impl Into<String>) -> Error {
    Error::new(message.into()).extend_with(|_, extensions| extensions.set("code", "BAD_USER_INPUT"))
}

/// The page's place, from the cursors of its edges.
pub fn page_info(
    has_previous: bool,
    has_next: bool,
    first: Option<&str>,
    last: Option<&str>,
) -> PageInfo {
    PageInfo {
        has_previous_page: has_previous,
        has_next_page: has_next,
        start_cursor: first.map(str::to_owned),
        end_cursor: last.map(str::to_owned),
    }
}

fn read_id<T: TypedId>(text: &str) -> Option<T> {
    Uuid::parse_str(text).ok().map(T::from_uuid)
}

impl<T: TypedId> Cursor for (Instant, T) {
    fn write(&self) -> String {
        format!("{} {}", self.0.timestamp_micros(), self.1.uuid().simple())
    }

    fn read(text: &str) -> Option<Self> {
        let (at, id) = text.split_once(' ')?;
        Some((
            DateTime::from_timestamp_micros(at.parse().ok()?)?,
            read_id(id)?,
        ))
    }
}

impl<T: TypedId> Cursor for (String, T) {
    fn write(&self) -> String {
        format!("{} {}", self.1.uuid().simple(), self.0)
    }

    fn read(text: &str) -> Option<Self> {
        let (id, name) = text.split_once(' ')?;
        Some((name.to_owned(), read_id(id)?))
    }
}

/// A list ordered by key alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key<T>(pub T);

impl<T: TypedId> Cursor for Key<T> {
    fn write(&self) -> String {
        self.0.uuid().simple().to_string()
    }

    fn read(text: &str) -> Option<Self> {
        read_id(text).map(Key)
    }
}

/// Declares a connection and its edge.
#[macro_export]
macro_rules! connection {
    ($(#[$doc:meta])* $connection:ident, $edge:ident, $node:ty) => {
        $(#[$doc])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $connection {
            /// The page, each with its cursor.
            pub edges: Vec<$edge>,
            /// The page without cursors.
            pub nodes: Vec<$node>,
            /// Where the page lies in its list.
            pub page_info: $crate::graphql::connection::PageInfo,
        }

        /// One of the page, with its cursor.
        #[derive(async_graphql::SimpleObject)]
        pub struct $edge {
            /// Give it as `after` or `before` to go on from here.
            pub cursor: String,
            /// The object.
            pub node: $node,
        }

        impl $connection {
            /// A slice as a page.
            pub fn new<T, K: $crate::graphql::connection::Cursor>(
                slice: mulin_domain::page::Slice<T>,
                key: impl Fn(&T) -> K,
                node: impl Fn(T) -> $node,
            ) -> Self {
                let edges: Vec<$edge> = slice
                    .rows
                    .into_iter()
                    .map(|row| $edge {
                        cursor: $crate::graphql::connection::cursor(&key(&row)),
                        node: node(row),
                    })
                    .collect();
                let page_info = $crate::graphql::connection::page_info(
                    slice.has_previous,
                    slice.has_next,
                    edges.first().map(|edge| edge.cursor.as_str()),
                    edges.last().map(|edge| edge.cursor.as_str()),
                );
                let nodes = edges.iter().map(|edge| edge.node.clone()).collect();
                Self { edges, nodes, page_info }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use mulin_entities::EventId;

    #[test]
    fn pages_are_read_and_their_faults_told() {
        let key = (
            DateTime::from_timestamp_micros(1_234_567).unwrap(),
            EventId(Uuid::from_u128(7)),
        );
        let read: Page<(Instant, EventId)> = page(None, Some(cursor(&key)), None, None).unwrap();
        assert_eq!((read.after, read.limit), (Some(key), 20));
        let fault = |first, after: Option<&str>, last| {
            let after = after.map(str::to_owned);
            let read = page::<(Instant, EventId)>(first, after, last, None);
            read.unwrap_err().message
        };
        let zero = fault(Some(0), None, None);
        assert_eq!(zero, "first is 0; it must be from 1 to 100.");
        let both = fault(Some(1), None, Some(1));
        assert_eq!(both, "Give first or last, not both.");
        let nonsense = fault(None, Some("会"), None);
        assert_eq!(nonsense, "after is not a cursor of this list.");
    }
}
