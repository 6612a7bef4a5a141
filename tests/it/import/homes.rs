//! Who lives with whom once a file of people is imported.

use mulin_entities::HouseholdId;

use super::{EAST, TOWN, WEST, by_ref, done, people};
use crate::both_databases;
use crate::factories::Town;
use crate::support::app::TestApp;

/// A file with the columns ref, building, household and unit; names do not matter here.
fn file(lines: &[(&str, &str, &str, &str)]) -> String {
    let mut text = format!("ref,name,building,household,{TOWN}\n");
    for (external_ref, building, household, unit) in lines {
        text += &format!("{external_ref},李明,{building},{household},{unit}\n");
    }
    text
}

/// Imports it; answers how many households it made, and how many people moved.
async fn import(app: &TestApp, lines: &[(&str, &str, &str, &str)]) -> (u64, u64) {
    let text = file(lines);
    let imported = done(people(&app.core, &text, false).await);
    // Whatever it did, the same file says nothing new.
    let again = done(people(&app.core, &text, false).await);
    assert_eq!(
        (again.new, again.changed, again.households),
        (0, 0, 0),
        "{again:?}"
    );
    (imported.households, imported.moved)
}

async fn home(app: &TestApp, external_ref: &str) -> HouseholdId {
    by_ref(app, external_ref).await.household_id
}

both_databases!(a_household_is_its_number_or_its_door_within_a_unit, |app| {
    Town::found(&app).await;
    let lines = [
        ("1", "1栋101", "7", EAST),
        ("2", "1栋101", "8", EAST),
        ("3", "1栋101", "7", EAST),
        ("4", "1栋101", "", EAST),
        ("5", "1栋101", "", EAST),
        ("6", "1栋102", "", EAST),
        ("7", "1栋101", "7", WEST),
    ];
    assert_eq!(import(&app, &lines).await, (5, 0));
    let mut homes = Vec::new();
    for (external_ref, ..) in lines {
        homes.push(home(&app, external_ref).await);
    }
    assert_eq!((homes[0], homes[3]), (homes[2], homes[4]));
    let mut different = homes.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), 5);
});

both_databases!(a_later_file_finds_the_household_again, |app| {
    Town::found(&app).await;
    import(
        &app,
        &[("1", "1栋101", "7", EAST), ("2", "1栋102", "", EAST)],
    )
    .await;
    // By somebody of it who is named along, by its door; and not by the door of another unit.
    let more = [
        ("3", "1栋101", "7", EAST),
        ("1", "1栋101", "7", EAST),
        ("4", "1栋102", "", EAST),
        ("5", "1栋102", "", WEST),
    ];
    assert_eq!(import(&app, &more).await, (1, 0));
    assert_eq!(home(&app, "3").await, home(&app, "1").await);
    assert_eq!(home(&app, "4").await, home(&app, "2").await);
    assert_ne!(home(&app, "5").await, home(&app, "2").await);
});

both_databases!(households_are_split_joined_and_moved, |app| {
    Town::found(&app).await;
    import(
        &app,
        &[("1", "1栋101", "", EAST), ("2", "1栋101", "", EAST)],
    )
    .await;
    let both = home(&app, "1").await;
    // The first of the file keeps the household, the other gets a new one.
    let split = [("2", "1栋101", "b", EAST), ("1", "1栋101", "a", EAST)];
    assert_eq!(import(&app, &split).await, (1, 1));
    assert_eq!(home(&app, "2").await, both);
    assert_ne!(home(&app, "1").await, both);
    // Together again; and then both in another building.
    let joined = [("1", "1栋101", "", EAST), ("2", "1栋101", "", EAST)];
    assert_eq!(import(&app, &joined).await, (0, 1));
    let moved = [("1", "2栋201", "", EAST), ("2", "2栋201", "", EAST)];
    assert_eq!(import(&app, &moved).await, (1, 2));
    assert_eq!(home(&app, "1").await, home(&app, "2").await);
    assert_ne!(home(&app, "1").await, both);
});

both_databases!(strangers_to_the_register_are_not_joined, |app| {
    let town = Town::found(&app).await;
    // Everybody of the town says that they live at 1栋101, each in a household of their own.
    town.resident(&app, "somebody").await;
    assert_eq!(import(&app, &[("1", "1栋101", "", EAST)]).await, (1, 0));
});
