//! What happens on service days, and how it stands in the journal.

use mulin_entities::*;
use serde_json::json;

use crate::journal_entry::Entry;

/// What happened on a service day.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the columns of the same name")]
pub enum ServiceDayChange {
    /// A stall was added, edited or taken away; its services, stations and slots are part of it.
    StallChanged {
        stall_id: StallId,
        how: &'static str,
    },
    /// A station opened, paused or closed.
    StationChanged {
        stall_id: StallId,
        station_id: StationId,
        state: StationState,
    },
    /// A ticket was taken or moved on.
    TicketMoved {
        ticket_id: TicketId,
        stall_id: StallId,
        service_id: StallServiceId,
        person_id: Option<PersonId>,
        verb: TicketVerb,
        from: Option<TicketState>,
        to: TicketState,
        station_id: Option<StationId>,
    },
    /// It is nearly somebody's turn, and they are told.
    NearlyTurn {
        ticket_id: TicketId,
        stall_id: StallId,
        person_id: PersonId,
    },
}

impl ServiceDayChange {
    /// How it stands in the journal.
    pub(crate) fn entry(&self, event_id: EventId) -> Entry {
        match self {
            Self::StallChanged { stall_id, how } => Entry {
                subject_kind: "stall",
                subject_id: stall_id.0,
                verb: how,
                payload: json!({ "event": event_id }),
            },
            Self::StationChanged {
                stall_id,
                station_id,
                state,
            } => Entry {
                subject_kind: "station",
                subject_id: station_id.0,
                verb: match state {
                    StationState::Open => "opened",
                    StationState::Paused => "paused",
                    StationState::Closed => "closed",
                },
                payload: json!({ "event": event_id, "stall": stall_id }),
            },
            Self::TicketMoved {
                ticket_id,
                stall_id,
                service_id,
                person_id,
                verb,
                from,
                to,
                station_id,
            } => Entry {
                subject_kind: "ticket",
                subject_id: ticket_id.0,
                verb: verb_name(*verb),
                payload: json!({
                    "event": event_id, "stall": stall_id, "service": service_id, "person": person_id,
                    "from": from, "to": to, "station": station_id,
                }),
            },
            Self::NearlyTurn {
                ticket_id,
                stall_id,
                person_id,
            } => Entry {
                subject_kind: "ticket",
                subject_id: ticket_id.0,
                verb: "nearly_turn",
                payload: json!({ "event": event_id, "stall": stall_id, "person": person_id }),
            },
        }
    }
}

fn verb_name(verb: TicketVerb) -> &'static str {
    match verb {
        TicketVerb::Book => "booked",
        TicketVerb::Promote => "promoted",
        TicketVerb::Move => "moved",
        TicketVerb::Take => "taken",
        TicketVerb::CheckIn => "checked_in",
        TicketVerb::Cancel => "cancelled",
        TicketVerb::Call => "called",
        TicketVerb::Recall => "recalled",
        TicketVerb::Start => "started",
        TicketVerb::Finish => "finished",
        TicketVerb::MakeReady => "made_ready",
        TicketVerb::Collect => "collected",
        TicketVerb::Skip => "skipped",
        TicketVerb::Return => "returned",
        TicketVerb::Hold => "held",
        TicketVerb::Transfer => "transferred",
        TicketVerb::Close => "closed",
        TicketVerb::Undo => "undone",
    }
}
