//! What has to be filed for a banquet.

use async_graphql::{Context, Description, Enum, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::food_safety::{self, policy};
use mulin_entities::{FilingTaskId, filing_task};

use super::authority_loaders::FilingTasksOf;
use super::rules::{DiningPolicy, day};
use crate::graphql::banquet::types::Banquet;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{is_conflict, outcome};
use crate::graphql::event::loaders::EventFacts;
use crate::graphql::event::types::Event;
use crate::graphql::id::{decode, encode};
use crate::graphql::loaders::{load, required};
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::user_error::UserError;

/// Whether something was filed. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::FilingTaskState")]
pub enum FilingTaskState {
    /// It has to be.
    Open,
    /// It was.
    Filed,
    /// So few come now, or the policy holds no longer, that it has not to be.
    NotNeeded,
}

/// Something that has to be filed for a banquet, since so many come: for those who run its event.
#[derive(Clone, Description)]
pub struct FilingTask(pub filing_task::Model);

impl FilingTask {
    /// The task, if the caller runs its event.
    pub async fn if_visible(ctx: &Context<'_>, id: FilingTaskId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let event = load(ctx, EventFacts(row.event_id)).await?;
        let runs =
            event.is_some_and(|event| policy::runs(ctx.actor(), row.event_id, &event.area_path));
        Ok(runs.then_some(Self(row)))
    }
}

#[Object(use_type_description)]
impl FilingTask {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Its event; null if the caller may not see it.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        Ok(load(ctx, self.0.event_id).await?.map(Event::new))
    }

    /// What asks for it.
    async fn policy(&self, ctx: &Context<'_>) -> Result<DiningPolicy> {
        required(ctx, self.0.policy_id).await.map(DiningPolicy)
    }

    /// Diners that were expected when its state last changed.
    async fn diners(&self) -> i32 {
        self.0.diners
    }

    /// The last day to file it, on the clocks of the event.
    async fn due_on(&self) -> Date {
        day(self.0.due_on)
    }

    /// Whether `dueOn` is sure: false where working days were counted in a year whose list of public
    /// holidays is not known, so that Monday to Friday were.
    async fn days_known(&self) -> bool {
        self.0.days_known
    }

    /// Whether it has to be filed and its last day is over, on the clocks of the platform.
    async fn is_overdue(&self, ctx: &Context<'_>) -> bool {
        let zone = ctx.core().settings().time_zone;
        let today = ctx.core().now().with_timezone(&zone).date_naive();
        self.0.state == mulin_entities::FilingTaskState::Open && self.0.due_on < today
    }

    /// Whether it was filed.
    async fn state(&self) -> FilingTaskState {
        self.0.state.into()
    }

    /// What the authority answered: a number; null until it was filed.
    async fn reference(&self) -> Option<&str> {
        self.0.reference.as_deref()
    }

    /// When it was filed; null until it was.
    async fn filed_at(&self) -> Option<DateTime> {
        self.0.filed_at.map(DateTime)
    }

    /// Raised by every edit.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// See the module: fields of a banquet.
pub struct BanquetFilings(pub Banquet);

#[Object]
impl BanquetFilings {
    /// What has to be filed since so many come, by its last day, for those who run the event; null for
    /// others.
    #[graphql(complexity = "5 * child_complexity", cache_control(private))]
    async fn filing_tasks(&self, ctx: &Context<'_>) -> Result<Option<Vec<FilingTask>>> {
        let event = &self.0.event;
        if !policy::runs(ctx.actor(), event.id, &event.area_path) {
            return Ok(None);
        }
        let rows = load(ctx, FilingTasksOf(event.id)).await?;
        let rows = rows.unwrap_or_default();
        Ok(Some(rows.into_iter().map(FilingTask).collect()))
    }
}

/// What was filed.
#[derive(InputObject)]
pub struct RecordFilingInput {
    /// Which task.
    pub filing_task_id: ID,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// What the authority answered: a number, 1 to 80 characters.
    pub reference: String,
    /// When it was filed; now if left out.
    pub filed_at: Option<DateTime>,
}

/// What became of `recordFiling`.
#[derive(SimpleObject)]
pub struct RecordFilingPayload {
    /// The task; null if refused, except on a version conflict, which shows it as it is now.
    pub filing_task: Option<FilingTask>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct RecordFilingMutation;

#[Object]
impl RecordFilingMutation {
    /// Notes that something was filed. For those who run the event. The same again changes nothing; another
    /// reference corrects the first.
    async fn record_filing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was filed.")] input: RecordFilingInput,
    ) -> Result<RecordFilingPayload> {
        let id = decode(&input.filing_task_id);
        let command = food_safety::RecordFiling {
            filing_task_id: id.clone(),
            expected_version: input.expected_version,
            reference: input.reference,
            filed_at: input.filed_at.map(|at| at.0),
        };
        let answer = food_safety::record_filing(ctx.core(), ctx.actor(), command).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        let filing_task = match (row, id) {
            (Some(row), _) => Some(FilingTask(row)),
            (None, Ok(id)) if is_conflict(&user_errors) => FilingTask::if_visible(ctx, id).await?,
            (None, _) => None,
        };
        Ok(RecordFilingPayload {
            filing_task,
            user_errors,
        })
    }
}
