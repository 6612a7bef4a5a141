//! What a reader sent.

use std::collections::HashSet;

use mulin_domain::core::Settings;
use mulin_domain::event::rules::duration_seconds;
use mulin_domain::input::{Faults, Patch};
use mulin_domain::notification::rules::{CHANNELS, PURPOSES, read_channels};
use mulin_domain::notification::{LinkChanges, LinkView};
use mulin_entities::{Channel, ChannelPurpose};
use url::form_urlencoded;

/// The platform's order, in place of one's own.
pub(super) const OURS: &str = "OURS";

/// The fields of the form, as they were sent.
#[derive(Default)]
pub(super) struct Form {
    order: Option<String>,
    from: Option<String>,
    until: Option<String>,
    digest: Option<String>,
    locale: Option<String>,
    zone: Option<String>,
    /// Whether the page showed reminders at all …
    reminds: Option<String>,
    /// … those that are chosen …
    remind: Vec<String>,
    /// … and one in hours, as it was typed.
    hours: Option<String>,
    /// What might go when the page was shown …
    was: HashSet<String>,
    /// … and what may from now on.
    on: HashSet<String>,
}

/// A channel and a purpose, as the page names them together.
pub(super) fn named(channel: Channel, purpose: ChannelPurpose) -> String {
    format!("{}:{}", channel.as_str(), purpose.as_str())
}

impl Form {
    /// Of a field that is sent twice the first counts; of those that are not ours, none.
    pub(super) fn parse(body: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            let value = value.into_owned();
            let field = match &*name {
                "order" => &mut form.order,
                "from" => &mut form.from,
                "until" => &mut form.until,
                "digest" => &mut form.digest,
                "locale" => &mut form.locale,
                "zone" => &mut form.zone,
                "reminds" => &mut form.reminds,
                "hours" => &mut form.hours,
                "remind" => {
                    form.remind.push(value);
                    continue;
                }
                "was" => {
                    form.was.insert(value);
                    continue;
                }
                "on" => {
                    form.on.insert(value);
                    continue;
                }
                _ => continue,
            };
            field.get_or_insert(value);
        }
        form
    }

    /// What is to be changed; none if it is nothing that the page sends.
    pub(super) fn changes(&self, settings: &Settings) -> Option<LinkChanges> {
        let channels = match self.order.as_deref() {
            None => Patch::Keep,
            Some(OURS) => Patch::Clear,
            Some(order) => Patch::Set(all_channels(order)?),
        };
        let digest_at = match self.digest.as_deref() {
            None => Patch::Keep,
            Some("") => Patch::Clear,
            Some(minute) => Patch::Set(minute_of_day(minute)?),
        };
        let quiet = match (self.from.as_deref(), self.until.as_deref()) {
            (None, _) | (_, None) => Patch::Keep,
            (Some(""), Some("")) => Patch::Clear,
            (Some(from), Some(until)) => Patch::Set((
                or_ours(from, settings.quiet_from)?,
                or_ours(until, settings.quiet_until)?,
            )),
        };
        let locale = match self.locale.as_deref() {
            None => None,
            Some(known @ ("zh-CN" | "en")) => Some(known.to_owned()),
            Some(_) => return None,
        };
        let time_zone = match self.zone.as_deref() {
            None => Patch::Keep,
            Some("") => Patch::Clear,
            Some(name) => Patch::Set(name.to_owned()),
        };
        let offsets = match (&self.reminds, self.offsets()) {
            (None, _) => Patch::Keep,
            (Some(_), offsets) if offsets.is_empty() => Patch::Clear,
            (Some(_), offsets) => Patch::Set(offsets),
        };
        let pairs = PURPOSES
            .into_iter()
            .flat_map(|purpose| CHANNELS.map(|channel| (channel, purpose)));
        // Only what the reader changed: another page, or a message, may have said more meanwhile.
        let choices = pairs.filter_map(|(channel, purpose)| {
            let name = named(channel, purpose);
            let (was, on) = (self.was.contains(&name), self.on.contains(&name));
            (was != on).then_some((channel, purpose, on))
        });
        Some(LinkChanges {
            channels,
            digest_at,
            quiet,
            time_zone,
            offsets,
            locale,
            choices: choices.collect(),
        })
    }

    /// The reminders, as ISO 8601 durations: those that are chosen, and then the one in hours.
    fn offsets(&self) -> Vec<String> {
        let hours = plain_digits(self.hours());
        let typed = (!hours.is_empty()).then(|| format!("PT{hours}H"));
        self.remind.iter().cloned().chain(typed).collect()
    }

    /// What was typed as a number of hours.
    pub(super) fn hours(&self) -> &str {
        self.hours.as_deref().unwrap_or_default().trim()
    }

    /// Which of the reminders is the one in hours.
    pub(super) fn is_hours(&self, index: usize) -> bool {
        index == self.remind.len()
    }

    /// The settings as the reader wants them, to show them again beside a fault.
    pub(super) fn typed_over(&self, view: &mut LinkView, changes: &LinkChanges) {
        view.channels = match &changes.channels {
            Patch::Keep => std::mem::take(&mut view.channels),
            Patch::Clear => Vec::new(),
            Patch::Set(own) => own.clone(),
        };
        view.digest_at = changes.digest_at.clone().or_keep(view.digest_at);
        view.quiet = changes.quiet.clone().or_keep(view.quiet);
        view.time_zone = changes.time_zone.clone().or_keep(view.time_zone.take());
        if let Some(locale) = &changes.locale {
            view.locale.clone_from(locale);
        }
        if self.reminds.is_some() {
            let mut unread = Faults::default();
            let read = self.remind.iter();
            let read = read.filter_map(|text| duration_seconds(&mut unread, "", text));
            view.offsets = read.collect();
        }
        for choice in &mut view.choices {
            let said = changes.choices.iter();
            let mut said = said.filter(|one| (one.0, one.1) == (choice.channel, choice.purpose));
            choice.allowed = said.next().map_or(choice.allowed, |one| one.2);
        }
    }
}

