//! What is done when, how often, and how long it is kept: the sections from `worker` to `log`.

use super::checks::{log_filter, policy_version, text};
use super::{Key, Kind};
use crate::config::values::{IsoDuration, LogFormat, TimeOfDay};

const DAY: u64 = 86_400;
/// In days.
const DECADE: u64 = 3_653;

#[rustfmt::skip]
pub(super) static KEYS: &[Key] = &[
    Key::is("worker.enabled", Kind::Flag, "true"),
    Key::is("worker.poll_milliseconds", Kind::Integer { min: 10, max: 60_000 }, "1000"),
    Key::is("worker.lease_seconds", Kind::Integer { min: 5, max: 3_600 }, "60"),
    Key::is("worker.batch", Kind::up_to(10_000), "200"),
    Key::is("worker.email_per_second", Kind::Integer { min: 0, max: 100_000 }, "0"),
    Key::is("worker.sms_per_second", Kind::Integer { min: 0, max: 100_000 }, "0"),

    Key::is("reminders.default_offsets", Kind::List(text::<IsoDuration>), "P1D,PT2H"),
    Key::is("reminders.quiet_from", Kind::Text(text::<TimeOfDay>), "21:00"),
    Key::is("reminders.quiet_until", Kind::Text(text::<TimeOfDay>), "08:00"),
    Key::is("reminders.expand_ahead_hours", Kind::up_to(31 * DAY / 3_600), "24"),
    Key::is("reminders.confirm_answers", Kind::Flag, "true"),
    Key::is("reminders.sms_part_micros", Kind::Integer { min: 0, max: 1_000_000_000 }, "50000"),

    Key::is("retention.sessions_days", Kind::up_to(DECADE), "90"),
    Key::is("retention.personal_links_days", Kind::up_to(DECADE), "30"),
    Key::is("retention.deliveries_days", Kind::up_to(DECADE), "180"),
    Key::is("retention.sensitive_reads_days", Kind::up_to(DECADE), "1095"),
    Key::is("retention.lapsed_consents_days", Kind::up_to(DECADE), "30"),
    Key::is("retention.journal_days", Kind::up_to(DECADE), "1826"),

    Key::is("privacy.policy_version", Kind::Text(policy_version), "2026-1"),

    Key::is("sign_in.between_codes_seconds", Kind::up_to(DAY), "60"),
    Key::is("sign_in.codes_per_address_a_day", Kind::up_to(1_000), "5"),
    Key::is("sign_in.codes_per_network_an_hour", Kind::up_to(1_000_000), "10"),
    Key::is("sign_in.codes_per_prefix_an_hour", Kind::up_to(1_000_000), "100"),
    Key::is("sign_in.daily_cap", Kind::up_to(100_000_000), "20000"),
    Key::is("sign_in.wrong_codes_per_network_an_hour", Kind::up_to(1_000_000), "30"),

    Key::is("log.filter", Kind::Text(log_filter), "info"),
    Key::unset("log.format", Kind::Text(text::<LogFormat>), "json",
        "text on a terminal, json otherwise"),
];
