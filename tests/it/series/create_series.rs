//! `createSeries`

use mulin_domain::series::Frequency;
use mulin_entities::{AreaId, EventState, SeriesId};
use serde_json::{Value, json};

use super::{FIELDS, each_28th, evenings, service_days};
use crate::both_databases;
use crate::factories::{self, Town, days, every, gid, occurrences, unknown};
use crate::support::app::TestApp;
use crate::support::mutation::{key, with};

async fn made(app: &TestApp, town: &Town, input: Value) -> Value {
    let selection = format!("series {{ {FIELDS} }}");
    let who = Some(town.organiser);
    let answer = app.mutate(who, "createSeries", &selection, input).await;
    assert_eq!(answer.refusals("createSeries"), [""; 0]);
    answer.at("/createSeries/series").clone()
}

fn id(series: &Value) -> SeriesId {
    SeriesId(key(&series["id"]))
}

/// The keys of the occurrences and the starts of their events, in order of day.
async fn keys(app: &TestApp, series: &Value) -> Vec<(String, String)> {
    let rows = occurrences(app, id(series)).await.into_iter();
    let starts = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d %H:%M").to_string();
    rows.map(|(occurrence, event)| (occurrence.recurrence_key, starts(event.starts_at)))
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(key, starts): &(&str, &str)| ((*key).to_owned(), (*starts).to_owned());
    expected.iter().map(pair).collect()
}

both_databases!(each_28th_of_the_next_18_months_is_made, |app| {
    let town = Town::found(&app).await;
    let more = json!({
        "description": "量血压", "venueId": *gid(&town, town.venue.id), "capacity": 40,
        "maxParty": 4, "needsApproval": true, "waitlistOrder": "STRICT", "offerWindow": "PT4H",
        "householdLimit": 6, "opensBeforeMinutes": 20_160, "closesBeforeMinutes": 60,
    });
    let schedule = evenings(each_28th(), json!({ "exceptDates": ["2027-02-28"] }));
    let series = made(&app, &town, service_days(&town, schedule, more)).await;
    let gregorian = json!({
        "frequency": "MONTHLY", "interval": 1, "byWeekday": [], "byMonthDay": [28], "byMonth": [],
    });
    let expected = json!({
        "id": series["id"], "state": "ACTIVE", "kind": "SERVICE_DAY", "visibility": "PUBLIC",
        "title": "便民服务日", "description": "量血压", "capacity": 40, "maxParty": 4,
        "needsApproval": true, "waitlistOrder": "STRICT", "offerWindow": "PT4H",
        "householdLimit": 6, "opensBeforeMinutes": 20_160, "closesBeforeMinutes": 60,
        "publish": true, "madeUntil": "2028-05-21", "version": 1, "endedAt": null,
        "area": { "id": *gid(&town, town.community.id) },
        "venue": { "id": *gid(&town, town.venue.id) }, "festival": null, "continues": null,
        "continuedBy": null, "viewerCan": { "edit": true, "end": true },
        "schedule": {
            "rule": {
                "gregorian": gregorian, "lunarDay": null, "lunarYearEnd": null, "solarTerm": null,
            },
            "firstDate": "2026-11-28", "until": null, "count": null, "startTime": "18:30",
            "durationMinutes": 90, "timeZone": "Asia/Shanghai", "offsetDays": 0,
            "exceptDates": ["2027-02-28"], "extraDates": [],
        },
    });
    assert_eq!(series, expected);

    let rows = occurrences(&app, id(&series)).await;
    // November 2026 to April 2028 without one February.
    assert_eq!(rows.len(), 17);
    for (occurrence, event) in &rows {
        assert_eq!(
            occurrence.recurrence_key,
            occurrence.original_date.to_string()
        );
        assert!(occurrence.recurrence_key.ends_with("-28"));
        assert_eq!(occurrence.original_starts_at, event.starts_at);
        assert_eq!(event.state, EventState::Published);
        assert_eq!(
            event.ends_at - event.starts_at,
            chrono::TimeDelta::minutes(90)
        );
        let opens = event.rsvp_opens_at.expect("answers open");
        assert_eq!(event.starts_at - opens, chrono::TimeDelta::days(14));
        let closes = event.rsvp_closes_at.expect("answers close");
        assert_eq!(event.starts_at - closes, chrono::TimeDelta::hours(1));
        assert_eq!(event.title, "便民服务日");
        assert!(event.needs_approval && event.max_party == 4);
    }
    assert_eq!(
        rows[0].1.starts_at.to_rfc3339(),
        "2026-11-28T10:30:00+00:00"
    );
    assert!(
        !days(&app, id(&series))
            .await
            .contains(&"2027-02-28".to_owned())
    );
});

