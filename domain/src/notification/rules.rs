//! Channels, their order, and what may go by them. Pure.

use mulin_entities::{Channel, ChannelPurpose, ConsentStep};
use sea_orm::ActiveEnum;

use crate::event::rules::{MAX_REMIND_BEFORE, MAX_REMINDERS, duration_seconds, zone};
use crate::input::{Faults, Rule};

/// The order in which channels are tried if nobody said otherwise: the cheapest first, and a person's
/// time last.
pub const CHANNELS: [Channel; 3] = [Channel::Email, Channel::Sms, Channel::Call];

/// What messages serve, each with a choice of its own.
pub const PURPOSES: [ChannelPurpose; 2] = [ChannelPurpose::Service, ChannelPurpose::Promotion];

/// Changes of the ledger by a link within a day, so that whoever got hold of one cannot fill it.
pub const MOST_BY_LINK: u64 = 60;

/// Whether something may go by a channel; `last` is the person's last word on both. What somebody has
/// a part in goes until they refuse it, and what they might like only once they wanted it
/// (个人信息保护法 §24).
pub fn allows(purpose: ChannelPurpose, last: Option<ConsentStep>) -> bool {
    match purpose {
        ChannelPurpose::Service => last != Some(ConsentStep::OptOut),
        ChannelPurpose::Promotion => last == Some(ConsentStep::OptIn),
    }
}

/// As the order of channels is kept.
pub fn write_channels(channels: &[Channel]) -> String {
    let names: Vec<String> = channels.iter().map(|channel| channel.as_str()).collect();
    names.join(",")
}

/// The order of channels as it is kept. What a newer version may have written is left out.
pub fn read_channels(text: &str) -> Vec<Channel> {
    let names = text.split(',').map(|name| name.trim().to_owned());
    names
        .filter_map(|name| Channel::try_from_value(&name).ok())
        .collect()
}

/// All channels in the order in which they are tried: the person's own first, then the others.
pub fn order(own: &[Channel]) -> Vec<Channel> {
    let others = CHANNELS.into_iter().filter(|one| !own.contains(one));
    own.iter().copied().chain(others).collect()
}

/// As the times of a person's own reminders are kept: seconds before the start.
pub fn write_offsets(offsets: &[i32]) -> String {
    let texts: Vec<String> = offsets.iter().map(ToString::to_string).collect();
    texts.join(",")
}

/// The times of a person's own reminders as they are kept.
pub fn read_offsets(text: &str) -> Vec<i32> {
    let texts = text.split(',');
    texts.filter_map(|text| text.trim().parse().ok()).collect()
}

/// Takes an order of channels: each once, and at least one.
pub fn check_channels(faults: &mut Faults, path: &str, channels: &[Channel]) {
    if channels.is_empty() {
        faults.add(path, Rule::Required);
    }
    for (index, channel) in channels.iter().enumerate() {
        if channels[..index].contains(channel) {
            faults.add(&format!("{path}.{index}"), Rule::Duplicate);
        }
    }
}

/// Takes the times of own reminders, the earliest first: as many and as early as those of events.
pub fn check_offsets(faults: &mut Faults, path: &str, texts: &[String]) -> Vec<i32> {
    if texts.is_empty() {
        faults.add(path, Rule::Required);
    }
    if texts.len() > MAX_REMINDERS {
        faults.add(path, Rule::Count { max: MAX_REMINDERS });
    }
    let mut offsets: Vec<i32> = Vec::new();
    for (index, text) in texts.iter().enumerate().take(MAX_REMINDERS) {
        let path = format!("{path}.{index}");
        let Some(seconds) = duration_seconds(faults, &path, text) else {
            continue;
        };
        faults.number(&path, seconds, 0..=MAX_REMIND_BEFORE);
        if offsets.contains(&seconds) {
            faults.add(&path, Rule::Duplicate);
        }
        offsets.push(seconds);
    }
    offsets.sort_unstable_by(|one, other| other.cmp(one));
    offsets
}

