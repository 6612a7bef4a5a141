//! `mulin seed`

use clap::Args;
use indicatif::HumanCount;
use uuid::Uuid;

use super::progress::Progress;
use super::{ModeArgs, output};
use crate::config::Config;
use crate::seed::{LoadPlan, Loaded, load};

/// Flags of `mulin seed`.
#[derive(Debug, Args)]
#[command(after_help = "\
Adds a city to whatever is there; run it again for another one. Everybody and everything in it is
made up. Rows are written in bulk: the journal tells nothing of them, so that no reader of it and no
live subscription sees them come. Ends with fresh statistics for the planner.

On PostgreSQL a superuser's load is some twice as fast: it may leave foreign keys unchecked.

Examples:
  mulin seed
  mulin seed --residents 320000 --events 4000 --rsvps 600000
  mulin seed --residents 500 --events 1 --rsvps 500 --contacts")]
pub struct SeedArgs {
    /// As for the `mulin serve` that made the master key.
    #[command(flatten)]
    pub mode: ModeArgs,
    /// How many people
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    pub residents: u32,
    /// How many events, nine of ten in the coming year and the others past
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub events: u32,
    /// How many answers to events; nobody answers an event twice
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    pub rsvps: u32,
    /// Grow all randomness from this number: the same makes the same city in the same database
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Give four of five people an e-mail address at example.org. Sealing them takes time, and
    /// reminders of these events will be sent
    #[arg(long)]
    pub contacts: bool,
}

/// Makes a city, and tells what came of it.
pub(super) async fn run(args: SeedArgs, config: Config) -> anyhow::Result<()> {
    let plan = LoadPlan {
        residents: args.residents,
        events: args.events,
        rsvps: args.rsvps,
        seed: args.seed,
        contacts: args.contacts,
    };
    plan.check()?;
    let core = crate::app::open(&config, args.mode.mode()).await?;
    let progress = Progress::new(plan.size(), "people, events and answers")?;
    let loaded = load(&core, plan, &|more| progress.add(more)).await;
    drop(progress);
    let loaded = loaded?;
    Ok(output::print(&told(&loaded))?)
}

fn told(loaded: &Loaded) -> String {
    let mut text = String::new();
    for (table, rows) in loaded.counts.tables() {
        text += &format!("{table:<15} {:>12}\n", HumanCount(rows).to_string());
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rate, told in whole rows"
    )]
    let rate = HumanCount(loaded.rows_a_second() as u64);
    text += &format!(
        "{} rows in {:.1} s, {rate} rows a second\n\n{:<15} {} {}\n",
        HumanCount(loaded.counts.rows()),
        loaded.took.as_seconds_f64(),
        "city",
        loaded.city,
        loaded.city_name,
    );
    let others: [(&str, Option<Uuid>); 3] = [
        ("administrator", loaded.admin.map(|id| id.0)),
        ("resident", loaded.resident.map(|id| id.0)),
        ("next event", loaded.event.map(|id| id.0)),
    ];
    for (what, id) in others {
        if let Some(id) = id {
            text += &format!("{what:<15} {id}\n");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use mulin_entities::{AreaId, PersonId};

    use super::*;
    use crate::seed::Counts;

    #[test]
    fn the_result_tells_rows_rate_and_where_to_begin() {
        let loaded = Loaded {
            city: AreaId(Uuid::nil()),
            city_name: "云溪市".to_owned(),
            admin: Some(PersonId(Uuid::max())),
            resident: None,
            event: None,
            counts: Counts {
                people: 30_000,
                ..Counts::default()
            },
            took: TimeDelta::milliseconds(1_500),
        };
        let text = told(&loaded);
        assert!(
            text.contains("30,000 rows in 1.5 s, 20,000 rows a second"),
            "{text}"
        );
        assert!(text.contains("administrator   ffffffff-"), "{text}");
        assert!(!text.contains("resident  "), "{text}");
    }
}
