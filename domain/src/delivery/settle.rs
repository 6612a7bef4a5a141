//! Notes what became of a try.

use mulin_entities::{Channel, DeliveryId, DeliveryState, MessageKind, SignInCodeId, delivery};
use sea_orm::sea_query::{Expr, IntoCondition};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter};

use super::outgoing::{About, Outgoing};
use super::spend::{self, Spent};
use super::{codes, ladder, receipts, rules, suppress, together, told, tries, write};
use crate::actor::Actor;
use crate::clock::Instant;
use crate::core::Core;
use crate::due_work::backoff;
use crate::error::Result;
use crate::tx::Tx;

/// Who took a message, and at what price.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Who; none where there is but one.
    pub provider: Option<String>,
    /// Its name there, by which receipts tell of it.
    pub provider_ref: Option<String>,
    /// Text messages that it counts for; 0 for an e-mail.
    pub parts: i32,
    /// What it cost, in millionths of the currency that the operator pays in.
    pub cost_micros: i64,
}

/// What became of a try. Codes are stable and hold no personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The other side took it.
    Sent(Taken),
    /// The wire was not touched: whoever comes next may take it at once, and it was no try.
    NotBegun,
    /// It failed in a way that may pass: tried again later, though not for ever.
    Temporary(String),
    /// The wire broke after the message was handed over: an e-mail is sent again under the same
    /// Message-ID, by which a mail system tells the two are one. A text message waits for a receipt,
    /// is then sent once more, and given up if that is no better. A code by SMS is given up at once:
    /// nothing tells that the two are one, and whoever got none asks for another.
    Unknown {
        /// The stable code of the cause.
        code: String,
        /// Who may have taken it, and at what price, if that is known.
        perhaps: Option<Taken>,
    },
    /// It will never work: the next channel's turn.
    Permanent(String),
}

/// What a try leads to.
struct Ending {
    state: DeliveryState,
    error: Option<String>,
    /// When it is tried again; none if it has come to an end.
    again: Option<Instant>,
    /// Whether it was one.
    is_try: bool,
    taken: Taken,
    /// Who may have taken it, of which nobody knows.
    perhaps: Option<Taken>,
}

/// What is to be settled.
struct Tried {
    id: DeliveryId,
    channel: Channel,
    generation: i32,
    carries: Vec<DeliveryId>,
    is_bundled: bool,
    unknowns: i32,
    code: Option<SignInCodeId>,
}

/// Settles a try and all that went with it, unless its lease was lost to another worker meanwhile.
/// Answers whether it held.
pub async fn settle(core: &Core, message: &Outgoing, outcome: Outcome) -> Result<bool> {
    if let Outcome::Sent(taken) = &outcome
        && together::is_plain(message, taken)
        && together::sent(core, message, taken.clone()).await?
    {
        return Ok(true);
    }
    alone(core, message, outcome).await
}

/// In a transaction of its own.
async fn alone(core: &Core, message: &Outgoing, outcome: Outcome) -> Result<bool> {
    let bad_number = matches!(&outcome, Outcome::Permanent(code) if code == suppress::BAD_NUMBER);
    let bad_number = (bad_number && message.channel == Channel::Sms)
        .then(|| core.keyring().lookup(&message.address));
    let is_unknown = matches!(outcome, Outcome::Unknown { .. });
    let tried = Tried {
        id: message.id,
        channel: message.channel,
        generation: message.generation,
        carries: message.carries.clone(),
        is_bundled: message.is_bundled,
        unknowns: message.unknowns + i32::from(is_unknown),
        code: match &message.about {
            About::SignInCode(code) => Some(code.id),
            _ => None,
        },
    };
    let ending = ending(core, message, tried.unknowns, outcome);
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let spent = Spent {
                channel: tried.channel,
                provider: ending.taken.provider.as_deref(),
                parts: ending.taken.parts.into(),
                cost_micros: ending.taken.cost_micros,
            };
            // A receipt that was quicker may have told of it already, as of a try of unknown fate.
            let is_counted =
                tried.unknowns > 0 && tries::is_kept(tx, tried.id, &ending.taken).await?;
            if !note(tx, &tried, &ending).await? {
                note_late(tx, &tried, &ending).await?;
                if !is_counted {
                    // What it cost was spent all the same.
                    spend::add(tx, spent).await?;
                }
                return Ok(false);
            }
            if let Some(perhaps) = &ending.perhaps {
                tries::write(tx, (tried.id, tried.generation), perhaps, false).await?;
            }
            if let Some(lookup) = bad_number {
                suppress::number(tx, lookup).await?;
            }
            if ending.again.is_some() {
                return Ok(true);
            }
            codes::forget(tx, tried.code).await?;
            if tried.is_bundled {
                write::release(tx, &[tried.id]).await?;
            }
            if ending.state == DeliveryState::Failed {
                let ids = tried.carries.iter().copied().chain([tried.id]);
                let failed = delivery::Entity::find()
                    .filter(delivery::Column::Id.is_in(ids))
                    .filter(delivery::Column::State.eq(DeliveryState::Failed))
                    .all(tx.db())
                    .await?;
                ladder::climb(tx, &failed).await?;
            }
            if !is_counted {
                // Last, as all workers wait for one another at the row of a provider's day.
                spend::add(tx, spent).await?;
            }
            Ok(true)
        })
    })
    .await
}

