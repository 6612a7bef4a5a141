//! What is told, by name. No label says whom it is about.

use std::sync::atomic::AtomicU64;

use mulin_domain::clock::Instant;
use mulin_domain::delivery::numbers::{Open, Settled, Suppressed, TextsReceived};
use mulin_domain::delivery::spend::{Held, Total};
use mulin_entities::{Channel, DeliveryState};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::worker::rounds::{LOOPS, Round, Rounds};

type Labels = Vec<(&'static str, String)>;
type Gauges = Family<Labels, Gauge>;
type Counters = Family<Labels, Counter>;

/// Seconds between when a message was wanted and when it was sent.
const LATENESS: [f64; 9] = [
    1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3_600.0, 14_400.0, 86_400.0,
];

/// The numbers.
pub(super) struct Numbers {
    registry: Registry,
    open: Gauges,
    oldest: Gauges,
    lateness: Family<Labels, Histogram, fn() -> Histogram>,
    settled: Counters,
    parts: Counters,
    cost: Family<Labels, Counter<f64, AtomicU64>>,
    suppressed: Gauges,
    calls: Gauge,
    capped: Gauges,
    texts: Counters,
    rounds: Counters,
}

impl Numbers {
    pub(super) fn new() -> Self {
        let buckets: fn() -> Histogram = || Histogram::new(LATENESS);
        let mut numbers = Self {
            registry: Registry::with_prefix("mulin"),
            open: Family::default(),
            oldest: Family::default(),
            lateness: Family::new_with_constructor(buckets),
            settled: Family::default(),
            parts: Family::default(),
            cost: Family::default(),
            suppressed: Family::default(),
            calls: Gauge::default(),
            capped: Family::default(),
            texts: Family::default(),
            rounds: Family::default(),
        };
        let registry = &mut numbers.registry;
        registry.register(
            "deliveries_open",
            "Messages that have not come to an end",
            numbers.open.clone(),
        );
        registry.register(
            "deliveries_oldest_due_seconds",
            "For how long the oldest due message waits for a worker; 0 if none does",
            numbers.oldest.clone(),
        );
        registry.register(
            "delivery_lateness_seconds",
            "From when a message was wanted until it was sent",
            numbers.lateness.clone(),
        );
        registry.register(
            "deliveries_settled",
            "Messages that came to an end",
            numbers.settled.clone(),
        );
        registry.register(
            "delivery_parts",
            "Text messages that messages counted for",
            numbers.parts.clone(),
        );
        registry.register(
            "delivery_cost",
            "What messages cost, in the currency that the operator pays in",
            numbers.cost.clone(),
        );
        registry.register(
            "suppressed_addresses",
            "Addresses to which nothing more is sent",
            numbers.suppressed.clone(),
        );
        registry.register(
            "call_tasks_open",
            "Calls that stewards are to make",
            numbers.calls.clone(),
        );
        registry.register(
            "daily_cap_reached",
            "1 while what a channel may cost a day is spent and its messages wait; 0 else",
            numbers.capped.clone(),
        );
        registry.register(
            "texts_received",
            "Text messages that people wrote",
            numbers.texts.clone(),
        );
        registry.register(
            "worker_rounds",
            "Looks for due work of this process",
            numbers.rounds.clone(),
        );
        numbers
    }

    pub(super) fn open(&self, rows: &[Open], now: Instant) {
        self.open.clear();
        self.oldest.clear();
        for row in rows {
            let channel = row.channel.as_str();
            let labels = vec![("channel", channel.clone()), ("state", row.state.as_str())];
            self.open.get_or_create(&labels).set(row.messages);
            // What a worker holds does not wait.
            let waits = row.first_due.map_or(0, |due| (now - due).num_seconds());
            let oldest = self.oldest.get_or_create(&vec![("channel", channel)]);
            oldest.set(oldest.get().max(waits));
        }
    }

    pub(super) fn settled(&self, row: &Settled) {
        let channel = row.channel.as_str();
        let provider = row.provider.clone().unwrap_or_default();
        if matches!(row.state, DeliveryState::Sent | DeliveryState::Delivered) {
            let late = (row.settled_at - row.send_at).num_milliseconds().max(0);
            let lateness = self
                .lateness
                .get_or_create(&vec![("channel", channel.clone())]);
            #[allow(clippy::cast_precision_loss, reason = "milliseconds of a lateness")]
            lateness.observe(late as f64 / 1_000.0);
        }
        let labels = vec![
            ("channel", channel),
            ("kind", row.kind.as_str()),
            ("provider", provider),
            ("state", row.state.as_str()),
            (
                "code",
                row.last_error.as_deref().map(class).unwrap_or_default(),
            ),
        ];
        self.settled.get_or_create(&labels).inc();
    }

    pub(super) fn spent(&self, rows: &[Total]) {
        for row in rows {
            let provider = vec![("provider", row.provider.clone())];
            let parts = self.parts.get_or_create(&provider);
            let total = u64::try_from(row.parts).unwrap_or(0);
            parts.inc_by(total.saturating_sub(parts.get()));
            let cost = self.cost.get_or_create(&provider);
            #[allow(clippy::cast_precision_loss, reason = "a sum of prices")]
            let total = row.cost_micros as f64 / 1_000_000.0;
            cost.inc_by((total - cost.get()).max(0.0));
        }
    }

    pub(super) fn suppressed(&self, rows: &[Suppressed]) {
        self.suppressed.clear();
        for row in rows {
            let labels = vec![
                ("channel", row.channel.as_str()),
                ("reason", row.reason.as_str()),
            ];
            self.suppressed.get_or_create(&labels).set(row.addresses);
        }
    }

    pub(super) fn calls(&self, open: i64) {
        self.calls.set(open);
    }

    pub(super) fn capped(&self, held: &[Held]) {
        let sms = held.iter().find(|held| held.channel == Channel::Sms);
        for (what, reached) in [
            ("messages", sms.is_some()),
            ("codes", sms.is_some_and(|held| held.codes_too)),
        ] {
            let labels = vec![
                ("channel", Channel::Sms.as_str()),
                ("what", what.to_owned()),
            ];
            self.capped.get_or_create(&labels).set(reached.into());
        }
    }

    pub(super) fn texts(&self, row: &TextsReceived) {
        let labels = vec![
            ("provider", row.provider.clone()),
            ("outcome", row.outcome.as_str()),
        ];
        let count = u64::try_from(row.texts).unwrap_or(0);
        self.texts.get_or_create(&labels).inc_by(count);
    }

    pub(super) fn rounds(&self, rounds: &Rounds) {
        for of in LOOPS {
            for round in Round::ALL {
                let labels = vec![
                    ("loop", of.to_owned()),
                    ("result", round.as_str().to_owned()),
                ];
                let counter = self.rounds.get_or_create(&labels);
                counter.inc_by(rounds.read(of, round).saturating_sub(counter.get()));
            }
        }
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// Codes by their kind, so that there are few: a server's by their first figure, a provider's by its
/// name, ours as they are.
fn class(code: &str) -> String {
    let figures = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((head, number)) = code.rsplit_once('_')
        && figures(number)
    {
        return format!("{head}_{}XX", &number[..1]);
    }
    let is_ours = code.len() <= 32
        && code
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    if is_ours {
        return code.to_owned();
    }
    let head = code.split(['_', '.', ':', '-', ' ']).next();
    let head: String = head.unwrap_or_default().chars().take(16).collect();
    format!("{}_OTHER", head.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_few() {
        for (code, kind) in [
            ("SMTP_550", "SMTP_5XX"),
            ("NO_ADDRESS", "NO_ADDRESS"),
            ("SMPP_UNDELIV_001", "SMPP_UNDELIV_0XX"),
            ("SMPP_00A", "SMPP_OTHER"),
            ("isv.BUSINESS_LIMIT_CONTROL", "ISV_OTHER"),
        ] {
            assert_eq!(class(code), kind, "{code}");
        }
    }
}
