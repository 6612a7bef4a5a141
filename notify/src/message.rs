//! What is to be said, before anybody chose words for it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// One thing to tell one person, in one language.
#[derive(Clone, Debug)]
pub struct Message {
    /// What happened.
    pub kind: MessageKind,
    /// The language of the reader.
    pub locale: Locale,
    /// The particulars.
    pub vars: MessageVars,
}

/// What a message is about. The names are stable: they are stored and name the template files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// An event the reader said yes to comes near.
    EventReminder,
    /// An event the reader said yes to has another time.
    EventRescheduled,
    /// An event the reader said yes to does not take place.
    EventCancelled,
    /// The reader came from the waitlist to a seat.
    RsvpPromoted,
}

impl MessageKind {
    /// Every kind, in order of declaration.
    pub const ALL: [MessageKind; 4] = [
        MessageKind::EventReminder,
        MessageKind::EventRescheduled,
        MessageKind::EventCancelled,
        MessageKind::RsvpPromoted,
    ];

    /// The stored name, such as `EVENT_REMINDER`.
    pub const fn as_str(self) -> &'static str {
        match self {
            MessageKind::EventReminder => "EVENT_REMINDER",
            MessageKind::EventRescheduled => "EVENT_RESCHEDULED",
            MessageKind::EventCancelled => "EVENT_CANCELLED",
            MessageKind::RsvpPromoted => "RSVP_PROMOTED",
        }
    }

    /// The stem of its template files, such as `event_reminder`.
    pub(crate) const fn file_stem(self) -> &'static str {
        match self {
            MessageKind::EventReminder => "event_reminder",
            MessageKind::EventRescheduled => "event_rescheduled",
            MessageKind::EventCancelled => "event_cancelled",
            MessageKind::RsvpPromoted => "rsvp_promoted",
        }
    }
}

impl fmt::Display for MessageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no [`MessageKind`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such kind of message: {0:?}")]
pub struct UnknownMessageKind(String);

impl FromStr for MessageKind {
    type Err = UnknownMessageKind;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        MessageKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| UnknownMessageKind(name.to_owned()))
    }
}

/// A language the templates are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Locale {
    /// Chinese in simplified characters.
    ZhCn,
    /// English.
    En,
}

impl Locale {
    /// Every locale, in order of declaration.
    pub const ALL: [Locale; 2] = [Locale::ZhCn, Locale::En];

    /// The nearest locale to a BCP 47 tag: any Chinese is [`Locale::ZhCn`], all else [`Locale::En`].
    pub fn from_bcp47(tag: &str) -> Locale {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") {
            Locale::ZhCn
        } else {
            Locale::En
        }
    }

    /// The BCP 47 tag, which is also the name of the templates' folder.
    pub const fn as_str(self) -> &'static str {
        match self {
            Locale::ZhCn => "zh-CN",
            Locale::En => "en",
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The particulars of a message. Texts are user input and are made safe when rendered.
#[derive(Clone, Serialize, Deserialize)]
pub struct MessageVars {
    /// How the reader is addressed; on a shared address, everybody the message is for.
    pub recipient_name: String,
    /// The event's title.
    pub event_title: String,
    /// When the event begins.
    pub starts_at: DateTime<Utc>,
    /// When the event ends.
    pub ends_at: DateTime<Utc>,
    /// The event's zone: every time is written in it.
    pub zone: Tz,
    /// When the event was to begin before it was moved.
    pub previous_starts_at: Option<DateTime<Utc>>,
    /// The name of the place.
    pub venue_name: Option<String>,
    /// The postal address of the place.
    pub venue_address: Option<String>,
    /// How many people come with this RSVP, the reader included; 0 says nothing about it.
    pub party_size: u32,
    /// The neighbourhood that signs the message.
    pub area_name: String,
    /// The phone number of a person to ask.
    pub contact_phone: Option<String>,
    /// Why the event is cancelled or moved, in the organiser's words.
    pub reason: Option<String>,
    /// The event's page; only `http` and `https` addresses are shown.
    pub event_url: Option<String>,
}

impl fmt::Debug for MessageVars {
    // Names, places and phone numbers stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageVars").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_round_trip_and_strangers_are_refused() {
        for kind in MessageKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert!("event_reminder".parse::<MessageKind>().is_err());
    }

    #[test]
    fn any_chinese_is_chinese_and_all_else_english() {
        for tag in ["zh", "zh-CN", "ZH-Hant-TW", "zh_CN"] {
            assert_eq!(Locale::from_bcp47(tag), Locale::ZhCn, "{tag}");
        }
        for tag in ["en", "en-GB", "fr", "zha", ""] {
            assert_eq!(Locale::from_bcp47(tag), Locale::En, "{tag}");
        }
    }
}
