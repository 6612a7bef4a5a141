//! Ways to how the resident is told: preferences, the ledger of channels, messages and calls.

use super::{Door, door, front, text};
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let person = text(stage, stage.resident());
    let unit = text(stage, stage.town.unit.id);
    let mut doors = Vec::new();
    for (object, way, at, operation) in [
        (
            "NotificationPreferences",
            "person.notificationPreferences",
            "/person/notificationPreferences",
            "{ person(id: $id) { notificationPreferences { FIELDS } } }",
        ),
        (
            "ChannelChoice",
            "notificationPreferences.choices",
            "/person/notificationPreferences/choices",
            "{ person(id: $id) { notificationPreferences { choices { FIELDS } } } }",
        ),
    ] {
        doors.push(door(
            (object, "of a resident"),
            way,
            &person,
            at,
            None,
            operation,
        ));
    }
    let (what, id) = (
        ("ChannelConsent", "a resident's"),
        text(stage, stage.notices.entry),
    );
    doors.extend(front(what, &id));
    doors.push(door(
        what,
        "person.channelConsents",
        &person,
        "/person/channelConsents/nodes",
        Some(&id),
        "{ person(id: $id) { channelConsents { nodes { FIELDS } } } }",
    ));
    let (what, id) = (
        ("Delivery", "a resident's"),
        text(stage, stage.notices.message),
    );
    doors.extend(front(what, &id));
    doors.push(door(
        what,
        "person.deliveries",
        &person,
        "/person/deliveries/nodes",
        Some(&id),
        "{ person(id: $id) { deliveries { nodes { FIELDS } } } }",
    ));
    doors.push(door(
        what,
        "viewer.deliveries",
        "",
        "/viewer/deliveries/nodes",
        Some(&id),
        "query { viewer { deliveries { nodes { FIELDS } } } }",
    ));
    for (instance, task, state) in [
        ("to be made", stage.notices.open, "OPEN"),
        ("made", stage.notices.done, "DONE"),
    ] {
        let (what, id) = (("CallTask", instance), text(stage, task));
        doors.extend(front(what, &id));
        let listed =
            format!("{{ callTasks(areaId: $id, state: {state}) {{ nodes {{ FIELDS }} }} }}");
        let at = "/callTasks/nodes";
        doors.push(door(what, "callTasks", &unit, at, Some(&id), &listed));
    }
    doors
}
