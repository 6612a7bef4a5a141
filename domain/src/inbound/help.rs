//! What follows a text that could not be taken as an answer: a word on how to answer, at most once a
//! day, and a call by the steward where a question is open.

use chrono::Datelike;
use mulin_entities::{Channel, DeliveryId, MessageKind, person};

use super::store::Told;
use crate::delivery::{instead, personal};
use crate::error::Result;
use crate::tx::Tx;

/// Tells the telephone how to answer, in the language of the first who has it. It goes at once: whoever
/// has just written is awake.
pub(super) async fn reply(tx: &Tx, people: &[person::Model]) -> Result<()> {
    let Some(person) = people.first() else {
        return Ok(());
    };
    let zone = tx.core().settings().time_zone;
    let today = tx.now().with_timezone(&zone).num_days_from_ce();
    let notice = personal::Notice {
        dedupe_key: format!("help:{}:{today}", person.id.0.simple()),
        kind: MessageKind::SmsHelp,
        act: None,
    };
    personal::plan(tx, person, Channel::Sms, tx.now(), None, notice).await
}

/// Asks the stewards of those who were asked to call them, once a message.
pub(super) async fn call(tx: &Tx, told: &[Told]) -> Result<()> {
    let messages: Vec<DeliveryId> = told.iter().map(|told| told.id).collect();
    instead::plan_calls_instead(tx, &messages).await
}
