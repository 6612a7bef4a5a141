//! How the mail server and the gateway of text messages feel: which faults of their own are in force,
//! and at which steps they kill.

use std::collections::HashSet;
use std::time::Duration;

use super::plan::Step;

/// See the module. The default is a good server and a good gateway.
#[derive(Debug, Default)]
pub struct Mood {
    /// Addresses that are refused for good.
    pub unknown: HashSet<String>,
    /// Before each answer.
    pub pause: Duration,
    /// Refuses every recipient for now.
    pub refuses_recipients: bool,
    /// Refuses every message for now, after its dot.
    pub refuses_messages: bool,
    /// So many connections are still to be closed in the middle of a message.
    pub closes_mid_data: usize,
    /// And after the dot.
    pub closes_after_the_dot: usize,
    /// So many dots are still to be answered late.
    pub outlasts: usize,
    /// How late.
    pub late: Duration,
    /// At these steps the next worker to come there is killed, and stays away so long.
    pub kills: Kills,
    /// The gateway's own.
    pub texts: Texts,
}

/// The gateway's.
#[derive(Debug, Default)]
pub struct Texts {
    /// Before each answer.
    pub pause: Duration,
    /// Takes nothing for now, as there is too much (429).
    pub too_many: bool,
    /// Takes nothing for now, as it is broken (500).
    pub broken: bool,
    /// So many requests are still to be taken and never answered.
    pub silent: usize,
    /// So many are neither to be taken nor answered.
    pub deaf: usize,
    /// So many are to be refused by an error inside a success.
    pub error_inside: usize,
    /// So many are to be taken, and their connection closed in the middle of the answer.
    pub closes_mid_answer: usize,
    /// As the mail server's.
    pub kills: Kills,
}

impl Mood {
    /// Takes one of a number of times that something is still to happen.
    pub fn take(times: &mut usize) -> bool {
        let any = *times > 0;
        *times = times.saturating_sub(1);
        any
    }

    /// How many faults wait for a message to meet.
    pub fn to_come(&self) -> usize {
        let texts = &self.texts;
        let mail = [
            self.closes_mid_data,
            self.closes_after_the_dot,
            self.outlasts,
        ];
        let single = [
            texts.silent,
            texts.deaf,
            texts.error_inside,
            texts.closes_mid_answer,
        ];
        let kills = self.kills.0.len() + texts.kills.0.len();
        kills + mail.iter().chain(&single).sum::<usize>()
    }
}

/// Who is to be killed at which step, and how long they stay away.
#[derive(Debug, Default)]
pub struct Kills(Vec<(Step, Duration)>);

impl Kills {
    /// One more.
    pub fn push(&mut self, step: Step, away: Duration) {
        self.0.push((step, away));
    }

    /// How long who is killed at the step stays away; none if nobody is to be.
    pub fn at(&mut self, step: Step) -> Option<Duration> {
        let nth = self.0.iter().position(|(at, _)| *at == step)?;
        Some(self.0.remove(nth).1)
    }
}
