//! Everything goes wrong while an event's guests are reminded: workers are killed at every step, the
//! database goes away, the clock jumps, the mail server and the gateway of text messages are down,
//! slow, refuse and hang up, guests withdraw, and the event is moved. Counted at the mail server and
//! at the gateway: nothing is lost, and at most what was in flight arrives twice.

mod courier;
mod crew;
mod director;
mod exchange;
mod gateway;
mod guests;
mod judge;
mod ledger;
mod mood;
mod plan;
mod results;
mod session;
mod signature;
mod sink;
mod story;
pub mod summary;
mod texts;
mod waits;
mod wall;

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use chrono::TimeDelta;
use clap::Args;
use mulin::worker::sender::EMAILS_A_CONNECTION;
use mulin_domain::Core;
use mulin_domain::clock::{Clock, SystemClock};
use mulin_entities::{Channel, event};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use sea_orm::{DbBackend, EntityTrait};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::stage::Stage;
use crate::{database, report};
use courier::Courier;
use crew::{Crew, Killed, Orders, WORKERS};
use director::Director;
use gateway::Gateway;
use guests::Guest;
use judge::{Facts, Kill, Places, judge};
use plan::{Fault, Plan};
use signature::Key;
use sink::{Shared, Sink};
use story::Story;
use waits::Waits;
use wall::Wall;

/// From the start of the workers to the first reminder.
const LEAD: Duration = Duration::from_secs(5);
/// From the first reminder to the start of the event: farther than the clock ever jumps.
const BEFORE: TimeDelta = TimeDelta::hours(8);
/// How long after the last fault everything may take to come to an end.
const PATIENCE: Duration = Duration::from_secs(400);
/// How long a worker waits for the gateway, in seconds.
const ANSWER: u64 = 2;

/// Flags of `mulin-bench chaos-delivery`.
#[derive(Debug, Args)]
pub struct ChaosArgs {
    /// The program mulin
    #[arg(long)]
    mulin: PathBuf,
    /// A folder for logs
    #[arg(long)]
    folder: PathBuf,
    /// A program that restarts PostgreSQL as after a crash, and ends when it is there again
    #[arg(long)]
    restart: Option<PathBuf>,
    /// The library libfaketimeMT, through which the programs see a clock that jumps
    #[arg(long)]
    faketime: PathBuf,
    /// What the faults are drawn from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Guests of the event
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(100..=100_000))]
    guests: u64,
    /// Connections of a worker to the mail server, and text messages that it has under way
    #[arg(long, default_value_t = 4)]
    places: usize,
    /// How long what a worker claims is its own, in seconds
    #[arg(long, default_value_t = 5)]
    lease: u64,
    /// Only the last line
    #[arg(long)]
    brief: bool,
    /// A file to which the results are added
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Lets it all happen, counts, tells.
pub async fn run(args: ChaosArgs) -> Result<ExitCode> {
    let began = Instant::now();
    let wall = Wall::right(args.folder.join("clock"))?;
    let core = database::open_at(wall.clone()).await?;
    guests::give_telephones(&core).await?;
    let stage = Stage::set(&core).await?.by_any_channel(BEFORE);
    let name = database_name(&core);

    let key = Key::new(StdRng::seed_from_u64(args.seed).random());
    let mails = sink::ports().await?;
    let gateways = sink::ports().await?;
    let address = |it: &TcpListener| Ok(it.local_addr()?);
    // Free again at once, for the program that is to serve there.
    let serves = TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
    let orders = Orders {
        mulin: args.mulin.clone(),
        folder: args.folder.clone(),
        places: args.places,
        lease: args.lease,
        ports: mails.iter().map(address).collect::<Result<_>>()?,
        gateways: gateways.iter().map(address).collect::<Result<_>>()?,
        serves,
        secret: key.shown(),
        patience: ANSWER,
        faketime: args.faketime.clone(),
        clock: wall.file().clone(),
    };
    let (crew, killed) = Crew::new(orders);
    let crew = Arc::new(crew);
    let shared = Shared::new(crew.clone());
    let courier = Courier::new(serves, key.clone(), wall.clone(), args.seed);
    let gateway = Arc::new(Gateway {
        shared: shared.clone(),
        key,
        wall: wall.clone(),
        courier,
    });
    let _listening = gateway.open(gateways);
    let sink = Sink::open(mails, shared);
    let lease = TimeDelta::seconds(args.lease.cast_signed());
    let story = Arc::new(Story::new(lease, !args.brief));
    let keeper = tokio::spawn(keep(crew.clone(), killed, story.clone()));
    let facts = tokio::select! {
        facts = play(&args, &core, &stage, sink, &gateway, &story) => facts?,
        kept = keeper => match kept? {
            Ok(()) => bail!("nobody restarts workers any more"),
            Err(error) => return Err(error.context("a worker cannot be restarted")),
        },
    };
    crew.stop().await?;
    let run = results::Run {
        seed: args.seed,
        database: name,
        guests: args.guests,
        seconds: began.elapsed().as_secs_f64(),
        facts: &facts,
        verdict: &judge(&facts),
    };
    run.tell(args.brief)?;
    run.add_to(args.out.as_deref())?;
    Ok(ExitCode::from(u8::from(!run.verdict.is_good())))
}

