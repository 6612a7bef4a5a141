//! Every message in every language, as it is read.

use mulin_notify::{
    Act, Answer, DigestVars, DishVars, DishesVars, EventNews, Keep, Locale, Message, MessageKind,
    MessageVars, NamedLink, Purpose, Rendered, Renderer, join_names,
};

use crate::support::{acted, event_vars, message, reader, utc};

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
fn every_reminder_template_in_every_language() {
    let renderer = Renderer::new(None).unwrap();
    assert_eq!(renderer.reminder_templates(), ["short", "what_to_bring"]);
    for template in renderer.reminder_templates() {
        for locale in Locale::ALL {
            let message = message(MessageKind::EventReminder, locale).in_template(template);
            let sms = renderer.render_sms(&message).unwrap();
            let page = page(&renderer.render(&message).unwrap());
            insta::assert_snapshot!(
                format!("event_reminder_{template}_{locale}"),
                format!("{page}\n--- sms ---\n{sms}\n")
            );
        }
    }
}

#[test]
fn only_reminders_have_templates_and_one_that_is_gone_is_the_standard() {
    let renderer = Renderer::new(None).unwrap();
    for (kind, name) in [
        (MessageKind::EventCancelled, "short"),
        (MessageKind::SignInCode, "short"),
        (MessageKind::EventReminder, "gone"),
        (MessageKind::EventReminder, "sms"),
        (MessageKind::EventReminder, "../short"),
    ] {
        let standard = message(kind, Locale::ZhCn);
        let other = standard.clone().in_template(name);
        assert_eq!(
            renderer.render(&other).unwrap(),
            renderer.render(&standard).unwrap(),
            "{kind} {name}"
        );
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

/// A reminder to two who share an address.
fn shared(locale: Locale) -> Message {
    let names: [String; 2] = match locale {
        Locale::ZhCn => ["王秀兰", "李伟"].map(str::to_owned),
        Locale::En => ["Lan", "Wei"].map(str::to_owned),
    };
    let link = |(name, letter): (&String, &str)| NamedLink {
        name: name.clone(),
        url: format!("https://mulin.example/l/{}", letter.repeat(22)),
    };
    let mut vars = event_vars(EventNews::Reminder, locale);
    vars.recipient_name = join_names(&names, locale);
    vars.answer_url = None;
    vars.is_shared = true;
    vars.answers = names.iter().zip(["A", "B"]).map(link).collect();
    Message {
        locale,
        vars: MessageVars::Event(vars),
    }
}

#[test]
fn one_message_to_several_names_all_and_has_a_link_for_each() {
    let renderer = Renderer::new(None).unwrap();
    for locale in Locale::ALL {
        let message = shared(locale);
        let sms = renderer.render_sms(&message).unwrap();
        let page = page(&renderer.render(&message).unwrap());
        insta::assert_snapshot!(
            format!("shared_{locale}"),
            format!("{page}\n--- sms ---\n{sms}\n")
        );
    }
}

/// News for somebody who brings two dishes, of one of which much is known and of the other nothing.
fn cooked(news: EventNews, locale: Locale) -> Message {
    let words = |words: &[(&str, &str)]| -> Vec<String> {
        let word = |(chinese, english): &(&str, &str)| match locale {
            Locale::ZhCn => (*chinese).to_owned(),
            Locale::En => (*english).to_owned(),
        };
        words.iter().map(word).collect()
    };
    let word = |pair| words(&[pair]).concat();
    let pork = DishVars {
        number: 12,
        name: word(("红烧肉", "Braised pork")),
        servings: 20,
        cooked_at: Some(utc(12, 8, 15)),
        keep: Keep::Hot,
        contains: words(&[("大豆", "soybeans")]),
        may_contain: words(&[("坚果", "nuts")]),
        free_from: words(&[("乳", "milk"), ("花生", "peanuts")]),
        undeclared: words(&[("蛋类", "eggs"), ("鱼类", "fish")]),
    };
    let cucumber = DishVars {
        number: 13,
        name: word(("凉拌黄瓜", "Cucumber salad")),
        servings: 1,
        cooked_at: None,
        keep: Keep::Cold,
        contains: Vec::new(),
        may_contain: Vec::new(),
        free_from: Vec::new(),
        undeclared: words(&[("蛋类", "eggs")]),
    };
    let mut vars = event_vars(news, locale);
    vars.dishes = Some(DishesVars {
        bring_by: utc(12, 10, 0),
        bring_to: Some(word(("3号楼厨房", "the kitchen of building 3"))),
        dishes: vec![pork, cucumber],
    });
    Message {
        locale,
        vars: MessageVars::Event(vars),
    }
}

#[test]
fn who_brings_a_dish_reads_what_when_where_and_how_to_label_it() {
    let renderer = Renderer::new(None).unwrap();
    for locale in Locale::ALL {
        let message = cooked(EventNews::Reminder, locale);
        let sms = renderer.render_sms(&message).unwrap();
        let short = message.clone().in_template("short");
        let short = renderer.render_sms(&short).unwrap();
        let page = page(&renderer.render(&message).unwrap());
        insta::assert_snapshot!(
            format!("dishes_{locale}"),
            format!("{page}\n--- sms ---\n{sms}\n\n--- short sms ---\n{short}\n")
        );
    }
}

#[test]
fn whatever_tells_of_another_time_or_place_tells_it_of_the_dishes_too() {
    let renderer = Renderer::new(None).unwrap();
    for news in [
        EventNews::Rescheduled,
        EventNews::Moved,
        EventNews::Confirmed,
    ] {
        for (locale, told) in [
            (Locale::En, "no. 12 Braised pork"),
            (Locale::ZhCn, "12号红烧肉"),
        ] {
            let message = cooked(news, locale);
            let sms = renderer.render_sms(&message).unwrap();
            assert!(sms.contains(told) && sms.contains("18:00"), "{sms}");
            let digest = Message {
                locale,
                vars: MessageVars::Digest(DigestVars {
                    reader: reader(locale),
                    items: vec![
                        message.vars.clone(),
                        MessageVars::Event(event_vars(news, locale)),
                    ],
                }),
            };
            let digest = renderer.render(&digest).unwrap();
            for words in [&digest.text, &digest.html] {
                assert_eq!(words.matches(told).count(), 1, "{words}");
            }
        }
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
        EventNews::Moved,
        EventNews::Announcement,
        EventNews::Confirmed,
    ];
    let mut messages: Vec<Message> = news
        .map(|news| {
            let mut vars = event_vars(news, locale);
            vars.event_title = title.to_owned();
            vars.contact_phone = phone.clone();
            vars.previous_venue_name = Some(title.to_owned());
            vars.dishes = Some(DishesVars {
                bring_by: utc(12, 10, 0),
                bring_to: Some(title.to_owned()),
                dishes: vec![DishVars {
                    number: 1,
                    name: title.to_owned(),
                    servings: 1,
                    cooked_at: None,
                    keep: Keep::Ambient,
                    contains: vec![title.to_owned()],
                    may_contain: Vec::new(),
                    free_from: Vec::new(),
                    undeclared: Vec::new(),
                }],
            });
            vars.heading = Some(title.to_owned());
            // Its lines stay lines.
            vars.body = Some("<script>alert(1)</script>{{ 7*7 }}".to_owned());
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
            assert!(html.contains("prefers-color-scheme: dark"));
            assert_eq!(html.matches("<style").count(), 1, "and that in the layout");
            // Nothing is fetched, so that nobody learns who reads, and when.
            for remote in ["<link", "<img", "src=", "url(", "@import", "<script"] {
                assert!(!html.contains(remote), "{remote}");
            }
            for table in html.split("<table").skip(1) {
                assert!(table.starts_with(" role=\"presentation\""), "{table}");
            }
        }
    }
}

#[test]
fn the_variables_of_every_kind() {
    let mut text = String::new();
    for kind in MessageKind::ALL {
        text += &format!("{kind}\n");
        for (name, value) in mulin_notify::variables(kind, Locale::En) {
            text += &format!("  {name} = {value}\n");
        }
    }
    insta::assert_snapshot!(text);
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

#[test]
fn a_letter_tells_how_to_end_such_letters() {
    let renderer = Renderer::new(None).unwrap();
    let url = "https://mulin.example/n/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE";
    for locale in Locale::ALL {
        let message = message(MessageKind::EventReminder, locale);
        let plain = renderer.render(&message).unwrap();
        assert!(!plain.text.contains("/n/") && !plain.html.contains("/n/"));
        let told = renderer.render_with(&message, Some(url)).unwrap();
        assert!(told.text.ends_with(&format!("{url}\n")), "{}", told.text);
        let html = told.html.replace("&#x2f;", "/");
        assert!(html.contains(&format!("<a href=\"{url}\">")), "{html}");
        assert!(told.text.starts_with(&plain.text), "it comes last");
        let odd = renderer.render_with(&message, Some("javascript:alert(1)"));
        assert_eq!(odd.unwrap().text, plain.text);
    }
}
