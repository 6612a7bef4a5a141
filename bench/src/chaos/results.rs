//! What a run came to, for readers and for a file.

use std::path::Path;

use anyhow::{Context, Result};
use mulin_entities::Channel;
use serde_json::{Value, json};

use super::judge::{self, Facts, Verdict};
use crate::report;

/// A run.
pub struct Run<'a> {
    /// What its faults were drawn from.
    pub seed: u64,
    /// The database.
    pub database: &'a str,
    /// Guests of the event.
    pub guests: u64,
    /// How long it took.
    pub seconds: f64,
    /// What is known of it.
    pub facts: &'a Facts,
    /// What that comes to.
    pub verdict: &'a Verdict,
}

impl Run<'_> {
    /// Tells all, or only the last line.
    pub fn tell(&self, brief: bool) -> Result<()> {
        let verdict = self.verdict;
        if !brief {
            self.table()?;
        }
        report::say(&format!(
            "chaos-delivery: seed {} on {}: sent {} (SMS {}), lost {}, duplicates {} (<= {}), wrongly \
             sent {}, late {:.1} s (<= {:.1} s), {:.0} s {}",
            self.seed,
            self.database,
            self.sent(None),
            self.sent(Some(Channel::Sms)),
            verdict.lost,
            verdict.duplicates,
            verdict.bound,
            verdict.wrong,
            verdict.late,
            verdict.latest,
            self.seconds,
            self.word()
        ))?;
        if !verdict.is_good() {
            self.particulars()?;
        }
        Ok(())
    }

    /// What whoever looks for the reason wants to know first.
    fn particulars(&self) -> Result<()> {
        let (facts, verdict) = (self.facts, self.verdict);
        report::say(&format!("  {verdict:?}"))?;
        report::say(&format!("  clock: {:?}", facts.shifts))?;
        for kill in &facts.kills {
            report::say(&format!("  {kill:?}"))?;
        }
        for outage in &facts.outages {
            report::say(&format!("  outage: {outage:?}"))?;
        }
        let unheard = judge::unheard(facts).into_iter().map(|(key, _)| key);
        let puzzles = verdict.puzzles.iter().map(String::as_str);
        for shown in unheard.chain(puzzles) {
            let key = shown.split(' ').next().unwrap_or_default();
            let told = facts.tally.told.get(key);
            report::say(&format!(
                "  {shown}: told {told:?}, {:?}",
                facts.messages.get(key)
            ))?;
            for receipt in facts.receipts.iter().filter(|it| it.key() == key) {
                report::say(&format!("    {receipt:?}"))?;
            }
        }
        Ok(())
    }

    fn table(&self) -> Result<()> {
        let (facts, verdict) = (self.facts, self.verdict);
        let again = facts.receipts.iter().filter(|it| !it.is_taken()).count();
        let lines = [
            ("expected after the move", verdict.expected),
            ("received in all", facts.receipts.len()),
            (
                "  by the gateway of text messages",
                self.received(Channel::Sms),
            ),
            ("  of these not taken", again),
            ("lost", verdict.lost),
            ("  left to another channel in doubt", verdict.given_up),
            ("duplicates", verdict.duplicates),
            ("  in flight, or not answered", verdict.bound),
            ("  unexplained", verdict.unexplained),
            ("texts whose fate was unknown", verdict.doubts),
            ("  may have been", verdict.most_doubts),
            ("codes", facts.codes.len()),
            ("  taken twice", verdict.codes_twice),
            ("wrongly sent", verdict.wrong),
            ("to somebody else", verdict.strange),
            ("refused (550) and not given up", verdict.stubborn),
            ("requests without a signature", verdict.unsigned),
            ("reports brought", facts.tally.brought),
            ("  not taken", facts.tally.untold),
            ("  not noted", verdict.unheard),
            ("forged reports", facts.tally.forged),
            ("  believed", verdict.believed),
            ("kills", facts.kills.len()),
            ("jumps of the clock forward", facts.shifts.forward().len()),
            ("guests who withdrew", facts.withdrawn.len()),
            ("never came to an end", usize::try_from(verdict.pending)?),
            ("too late", verdict.too_late),
        ];
        for (what, count) in lines {
            report::say(&format!("{what:<36} {count:>8}"))?;
        }
        report::say(&format!(
            "the latest came {:.1} s after it was due and nothing held it any more: sending takes \
             {:.1} s (e-mails) and {:.1} s (text messages), and {} s are granted; {:.1} s after it was \
             due, whatever held it",
            verdict.late,
            verdict.drain_mails,
            verdict.drain_texts,
            judge::GRACE.num_seconds(),
            verdict.latest_of_all
        ))
    }

    fn received(&self, channel: Channel) -> usize {
        let receipts = self.facts.receipts.iter();
        receipts.filter(|it| it.channel == channel).count()
    }

    /// Messages that arrived, each counted once.
    fn sent(&self, channel: Option<Channel>) -> usize {
        let receipts = self.facts.receipts.iter();
        let arrived = receipts.filter(|it| it.has_arrived());
        let of = arrived.filter(|it| channel.is_none_or(|channel| it.channel == channel));
        let keys: std::collections::HashSet<&str> = of.map(|it| it.key()).collect();
        keys.len()
    }

    fn word(&self) -> &'static str {
        if self.verdict.is_good() {
            "ok"
        } else {
            "short"
        }
    }

    /// Adds the run to a file, if one is named.
    pub fn add_to(&self, path: Option<&Path>) -> Result<()> {
        let Some(path) = path else { return Ok(()) };
        let mut all = read(path)?;
        let runs = all["runs"].as_array_mut().context("a file of results")?;
        runs.retain(|run| run["seed"] != self.seed || run["database"] != self.database);
        runs.push(self.json());
        report::write(Some(path), &all)
    }

    fn json(&self) -> Value {
        let (facts, verdict) = (self.facts, self.verdict);
        json!({
            "seed": self.seed,
            "database": self.database,
            "guests": self.guests,
            "seconds": tenths(self.seconds),
            "sent": { "email": self.sent(Some(Channel::Email)), "sms": self.sent(Some(Channel::Sms)) },
            "expected": verdict.expected,
            "lost": verdict.lost,
            "given_up": verdict.given_up,
            "duplicates": verdict.duplicates,
            "in_flight": verdict.bound,
            "unexplained": verdict.unexplained,
            "codes": facts.codes.len(),
            "codes_twice": verdict.codes_twice,
            "wrong": verdict.wrong + verdict.strange + verdict.stubborn,
            "reports": facts.tally.brought,
            "forged": facts.tally.forged,
            "believed": verdict.believed,
            "kills": facts.kills.len(),
            "worst_lateness_seconds": tenths(verdict.late),
            "worst_since_due_seconds": tenths(verdict.latest_of_all),
            "granted_seconds": tenths(verdict.latest),
            "drain_seconds": {
                "email": tenths(verdict.drain_mails),
                "sms": tenths(verdict.drain_texts),
            },
            "good": verdict.is_good(),
        })
    }
}

fn tenths(seconds: f64) -> f64 {
    (seconds * 10.0).round() / 10.0
}

/// What the file holds; a new one where there is none.
pub fn read(path: &Path) -> Result<Value> {
    if !path.exists() {
        return Ok(json!({ "machine": report::machine(), "runs": [] }));
    }
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} holds no results", path.display()))
}
