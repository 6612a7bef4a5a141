//! What a run comes to: counted at the mail server and at the gateway of text messages, explained by
//! what went wrong. Pure.

mod duplicates;
mod lateness;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use mulin_entities::{Channel, DeliveryState, MessageKind, PersonId};

use super::courier::Tally;
use super::guests::{Guest, Message};
use super::ledger::Receipt;
use super::wall::Shifts;
pub use lateness::GRACE;

/// How long before a worker's or the database's end a message may have been answered that was not
/// noted yet, on a busy machine.
const UNNOTED: TimeDelta = TimeDelta::seconds(3);
/// How much later than it thinks a worker on a busy machine may begin.
const SCHEDULING: TimeDelta = TimeDelta::seconds(2);
/// So often the fate of a text message may be unknown before it is left to another channel.
const MOST_UNKNOWNS: i32 = 2;

/// A time in which something was wrong.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// Its beginning.
    pub from: DateTime<Utc>,
    /// Its end.
    pub until: DateTime<Utc>,
}

/// Which messages cannot leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// All.
    All,
    /// E-mails.
    Mails,
    /// Text messages.
    Texts,
}

/// A time in which messages could not leave.
#[derive(Clone, Copy, Debug)]
pub struct Hold {
    /// Which.
    pub holds: Holds,
    /// Its beginning.
    pub from: DateTime<Utc>,
    /// Its end.
    pub until: DateTime<Utc>,
}

