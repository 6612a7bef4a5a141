//! What Aliyun's codes mean (help.aliyun.com/zh/sms/developer-reference/api-error-codes and the codes of
//! receipts).

use super::super::https::plain_code;
use super::super::provider::{Report, fault};
use crate::transport::SendError;

/// Of an answer to a sending: a code other than `OK`, with which nothing is sent.
pub(super) fn refusal(code: &str) -> SendError {
    use fault::*;
    let bare = code.strip_prefix("isv.").unwrap_or(code);
    match bare {
        "MOBILE_NUMBER_ILLEGAL" => SendError::permanent(INVALID_NUMBER),
        "MOBILE_IN_BLACK" | "PHONENUMBER_IN_BLACKLIST" => SendError::permanent(BLACKLISTED),
        "DOMESTIC_NUMBER_NOT_SUPPORTED" | "CUSTOMER_REFUSED" | "COUNTRY_NOT_SUPPORTED" => {
            SendError::permanent(DESTINATION_REFUSED)
        }
        "SMS_CONTENT_ILLEGAL"
        | "BLACK_KEY_CONTROL_LIMIT"
        | "SMS_CONTENT_MISMATCH_TEMPLATE_TYPE"
        | "UNSUPPORTED_CONTENT" => SendError::permanent(CONTENT_REFUSED),
        "SMS_TEMPLATE_ILLEGAL"
        | "TEMPLATE_MISSING_PARAMETERS"
        | "TEMPLATE_PARAMS_ILLEGAL"
        | "INVALID_JSON_PARAM"
        | "PARAM_LENGTH_LIMIT"
        | "PARAM_NOT_SUPPORT_URL"
        | "TEMPLATE_COUNT_OVER_LIMIT"
        | "TEMPLATE_OVER_LIMIT"
        | "INVALID_PARAMETERS"
        | "SMS_OVER_LIMIT" => SendError::permanent(TEMPLATE_REFUSED),
        "SMS_SIGNATURE_ILLEGAL"
        | "SMS_SIGN_ILLEGAL"
        | "SIGN_NAME_ILLEGAL"
        | "SIGN_OVER_LIMIT"
        | "SMS_SIGNATURE_SCENE_ILLEGAL"
        | "SIGNATURE_BLACKLIST" => SendError::permanent(SIGNATURE_REFUSED),
        "BUSINESS_LIMIT_CONTROL"
        | "DAY_LIMIT_CONTROL"
        | "MONTH_LIMIT_CONTROL"
        | "SMS_CONTENT_LIMIT_CONTROL" => SendError::temporary(THROTTLED),
        "AMOUNT_NOT_ENOUGH" | "OUT_OF_SERVICE" | "ACCOUNT_ABNORMAL" => {
            SendError::temporary(NO_CREDIT)
        }
        "isp.RAM_PERMISSION_DENY"
        | "PRODUCT_UN_SUBSCRIPT"
        | "PRODUCT_UNSUBSCRIBE"
        | "ACCOUNT_NOT_EXISTS"
        | "DENY_IP_RANGE"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "InvalidTimeStamp.Expired"
        | "SignatureNonceUsed" => SendError::temporary(CREDENTIALS_REFUSED),
        _ if bare.starts_with("InvalidAccessKeyId") || bare.starts_with("Forbidden") => {
            SendError::temporary(CREDENTIALS_REFUSED)
        }
        _ if bare.starts_with("Throttling") => SendError::temporary(THROTTLED),
        _ => SendError::temporary(plain_code("ALIYUN", bare)),
    }
}

/// Of a receipt. `DELIVRD` is how operators write it.
pub(super) fn report(delivered: bool, code: &str) -> Report {
    use fault::*;
    if delivered {
        return Report::Delivered;
    }
    let code = match code {
        "INVALID_NUMBER" | "MOBILE_NUMBER_ILLEGAL" | "NUMBER_NOT_EXIST" => INVALID_NUMBER,
        "USER_REJECT" | "MOBILE_REJECT" => OPTED_OUT,
        "MOBILE_IN_BLACK" | "BLACKLIST" | "IN_BLACKLIST" => BLACKLISTED,
        "CONTENT_KEYWORD" | "CONTENT_ERROR" | "SMS_CONTENT_ILLEGAL" => CONTENT_REFUSED,
        "MOBILE_SEND_LIMIT" | "MOBILE_CONTENT_LIMIT" => THROTTLED,
        "MOBILE_NOT_ON_SERVICE" | "MOBILE_TERMINAL_ERROR" | "EXPIRED" | "UNDELIV" => NOT_REACHED,
        "SIGNATURE_BLACKLIST" | "SIGN_NAME_ILLEGAL" => SIGNATURE_REFUSED,
        "NO_ROUTE" | "DESTINATION_NOT_SUPPORTED" => DESTINATION_REFUSED,
        _ => return failed(plain_code("ALIYUN", code)),
    };
    failed(code.to_owned())
}

const fn failed(code: String) -> Report {
    Report::Failed { code }
}
