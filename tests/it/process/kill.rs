//! `kill -9` while reminders are being sent: counted at the mail server, none is lost, and at most
//! what was in flight arrives twice.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::TimeDelta;
use mulin::worker::sender::EMAILS_A_CONNECTION;
use mulin_domain::clock::{Clock, SystemClock};
use mulin_domain::dialect;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, TransactionTrait};
use tokio::time::timeout;

use super::program::{Env, PATIENT, Program, env_of};
use super::smtp_server::{Act, Server, Step, Turn};
use crate::factories::{Plan, Town, crowd};
use crate::support::app::TestApp;
use crate::support::postgres::database;

const REMINDERS: usize = 200;
/// The longest that the second program may take.
const WAIT: Duration = Duration::from_secs(60);
/// Messages that went well before the kill.
const BEFORE: usize = 20;

/// When the program is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    /// Everything is claimed, and nothing was sent.
    Claimed,
    /// In the middle of a message.
    MidData,
    /// The message is complete, and its receipt not confirmed.
    AfterTheDot,
    /// The receipt is confirmed, and not noted in the database.
    BeforeSettling,
}

impl Moment {
    /// What the mail server does on the first connection, and at which step.
    fn script(self, turn: Turn) -> Option<Act> {
        let (step, nth) = self.turn();
        let its_turn = (turn.connection, turn.step, turn.nth) == (0, step, nth);
        its_turn.then_some(match self {
            Self::MidData => Act::Silence,
            _ => Act::Hold,
        })
    }

    fn turn(self) -> (Step, usize) {
        match self {
            Self::Claimed => (Step::Mail, 0),
            Self::MidData => (Step::Body, BEFORE),
            Self::AfterTheDot | Self::BeforeSettling => (Step::Dot, BEFORE),
        }
    }

    /// How many messages arrive twice: of those under way over the one connection the one on the wire,
    /// and others that were taken before and not noted yet.
    fn duplicates(self) -> RangeInclusive<usize> {
        match self {
            Self::Claimed => 0..=0,
            Self::MidData => 0..=EMAILS_A_CONNECTION - 1,
            Self::AfterTheDot | Self::BeforeSettling => 1..=EMAILS_A_CONNECTION,
        }
    }
}

/// Reminders that are due by the machine's clock, and not listed yet.
async fn due_reminders(app: &TestApp, count: usize) {
    app.clock.set(SystemClock.now() - TimeDelta::hours(1));
    let town = Town::found(app).await;
    let plan = Plan {
        starts_in: TimeDelta::hours(3) - TimeDelta::seconds(5),
        ..Plan::default()
    };
    let event = town.event(app, plan).await;
    crowd(app, &town, &event, count, RsvpState::Going).await;
}

/// One connection to the mail server, the shortest lease there is, and no quiet hours.
fn env(app: &TestApp, server: &Server) -> Env {
    let mut env = env_of(app);
    let url = format!("smtp://{}/?tls=none", server.address());
    for (name, value) in [
        ("MULIN_SMTP__URL", url.as_str()),
        ("MULIN_SMTP__FROM", "Mulin <no-reply@example.org>"),
        ("MULIN_SMTP__MAX_CONNECTIONS", "1"),
        ("MULIN_WORKER__LEASE_SECONDS", "5"),
        ("MULIN_WORKER__POLL_MILLISECONDS", "50"),
        ("MULIN_REMINDERS__QUIET_FROM", "00:00"),
        ("MULIN_REMINDERS__QUIET_UNTIL", "00:00"),
    ] {
        env.push((name, value.to_owned()));
    }
    env
}

async fn saw(server: &Server, step: Step, count: usize) {
    let seen = tokio::time::timeout(PATIENT, server.saw(step, count)).await;
    if seen.is_err() {
        panic!("{:?} of {count} {step:?}", server.count(step));
    }
}

/// Waits until nothing is left to be sent.
async fn all_sent(app: &TestApp) {
    let open = || {
        delivery::Entity::find()
            .filter(delivery::Column::SettledAt.is_null())
            .count(app.core.db().writer())
    };
    while open().await.expect("messages can be counted") > 0 {
        tokio::task::yield_now().await;
    }
}

