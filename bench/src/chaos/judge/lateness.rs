//! How late messages came.
//!
//! A message may leave from the time it is due on. What began to hold it by then, or while it was not
//! late yet, excuses it until that ends: a kill until the lease of what its worker had claimed is over,
//! nobody at work until somebody is started, the database's absence until that and a lease, a mail
//! server or gateway that takes nothing, a clock that was put back until it is right again, an answer
//! that the message itself waited for, and ten minutes by the programs' clock for a text message of
//! which nobody knew whether it was taken. From there on it counts as late, and may be so for as long
//! as all messages of its channel take at the pace that was measured, and a minute. What begins to hold
//! a message that is later than that excuses nothing.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use mulin_entities::{Channel, MessageKind};

use super::super::guests::Message;
use super::super::ledger::Receipt;
use super::{Facts, Holds, Verdict, Window, seconds};

/// How much later than it has to a message may come.
pub const GRACE: TimeDelta = TimeDelta::seconds(60);
/// How long a report is waited for when nobody knows what became of a text message.
const WAIT: TimeDelta = TimeDelta::minutes(10);

/// Finds the latest message, and counts those that came too late.
pub fn judge(facts: &Facts, verdict: &mut Verdict) {
    verdict.drain_mails = drain(facts, Channel::Email);
    verdict.drain_texts = drain(facts, Channel::Sms);
    let mut first: HashMap<&str, &Receipt> = HashMap::new();
    for receipt in facts.receipts.iter().filter(|it| it.has_arrived()) {
        first.entry(receipt.key()).or_insert(receipt);
    }
    let mut worst = f64::NEG_INFINITY;
    for (key, receipt) in first {
        let Some(message) = facts.messages.get(key) else {
            continue;
        };
        let drain = match message.channel {
            Channel::Sms => verdict.drain_texts,
            _ => verdict.drain_mails,
        };
        let latest = drain + seconds(GRACE);
        let late = seconds(receipt.received - free(facts, message, receipt, latest)).max(0.0);
        let of_all = seconds(receipt.received - due(facts, message));
        verdict.latest_of_all = verdict.latest_of_all.max(of_all);
        verdict.too_late += usize::from(late > latest);
        if late - latest > worst {
            worst = late - latest;
            (verdict.late, verdict.latest) = (late, latest);
        }
    }
}

/// When the message was due.
fn due(facts: &Facts, message: &Message) -> DateTime<Utc> {
    match message.kind {
        _ if message.schedule_rev < facts.schedule_rev => facts.first_due,
        MessageKind::EventRescheduled => facts.moved_at,
        _ => facts.due,
    }
}

/// Since when nothing held the message that came.
fn free(facts: &Facts, message: &Message, came: &Receipt, latest: f64) -> DateTime<Utc> {
    let mut free = due(facts, message);
    let latest = TimeDelta::milliseconds((latest * 1_000.0) as i64);
    let mut holds = holds(facts, message, came);
    holds.sort_by_key(|window| window.from);
    for window in holds {
        if window.from <= free + latest {
            free = free.max(window.until.min(came.received));
        }
    }
    free
}

/// What held the message before it came.
fn holds(facts: &Facts, message: &Message, came: &Receipt) -> Vec<Window> {
    let holds = facts.holds.iter().filter(|hold| match hold.holds {
        Holds::All => true,
        Holds::Mails => message.channel == Channel::Email,
        Holds::Texts => message.channel == Channel::Sms,
    });
    let holds = holds.map(|hold| Window {
        from: hold.from,
        until: hold.until,
    });
    let earlier = || {
        let all = facts.receipts.iter();
        all.filter(|it| it.message_id == came.message_id && it.received < came.received)
    };
    let tries = earlier().map(|it| Window {
        from: it.begun,
        until: it.answered,
    });
    let mut windows: Vec<Window> = holds.chain(tries).collect();
    if message.channel == Channel::Sms && message.unknowns > 0 {
        let mut doubts: Vec<DateTime<Utc>> = earlier()
            .filter(|it| it.leaves_doubt())
            .map(|it| it.received)
            .collect();
        // Only doubts that are not those are of its worker's end, whichever it was.
        if usize::try_from(message.unknowns).is_ok_and(|all| all > doubts.len()) {
            doubts.extend(facts.kills.iter().map(|kill| kill.at));
            doubts.extend(facts.outages.iter().map(|outage| outage.until));
            doubts.extend(facts.shifts.forward());
        }
        doubts.retain(|at| *at < came.received);
        windows.extend(doubts.into_iter().map(|from| Window {
            from,
            until: facts.shifts.passed(from, facts.lease + WAIT),
        }));
    }
    windows.retain(|window| window.from < came.received);
    windows
}

/// How long all messages of the channel since the move take, at the pace of the best tenth of the
/// seconds.
fn drain(facts: &Facts, channel: Channel) -> f64 {
    let mut each_second: HashMap<i64, usize> = HashMap::new();
    let receipts = facts.receipts.iter();
    for receipt in receipts.filter(|it| it.channel == channel && it.received >= facts.moved_at) {
        *each_second.entry(receipt.received.timestamp()).or_default() += 1;
    }
    let all: usize = each_second.values().sum();
    let mut counts: Vec<usize> = each_second.into_values().collect();
    counts.sort_unstable();
    let pace = counts.get(counts.len() * 9 / 10).copied().unwrap_or(1);
    all as f64 / pace as f64
}
