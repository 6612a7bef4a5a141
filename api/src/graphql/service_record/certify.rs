//! `certifyService`, `correctServiceRecord`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::service_record;

use super::types::ServiceRecord;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::scalars::LocalDateTime;
use crate::graphql::user_error::UserError;

/// What volunteers did.
#[derive(InputObject)]
pub struct CertifyServiceInput {
    /// Of which sign-ups, 1 to 100; all of them are certified, or none.
    pub sign_up_ids: Vec<ID>,
    /// What they did, 1 to 200 characters; left out: the names of shift and role.
    pub content: Option<String>,
}

/// What was certified wrongly.
#[derive(InputObject)]
pub struct CorrectServiceRecordInput {
    /// The record that is not right.
    pub service_record_id: ID,
    /// What they did, 1 to 200 characters; left out: as it was.
    pub content: Option<String>,
    /// Since when, by the clock where the event is; left out: as it was.
    pub from: Option<LocalDateTime>,
    /// Until when, likewise.
    pub until: Option<LocalDateTime>,
    /// Why the record is not right, 1 to 200 characters.
    pub reason: String,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `certifyService`.
#[derive(SimpleObject)]
pub struct CertifyServicePayload {
    /// The records; null if refused.
    pub service_records: Option<Vec<ServiceRecord>>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// What became of `correctServiceRecord`.
#[derive(SimpleObject)]
pub struct CorrectServiceRecordPayload {
    /// The new record; null if refused.
    pub service_record: Option<ServiceRecord>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct ServiceRecordMutations;

#[Object]
impl ServiceRecordMutations {
    /// Certifies what volunteers did who were there: their minutes count from then on, and points by the rule
    /// of the area. For those who run the event and the leads of the shift's team; never one's own.
    async fn certify_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of whom.")] input: CertifyServiceInput,
    ) -> Result<CertifyServicePayload> {
        let command = service_record::CertifyService {
            sign_up_ids: input.sign_up_ids.iter().map(|id| decode(id)).collect(),
            content: input.content,
        };
        let answer = service_record::certify_service(ctx.core(), ctx.actor(), command).await;
        let (rows, user_errors) = outcome(ctx, answer)?;
        Ok(CertifyServicePayload {
            service_records: rows.map(|rows| rows.into_iter().map(ServiceRecord).collect()),
            user_errors,
        })
    }

    /// Puts another record in the place of one that is not right, for those who certify; never of one's own.
    /// Hours once served are not taken off: a correction counts as many minutes, or more.
    async fn correct_service_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is right.")] input: CorrectServiceRecordInput,
    ) -> Result<CorrectServiceRecordPayload> {
        let command = service_record::CorrectServiceRecord {
            service_record_id: decode(&input.service_record_id),
            content: input.content,
            from: input.from.map(Into::into),
            until: input.until.map(Into::into),
            reason: input.reason,
        };
        let key = input.idempotency_key;
        let (core, actor) = (ctx.core(), ctx.actor());
        let answer = service_record::correct_service_record(core, actor, command, key).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(CorrectServiceRecordPayload {
            service_record: row.map(ServiceRecord),
            user_errors,
        })
    }
}
