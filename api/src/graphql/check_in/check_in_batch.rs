//! `checkInBatch`

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::check_in::{self, CheckedIn};

use super::types::CheckIn;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::scalars::DateTime;
use crate::graphql::user_error::UserError;

/// One thing that a device noted: a code, an answer, or, without both, heads without names.
#[derive(InputObject)]
pub struct CheckInBatchItemInput {
    /// What the device calls it, 1 to 80 characters: another one for each thing, and the same whenever
    /// it is handed in.
    pub client_id: String,
    /// The code that was shown.
    pub code: Option<String>,
    /// The answer that was found.
    pub rsvp_id: Option<ID>,
    /// Adults who came; as answered if left out, none for heads without names.
    pub adults: Option<i32>,
    /// Children who came, likewise.
    pub children: Option<i32>,
    /// When it was by the device's clock. It is kept, and decides nothing.
    pub device_at: Option<DateTime>,
}

/// What a device noted while it was offline.
#[derive(InputObject)]
pub struct CheckInBatchInput {
    /// At which event.
    pub event_id: ID,
    /// On which list; on the event's own if left out.
    pub list_id: Option<ID>,
    /// What the device calls itself, 1 to 80 characters: the same each time.
    pub device: String,
    /// What it noted, in its order, 1 to 500.
    pub items: Vec<CheckInBatchItemInput>,
}

/// What became of one thing that was handed in. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
pub enum CheckInStatus {
    /// Checked in now.
    Fresh,
    /// Checked in before, by this device or another; nothing was done.
    Already,
    /// Refused.
    Refused,
}

/// What became of one thing that was handed in.
#[derive(SimpleObject)]
pub struct CheckInBatchResult {
    /// What the device calls it.
    pub client_id: String,
    /// What became of it.
    pub status: CheckInStatus,
    /// What is noted; null if refused.
    pub check_in: Option<CheckIn>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// What became of `checkInBatch`.
#[derive(SimpleObject)]
pub struct CheckInBatchPayload {
    /// Of each thing in the order of the input; null if all of it was refused.
    pub results: Option<Vec<CheckInBatchResult>>,
    /// Why all of it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct CheckInBatchMutation;

#[Object]
impl CheckInBatchMutation {
    /// Hands in what a device noted while it was offline, at once or not at all; each thing is answered
    /// for itself. The first that the server accepts wins: clocks of devices may be hours off. Handed in
    /// again, it changes nothing. For helpers and those who run the event.
    async fn check_in_batch(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was noted.")] input: CheckInBatchInput,
    ) -> Result<CheckInBatchPayload> {
        let names: Vec<String> = input
            .items
            .iter()
            .map(|item| item.client_id.clone())
            .collect();
        let item = |item: CheckInBatchItemInput| check_in::BatchItem {
            client_id: item.client_id,
            code: item.code,
            rsvp_id: item.rsvp_id.as_ref().map(|id| decode(id)),
            adults: item.adults,
            children: item.children,
            device_at: item.device_at.map(|at| at.0),
        };
        let command = check_in::CheckInBatch {
            event_id: decode(&input.event_id),
            list_id: input.list_id.as_ref().map(|id| decode(id)),
            device: input.device,
            items: input.items.into_iter().map(item).collect(),
        };
        let answer = check_in::check_in_batch(ctx.core(), ctx.actor(), command).await;
        let (outcomes, user_errors) = outcome(ctx, answer)?;
        let speech = ctx.request().speech;
        let result = |(client_id, outcome): (String, check_in::Outcome)| match outcome {
            Ok(CheckedIn { check_in, already }) => CheckInBatchResult {
                client_id,
                status: if already {
                    CheckInStatus::Already
                } else {
                    CheckInStatus::Fresh
                },
                check_in: Some(CheckIn(check_in)),
                user_errors: Vec::new(),
            },
            Err(refusal) => CheckInBatchResult {
                client_id,
                status: CheckInStatus::Refused,
                check_in: None,
                user_errors: vec![UserError::new(&refusal, speech)],
            },
        };
        Ok(CheckInBatchPayload {
            results: outcomes.map(|outcomes| names.into_iter().zip(outcomes).map(result).collect()),
            user_errors,
        })
    }
}