fn database_name(core: &Core) -> &'static str {
    match core.db().reader().get_database_backend() {
        DbBackend::Sqlite => "sqlite",
        _ => "postgres",
    }
}

fn show(args: &ChaosArgs, plan: &Plan, name: &str, texted: usize) -> Result<()> {
    if args.brief {
        return Ok(());
    }
    report::say(&format!(
        "seed {} on {name}: {} guests, {texted} of them by text message, {WORKERS} workers with {} \
         places, leases of {} s",
        args.seed, args.guests, args.places, args.lease
    ))?;
    let after = plan.idle_after.as_secs_f64();
    report::say(&format!("  after {after:.1} s: {}", plan.idle))?;
    for planned in &plan.faults {
        report::say(&format!("  at e-mail {:>5}: {}", planned.at, planned.fault))?;
    }
    for planned in &plan.texts {
        report::say(&format!(
            "  at text message {:>5}: {}",
            planned.at, planned.fault
        ))?;
    }
    report::say(&format!(
        "  always: {} addresses are refused (550)",
        plan.refused
    ))
}

/// Waits for those who were killed, and starts them again.
async fn keep(
    crew: Arc<Crew>,
    mut killed: mpsc::UnboundedReceiver<Killed>,
    story: Arc<Story>,
) -> Result<()> {
    let mut coming: JoinSet<Result<()>> = JoinSet::new();
    loop {
        tokio::select! {
            killed = killed.recv() => {
                let Some(killed) = killed else { return Ok(()) };
                story.tell(&format!(
                    "worker {} is killed {}", killed.worker + 1, killed.moment
                ))?;
                story.kill(Kill { worker: killed.worker, life: killed.life, at: killed.at });
                coming.spawn(revive(crew.clone(), killed, story.clone()));
            }
            Some(came) = coming.join_next() => came??,
        }
    }
}

async fn revive(crew: Arc<Crew>, killed: Killed, story: Arc<Story>) -> Result<()> {
    killed.process.ended().await?;
    sleep(killed.away).await;
    if let Some(nobody) = crew.start(killed.worker)? {
        story.hold(judge::Holds::All, nobody);
    }
    Ok(())
}

