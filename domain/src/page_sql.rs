//! The SQL of pages by key: the first rows of each of several lists, in one statement.

use mulin_entities::TypedId;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};

/// In which order a list is. Keys begin with the time of their making.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// What was made first comes first.
    OldestFirst,
    /// What was made last comes first.
    NewestFirst,
}

/// A page of each of several lists of a table, in the order of its keys. `list` selects all rows of one
/// list with an open condition, and has `{key}` where the list's own key belongs, once; `owner` tells
/// to which list a row belongs.
pub(crate) async fn pages_by_key<M, K, O, I>(
    db: &impl ConnectionTrait,
    list: &str,
    lists: &[K],
    order: Order,
    page: &Page<I>,
    owner: impl Fn(&M) -> O,
) -> Result<Vec<(K, Slice<M>)>>
where
    M: FromQueryResult + Clone,
    K: Copy + PartialEq + Into<Value>,
    O: Into<Option<K>>,
    I: TypedId,
{
    let list = format!("{list}{}", end_of_list(db, order, page));
    let keys = lists.iter().map(|key| (*key).into());
    let statement = dialect::first_of_each(db, &list, keys);
    let rows = M::find_by_statement(statement).all(db).await?;
    let owned = rows.into_iter().filter_map(|row| {
        let list: Option<K> = owner(&row).into();
        Some((list?, row))
    });
    Ok(Slice::of_each(lists, owned, page))
}

/// What follows the conditions of a list, so that it holds one page and one row more. Keys stand there
/// as literals, because the statement's parameters are the keys of the lists.
fn end_of_list<I: TypedId>(db: &impl ConnectionTrait, order: Order, page: &Page<I>) -> String {
    let (further, nearer) = match order {
        Order::OldestFirst => (">", "<"),
        Order::NewestFirst => ("<", ">"),
    };
    let mut end = String::new();
    for (key, comparison) in [(&page.after, further), (&page.before, nearer)] {
        if let Some(id) = key {
            end += &format!(
                " AND id {comparison} {}",
                dialect::id_literal(db, id.uuid())
            );
        }
    }
    let direction = match (order, page.backwards) {
        (Order::OldestFirst, false) | (Order::NewestFirst, true) => "ASC",
        (Order::OldestFirst, true) | (Order::NewestFirst, false) => "DESC",
    };
    end + &format!(" ORDER BY id {direction} LIMIT {}", page.limit + 1)
}
