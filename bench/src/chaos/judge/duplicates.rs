//! What came twice, and why it may have.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use mulin_entities::Channel;

use super::super::crew::WORKERS;
use super::super::ledger::{Fate, Receipt};
use super::{Facts, Kill, SCHEDULING, UNNOTED, Verdict, Window};

/// Counts what came twice, and finds a reason for each.
pub fn judge(facts: &Facts, verdict: &mut Verdict) {
    verdict.bound = bound(facts);
    verdict.most_doubts = most_doubts(facts);
    let texts = facts.messages.values();
    let texts = texts.filter(|it| it.channel == Channel::Sms);
    let doubts: i32 = texts.map(|it| it.unknowns).sum();
    verdict.doubts = usize::try_from(doubts).unwrap_or(0);

    let mut taken: HashMap<&str, Vec<&Receipt>> = HashMap::new();
    for receipt in facts.receipts.iter().filter(|it| it.is_taken()) {
        taken.entry(&receipt.message_id).or_default().push(receipt);
    }
    let mut reasons: Vec<(Vec<Reason>, &str)> = Vec::new();
    for (id, receipts) in taken {
        if facts.codes.contains(id) {
            verdict.codes_twice += usize::from(receipts.len() > 1);
            continue;
        }
        verdict.duplicates += receipts.len() - 1;
        let again = told_again(facts, id, &receipts);
        if again > 0 {
            verdict.unexplained += again;
            verdict
                .puzzles
                .push(format!("{} (told)", receipts[0].key()));
        }
        for receipt in unnoted(facts, &receipts) {
            if !is_open(facts, receipt) {
                reasons.push((reasons_for(facts, receipt), receipt.key()));
            }
        }
    }
    // Those first that have fewer: what is left over is then as little as can be.
    reasons.sort_by_key(|(reasons, _)| reasons.len());
    let mut held: HashMap<Reason, usize> = HashMap::new();
    for (reasons, key) in reasons {
        let is_free = |reason: &&Reason| {
            held.get(reason)
                .is_none_or(|it| *it < facts.places.of(reason.channel()))
        };
        match reasons.iter().find(is_free).copied() {
            Some(reason) => *held.entry(reason).or_default() += 1,
            None => {
                verdict.unexplained += 1;
                verdict.puzzles.push(key.to_owned());
            }
        }
    }
}

/// Each but one of a message's receipts was not noted. The last was, or one that was on the wire at the
/// same time.
fn unnoted<'a>(facts: &Facts, receipts: &[&'a Receipt]) -> Vec<&'a Receipt> {
    let Some(last) = receipts.last() else {
        return Vec::new();
    };
    let may_be_noted = |it: &Receipt| it.answered >= last.begun;
    let noted = (0..receipts.len())
        .rev()
        .filter(|nth| may_be_noted(receipts[*nth]))
        .min_by_key(|nth| {
            let receipt = receipts[*nth];
            (is_open(facts, receipt), reasons_for(facts, receipt).len())
        });
    let all = receipts.iter().enumerate();
    all.filter(|(nth, _)| Some(*nth) != noted)
        .map(|(_, receipt)| *receipt)
        .collect()
}

/// How often a text message was sent again though a report that it had arrived was taken before.
fn told_again(facts: &Facts, id: &str, receipts: &[&Receipt]) -> usize {
    let Some(told) = facts.tally.told.get(id) else {
        return 0;
    };
    let again = receipts.iter().skip(1);
    again.filter(|it| it.begun > *told + SCHEDULING).count()
}

/// Whether the receipt came in that life, and may not have been noted when that was over: nobody notes
/// anything while the database is away.
fn in_flight(facts: &Facts, kill: &Kill, receipt: &Receipt) -> bool {
    let from = |at: DateTime<Utc>| kill.at - at <= UNNOTED;
    let outage = || {
        let mut outages = facts.outages.iter();
        outages.any(|outage| in_outage(outage, receipt) && from(outage.until))
    };
    (receipt.worker, receipt.life) == (kill.worker, kill.life)
        && (from(receipt.answered) || outage())
}

