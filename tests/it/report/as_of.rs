//! The same question with the same cut-off has the same answer, whatever came meanwhile.

use serde_json::{Value, json};

use super::month::Month;
use super::{asked, november, total};
use crate::both_databases;
use crate::support::mutation::with;

/// What does not depend on who is known.
fn without_people(told: &Value) -> Value {
    let mut told = told.clone();
    let told_of = told.as_object_mut().expect("an object");
    for measure in [
        "people",
        "households",
        "byResidence",
        "byAge",
        "servedByAge",
    ] {
        told_of.remove(measure).expect("it was there");
    }
    told
}

both_databases!(what_was_told_once_is_told_again, |app| {
    let month = Month::whole(&app).await;
    let ask = async |as_of: chrono::DateTime<chrono::Utc>| {
        let input = with(&november(), json!({ "asOf": as_of.to_rfc3339() }));
        total(&app, month.town(), &month.street, input).await
    };
    assert_eq!(month.moments.len(), 13);
    for (number, (at, told)) in month.moments.iter().enumerate() {
        assert_eq!(ask(*at).await, *told, "moment {number}");
    }
    // They do differ, each from the one before it.
    for pair in month.moments.windows(2) {
        assert_ne!(pair[0].1, pair[1].1, "at {}", pair[1].0);
    }
    // Whom a check-in noted that was taken back is forgotten; its head was there at that time.
    let (at, told) = &month.mistaken;
    let now = ask(*at).await;
    assert_eq!(without_people(&now), without_people(told));
    assert_eq!(
        (&told["attendances"], &told["people"]),
        (&json!(16), &json!(10))
    );
    assert_eq!(now["people"], 9);
});

both_databases!(parts_are_as_of_the_same_moment, |app| {
    let month = Month::whole(&app).await;
    let (at, told) = &month.moments[3];
    let input = with(&november(), json!({ "asOf": at.to_rfc3339() }));
    let town = month.town();
    let answer = asked(&app, town, town.admin, &month.street, input).await;
    let attendances = answer
        .at("/area/figures/byArea")
        .as_array()
        .expect("a list");
    let sum: i64 = attendances
        .iter()
        .filter_map(|row| row["figures"]["attendances"].as_i64())
        .sum();
    assert_eq!(told["attendances"], sum);
    assert_eq!(sum, 21);
});
