//! What goes wrong in a run, drawn from its seed: every kind at least once, in an order and with
//! lengths of its own. Pure.

pub mod texts;

use std::fmt;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

/// A moment of a message on the wire at which its worker is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Everything is claimed: the worker connects or begins a message, and hears nothing.
    Claimed,
    /// Its text is on the way.
    MidData,
    /// Its dot has come, and is not answered.
    AfterTheDot,
    /// The dot was answered with 250 a moment ago.
    BeforeSettling,
}

/// The steps in their order.
pub const STEPS: [Step; 4] = [
    Step::Claimed,
    Step::MidData,
    Step::AfterTheDot,
    Step::BeforeSettling,
];

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A worker that does nothing is killed, and comes back after so long.
    KillIdle {
        /// Which.
        worker: usize,
        /// How long it stays away.
        away: Duration,
    },
    /// The worker that is the next to come to the step is killed, and comes back after so long.
    Kill {
        /// When.
        step: Step,
        /// How long it stays away.
        away: Duration,
    },
    /// PostgreSQL is restarted as after a crash; of SQLite somebody holds the write lock so long.
    Database(Duration),
    /// The mail server's port is closed.
    Down(Duration),
    /// The mail server takes its time for every answer.
    Slow(Duration),
    /// The mail server refuses every recipient for now (451).
    RefusesRecipients(Duration),
    /// The mail server refuses every message after its dot (451).
    RefusesMessages(Duration),
    /// So many connections are closed in the middle of a message.
    ClosesMidData(usize),
    /// So many connections are closed after the dot, without an answer.
    ClosesAfterTheDot(usize),
    /// So many dots are answered only when the lease is long over.
    Outlasts(usize),
    /// So many guests who are written e-mails withdraw, and one who is texted.
    Withdrawals(usize),
    /// The event is moved, with its reminders.
    Reschedule,
    /// The clock of all programs jumps forward, for good.
    Ahead(Duration),
    /// It jumps back, and is put right after a while.
    Back {
        /// How far.
        by: Duration,
        /// For how long.
        time: Duration,
    },
}

/// A fault, and when it comes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Planned {
    /// Once so many messages were taken.
    pub at: usize,
    /// What.
    pub fault: Fault,
}

/// The faults of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// How long after the start an idle worker is killed, which comes first.
    pub idle_after: Duration,
    /// That kill.
    pub idle: Fault,
    /// How long the slow mail server takes for an answer.
    pub pause: Duration,
    /// How many guests' addresses are refused for good (550).
    pub refused: usize,
    /// The others, by when they come.
    pub faults: Vec<Planned>,
    /// What goes wrong with text messages.
    pub texts: Vec<texts::Planned>,
}

/// How often guests withdraw in a run: some who are written e-mails, and one who is texted.
const WITHDRAWALS: usize = 4;
/// Kills in a run beside one at each step.
const MORE_KILLS: usize = 2;

impl Plan {
    /// The plan of a seed for so many guests who get e-mails and so many who get text messages, all
    /// first reminded within `lead`.
    pub fn draw(seed: u64, guests: usize, texted: usize, lead: Duration) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let millis = |rng: &mut StdRng, from: u64, to: u64| {
            Duration::from_millis(rng.random_range(from..=to))
        };
        let refused = (guests / 40).max(2);
        let leave = (guests / 80).max(1);
        let idle = Fault::KillIdle {
            worker: rng.random_range(0..2),
            away: millis(&mut rng, 100, 1_500),
        };
        let latest = u64::try_from(lead.as_millis()).unwrap_or(1_000) * 3 / 4;
        let idle_after = millis(&mut rng, 50, latest.max(51));
        let mut steps = STEPS.to_vec();
        for _ in 0..MORE_KILLS {
            steps.push(STEPS[rng.random_range(0..STEPS.len())]);
        }
        let mut faults: Vec<Fault> = Vec::new();
        for step in steps {
            let away = millis(&mut rng, 100, 2_500);
            faults.push(Fault::Kill { step, away });
        }
        faults.extend([
            // Longer than SQLite waits for its lock.
            Fault::Database(millis(&mut rng, 5_500, 7_000)),
            Fault::Down(millis(&mut rng, 1_500, 5_000)),
            Fault::Slow(millis(&mut rng, 1_500, 4_000)),
            Fault::RefusesRecipients(millis(&mut rng, 500, 2_500)),
            Fault::RefusesMessages(millis(&mut rng, 500, 2_500)),
            Fault::ClosesMidData(rng.random_range(1..=3)),
            Fault::ClosesAfterTheDot(rng.random_range(1..=3)),
            Fault::Outlasts(rng.random_range(1..=2)),
            // Not as far as the start of the event.
            Fault::Ahead(Duration::from_secs(rng.random_range(3_600..=3 * 3_600))),
            Fault::Back {
                by: Duration::from_secs(rng.random_range(120..=600)),
                time: millis(&mut rng, 1_000, 3_000),
            },
        ]);
        faults.extend([Fault::Withdrawals(leave); WITHDRAWALS]);
        faults.shuffle(&mut rng);

