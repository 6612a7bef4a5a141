//! Every message in every language, as it is read.

use std::fs;

use mulin_notify::{
    Act, Answer, EventNews, Locale, Message, MessageKind, MessageVars, Purpose, Rendered, Renderer,
};

use crate::support::{acted, event_vars, message};

/// News of an event with nothing but what there always is.
fn bare(locale: Locale) -> Message {
    let mut vars = event_vars(EventNews::Rescheduled, locale);
    vars.previous_starts_at = None;
    vars.venue_name = None;
    vars.venue_address = Some(" ".to_owned());
    vars.party_size = 0;
    vars.contact_phone = None;
    vars.answer_url = None;
    Message {
        locale,
        vars: MessageVars::Event(vars),
    }
}

fn page(rendered: &Rendered) -> String {
    let Rendered {
        subject,
        text,
        html,
    } = rendered;
    format!("{subject}\n\n--- text ---\n{text}\n--- html ---\n{html}\n")
}

#[test]
fn every_message_in_every_language() {
    let renderer = Renderer::new(None).unwrap();
    for kind in MessageKind::ALL {
        for locale in Locale::ALL {
            let rendered = renderer.render(&message(kind, locale)).unwrap();
            let name = format!("{}_{locale}", kind.as_str().to_lowercase());
            insta::assert_snapshot!(name, page(&rendered));
        }
    }
}

#[test]
fn what_is_not_known_is_not_mentioned() {
    let renderer = Renderer::new(None).unwrap();
    for locale in Locale::ALL {
        let message = bare(locale);
        let text = renderer.render(&message).unwrap().text;
        insta::assert_snapshot!(format!("bare_{locale}"), text);
    }
}

/// Every message whose subject holds something that a person wrote, made as bad as can be.
fn attacks(locale: Locale) -> Vec<Message> {
    let title = "Dumplings\r\nBcc: all@example.org\u{2028}<script>alert(1)</script>{{ 7*7 }}";
    let phone = Some("\"><img src=x>".to_owned());
    let news = [
        EventNews::Reminder,
        EventNews::Rescheduled,
        EventNews::Cancelled,
        EventNews::Promoted,
        EventNews::Offered,
        EventNews::OfferEnding,
        EventNews::OfferExpired,
        EventNews::Approved,
        EventNews::Refused,
        EventNews::Invited,
    ];
    let mut messages: Vec<Message> = news
        .map(|news| {
            let mut vars = event_vars(news, locale);
            vars.event_title = title.to_owned();
            vars.contact_phone = phone.clone();
            vars.answer_url = Some("javascript:alert(1)".to_owned());
            let vars = MessageVars::Event(vars);
            Message { locale, vars }
        })
        .into();
    let answers = [Answer::Going, Answer::Maybe, Answer::NotComing];
    messages.extend(answers.map(|answer| {
        let event_title = title.to_owned();
        let answered = Act::Answered {
            answer,
            event_title,
        };
        let mut message = acted(answered, locale);
        if let MessageVars::ActedForYou(vars) = &mut message.vars {
            vars.reader.contact_phone = phone.clone();
            vars.answer_url = Some("javascript:alert(1)".to_owned());
            vars.reader.recipient_name = title.to_owned();
        }
        message
    }));
    messages
}

#[test]
fn user_input_stays_text() {
    let renderer = Renderer::new(None).unwrap();
    for locale in Locale::ALL {
        for message in attacks(locale) {
            let sms = renderer.render_sms(&message).unwrap();
            let breaks = |c: char| c.is_control() || c == '\u{2028}';
            assert!(!sms.contains(breaks) && sms.contains("{{ 7*7 }}"), "{sms}");
            let Rendered {
                subject,
                text,
                html,
            } = renderer.render(&message).unwrap();
            assert!(
                !subject.contains(|c: char| c.is_control() || c == '\u{2028}'),
                "{subject:?}"
            );
            assert!(
                subject.contains("Dumplings Bcc: all@example.org <script>"),
                "{subject}"
            );
            assert!(subject.contains("{{ 7*7 }}"), "{subject}");
            assert!(
                !text.contains("\nBcc:") && !text.contains("javascript"),
                "{text}"
            );
            for bad in ["<script", "<img", "javascript", "\"><"] {
                let allowed = html.matches("\"><").count();
                assert!(
                    bad == "\"><" && allowed == 0 || !html.contains(bad),
                    "{bad}: {html}"
                );
            }
        }
    }
}

#[test]
fn html_is_legible_for_everybody() {
    let renderer = Renderer::new(None).unwrap();
    for kind in MessageKind::ALL {
        for locale in Locale::ALL {
            let html = renderer.render(&message(kind, locale)).unwrap().html;
            let sizes: Vec<u32> = html
                .split("font-size:")
                .skip(1)
                .map(|rest| rest.split("px").next().unwrap().parse().unwrap())
                .collect();
            assert!(
                !sizes.is_empty() && sizes.iter().all(|size| *size >= 18),
                "{sizes:?}"
            );
            assert!(html.contains(&format!("<html lang=\"{locale}\">")));
            assert!(html.contains("name=\"color-scheme\" content=\"light dark\""));
            assert!(
                !html.contains("<style") && !html.contains("<link"),
                "inline styles only"
            );
        }
    }
}