fn ending(core: &Core, message: &Outgoing, unknowns: i32, mut outcome: Outcome) -> Ending {
    let perhaps = match &mut outcome {
        Outcome::Unknown { perhaps, .. } => perhaps.take(),
        _ => None,
    };
    let ending = ending_of(core, message, unknowns, outcome);
    Ending { perhaps, ..ending }
}

fn ending_of(core: &Core, message: &Outgoing, unknowns: i32, outcome: Outcome) -> Ending {
    let now = core.now();
    let pause = || now + backoff(core.entropy(), message.attempts);
    let is_sms = message.channel == Channel::Sms;
    let is_code = message.kind == MessageKind::SignInCode;
    let ends = |state, error, taken| Ending {
        state,
        error,
        again: None,
        is_try: true,
        taken,
        perhaps: None,
    };
    let waits = |state, error, at| Ending {
        state,
        error,
        again: Some(at),
        is_try: true,
        taken: Taken::default(),
        perhaps: None,
    };
    match outcome {
        Outcome::Sent(taken) => ends(DeliveryState::Sent, None, taken),
        Outcome::NotBegun => Ending {
            is_try: false,
            ..waits(DeliveryState::Pending, None, now)
        },
        Outcome::Permanent(code) => ends(DeliveryState::Failed, Some(code), Taken::default()),
        Outcome::Temporary(code) | Outcome::Unknown { code, .. }
            if message.send_at + rules::tried_for(message.channel) <= now && !is_code =>
        {
            ends(DeliveryState::Failed, Some(code), Taken::default())
        }
        Outcome::Temporary(code) => waits(DeliveryState::Pending, Some(code), pause()),
        Outcome::Unknown { code, .. }
            if is_sms && (is_code || unknowns >= rules::MOST_UNKNOWNS) =>
        {
            ends(DeliveryState::Failed, Some(code), Taken::default())
        }
        Outcome::Unknown { code, .. } => {
            let again = if is_sms {
                now + rules::RECEIPT_WAIT
            } else {
                pause()
            };
            waits(DeliveryState::Unknown, Some(code), again)
        }
    }
}

