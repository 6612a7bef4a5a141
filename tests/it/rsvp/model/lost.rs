//! What clients were told, against what the journal tells: nothing that was acknowledged is lost.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use mulin_entities::*;
use uuid::Uuid;

/// What a client was told.
#[derive(Clone, Debug, PartialEq)]
pub enum Ack {
    /// An answer stands so since then.
    Answered {
        rsvp: RsvpId,
        at: DateTime<Utc>,
        state: String,
        party: i64,
    },
    /// A request was approved or refused then.
    Decided { rsvp: RsvpId, at: DateTime<Utc> },
    /// So many heads were checked in, of whom this one is known to have no answer.
    CheckedIn {
        id: CheckInId,
        heads: i64,
        walk_in: Option<PersonId>,
    },
    /// A check-in was taken back.
    Undone { id: CheckInId },
}

/// Those of the acknowledged that the journal does not tell of.
pub fn lost<'a>(log: &[journal::Model], acks: &'a [Ack]) -> Vec<&'a Ack> {
    let mut of: HashMap<Uuid, Vec<&journal::Model>> = HashMap::new();
    for row in log {
        of.entry(row.subject_id).or_default().push(row);
    }
    let rows = |id: Uuid| of.get(&id).map_or(&[][..], Vec::as_slice);
    let told = |ack: &&Ack| match ack {
        Ack::Answered {
            rsvp,
            at,
            state,
            party,
        } => {
            // The row by which it stands since then; approval is told at another time.
            let own = rows(rsvp.0);
            let first = own.iter().position(|row| {
                row.at == *at
                    && row.payload["seats"] == *party
                    && !matches!(row.verb.as_str(), "approved" | "refused")
            });
            first.is_some_and(|first| {
                // An offer whose time is over is shown as such before that is noted.
                let shown = |to: &str| to == state || to == "OFFERED" && state == "EXPIRED";
                own[first..]
                    .iter()
                    .any(|row| row.payload["to"].as_str().is_some_and(shown))
            })
        }
        Ack::Decided { rsvp, at } => rows(rsvp.0)
            .iter()
            .any(|row| row.at == *at && matches!(row.verb.as_str(), "approved" | "refused")),
        Ack::CheckedIn { id, heads, .. } => rows(id.0)
            .iter()
            .any(|row| row.verb == "checked_in" && row.payload["heads"] == *heads),
        Ack::Undone { id } => rows(id.0).iter().any(|row| row.verb == "undone"),
    };
    acks.iter().filter(|ack| !told(ack)).collect()
}

/// Those who were let in without an answer, by their check-ins.
pub fn walk_ins(acks: &[Ack]) -> HashMap<CheckInId, PersonId> {
    let walk_in = |ack: &Ack| match ack {
        Ack::CheckedIn { id, walk_in, .. } => Some((*id, (*walk_in)?)),
        _ => None,
    };
    acks.iter().filter_map(walk_in).collect()
}
