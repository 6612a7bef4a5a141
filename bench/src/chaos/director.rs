//! Lets a plan's faults happen, each once so many messages were taken.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use mulin_domain::clock::{Clock, SystemClock};
use mulin_domain::{Core, dialect};
use mulin_entities::{PersonId, ScheduleState};
use sea_orm::{DbBackend, TransactionTrait};
use tokio::process::Command;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::guests::{self, Guest};
use super::judge::Holds;
use super::mood::Mood;
use super::plan::{Fault, Plan};
use super::sink::{Came, Shared, Sink};
use super::story::Story;
use super::wall::Wall;
use crate::stage::{Reminding, Stage};

/// The longest that no message comes, though some are to come.
const STALLED: Duration = Duration::from_secs(150);
/// How long a command of somebody's is tried again while the database is away.
const PATIENCE: Duration = Duration::from_secs(60);
/// From the move to the new reminder.
const LEAD: TimeDelta = TimeDelta::seconds(3);
/// How far the event is moved: farther than reminders are listed ahead.
const MOVE: TimeDelta = TimeDelta::hours(48);

/// See the module.
pub struct Director<'a> {
    /// The database.
    pub core: &'a Core,
    /// Who runs the event.
    pub stage: &'a Stage,
    /// What goes wrong.
    pub plan: &'a Plan,
    /// The mail server.
    pub sink: Sink,
    /// What went wrong.
    pub story: Arc<Story>,
    /// The program that restarts PostgreSQL.
    pub restart: Option<PathBuf>,
    /// How long a claim lasts.
    pub lease: Duration,
    /// Who may withdraw, in this order: those who are written e-mails.
    pub leaving: Vec<Guest>,
    /// And those who are texted.
    pub leaving_texted: Vec<Guest>,
    /// Who did, and by when that was certain.
    pub withdrawn: HashMap<PersonId, DateTime<Utc>>,
    /// The event.
    pub event: Reminding,
    /// By when it was certain that the event was moved.
    pub moved_at: Option<DateTime<Utc>>,
    /// When the new reminder was committed.
    pub reminds_since: Option<DateTime<Utc>>,
    /// The clock of all programs.
    pub wall: Arc<Wall>,
    /// Moods of the mail server that pass.
    pub moods: JoinSet<()>,
}

