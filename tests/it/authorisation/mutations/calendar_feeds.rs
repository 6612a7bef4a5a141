//! Addresses of people's own calendars.

use serde_json::json;

use super::{case, id};
use crate::authorisation::case::Case;
use crate::authorisation::stage::Stage;

pub(super) fn calendar_feeds(stage: &Stage) -> Vec<Case> {
    let revoke = json!({ "feedId": id(stage, stage.has.feed) });
    vec![
        case(
            "createCalendarFeed",
            "for oneself",
            json!({ "label": "手机" }),
        ),
        case("revokeCalendarFeed", "a resident's", revoke),
    ]
}