both_databases!(lunar_days_and_terms_have_keys_of_their_rule, |app| {
    let town = Town::found(&app).await;
    for (rule, more, expected) in [
        // 中秋.
        (
            json!({ "lunarDay": { "month": 8, "day": 15 } }),
            json!({}),
            pairs(&[("lunar-2027-08-15", "2027-09-15 10:30")]),
        ),
        // The evening before 中秋: the key stays that of the day.
        (
            json!({ "lunarDay": { "month": 8, "day": 15 } }),
            json!({ "offsetDays": -1 }),
            pairs(&[("lunar-2027-08-15", "2027-09-14 10:30")]),
        ),
        // 腊八 of 2026 is in January 2027.
        (
            json!({ "lunarDay": { "month": 12, "day": 8, "leap": "SKIP" } }),
            json!({}),
            pairs(&[
                ("lunar-2026-12-08", "2027-01-15 10:30"),
                ("lunar-2027-12-08", "2028-01-04 10:30"),
            ]),
        ),
        // 除夕, the 29th of both years.
        (
            json!({ "lunarYearEnd": "NEW_YEARS_EVE" }),
            json!({}),
            pairs(&[
                ("lunar-2026-end", "2027-02-05 10:30"),
                ("lunar-2027-end", "2028-01-25 10:30"),
            ]),
        ),
        // 清明.
        (
            json!({ "solarTerm": "QINGMING" }),
            json!({}),
            pairs(&[
                ("term-2027-qingming", "2027-04-05 10:30"),
                ("term-2028-qingming", "2028-04-04 10:30"),
            ]),
        ),
    ] {
        let schedule = evenings(rule.clone(), more);
        let series = made(&app, &town, service_days(&town, schedule, json!({}))).await;
        assert_eq!(keys(&app, &series).await, expected, "{rule}");
        for (kind, sent) in rule.as_object().expect("an object") {
            let shown = &series["schedule"]["rule"][kind];
            let same = sent.as_object().map_or_else(
                || shown == sent,
                |fields| fields.iter().all(|(name, value)| &shown[name] == value),
            );
            assert!(same, "{shown} of {sent}");
        }
    }
});

both_databases!(a_weekly_series_fills_the_horizon, |app| {
    let town = Town::found(&app).await;
    let weekly = json!({ "gregorian": { "frequency": "WEEKLY" } });
    let series = made(
        &app,
        &town,
        service_days(&town, evenings(weekly, json!({})), json!({})),
    );
    let series = series.await;
    let all = days(&app, id(&series)).await;
    assert_eq!(all.len(), 78);
    assert_eq!(
        (all[0].as_str(), all[77].as_str()),
        ("2026-11-28", "2028-05-20")
    );

    // The second and the last Sunday of each month, for five times, and a Monday that was added.
    let sundays = json!({ "gregorian": { "frequency": "MONTHLY", "byWeekday": [
        { "weekday": "SUN", "nth": 2 }, { "weekday": "SUN", "nth": -1 },
    ] } });
    let more = json!({ "count": 5, "extraDates": ["2026-12-07"] });
    let series = made(
        &app,
        &town,
        service_days(&town, evenings(sundays, more), json!({})),
    )
    .await;
    let expected = [
        "2026-11-29",
        "2026-12-07",
        "2026-12-13",
        "2026-12-27",
        "2027-01-10",
        "2027-01-31",
    ];
    assert_eq!(days(&app, id(&series)).await, expected);
    assert_eq!(keys(&app, &series).await[1].0, "extra-2026-12-07");
});

both_databases!(a_series_has_a_zone_of_its_own, |app| {
    let town = Town::found(&app).await;
    let daily = json!({ "gregorian": { "frequency": "DAILY" } });
    let more = json!({
        "firstDate": "2027-03-27", "count": 3, "startTime": "02:30", "timeZone": "Europe/Berlin",
    });
    let series = made(
        &app,
        &town,
        service_days(&town, evenings(daily, more), json!({})),
    )
    .await;
    assert_eq!(series["schedule"]["timeZone"], "Europe/Berlin");
    // On the 28th the clocks go from two to three.
    let expected = pairs(&[
        ("2027-03-27", "2027-03-27 01:30"),
        ("2027-03-28", "2027-03-28 01:00"),
        ("2027-03-29", "2027-03-29 00:30"),
    ]);
    assert_eq!(keys(&app, &series).await, expected);
    let (_, event) = occurrences(&app, id(&series)).await.swap_remove(1);
    assert_eq!(event.time_zone, "Europe/Berlin");
    assert_eq!(
        event.ends_at - event.starts_at,
        chrono::TimeDelta::minutes(90)
    );
});

