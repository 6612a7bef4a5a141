//! Ways to series, what they repeat by, and their events' places in them.

use mulin_entities::SeriesId;
use serde_json::json;

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let all = &stage.series;
    let community = text(stage, stage.town.community.id);
    let series: [(&'static str, SeriesId); 3] = [
        ("public", all.public),
        ("a draft", all.draft),
        ("ended", all.ended),
    ];
    let mut doors = Vec::new();
    for (instance, series) in series {
        let (what, id) = (("Series", instance), text(stage, series));
        doors.extend(front(what, &id));
        let by_id = "{ series(id: $id) { FIELDS } }";
        doors.push(door(what, "series", &id, "/series", Some(&id), by_id));
        let of_area = "{ area(id: $id) { series { nodes { FIELDS } } } }";
        let at = "/area/series/nodes";
        doors.push(door(
            what,
            "area.series",
            &community,
            at,
            Some(&id),
            of_area,
        ));
        let (what, at) = (("SeriesViewerCan", instance), "/series/viewerCan");
        let can = "{ series(id: $id) { viewerCan { FIELDS } } }";
        doors.push(door(what, "series.viewerCan", &id, at, None, can));
    }
    let (public, ended) = (text(stage, all.public), text(stage, all.ended));
    let event = text(stage, all.event);
    for (instance, way, start, target, pointer, operation) in [
        (
            "public",
            "event.occurrence.series",
            &event,
            &public,
            "/event/occurrence/series",
            "{ event(id: $id) { occurrence { series { FIELDS } } } }",
        ),
        (
            "ended",
            "series.continues",
            &public,
            &ended,
            "/series/continues",
            "{ series(id: $id) { continues { FIELDS } } }",
        ),
        (
            "public",
            "series.continuedBy",
            &ended,
            &public,
            "/series/continuedBy",
            "{ series(id: $id) { continuedBy { FIELDS } } }",
        ),
    ] {
        let what = ("Series", instance);
        doors.push(door(what, way, start, pointer, Some(target), operation));
    }
    doors.extend(events(stage));
    doors.extend(schedules(stage));
    doors.extend(preview());
    doors
}

fn events(stage: &Stage) -> Vec<Door> {
    let all = &stage.series;
    let (series, event) = (text(stage, all.public), text(stage, all.event));
    let what = ("Event", "of a series");
    let mut doors = Vec::from(front(what, &event));
    let listed = "{ series(id: $id) { occurrences { nodes { FIELDS } } } }";
    let at = "/series/occurrences/nodes";
    doors.push(door(
        what,
        "series.occurrences",
        &series,
        at,
        Some(&event),
        listed,
    ));
    let filtered = "query ($id: ID!) { events(filter: { seriesId: $id }) { nodes { FIELDS } } }";
    doors.push(door(
        what,
        "events(seriesId)",
        &series,
        "/events/nodes",
        Some(&event),
        filtered,
    ));
    for (instance, event) in [
        ("of a public series", all.event),
        ("of a drafted series", all.draft_event),
    ] {
        let (what, at) = (("Occurrence", instance), "/event/occurrence");
        let place = "{ event(id: $id) { occurrence { FIELDS } } }";
        let event = text(stage, event);
        doors.push(door(what, "event.occurrence", &event, at, None, place));
    }
    let counts = "{ series(id: $id) { counts { FIELDS } } }";
    let (what, at) = (("SeriesCounts", "of a public series"), "/series/counts");
    doors.push(door(what, "series.counts", &series, at, None, counts));
    doors
}

