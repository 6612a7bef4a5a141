//! The link in messages that opens a person's settings without signing in.
//!
//! Nothing of it is kept: it names the person, and what one press of a button refuses, and carries an
//! authentication code (HMAC-SHA-256, RFC 2104, truncated to 96 bits as RFC 2104 §5 allows) under a
//! key of its own. It lets do nothing else, and ends with its person or a year after it was written.
//!
//! 43 characters of base64url: person (16 bytes), day (2), scope (1), code (12), version (1).

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use mulin_entities::{Channel, ChannelPurpose, PersonId};
use uuid::Uuid;

use super::rules::{CHANNELS, PURPOSES};
use crate::clock::Instant;
use crate::keys::{Keyring, LINK_MAC_BYTES};

/// The last byte: as it is small, a token never ends in a sign, which programs that find addresses in
/// text would leave out.
const VERSION: u8 = 1;
/// Person, day and scope.
const FACTS: usize = 19;
const BYTES: usize = FACTS + LINK_MAC_BYTES + 1;
/// How long it counts, in days.
const DAYS: u16 = 365;
/// Day 0: 2024-01-01. Two bytes last until 2203.
const EPOCH_DAY: i64 = 19_723;

/// Whose settings a link opens, and what one press of a button refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreferenceLink {
    /// Whose.
    pub person_id: PersonId,
    /// By which channel it was sent.
    pub channel: Channel,
    /// What the message served.
    pub purpose: ChannelPurpose,
}

impl PreferenceLink {
    /// As it stands in the address of the page.
    pub fn token(&self, keyring: &Keyring, now: Instant) -> String {
        let mut bytes = Vec::with_capacity(BYTES);
        bytes.extend(self.person_id.0.as_bytes());
        bytes.extend(day(now).to_be_bytes());
        bytes.push(scope(self.channel, self.purpose));
        let mac = keyring.link_mac(&signed(&bytes, VERSION));
        bytes.extend(mac);
        bytes.push(VERSION);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What a token says, if it is one of ours that counts.
    pub fn open(keyring: &Keyring, token: &str, now: Instant) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        let bytes: [u8; BYTES] = bytes.try_into().ok()?;
        let (facts, rest) = bytes.split_at(FACTS);
        let (mac, version) = rest.split_at(LINK_MAC_BYTES);
        if version != [VERSION] || !keyring.is_link_mac(&signed(facts, VERSION), mac) {
            return None;
        }
        let person = Uuid::from_slice(facts.get(..16)?).ok()?;
        let written = u16::from_be_bytes(facts.get(16..18)?.try_into().ok()?);
        // Written ahead of our clock it is as good as of today.
        if day(now).saturating_sub(written) > DAYS {
            return None;
        }
        let scope = usize::from(*facts.get(18)?);
        Some(Self {
            person_id: PersonId(person),
            channel: *CHANNELS.get(scope >> 1)?,
            purpose: *PURPOSES.get(scope & 1)?,
        })
    }
}

/// What is authenticated: the version with the facts, so that no other version's token is taken.
fn signed(facts: &[u8], version: u8) -> Vec<u8> {
    [&[version], facts].concat()
}

fn day(now: Instant) -> u16 {
    let days = now.timestamp().div_euclid(86_400) - EPOCH_DAY;
    u16::try_from(days.clamp(0, i64::from(u16::MAX))).unwrap_or(u16::MAX)
}

fn scope(channel: Channel, purpose: ChannelPurpose) -> u8 {
    let channel = match channel {
        Channel::Email => 0,
        Channel::Sms => 1,
        Channel::Call => 2,
    };
    let purpose = match purpose {
        ChannelPurpose::Service => 0,
        ChannelPurpose::Promotion => 1,
    };
    (channel << 1) | purpose
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeDelta, TimeZone, Utc};

    fn now() -> Instant {
        Utc.with_ymd_and_hms(2026, 11, 21, 4, 0, 0).unwrap()
    }

    fn link(channel: Channel, purpose: ChannelPurpose) -> PreferenceLink {
        PreferenceLink {
            person_id: PersonId(Uuid::from_u128(0x0193_4d2f_0000_7000_8000_0000_0000_0007)),
            channel,
            purpose,
        }
    }

    #[test]
    fn tokens_are_short_and_lead_back() {
        let keyring = Keyring::new(&[7; 32]);
        let mut seen = Vec::new();
        for channel in CHANNELS {
            for purpose in PURPOSES {
                let link = link(channel, purpose);
                let token = link.token(&keyring, now());
                assert_eq!(token.len(), 43);
                assert!(token.ends_with('E'), "{token}");
                assert_eq!(PreferenceLink::open(&keyring, &token, now()), Some(link));
                seen.push(token);
            }
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 6, "each scope has its own");
    }

    #[test]
    fn no_character_can_be_changed() {
        let keyring = Keyring::new(&[7; 32]);
        let token = link(Channel::Email, ChannelPurpose::Service).token(&keyring, now());
        for at in 0..token.len() {
            for other in ['A', 'b', '-', '9', '.', '='] {
                let mut forged: Vec<char> = token.chars().collect();
                if forged[at] == other {
                    continue;
                }
                forged[at] = other;
                let forged: String = forged.into_iter().collect();
                assert_eq!(
                    PreferenceLink::open(&keyring, &forged, now()),
                    None,
                    "{forged}"
                );
            }
        }
        let longer = format!("{token}A");
        for forged in ["", "x", &token[1..], &token[..42], &longer, "灯会"] {
            assert_eq!(
                PreferenceLink::open(&keyring, forged, now()),
                None,
                "{forged}"
            );
        }
    }

    #[test]
    fn all_keys_in_force_open_and_others_do_not() {
        let old = Keyring::new(&[7; 32]);
        let link = link(Channel::Sms, ChannelPurpose::Promotion);
        let token = link.token(&old, now());
        let both = Keyring::new(&[8; 32]).with_previous([&[7; 32]]);
        assert_eq!(PreferenceLink::open(&both, &token, now()), Some(link));
        assert_ne!(link.token(&both, now()), token);
        let other = Keyring::new(&[8; 32]);
        assert_eq!(PreferenceLink::open(&other, &token, now()), None);
    }

    #[test]
    fn it_counts_for_a_year() {
        let keyring = Keyring::new(&[7; 32]);
        let link = link(Channel::Email, ChannelPurpose::Service);
        let token = link.token(&keyring, now());
        let open = |days| PreferenceLink::open(&keyring, &token, now() + TimeDelta::days(days));
        assert_eq!(open(365), Some(link));
        assert_eq!(open(366), None);
        // Of a clock that goes before ours.
        assert_eq!(open(-2), Some(link));
    }
}
