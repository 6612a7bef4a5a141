//! What each provider sends and how it is signed, checked as its document describes it.

use mulin_notify::Sms;
use serde_json::json;

use crate::support::gateway::{Asked, Gateway, https};
use crate::support::signed::{
    gateway, of_twilio, signed_for_aliyun, signed_for_tencent, signed_for_webhook,
};
use crate::support::sms as text;
use crate::support::sms::{CALLBACK, aliyun, tencent, twilio, webhook};

fn code() -> Sms {
    crate::support::sms(1)
}

#[tokio::test]
async fn aliyun_gets_template_and_variables_and_our_id() {
    let gateway = gateway(signed_for_aliyun, 200, text::ALL[0].1).await;
    let provider = aliyun(gateway.url(), https());
    let handed = provider.send(&code()).await.unwrap();
    assert_eq!(
        (handed.provider_ref.as_str(), handed.parts),
        ("9006^0", None)
    );
    let asked = gateway.asked().remove(0);
    assert_eq!(asked.header("x-acs-action"), "SendSms");
    assert_eq!(asked.header("x-acs-version"), "2017-05-25");
    assert_eq!(asked.header("x-acs-date"), "2027-02-12T02:30:00Z");
    let mut fields = asked.fields(asked.query().as_bytes());
    fields.sort();
    let expected = [
        ("OutId", "delivery-1"),
        ("PhoneNumbers", "13812345671"),
        ("SignName", "幸福里"),
        ("TemplateCode", "T_SIGN_IN_CODE"),
        ("TemplateParam", r#"{"code":"012341","m":"10"}"#),
    ];
    assert_eq!(
        fields,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    let wording = provider.wording(&code());
    assert_eq!(wording, "【幸福里】012341 是您的登录验证码。");
    // Elsewhere the country stays.
    let elsewhere = Sms {
        to: "+85261234567".to_owned(),
        ..code()
    };
    provider.send(&elsewhere).await.unwrap();
    assert!(
        gateway.asked()[1]
            .query()
            .contains("PhoneNumbers=85261234567")
    );
}

#[tokio::test]
async fn tencent_gets_variables_in_order_and_our_id() {
    let gateway = gateway(signed_for_tencent, 200, text::ALL[1].1).await;
    let handed = tencent(gateway.url(), https()).send(&code()).await.unwrap();
    assert_eq!(
        (handed.provider_ref.as_str(), handed.parts),
        ("5000:1", Some(1))
    );
    let asked = gateway.asked().remove(0);
    assert_eq!(asked.header("x-tc-version"), "2021-01-11");
    assert_eq!(asked.header("x-tc-region"), "ap-guangzhou");
    assert_eq!(
        asked.json(),
        json!({
            "PhoneNumberSet": ["+8613812345671"],
            "SmsSdkAppId": "1400006666",
            "SignName": "幸福里",
            "TemplateId": "T_SIGN_IN_CODE",
            "TemplateParamSet": ["012341", "10"],
            "SessionContext": "delivery-1",
        })
    );
}

#[tokio::test]
async fn twilio_gets_the_words_and_an_address_for_the_receipt() {
    let gateway = gateway(of_twilio, 201, text::ALL[2].1).await;
    let handed = twilio(gateway.url(), https()).send(&code()).await.unwrap();
    assert_eq!(
        (handed.provider_ref.as_str(), handed.parts),
        ("SM1", Some(1))
    );
    let asked = gateway.asked().remove(0);
    assert_eq!(asked.target, "/2010-04-01/Accounts/AC1/Messages.json");
    let expected = [
        ("To", "+8613812345671"),
        ("From", "+15005550006"),
        ("Body", "【睦邻】012341 是您的登录验证码。"),
        ("StatusCallback", &format!("{CALLBACK}/delivery-1")),
    ];
    assert_eq!(
        asked.fields(&asked.body),
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}

#[tokio::test]
async fn a_webhook_gets_everything_signed() {
    let gateway = gateway(signed_for_webhook, 200, r#"{"ref":"w-1","parts":2}"#).await;
    let handed = webhook(gateway.url(), https()).send(&code()).await.unwrap();
    assert_eq!(
        (handed.provider_ref.as_str(), handed.parts),
        ("w-1", Some(2))
    );
    let asked = gateway.asked().remove(0);
    assert_eq!(asked.header("webhook-id"), "delivery-1");
    assert_eq!(
        asked.json(),
        json!({
            "id": "delivery-1",
            "ref": "delivery-1.1",
            "to": "+8613812345671",
            "text": "【幸福里】012341 是您的登录验证码。",
            "kind": "SIGN_IN_CODE",
            "locale": "zh-CN",
            "variables": { "code": "012341", "minutes": "10" },
        })
    );
}

#[tokio::test]
async fn a_webhook_without_names_of_its_own_has_one_of_each_try() {
    let silent = Gateway::saying(204, "").await;
    let webhook = webhook(silent.url(), https());
    for generation in 1..=2 {
        let again = Sms {
            generation,
            ..code()
        };
        let handed = webhook.send(&again).await.unwrap();
        assert_eq!(handed.provider_ref, format!("delivery-1.{generation}"));
        let asked = silent.asked().pop().unwrap();
        // It is one message all the same, by which the receiver knows what it has taken.
        assert_eq!(asked.header("webhook-id"), "delivery-1");
        let told = asked.json();
        assert_eq!(told["id"], "delivery-1");
        assert_eq!(told["ref"], handed.provider_ref);
    }
}

/// The gateways of these tests do look: of a request that somebody changed on its way, no signature
/// holds.
#[tokio::test]
async fn what_was_changed_on_its_way_is_not_signed_any_more() {
    let checks: [fn(&Asked) -> bool; 4] = [
        signed_for_aliyun,
        signed_for_tencent,
        of_twilio,
        signed_for_webhook,
    ];
    for ((made, good), is_signed) in text::ALL.into_iter().zip(checks) {
        let gateway = Gateway::saying(200, good).await;
        made(gateway.url(), https()).send(&code()).await.unwrap();
        let asked = gateway.asked().remove(0);
        assert!(is_signed(&asked), "{asked:?}");
        let mut changed = vec![asked.clone(); 2];
        changed[0].body.extend(b" ");
        changed[1].target = asked.target.replace("13812345671", "13812345672");
        for header in [
            "authorization",
            "webhook-signature",
            "x-acs-date",
            "x-tc-timestamp",
        ] {
            if !asked.header(header).is_empty() {
                let mut other = asked.clone();
                let headers = other.headers.iter_mut().filter(|(name, _)| name == header);
                headers.for_each(|(_, value)| *value = value.replacen(['a', '0', '1'], "2", 9));
                changed.push(other);
            }
        }
        let is_other =
            |other: &&Asked| other.target != asked.target || other.headers != asked.headers;
        for other in changed.iter().filter(is_other) {
            assert!(!is_signed(other), "{other:?}");
        }
        // Twilio's requests are not signed: who has the password is believed.
        assert!(!is_signed(&changed[0]) || asked.header("authorization").starts_with("Basic"));
    }
}