/// What each of the series repeats by.
fn schedules(stage: &Stage) -> Vec<Door> {
    let all = &stage.series;
    let by = [
        ("by the Gregorian calendar", all.public),
        ("of a draft", all.draft),
        ("by a lunar day", all.ended),
        ("by the end of the lunar year", all.year_end),
        ("by a solar term", all.term),
    ];
    let mut doors = Vec::new();
    let mut add = |object, instance, way, series, selection: &str, rest: &str| {
        let operation = format!("{{ series(id: $id) {{ schedule {{ {selection} }} }} }}");
        let at = format!("/series/schedule{rest}");
        let (what, start) = ((object, instance), text(stage, series));
        doors.push(door(what, way, &start, &at, None, &operation));
    };
    for (instance, series) in by {
        add(
            "SeriesSchedule",
            instance,
            "series.schedule",
            series,
            "FIELDS",
            "",
        );
        let (way, rule) = ("series.schedule.rule", "rule { FIELDS }");
        add("SeriesRule", instance, way, series, rule, "/rule");
    }
    for (instance, series) in &by[..2] {
        let (way, rule) = ("rule.gregorian", "rule { gregorian { FIELDS } }");
        add(
            "GregorianRule",
            *instance,
            way,
            *series,
            rule,
            "/rule/gregorian",
        );
        let (way, rule) = (
            "gregorian.byWeekday",
            "rule { gregorian { byWeekday { FIELDS } } }",
        );
        let at = "/rule/gregorian/byWeekday/0";
        add("NthWeekday", *instance, way, *series, rule, at);
    }
    let (instance, series) = by[2];
    let (way, rule) = ("rule.lunarDay", "rule { lunarDay { FIELDS } }");
    add(
        "LunarDayRule",
        instance,
        way,
        series,
        rule,
        "/rule/lunarDay",
    );
    doors
}

/// A festival and a solar term at once, of which nothing is kept.
fn preview() -> [Door; 1] {
    let schedule = json!({
        "rule": { "solarTerm": "QINGMING" }, "firstDate": "2026-11-28", "startTime": "18:30",
        "durationMinutes": 90,
    });
    [Door {
        object: "OccurrencePreview",
        instance: "of what is not kept",
        way: "seriesPreview.occurrences",
        operation: "query ($input: SeriesPreviewInput!) { seriesPreview(input: $input) \
            { occurrences { FIELDS } } }"
            .to_owned(),
        variables: json!({ "input": { "schedule": schedule, "count": 1 } }),
        pointer: "/seriesPreview/occurrences/0".to_owned(),
        id: None,
    }]
}

/// What mutations answer, of which each changes nothing that matters here.
pub fn payloads(stage: &Stage) -> Vec<Door> {
    let all = &stage.series;
    let (public, event) = (text(stage, all.public), text(stage, all.event));
    let (what, at) = (("Series", "public"), "/updateSeries/series");
    let whole = "mutation ($id: ID!) { updateSeries(input: { scope: ALL, seriesId: $id }) \
        { series { FIELDS } } }";
    let edited = door(
        what,
        "updateSeries.series",
        &public,
        at,
        Some(&public),
        whole,
    );
    let (what, at) = (("Event", "of a series"), "/updateSeries/event");
    let one = "mutation ($id: ID!) { updateSeries(input: { scope: THIS, eventId: $id }) \
        { event { FIELDS } } }";
    let (answered_series, answered) = (("Series", "public"), "/respondToSeries/series");
    // Of none of its events.
    let none = "mutation ($id: ID!) { respondToSeries(input: { seriesId: $id, eventIds: [], \
        status: MAYBE }) { series { FIELDS } } }";
    // More than a household may bring: refused, and nothing changes.
    let answers = "mutation ($id: ID!, $series: ID!) { respondToSeries(input: { seriesId: $series, \
        eventIds: [$id], status: GOING, party: { adults: 5 } }) { answers { event { FIELDS } } } }";
    let mut of_event = door(
        what,
        "respondToSeries.answers.event",
        &event,
        "/respondToSeries/answers/0/event",
        Some(&event),
        answers,
    );
    of_event.variables["series"] = json!(public);
    vec![
        edited,
        door(what, "updateSeries.event", &event, at, Some(&event), one),
        door(
            answered_series,
            "respondToSeries.series",
            &public,
            answered,
            Some(&public),
            none,
        ),
        of_event,
    ]
}