#[test]
fn one_file_can_be_replaced() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("zh-CN")).unwrap();
    fs::write(folder.path().join("README.md"), "ours").unwrap();
    fs::write(
        folder.path().join("zh-CN/event_reminder.subject.txt"),
        "吃饭啦：\n{{ event_title }}\n",
    )
    .unwrap();
    let ours = Renderer::new(Some(folder.path())).unwrap();
    let theirs = Renderer::new(None).unwrap();
    let message = message(MessageKind::EventReminder, Locale::ZhCn);
    let (ours, theirs) = (
        ours.render(&message).unwrap(),
        theirs.render(&message).unwrap(),
    );
    assert_eq!(ours.subject, "吃饭啦： 元宵节聚餐");
    assert_eq!(ours.text, theirs.text);
    assert!(ours.html.contains("<title>吃饭啦： 元宵节聚餐</title>"));
}

#[test]
fn a_bad_template_fails_at_start_and_is_named() {
    for (file, source) in [
        ("en/rsvp_promoted.txt", "{{ guest_name }}"),
        (
            "en/rsvp_promoted.html",
            "{% if place %}{{ place.street.name }}{% endif %}",
        ),
        (
            "zh-CN/_page.txt",
            "{% if not contact_phone %}{{ missing }}{% endif %}",
        ),
        ("zh-CN/event_cancelled.subject.txt", "{{ event_title"),
        ("en/event_reminder.html", "{% include 'en/missing.html' %}"),
        ("en/event_remainder.txt", "a misspelt name"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(file);
        fs::create_dir(path.parent().unwrap()).unwrap();
        fs::write(path, source).unwrap();
        let error = Renderer::new(Some(folder.path())).err().unwrap();
        assert!(error.file.ends_with(file), "{file}: {error}");
        assert!(!error.to_string().contains("王秀英"), "{error}");
    }
    let missing = tempfile::tempdir().unwrap().path().join("missing");
    assert!(Renderer::new(Some(&missing)).is_err());
}

#[test]
fn text_messages_are_one_line_each() {
    let renderer = Renderer::new(None).unwrap();
    for locale in Locale::ALL {
        let mut lines: Vec<String> = MessageKind::ALL
            .into_iter()
            .map(|kind| renderer.render_sms(&message(kind, locale)).unwrap())
            .collect();
        lines.push(renderer.render_sms(&bare(locale)).unwrap());
        assert!(lines.iter().all(|line| !line.contains('\n')));
        if locale == Locale::ZhCn {
            // What an operator of telephones asks for in China: the signature comes first.
            assert!(lines.iter().all(|line| line.starts_with("【睦邻】")));
        }
        insta::assert_snapshot!(format!("sms_{locale}"), lines.join("\n"));
    }
}

#[test]
fn the_code_comes_first() {
    let renderer = Renderer::new(None).unwrap();
    for locale in Locale::ALL {
        let message = message(MessageKind::SignInCode, locale);
        let Rendered { subject, text, .. } = renderer.render(&message).unwrap();
        assert!(subject.starts_with("012345 ") && text.starts_with("012345 "));
    }
    let sms = renderer.render_sms(&message(MessageKind::SignInCode, Locale::En));
    assert!(sms.unwrap().starts_with("012345 "));
}

#[test]
fn whatever_was_done_for_somebody_has_words() {
    let renderer = Renderer::new(None).unwrap();
    for locale in Locale::ALL {
        let answers = [Answer::Going, Answer::Maybe, Answer::NotComing];
        let purposes = [
            Purpose::ActOnBehalf,
            Purpose::SensitiveData,
            Purpose::Promotions,
            Purpose::Photos,
        ];
        let answered = answers.map(|answer| Act::Answered {
            answer,
            event_title: event_vars(EventNews::Reminder, locale).event_title,
        });
        let acts = answered
            .into_iter()
            .chain(purposes.map(Act::ConsentGiven))
            .chain(purposes.map(Act::ConsentWithdrawn));
        let mut lines: Vec<String> = acts
            .map(|act| renderer.render(&acted(act, locale)).unwrap().subject)
            .collect();
        let mut nobody = acted(Act::ConsentGiven(Purpose::Photos), locale);
        if let MessageVars::ActedForYou(vars) = &mut nobody.vars {
            vars.by.clear();
        }
        lines.push(renderer.render(&nobody).unwrap().subject);
        insta::assert_snapshot!(format!("acts_{locale}"), lines.join("\n"));
    }
}
