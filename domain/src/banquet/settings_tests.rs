use super::super::coverage::tests::usual as usual_row;
use super::*;

fn applied(settings: Settings) -> (banquet::Model, Vec<String>) {
    let (mut faults, mut row) = (Faults::default(), usual_row());
    settings.apply(&mut faults, &mut row);
    let told = faults.into_errors().into_iter();
    let told = told.map(|fault| format!("{} {}", fault.rule.code(), fault.path.join(".")));
    (row, told.collect())
}

fn wants(category: DishCategory, servings: i32) -> CategoryServings {
    CategoryServings { category, servings }
}

#[test]
fn what_is_left_out_stays() {
    let (row, told) = applied(Settings::default());
    assert_eq!((row, told.len()), (usual_row(), 0));
    let settings = Settings {
        servings_per_100_guests: vec![wants(DishCategory::Soup, 75)],
        bring_to: Patch::Set(" 后厨 ".to_owned()),
        prizes: Patch::Set(vec!["一等奖".to_owned()]),
        ..Settings::default()
    };
    let (row, told) = applied(settings);
    assert!(told.is_empty());
    assert_eq!(servings(&row, DishCategory::Soup), 75);
    assert_eq!(servings(&row, DishCategory::Hot), 200);
    assert_eq!(row.bring_to.as_deref(), Some("后厨"));
    assert_eq!(prizes(&row), ["一等奖"]);
}

#[test]
fn every_fault_is_told_at_once() {
    let settings = Settings {
        servings_per_100_guests: vec![
            wants(DishCategory::Hot, -1),
            wants(DishCategory::Soup, 1001),
            wants(DishCategory::Hot, 5),
        ],
        bring_before_minutes: Patch::Set(1441),
        bring_to: Patch::Set("长".repeat(81)),
        votes_per_guest: Patch::Set(-1),
        votes_per_dish: Patch::Set(0),
        prizes: Patch::Set(vec![String::new(); 11]),
    };
    let (_, told) = applied(settings);
    let faults = [
        "OUT_OF_RANGE servingsPer100Guests.0.servings",
        "OUT_OF_RANGE servingsPer100Guests.1.servings",
        "DUPLICATE servingsPer100Guests.2.category",
        "OUT_OF_RANGE bringBeforeMinutes",
        "INVALID_LENGTH bringTo",
        "OUT_OF_RANGE votesPerGuest",
        "OUT_OF_RANGE votesPerDish",
        "TOO_MANY_ITEMS prizes",
    ];
    assert_eq!(told[..8], faults);
    assert_eq!((told.len(), told[8].as_str()), (19, "REQUIRED prizes.0"));
    let cleared = Settings {
        bring_before_minutes: Patch::Clear,
        votes_per_guest: Patch::Clear,
        bring_to: Patch::Clear,
        prizes: Patch::Clear,
        ..Settings::default()
    };
    let (row, told) = applied(cleared);
    assert_eq!(
        told,
        ["REQUIRED bringBeforeMinutes", "REQUIRED votesPerGuest"]
    );
    assert_eq!((row.bring_to, row.prizes), (None, json!([])));
}

#[test]
fn votes_do_not_change_under_those_who_vote() {
    let before = usual_row();
    let mut after = before.clone();
    after.votes_per_guest = 5;
    assert_eq!(must_not_change_votes(&before, &after), Ok(()));
    for state in [DishVoteState::Open, DishVoteState::Closed] {
        let mut open = before.clone();
        open.vote_state = state;
        let refusal = Err(Refusal::from(BanquetError::VoteHasBegun));
        assert_eq!(must_not_change_votes(&open, &after), refusal);
        let mut other = open.clone();
        other.hot_tastes = 300;
        assert_eq!(must_not_change_votes(&open, &other), Ok(()));
    }
}
