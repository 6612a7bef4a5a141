//! What the refusals of each provider mean.

use mulin_notify::{SendError, Sms};
use serde_json::json;

use crate::support::gateway::{Gateway, https};
use crate::support::sms as text;
use crate::support::sms::{aliyun, tencent, twilio, webhook};

fn code() -> Sms {
    crate::support::sms(1)
}

fn permanent(code: &str) -> SendError {
    SendError::Permanent {
        code: code.to_owned(),
    }
}

fn temporary(code: &str) -> SendError {
    SendError::Temporary {
        code: code.to_owned(),
    }
}

fn unknown(code: &str) -> SendError {
    SendError::Unknown {
        code: code.to_owned(),
        perhaps: None,
    }
}

/// What a gateway says of our key is no fault of the reader.
#[tokio::test]
async fn a_signature_that_is_refused_is_no_fault_of_the_reader() {
    for (made, _) in text::ALL {
        for status in [401, 403] {
            let gateway = Gateway::saying(status, "").await;
            let error = made(gateway.url(), https()).send(&code()).await;
            assert_eq!(error, Err(temporary("CREDENTIALS_REFUSED")));
        }
    }
}

#[tokio::test]
async fn refusals_inside_an_answer_count_by_their_codes() {
    let aliyun_says = |code: &str| json!({ "Code": code, "Message": "13812345671" }).to_string();
    let tencent_says = |code: &str| {
        json!({ "Response": { "SendStatusSet": [{ "SerialNo": "", "Code": code, "Fee": 0 }] } })
            .to_string()
    };
    let tencent_fails = |code: &str| {
        json!({ "Response": { "Error": { "Code": code, "Message": "" } } }).to_string()
    };
    let twilio_says = |code: u32| json!({ "code": code, "message": "13812345671" }).to_string();
    let webhook_says = |code: &str, permanent: bool| {
        json!({ "error": { "code": code, "permanent": permanent } }).to_string()
    };
    let cases: Vec<(text::Made, u16, String, SendError)> = vec![
        (
            aliyun,
            200,
            aliyun_says("isv.MOBILE_NUMBER_ILLEGAL"),
            permanent("INVALID_NUMBER"),
        ),
        (
            aliyun,
            200,
            aliyun_says("isv.SMS_TEMPLATE_ILLEGAL"),
            permanent("TEMPLATE_REFUSED"),
        ),
        (
            aliyun,
            200,
            aliyun_says("isv.SMS_SIGNATURE_ILLEGAL"),
            permanent("SIGNATURE_REFUSED"),
        ),
        (
            aliyun,
            200,
            aliyun_says("isv.BUSINESS_LIMIT_CONTROL"),
            temporary("THROTTLED"),
        ),
        (
            aliyun,
            200,
            aliyun_says("isv.AMOUNT_NOT_ENOUGH"),
            temporary("NO_CREDIT"),
        ),
        (
            aliyun,
            400,
            aliyun_says("Throttling.User"),
            temporary("THROTTLED"),
        ),
        (
            aliyun,
            404,
            aliyun_says("InvalidAccessKeyId.NotFound"),
            temporary("CREDENTIALS_REFUSED"),
        ),
        (
            aliyun,
            200,
            aliyun_says("isp.SYSTEM_ERROR"),
            temporary("ALIYUN_ISP_SYSTEM_ERROR"),
        ),
        (
            aliyun,
            200,
            aliyun_says("13812345671"),
            temporary("ALIYUN_OTHER"),
        ),
        (
            tencent,
            200,
            tencent_says("InvalidParameterValue.IncorrectPhoneNumber"),
            permanent("INVALID_NUMBER"),
        ),
        (
            tencent,
            200,
            tencent_says("FailedOperation.PhoneNumberInBlacklist"),
            permanent("BLACKLISTED"),
        ),
        (
            tencent,
            200,
            tencent_says("FailedOperation.TemplateIncorrectOrUnapproved"),
            permanent("TEMPLATE_REFUSED"),
        ),
        (
            tencent,
            200,
            tencent_says("LimitExceeded.PhoneNumberDailyLimit"),
            temporary("THROTTLED"),
        ),
        (
            tencent,
            200,
            tencent_fails("AuthFailure.SignatureFailure"),
            temporary("CREDENTIALS_REFUSED"),
        ),
        (
            tencent,
            200,
            tencent_fails("InternalError.Timeout"),
            unknown("TENCENT_TIMEOUT"),
        ),
        (
            tencent,
            200,
            tencent_fails("InternalError"),
            unknown("TENCENT_INTERNALERROR"),
        ),
        (
            tencent,
            200,
            tencent_fails("InternalError.SigVerificationFail"),
            temporary("CREDENTIALS_REFUSED"),
        ),
        // Beside a status that says that something broke, a refusal that can be read is still one.
        (
            aliyun,
            503,
            aliyun_says("Throttling.User"),
            temporary("THROTTLED"),
        ),
        (
            tencent,
            500,
            tencent_fails("FailedOperation.PhoneNumberInBlacklist"),
            permanent("BLACKLISTED"),
        ),
        (twilio, 500, twilio_says(21610), permanent("OPTED_OUT")),
        (
            webhook,
            503,
            webhook_says("THROTTLED", false),
            temporary("THROTTLED"),
        ),
        (
            webhook,
            500,
            webhook_says("INVALID_NUMBER", true),
            permanent("INVALID_NUMBER"),
        ),
        // And one that cannot be read may be the breakage itself, whatever it says of itself.
        (
            webhook,
            503,
            webhook_says("being repaired", false),
            unknown("HTTP_503"),
        ),
        (webhook, 502, webhook_says("E17", true), unknown("HTTP_502")),
        (twilio, 400, twilio_says(21211), permanent("INVALID_NUMBER")),
        (twilio, 400, twilio_says(21610), permanent("OPTED_OUT")),
        (
            twilio,
            403,
            twilio_says(21408),
            permanent("DESTINATION_REFUSED"),
        ),
        (
            twilio,
            401,
            twilio_says(20003),
            temporary("CREDENTIALS_REFUSED"),
        ),
        (twilio, 429, twilio_says(20429), temporary("THROTTLED")),
        (
            twilio,
            201,
            json!({ "sid": "SM1", "status": "failed", "error_code": 30007 }).to_string(),
            permanent("CONTENT_REFUSED"),
        ),
        (
            webhook,
            422,
            webhook_says("OPTED_OUT", true),
            permanent("OPTED_OUT"),
        ),
        (
            webhook,
            422,
            webhook_says("no such thing", false),
            temporary("WEBHOOK_NO_SUCH_THING"),
        ),
        (
            webhook,
            200,
            webhook_says("THROTTLED", false),
            temporary("THROTTLED"),
        ),
        (
            webhook,
            200,
            webhook_says("INVALID_NUMBER", true),
            permanent("INVALID_NUMBER"),
        ),
    ];
    for (made, status, body, expected) in cases {
        let gateway = Gateway::saying(status, &body).await;
        let error = made(gateway.url(), https())
            .send(&code())
            .await
            .unwrap_err();
        assert_eq!(error, expected, "{body}");
    }
}
