//! What a delivery receipt says: by its parameters where the centre gives them, else by its text
//! (SMPP 3.4, appendix B).

use crate::sms::{Receipt, Report, fault};

/// Reads a receipt; none if it names no message.
pub(super) fn read(id: Option<&str>, state: Option<u8>, text: &str) -> Option<Receipt> {
    let id = id
        .filter(|id| !id.is_empty())
        .or_else(|| field(text, "id"))?;
    let report = match (state, field(text, "stat")) {
        (Some(state), _) => by_number(state, field(text, "err")),
        (None, Some(word)) => by_word(word, field(text, "err")),
        (None, None) => Report::Accepted,
    };
    Some(Receipt {
        provider_ref: id.to_owned(),
        id: None,
        report,
    })
}

/// `message_state` (section 5.2.28).
fn by_number(state: u8, error: Option<&str>) -> Report {
    let word = match state {
        2 => "DELIVRD",
        3 => "EXPIRED",
        4 => "DELETED",
        5 => "UNDELIV",
        8 => "REJECTD",
        _ => "ENROUTE",
    };
    by_word(word, error)
}

fn by_word(word: &str, error: Option<&str>) -> Report {
    let word = word.to_ascii_uppercase();
    match word.as_str() {
        "DELIVRD" => Report::Delivered,
        "EXPIRED" => Report::Failed {
            code: fault::NOT_REACHED.to_owned(),
        },
        "DELETED" | "UNDELIV" | "REJECTD" => {
            let is_code = |code: &&str| {
                (1..=3).contains(&code.len())
                    && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
                    && !code.bytes().all(|byte| byte == b'0')
            };
            let code = match error.filter(is_code) {
                Some(error) => format!("SMPP_{word}_{}", error.to_ascii_uppercase()),
                None => format!("SMPP_{word}"),
            };
            Report::Failed { code }
        }
        // ACCEPTD is not the end for many centres, whatever the standard says.
        _ => Report::Accepted,
    }
}

/// A field of the text, whatever case its name is written in. The words of the message come last,
/// and may say anything: nothing is read from them.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.split_ascii_whitespace()
        .take_while(|word| !starts(word, "text:"))
        .find(|word| starts(word, name) && word.as_bytes().get(name.len()) == Some(&b':'))
        .and_then(|word| word.get(name.len() + 1..))
        .filter(|value| !value.is_empty())
}

fn starts(word: &str, name: &str) -> bool {
    word.get(..name.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(stat: &str, err: &str) -> String {
        format!(
            "id:0A1b sub:001 dlvrd:001 submit date:2611221000 done date:2611221001 stat:{stat} \
             err:{err} text:id:9 stat:DELIVRD"
        )
    }

    fn failed(code: &str) -> Report {
        Report::Failed {
            code: code.to_owned(),
        }
    }

    #[test]
    fn receipts_are_read_by_their_text() {
        let told = read(None, None, &text("DELIVRD", "000")).unwrap();
        assert_eq!(
            (told.provider_ref.as_str(), told.report),
            ("0A1b", Report::Delivered)
        );
        for (stat, err, code) in [
            ("UNDELIV", "000", "SMPP_UNDELIV"),
            ("undeliv", "0bc", "SMPP_UNDELIV_0BC"),
            ("REJECTD", "+86138", "SMPP_REJECTD"),
            ("EXPIRED", "255", "NOT_REACHED"),
        ] {
            let told = read(None, None, &text(stat, err)).unwrap();
            assert_eq!(told.report, failed(code), "{stat} {err}");
        }
        for stat in ["ENROUTE", "ACCEPTD", "UNKNOWN", "其他"] {
            let told = read(None, None, &text(stat, "000")).unwrap();
            assert_eq!(told.report, Report::Accepted, "{stat}");
        }
    }

    #[test]
    fn parameters_go_before_the_text() {
        let told = read(Some("77"), Some(5), &text("DELIVRD", "001")).unwrap();
        assert_eq!(told.provider_ref, "77");
        assert_eq!(told.report, failed("SMPP_UNDELIV_001"));
        assert_eq!(
            read(Some("77"), Some(2), "").unwrap().report,
            Report::Delivered
        );
        assert_eq!(
            read(Some("77"), Some(7), "").unwrap().report,
            Report::Accepted
        );
    }

    #[test]
    fn what_names_no_message_is_none() {
        for nothing in [
            "",
            "text:id:9 stat:DELIVRD",
            "identity:9",
            "id: stat:DELIVRD",
        ] {
            assert_eq!(read(None, None, nothing), None, "{nothing:?}");
        }
    }
}
