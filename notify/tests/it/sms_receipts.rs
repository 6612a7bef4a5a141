//! Receipts that providers bring: what is genuine, and what it says.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use mulin_notify::sms::aliyun::AliyunReceipts;
use mulin_notify::sms::tencent::TencentReceipts;
use mulin_notify::sms::twilio::TwilioReceipts;
use mulin_notify::sms::webhook::{WebhookReceipts, WebhookSecret};
use mulin_notify::sms::{Callback, Receipt, ReceiptReader, Report};
use sha1::Sha1;

use crate::support::gateway::{ambient, now};
use crate::support::sms::{CALLBACK, SECRET};

fn with<T>(
    headers: &[(&str, &str)],
    token: &str,
    body: &str,
    read: impl FnOnce(&Callback<'_>) -> T,
) -> T {
    let header = |name: &str| {
        let header = headers.iter().find(|(header, _)| *header == name);
        header.map(|(_, value)| (*value).to_owned())
    };
    read(&Callback {
        header: &header,
        token,
        body: body.as_bytes(),
    })
}

fn receipt(provider_ref: &str, id: Option<&str>, report: Report) -> Receipt {
    Receipt {
        provider_ref: provider_ref.to_owned(),
        id: id.map(str::to_owned),
        report,
    }
}

fn failed(code: &str) -> Report {
    Report::Failed {
        code: code.to_owned(),
    }
}

fn says(reader: &dyn ReceiptReader, token: &str, body: &str) -> Option<Vec<Receipt>> {
    with(&[], token, body, |callback| reader.receipts(callback).ok())
}

#[test]
fn aliyun_knows_the_secret_in_the_address() {
    let reader = AliyunReceipts::new("0123456789abcdef");
    for (token, genuine) in [
        ("0123456789abcdef", true),
        ("0123456789abcdee", false),
        ("", false),
    ] {
        assert_eq!(
            with(&[], token, "[]", |it| reader.is_genuine(it)),
            genuine,
            "{token}"
        );
    }
    // The example of the document, and a failure.
    let body = r#"[
      {"phone_number":"1381111****","send_time":"2017-01-01 00:00:00",
       "report_time":"2017-01-01 00:00:00","success":true,"err_code":"DELIVERED",
       "err_msg":"用户接收成功","sms_size":"1","biz_id":"12345","out_id":"67890"},
      {"phone_number":"1381111****","success":false,"err_code":"USER_REJECT","biz_id":"2"}]"#;
    assert_eq!(
        says(&reader, "", body).unwrap(),
        [
            receipt("12345", Some("67890"), Report::Delivered),
            receipt("2", None, failed("OPTED_OUT")),
        ]
    );
    assert_eq!(reader.thanks().1, r#"{"code":0,"msg":"接收成功"}"#);
    for nonsense in ["", "{}", "[{}]", "[1]", "\u{0}"] {
        assert_eq!(says(&reader, "", nonsense), None, "{nonsense}");
    }
}

#[test]
fn tencent_knows_the_secret_in_the_address() {
    let reader = TencentReceipts::new("0123456789abcdef");
    assert!(with(&[], "0123456789abcdef", "[]", |it| reader.is_genuine(it)));
    assert!(!with(&[], "0123456789abcdeF", "[]", |it| reader.is_genuine(it)));
    // The example of the document, and a failure.
    let body = r#"[
      {"user_receive_time":"2015-10-17 08:03:04","nationcode":"86","mobile":"13xxxxxxxxx",
       "report_status":"SUCCESS","errmsg":"DELIVRD","description":"用户短信送达成功","sid":"xxxxxxx"},
      {"report_status":"FAIL","errmsg":"MK:0005","sid":"2"}]"#;
    assert_eq!(
        says(&reader, "", body).unwrap(),
        [
            receipt("xxxxxxx", None, Report::Delivered),
            receipt("2", None, failed("TENCENT_MK_0005")),
        ]
    );
    assert_eq!(says(&reader, "", r#"{"sid":"1"}"#), None);
}

fn twilio_signature(address: &str, body: &str) -> String {
    let mut fields: Vec<(String, String)> = url::form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect();
    fields.sort();
    let fields: String = fields
        .into_iter()
        .map(|(name, value)| name + &value)
        .collect();
    let mac = Hmac::<Sha1>::new_from_slice(b"12345").unwrap();
    let mac = mac.chain_update(format!("{address}{fields}"));
    STANDARD.encode(mac.finalize().into_bytes())
}

#[test]
fn twilio_signs_address_and_form() {
    let reader = TwilioReceipts::new("12345", CALLBACK);
    let body = "MessageSid=SM1&MessageStatus=delivered&To=%2B8613812345671&From=%2B15005550006";
    let right = twilio_signature(&format!("{CALLBACK}/delivery-1"), body);
    let genuine = |signature: &str, token: &str, body: &str| {
        let headers = [("x-twilio-signature", signature)];
        with(&headers, token, body, |it| reader.is_genuine(it))
    };
    assert!(genuine(&right, "delivery-1", body));
    assert!(!genuine(&right, "delivery-2", body), "of another message");
    assert!(!genuine(
        &right,
        "delivery-1",
        &body.replace("delivered", "failed")
    ));
    assert!(!genuine("", "delivery-1", body));
    assert!(!with(&[], "delivery-1", body, |it| reader.is_genuine(it)));
    assert_eq!(
        says(&reader, "delivery-1", body).unwrap(),
        [receipt("SM1", Some("delivery-1"), Report::Delivered)]
    );
    for (state, code, report) in [
        ("sent", "", Report::Accepted),
        ("undelivered", "30003", failed("NOT_REACHED")),
        ("failed", "30007", failed("CONTENT_REFUSED")),
        ("failed", "", failed("TWILIO_FAILED")),
    ] {
        let body = format!("MessageSid=SM1&MessageStatus={state}&ErrorCode={code}");
        let told = says(&reader, "delivery-1", &body).unwrap();
        assert_eq!(told, [receipt("SM1", Some("delivery-1"), report)]);
    }
    // A state that nobody knows tells nothing; without one it is no receipt.
    assert_eq!(
        says(&reader, "1", "MessageSid=SM1&MessageStatus=new").unwrap(),
        []
    );
    assert_eq!(says(&reader, "1", "MessageSid=SM1"), None);
}

#[test]
fn a_webhook_signs_what_it_tells() {
    let reader = WebhookReceipts::new(WebhookSecret::parse(SECRET).unwrap(), ambient());
    let body = r#"{"receipts":[{"ref":"w-1","id":"delivery-1","state":"DELIVERED"},
        {"ref":"w-2","state":"FAILED","code":"INVALID_NUMBER"},
        {"id":"delivery-3","state":"FAILED","code":"13812345671"},
        {"ref":"w-4","state":"ACCEPTED"},{"ref":"delivery-5.2","state":"DELIVERED"}]}"#;
    let signature = |time: i64| {
        let key = STANDARD.decode(&SECRET["whsec_".len()..]).unwrap();
        let mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
        let mac = mac.chain_update(format!("r-1.{time}.{body}"));
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    };
    let genuine = |time: i64, signature: &str| {
        let time = time.to_string();
        let headers = [
            ("webhook-id", "r-1"),
            ("webhook-timestamp", time.as_str()),
            ("webhook-signature", signature),
        ];
        with(&headers, "", body, |it| reader.is_genuine(it))
    };
    let at = now().timestamp();
    assert!(genuine(at, &signature(at)));
    assert!(genuine(at - 299, &signature(at - 299)));
    assert!(!genuine(at - 301, &signature(at - 301)), "too old");
    assert!(!genuine(at + 301, &signature(at + 301)), "from the future");
    assert!(!genuine(at, &signature(at - 1)), "another time was signed");
    assert_eq!(
        says(&reader, "", body).unwrap(),
        [
            receipt("w-1", Some("delivery-1"), Report::Delivered),
            receipt("w-2", None, failed("INVALID_NUMBER")),
            receipt("", Some("delivery-3"), failed("WEBHOOK_OTHER")),
            receipt("w-4", None, Report::Accepted),
            receipt("delivery-5.2", Some("delivery-5"), Report::Delivered),
        ]
    );
    assert_eq!(
        says(&reader, "", r#"{"receipts":[{"state":"GONE"}]}"#),
        None
    );
}