        // Nobody is reminded of the old time after the move: of the first reminders two fifths leave.
        let moved_at = guests * 2 / 5;
        let staying = guests - refused - leave * WITHDRAWALS;
        let all = moved_at + 2 * staying;
        let share = all as f64 * 0.8 / faults.len() as f64;
        let mut faults: Vec<Planned> = faults
            .into_iter()
            .enumerate()
            .map(|(nth, fault)| Planned {
                at: 1 + (share * (nth as f64 + rng.random_range(0.0..1.0))) as usize,
                fault,
            })
            .collect();
        faults.push(Planned {
            at: moved_at,
            fault: Fault::Reschedule,
        });
        faults.sort_by_key(|planned| planned.at);
        Self {
            idle_after,
            idle,
            pause: millis(&mut rng, 20, 120),
            refused,
            faults,
            texts: texts::draw(&mut rng, texted.saturating_sub(WITHDRAWALS)),
        }
    }

    /// How many guests who are texted withdraw: one each time.
    pub fn leaving_texted(&self) -> usize {
        let times = self.faults.iter();
        times
            .filter(|planned| matches!(planned.fault, Fault::Withdrawals(_)))
            .count()
    }

    /// How many who are written e-mails withdraw in all.
    pub fn leaving(&self) -> usize {
        let leaving = self.faults.iter().map(|planned| match planned.fault {
            Fault::Withdrawals(guests) => guests,
            _ => 0,
        });
        leaving.sum()
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Claimed => "after the claim",
            Self::MidData => "in the middle of a message",
            Self::AfterTheDot => "after the dot",
            Self::BeforeSettling => "after 250",
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = |time: &Duration| format!("{:.1} s", time.as_secs_f64());
        match self {
            Self::KillIdle { worker, away } => {
                let away = seconds(away);
                write!(f, "idle worker {} is killed, away {away}", worker + 1)
            }
            Self::Kill { step, away } => {
                write!(f, "a worker is killed {step}, away {}", seconds(away))
            }
            Self::Database(time) => write!(f, "the database is away ({})", seconds(time)),
            Self::Down(time) => write!(f, "the mail server is down for {}", seconds(time)),
            Self::Slow(time) => write!(f, "the mail server is slow for {}", seconds(time)),
            Self::RefusesRecipients(time) => {
                write!(f, "every recipient is refused (451) for {}", seconds(time))
            }
            Self::RefusesMessages(time) => {
                write!(f, "every message is refused (451) for {}", seconds(time))
            }
            Self::ClosesMidData(times) => write!(f, "{times} x closed in the middle of a message"),
            Self::ClosesAfterTheDot(times) => write!(f, "{times} x closed after the dot"),
            Self::Outlasts(times) => write!(f, "{times} x the answer outlasts the lease"),
            Self::Withdrawals(guests) => write!(f, "{} guests withdraw", guests + 1),
            Self::Reschedule => f.write_str("the event is moved"),
            Self::Ahead(by) => write!(f, "the clock jumps {} min forward", by.as_secs() / 60),
            Self::Back { by, time } => write!(
                f,
                "the clock jumps {} s back, and is put right after {}",
                by.as_secs(),
                seconds(time)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::mem::discriminant;

    use super::*;

    const LEAD: Duration = Duration::from_secs(5);

    #[test]
    fn a_seed_always_draws_the_same_plan_and_another_seed_another() {
        assert_eq!(
            Plan::draw(7, 1_000, 200, LEAD),
            Plan::draw(7, 1_000, 200, LEAD)
        );
        assert_ne!(
            Plan::draw(7, 1_000, 200, LEAD),
            Plan::draw(8, 1_000, 200, LEAD)
        );
    }

    #[test]
    fn every_kind_comes_while_messages_are_still_to_come() {
        for seed in 0..200 {
            for guests in [100, 1_000] {
                let plan = Plan::draw(seed, guests, 30, LEAD);
                let kinds: HashSet<_> = plan
                    .faults
                    .iter()
                    .map(|it| discriminant(&it.fault))
                    .collect();
                assert_eq!(kinds.len(), 13, "all but the idle kill");
                for step in STEPS {
                    let is_it = |it: &Planned| matches!(it.fault, Fault::Kill { step: at, .. } if at == step);
                    assert!(plan.faults.iter().any(is_it), "{step}");
                }
                let all = guests * 2 / 5 + 2 * (guests - plan.refused - plan.leaving());
                assert!(plan.faults.iter().all(|it| it.at <= all * 9 / 10));
                assert!(plan.faults.is_sorted_by_key(|it| it.at));
            }
        }
    }
}
