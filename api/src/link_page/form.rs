//! What a reader sent.

use mulin_domain::Error;
use mulin_domain::input::Rule;
use mulin_domain::rsvp::{Answer, Party};
use mulin_entities::RsvpState;
use sha2::{Digest, Sha256};
use url::form_urlencoded;

/// The largest number a select of the page offers.
const MOST: i32 = 20;

/// The fields of the form, as they were typed.
#[derive(Default)]
pub(super) struct Form {
    answer: String,
    key: String,
    pub(super) adults: Option<String>,
    pub(super) children: Option<String>,
    pub(super) note: Option<String>,
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
                _ => {}
            }
        }
        form
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

    /// Who comes; none if the page did not ask.
    ///
    /// Errors: a refusal, if it is no number.
    pub(super) fn party(&self) -> Result<Option<Party>, Error> {
        if self.adults.is_none() && self.children.is_none() {
            return Ok(None);
        }
        let number = |typed: &Option<String>, path: &str| {
            let typed = typed.as_deref().unwrap_or("0").trim();
            let (min, max) = (0, i64::from(MOST));
            typed
                .parse::<i32>()
                .map_err(|_| Error::input(path, Rule::Range { min, max }))
        };
        let adults = number(&self.adults, "party.adults")?;
        let children = number(&self.children, "party.children")?;
        Ok(Some(Party::of(adults, children)))
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
        let typed = (&self.answer, &self.adults, &self.children, &self.note);
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
        let party = form.party().unwrap().unwrap();
        assert_eq!((party.adults, party.children), (2, 1));
        assert_eq!(form.note.as_deref(), Some("靠 门"));
        assert!(Form::parse(b"answer=going").wish().is_err());
        assert!(Form::parse(b"\xff\xfe=%zz&&&=").wish().is_err());
        assert!(Form::parse(b"").party().unwrap().is_none());
        for number in ["two", "", "1.5", "99999999999", "1e3"] {
            let form = Form::parse(format!("adults={number}").as_bytes());
            assert!(form.party().is_err(), "{number}");
        }
    }

    #[test]
    fn a_key_goes_with_what_was_typed() {
        let key = |body: &str| Form::parse(body.as_bytes()).key();
        let one = key("key=abc&answer=GOING&adults=1");
        assert_eq!(one, key("key=abc&adults=1&answer=GOING"));
        assert_ne!(one, key("key=abc&answer=DECLINED&adults=1"));
        assert_ne!(one, key("key=abd&answer=GOING&adults=1"));
        assert!(one.is_some_and(|key| key.len() <= 128));
        let long = "x".repeat(65);
        for bad in ["", "a b", "\u{706f}", long.as_str()] {
            let body = format!("answer=GOING&key={bad}");
            assert_eq!(key(&body), None, "{bad}");
        }
    }
}
