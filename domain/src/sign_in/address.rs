//! Where a code goes.

use mulin_entities::{Channel, ContactKind};

use crate::input::{Faults, Rule};
use crate::person::rules::{email_address, phone_number, takes_text_messages};

/// An address that a code can be sent to, normalised.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// How a message gets there.
    pub channel: Channel,
    /// An e-mail address in small letters, or a number as E.164.
    pub text: String,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Address")
            .field("channel", &self.channel)
            .finish_non_exhaustive()
    }
}

impl Address {
    /// Takes a telephone number in any spelling or an e-mail address, or notes why it is neither.
    pub fn read(faults: &mut Faults, path: &str, text: &str) -> Option<Self> {
        let text = text.trim().replace('＠', "@");
        if text.is_empty() {
            faults.add(path, Rule::Required);
            return None;
        }
        if text.contains('@') {
            let text = email_address(faults, path, Some(&text))?;
            let channel = Channel::Email;
            return Some(Self { channel, text });
        }
        let text = phone_number(faults, path, Some(&text))?;
        if !takes_text_messages(&text) {
            faults.add(path, Rule::NoTextMessages);
            return None;
        }
        let channel = Channel::Sms;
        Some(Self { channel, text })
    }

    /// As which kind of contact point people have it.
    pub fn kind(&self) -> ContactKind {
        match self.channel {
            Channel::Email => ContactKind::Email,
            Channel::Sms | Channel::Call => ContactKind::Phone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn numbers_and_addresses_in_any_spelling() {
        for (text, channel, normalised) in [
            ("１３８１２３４５６７８", Channel::Sms, "+8613812345678"),
            ("0086 138-1234-5678", Channel::Sms, "+8613812345678"),
            (" Lan@Example.ORG ", Channel::Email, "lan@example.org"),
            ("lan＠example.org", Channel::Email, "lan@example.org"),
        ] {
            let mut faults = Faults::default();
            let address = Address::read(&mut faults, "address", text).unwrap();
            assert!(faults.is_empty());
            assert_eq!((address.channel, &*address.text), (channel, normalised));
            assert!(!format!("{address:?}").contains(normalised));
        }
    }

    #[test]
    fn what_no_code_can_be_sent_to_is_refused() {
        for (text, code) in [
            ("  ", "REQUIRED"),
            ("grandmother", "INVALID_FORMAT"),
            ("@", "INVALID_FORMAT"),
            ("010 1234 5678", "NO_TEXT_MESSAGES"),
        ] {
            let mut faults = Faults::default();
            assert_eq!(Address::read(&mut faults, "address", text), None);
            let Err(Error::Refused(refusals)) = faults.finish() else {
                panic!("{text} is refused")
            };
            assert_eq!(refusals[0].code(), code, "{text}");
        }
    }
}