/// Writes the ending down, if the fence stands: for the message, and then for what it carried, which
/// nobody takes without it.
async fn note(tx: &Tx, tried: &Tried, ending: &Ending) -> Result<bool> {
    if !tried.carries.is_empty() {
        // In the order of their keys, as by a receipt of an earlier try: who carries is not always first.
        let all = tried.carries.iter().copied().chain([tried.id]);
        receipts::locked(tx, delivery::Column::Id.is_in(all).into_condition()).await?;
    }
    let update = || {
        let taken = &ending.taken;
        let update = delivery::Entity::update_many()
            .col_expr(delivery::Column::State, Expr::value(ending.state))
            .col_expr(
                delivery::Column::LastError,
                Expr::value(ending.error.clone()),
            )
            .col_expr(delivery::Column::Unknowns, Expr::value(tried.unknowns))
            .filter(delivery::Column::SettledAt.is_null());
        // The claim counted one.
        let update = if ending.is_try {
            update
        } else {
            let before = Expr::col(delivery::Column::Attempts).sub(1);
            update.col_expr(delivery::Column::Attempts, before)
        };
        match ending.again {
            Some(at) => update
                .col_expr(delivery::Column::DueAt, Expr::value(at))
                .col_expr(delivery::Column::LeasedUntil, Expr::value(None::<Instant>)),
            None => update
                .col_expr(delivery::Column::SettledAt, Expr::value(tx.now()))
                .col_expr(
                    delivery::Column::Provider,
                    Expr::value(taken.provider.clone()),
                )
                .col_expr(
                    delivery::Column::ProviderRef,
                    Expr::value(taken.provider_ref.clone()),
                ),
        }
    };
    let one = if ending.again.is_some() {
        update()
    } else {
        update()
            .col_expr(delivery::Column::Parts, Expr::value(ending.taken.parts))
            .col_expr(
                delivery::Column::CostMicros,
                Expr::value(ending.taken.cost_micros),
            )
    };
    let noted = one
        .filter(delivery::Column::Id.eq(tried.id))
        .filter(delivery::Column::Generation.eq(tried.generation))
        .exec(tx.db())
        .await?;
    if noted.rows_affected == 0 {
        return Ok(false);
    }
    if !tried.carries.is_empty() {
        update()
            .filter(delivery::Column::Id.is_in(tried.carries.iter().copied()))
            .filter(delivery::Column::CarriedBy.eq(tried.id))
            .exec(tx.db())
            .await?;
    }
    Ok(true)
}

/// A receipt may be quicker than the word that the message was taken: what that word tells of who
/// took it, and of the price, is noted all the same. If the message has gone on since, it is kept apart,
/// so that its receipt finds the message.
async fn note_late(tx: &Tx, tried: &Tried, ending: &Ending) -> Result<()> {
    if let Some(perhaps) = &ending.perhaps {
        return note_lost(tx, tried, perhaps).await;
    }
    if ending.state != DeliveryState::Sent {
        return Ok(());
    }
    let taken = &ending.taken;
    let noted = delivery::Entity::update_many()
        .col_expr(
            delivery::Column::Provider,
            Expr::value(taken.provider.clone()),
        )
        .col_expr(
            delivery::Column::ProviderRef,
            Expr::value(taken.provider_ref.clone()),
        )
        .col_expr(delivery::Column::Parts, Expr::value(taken.parts))
        .col_expr(delivery::Column::CostMicros, Expr::value(taken.cost_micros))
        .filter(delivery::Column::Id.eq(tried.id))
        .filter(delivery::Column::Generation.eq(tried.generation))
        .filter(delivery::Column::State.is_in([DeliveryState::Delivered, DeliveryState::Failed]))
        .filter(delivery::Column::ProviderRef.is_null())
        .exec(tx.db())
        .await?;
    // Only receipts of text messages go by the provider's name.
    let (Some(provider), Some(name)) = (&taken.provider, &taken.provider_ref) else {
        return Ok(());
    };
    if noted.rows_affected > 0 || tried.channel != Channel::Sms {
        return Ok(());
    }
    // The lease was lost on the wire, and the message waits in doubt: there is none any more.
    if !told::found(tx, tried.id, provider, Some(name)).await? {
        return tries::write(tx, (tried.id, tried.generation), taken, true).await;
    }
    delivery::Entity::update_many()
        .col_expr(delivery::Column::Parts, Expr::value(taken.parts))
        .col_expr(delivery::Column::CostMicros, Expr::value(taken.cost_micros))
        .filter(delivery::Column::Id.eq(tried.id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// The answer was lost, and the message settled meanwhile or taken by another worker. If a receipt of
/// this try settled it, the try was taken, and its price is counted.
async fn note_lost(tx: &Tx, tried: &Tried, perhaps: &Taken) -> Result<()> {
    let tried_before = tries::any(tx, tried.id).await?;
    tries::write(tx, (tried.id, tried.generation), perhaps, false).await?;
    let row = delivery::Entity::find_by_id(tried.id).one(tx.db()).await?;
    let by_receipt = row.is_some_and(|row| {
        row.generation == tried.generation && row.state == DeliveryState::Delivered
    });
    if !by_receipt || tried_before {
        return Ok(());
    }
    let provider = perhaps.provider.as_deref().unwrap_or_default();
    match tries::lost(tx, tried.id, provider).await? {
        Some(lost) => tries::found(tx, lost, None).await,
        None => Ok(()),
    }
}
