//! What each provider is asked about a message, and what it tells.

use mulin_notify::sms::{Asked, Receipt, Report};
use mulin_notify::{SendError, SmsProvider};
use serde_json::json;

use crate::support::gateway::{Gateway, https, now};
use crate::support::signed::{gateway, of_twilio, signed_for_aliyun, signed_for_tencent};
use crate::support::sms as text;
use crate::support::sms::{aliyun, tencent, twilio};

fn question(provider_ref: Option<&str>) -> Asked {
    Asked {
        id: crate::support::sms(1).id,
        provider_ref: provider_ref.map(str::to_owned),
        to: crate::support::sms(1).to,
        // Still the day before in London, and so in Beijing.
        sent_at: now() - chrono::TimeDelta::hours(10),
    }
}

async fn told(
    provider: &dyn SmsProvider,
    provider_ref: Option<&str>,
) -> Result<Option<Receipt>, SendError> {
    provider.status(&question(provider_ref)).await
}

fn failed(code: &str) -> Report {
    Report::Failed {
        code: code.to_owned(),
    }
}

#[tokio::test]
async fn aliyun_is_asked_by_number_and_day_and_found_by_our_id() {
    let detail = |id: &str, status: i32, code: &str| json!({ "OutId": id, "SendStatus": status, "ErrCode": code, "PhoneNum": "13812345671" });
    let list = |details: serde_json::Value| {
        json!({ "Code": "OK", "SmsSendDetailDTOs": { "SmsSendDetailDTO": details } }).to_string()
    };
    for (status, code, expected) in [
        (3, "DELIVERED", Report::Delivered),
        (2, "MOBILE_NOT_ON_SERVICE", failed("NOT_REACHED")),
        (2, "MK:0008", failed("ALIYUN_MK_0008")),
        (1, "", Report::Accepted),
    ] {
        let ours = list(json!([
            detail("other", 3, "DELIVERED"),
            detail("delivery-1", status, code)
        ]));
        let gateway = gateway(signed_for_aliyun, 200, &ours).await;
        let provider = aliyun(gateway.url(), https());
        let receipt = told(provider.as_ref(), Some("9006^0"))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(receipt.report, expected);
        assert_eq!(receipt.provider_ref, "9006^0");
        let query = gateway.asked()[0].query().to_owned();
        assert!(
            query.contains("BizId=9006%5E0") && query.contains("SendDate=20270212"),
            "{query}"
        );
    }
    let others = list(json!([detail("other", 3, "DELIVERED")]));
    let gateway = Gateway::saying(200, &others).await;
    assert_eq!(
        told(aliyun(gateway.url(), https()).as_ref(), None).await,
        Ok(None)
    );
}

#[tokio::test]
async fn tencent_is_asked_by_number_and_found_by_serial_number_or_our_id() {
    let status = |serial: &str, context: &str, status: &str, what: &str| {
        json!({ "SerialNo": serial, "SessionContext": context, "ReportStatus": status,
            "Description": what })
    };
    let list = json!({ "Response": { "PullSmsSendStatusSet": [
        status("1", "other", "FAIL", "x"),
        status("2", "delivery-1", "SUCCESS", "DELIVRD"),
    ] } });
    let gateway = gateway(signed_for_tencent, 200, &list.to_string()).await;
    let provider = tencent(gateway.url(), https());
    for provider_ref in [Some("2"), None] {
        let receipt = told(provider.as_ref(), provider_ref)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (receipt.provider_ref.as_str(), receipt.report),
            ("2", Report::Delivered)
        );
    }
    assert_eq!(told(provider.as_ref(), Some("3")).await, Ok(None));
    let asked = gateway.asked().remove(0).json();
    assert_eq!(asked["PhoneNumber"], "+8613812345671");
    assert_eq!(asked["Offset"], 0);
}

#[tokio::test]
async fn twilio_is_asked_by_its_own_name() {
    let says = r#"{"sid":"SM1","status":"undelivered","error_code":30005}"#;
    let gateway = gateway(of_twilio, 200, says).await;
    let provider = twilio(gateway.url(), https());
    let receipt = told(provider.as_ref(), Some("SM1")).await.unwrap().unwrap();
    assert_eq!(receipt.report, failed("INVALID_NUMBER"));
    let asked = gateway.asked().remove(0);
    assert_eq!(
        (asked.method.as_str(), asked.target.as_str()),
        ("GET", "/2010-04-01/Accounts/AC1/Messages/SM1.json")
    );
    // Without its name nobody can be asked for it.
    assert_eq!(told(provider.as_ref(), None).await, Ok(None));
    assert_eq!(gateway.asked().len(), 1);
}

/// Asking sends nothing, so that no fault of it is more than a fault for now.
#[tokio::test]
async fn asking_in_vain_is_never_more_than_a_fault_for_now() {
    for (made, _) in &text::ALL[..3] {
        for (status, body) in [(200, "not JSON"), (500, ""), (403, "{}")] {
            let gateway = Gateway::saying(status, body).await;
            let error = told(made(gateway.url(), https()).as_ref(), Some("SM1")).await;
            assert!(
                matches!(error, Err(SendError::Temporary { .. })),
                "{error:?}"
            );
        }
    }
}
