//! `importEvents`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use futures_util::future::try_join_all;
use mulin_domain::event_import as domain;

use super::types::{ImportFault, ImportFormat, ImportedDraft};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::event::enums::{EventKind, Visibility};
use crate::graphql::id::decode;
use crate::graphql::scalars::TimeZone;
use crate::graphql::user_error::UserError;

/// A file to import.
#[derive(InputObject)]
pub struct ImportEventsInput {
    /// The audience of what is made is the subtree of this area.
    pub area_id: ID,
    /// How the file is written.
    pub format: ImportFormat,
    /// The text of the file, up to 1 MiB and 500 entries.
    pub content: String,
    /// Zone of times that name none; the platform's if left out.
    pub time_zone: Option<TimeZone>,
    /// Label of what is made.
    #[graphql(default_with = "EventKind::Gathering")]
    pub kind: EventKind,
    /// Who may see what is made, once it is published.
    #[graphql(default_with = "Visibility::Public")]
    pub visibility: Visibility,
    /// Tells what would be made, and writes nothing.
    #[graphql(default = true)]
    pub dry_run: bool,
    /// Takes in the entries without fault although others have some; left out: nothing is written then.
    #[graphql(default = false)]
    pub skip_faulty: bool,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of a file.
#[derive(Default, SimpleObject)]
pub struct ImportEventsPayload {
    /// Whether nothing was to be written; null if nothing was read.
    pub dry_run: Option<bool>,
    /// The entries without fault, in order of the file; null if nothing was read.
    pub drafts: Option<Vec<ImportedDraft>>,
    /// Everything that is wrong with the file, in its order; null if nothing was read. With any, nothing
    /// was written, unless `skipFaulty` passes over them.
    pub faults: Option<Vec<ImportFault>>,
    /// Entries that events and series were made of, 0 in a dry run; null if nothing was read.
    pub created: Option<i32>,
    /// Entries that were imported before, and say the same; null if nothing was read.
    pub unchanged: Option<i32>,
    /// Entries that were imported before, and say something else now; null if nothing was read.
    pub changed: Option<i32>,
    /// Entries that the file says are cancelled: not taken; null if nothing was read.
    pub cancelled: Option<i32>,
    /// Why nothing was read; empty if the file was.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct ImportEventsMutation;

#[Object]
impl ImportEventsMutation {
    /// Reads an organiser's calendar or table, and tells what its entries become: drafts of events, and
    /// series of drafts. Once `dryRun` is false they are made, all or none. The same file may be imported
    /// again: an entry is known by its UID, or by its title and start, and makes nothing twice. For
    /// organisers and administrators of the area.
    async fn import_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file.")] input: ImportEventsInput,
    ) -> Result<ImportEventsPayload> {
        let dry_run = input.dry_run;
        let command = domain::ImportEvents {
            area_id: decode(&input.area_id),
            format: input.format.into(),
            content: input.content,
            time_zone: input.time_zone.map(Into::into),
            kind: input.kind.into(),
            visibility: input.visibility.into(),
            dry_run,
            skip_faulty: input.skip_faulty,
        };
        let key = input.idempotency_key;
        let answer = domain::import_events(ctx.core(), ctx.actor(), command, key).await;
        let (done, user_errors) = outcome(ctx, answer)?;
        let Some(done) = done else {
            return Ok(ImportEventsPayload {
                user_errors,
                ..ImportEventsPayload::default()
            });
        };
        let speech = ctx.request().speech;
        let entries = done.entries.into_iter();
        // All at once, so that one statement reads all events, and one all series.
        let drafts = try_join_all(entries.map(|entry| ImportedDraft::new(ctx, entry))).await?;
        let faults = done.faults.into_iter();
        let number = |of: usize| Some(i32::try_from(of).unwrap_or(i32::MAX));
        Ok(ImportEventsPayload {
            dry_run: Some(dry_run),
            drafts: Some(drafts),
            faults: Some(
                faults
                    .map(|fault| ImportFault::new(fault, speech))
                    .collect(),
            ),
            created: number(done.created),
            unchanged: number(done.unchanged),
            changed: number(done.changed),
            cancelled: number(done.cancelled),
            user_errors,
        })
    }
}