both_databases!(what_is_left_out_is_the_usual_and_events_are_drafts, |app| {
    let town = Town::found(&app).await;
    let input = json!({
        "areaId": *gid(&town, town.community.id), "kind": "GATHERING", "title": "茶话会",
        "schedule": evenings(each_28th(), json!({ "until": "2026-12-28" })),
    });
    let series = made(&app, &town, input).await;
    for (field, usual) in [
        ("visibility", json!("PUBLIC")),
        ("description", json!("")),
        ("capacity", Value::Null),
        ("maxParty", json!(20)),
        ("needsApproval", json!(false)),
        ("waitlistOrder", json!("FIRST_FIT")),
        ("opensBeforeMinutes", Value::Null),
        ("closesBeforeMinutes", Value::Null),
        ("publish", json!(false)),
    ] {
        assert_eq!(series[field], usual, "{field}");
    }
    let rows = occurrences(&app, id(&series)).await;
    assert_eq!(rows.len(), 2);
    assert!(
        rows.iter()
            .all(|(_, event)| event.state == EventState::Draft)
    );
    assert!(rows.iter().all(|(_, event)| event.rsvp_closes_at.is_none()));
});

both_databases!(only_who_plans_for_the_area_makes_series, |app| {
    let town = Town::found(&app).await;
    let other = Town::named(&app, "邻市").await;
    let neighbour = town.resident(&app, "neighbour").await;
    let input = service_days(&town, evenings(each_28th(), json!({})), json!({}));
    let actors = [
        (None, "UNAUTHENTICATED"),
        (Some(neighbour), "FORBIDDEN"),
        (Some(town.steward), "FORBIDDEN"),
        (Some(other.organiser), "FORBIDDEN"),
        (Some(other.admin), "FORBIDDEN"),
    ];
    app.denied("createSeries", "series", &input, &actors).await;
    let areas = [
        (&**unknown::<AreaId>(&town), "NOT_FOUND"),
        (&*gid(&town, town.venue.id), "ID_OF_ANOTHER_TYPE"),
        ("nonsense", "MALFORMED_ID"),
    ];
    app.refuses_ids(
        town.organiser,
        "createSeries",
        "series",
        &input,
        "areaId",
        &areas,
    )
    .await;
});

both_databases!(a_key_makes_a_retry_safe, |app| {
    let town = Town::found(&app).await;
    let actors = (town.organiser, town.admin);
    let schedule = evenings(each_28th(), json!({ "until": "2027-01-28" }));
    let input = service_days(&town, schedule, json!({}));
    let changed = json!({ "capacity": 1 });
    app.keeps_idempotency(actors, "createSeries", "series", &input, changed)
        .await;
});

both_databases!(two_at_once_with_one_key_make_one_series, |app| {
    let town = Town::found(&app).await;
    let schedule = evenings(each_28th(), json!({ "until": "2027-01-28" }));
    let input = service_days(&town, schedule, json!({ "idempotencyKey": "0b8c9a9e-2" }));
    let send = || async {
        let selection = "series { id }";
        app.mutate(
            Some(town.organiser),
            "createSeries",
            selection,
            with(&input, json!({})),
        )
        .await
    };
    let (one, two) = tokio::join!(send(), send());
    let id = |answer: &crate::support::answer::Answer| answer.at("/createSeries/series/id").clone();
    assert_eq!(id(&one), id(&two));
    assert_eq!(days(&app, SeriesId(key(&id(&one)))).await.len(), 3);
});

both_databases!(the_domain_and_the_api_say_the_same, |app| {
    let town = Town::found(&app).await;
    let weekly = factories::evenings(every(Frequency::Weekly));
    let series = town.begin(&app, town.service_days(weekly)).await;
    let sent = evenings(json!({ "gregorian": { "frequency": "WEEKLY" } }), json!({}));
    let same = made(&app, &town, service_days(&town, sent, json!({}))).await;
    assert_eq!(days(&app, series.id).await, days(&app, id(&same)).await);
});