/// Takes an IANA zone, as those of events.
pub fn check_zone(faults: &mut Faults, path: &str, name: &str) -> String {
    zone(faults, path, Some(name), chrono_tz::UTC)
        .name()
        .to_owned()
}

/// A minute of the day as people write it.
pub fn time_of_day(minute: i32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_go_until_refused_and_offers_once_wanted() {
        use ChannelPurpose::{Promotion, Service};
        for (purpose, last, goes) in [
            (Service, None, true),
            (Service, Some(ConsentStep::OptIn), true),
            (Service, Some(ConsentStep::OptOut), false),
            (Promotion, None, false),
            (Promotion, Some(ConsentStep::OptIn), true),
            (Promotion, Some(ConsentStep::OptOut), false),
        ] {
            assert_eq!(allows(purpose, last), goes, "{purpose:?} {last:?}");
        }
    }

    #[test]
    fn ones_own_order_comes_first_and_leaves_nothing_out() {
        use Channel::{Call, Email, Sms};
        assert_eq!(order(&[]), CHANNELS);
        assert_eq!(order(&[Sms]), [Sms, Email, Call]);
        assert_eq!(order(&[Call, Sms, Email]), [Call, Sms, Email]);
        for own in [vec![], vec![Sms], vec![Call, Email, Sms]] {
            assert_eq!(read_channels(&write_channels(&own)), own);
        }
        assert_eq!(write_channels(&[Sms, Email]), "SMS,EMAIL");
        assert_eq!(read_channels("PIGEON, SMS"), [Sms]);
    }

    #[test]
    fn own_reminders_are_as_those_of_events() {
        let check = |texts: &[&str]| {
            let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
            let mut faults = Faults::default();
            let offsets = check_offsets(&mut faults, "reminderOffsets", &texts);
            let told: Vec<String> = faults
                .into_errors()
                .iter()
                .map(ToString::to_string)
                .collect();
            (offsets, told)
        };
        assert_eq!(check(&["PT2H", "P1D"]), (vec![86_400, 7_200], vec![]));
        assert_eq!(
            read_offsets(&write_offsets(&[86_400, 7_200])),
            [86_400, 7_200]
        );
        assert_eq!(check(&[]).1, ["reminderOffsets: REQUIRED"]);
        assert_eq!(
            check(&["PT2H", "PT120M"]).1,
            ["reminderOffsets.1: DUPLICATE"]
        );
        assert_eq!(check(&["soon"]).1, ["reminderOffsets.0: INVALID_FORMAT"]);
        assert_eq!(check(&["P31D"]).1, ["reminderOffsets.0: OUT_OF_RANGE"]);
        let many = ["PT1H", "PT2H", "PT3H", "PT4H", "PT5H", "PT6H"];
        assert_eq!(check(&many).1, ["reminderOffsets: TOO_MANY_ITEMS"]);
    }

    #[test]
    fn zones_are_as_those_of_events() {
        let mut faults = Faults::default();
        let zone = check_zone(&mut faults, "timeZone", "Asia/Urumqi");
        assert_eq!((zone.as_str(), faults.is_empty()), ("Asia/Urumqi", true));
        check_zone(&mut faults, "timeZone", "Asia/Mulin");
        let told: Vec<String> = faults
            .into_errors()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(told, ["timeZone: UNKNOWN_TIME_ZONE"]);
    }

    #[test]
    fn channels_are_each_named_once() {
        let mut faults = Faults::default();
        check_channels(&mut faults, "channels", &[Channel::Sms, Channel::Email]);
        assert!(faults.is_empty());
        check_channels(&mut faults, "channels", &[]);
        check_channels(&mut faults, "channels", &[Channel::Sms, Channel::Sms]);
        let told: Vec<String> = faults
            .into_errors()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(told, ["channels: REQUIRED", "channels.1: DUPLICATE"]);
    }
}