/// Digits of the width of Chinese letters, which keyboards for them type, as plain ones.
fn plain_digits(text: &str) -> String {
    let plain = |sign: char| match sign {
        '０'..='９' => char::from_u32(sign as u32 - '０' as u32 + '0' as u32).unwrap_or(sign),
        _ => sign,
    };
    text.chars().map(plain).collect()
}

/// Whether a body is that of a one-click request (RFC 8058, section 3.2), as a form of either kind.
pub(super) fn is_one_click(body: &[u8]) -> bool {
    const NAME: &str = "List-Unsubscribe";
    const VALUE: &str = "One-Click";
    if form_urlencoded::parse(body).any(|(name, value)| name == NAME && value == VALUE) {
        return true;
    }
    // multipart/form-data: the name in the head of a part, the value after an empty line.
    let text = String::from_utf8_lossy(body);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let names = |line: &str| {
        let line = line.to_ascii_lowercase();
        line.starts_with("content-disposition:") && line.contains("list-unsubscribe")
    };
    lines.iter().enumerate().any(|(at, line)| {
        let mut rest = lines[at..].iter().skip_while(|line| !line.is_empty());
        names(line) && rest.nth(1).is_some_and(|value| *value == VALUE)
    })
}

/// Each channel once.
fn all_channels(text: &str) -> Option<Vec<Channel>> {
    let channels = read_channels(text);
    let complete = CHANNELS.iter().all(|one| channels.contains(one));
    (complete && channels.len() == CHANNELS.len()).then_some(channels)
}

fn or_ours(text: &str, ours: i32) -> Option<i32> {
    if text.is_empty() {
        return Some(ours);
    }
    minute_of_day(text)
}

fn minute_of_day(text: &str) -> Option<i32> {
    text.parse()
        .ok()
        .filter(|minute| (0..1440).contains(minute))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(body: &str) -> Option<LinkChanges> {
        Form::parse(body.as_bytes()).changes(&Settings::default())
    }

    #[test]
    fn what_is_left_out_stays_and_what_is_not_ours_is_refused() {
        let none = changes("x=1").unwrap();
        assert!(none.channels.keeps() && none.digest_at.keeps() && none.quiet.keeps());
        assert!(none.locale.is_none() && none.choices.is_empty());
        let all = changes("order=SMS,EMAIL,CALL&from=1320&until=&digest=420&locale=en").unwrap();
        let order = vec![Channel::Sms, Channel::Email, Channel::Call];
        assert_eq!(all.channels, Patch::Set(order));
        assert_eq!(all.quiet, Patch::Set((1320, 480)));
        assert_eq!(all.digest_at, Patch::Set(420));
        assert_eq!(all.locale.as_deref(), Some("en"));
        let ours = changes("order=OURS&from=&until=&digest=").unwrap();
        assert_eq!((ours.channels, ours.quiet), (Patch::Clear, Patch::Clear));
        assert_eq!(ours.digest_at, Patch::Clear);
        for wrong in [
            "order=SMS",
            "order=SMS,SMS,EMAIL,CALL",
            "order=PIGEON",
            "digest=1440",
            "digest=noon",
            "from=-1&until=0",
            "locale=fr",
        ] {
            assert!(changes(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn reminders_are_what_is_chosen_and_typed_together() {
        let offsets = |body| changes(body).unwrap().offsets;
        assert!(offsets("remind=P1D&hours=3").keeps(), "the page had none");
        assert_eq!(offsets("reminds=1&hours=+"), Patch::Clear);
        let set =
            |texts: &[&str]| Patch::Set(texts.iter().map(|text| (*text).to_owned()).collect());
        assert_eq!(
            offsets("reminds=1&remind=P1D&remind=PT2H&hours=%EF%BC%93"),
            set(&["P1D", "PT2H", "PT3H"])
        );
        // What cannot be read is told by the rules.
        assert_eq!(offsets("reminds=1&hours=noon"), set(&["PTnoonH"]));
        let zone = |body| changes(body).unwrap().time_zone;
        assert!(zone("x=1").keeps());
        assert_eq!(zone("zone="), Patch::Clear);
        assert_eq!(
            zone("zone=Asia/Urumqi"),
            Patch::Set("Asia/Urumqi".to_owned())
        );
    }

    #[test]
    fn only_what_the_reader_changed_is_their_word() {
        let body = "was=EMAIL:SERVICE&was=SMS:SERVICE&on=EMAIL:SERVICE&on=EMAIL:PROMOTION&on=x";
        let choices = changes(body).unwrap().choices;
        assert_eq!(
            choices,
            [
                (Channel::Sms, ChannelPurpose::Service, false),
                (Channel::Email, ChannelPurpose::Promotion, true),
            ]
        );
    }

    #[test]
    fn one_click_comes_as_a_form_of_either_kind() {
        let part = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n\
            One-Click\r\n--b--\r\n";
        assert!(is_one_click(b"List-Unsubscribe=One-Click"));
        assert!(is_one_click(part.as_bytes()));
        for other in [
            "",
            "List-Unsubscribe=No",
            "list=One-Click",
            &part.replace("One-Click", "Two"),
            &part.replace("List-Unsubscribe", "Other"),
        ] {
            assert!(!is_one_click(other.as_bytes()), "{other}");
        }
    }
}
