//! Texts that providers bring: what is genuine, and what it says.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use mulin_notify::sms::aliyun::AliyunTexts;
use mulin_notify::sms::tencent::TencentTexts;
use mulin_notify::sms::twilio::TwilioTexts;
use mulin_notify::sms::webhook::{WebhookSecret, WebhookTexts};
use mulin_notify::sms::{Callback, IncomingText, TextReader};
use sha1::Sha1;

use crate::support::gateway::ambient;
use crate::support::sms::SECRET;

fn with<T>(headers: &[(&str, &str)], body: &str, read: impl FnOnce(&Callback<'_>) -> T) -> T {
    let header = |name: &str| {
        let header = headers.iter().find(|(header, _)| *header == name);
        header.map(|(_, value)| (*value).to_owned())
    };
    read(&Callback {
        header: &header,
        token: "",
        body: body.as_bytes(),
    })
}

const ADDRESS: &str = "https://events.example.org/hooks/sms/twilio/inbound";

fn signed(form: &str) -> String {
    let mut fields: Vec<(String, String)> = url::form_urlencoded::parse(form.as_bytes())
        .into_owned()
        .collect();
    fields.sort();
    let fields: String = fields
        .into_iter()
        .flat_map(|(name, value)| [name, value])
        .collect();
    let mut mac = Hmac::<Sha1>::new_from_slice(b"token").unwrap();
    mac.update(format!("{ADDRESS}{fields}").as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[test]
fn twilio_signs_its_forms() {
    let reader = TwilioTexts::new("token", ADDRESS);
    let form = "MessageSid=SM1&From=%2B8613812345678&To=%2B15005550006&Body=%E6%9D%A5";
    let signature = signed(form);
    for (given, body, genuine) in [
        (signature.as_str(), form, true),
        (
            signature.as_str(),
            "MessageSid=SM1&From=%2B86139&Body=1",
            false,
        ),
        ("", form, false),
    ] {
        let headers = [("x-twilio-signature", given)];
        let found = with(&headers, body, |callback| reader.is_genuine(callback));
        assert_eq!(found, genuine, "{body}");
    }
    assert!(!with(&[], form, |callback| reader.is_genuine(callback)));
    let texts = with(&[], form, |callback| reader.texts(callback).unwrap());
    assert_eq!(texts.len(), 1);
    let text = &texts[0];
    assert_eq!(
        (text.provider.as_str(), text.reference.as_deref()),
        ("twilio", Some("SM1"))
    );
    assert_eq!(
        (text.from.as_str(), text.text.as_str()),
        ("+8613812345678", "来")
    );
    assert_eq!(text.at, None);
    assert!(with(&[], "MessageSid=SM1", |callback| reader
        .texts(callback)
        .is_err()));
}

#[test]
fn a_webhook_signs_what_it_brings() {
    let secret = WebhookSecret::parse(SECRET).unwrap();
    let reader = WebhookTexts::new(secret, ambient());
    let body = r#"{"texts":[{"ref":"a1","from":"+8613812345678","to":"10690","text":"TD","at":"2027-02-12T10:29:58.5+08:00"},
        {"ref":"a2","from":"13900000000","text":"1"}]}"#;
    assert!(!with(&[], body, |callback| reader.is_genuine(callback)));
    let texts = with(&[], body, |callback| reader.texts(callback).unwrap());
    let read: Vec<_> = texts
        .iter()
        .map(|text| (text.reference.as_deref(), text.text.as_str()))
        .collect();
    assert_eq!(read, [(Some("a1"), "TD"), (Some("a2"), "1")]);
    let at = texts[0].at.map(|at| at.to_rfc3339());
    assert_eq!(at.as_deref(), Some("2027-02-12T02:29:58.500+00:00"));
    assert_eq!(texts[1].at, None);
    for wrong in [
        "",
        "{}",
        r#"{"texts":[{"from":"1","text":"1"}]}"#,
        r#"{"texts":[{"ref":"a1","from":"1","text":"1","at":"yesterday"}]}"#,
    ] {
        assert!(
            with(&[], wrong, |callback| reader.texts(callback).is_err()),
            "{wrong}"
        );
    }
    let nameless = r#"{"texts":[{"ref":"","from":"1","text":"1"}]}"#;
    assert!(with(&[], nameless, |callback| reader
        .texts(callback)
        .is_err()));
}

const TOKEN: &str = "0123456789abcdef01234567";

fn brought(reader: &dyn TextReader, token: &str, body: &str) -> Option<Vec<IncomingText>> {
    let callback = Callback {
        header: &|_| None,
        token,
        body: body.as_bytes(),
    };
    assert_eq!(reader.is_genuine(&callback), token == TOKEN, "{token}");
    reader.texts(&callback).ok()
}

#[test]
fn aliyun_brings_lists_of_named_texts() {
    let reader = AliyunTexts::new(TOKEN);
    // The form of its document, a number written either way, and what it may leave out.
    let body = r#"[
      {"phone_number":"13812345678","send_time":"2027-02-12 10:29:58","content":"TD",
       "sign_name":"睦邻","dest_code":"1069","sequence_id":1234567890},
      {"phone_number":"13812345678","content":"1","sequence_id":"1234567891","dest_code":1069},
      {"phone_number":"13812345678","content":"2","send_time":"soon"}]"#;
    let texts = brought(&reader, TOKEN, body).unwrap();
    assert_eq!(
        texts[0],
        IncomingText {
            provider: "aliyun".to_owned(),
            reference: Some("1234567890".to_owned()),
            from: "13812345678".to_owned(),
            to: "1069".to_owned(),
            text: "TD".to_owned(),
            at: Some("2027-02-12T02:29:58Z".parse().unwrap()),
        }
    );
    assert_eq!(texts[1].reference.as_deref(), Some("1234567891"));
    assert_eq!((texts[1].to.as_str(), texts[1].at), ("1069", None));
    let own = texts[2].reference.clone().unwrap();
    assert!(own.len() == 64 && texts[2].at.is_none(), "{own}");
    assert_eq!(
        brought(&reader, TOKEN, body).unwrap(),
        texts,
        "each time so"
    );
    assert_eq!(reader.thanks().1, r#"{"code":0,"msg":"接收成功"}"#);
    for nonsense in ["", "{}", "[{}]", r#"[{"phone_number":"1"}]"#] {
        assert_eq!(brought(&reader, TOKEN, nonsense), None, "{nonsense}");
    }
    for token in ["", "0123456789abcdef01234568"] {
        brought(&reader, token, body);
    }
}

#[test]
fn tencent_brings_one_text_without_a_name() {
    let reader = TencentTexts::new(TOKEN);
    let body = |mobile: &str, text: &str, time: i64| {
        format!(
            r#"{{"extend":"01","mobile":"{mobile}","nationcode":"86","sign":"睦邻",
                "text":"{text}","time":{time}}}"#
        )
    };
    let read = |body: &str| brought(&reader, TOKEN, body).unwrap();
    let first = read(&body("13812345678", "来", 1_457_336_869));
    assert_eq!(first.len(), 1);
    let text = &first[0];
    assert_eq!(
        (
            text.provider.as_str(),
            text.from.as_str(),
            text.text.as_str()
        ),
        ("tencent", "+8613812345678", "来")
    );
    assert_eq!(text.at, Some("2016-03-07T07:47:49Z".parse().unwrap()));
    // The same text has the same name each time, and another one another.
    let again = read(&format!("[{}]", body("13812345678", "来", 1_457_336_869)));
    assert_eq!(again, first);
    let name = text.reference.as_deref().unwrap();
    for other in [
        body("13812345679", "来", 1_457_336_869),
        body("13812345678", "不来", 1_457_336_869),
        body("13812345678", "来", 1_457_336_870),
    ] {
        assert_ne!(read(&other)[0].reference.as_deref(), Some(name));
    }
    assert!(!name.contains("138"));
    assert_eq!(reader.thanks().1, r#"{"result":0,"errmsg":"OK"}"#);
    let bare = read(r#"{"mobile":"13812345678","content":"TD","time":"1457336869"}"#);
    assert_eq!(
        (bare[0].from.as_str(), bare[0].at),
        ("13812345678", text.at)
    );
    for nonsense in ["", "{}", "1", r#"{"mobile":"1"}"#] {
        assert_eq!(brought(&reader, TOKEN, nonsense), None, "{nonsense}");
    }
    brought(&reader, "0123456789abcdef01234568", "{}");
}