async fn killed_at(app: TestApp, moment: Moment) {
    due_reminders(&app, REMINDERS).await;
    let server = Server::start(move |turn| moment.script(turn)).await;
    let env = env(&app, &server);
    let mut first = Program::serve(&[], &env);
    let (step, nth) = moment.turn();
    saw(&server, step, nth + 1).await;
    if moment == Moment::BeforeSettling {
        let writer = app.core.db().writer();
        let options = dialect::write_transaction(writer.get_database_backend());
        // SQLite's one write lock is taken by the beginning.
        let blocking = writer.begin_with_options(options).await.expect("a lock");
        let rows = delivery::Entity::find();
        let locked = sea_orm::QuerySelect::lock_exclusive(rows)
            .all(&blocking)
            .await;
        assert_eq!(locked.expect("rows").len(), REMINDERS);
        server.release();
        let mut messages = server.messages().len();
        while messages <= BEFORE {
            tokio::task::yield_now().await;
            messages = server.messages().len();
        }
        first.kill();
        blocking.rollback().await.expect("it lets go");
    } else {
        first.kill();
        server.release();
    }
    drop(first);

    let mut second = Program::serve(&[], &env);
    timeout(WAIT, all_sent(&app)).await.expect("all are sent");
    second.terminate();
    assert!(second.exit().await.success());

    let mut arrived: HashMap<String, usize> = HashMap::new();
    let mut recipients = HashSet::new();
    for message in server.messages() {
        let header = |name| {
            let line = message.lines().find(|line| line.starts_with(name));
            line.expect("the header is there").to_owned()
        };
        *arrived.entry(header("Message-ID: ")).or_default() += 1;
        let address = message
            .split(['<', '>'])
            .find(|part| part.starts_with("crowd"));
        recipients.insert(address.expect("a recipient").to_owned());
    }
    assert_eq!(arrived.len(), REMINDERS, "{moment:?}: lost none");
    assert_eq!(recipients.len(), REMINDERS, "{moment:?}: one each");
    let twice = arrived.values().map(|times| times - 1).sum::<usize>();
    assert!(moment.duplicates().contains(&twice), "{moment:?}: {twice}");
    assert_eq!(server.most_open(), 1, "{moment:?}");

    let rows = delivery::Entity::find().all(app.core.db().writer()).await;
    let rows = rows.expect("messages can be read");
    let sent = |row: &&delivery::Model| row.state == DeliveryState::Sent;
    assert_eq!(rows.iter().filter(sent).count(), REMINDERS, "{moment:?}");
    assert_eq!(rows.len(), REMINDERS, "{moment:?}");
}

const MOMENTS: [Moment; 4] = [
    Moment::Claimed,
    Moment::MidData,
    Moment::AfterTheDot,
    Moment::BeforeSettling,
];

// The four run side by side: most of their time is the lease of who was killed.

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_reminder_is_lost_on_sqlite() {
    let mut cases = tokio::task::JoinSet::new();
    for moment in MOMENTS {
        cases.spawn(async move { killed_at(TestApp::sqlite().await, moment).await });
    }
    cases.join_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_reminder_is_lost_on_postgres() {
    let mut cases = tokio::task::JoinSet::new();
    for moment in MOMENTS {
        let Some(database) = database().await else {
            return;
        };
        cases
            .spawn(async move { killed_at(TestApp::new(Some(database), &[]).await, moment).await });
    }
    cases.join_all().await;
}

/// A program that is asked to end sends what it has claimed, and settles it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_asked_to_end_finishes_what_it_took() {
    let app = TestApp::sqlite().await;
    due_reminders(&app, BEFORE).await;
    let hold = |turn: Turn| (turn.step == Step::Dot && turn.nth == 2).then_some(Act::Hold);
    let server = Server::start(hold).await;
    let mut program = Program::serve(&[], &env(&app, &server));
    saw(&server, Step::Dot, 3).await;
    program.terminate();
    program
        .says("stopping after what is under way; once more stops at once")
        .await;
    server.release();
    assert!(program.exit().await.success());
    assert_eq!(server.messages().len(), BEFORE);
    assert_eq!(server.count(Step::Quit), 1, "it says goodbye");
    let rows = delivery::Entity::find().all(app.core.db().writer()).await;
    let rows = rows.expect("messages can be read");
    let sent = |row: &delivery::Model| row.state == DeliveryState::Sent && row.attempts == 1;
    assert!(rows.len() == BEFORE && rows.iter().all(sent));
}