/// From an event with its guests to the end of the last message about it.
async fn play(
    args: &ChaosArgs,
    core: &Core,
    stage: &Stage,
    sink: Sink,
    gateway: &Arc<Gateway>,
    story: &Arc<Story>,
) -> Result<Facts> {
    let event = stage
        .event(core, args.guests, TimeDelta::from_std(LEAD)?)
        .await?;
    let first_due = event.due;
    let guests = guests::guests(core, event.event).await?;
    let mut drawn = guests.clone();
    drawn.shuffle(&mut StdRng::seed_from_u64(args.seed));
    let (mut texted, mut mailed): (Vec<Guest>, Vec<Guest>) = drawn
        .into_iter()
        .partition(|guest| guest.channel == Channel::Sms);
    let plan = Plan::draw(args.seed, mailed.len(), texted.len(), LEAD);
    show(args, &plan, database_name(core), texted.len())?;
    let unknown: HashSet<String> = mailed
        .drain(..plan.refused)
        .map(|guest| guest.address)
        .collect();
    mailed.truncate(plan.leaving());
    texted.truncate(plan.leaving_texted());
    let shared = sink.shared.clone();
    shared.feel(|mood| mood.unknown.clone_from(&unknown));

    let mut director = Director {
        core,
        stage,
        plan: &plan,
        sink,
        story: story.clone(),
        restart: args.restart.clone(),
        lease: Duration::from_secs(args.lease),
        leaving: mailed,
        leaving_texted: texted,
        withdrawn: Default::default(),
        event,
        moved_at: None,
        reminds_since: None,
        wall: gateway.wall.clone(),
        moods: JoinSet::new(),
    };
    let waits = Waits {
        core,
        event: event.event,
        gateway,
        story,
    };
    let began = SystemClock.now();
    for worker in 0..WORKERS {
        shared.crew.start(worker)?;
    }
    sleep(plan.idle_after).await;
    if let Fault::KillIdle { worker, away } = plan.idle {
        let killed = shared.crew.kill(worker, None, "while it is idle", away);
        ensure!(killed, "an idle worker cannot be killed");
    }
    tokio::try_join!(
        director.direct(),
        texts::direct(core, &plan, &waits, &shared, story)
    )?;
    let pending = settled(gateway, &waits, story).await?;
    let chapters = story.chapters();
    let (ledger, _) = std::mem::take(&mut *shared.books());
    let row = event::Entity::find_by_id(director.event.event);
    let row = row.one(core.db().reader()).await?;
    let shifts = gateway.wall.shifts();
    let since = director.reminds_since.context("it reminds nobody anew")?;
    Ok(Facts {
        receipts: ledger.receipts,
        refused: ledger.refused,
        unsigned: ledger.unsigned,
        tally: gateway.courier.tally(),
        messages: guests::messages(core, director.event.event).await?,
        codes: guests::codes(core).await?.into_iter().collect(),
        guests,
        unknown,
        withdrawn: director.withdrawn,
        moved_at: director.moved_at.context("the event was not moved")?,
        schedule_rev: row.context("the event is gone")?.schedule_rev,
        first_due: shifts.first(first_due, began),
        due: shifts.first(director.event.due, since),
        kills: chapters.kills,
        outages: chapters.outages,
        holds: chapters.holds,
        shifts,
        places: Places {
            emails: args.places * EMAILS_A_CONNECTION,
            texts: args.places,
        },
        lease: TimeDelta::seconds(args.lease.cast_signed()),
        pending,
    })
}

/// Waits until nothing about the event is to be sent any more, and all is reported. Answers what never
/// came to an end.
async fn settled(gateway: &Gateway, waits: &Waits<'_>, story: &Story) -> Result<u64> {
    let deadline = Instant::now() + PATIENCE;
    story.tell("all has gone wrong that was to")?;
    loop {
        gateway.shared.crew.check()?;
        let left = waits.look().await?.all;
        if (left == 0 && gateway.courier.is_idle()) || Instant::now() > deadline {
            story.tell(&format!("{left} messages are still to come to an end"))?;
            let to_come = gateway.shared.books().1.to_come();
            ensure!(
                to_come == 0 || left > 0,
                "{to_come} faults found no message"
            );
            return Ok(left);
        }
        sleep(Duration::from_millis(200)).await;
    }
}
