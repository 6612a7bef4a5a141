//! The pages themselves.

use std::collections::BTreeMap;

use minijinja::context;
use mulin_domain::event::rules::{MAX_REMIND_BEFORE, MAX_REMINDERS, format_duration};
use mulin_domain::input::Rule;
use mulin_domain::notification::rules::{CHANNELS, PURPOSES, order, time_of_day, write_channels};
use mulin_domain::notification::{LinkView, PreferenceLink};
use mulin_domain::{Core, Refusal};
use mulin_entities::{Channel, ChannelPurpose};
use serde::Serialize;

use super::form::{Form, OURS, named};
use crate::graphql::texts::{self, Language};
use crate::link_page::page::{render, serialized};
use crate::link_page::words::Asked;

/// Zones to choose from: any other may be chosen by an app.
const ZONES: [&str; 15] = [
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Singapore",
    "Asia/Bangkok",
    "Asia/Dubai",
    "Europe/Moscow",
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "Australia/Sydney",
    "Pacific/Auckland",
];
/// The earliest reminder, in hours.
const MOST_HOURS: i32 = MAX_REMIND_BEFORE / 3_600;

/// One of a list to choose from.
#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

/// What goes for one purpose.
#[derive(Serialize)]
struct Purpose {
    label: String,
    rows: Vec<Row>,
}

/// Whether it goes by one channel.
#[derive(Serialize)]
struct Row {
    value: String,
    label: String,
    address: String,
    allowed: bool,
}

/// Somebody's settings, as a form.
pub(super) fn preferences(
    core: &Core,
    asked: &Asked,
    view: &LinkView,
    done: bool,
    refused: Option<(&Form, &[Refusal])>,
) -> Result<String, minijinja::Error> {
    let language = asked.language(Some(&view.locale));
    let here = refused.map_or_else(BTreeMap::new, |(form, refusals)| {
        faults(form, refusals, language)
    });
    let settings = core.settings();
    let ours = |minute: i32| {
        let time = time_of_day(minute);
        (String::new(), told("settings-ours", &time, language))
    };
    let (from, until) = view.quiet.unzip();
    let digest_none = (String::new(), said("settings-digest-none", language));
    let at = |time: String| told("settings-digest-at", &time, language);
    let page = context! {
        given_name => view.given_name.clone(),
        done => done,
        purposes => serialized(purposes(view, language)),
        orders => serialized(orders(view, language)),
        from => serialized(times(ours(settings.quiet_from), from, |time| time)),
        until => serialized(times(ours(settings.quiet_until), until, |time| time)),
        digest => serialized(times(digest_none, view.digest_at, at)),
        locales => serialized(locales(view)),
        zones => serialized(zones(view, language)),
        reminders => serialized(reminders(view, language)),
        hours => refused.map_or("", |(form, _)| form.hours()),
        here => serialized(here),
    };
    render("preferences.html", language, page)
}

/// Asks whether a channel is refused for a purpose, or says that it was.
pub(super) fn unsubscribe(
    asked: &Asked,
    (link, token): (&PreferenceLink, &str),
    view: &LinkView,
    done: bool,
) -> Result<String, minijinja::Error> {
    let language = asked.language(Some(&view.locale));
    let about = |what: String| said(&format!("settings-unsubscribe-{what}"), language);
    let page = context! {
        question => about(link.channel.as_str()),
        meaning => about(link.purpose.as_str()),
        token => token,
        done => done,
    };
    render("unsubscribe.html", language, page)
}

fn said(code: &str, language: Language) -> String {
    texts::message(code, &[], language)
}

fn told(code: &str, value: &str, language: Language) -> String {
    texts::message(code, &[("value", value.into())], language)
}

fn name(channel: Channel, language: Language) -> String {
    said(&format!("settings-channel-{}", channel.as_str()), language)
}

