//! A table becomes drafts.

use serde_json::json;

use super::{all_series, counts, drafts, events, faults, file, import, looked_at};
use crate::both_databases;
use crate::factories::Town;
use crate::support::mutation::with;

const TABLE: &str = "\u{feff}编号,标题,开始,结束,地点,说明,重复\r\n\
    1,灯会,2027-02-20 18:30,20:30,邻里中心,\"赏灯、\r\n猜谜\",\r\n\
    2,大扫除,2027年3月1日,2027年3月1日,,,\r\n\
    3,中秋晚会,2027-09-15 19:00,21:00,广场,,农历\r\n";

both_databases!(chinese_headers_are_understood, |app| {
    let town = Town::found(&app).await;
    let payload = import(&app, &town, file(&town, "CSV", TABLE)).await;
    assert_eq!(
        drafts(&payload),
        ["灯会 EVENT", "大扫除 EVENT", "中秋晚会 SERIES"]
    );
    assert_eq!(counts(&payload), [3, 0, 0, 0]);
    assert_eq!(payload["drafts"][2]["line"], 5);
    assert_eq!(payload["drafts"][2]["uid"], "3");
    let made = events(&app).await;
    assert_eq!(made[0].description, "赏灯、\n猜谜");
    assert_eq!(made[0].venue_id, Some(town.venue.id));
    let series = all_series(&app).await;
    assert_eq!(series[0].title, "中秋晚会");
    assert_eq!(series[0].description, "📍 广场");
    let again = looked_at(
        &app,
        &town,
        with(&file(&town, "CSV", TABLE), json!({ "dryRun": true })),
    )
    .await;
    assert_eq!(counts(&again), [0, 3, 0, 0]);
});

both_databases!(times_without_a_zone_are_of_the_one_that_is_told, |app| {
    let town = Town::found(&app).await;
    let table =
        "title,start,end,zone\nA,2027-02-20 18:30,20:30,\nB,2027-02-20 18:30,20:30,Asia/Urumqi\n";
    let input = with(
        &file(&town, "CSV", table),
        json!({ "timeZone": "Asia/Tokyo" }),
    );
    import(&app, &town, input).await;
    let made = events(&app).await;
    assert_eq!(
        (made[0].title.as_str(), made[0].time_zone.as_str()),
        ("A", "Asia/Tokyo")
    );
    assert_eq!(
        (made[1].title.as_str(), made[1].time_zone.as_str()),
        ("B", "Asia/Urumqi")
    );
});

both_databases!(a_row_without_a_number_is_known_by_title_and_start, |app| {
    let town = Town::found(&app).await;
    let table = "title,start,end\nA,2027-02-20 18:30,20:30\n";
    import(&app, &town, file(&town, "CSV", table)).await;
    let longer = "title,start,end\nA,2027-02-20 18:30,21:30\nA,2027-02-21 18:30,20:30\n";
    let payload = import(&app, &town, file(&town, "CSV", longer)).await;
    assert_eq!(drafts(&payload), ["A CHANGED", "A EVENT"]);
    let twice = "title,start,end\nB,2027-02-20 18:30,20:30\nb,2027-02-20 18:30,20:45\n";
    let payload = looked_at(&app, &town, file(&town, "CSV", twice)).await;
    assert_eq!(faults(&payload), ["3 uid DUPLICATE"]);
});
