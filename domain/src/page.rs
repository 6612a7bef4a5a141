//! Keyset pages: the cost of a page does not depend on how far down the list it is.

/// Which part of an ordered list is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Page<K> {
    /// Only what comes after this key.
    pub after: Option<K>,
    /// Only what comes before this key.
    pub before: Option<K>,
    /// How many, 1 to 100.
    pub limit: u64,
    /// From the end of the list rather than its start.
    pub backwards: bool,
}

impl<K> Page<K> {
    /// The first `limit`.
    pub fn first(limit: u64) -> Self {
        Self {
            after: None,
            before: None,
            limit,
            backwards: false,
        }
    }

    /// The same page by other keys.
    pub fn map<L>(self, key: impl Fn(K) -> L) -> Page<L> {
        Page {
            after: self.after.map(&key),
            before: self.before.map(&key),
            limit: self.limit,
            backwards: self.backwards,
        }
    }
}

/// A part of a list, in the list's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Whether something comes before.
    pub has_previous: bool,
    /// Whether something comes after.
    pub has_next: bool,
}

impl<T> Slice<T> {
    /// Makes a slice from up to `limit + 1` rows as they were read: backwards pages are read from
    /// the end. The one row too many only tells that there is more.
    pub fn new<K>(mut rows: Vec<T>, page: &Page<K>) -> Self {
        let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if page.backwards {
            rows.reverse();
            return Self {
                rows,
                has_previous: more,
                has_next: page.before.is_some(),
            };
        }
        Self {
            rows,
            has_previous: page.after.is_some(),
            has_next: more,
        }
    }

    /// The slices of several lists, from the rows of all of them, each with its list's key: of every
    /// list up to `limit + 1` rows, as [`Slice::new`] takes them.
    pub fn of_each<L: Copy + PartialEq, K>(
        lists: &[L],
        rows: impl IntoIterator<Item = (L, T)>,
        page: &Page<K>,
    ) -> Vec<(L, Self)>
    where
        T: Clone,
    {
        let rows: Vec<(L, T)> = rows.into_iter().collect();
        let of = |list: L| {
            let own = rows.iter().filter(|(owner, _)| *owner == list);
            let own = own.map(|(_, row)| row.clone()).collect();
            (list, Self::new(own, page))
        };
        lists.iter().copied().map(of).collect()
    }

    /// Nothing at all.
    pub fn empty() -> Self {
        Self {
            rows: Vec::new(),
            has_previous: false,
            has_next: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_too_many_tells_that_there_is_more() {
        let forwards = Slice::new(vec![1, 2, 3], &Page::<i32>::first(2));
        assert_eq!(
            forwards,
            Slice {
                rows: vec![1, 2],
                has_previous: false,
                has_next: true
            }
        );
        let page = Page {
            after: None,
            before: Some(9),
            limit: 2,
            backwards: true,
        };
        let backwards = Slice::new(vec![8, 7, 6], &page);
        assert_eq!(
            backwards,
            Slice {
                rows: vec![7, 8],
                has_previous: true,
                has_next: true
            }
        );
    }

    #[test]
    fn each_list_has_its_own_rows() {
        let rows = [('b', 1), ('a', 2), ('b', 3), ('c', 4), ('b', 5)];
        let page = Page::<i32>::first(2);
        let slices = Slice::of_each(&['a', 'd', 'b'], rows, &page);
        let slice = |rows: &[i32], has_next| Slice {
            rows: rows.to_vec(),
            has_previous: false,
            has_next,
        };
        assert_eq!(
            slices,
            [
                ('a', slice(&[2], false)),
                ('d', Slice::empty()),
                ('b', slice(&[1, 3], true)),
            ]
        );
    }
}
