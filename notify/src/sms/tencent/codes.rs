//! What Tencent Cloud's codes mean (cloud.tencent.com/document/product/382/59177).

use super::super::https::plain_code;
use super::super::provider::{Report, fault};
use crate::transport::SendError;

/// Of an answer to a sending: a code other than `Ok`, with which nothing is sent.
pub(super) fn refusal(code: &str) -> SendError {
    use fault::*;
    let (family, rest) = code.split_once('.').unwrap_or((code, ""));
    match (family, rest) {
        ("InvalidParameterValue", "IncorrectPhoneNumber") => SendError::permanent(INVALID_NUMBER),
        ("FailedOperation", "PhoneNumberInBlacklist") => SendError::permanent(BLACKLISTED),
        ("FailedOperation", "ContainSensitiveWord")
        | ("FailedOperation", "ForbidAddMarketingTemplates") => {
            SendError::permanent(CONTENT_REFUSED)
        }
        ("FailedOperation", "SignatureIncorrectOrUnapproved" | "MissingSignature")
        | ("InvalidParameterValue", "SignNameLengthTooLong") => {
            SendError::permanent(SIGNATURE_REFUSED)
        }
        ("FailedOperation" | "InvalidParameterValue", rest)
            if rest.starts_with("Template") || rest.contains("TemplateParam") =>
        {
            SendError::permanent(TEMPLATE_REFUSED)
        }
        ("InvalidParameterValue", "ContentLengthLimit") => SendError::permanent(TEMPLATE_REFUSED),
        ("FailedOperation", "InsufficientBalanceInSmsPackage") => SendError::temporary(NO_CREDIT),
        ("UnsupportedOperation", _) => SendError::permanent(DESTINATION_REFUSED),
        ("LimitExceeded" | "RequestLimitExceeded", _) => SendError::temporary(THROTTLED),
        ("AuthFailure" | "UnauthorizedOperation", _) => SendError::temporary(CREDENTIALS_REFUSED),
        // What our request itself was refused for.
        (
            "InternalError",
            "RequestTimeException" | "SigFieldMissing" | "SigVerificationFail" | "UnixTime",
        ) => SendError::temporary(CREDENTIALS_REFUSED),
        ("InternalError", "JsonParseFail") => SendError::temporary(plain_code("TENCENT", rest)),
        // It broke, or timed out, with the message in its hands: nobody knows.
        ("InternalError", "") => SendError::unknown(plain_code("TENCENT", code)),
        ("InternalError", rest) => SendError::unknown(plain_code("TENCENT", rest)),
        _ => SendError::temporary(plain_code("TENCENT", code)),
    }
}

/// Of a receipt: `errmsg` of a callback, `Description` of an answer to a question.
pub(super) fn report(status: &str, code: &str) -> Report {
    use fault::*;
    if status == "SUCCESS" {
        return Report::Delivered;
    }
    let code = match code {
        "INVALID_NUMBER" | "MOBILE_NOT_EXIST" | "NOT_EXIST" => INVALID_NUMBER,
        "USER_UNSUBSCRIBE" | "UNSUBSCRIBE" | "REJECT_BY_USER" => OPTED_OUT,
        "MOBILE_BLACK" | "BLACK" | "BLACKLIST" | "IN_BLACKLIST" => BLACKLISTED,
        "KEYWORD" | "CONTENT_KEYWORD" => CONTENT_REFUSED,
        "EXPIRED" | "UNDELIV" | "MOBILE_OFF" | "SHUTDOWN" => NOT_REACHED,
        _ => {
            return Report::Failed {
                code: plain_code("TENCENT", code),
            };
        }
    };
    Report::Failed {
        code: code.to_owned(),
    }
}
