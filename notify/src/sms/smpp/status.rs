//! What a centre's refusals mean for a message (`command_status`, SMPP 3.4, section 5.1.3).

use rusmppc::error::Error;

use crate::sms::fault;
use crate::transport::SendError;

/// What is known of a message after a submission ended so.
pub(super) fn of_error(error: &Error) -> SendError {
    match error {
        Error::UnexpectedResponse { response } => match u32::from(response.status()) {
            0 => SendError::unknown(fault::ANSWER_UNREADABLE),
            status => of_status(status),
        },
        Error::ResponseTimeout { .. } => SendError::unknown(fault::ANSWER_TIMEOUT),
        // Nothing was written that could be read: the message is at fault.
        Error::Encode(_) => SendError::permanent("SMPP_ENCODE"),
        // It may have been on its way already.
        _ => SendError::unknown(fault::CONNECTION_LOST),
    }
}

/// What a refusal means: whatever is about this message or its number is for good, whatever is about
/// the moment or our account passes. A mistake of the configuration is no recipient's fault.
pub(super) fn of_status(status: u32) -> SendError {
    let code = format!("SMPP_{status:03X}");
    match status {
        0x0b | 0x50 | 0x51 => SendError::permanent(fault::INVALID_NUMBER),
        0x01 => SendError::permanent(fault::TOO_LONG),
        // Encoding and class of the message; the centre has decided about it for good.
        0x43 | 0x65 | 0x66 | 0x101 | 0x104 => SendError::permanent(code),
        0x14 | 0x58 => SendError::temporary(fault::THROTTLED),
        _ => SendError::temporary(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_for_good_only_where_the_message_is_at_fault() {
        for (status, expected) in [
            (0x0b, SendError::permanent(fault::INVALID_NUMBER)),
            (0x01, SendError::permanent(fault::TOO_LONG)),
            (0x65, SendError::permanent("SMPP_065")),
            (0x58, SendError::temporary(fault::THROTTLED)),
            (0x14, SendError::temporary(fault::THROTTLED)),
            (0x08, SendError::temporary("SMPP_008")),
            (0x0a, SendError::temporary("SMPP_00A")),
            (0x45, SendError::temporary("SMPP_045")),
            (0x0400, SendError::temporary("SMPP_400")),
        ] {
            assert_eq!(of_status(status), expected, "{status:#x}");
        }
    }
}
