//! Flags of stalls, of tickets and of shifts.

use serde_json::json;

use super::subjects::{Proof, Subject, text};
use crate::authorisation::stage::Stage;

/// Stalls of an event to come, of one that is on, and one that was taken away.
pub(super) fn stalls(stage: &Stage) -> Vec<Subject> {
    let days = &stage.service_days;
    let tickets = "query ($id: ID!) { node(id: $id) { ... on Stall { tickets { pageInfo { \
        hasNextPage } } } } }";
    let stall = |(instance, stall)| {
        let id = text(stage, stall);
        let edit = json!({ "stallId": id, "place": "西门" });
        Subject {
            object: "Stall",
            instance,
            proofs: vec![
                ("serve", Proof::Shows(tickets, "/node/tickets")),
                ("edit", Proof::Does("updateStall", edit)),
            ],
            id,
        }
    };
    [
        ("of a public event", days.public.stall),
        ("for who was invited", days.hidden.stall),
        ("of a day that is on", days.today.stall),
        ("taken away", days.removed),
    ]
    .map(stall)
    .into()
}

/// Bookings of the resident, and a ticket of the desk.
pub(super) fn tickets(stage: &Stage) -> Vec<Subject> {
    let days = &stage.service_days;
    let moves = "query ($id: ID!) { node(id: $id) { ... on Ticket { moves { verb } } } }";
    let ticket = |(instance, ticket, slot)| {
        let id = text(stage, ticket);
        let input = json!({ "ticketId": id });
        let elsewhere = json!({ "ticketId": id, "slotId": text(stage, slot) });
        Subject {
            object: "Ticket",
            instance,
            proofs: vec![
                ("serve", Proof::Shows(moves, "/node/moves")),
                ("changeSlot", Proof::Does("moveBooking", elsewhere)),
                ("checkIn", Proof::Does("checkInBooking", input.clone())),
                ("cancel", Proof::Does("cancelBooking", input)),
            ],
            id,
        }
    };
    [
        ("booked", days.booked, days.public.slots[1]),
        ("of today", days.coming, days.other_slot),
        ("called", days.called, days.today.slots[1]),
        ("collected", days.collected, days.today.slots[1]),
        ("taken back", days.cancelled, days.today.slots[1]),
    ]
    .map(ticket)
    .into()
}

/// Shifts of an event to come, and one that was called off.
pub(super) fn shifts(stage: &Stage) -> Vec<Subject> {
    let made = &stage.volunteers;
    let shift = |(instance, shift)| {
        let id = text(stage, shift);
        let edit = json!({ "shiftId": id, "place": "西门" });
        Subject {
            object: "Shift",
            instance,
            proofs: vec![("edit", Proof::Does("updateShift", edit))],
            id,
        }
    };
    [
        ("of a public event", made.shift.0),
        ("for who was invited", made.hidden.0),
        ("called off", made.called_off),
    ]
    .map(shift)
    .into()
}
