//! Refuses text messages for everybody who has the telephone, and wants them again.

use mulin_entities::{Channel, ChannelPurpose, ConsentStep, Via, person};

use crate::clock::Instant;
use crate::error::Result;
use crate::notification::consents::{self, Said};
use crate::tx::Tx;

/// Nothing more goes to the telephone, whatever it would serve.
pub(super) async fn out(tx: &mut Tx, people: &[person::Model], at: Instant) -> Result<()> {
    for person in in_order(people) {
        for purpose in consents::PURPOSES {
            note(tx, person, purpose, ConsentStep::OptOut, at).await?;
        }
    }
    Ok(())
}

/// What was refused is wanted again, and nothing else: whoever never wanted offers asks for none by
/// this.
pub(super) async fn back_in(tx: &mut Tx, people: &[person::Model], at: Instant) -> Result<()> {
    for person in in_order(people) {
        for purpose in consents::PURPOSES {
            let last = consents::last(tx, person.id, Channel::Sms, purpose).await?;
            if last.is_some_and(|last| last.step == ConsentStep::OptOut) {
                note(tx, person, purpose, ConsentStep::OptIn, at).await?;
            }
        }
    }
    Ok(())
}

/// In the order in which records are locked everywhere.
fn in_order(people: &[person::Model]) -> Vec<&person::Model> {
    let mut people: Vec<_> = people.iter().collect();
    people.sort_by_key(|person| person.id);
    people
}

/// By nobody: it came from whoever has the telephone.
async fn note(
    tx: &mut Tx,
    person: &person::Model,
    purpose: ChannelPurpose,
    step: ConsentStep,
    at: Instant,
) -> Result<()> {
    let said = Said {
        channel: Channel::Sms,
        purpose,
        step,
        via: Via::Sms,
        by: None,
        at,
    };
    consents::note_said(tx, person.id, said).await?;
    Ok(())
}
