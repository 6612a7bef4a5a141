//! Ways to the addresses of a person's own calendar.

use serde_json::json;

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let feed = text(stage, stage.has.feed);
    let what = ("CalendarFeed", "a resident's");
    let mut doors = Vec::from(front(what, &feed));
    let listed = "query { viewer { calendarFeeds { FIELDS } } }";
    let at = "/viewer/calendarFeeds";
    doors.push(door(
        what,
        "viewer.calendarFeeds",
        "",
        at,
        Some(&feed),
        listed,
    ));
    let old = text(stage, stage.has.old_feed);
    doors.extend(front(("CalendarFeed", "taken back"), &old));
    doors
}

/// Ways that write.
pub fn payloads(stage: &Stage) -> Vec<Door> {
    let old = text(stage, stage.has.old_feed);
    let again = "mutation ($id: ID!) { revokeCalendarFeed(input: { feedId: $id }) \
                 { feed { FIELDS } } }";
    let new = "mutation ($input: CreateCalendarFeedInput!) { createCalendarFeed(input: $input) \
               { feed { FIELDS } } }";
    let taken_back = ("CalendarFeed", "taken back");
    let (way, at) = ("revokeCalendarFeed.feed", "/revokeCalendarFeed/feed");
    vec![
        door(taken_back, way, &old, at, Some(&old), again),
        Door {
            object: "CalendarFeed",
            instance: "new, one's own",
            way: "createCalendarFeed.feed",
            operation: new.to_owned(),
            variables: json!({ "input": { "label": "手机" } }),
            pointer: "/createCalendarFeed/feed".to_owned(),
            id: None,
        },
    ]
}