/// A worker's violent end.
#[derive(Clone, Copy, Debug)]
pub struct Kill {
    /// Which worker.
    pub worker: usize,
    /// Which of its lives.
    pub life: u32,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is known of a run. Times are the machine's, whatever the programs believed.
pub struct Facts {
    /// What the mail server and the gateway received.
    pub receipts: Vec<Receipt>,
    /// How often the mail server refused each address for good.
    pub refused: HashMap<String, usize>,
    /// Requests to the gateway whose signature did not hold.
    pub unsigned: usize,
    /// What came of the gateway's reports.
    pub tally: Tally,
    /// What the database says, by what Message-IDs begin with.
    pub messages: HashMap<String, Message>,
    /// Codes to sign in with, likewise.
    pub codes: HashSet<String>,
    /// Who came at first.
    pub guests: Vec<Guest>,
    /// Addresses that the mail server does not know.
    pub unknown: HashSet<String>,
    /// Who withdrew, and by when that was certain.
    pub withdrawn: HashMap<PersonId, DateTime<Utc>>,
    /// By when it was certain that the event was moved.
    pub moved_at: DateTime<Utc>,
    /// Its schedule since.
    pub schedule_rev: i32,
    /// When the first reminder was due.
    pub first_due: DateTime<Utc>,
    /// When that of the new time was.
    pub due: DateTime<Utc>,
    /// Which workers were killed.
    pub kills: Vec<Kill>,
    /// When the database was away.
    pub outages: Vec<Window>,
    /// When messages could not leave.
    pub holds: Vec<Hold>,
    /// How the programs' clock jumped.
    pub shifts: Shifts,
    /// Messages that a worker has under way at most.
    pub places: Places,
    /// How long a claim lasts.
    pub lease: TimeDelta,
    /// What never came to an end.
    pub pending: u64,
}

/// Messages that a worker has under way at most.
#[derive(Clone, Copy, Debug)]
pub struct Places {
    /// By e-mail.
    pub emails: usize,
    /// By text message.
    pub texts: usize,
}

impl Places {
    fn of(self, channel: Channel) -> usize {
        match channel {
            Channel::Email => self.emails,
            Channel::Sms | Channel::Call => self.texts,
        }
    }
}

/// What it comes to.
#[derive(Debug, Default, PartialEq)]
pub struct Verdict {
    /// Messages about the present time that somebody had to get.
    pub expected: usize,
    /// Those of them that nobody got.
    pub lost: usize,
    /// Those of them that nobody got by text message, as its fate was unknown too often: they are left
    /// to another channel.
    pub given_up: usize,
    /// Messages that may have been taken once more.
    pub duplicates: usize,
    /// As many as were in flight at kills, outages and jumps of the clock, or were left without an
    /// answer.
    pub bound: usize,
    /// Those of the duplicates that nothing explains.
    pub unexplained: usize,
    /// What came twice and more often than is explained, by what Message-IDs begin with.
    pub puzzles: Vec<String>,
    /// How often the fate of a text message was unknown.
    pub doubts: usize,
    /// How often it may have been.
    pub most_doubts: usize,
    /// Codes that were taken twice.
    pub codes_twice: usize,
    /// Messages to who had withdrawn or about the old time, begun more than a lease later.
    pub wrong: usize,
    /// Messages that are not what the database says, or came to somebody else.
    pub strange: usize,
    /// Refused for good, and yet tried again without need, or without an end.
    pub stubborn: usize,
    /// Requests to the gateway whose signature did not hold.
    pub unsigned: usize,
    /// Forged reports that were believed.
    pub believed: usize,
    /// Text messages that were reported to have arrived, which the database does not say.
    pub unheard: usize,
    /// Seconds from the time at which the latest message could leave to its coming.
    pub late: f64,
    /// How late that may be: the drain of its channel, and a minute.
    pub latest: f64,
    /// Messages that came later than they may.
    pub too_late: usize,
    /// Seconds from the time at which a message was due to its coming, at most, whatever held it.
    pub latest_of_all: f64,
    /// Seconds that sending all e-mails takes at the pace that was measured.
    pub drain_mails: f64,
    /// And all text messages.
    pub drain_texts: f64,
    /// What never came to an end.
    pub pending: u64,
}

impl Verdict {
    /// Whether all is as it must be.
    pub fn is_good(&self) -> bool {
        self.duplicates <= self.bound
            && self.doubts <= self.most_doubts
            && self.pending == 0
            && [
                self.lost,
                self.unexplained,
                self.codes_twice,
                self.wrong,
                self.strange,
                self.stubborn,
                self.unsigned,
                self.believed,
                self.unheard,
                self.too_late,
            ]
            .iter()
            .all(|count| *count == 0)
    }
}

/// Judges.
pub fn judge(facts: &Facts) -> Verdict {
    let mut verdict = Verdict {
        pending: facts.pending,
        unsigned: facts.unsigned,
        believed: facts.tally.believed,
        ..Verdict::default()
    };
    duplicates::judge(facts, &mut verdict);
    losses(facts, &mut verdict);
    errors(facts, &mut verdict);
    verdict.stubborn = stubborn(facts);
    verdict.unheard = unheard(facts).len();
    lateness::judge(facts, &mut verdict);
    verdict
}

/// Counts what nobody got.
fn losses(facts: &Facts, verdict: &mut Verdict) {
    let mut got: HashMap<(PersonId, MessageKind), HashMap<Channel, HashSet<&str>>> = HashMap::new();
    for receipt in facts.receipts.iter().filter(|it| it.has_arrived()) {
        let Some(message) = facts.messages.get(receipt.key()) else {
            continue;
        };
        if message.schedule_rev == facts.schedule_rev {
            let by = got.entry((message.person, message.kind)).or_default();
            by.entry(receipt.channel).or_default().insert(receipt.key());
        }
    }
    // Two messages that say the same by the same channel are one too many, whatever their ids.
    let all = got.values().flat_map(HashMap::values);
    let twice = all.map(|ids| ids.len() - 1).sum::<usize>();
    verdict.duplicates += twice;
    verdict.unexplained += twice;
    for guest in &facts.guests {
        if facts.withdrawn.contains_key(&guest.person) || facts.unknown.contains(&guest.address) {
            continue;
        }
        for kind in [MessageKind::EventRescheduled, MessageKind::EventReminder] {
            verdict.expected += 1;
            if got.contains_key(&(guest.person, kind)) {
                continue;
            }
            let is_given_up = |it: &Message| {
                (it.person, it.kind, it.schedule_rev) == (guest.person, kind, facts.schedule_rev)
                    && it.channel == Channel::Sms
                    && it.state == DeliveryState::Failed
                    && it.unknowns >= MOST_UNKNOWNS
            };
            if facts.messages.values().any(is_given_up) {
                verdict.given_up += 1;
            } else {
                verdict.lost += 1;
            }
        }
    }
}

fn errors(facts: &Facts, verdict: &mut Verdict) {
    let guests: HashMap<PersonId, &Guest> = facts
        .guests
        .iter()
        .map(|guest| (guest.person, guest))
        .collect();
    for receipt in &facts.receipts {
        let key = receipt.key();
        if facts.codes.contains(key) {
            continue;
        }
        let known = facts.messages.get(key);
        let guest = known.and_then(|message| guests.get(&message.person));
        let (Some(message), Some(guest)) = (known, guest) else {
            verdict.strange += 1;
            continue;
        };
        // Who is texted may have an e-mail address too, which is their second channel.
        if guest.channel == receipt.channel && guest.address != receipt.recipient {
            verdict.strange += 1;
        }
        let too_late = |at: DateTime<Utc>| receipt.begun > at + facts.lease + SCHEDULING;
        let left = facts.withdrawn.get(&message.person);
        let is_old = message.schedule_rev < facts.schedule_rev;
        if left.is_some_and(|at| too_late(*at)) || (is_old && too_late(facts.moved_at)) {
            verdict.wrong += 1;
        }
    }
}

/// How many addresses that are refused for good were tried more often than once a message and end of
/// a worker or the database or jump of the clock, or have a message that was not given up.
fn stubborn(facts: &Facts) -> usize {
    let ends = facts.kills.len() + facts.outages.len() + facts.shifts.forward().len();
    let unknown = facts.guests.iter();
    let unknown = unknown.filter(|guest| facts.unknown.contains(&guest.address));
    let is_stubborn = |guest: &&Guest| {
        let own = facts.messages.values();
        let own: Vec<&Message> = own.filter(|it| it.person == guest.person).collect();
        let tries = facts.refused.get(&guest.address).copied().unwrap_or(0);
        let is_given_up = |it: &&Message| {
            use DeliveryState::{Failed, Superseded, Suppressed};
            matches!(it.state, Failed | Suppressed | Superseded)
        };
        tries > own.len() + ends || !own.iter().all(is_given_up)
    };
    unknown.filter(is_stubborn).count()
}

/// The text messages that were taken once and reported to have arrived, of which the database says
/// otherwise.
pub fn unheard(facts: &Facts) -> Vec<(&str, &Message)> {
    let takings = |key: &str| {
        let taken = facts.receipts.iter().filter(|it| it.is_taken());
        taken.filter(|it| it.key() == key).count()
    };
    let told = facts.tally.told.keys();
    let messages = told.filter_map(|key| Some((key.as_str(), facts.messages.get(key)?)));
    messages
        .filter(|(_, it)| {
            use DeliveryState::{Delivered, Superseded};
            !matches!(it.state, Delivered | Superseded)
        })
        .filter(|(key, _)| takings(key) == 1)
        .collect()
}

fn seconds(time: TimeDelta) -> f64 {
    time.num_milliseconds() as f64 / 1_000.0
}

#[cfg(test)]
mod tests;
