use chrono::DateTime;
use mulin_entities::{AreaId, DishVoteState, EventId};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::banquet::settings;

/// A banquet that wants what is usual.
pub(in crate::banquet) fn usual() -> banquet::Model {
    let mut row = banquet::Model {
        event_id: EventId(Uuid::from_u128(1)),
        root_area_id: AreaId(Uuid::from_u128(2)),
        cold_tastes: 0,
        hot_tastes: 0,
        staple_tastes: 0,
        soup_tastes: 0,
        dessert_tastes: 0,
        drink_tastes: 0,
        bring_before_minutes: 30,
        bring_to: None,
        next_dish_no: 1,
        vote_state: DishVoteState::NotOpen,
        votes_per_guest: 3,
        votes_per_dish: 1,
        prizes: json!([]),
        vote_opened_at: None,
        vote_closed_at: None,
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
    };
    settings::usual(&mut row);
    row
}

fn asked(number: u128, category: DishCategory, quantity: i32, claimed: i32) -> wanted_dish::Model {
    wanted_dish::Model {
        id: WantedDishId(Uuid::from_u128(number)),
        root_area_id: AreaId(Uuid::from_u128(2)),
        event_id: EventId(Uuid::from_u128(1)),
        category,
        name: "红烧肉".to_owned(),
        note: None,
        servings: 10,
        quantity,
        claimed,
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        removed_at: None,
    }
}

fn brought(category: DishCategory, dishes: i64, servings: i64) -> CategoryTotal {
    CategoryTotal {
        category,
        dishes,
        servings,
    }
}

fn wanted_of(coverage: &[Coverage]) -> Vec<i64> {
    coverage.iter().map(|one| one.servings_wanted).collect()
}

#[test]
fn seven_hundred_guests_want_what_is_usual() {
    let covered = of(&usual(), 700, &[]);
    let order: Vec<DishCategory> = covered.iter().map(|one| one.category).collect();
    assert_eq!(order, DishCategory::iter().collect::<Vec<_>>());
    assert_eq!(wanted_of(&covered), [700, 1400, 700, 350, 350, 700]);
    assert!(
        covered
            .iter()
            .all(|one| one.servings_short() == one.servings_wanted)
    );
}

#[test]
fn half_a_serving_is_a_whole_one_and_nobody_wants_nothing() {
    assert_eq!(wanted_of(&of(&usual(), 1, &[])), [1, 2, 1, 1, 1, 1]);
    assert_eq!(wanted_of(&of(&usual(), 0, &[])), [0; 6]);
    assert_eq!(wanted_of(&of(&usual(), -3, &[])), [0; 6]);
}

#[test]
fn more_than_enough_is_short_of_nothing() {
    let totals = [
        brought(DishCategory::Hot, 3, 90),
        brought(DishCategory::Soup, 1, 12),
    ];
    let covered = of(&usual(), 40, &totals);
    let short: Vec<i64> = covered.iter().map(Coverage::servings_short).collect();
    assert_eq!(short, [40, 0, 40, 8, 20, 40]);
    assert_eq!((covered[1].dishes, covered[1].servings_pledged), (3, 90));
    assert_eq!(covered[0].dishes, 0);
}

#[test]
fn the_shortest_part_comes_first_and_what_is_asked_for_before_any_dish() {
    // Of 20 guests: no soup at all, half of the hot dishes; the rest is there.
    let there = |category, servings| brought(category, 1, servings);
    let totals = [
        there(DishCategory::Cold, 20),
        there(DishCategory::Hot, 20),
        there(DishCategory::Staple, 20),
        there(DishCategory::Dessert, 10),
        there(DishCategory::Drink, 20),
    ];
    let covered = of(&usual(), 20, &totals);
    let mut gone = asked(5, DishCategory::Hot, 1, 0);
    gone.removed_at = Some(DateTime::UNIX_EPOCH);
    let wanted = [
        asked(1, DishCategory::Drink, 1, 0),
        asked(2, DishCategory::Hot, 3, 2),
        asked(3, DishCategory::Hot, 2, 2),
        asked(4, DishCategory::Hot, 1, 0),
        gone,
    ];
    let id = |number| Some(WantedDishId(Uuid::from_u128(number)));
    let told: Vec<_> = suggestions(&covered, &wanted)
        .into_iter()
        .map(|one| (one.category, one.servings_short, one.wanted_dish))
        .collect();
    let expected = [
        (DishCategory::Soup, 10, None),
        (DishCategory::Hot, 20, id(2)),
        (DishCategory::Hot, 20, id(4)),
        (DishCategory::Hot, 20, None),
        (DishCategory::Drink, 0, id(1)),
    ];
    assert_eq!(told, expected);
}

