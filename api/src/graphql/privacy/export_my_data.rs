//! `exportMyData`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::privacy;

use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::person::acting::acting;
use crate::graphql::rsvp::types::Via;
use crate::graphql::user_error::UserError;

/// Whose data to give out.
#[derive(InputObject)]
pub struct ExportMyDataInput {
    /// Whose: those of a child of the household, or of somebody who agreed to be acted for. Oneself if
    /// left out.
    pub on_behalf_of: Option<ID>,
    /// The way the wish came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// Everything that is kept about a person, as a file to save.
#[derive(SimpleObject)]
pub struct DataExport {
    /// A name for the file, without anything personal in it.
    pub file_name: String,
    /// What the content is: `application/json`.
    pub media_type: String,
    /// The file's text. Its sections and fields may grow.
    pub content: String,
}

/// What became of `exportMyData`.
#[derive(SimpleObject)]
pub struct ExportMyDataPayload {
    /// The file; null if refused.
    pub export: Option<DataExport>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct ExportMyDataMutation;

#[Object]
impl ExportMyDataMutation {
    /// Gives a person everything that is kept about them: record, addresses, needs, consents, roles,
    /// answers, messages, sessions, and who looked at what is sensitive. Secrets such as hashes of
    /// tokens stay. For oneself; an adult of the household does it for a child, and a steward for who
    /// agreed to be acted for. That it was done is journalled.
    async fn export_my_data(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose data.")] input: ExportMyDataInput,
    ) -> Result<ExportMyDataPayload> {
        let command = privacy::ExportMyData {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
        };
        let answer = privacy::export_my_data(ctx.core(), ctx.actor(), command).await;
        let (export, user_errors) = outcome(ctx, answer)?;
        Ok(ExportMyDataPayload {
            export: export.map(|export| DataExport {
                file_name: export.file_name,
                media_type: export.media_type.to_owned(),
                content: export.content,
            }),
            user_errors,
        })
    }
}
