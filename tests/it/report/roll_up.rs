//! What areas below add up to.

use serde_json::json;

use super::month::Month;
use super::{ages, asked, homes, november};
use crate::both_databases;

/// What adds up from area to area.
const SUMS: [&str; 7] = [
    "eventsHeld",
    "attendances",
    "anonymous",
    "served",
    "itemsRepaired",
    "serviceMinutes",
    "people",
];

both_databases!(an_area_is_the_sum_of_those_below_it, |app| {
    let month = Month::whole(&app).await;
    let town = month.town();
    let answer = asked(&app, town, town.admin, &month.street, november()).await;
    let told = answer.at("/area/figures");
    let rows = told["byArea"].as_array().expect("a list");
    let row = |name: &str| {
        let row = rows.iter().find(|row| row["area"]["name"] == name);
        &row.expect("the area is below")["figures"]
    };
    let numbers =
        |of: &serde_json::Value| SUMS.map(|measure| of[measure].as_i64().expect("a number"));
    let (own, next_door) = (row("桂花社区"), row("邻里社区"));
    assert_eq!(rows.len(), 2);
    assert_eq!(numbers(own), [2, 25, 14, 6, 3, 240, 11]);
    assert_eq!(numbers(next_door), [1, 6, 5, 0, 0, 60, 1]);
    // Who was in both is one person of the whole, and so is who served in both.
    assert_eq!(numbers(&told["total"]), [3, 31, 19, 6, 3, 300, 11]);
    assert_eq!(told["total"]["households"], 10);
    assert_eq!(told["total"]["volunteers"], 2);
    assert_eq!(
        (&own["volunteers"], &next_door["volunteers"]),
        (&json!(2), &json!(1))
    );
    // In each by its own parts.
    let of_street = homes(&told["total"]);
    assert_eq!(
        of_street,
        json!([["桂花社区", 10], ["邻里社区", 1], ["elsewhere", 0]])
    );
    assert_eq!(homes(own), json!([["第一网格", 10], ["elsewhere", 1]]));
    assert_eq!(homes(next_door), json!([["第九网格", 1], ["elsewhere", 0]]));
    assert_eq!(ages(next_door), json!([0, 0, 1, 0, 0, 0, 0]));
    // The city is its one street.
    let answer = asked(&app, town, town.admin, &town.city, november()).await;
    let city = answer.at("/area/figures");
    assert_eq!(numbers(&city["total"]), numbers(&told["total"]));
    assert_eq!(
        homes(&city["total"]),
        json!([["澄湖街道", 11], ["elsewhere", 0]])
    );
    assert_eq!(city["byArea"][0]["figures"], told["total"]);
});

both_databases!(a_unit_has_no_parts, |app| {
    let month = Month::whole(&app).await;
    let town = month.town();
    let answer = asked(&app, town, town.admin, &town.unit, november()).await;
    let told = answer.at("/area/figures");
    assert_eq!(told["byArea"], json!([]));
    assert_eq!(
        homes(&told["total"]),
        json!([["东邻", 0], ["elsewhere", 0]])
    );
});