fn purposes(view: &LinkView, language: Language) -> Vec<Purpose> {
    let row = |purpose: ChannelPurpose, channel: Channel| {
        let address = view.addresses.iter().find(|(of, _)| *of == channel);
        let choice = view
            .choices
            .iter()
            .find(|choice| (choice.channel, choice.purpose) == (channel, purpose));
        Row {
            value: named(channel, purpose),
            label: name(channel, language),
            address: address.map_or_else(
                || said("settings-no-address", language),
                |(_, shown)| shown.clone(),
            ),
            allowed: choice.is_some_and(|choice| choice.allowed),
        }
    };
    let all = PURPOSES.into_iter().map(|purpose| Purpose {
        label: said(&format!("settings-purpose-{}", purpose.as_str()), language),
        rows: CHANNELS.map(|channel| row(purpose, channel)).into(),
    });
    all.collect()
}

/// What is wrong with what was sent, by the field that it is about.
fn faults(form: &Form, refusals: &[Refusal], language: Language) -> BTreeMap<&'static str, String> {
    let mut here = BTreeMap::new();
    for refusal in refusals {
        let path = refusal.path();
        let index = path.get(1).and_then(|index| index.parse().ok());
        let field = match path.first().map(String::as_str) {
            Some("timeZone") => "zone",
            _ if index.is_some_and(|index| form.is_hours(index)) => "hours",
            _ => "remind",
        };
        let code = match (field, refusal) {
            ("zone", _) => "settings-zone-unknown",
            (_, Refusal::Input(error)) if error.rule == Rule::Duplicate => "settings-remind-twice",
            ("remind", _) => "settings-remind-many",
            _ => "settings-remind-number",
        };
        let text = || match code {
            "settings-remind-many" => told(code, &MAX_REMINDERS.to_string(), language),
            "settings-remind-number" => told(code, &MOST_HOURS.to_string(), language),
            _ => said(code, language),
        };
        here.entry(field).or_insert_with(text);
    }
    here
}

/// Usual times, and those that were chosen elsewhere.
fn reminders(view: &LinkView, language: Language) -> Vec<Choice> {
    const DAY: i32 = 86_400;
    const HOUR: i32 = 3_600;
    let usual = [7 * DAY, 3 * DAY, DAY, 6 * HOUR, 3 * HOUR, 2 * HOUR, HOUR];
    let mut all: Vec<i32> = usual.into_iter().chain(view.offsets.clone()).collect();
    all.sort_unstable_by(|one, other| other.cmp(one));
    all.dedup();
    let choice = |seconds: i32| Choice {
        value: format_duration(seconds),
        label: before(seconds, language),
        chosen: view.offsets.contains(&seconds),
    };
    all.into_iter().map(choice).collect()
}

/// So long before, in the largest unit that tells it without a fraction.
fn before(seconds: i32, language: Language) -> String {
    let units = [
        ("days", 86_400),
        ("hours", 3_600),
        ("minutes", 60),
        ("seconds", 1),
    ];
    let fits = units.iter().find(|(_, unit)| seconds % unit == 0);
    match fits {
        Some((unit, length)) if seconds > 0 => {
            let code = format!("settings-remind-{unit}");
            texts::message(&code, &[("value", (seconds / length).into())], language)
        }
        _ => said("settings-remind-start", language),
    }
}

/// That of the event, usual ones, and one that was chosen elsewhere.
fn zones(view: &LinkView, language: Language) -> Vec<Choice> {
    let own = view.time_zone.as_deref();
    let choice = |name: &str, label: String| Choice {
        value: name.to_owned(),
        label,
        chosen: own == Some(name),
    };
    let none = Choice {
        value: String::new(),
        label: said("settings-zone-none", language),
        chosen: own.is_none(),
    };
    let usual = ZONES.iter().map(|name| choice(name, city(name, language)));
    let other = own.filter(|name| !ZONES.contains(name));
    let other = other.map(|name| choice(name, name.to_owned()));
    std::iter::once(none).chain(usual).chain(other).collect()
}

/// As people call a zone.
fn city(zone: &str, language: Language) -> String {
    said(
        &format!("settings-zone-{}", zone.replace('/', "-")),
        language,
    )
}