impl Director<'_> {
    /// Lets everything happen, and ends when the last of it is over.
    pub async fn direct(&mut self) -> Result<()> {
        for planned in &self.plan.faults {
            self.reach(planned.at).await?;
            self.happen(planned.fault)
                .await
                .with_context(|| planned.fault.to_string())?;
        }
        while let Some(passed) = self.moods.join_next().await {
            passed?;
        }
        Ok(())
    }

    /// Waits until so many e-mails were accepted.
    async fn reach(&self, count: usize) -> Result<()> {
        reach(&self.sink.shared, count, |came| came.mails).await
    }

    async fn happen(&mut self, fault: Fault) -> Result<()> {
        if !matches!(fault, Fault::Kill { .. }) {
            self.story.tell(&fault.to_string())?;
        }
        let from = SystemClock.now();
        let shared = self.sink.shared.clone();
        match fault {
            Fault::KillIdle { .. } => bail!("idle workers are killed before all else"),
            Fault::Kill { step, away } => shared.feel(|mood| mood.kills.push(step, away)),
            Fault::Database(time) => {
                self.database(time).await?;
                self.story.outage(from);
            }
            Fault::Down(time) => {
                self.sink.rest(time).await?;
                self.story.hold(Holds::Mails, from);
            }
            Fault::Slow(time) => {
                let pause = self.plan.pause;
                self.mood(time, pause, |mood, pause| mood.pause = pause);
            }
            Fault::RefusesRecipients(time) => {
                self.mood(time, true, |mood, on| mood.refuses_recipients = on);
            }
            Fault::RefusesMessages(time) => {
                self.mood(time, true, |mood, on| mood.refuses_messages = on);
            }
            Fault::ClosesMidData(times) => shared.feel(|mood| mood.closes_mid_data = times),
            Fault::ClosesAfterTheDot(times) => {
                shared.feel(|mood| mood.closes_after_the_dot = times);
            }
            Fault::Outlasts(times) => shared.feel(|mood| {
                mood.outlasts = times;
                mood.late = self.lease + Duration::from_secs(3);
            }),
            Fault::Withdrawals(count) => self.withdraw(count).await?,
            Fault::Reschedule => self.reschedule().await?,
            Fault::Ahead(by) => self.wall.shift(TimeDelta::from_std(by)?)?,
            Fault::Back { by, time } => {
                let by = TimeDelta::from_std(by)?;
                self.wall.shift(-by)?;
                sleep(time).await;
                self.wall.shift(by)?;
                self.story.hold_and_lease(from);
            }
        }
        Ok(())
    }

    /// Sets a mood, and its default again when the time is over.
    fn mood<T>(&mut self, time: Duration, value: T, set: fn(&mut Mood, T))
    where
        T: Default + Send + 'static,
    {
        let (shared, story) = (self.sink.shared.clone(), self.story.clone());
        let passes = feel_for(shared, story, Holds::Mails, time, value, set);
        self.moods.spawn(passes);
    }

    async fn database(&self, time: Duration) -> Result<()> {
        let db = self.core.db().writer();
        if db.get_database_backend() == DbBackend::Sqlite {
            let options = dialect::write_transaction(DbBackend::Sqlite);
            let lock = patiently(async || Ok(db.begin_with_options(options).await?)).await?;
            sleep(time).await;
            lock.rollback().await?;
            return Ok(());
        }
        let restart = self.restart.as_ref().context("nothing restarts it")?;
        let restarted = Command::new(restart)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .status();
        let restarted = timeout(PATIENCE, restarted)
            .await
            .context("it does not start again")??;
        ensure!(restarted.success(), "it cannot be restarted");
        Ok(())
    }

    async fn withdraw(&mut self, count: usize) -> Result<()> {
        let first = self.leaving.len().checked_sub(count);
        let mut leave = self
            .leaving
            .split_off(first.context("nobody is left to withdraw")?);
        leave.extend(self.leaving_texted.pop());
        for guest in leave {
            let at = patiently(async || guests::withdraw(self.core, &guest).await).await?;
            self.withdrawn.insert(guest.person, at);
        }
        Ok(())
    }

    async fn reschedule(&mut self) -> Result<()> {
        let (core, stage, event) = (self.core, self.stage, &mut self.event);
        patiently(async || stage.reschedule(core, event, MOVE).await).await?;
        self.moved_at = Some(SystemClock.now());
        self.story.tell("the move is committed")?;
        loop {
            patiently(async || stage.remind(core, event, LEAD).await).await?;
            self.reminds_since = Some(SystemClock.now());
            let listing = patiently(async || stage.listing(core, event.event).await).await?;
            // Unless the commit came after its time.
            if listing != ScheduleState::Missed {
                return Ok(());
            }
        }
    }
}

/// Waits until so many messages of a channel came.
pub async fn reach(shared: &Shared, count: usize, of: fn(&Came) -> usize) -> Result<()> {
    let mut came = shared.came.subscribe();
    let deadline = Instant::now() + STALLED;
    loop {
        let now = of(&came.borrow_and_update());
        if now >= count {
            return Ok(());
        }
        shared.crew.check()?;
        let Ok(changed) = timeout_at(deadline, came.changed()).await else {
            bail!("after {now} messages no more come, though some are to go wrong at {count}");
        };
        changed?;
    }
}

/// Sets a mood at once, and its default again when the time is over, until which it holds messages.
pub fn feel_for<T>(
    shared: Arc<Shared>,
    story: Arc<Story>,
    holds: Holds,
    time: Duration,
    value: T,
    set: fn(&mut Mood, T),
) -> impl Future<Output = ()> + Send + 'static
where
    T: Default + Send + 'static,
{
    let from = SystemClock.now();
    shared.feel(|mood| set(mood, value));
    async move {
        sleep(time).await;
        shared.feel(|mood| set(mood, T::default()));
        story.hold(holds, from);
    }
}

/// Does something again while the database is away.
pub async fn patiently<T>(mut what: impl AsyncFnMut() -> Result<T>) -> Result<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match what().await {
            Ok(done) => return Ok(done),
            Err(error) if Instant::now() > deadline => return Err(error),
            Err(_) => sleep(Duration::from_millis(200)).await,
        }
    }
}
