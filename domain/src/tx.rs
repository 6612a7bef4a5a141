//! The transaction of a command: changes, followers, journal, idempotency, commit.

use std::pin::Pin;

use mulin_entities::{AreaId, PersonId, TypedId, Via};
use sea_orm::{ConnectionTrait, DatabaseTransaction, TransactionTrait};
use uuid::Uuid;

use crate::actor::Actor;
use crate::change::{Change, What};
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::{dialect, idempotency, journal};

/// Changes of followers are followed themselves, but not those of these in turn.
const ROUNDS: usize = 2;

/// What the body of a command answers.
pub type Body<'t, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 't>>;

/// What a follower answers.
pub type Following<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// Reacts to changes of lower nouns, in the transaction that made them.
pub type Follower = for<'a> fn(&'a mut Tx, &'a [Change]) -> Following<'a>;

/// An open transaction with what it has changed so far.
pub struct Tx {
    connection: DatabaseTransaction,
    core: Core,
    actor: Actor,
    now: Instant,
    changes: Vec<Change>,
    on_behalf_of: Option<PersonId>,
    via: Via,
    /// The client's key, until the result is known.
    pub(crate) pending_key: Option<idempotency::Claimed>,
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

impl Tx {
    /// The connection to run statements on.
    pub fn db(&self) -> &DatabaseTransaction {
        &self.connection
    }

    /// The surroundings.
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// Who asked.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// For whom the actor acts, if for somebody else.
    pub fn on_behalf_of(&self) -> Option<PersonId> {
        self.on_behalf_of
    }

    /// Notes for whom the actor acts: every change of this transaction says so in the journal.
    pub(crate) fn act_for(&mut self, person: PersonId) {
        self.on_behalf_of = Some(person);
    }

    /// The way in which the actor was told to do this.
    pub fn via(&self) -> Via {
        self.via
    }

    /// Notes the way: the journal tells it where it is not the app.
    pub(crate) fn came_by(&mut self, via: Via) {
        self.via = via;
    }

    /// From now on somebody else asks, for themselves and by the app: one transaction may do what
    /// several people asked for.
    pub(crate) fn serve(&mut self, actor: &Actor) {
        self.actor = actor.clone();
        self.on_behalf_of = None;
        self.via = Via::App;
    }

    /// The one instant of this transaction.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// A new id.
    pub fn new_id<T: TypedId>(&self) -> T {
        crate::id::new_id(self.now, self.core.entropy())
    }

    /// Notes a change, to be followed and journalled.
    pub fn record(&mut self, root_area_id: AreaId, what: What) {
        self.changes.push(Change {
            root_area_id,
            what,
            by: self.actor.doer(),
            on_behalf_of: self.on_behalf_of,
            via: self.via,
        });
    }

    /// Runs a part of the command that may be refused by itself: what it has written and recorded is
    /// undone then, and the rest goes on. Locks that must outlive a refusal are taken before.
    pub(crate) async fn part<T, F>(&mut self, body: F) -> Result<Result<T, Vec<Refusal>>>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> Body<'t, T> + Send,
    {
        let recorded = self.changes.len();
        let before = (self.on_behalf_of, self.via);
        self.connection.execute_unprepared("SAVEPOINT part").await?;
        let outcome = body(self).await;
        (self.on_behalf_of, self.via) = before;
        let outcome = match outcome {
            Ok(result) => Ok(result),
            Err(Error::Refused(refusals)) => {
                let undo = "ROLLBACK TO SAVEPOINT part";
                self.connection.execute_unprepared(undo).await?;
                self.changes.truncate(recorded);
                Err(refusals)
            }
            Err(error) => return Err(error),
        };
        let done = "RELEASE SAVEPOINT part";
        self.connection.execute_unprepared(done).await?;
        Ok(outcome)
    }

