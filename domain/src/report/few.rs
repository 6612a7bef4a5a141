//! Small numbers of people that are not shown: where people know each other "one of them" has a name. Pure.

/// Fewer are not shown.
pub(super) const SMALLEST_SHOWN: i64 = 5;

/// The cells of a breakdown as they may be shown: none for few and for nobody. One hidden cell alone would
/// be the rest of the sum, so that the smallest other one is hidden with it.
pub(super) fn hide_few<'a>(cells: impl Iterator<Item = &'a mut Option<i64>>) {
    let mut cells: Vec<&mut Option<i64>> = cells.collect();
    for cell in &mut cells {
        **cell = cell.filter(|people| *people >= SMALLEST_SHOWN);
    }
    let hidden = cells.iter().filter(|cell| cell.is_none()).count();
    if hidden == 1
        && let Some(smallest) = cells
            .into_iter()
            .filter(|cell| cell.is_some())
            .min_by_key(|cell| **cell)
    {
        *smallest = None;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(people: &[i64]) -> Vec<Option<i64>> {
        let mut cells: Vec<Option<i64>> = people.iter().copied().map(Some).collect();
        hide_few(cells.iter_mut());
        cells
    }

    #[test]
    fn one_that_is_hidden_is_not_the_rest_of_the_sum() {
        assert_eq!(shown(&[4, 30, 7]), [None, Some(30), None]);
        assert_eq!(shown(&[4, 0, 7]), [None, None, Some(7)]);
        assert_eq!(shown(&[5, 6]), [Some(5), Some(6)]);
        assert_eq!(shown(&[3]), [None]);
        assert_eq!(shown(&[]), []);
    }

    proptest! {
        #[test]
        fn few_are_never_shown_nor_worked_out(people in prop::collection::vec(0_i64..12, 0..9)) {
            let cells = shown(&people);
            for (cell, people) in cells.iter().zip(&people) {
                if let Some(shown) = cell {
                    prop_assert!(shown == people && *people >= SMALLEST_SHOWN);
                }
            }
            let hidden = cells.iter().filter(|cell| cell.is_none()).count();
            prop_assert!(hidden != 1 || people.len() == 1);
            if people.iter().all(|people| *people >= SMALLEST_SHOWN) {
                prop_assert_eq!(hidden, 0);
            }
        }
    }
}
