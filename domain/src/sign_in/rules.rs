//! Codes, networks and lifetimes. Pure.

use std::net::IpAddr;

use chrono::TimeDelta;

use crate::clock::{Entropy, Instant};
use crate::input::{Faults, Rule};
use crate::person::rules::half_width;

/// How long a code counts until it is given.
pub const CODE_LASTS: TimeDelta = TimeDelta::minutes(10);
/// How long a right code counts from when it was first given: time to choose who one is, or to
/// register.
pub const VERIFIED_LASTS: TimeDelta = TimeDelta::minutes(30);
/// How often one code may be guessed at.
pub const GUESSES: i32 = 5;
/// How long a session lasts without being refreshed.
pub const SESSION_IDLE: TimeDelta = TimeDelta::days(90);
/// How long a session lasts at most.
pub const SESSION_LASTS: TimeDelta = TimeDelta::days(365);
/// How long a refresh token may be used again: an answer was lost, or two tabs asked at once.
pub const GRACE: TimeDelta = TimeDelta::seconds(30);
/// How long a refresh token that was exchanged is remembered, to end the session if it comes again.
pub const TOKEN_REMEMBERED: TimeDelta = TimeDelta::days(30);

const CODES: u32 = 1_000_000;
/// The largest multiple of a million: what is drawn above would make low codes likelier.
const FAIR: u32 = u32::MAX - u32::MAX % CODES;

/// Six digits that nobody can guess, each code as likely as any other.
pub fn draw_code(entropy: &dyn Entropy) -> String {
    loop {
        let mut bytes = [0; 4];
        entropy.fill(&mut bytes);
        let drawn = u32::from_le_bytes(bytes);
        if drawn < FAIR {
            return format!("{:06}", drawn % CODES);
        }
    }
}

/// Takes a code as people type it, with spaces or full-width digits, or notes that it is none.
pub fn read_code(faults: &mut Faults, path: &str, text: &str) -> Option<String> {
    let code: String = half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    if code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(code);
    }
    let expected = "the six digits of the message, for example 012345";
    faults.add(path, Rule::Format { expected });
    None
}

/// The network that counts as one client: an IPv4 address, or the /64 that an IPv6 host may choose
/// its addresses from (RFC 4291 §2.5.1).
pub fn network(client: IpAddr) -> Vec<u8> {
    match client.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}

/// The first seven digits of a number (E.164): a block of numbers that one operator hands out.
pub fn number_prefix(number: &str) -> &str {
    number.get(..8).unwrap_or(number)
}

/// When a session ends that is used now.
pub fn session_end(created_at: Instant, now: Instant) -> Instant {
    (now + SESSION_IDLE).min(created_at + SESSION_LASTS)
}

/// Whether so few of the codes that were sent were given back that somebody seems to send them for
/// the sake of sending.
pub fn is_alarming(sent: i64, verified: i64) -> bool {
    sent >= 50 && verified * 5 < sent
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use proptest::prelude::*;

    use super::*;
    use crate::clock::SeededEntropy;

    /// Draws these numbers, one after another.
    struct Drawn(Vec<u32>, AtomicUsize);

    impl Entropy for Drawn {
        fn fill(&self, bytes: &mut [u8]) {
            let next = self.1.fetch_add(1, Ordering::Relaxed);
            bytes.copy_from_slice(&self.0[next].to_le_bytes());
        }
    }

    #[test]
    fn what_would_make_some_codes_likelier_is_drawn_again() {
        let drawn = |numbers: &[u32]| draw_code(&Drawn(numbers.to_vec(), AtomicUsize::new(0)));
        assert_eq!(drawn(&[42]), "000042");
        assert_eq!(drawn(&[FAIR - 1]), "999999");
        assert_eq!(drawn(&[FAIR, u32::MAX, 7_123_456]), "123456");
        assert_eq!(FAIR % CODES, 0);
    }

    #[test]
    fn codes_differ() {
        let entropy = SeededEntropy::new(1);
        let codes: BTreeSet<String> = (0..1000).map(|_| draw_code(&entropy)).collect();
        assert!(codes.len() > 990);
        assert!(codes.iter().all(|code| code.len() == 6));
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        for text in ["012345", " 012 345 ", "012-345", "０１２３４５"] {
            let mut faults = Faults::default();
            assert_eq!(
                read_code(&mut faults, "code", text).as_deref(),
                Some("012345")
            );
        }
        for text in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦"] {
            let mut faults = Faults::default();
            assert_eq!(read_code(&mut faults, "code", text), None, "{text}");
            assert!(!faults.is_empty());
        }
    }

    #[test]
    fn one_client_is_one_network() {
        let network = |text: &str| network(text.parse().unwrap());
        assert_eq!(network("203.0.113.7"), network("::ffff:203.0.113.7"));
        assert_ne!(network("203.0.113.7"), network("203.0.113.8"));
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::2"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(number_prefix("+8613812345678"), "+8613812");
    }

    #[test]
    fn few_verified_codes_are_alarming_once_there_are_fifty() {
        assert!(!is_alarming(49, 0));
        assert!(is_alarming(50, 9));
        assert!(!is_alarming(50, 10));
        assert!(is_alarming(51, 10));
    }

    proptest! {
        #[test]
        fn a_session_never_outlives_a_year(used in 0_i64..400) {
            let made = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
            let end = session_end(made, made + TimeDelta::days(used));
            prop_assert!(end <= made + SESSION_LASTS);
            prop_assert!(used > 275 || end == made + TimeDelta::days(used) + SESSION_IDLE);
        }
    }
}