/// Ours, and every other order that there is.
fn orders(view: &LinkView, language: Language) -> Vec<Choice> {
    let [email, sms, call] = CHANNELS;
    let all = [
        [email, sms, call],
        [email, call, sms],
        [sms, email, call],
        [sms, call, email],
        [call, sms, email],
        [call, email, sms],
    ];
    let words = |channels: &[Channel]| {
        let names: Vec<String> = channels.iter().map(|one| name(*one, language)).collect();
        names.join(" → ")
    };
    let own = (!view.channels.is_empty()).then(|| order(&view.channels));
    let ours = Choice {
        value: OURS.to_owned(),
        label: told("settings-order-ours", &words(&CHANNELS), language),
        chosen: own.is_none(),
    };
    let others = all.iter().map(|channels| Choice {
        value: write_channels(channels),
        label: words(channels),
        chosen: own.as_deref() == Some(channels),
    });
    std::iter::once(ours).chain(others).collect()
}

/// None, each full hour, and the time that was chosen elsewhere.
fn times(
    (value, label): (String, String),
    own: Option<i32>,
    words: impl Fn(String) -> String,
) -> Vec<Choice> {
    let none = Choice {
        value,
        label,
        chosen: own.is_none(),
    };
    let mut minutes: Vec<i32> = (0..24).map(|hour| hour * 60).chain(own).collect();
    minutes.sort_unstable();
    minutes.dedup();
    let times = minutes.into_iter().map(|minute| Choice {
        value: minute.to_string(),
        label: words(time_of_day(minute)),
        chosen: own == Some(minute),
    });
    std::iter::once(none).chain(times).collect()
}

/// As their own readers call them.
fn locales(view: &LinkView) -> Vec<Choice> {
    [("zh-CN", "中文"), ("en", "English")]
        .map(|(tag, name)| Choice {
            value: tag.to_owned(),
            label: name.to_owned(),
            chosen: view.locale == tag,
        })
        .into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{PREFERENCES, UNSUBSCRIBE};
    use super::*;

    #[test]
    fn every_text_is_there() {
        let templates = [PREFERENCES, UNSUBSCRIBE].concat();
        let codes = templates
            .split("t(\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned());
        let mut codes: BTreeSet<String> = codes.collect();
        for channel in CHANNELS {
            codes.insert(format!("settings-channel-{}", channel.as_str()));
            codes.insert(format!("settings-unsubscribe-{}", channel.as_str()));
        }
        for purpose in PURPOSES {
            codes.insert(format!("settings-purpose-{}", purpose.as_str()));
            codes.insert(format!("settings-unsubscribe-{}", purpose.as_str()));
        }
        for own in [
            "no-address",
            "ours",
            "order-ours",
            "digest-none",
            "digest-at",
            "remind-days",
            "remind-hours",
            "remind-minutes",
            "remind-seconds",
            "remind-start",
            "remind-many",
            "remind-number",
            "remind-twice",
            "zone-none",
            "zone-unknown",
        ] {
            codes.insert(format!("settings-{own}"));
        }
        codes.extend(ZONES.map(|zone| format!("settings-zone-{}", zone.replace('/', "-"))));
        assert!(codes.len() > 25, "{codes:?}");
        for code in codes {
            for language in [Language::Chinese, Language::English] {
                let text = told(&code, "7", language);
                assert!(text != code && !text.contains('{'), "{code}: {text}");
            }
        }
    }

    #[test]
    fn reminders_are_told_in_the_largest_unit() {
        for (seconds, english, chinese) in [
            (7 * 86_400, "7 days before", "7 天前"),
            (86_400, "1 day before", "1 天前"),
            (5_400, "90 minutes before", "90 分钟前"),
            (3_601, "3601 seconds before", "3601 秒前"),
            (0, "When it begins", "开始的时候"),
        ] {
            assert_eq!(before(seconds, Language::English), english);
            assert_eq!(before(seconds, Language::Chinese), chinese);
        }
    }

    #[test]
    fn zones_are_real_and_each_is_there_once() {
        for name in ZONES {
            assert!(name.parse::<chrono_tz::Tz>().is_ok(), "{name}");
        }
    }

    #[test]
    fn a_time_of_ones_own_is_among_the_hours() {
        let none = || (String::new(), "none".to_owned());
        let listed = |own| times(none(), own, |time| time);
        assert_eq!(listed(None).len(), 25);
        assert!(listed(None)[0].chosen);
        let own = listed(Some(435));
        assert_eq!(own.len(), 26);
        let chosen: Vec<&str> = own
            .iter()
            .filter(|one| one.chosen)
            .map(|one| one.label.as_str())
            .collect();
        assert_eq!(chosen, ["07:15"]);
    }
}
