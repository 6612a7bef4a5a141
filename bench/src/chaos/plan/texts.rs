//! What goes wrong with text messages in a run. Pure.

use std::fmt;
use std::time::Duration;

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::{STEPS, Step};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// The worker that is the next to come to the step is killed, and comes back after so long.
    Kill {
        /// When.
        step: Step,
        /// How long it stays away.
        away: Duration,
    },
    /// The gateway says that there is too much (429).
    TooMany(Duration),
    /// The gateway is broken (500).
    Broken(Duration),
    /// The gateway takes its time for every answer.
    Slow(Duration),
    /// So many messages are taken and never answered.
    Silent(usize),
    /// So many are neither taken nor answered.
    Deaf(usize),
    /// So many are refused by an error inside a success.
    ErrorInside(usize),
    /// So many are taken, and the connection closed in the middle of the answer.
    ClosesMidAnswer(usize),
    /// So many strangers ask for a code to sign in with.
    Codes(usize),
}

/// A fault, and when it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Once so many text messages were taken.
    pub at: usize,
    /// What.
    pub fault: TextFault,
}

/// How often strangers ask for codes.
pub const CODES: usize = 4;

/// Draws for so many guests who stay. Every fault comes while half of their messages are still to come,
/// as some of the others wait for reports.
pub fn draw(rng: &mut StdRng, staying: usize) -> Vec<Planned> {
    let millis =
        |rng: &mut StdRng, from: u64, to: u64| Duration::from_millis(rng.random_range(from..=to));
    let mut faults: Vec<TextFault> = Vec::new();
    for step in STEPS {
        let away = millis(rng, 100, 2_000);
        faults.push(TextFault::Kill { step, away });
    }
    faults.extend([
        TextFault::TooMany(millis(rng, 500, 2_000)),
        TextFault::Broken(millis(rng, 500, 2_000)),
        TextFault::Slow(millis(rng, 1_000, 2_500)),
        TextFault::Silent(rng.random_range(1..=3)),
        TextFault::Deaf(rng.random_range(1..=3)),
        TextFault::ErrorInside(rng.random_range(1..=3)),
        TextFault::ClosesMidAnswer(rng.random_range(1..=3)),
    ]);
    for _ in 0..CODES {
        faults.push(TextFault::Codes(rng.random_range(1..=2)));
    }
    faults.shuffle(rng);
    let share = staying as f64 / faults.len() as f64;
    let planned = faults.into_iter().enumerate().map(|(nth, fault)| Planned {
        at: (share * (nth as f64 + rng.random_range(0.0..1.0))) as usize,
        fault,
    });
    planned.collect()
}

impl fmt::Display for TextFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = |time: &Duration| format!("{:.1} s", time.as_secs_f64());
        match self {
            Self::Kill { step, away } => {
                write!(f, "a worker is killed {step}, away {}", seconds(away))
            }
            Self::TooMany(time) => write!(f, "there is too much (429) for {}", seconds(time)),
            Self::Broken(time) => write!(f, "the gateway is broken (500) for {}", seconds(time)),
            Self::Slow(time) => write!(f, "the gateway is slow for {}", seconds(time)),
            Self::Silent(times) => write!(f, "{times} x taken and not answered"),
            Self::Deaf(times) => write!(f, "{times} x neither taken nor answered"),
            Self::ErrorInside(times) => write!(f, "{times} x an error inside a success"),
            Self::ClosesMidAnswer(times) => {
                write!(f, "{times} x closed in the middle of an answer")
            }
            Self::Codes(times) => write!(f, "{times} x a code to sign in with"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::mem::discriminant;

    use rand::SeedableRng;

    use super::*;

    #[test]
    fn every_kind_comes_while_half_is_still_to_come() {
        for seed in 0..200 {
            let planned = draw(&mut StdRng::seed_from_u64(seed), 30);
            let kinds: HashSet<_> = planned.iter().map(|it| discriminant(&it.fault)).collect();
            assert_eq!(kinds.len(), 9);
            assert!(planned.iter().all(|it| it.at < 30));
            assert!(planned.is_sorted_by_key(|it| it.at));
        }
    }
}