/// Whether the receipt may not have been noted because the database was away.
fn in_outage(outage: &Window, receipt: &Receipt) -> bool {
    outage.from - UNNOTED <= receipt.answered && receipt.received <= outage.until
}

/// Whether the message was on the wire, or not noted yet, when the clock jumped forward and ended all
/// leases.
fn at_jump(jump: DateTime<Utc>, receipt: &Receipt) -> bool {
    receipt.begun <= jump + SCHEDULING && jump <= receipt.answered + UNNOTED
}

fn bound(facts: &Facts) -> usize {
    // Each channel has places of its own.
    let most = |receipts: &mut dyn Iterator<Item = &Receipt>| {
        let (mut mails, mut texts) = (0, 0);
        for receipt in receipts {
            match receipt.channel {
                Channel::Sms => texts += 1,
                _ => mails += 1,
            }
        }
        facts.places.of(Channel::Email).min(mails) + facts.places.of(Channel::Sms).min(texts)
    };
    let taken = || facts.receipts.iter().filter(|it| it.is_taken());
    let kills = facts.kills.iter();
    let kills = kills.map(|kill| most(&mut taken().filter(|it| in_flight(facts, kill, it))));
    let outages = facts.outages.iter().flat_map(|outage| {
        let of = move |worker| {
            most(&mut taken().filter(move |it| it.worker == worker && in_outage(outage, it)))
        };
        (0..WORKERS).map(of)
    });
    let jumps = facts.shifts.forward();
    let jumps = jumps.iter().flat_map(|jump| {
        let of = move |worker| {
            most(&mut taken().filter(move |it| it.worker == worker && at_jump(*jump, it)))
        };
        (0..WORKERS).map(of)
    });
    let unanswered = taken().filter(|it| is_open(facts, it)).count();
    kills.sum::<usize>() + outages.sum::<usize>() + jumps.sum::<usize>() + unanswered
}

/// How often the fate of a text message may have been unknown: of as many as the places hold at each
/// kill, and of each worker at each outage and jump of the clock; and of those that the gateway left
/// without an answer that tells.
fn most_doubts(facts: &Facts) -> usize {
    let ends = facts.kills.len() + WORKERS * (facts.outages.len() + facts.shifts.forward().len());
    let open = facts.receipts.iter().filter(|it| it.leaves_doubt());
    ends * facts.places.of(Channel::Sms) + open.count()
}

/// Whether the other side itself gave no answer to a worker that lived on.
fn is_open(facts: &Facts, receipt: &Receipt) -> bool {
    receipt.fate == Fate::Unanswered
        && !facts
            .kills
            .iter()
            .any(|kill| in_flight(facts, kill, receipt))
}

/// Why a message was not noted; each explains as many as a worker's places for a channel hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Reason {
    /// Its worker was killed: which kill.
    Kill(usize, Channel),
    /// The database was away: which time, and whose message.
    Outage(usize, usize, Channel),
    /// The clock jumped forward: which time, and whose message.
    Jump(usize, usize, Channel),
}

impl Reason {
    fn channel(self) -> Channel {
        match self {
            Self::Kill(_, channel) | Self::Outage(_, _, channel) | Self::Jump(_, _, channel) => {
                channel
            }
        }
    }
}

fn reasons_for(facts: &Facts, receipt: &Receipt) -> Vec<Reason> {
    let (worker, channel) = (receipt.worker, receipt.channel);
    let kills = facts.kills.iter().enumerate();
    let kills = kills.filter(|(_, kill)| in_flight(facts, kill, receipt));
    let outages = facts.outages.iter().enumerate();
    let outages = outages.filter(|(_, outage)| in_outage(outage, receipt));
    let jumps = facts.shifts.forward().into_iter().enumerate();
    let jumps = jumps.filter(|(_, jump)| at_jump(*jump, receipt));
    kills
        .map(|(nth, _)| Reason::Kill(nth, channel))
        .chain(outages.map(|(nth, _)| Reason::Outage(nth, worker, channel)))
        .chain(jumps.map(|(nth, _)| Reason::Jump(nth, worker, channel)))
        .collect()
}
