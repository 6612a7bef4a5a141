//! A banquet of 5,000 guests at 600 tables with rules of every kind: how long it takes to arrange, what
//! it breaks, and how much better it is than plain packing.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::Args;
use mulin_seating::{HardRule, Layout, Party, Plan, Table, arrange, impossible, packed};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;

use crate::report;

/// Milliseconds, at most.
const GOAL: f64 = 1_000.0;
const TABLES: usize = 600;
const GUESTS: u32 = 5_000;
/// What is drawn from.
const SEED: u64 = 28;
/// Families that change before it is arranged anew.
const CHANGES: usize = 10;

/// Flags of `mulin-bench tables`.
#[derive(Debug, Args)]
pub struct TablesArgs {
    /// How often it is arranged, with another seed each time
    #[arg(long, default_value_t = 5)]
    rounds: u64,
    /// Where to write the results
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Arranges, and tells.
pub fn run(args: &TablesArgs) -> Result<ExitCode> {
    let mut dice = StdRng::seed_from_u64(SEED);
    let layout = banquet(&mut dice);
    anyhow::ensure!(impossible(&layout).is_empty(), "the banquet is impossible");
    let plain = packed(&layout);
    report::say("seed          ms    broken  unseated     score    moved")?;
    let (mut times, mut broken, mut unseated, mut scores) = (vec![], 0, 0, vec![]);
    for seed in 0..args.rounds {
        let (plan, millis) = timed(&layout, seed);
        line(&seed.to_string(), &plan, millis)?;
        times.push(millis);
        broken += hard(&plan);
        unseated += without_seat(&plan);
        scores.push(f64::from(i32::try_from(plan.judgement.score)?));
    }
    line("packed", &plain, 0.0)?;
    let changed = change(&layout, &arrange(&layout, 0), &mut dice);
    let (again, again_millis) = timed(&changed, 0);
    line("again", &again, again_millis)?;
    let results = json!({
        "machine": report::machine(),
        "guests": layout.guests(),
        "parties": layout.parties.len(),
        "tables": layout.tables.len(),
        "milliseconds": times,
        "broken": broken,
        "unseated": unseated,
        "score": report::median(scores.iter().copied()),
        "packed": { "score": plain.judgement.score, "broken": hard(&plain) },
        "again": {
            "changes": CHANGES,
            "milliseconds": again_millis,
            "moved": again.judgement.moved,
            "broken": hard(&again),
            "unseated": without_seat(&again),
        },
    });
    report::write(args.out.as_deref(), &results)?;
    let whole = broken + unseated + hard(&again) + without_seat(&again) == 0;
    // A plan that breaks a rule is none, however soon it is there.
    let slowest = times.iter().copied().fold(0.0, f64::max);
    let figure = if whole { slowest } else { f64::INFINITY };
    report::verdict_at_most("tables", figure, "ms", GOAL)
}

fn timed(layout: &Layout, seed: u64) -> (Plan, f64) {
    let start = Instant::now();
    let plan = arrange(layout, seed);
    (plan, start.elapsed().as_secs_f64() * 1_000.0)
}

/// Hard rules that are broken, but for those who have no seat.
fn hard(plan: &Plan) -> usize {
    let broken = plan.judgement.broken.iter();
    broken.filter(|one| one.rule != HardRule::Seated).count()
}

fn without_seat(plan: &Plan) -> usize {
    plan.judgement.broken.len() - hard(plan)
}

fn line(name: &str, plan: &Plan, millis: f64) -> Result<()> {
    report::say(&format!(
        "{name:<8} {millis:>8.1}  {:>8}  {:>8}  {:>8}  {:>7}",
        hard(plan),
        without_seat(plan),
        plan.judgement.score,
        plan.judgement.moved
    ))
}

/// Tables for nine and twelve; every fifth is near the entrance, and every fourth can be reached by a
/// wheelchair. Six for twenty-four are head tables, each with families that are pinned to it.
fn banquet(dice: &mut StdRng) -> Layout {
    let table = |at: usize| Table {
        capacity: match at % 100 {
            50 => 24,
            other if other % 3 == 0 => 12,
            _ => 9,
        },
        min_guests: 5,
        zone: u32::try_from(at / 100).ok(),
        near_entrance: at.is_multiple_of(5),
        accessible: at.is_multiple_of(4),
        head: at % 100 == 50,
    };
    let mut layout = Layout {
        tables: (0..TABLES).map(table).collect(),
        ..Layout::default()
    };
    while layout.guests() < GUESTS {
        let at = layout.parties.len();
        let seats = dice.random_range(1..=6).min(GUESTS - layout.guests());
        let head = at.is_multiple_of(100).then(|| at / 100 * 100 % TABLES + 50);
        layout.parties.push(Party {
            seats,
            elders: dice.random_range(0..=seats.min(2)),
            needs_accessible: dice.random_ratio(1, 25),
            building: Some(dice.random_range(0..60)),
            dishes: 1 << dice.random_range(0..6),
            pinned_to: head,
            seated_at: None,
        });
        // A head table is reached by nobody's wheelchair but its own.
        if let Some(pin) = head {
            layout.parties[at].needs_accessible &= layout.tables[pin].accessible;
        }
    }
    let parties = layout.parties.len();
    layout.apart = (0..100)
        .map(|at| (at * 7 + 1, at * 7 + 1 + dice.random_range(1..7)))
        .filter(|(_, other)| *other < parties)
        .collect();
    layout
}

/// Some families stay at home, and others come instead.
fn change(layout: &Layout, plan: &Plan, dice: &mut StdRng) -> Layout {
    let mut changed = layout.clone();
    for (party, table) in changed.parties.iter_mut().zip(&plan.tables) {
        party.seated_at = *table;
    }
    for _ in 0..CHANGES {
        let at = dice.random_range(0..changed.parties.len());
        changed.parties[at].seats = dice.random_range(1..=6);
        if dice.random_ratio(1, 2) {
            changed.parties[at].seated_at = None;
        }
    }
    changed
}
