//! Calls, as those see them who make them.

use async_graphql::{Context, Description, Enum, ID, Object, Result};
use mulin_domain::call::policy;
use mulin_domain::call::store::{self, Call};
use mulin_entities::ContactKind;

use super::loaders::ToSay;
use crate::connection;
use crate::graphql::context::ContextExt;
use crate::graphql::delivery::types::MessageKind;
use crate::graphql::errors::top_level;
use crate::graphql::event::types::Event;
use crate::graphql::id::encode;
use crate::graphql::loaders::{contact, load, required};
use crate::graphql::person::acting::Doer;
use crate::graphql::person::types::Person;
use crate::graphql::place::types::Area;
use crate::graphql::scalars::{DateTime, PhoneNumber};

/// The life of a call to be made. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::CallState")]
pub enum CallState {
    /// To be made.
    Open,
    /// Made, or given up.
    Done,
    /// It would come too late, or there is nothing to say any more.
    Lapsed,
}

/// How a call ended. Ends may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::CallOutcome")]
pub enum CallOutcome {
    /// The person was told.
    Reached,
    /// Nobody answered: to be made again two hours later by day, three times in all.
    NoAnswer,
    /// The person asked for another call.
    CallBack,
    /// Somebody else has the number: please correct it.
    WrongNumber,
    /// The person does not want such calls, and gets no more of them.
    Refused,
}

/// A call that a steward makes, as no message reaches the person. For those who look after the unit.
#[derive(Clone, Description)]
pub struct CallTask(pub Call);

connection! {
    /// Calls, those first that are due first.
    CallTaskConnection, CallTaskEdge, CallTask
}

impl CallTask {
    /// The same call, if the caller may see it.
    pub async fn if_visible(self, ctx: &Context<'_>) -> Result<Option<Self>> {
        let unit = required(ctx, self.0.task.unit_id).await?;
        Ok(policy::may_make(ctx.actor(), &unit.path).then_some(self))
    }
}

#[Object(use_type_description)]
impl CallTask {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.task.root_area_id, self.0.task.id)
    }

    /// Whom to call; null if the caller may not see the person any more.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        Ok(load(ctx, self.0.task.person_id).await?.map(Person))
    }

    /// The number to call: the person's first telephone; null if there is none any more.
    async fn phone(&self, ctx: &Context<'_>) -> Result<Option<PhoneNumber>> {
        let phone = contact(ctx, self.0.task.person_id, ContactKind::Phone).await?;
        Ok(phone.map(PhoneNumber))
    }

    /// What to say, in the person's language; null if there is nothing to say any more, because the
    /// event was moved or cancelled, or the answer changed.
    async fn script(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some(message) = load(ctx, ToSay(self.0.task.delivery_id)).await? else {
            return Ok(None);
        };
        let request = ctx.request();
        let written = request.composer.script(&request.core, &message);
        let written = written.map_err(|error| {
            let error = mulin_domain::Error::Internal(Box::new(error));
            top_level(ctx, &error)
        })?;
        Ok(Some(written))
    }

    /// What it is about.
    async fn kind(&self, ctx: &Context<'_>) -> Result<MessageKind> {
        let message = required(ctx, self.0.task.delivery_id).await?;
        Ok(message.kind.into())
    }

    /// About which event; null if about none, or the caller may not see it.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        match self.0.task.event_id {
            Some(event) => Ok(load(ctx, event).await?.map(Event::new)),
            None => Ok(None),
        }
    }

    /// The unit whose stewards make it.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Area> {
        Ok(Area(required(ctx, self.0.task.unit_id).await?))
    }

    /// How far it is.
    async fn state(&self, ctx: &Context<'_>) -> CallState {
        self.0.state(ctx.core().now()).into()
    }

    /// When it is to be made.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.task.due_at)
    }

    /// From when on it is of no more use; null if it always is.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.task.expires_at.map(DateTime)
    }

    /// Tries so far.
    async fn tries(&self) -> i32 {
        self.0.task.tries
    }

    /// How the last try ended; null before the first.
    async fn outcome(&self) -> Option<CallOutcome> {
        self.0.task.outcome.map(Into::into)
    }

    /// What was noted at the last try that noted something; null if there is nothing.
    async fn note(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let note = store::open_note(ctx.core(), &self.0.task);
        note.map_err(|error| top_level(ctx, &error))
    }

    /// Who ended it; null if nobody has.
    async fn done_by(&self) -> Option<Doer> {
        self.0.task.done_by.map(Doer)
    }

    /// When it was ended; null if it was not.
    async fn done_at(&self) -> Option<DateTime> {
        self.0.task.done_at.map(DateTime)
    }
}
