//! Ways to stalls, what they do, and the tickets of those who come.

use super::{Door, door, front, text};
use crate::authorisation::service_days::Booth;
use crate::authorisation::stage::Stage;

/// See the module.
pub fn doors(stage: &Stage) -> Vec<Door> {
    let days = &stage.service_days;
    let mut doors = Vec::new();
    for (instance, event, booth) in [
        ("of a public event", stage.public, &days.public),
        ("for who was invited", stage.invited, &days.hidden),
        ("of a day that is on", days.day, &days.today),
    ] {
        doors.extend(stall(stage, instance, &text(stage, event), booth));
    }
    let removed = text(stage, days.removed);
    doors.extend(front(("Stall", "taken away"), &removed));
    doors.extend(stations(stage));
    doors.extend(board(stage));
    doors.extend(tickets(stage));
    doors.extend(of_tickets(stage));
    doors
}

fn stall(stage: &Stage, instance: &'static str, event: &str, booth: &Booth) -> Vec<Door> {
    let id = text(stage, booth.stall);
    let (service, slot) = (text(stage, booth.service), text(stage, booth.slots[0]));
    let what = ("Stall", instance);
    let mut doors = Vec::from(front(what, &id));
    doors.push(door(
        what,
        "event.stalls",
        event,
        "/event/stalls",
        Some(&id),
        "{ event(id: $id) { stalls { FIELDS } } }",
    ));
    doors.push(door(
        what,
        "service.stall",
        &service,
        "/node/stall",
        Some(&id),
        "{ node(id: $id) { ... on StallService { stall { FIELDS } } } }",
    ));
    doors.push(door(
        ("StallViewerCan", instance),
        "stall.viewerCan",
        &id,
        "/node/viewerCan",
        None,
        "{ node(id: $id) { ... on Stall { viewerCan { FIELDS } } } }",
    ));
    let what = ("StallService", instance);
    doors.extend(front(what, &service));
    doors.push(door(
        what,
        "stall.services",
        &id,
        "/node/services",
        Some(&service),
        "{ node(id: $id) { ... on Stall { services { FIELDS } } } }",
    ));
    let what = ("Slot", instance);
    doors.extend(front(what, &slot));
    doors.push(door(
        what,
        "service.slots",
        &service,
        "/node/slots",
        Some(&slot),
        "{ node(id: $id) { ... on StallService { slots { FIELDS } } } }",
    ));
    doors
}

fn stations(stage: &Stage) -> Vec<Door> {
    let days = &stage.service_days;
    let mut doors = Vec::new();
    for (instance, stall, station) in [
        ("open", days.today.stall, days.today.station),
        ("closed", days.today.stall, days.closed),
        (
            "for who was invited",
            days.hidden.stall,
            days.hidden.station,
        ),
    ] {
        let (what, id) = (("Station", instance), text(stage, station));
        doors.extend(front(what, &id));
        let stall = text(stage, stall);
        let listed = "{ node(id: $id) { ... on Stall { stations { FIELDS } } } }";
        let at = "/node/stations";
        doors.push(door(what, "stall.stations", &stall, at, Some(&id), listed));
    }
    doors
}

fn board(stage: &Stage) -> Vec<Door> {
    let stall = text(stage, stage.service_days.today.stall);
    let instance = "of a day that is on";
    let mut doors = Vec::new();
    for (object, part, at) in [
        ("QueueBoard", "FIELDS", ""),
        ("NowServing", "serving { FIELDS }", "/serving/0"),
        ("QueueLength", "waiting { FIELDS }", "/waiting/0"),
    ] {
        let what = (object, instance);
        let of_query = format!("{{ queueBoard(stallId: $id) {{ {part} }} }}");
        let pointer = format!("/queueBoard{at}");
        doors.push(door(what, "queueBoard", &stall, &pointer, None, &of_query));
        let of_stall = format!("{{ node(id: $id) {{ ... on Stall {{ board {{ {part} }} }} }} }}");
        let pointer = format!("/node/board{at}");
        doors.push(door(what, "stall.board", &stall, &pointer, None, &of_stall));
    }
    let hidden = text(stage, stage.service_days.hidden.stall);
    doors.push(door(
        ("QueueBoard", "for who was invited"),
        "queueBoard",
        &hidden,
        "/queueBoard",
        None,
        "{ queueBoard(stallId: $id) { FIELDS } }",
    ));
    doors
}

