//! Who sees the counts, and to whom few people are told.

use serde_json::json;

use super::month::Month;
use super::{ages, asked, homes, november, total};
use crate::both_databases;

both_databases!(they_are_for_who_runs_the_area, |app| {
    let month = Month::whole(&app).await;
    let (town, community) = (month.town(), &month.town().community);
    let stranger = month.named(&app, "party").await;
    for (who, area) in [
        (stranger, community),
        (town.steward, community),
        (town.organiser, &month.street),
        (month.steward, &month.neighbour),
    ] {
        let answer = asked(&app, town, who, area, november()).await;
        assert!(answer.at("/area/figures").is_null());
    }
    let query = "query ($id: ID!) { area(id: $id) { figures { from } } }";
    let variables = json!({ "id": month.id(community) });
    let nobody = app.run(None, query, variables).await;
    assert!(nobody.at("/area/figures").is_null());
    for (who, area) in [(town.organiser, &town.unit), (town.admin, &month.street)] {
        let answer = asked(&app, town, who, area, november()).await;
        assert_eq!(answer.at("/area/figures/from"), "2026-11-01");
    }
});

both_databases!(a_steward_is_not_told_of_few, |app| {
    let month = Month::whole(&app).await;
    let (town, community) = (month.town(), &month.town().community);
    let all = total(&app, town, community, november()).await;
    let answer = asked(&app, town, month.steward, community, november()).await;
    let told = answer.at("/area/figures/total");
    // One from elsewhere would be the rest of eleven.
    assert_eq!(
        homes(told),
        json!([["第一网格", null], ["elsewhere", null]])
    );
    assert_eq!(ages(told), json!([null, null, null, 7, null, null, null]));
    let served = told["servedByAge"].as_array().expect("a list");
    assert!(served.iter().all(|age| age["tickets"].is_null()));
    for (measure, number) in all.as_object().expect("an object") {
        if !["byResidence", "byAge", "servedByAge"].contains(&measure.as_str()) {
            assert_eq!(told[measure], *number, "{measure}");
        }
    }
    let below = answer.at("/area/figures/byArea/0/figures");
    assert_eq!(
        homes(below),
        json!([["东邻", null], ["西邻", null], ["elsewhere", null]])
    );
});
