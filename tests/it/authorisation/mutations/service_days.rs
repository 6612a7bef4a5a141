//! Stalls of service days, and the tickets of those who come.

use serde_json::json;

use super::{case, id};
use crate::authorisation::case::Case;
use crate::authorisation::stage::Stage;
use crate::support::mutation::with;

/// Setting stalls up, and opening their stations.
pub(super) fn stalls(stage: &Stage) -> Vec<Case> {
    let days = &stage.service_days;
    let mut cases = Vec::new();
    for (about, event, booth) in [
        ("public", stage.public, &days.spare),
        ("for who was invited", stage.invited, &days.hidden),
    ] {
        let (event, stall) = (id(stage, event), id(stage, booth.stall));
        let new = json!({
            "eventId": event, "name": "修鞋", "stations": [],
            "services": [{ "name": "修鞋", "prefix": "A", "minutes": 20 }],
        });
        cases.push(case("addStall", about, new));
        let edit = json!({ "stallId": stall, "place": "西门" });
        cases.push(case("updateStall", about, edit));
        let none = json!({ "serviceId": id(stage, booth.service), "ranges": [] });
        cases.push(case("setSlots", about, none));
        cases.push(case("removeStall", about, json!({ "stallId": stall })));
        let carry = json!({ "eventId": event });
        cases.push(case("carryStalls", about, carry));
    }
    let of_team = json!({ "stallId": id(stage, days.public.stall), "place": "西门" });
    cases.push(case("updateStall", "of the helper's team", of_team));
    let opened = json!({ "stationId": id(stage, days.free) });
    let closed = json!({ "stationId": id(stage, days.closed) });
    let hidden = json!({ "stationId": id(stage, days.hidden.station) });
    for (field, station) in [
        ("openStation", &closed),
        ("pauseStation", &opened),
        ("closeStation", &opened),
        ("callNext", &opened),
    ] {
        cases.push(case(field, "of a day that is on", station.clone()));
        cases.push(case(field, "for who was invited", hidden.clone()));
    }
    cases
}

/// What people do for themselves and for others.
pub(super) fn tickets(stage: &Stage) -> Vec<Case> {
    let days = &stage.service_days;
    let resident = id(stage, stage.resident());
    let mut cases = Vec::new();
    for (about, slot, more) in [
        ("public", days.spare.slots[0], json!({})),
        ("for who was invited", days.hidden.slots[0], json!({})),
        (
            "public, for a resident",
            days.spare.slots[0],
            json!({ "onBehalfOf": resident }),
        ),
        (
            "public, for a resident by telephone",
            days.spare.slots[0],
            json!({ "onBehalfOf": resident, "via": "PHONE" }),
        ),
    ] {
        let input = with(&json!({ "slotId": id(stage, slot) }), more);
        cases.push(case("bookSlot", about, input));
    }
    for (about, service, more) in [
        ("of a day that is on", days.knives, json!({})),
        ("for who was invited", days.hidden.service, json!({})),
        ("at the desk", days.knives, json!({ "atDesk": true })),
        (
            "for a resident by telephone",
            days.knives,
            json!({ "onBehalfOf": resident, "via": "PHONE" }),
        ),
    ] {
        let input = with(&json!({ "serviceId": id(stage, service) }), more);
        cases.push(case("takeTicket", about, input));
    }
    let elsewhere = json!({
        "ticketId": id(stage, days.booked), "slotId": id(stage, days.public.slots[1]),
    });
    cases.push(case("moveBooking", "a resident's", elsewhere));
    for (about, ticket, more) in [
        ("a resident's", days.booked, json!({})),
        (
            "a resident's, by telephone",
            days.booked,
            json!({ "via": "PHONE" }),
        ),
        ("drawn by a resident", days.waiting, json!({})),
        ("taken back at the desk", days.cancelled, json!({})),
    ] {
        let input = with(&json!({ "ticketId": id(stage, ticket) }), more);
        cases.push(case("cancelBooking", about, input));
    }
    let coming = json!({ "ticketId": id(stage, days.coming) });
    cases.push(case("checkInBooking", "a resident's", coming));
    cases
}

/// What the staff do with tickets.
pub(super) fn steps(stage: &Stage) -> Vec<Case> {
    let days = &stage.service_days;
    let (own, desk) = ("a resident's", "at the desk");
    let mut cases: Vec<Case> = [
        ("recallTicket", desk, days.called),
        ("startServing", desk, days.called),
        ("skipTicket", desk, days.called),
        ("returnToQueue", desk, days.called),
        ("undoTicketMove", desk, days.called),
        ("finishServing", desk, days.serving),
        ("makeReady", desk, days.received),
        ("collectItems", desk, days.ready),
        ("holdTicket", desk, days.called),
        ("holdTicket", own, days.waiting),
    ]
    .into_iter()
    .map(|(field, about, ticket)| case(field, about, json!({ "ticketId": id(stage, ticket) })))
    .collect();
    for (about, ticket) in [(desk, days.called), (own, days.waiting)] {
        let input = json!({ "ticketId": id(stage, ticket), "serviceId": id(stage, days.knives) });
        cases.push(case("transferTicket", about, input));
    }
    cases
}