fn tickets(stage: &Stage) -> Vec<Door> {
    let days = &stage.service_days;
    let (public, today) = (days.public.stall, days.today.stall);
    let mut doors = Vec::new();
    for (instance, ticket, stall, own) in [
        ("a resident's, booked", days.booked, public, true),
        ("a resident's, for a slot", days.waitlisted, days.full, true),
        ("a resident's, waiting", days.waiting, today, true),
        ("a resident's, coming today", days.coming, today, true),
        ("a resident's, collected", days.collected, today, true),
        ("the housemate's, there", days.there, today, false),
        ("of the desk, called", days.called, today, false),
        ("of the desk, sent on", days.serving, today, false),
        ("of the desk, taken back", days.cancelled, today, false),
    ] {
        let (what, id) = (("Ticket", instance), text(stage, ticket));
        doors.extend(front(what, &id));
        doors.push(door(
            what,
            "stall.tickets",
            &text(stage, stall),
            "/node/tickets/nodes",
            Some(&id),
            "{ node(id: $id) { ... on Stall { tickets { nodes { FIELDS } } } } }",
        ));
        if own {
            doors.push(door(
                what,
                "viewer.tickets",
                &id,
                "/viewer/tickets/nodes",
                Some(&id),
                "query { viewer { tickets { nodes { FIELDS } } } }",
            ));
        }
        doors.push(door(
            ("TicketViewerCan", instance),
            "ticket.viewerCan",
            &id,
            "/node/viewerCan",
            None,
            "{ node(id: $id) { ... on Ticket { viewerCan { FIELDS } } } }",
        ));
    }
    doors
}

fn of_tickets(stage: &Stage) -> Vec<Door> {
    let days = &stage.service_days;
    let (called, waiting) = (text(stage, days.called), text(stage, days.waiting));
    vec![
        door(
            ("TicketWait", "of a resident"),
            "ticket.wait",
            &waiting,
            "/node/wait",
            None,
            "{ node(id: $id) { ... on Ticket { wait { FIELDS } } } }",
        ),
        door(
            ("TicketMove", "to a station"),
            "ticket.moves",
            &called,
            "/node/moves/1",
            None,
            "{ node(id: $id) { ... on Ticket { moves { FIELDS } } } }",
        ),
    ]
}

/// What mutations answer, of which each changes nothing that matters here.
pub fn payloads(stage: &Stage) -> Vec<Door> {
    let days = &stage.service_days;
    let (stall, closed) = (text(stage, days.public.stall), text(stage, days.closed));
    let (cancelled, there) = (text(stage, days.cancelled), text(stage, days.there));
    vec![
        door(
            ("Stall", "of a public event"),
            "updateStall.stall",
            &stall,
            "/updateStall/stall",
            Some(&stall),
            "mutation ($id: ID!) { updateStall(input: { stallId: $id }) { stall { FIELDS } } }",
        ),
        door(
            ("Station", "closed"),
            "closeStation.station",
            &closed,
            "/closeStation/station",
            Some(&closed),
            "mutation ($id: ID!) { closeStation(input: { stationId: $id }) { station { FIELDS } } }",
        ),
        door(
            ("Ticket", "of the desk, taken back"),
            "cancelBooking.ticket",
            &cancelled,
            "/cancelBooking/ticket",
            Some(&cancelled),
            "mutation ($id: ID!) { cancelBooking(input: { ticketId: $id }) { ticket { FIELDS } } }",
        ),
        door(
            ("Ticket", "the housemate's, there"),
            "checkInBooking.ticket",
            &there,
            "/checkInBooking/ticket",
            Some(&there),
            "mutation ($id: ID!) { checkInBooking(input: { ticketId: $id }) { ticket { FIELDS } } }",
        ),
    ]
}
