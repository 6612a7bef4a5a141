//! Words for what columns hold and for what becomes of rows.

use super::{Column, Holds, Sealed};

pub(super) const BOOKKEEPING: &str = "bookkeeping of ours, which tells nothing of the person";
pub(super) const SECRET: &str =
    "opens something to whoever has it, or would help to guess what does";
pub(super) const OTHERS: &str = "may name somebody else";
pub(super) const NAMES_A_KEY: &str = "names a key of the server";
pub(super) const DELETED: &str = "the rows are deleted";
pub(super) const LEFT: &str = "ends, and stays as a fact without a name";

macro_rules! table {
    ($name:ident, $section:literal, $found:expr, $erasure:expr, $columns:expr) => {
        Table {
            name: stringify!($name),
            decision: Decision::Personal(Personal {
                section: $section,
                found: $found,
                erasure: $erasure,
                columns: $columns,
                read: read::<$name::Entity>,
            }),
        }
    };
}
pub(super) use table;

pub(super) const fn fact(name: &'static str) -> Column {
    Column {
        name,
        holds: Holds::Fact,
    }
}

pub(super) const fn telling(name: &'static str) -> Column {
    Column {
        name,
        holds: Holds::Telling,
    }
}

pub(super) const fn withheld(name: &'static str, why: &'static str) -> Column {
    Column {
        name,
        holds: Holds::Withheld { why },
    }
}

pub(super) const fn sealed(
    name: &'static str,
    opened: &'static str,
    context: &'static str,
) -> Column {
    Column {
        name,
        holds: Holds::Sealed(Sealed {
            opened,
            context,
            suffix: b"",
            is_json: false,
        }),
    }
}
