//! Templates of a folder in place of the built-in ones, and the faults of such a folder.

use std::fs;

use mulin_notify::{Locale, MessageKind, Renderer};

use crate::support::message;

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
fn a_folder_may_add_a_reminder_template() {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, source: &str| {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, source).unwrap();
    };
    for locale in ["zh-CN", "en"] {
        write(
            &format!("{locale}/event_reminder.boots.txt"),
            "{{ event_title }}, in boots",
        );
        write(
            &format!("{locale}/event_reminder.boots.sms.txt"),
            "{{ event_title }}, in boots",
        );
    }
    write(
        "en/event_reminder.boots.html",
        "<p>{{ event_title }}, {{ boots }}</p>",
    );
    // What it lacks is told, and with it nothing that follows from that.
    let faults = Renderer::new(Some(folder.path())).err().unwrap();
    let files: Vec<&str> = faults.0.iter().map(|fault| fault.file.as_str()).collect();
    assert_eq!(files, ["zh-CN/event_reminder.boots.html"]);
    write(
        "zh-CN/event_reminder.boots.html",
        "<p>{{ event_title }}</p>",
    );
    // And then a variable that nobody knows.
    let faults = Renderer::new(Some(folder.path())).err().unwrap();
    let files: Vec<&str> = faults.0.iter().map(|fault| fault.file.as_str()).collect();
    assert_eq!(files, ["en/event_reminder.boots.html"]);
    write("en/event_reminder.boots.html", "<p>{{ event_title }}</p>");
    let renderer = Renderer::new(Some(folder.path())).unwrap();
    let names = ["boots", "short", "what_to_bring"];
    assert_eq!(renderer.reminder_templates(), names);
    assert_eq!(mulin_notify::reminder_templates(Some(folder.path())), names);
    let standard = message(MessageKind::EventReminder, Locale::ZhCn);
    let boots = standard.clone().in_template("boots");
    let (boots, standard) = (
        renderer.render(&boots).unwrap(),
        renderer.render(&standard).unwrap(),
    );
    assert_eq!(boots.subject, standard.subject, "it has none of its own");
    assert!(boots.text.ends_with(", in boots\n"), "{}", boots.text);
    write("zh-CN/event_reminder.Boots.txt", "a name that is none");
    let faults = Renderer::new(Some(folder.path())).err().unwrap();
    assert_eq!(faults.0.len(), 1, "{faults}");
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
        let files: Vec<&str> = error.0.iter().map(|fault| fault.file.as_str()).collect();
        assert!(files.iter().all(|one| one.ends_with(file)), "{files:?}");
        assert_eq!(error.0.len(), 1, "{error}");
        assert!(!error.to_string().contains("王秀英"), "{error}");
    }
    let missing = tempfile::tempdir().unwrap().path().join("missing");
    assert!(Renderer::new(Some(&missing)).is_err());
}

#[test]
fn every_fault_of_a_folder_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, source: &str| {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, source).unwrap();
    };
    write("en/sms_help.sms.txt", "{{ guest }}");
    write("en/rsvp_promoted.subject.txt", "{{ guest }}");
    write("en/rsvp_promoted.txt", "{{ guest }}");
    write("zh-CN/sign_in_code.sms.txt", "{{ code }} {{ hours }}");
    let faults = Renderer::new(Some(folder.path())).err().unwrap();
    let mut files: Vec<&str> = faults.0.iter().map(|fault| fault.file.as_str()).collect();
    files.sort_unstable();
    let expected = [
        "en/rsvp_promoted.subject.txt",
        "en/rsvp_promoted.txt",
        "en/sms_help.sms.txt",
        "zh-CN/sign_in_code.sms.txt",
    ];
    assert_eq!(files, expected, "{faults}");
    // What is not even read is told as well, in the same breath.
    write("en/sms_help.txt", "{{ guest");
    write("en/sms_helf.txt", "");
    let faults = Renderer::new(Some(folder.path())).err().unwrap();
    assert_eq!(faults.0.len(), 2, "{faults}");
    assert_eq!(faults.to_string().lines().count(), 2);
}
