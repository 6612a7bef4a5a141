//! Ways to reminders, announcements, and what will be sent.

use serde_json::json;

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let (public, id) = (text(stage, stage.public), text(stage, stage.announcement));
    let what = ("Announcement", "called off");
    let mut doors: Vec<Door> = front(what, &id).into();
    doors.push(door(
        what,
        "event.announcements",
        &public,
        "/event/announcements/nodes",
        Some(&id),
        "{ event(id: $id) { announcements { nodes { FIELDS } } } }",
    ));
    doors.push(door(
        what,
        "event.announcements.edges",
        &public,
        "/event/announcements/edges/0/node",
        Some(&id),
        "{ event(id: $id) { announcements(first: 1) { edges { node { FIELDS } } } } }",
    ));
    let plan = "{ event(id: $id) { reminderPlan { FIELDS } } }";
    let items = [("a reminder", 0), ("an announcement", 3)];
    for (instance, at) in items {
        let place = format!("/event/reminderPlan/{at}");
        let what = ("ReminderPlanItem", instance);
        doors.push(door(
            what,
            "event.reminderPlan",
            &public,
            &place,
            None,
            plan,
        ));
    }
    for (what, way, place, operation) in [
        (
            ("Reminder", "of a public event"),
            "event.reminders",
            "/event/reminders/1",
            "{ event(id: $id) { reminders { FIELDS } } }",
        ),
        (
            ("Reach", "of a reminder"),
            "event.reminderPlan.reach",
            "/event/reminderPlan/0/reach",
            "{ event(id: $id) { reminderPlan { reach { FIELDS } } } }",
        ),
        (
            ("SendingProgress", "of a reminder"),
            "event.reminderPlan.progress",
            "/event/reminderPlan/0/progress",
            "{ event(id: $id) { reminderPlan { progress { FIELDS } } } }",
        ),
        (
            ("Announcement", "wanted before the start"),
            "event.reminderPlan.announcement",
            "/event/reminderPlan/3/announcement",
            "{ event(id: $id) { reminderPlan { announcement { FIELDS } } } }",
        ),
    ] {
        doors.push(door(what, way, &public, place, None, operation));
    }
    let mut preview = door(
        ("AnnouncementText", "of a preview"),
        "announcementPreview.texts",
        &public,
        "/announcementPreview/texts/0",
        None,
        "",
    );
    preview.operation = "query ($input: AnnounceInput!) \
        { announcementPreview(input: $input) { texts { FIELDS } } }"
        .to_owned();
    preview.variables = json!({ "input": {
        "eventId": public, "subject": "雨", "body": "请带雨伞。",
    } });
    doors.push(preview);
    doors
}
