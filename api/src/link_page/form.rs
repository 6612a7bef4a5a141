//! What a reader sent.

use mulin_domain::Error;
use mulin_domain::input::Rule;
use mulin_domain::rsvp::{Answer, Party};
use mulin_entities::RsvpState;
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use super::questions;

/// Stands for what is no number. No party is of this size.
const NO_NUMBER: i32 = i32::MIN;

/// The fields of the form, as they were typed.
#[derive(Default)]
pub(super) struct Form {
    answer: String,
    key: String,
    pub(super) adults: Option<String>,
    pub(super) children: Option<String>,
    pub(super) note: Option<String>,
    /// Of the questions that it asked.
    version: Option<i32>,
    /// Fields of questions, in their order.
    typed: Vec<(String, String)>,
}

/// What the reader wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// To answer.
    Answer(Answer),
    /// To take the answer back.
    Withdraw,
}

impl Form {
    /// Of a field that is sent twice the first counts; of those that are not ours, none.
    pub(super) fn parse(body: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            let value = value.into_owned();
            match &*name {
                "answer" if form.answer.is_empty() => form.answer = value,
                "key" if form.key.is_empty() => form.key = value,
                "adults" => {
                    form.adults.get_or_insert(value);
                }
                "children" => {
                    form.children.get_or_insert(value);
                }
                "note" => {
                    form.note.get_or_insert(value);
                }
                questions::FORM if form.version.is_none() => form.version = value.parse().ok(),
                name if name.starts_with("q-") => form.typed.push((name.to_owned(), value)),
                _ => {}
            }
        }
        form
    }

    /// What was typed into a field of a question: several where several are chosen.
    pub(super) fn typed(&self, name: &str) -> impl Iterator<Item = &str> {
        let of_name = self.typed.iter().filter(move |(of, _)| of == name);
        of_name.map(|(_, value)| value.as_str())
    }

    /// Whether it asked the questions of this version.
    pub(super) fn asks(&self, version: i32) -> bool {
        self.version == Some(version)
    }

    /// Whether it asked them, or none at all.
    pub(super) fn is_for(&self, version: i32) -> bool {
        self.version.is_none_or(|asked| asked == version)
    }

    /// Whether it asked any.
    pub(super) fn has_questions(&self) -> bool {
        self.version.is_some()
    }

    /// Errors: a refusal, if no button of the page was pressed.
    pub(super) fn wish(&self) -> Result<Wish, Error> {
        match self.answer.as_str() {
            "GOING" => Ok(Wish::Answer(Answer::Going)),
            "MAYBE" => Ok(Wish::Answer(Answer::Maybe)),
            "DECLINED" => Ok(Wish::Answer(Answer::Declined)),
            "WITHDRAW" => Ok(Wish::Withdraw),
            _ => Err(Error::input("status", Rule::Required)),
        }
    }

    /// Who comes; none if the page did not ask. What is no number is one that is refused as such, with
    /// all else that is wrong.
    pub(super) fn party(&self) -> Option<Party> {
        if self.adults.is_none() && self.children.is_none() {
            return None;
        }
        let number = |typed: &Option<String>| {
            let typed = typed.as_deref().unwrap_or("0").trim();
            typed.parse().unwrap_or(NO_NUMBER)
        };
        Some(Party::of(number(&self.adults), number(&self.children)))
    }

    /// Makes a second press of the same button do nothing again. It goes with what was typed, so that
    /// a page shown by going back takes another answer. None if the page's own was tampered with.
    pub(super) fn key(&self) -> Option<String> {
        let is_ours = self.key.len() <= 64
            && !self.key.is_empty()
            && self
                .key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if !is_ours {
            return None;
        }
        let typed = (
            (&self.answer, &self.adults, &self.children, &self.note),
            (&self.version, &self.typed),
        );
        let digest = Sha256::digest(format!("{typed:?}"));
        let digest: String = digest[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Some(format!("page-{}-{digest}", self.key))
    }
}

/// Whether a state is what becomes of an answer.
pub(super) fn is_answered_by(answer: Answer, state: RsvpState) -> bool {
    match answer {
        Answer::Going => matches!(
            state,
            RsvpState::Going | RsvpState::Waitlisted | RsvpState::Requested | RsvpState::Offered
        ),
        Answer::Maybe => state == RsvpState::Maybe,
        Answer::Declined => state == RsvpState::Declined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_once_and_strangers_are_left_out() {
        let form = Form::parse("answer=GOING&answer=DECLINED&adults=2&adults=9&x=1&note=%E9%9D%A0+%E9%97%A8&children=1".as_bytes());
        assert_eq!(form.wish().unwrap(), Wish::Answer(Answer::Going));
        let party = form.party().unwrap();
        assert_eq!((party.adults, party.children), (2, 1));
        assert_eq!(form.note.as_deref(), Some("靠 门"));
        assert!(Form::parse(b"answer=going").wish().is_err());
        assert!(Form::parse(b"\xff\xfe=%zz&&&=").wish().is_err());
        assert!(Form::parse(b"").party().is_none());
        for number in ["two", "", "1.5", "99999999999", "1e3"] {
            let form = Form::parse(format!("adults={number}").as_bytes());
            assert_eq!(form.party().unwrap().adults, NO_NUMBER, "{number}");
        }
    }

    #[test]
    fn a_key_goes_with_what_was_typed() {
        let key = |body: &str| Form::parse(body.as_bytes()).key();
        let one = key("key=abc&answer=GOING&adults=1");
        assert_eq!(one, key("key=abc&adults=1&answer=GOING"));
        assert_ne!(one, key("key=abc&answer=DECLINED&adults=1"));
        assert_ne!(one, key("key=abd&answer=GOING&adults=1"));
        assert_ne!(one, key("key=abc&answer=GOING&adults=1&form=1&q-0=1"));
        assert!(one.is_some_and(|key| key.len() <= 128));
        let long = "x".repeat(65);
        for bad in ["", "a b", "\u{706f}", long.as_str()] {
            let body = format!("answer=GOING&key={bad}");
            assert_eq!(key(&body), None, "{bad}");
        }
    }
}
