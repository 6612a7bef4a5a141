use mulin_entities::{EventId, TypedId};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn dish(number: u128) -> DishId {
    DishId::from_uuid(Uuid::from_u128(number))
}

fn banquet(votes_per_guest: i32, votes_per_dish: i32) -> banquet::Model {
    let at = chrono::DateTime::UNIX_EPOCH;
    banquet::Model {
        event_id: EventId(Uuid::nil()),
        root_area_id: mulin_entities::AreaId(Uuid::nil()),
        cold_tastes: 100,
        hot_tastes: 200,
        staple_tastes: 100,
        soup_tastes: 50,
        dessert_tastes: 50,
        drink_tastes: 100,
        bring_before_minutes: 30,
        bring_to: None,
        next_dish_no: 1,
        vote_state: DishVoteState::Open,
        votes_per_guest,
        votes_per_dish,
        prizes: serde_json::json!([]),
        vote_opened_at: Some(at),
        vote_closed_at: None,
        version: 1,
        created_at: at,
        updated_at: at,
    }
}

#[test]
fn a_ballot_tells_all_its_faults() {
    let line = |number, votes| VotesInput {
        dish_id: Ok(dish(number)),
        votes,
    };
    let mut faults = Faults::default();
    lines(&mut faults, &[line(1, 0), line(2, -3), line(1, 101)]);
    let told: Vec<String> = faults
        .into_errors()
        .iter()
        .map(|fault| format!("{}: {}", fault.path.join("."), fault.rule.code()))
        .collect();
    assert_eq!(
        told,
        [
            "votes.0.votes: OUT_OF_RANGE",
            "votes.1.votes: OUT_OF_RANGE",
            "votes.2.votes: OUT_OF_RANGE",
            "votes.2.dishId: DUPLICATE",
        ]
    );
    let mut faults = Faults::default();
    let many: Vec<VotesInput> = (0..101).map(|number| line(number, 1)).collect();
    assert!(lines(&mut faults, &many).is_empty() && !faults.is_empty());
}

#[test]
fn every_refusal_of_a_ballot_is_told() {
    let given = [(1, 3), (2, 1)].map(|(number, votes)| Line {
        dish_id: dish(number),
        votes,
    });
    let refused = refusals(&given, &banquet(3, 2), &HashSet::from([dish(2)]));
    let told: Vec<(&str, String)> = refused
        .iter()
        .map(|refusal| (refusal.code(), refusal.path().join(".")))
        .collect();
    assert_eq!(
        told,
        [
            ("VOTE_CAP_EXCEEDED", "votes.0.votes".to_owned()),
            ("OWN_DISH", "votes.1.dishId".to_owned()),
            ("VOTE_BUDGET_EXCEEDED", "votes".to_owned()),
        ]
    );
}

#[test]
fn those_who_share_a_place_share_its_prizes() {
    let won = ["金锅".to_owned(), "银勺".to_owned(), "铜筷".to_owned()];
    assert_eq!(prizes(&won, 1, 2, 9), ["金锅", "银勺"]);
    assert_eq!(prizes(&won, 3, 1, 5), ["铜筷"]);
    assert_eq!(prizes(&won, 3, 4, 5), ["铜筷"]);
    assert!(prizes(&won, 4, 1, 2).is_empty());
    assert!(prizes(&won, 1, 3, 0).is_empty(), "nobody voted");
}

proptest! {
    #[test]
    fn a_ballot_within_budget_and_cap_is_never_refused(
        votes in prop::collection::vec(1..=5_i32, 0..8), budget in 1..=20_i32, cap in 1..=5_i32,
    ) {
        let given: Vec<Line> = (0_u128..).zip(&votes).map(|(number, votes)| Line {
            dish_id: dish(number), votes: *votes,
        }).collect();
        let fits = votes.iter().sum::<i32>() <= budget && votes.iter().all(|one| *one <= cap);
        let refused = refusals(&given, &banquet(budget, cap), &HashSet::new());
        prop_assert_eq!(refused.is_empty(), fits);
    }
}