fn categories() -> impl Strategy<Value = DishCategory> {
    prop::sample::select(DishCategory::iter().collect::<Vec<_>>())
}

prop_compose! {
    fn a_meal()(
        tastes in prop::array::uniform6(0..=1000i32),
        guests in 0..100_000i64,
        servings in prop::array::uniform6(0..200_000i64),
    ) -> Vec<Coverage> {
        let mut row = usual();
        [row.cold_tastes, row.hot_tastes, row.staple_tastes] = [tastes[0], tastes[1], tastes[2]];
        [row.soup_tastes, row.dessert_tastes, row.drink_tastes] = [tastes[3], tastes[4], tastes[5]];
        let totals: Vec<CategoryTotal> = DishCategory::iter()
            .zip(servings)
            .map(|(category, servings)| brought(category, 1, servings))
            .collect();
        let covered = of(&row, guests, &totals);
        for (one, tastes) in covered.iter().zip(tastes) {
            // Enough for everybody, and not one serving more than that.
            let exact = guests * i64::from(tastes);
            assert!(one.servings_wanted * 100 >= exact);
            assert!((one.servings_wanted - 1) * 100 < exact);
        }
        covered
    }
}

proptest! {
    #[test]
    fn what_is_short_and_what_is_there_make_what_is_wanted(meal in a_meal()) {
        for one in meal {
            let short = one.servings_short();
            prop_assert!(short >= 0);
            prop_assert!(one.servings_pledged + short >= one.servings_wanted);
            prop_assert!(short == 0 || one.servings_pledged + short == one.servings_wanted);
        }
    }

    #[test]
    fn whatever_is_worth_bringing_is_told_once_in_order_of_need(
        meal in a_meal(),
        lists in prop::collection::vec((categories(), 1..5i32, 0..5i32, any::<bool>()), 0..20),
    ) {
        let wanted: Vec<wanted_dish::Model> = (1..)
            .zip(lists)
            .map(|(number, (category, quantity, claimed, removed))| {
                let mut row = asked(number, category, quantity, claimed.min(quantity));
                row.removed_at = removed.then_some(DateTime::UNIX_EPOCH);
                row
            })
            .collect();
        let told = suggestions(&meal, &wanted);
        let claimable = wanted
            .iter()
            .filter(|row| row.removed_at.is_none() && row.claimed < row.quantity);
        let mut expected: Vec<WantedDishId> = claimable.map(|row| row.id).collect();
        let mut named: Vec<WantedDishId> = told.iter().filter_map(|one| one.wanted_dish).collect();
        expected.sort_unstable();
        named.sort_unstable();
        prop_assert_eq!(named, expected);
        for one in &meal {
            let open = told
                .iter()
                .filter(|told| told.category == one.category && told.wanted_dish.is_none());
            prop_assert_eq!(open.count(), usize::from(one.servings_short() > 0));
        }
        let need = |category: DishCategory| {
            let one = meal.iter().find(|one| one.category == category);
            one.map(|one| one.servings_short() * 1000 / one.servings_wanted.max(1))
        };
        for pair in told.windows(2) {
            prop_assert!(need(pair[0].category) >= need(pair[1].category));
            // No dish that is asked for stands behind any dish of its own part.
            prop_assert!(
                pair[0].category != pair[1].category
                    || pair[0].wanted_dish.is_some()
            );
        }
    }
}
