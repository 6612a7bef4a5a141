//! `calendar`

use serde_json::{Value, json};

use super::days;
use crate::both_databases;
use crate::factories::declare;
use crate::support::app::TestApp;

const ALL: &str = "date lunarDate { year month day isLeapMonth text } festivals { key name } \
    solarTerm { key name } dayHint { kind name source }";

both_databases!(a_day_tells_all_that_it_is, |app| {
    let day_off = ("2027-04-05", "holiday", "清明节");
    declare(&app.core, &[day_off]).await;
    let hint = json!({
        "kind": "HOLIDAY", "name": "清明节", "source": "国办发明电〔2026〕7号",
    });
    let day = |text: &str, festival: &str, term: &str| {
        json!([{
            "date": "2027-04-05",
            "lunarDate": {
                "year": 2027, "month": 2, "day": 29, "isLeapMonth": false, "text": text,
            },
            "festivals": [{ "key": "QINGMING", "name": festival }],
            "solarTerm": { "key": "QINGMING", "name": term },
            "dayHint": hint,
        }])
    };
    let (from, to) = ("2027-04-05", "2027-04-05");
    let chinese = days(&app, from, to, ALL, "zh-CN").await;
    let expected = day("农历二月廿九", "清明节", "清明");
    assert_eq!(chinese.at("/calendar"), &expected);
    let english = days(&app, from, to, ALL, "en").await;
    let expected = day(
        "29th day of the 2nd lunar month",
        "Qingming Festival",
        "Qingming",
    );
    assert_eq!(english.at("/calendar"), &expected);
});

both_databases!(
    festivals_and_leap_months_stand_where_almanacs_print_them,
    |app| {
        let selection = "date lunarDate { text isLeapMonth } festivals { key }";
        for (date, text, leap, festivals) in [
            (
                "2027-02-05",
                "农历腊月廿九",
                false,
                json!(["NEW_YEARS_EVE"]),
            ),
            (
                "2027-02-06",
                "农历正月初一",
                false,
                json!(["SPRING_FESTIVAL"]),
            ),
            (
                "2030-02-03",
                "农历正月初一",
                false,
                json!(["SPRING_FESTIVAL"]),
            ),
            ("2026-09-25", "农历八月十五", false, json!(["MID_AUTUMN"])),
            ("2025-07-25", "农历闰六月初一", true, json!([])),
            ("2033-12-22", "农历闰十一月初一", true, json!([])),
            ("1950-01-01", "农历冬月十三", false, json!([])),
        ] {
            let answer = days(&app, date, date, selection, "zh-CN").await;
            let day = answer.at("/calendar/0");
            let lunar = json!({ "text": text, "isLeapMonth": leap });
            assert_eq!(day["lunarDate"], lunar, "{date}");
            let keys = day["festivals"].as_array().expect("a list");
            let keys: Value = keys.iter().map(|one| one["key"].clone()).collect();
            assert_eq!(keys, festivals, "{date}");
        }
    }
);

both_databases!(what_cannot_be_told_is_refused_with_the_reason, |app| {
    for (from, to, code, words) in [
        (
            "1949-12-31",
            "1950-01-02",
            "OUTSIDE_CALENDAR",
            "from must lie in the years",
        ),
        (
            "2100-12-31",
            "2101-01-01",
            "OUTSIDE_CALENDAR",
            "to must lie in the years",
        ),
        (
            "2027-02-06",
            "2027-02-05",
            "NOT_BEFORE",
            "from does not go with to",
        ),
        (
            "2027-01-01",
            "2028-01-02",
            "TOO_MANY_DAYS",
            "at most 366 days",
        ),
        (
            "2027-02-30",
            "2027-03-01",
            "INVALID_FORMAT",
            "from must be a date",
        ),
        (
            "2027/02/01",
            "2027-03-01",
            "INVALID_FORMAT",
            "from must be a date",
        ),
    ] {
        let answer = days(&app, from, to, "date", "en").await;
        assert_eq!(answer.error_code(), code, "{from} {to}");
        let told = answer.body["errors"][0]["message"].as_str();
        assert!(told.expect("a text").contains(words), "{told:?}");
    }
    // Both at once.
    let answer = days(&app, "1900-01-01", "soon", "date", "zh-CN").await;
    let told = answer.body["errors"][0]["message"].as_str().expect("text");
    assert!(told.contains("from 需要在 1950 年到 2100 年之间"), "{told}");
    assert!(told.contains("to 的写法不对"), "{told}");
});

#[tokio::test]
async fn a_year_takes_one_statement_on_sqlite() {
    a_year_takes_one_statement(TestApp::sqlite().await).await;
}

#[tokio::test]
async fn a_year_takes_one_statement_on_postgres() {
    if let Some(app) = TestApp::postgres().await {
        a_year_takes_one_statement(app).await;
    }
}

async fn a_year_takes_one_statement(mut app: TestApp) {
    let statements = app.record_statements();
    let answer = days(&app, "2028-01-01", "2028-12-31", ALL, "en").await;
    let days = answer.at("/calendar").as_array().expect("a list");
    assert_eq!(days.len(), 366);
    let terms = days.iter().filter(|day| !day["solarTerm"].is_null());
    assert_eq!(terms.count(), 24);
    assert_eq!(statements.take().len(), 1);
}
