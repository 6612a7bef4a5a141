//! A message before anybody has filled in what it is about: for all nouns that plan one.

use mulin_entities::{Channel, DeliveryState, MessageKind, delivery};

use crate::clock::Instant;
use crate::tx::Tx;

/// A message of this kind by this channel, planned now for this time, that is about nothing yet and to
/// nobody: whoever plans one fills in what it is about.
pub fn blank(
    tx: &Tx,
    kind: MessageKind,
    channel: Channel,
    dedupe_key: String,
    send_at: Instant,
) -> delivery::Model {
    delivery::Model {
        id: tx.new_id(),
        root_area_id: None,
        person_id: None,
        event_id: None,
        rsvp_id: None,
        ticket_id: None,
        shift_sign_up_id: None,
        shift_id: None,
        sign_in_code_id: None,
        acted_by: None,
        act: None,
        purpose: None,
        schedule_id: None,
        announcement_id: None,
        own_before_seconds: None,
        kind,
        channel,
        dedupe_key,
        schedule_rev: 0,
        answer_rev: 0,
        state: DeliveryState::Pending,
        send_at,
        due_at: send_at,
        leased_until: None,
        generation: 0,
        attempts: 0,
        unknowns: 0,
        in_digest: false,
        bundle_key: None,
        carried_by: None,
        instead_of: None,
        provider: None,
        provider_ref: None,
        parts: 0,
        cost_micros: 0,
        last_error: None,
        settled_at: None,
        created_at: tx.now(),
    }
}
