//! What Twilio's numbers mean (twilio.com/docs/api/errors).

use super::super::provider::{Report, fault};
use crate::transport::SendError;

/// Of a refusal to send.
pub(super) fn refusal(code: u32) -> SendError {
    use fault::*;
    match code {
        21211 | 21214 | 21217 | 21614 => SendError::permanent(INVALID_NUMBER),
        21610 => SendError::permanent(OPTED_OUT),
        21408 | 21612 | 21635 => SendError::permanent(DESTINATION_REFUSED),
        21605 | 21617 => SendError::permanent(TOO_LONG),
        21602 | 21619 | 30007 => SendError::permanent(CONTENT_REFUSED),
        // Too many at a time, or in the queue of the sender's number.
        14107 | 20429 | 21611 | 30022 => SendError::temporary(THROTTLED),
        20003 | 20005 | 20008 | 20404 | 21603 | 21606 | 21659 | 21660 | 21701 | 21703 => {
            SendError::temporary(CREDENTIALS_REFUSED)
        }
        30002 | 30010 => SendError::temporary(NO_CREDIT),
        code => SendError::temporary(format!("TWILIO_{code}")),
    }
}

/// Of the state of a message; none for one that tells nothing.
pub(super) fn report(state: &str, code: Option<u32>) -> Option<Report> {
    use fault::*;
    let code = match state {
        "delivered" | "read" => return Some(Report::Delivered),
        "accepted" | "scheduled" | "queued" | "sending" | "sent" => return Some(Report::Accepted),
        "undelivered" | "failed" | "canceled" => match code {
            Some(21211 | 21614 | 30005 | 30006) => INVALID_NUMBER.to_owned(),
            Some(21610) => OPTED_OUT.to_owned(),
            Some(30004) => BLACKLISTED.to_owned(),
            Some(30003) => NOT_REACHED.to_owned(),
            Some(30007) => CONTENT_REFUSED.to_owned(),
            Some(21408 | 21612) => DESTINATION_REFUSED.to_owned(),
            Some(code) => format!("TWILIO_{code}"),
            None => format!("TWILIO_{}", state.to_ascii_uppercase()),
        },
        _ => return None,
    };
    Some(Report::Failed { code })
}