    async fn follow_changes(&mut self) -> Result<()> {
        let mut followed = 0;
        for _ in 0..ROUNDS {
            let fresh = self.changes[followed..].to_vec();
            if fresh.is_empty() {
                break;
            }
            followed = self.changes.len();
            for follower in self.core.clone().followers() {
                follower(self, &fresh).await?;
            }
        }
        Ok(())
    }

    async fn finish(&mut self, result_id: Option<Uuid>) -> Result<()> {
        self.follow_changes().await?;
        journal::append(self).await?;
        if let Some(claimed) = self.pending_key.take() {
            idempotency::complete(&self.connection, &claimed, result_id).await?;
        }
        Ok(())
    }

    /// What was recorded so far.
    pub(crate) fn changes(&self) -> &[Change] {
        &self.changes
    }
}

/// The row that stands for a command's result, to find it again when the command is repeated.
pub trait CommandResult {
    /// Its key.
    fn result_id(&self) -> Option<Uuid>;
}

impl CommandResult for () {
    fn result_id(&self) -> Option<Uuid> {
        None
    }
}

impl<T> CommandResult for Vec<T> {
    fn result_id(&self) -> Option<Uuid> {
        None
    }
}

macro_rules! results_by_id {
    ($($table:ident),+) => {$(
        impl CommandResult for mulin_entities::$table::Model {
            fn result_id(&self) -> Option<Uuid> {
                Some(self.id.0)
            }
        }
    )+};
}
results_by_id!(
    area,
    venue,
    person,
    role_grant,
    event,
    event_role,
    programme_item,
    rsvp,
    check_in,
    check_in_list,
    consent,
    session,
    team,
    team_lead,
    personal_link,
    contact_point,
    invitation,
    invitation_link,
    announcement,
    channel_consent,
    call_task,
    series,
    calendar_feed,
    dish,
    wanted_dish,
    dining_policy,
    banned_ingredient,
    filing_task,
    food_sample,
    cook_certificate,
    stall,
    station,
    ticket,
    team_member,
    qualification,
    shift,
    shift_sign_up,
    service_record,
    certificate,
    points_rule,
    reward,
    redemption
);

macro_rules! results_by_event {
    ($($table:ident),+) => {$(
        impl CommandResult for mulin_entities::$table::Model {
            fn result_id(&self) -> Option<Uuid> {
                Some(self.event_id.0)
            }
        }
    )+};
}
results_by_event!(banquet, seating_plan, dish_ballot);

impl Core {
    /// Runs the body of a command in one transaction of its own task: a caller that goes away
    /// abandons the wait and never the transaction.
    pub async fn transact<T, F>(&self, actor: &Actor, body: F) -> Result<T>
    where
        T: CommandResult + Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> Body<'t, T> + Send + 'static,
    {
        let (core, actor) = (self.clone(), actor.clone());
        tokio::spawn(tracing::Instrument::in_current_span(async move {
            let mut tx = Tx::begin(core, actor).await?;
            let outcome = match body(&mut tx).await {
                Ok(result) => tx.finish(result.result_id()).await.map(|()| result),
                Err(error) => Err(error),
            };
            match outcome {
                Ok(result) => {
                    tx.connection.commit().await?;
                    if !tx.changes.is_empty() {
                        tx.core.wake();
                    }
                    Ok(result)
                }
                Err(error) => {
                    // A roll-back that fails leaves nothing behind either: the connection is gone.
                    let _ = tx.connection.rollback().await;
                    Err(error)
                }
            }
        }))
        .await
        .map_err(|panic| Error::Internal(Box::new(panic)))?
    }
}

impl Tx {
    async fn begin(core: Core, actor: Actor) -> Result<Self> {
        let writer = core.db().writer();
        let options = dialect::write_transaction(writer.get_database_backend());
        let connection = writer.begin_with_options(options).await?;
        // Asked after the lock is held: on SQLite a transaction may have waited for others.
        let now = core.now();
        Ok(Self {
            connection,
            core,
            actor,
            now,
            changes: Vec::new(),
            on_behalf_of: None,
            via: Via::App,
            pending_key: None,
        })
    }
}
