//! Where the templates come from: embedded in the binary, single files replaced from a folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::message::Locale;
use crate::render::TemplateError;

macro_rules! embed {
    ($($name:literal)*) => { &[$(($name, include_str!(concat!("../templates/", $name)))),*] };
}

const EMBEDDED: &[(&str, &str)] = embed![
    "layout.html"
    "en/_letter.html"
    "en/_letter.txt"
    "en/_page.html"
    "en/_page.txt"
    "en/_shift.html"
    "en/_shift.txt"
    "en/_ticket.html"
    "en/_ticket.txt"
    "en/acted_for_you.html"
    "en/acted_for_you.sms.txt"
    "en/acted_for_you.subject.txt"
    "en/acted_for_you.txt"
    "en/announcement.html"
    "en/announcement.sms.txt"
    "en/announcement.subject.txt"
    "en/announcement.txt"
    "en/digest.html"
    "en/digest.sms.txt"
    "en/digest.subject.txt"
    "en/digest.txt"
    "en/event_cancelled.html"
    "en/event_cancelled.sms.txt"
    "en/event_cancelled.subject.txt"
    "en/event_cancelled.txt"
    "en/event_moved.html"
    "en/event_moved.sms.txt"
    "en/event_moved.subject.txt"
    "en/event_moved.txt"
    "en/event_reminder.html"
    "en/event_reminder.short.html"
    "en/event_reminder.short.sms.txt"
    "en/event_reminder.short.txt"
    "en/event_reminder.sms.txt"
    "en/event_reminder.subject.txt"
    "en/event_reminder.txt"
    "en/event_reminder.what_to_bring.html"
    "en/event_reminder.what_to_bring.sms.txt"
    "en/event_reminder.what_to_bring.subject.txt"
    "en/event_reminder.what_to_bring.txt"
    "en/event_rescheduled.html"
    "en/event_rescheduled.sms.txt"
    "en/event_rescheduled.subject.txt"
    "en/event_rescheduled.txt"
    "en/invited.html"
    "en/invited.sms.txt"
    "en/invited.subject.txt"
    "en/invited.txt"
    "en/registration_confirmed.html"
    "en/registration_confirmed.sms.txt"
    "en/registration_confirmed.subject.txt"
    "en/registration_confirmed.txt"
    "en/rsvp_approved.html"
    "en/rsvp_approved.sms.txt"
    "en/rsvp_approved.subject.txt"
    "en/rsvp_approved.txt"
    "en/rsvp_confirmed.html"
    "en/rsvp_confirmed.sms.txt"
    "en/rsvp_confirmed.subject.txt"
    "en/rsvp_confirmed.txt"
    "en/rsvp_offer_ending.html"
    "en/rsvp_offer_ending.sms.txt"
    "en/rsvp_offer_ending.subject.txt"
    "en/rsvp_offer_ending.txt"
    "en/rsvp_offer_expired.html"
    "en/rsvp_offer_expired.sms.txt"
    "en/rsvp_offer_expired.subject.txt"
    "en/rsvp_offer_expired.txt"
    "en/rsvp_offered.html"
    "en/rsvp_offered.sms.txt"
    "en/rsvp_offered.subject.txt"
    "en/rsvp_offered.txt"
    "en/rsvp_promoted.html"
    "en/rsvp_promoted.sms.txt"
    "en/rsvp_promoted.subject.txt"
    "en/rsvp_promoted.txt"
    "en/rsvp_refused.html"
    "en/rsvp_refused.sms.txt"
    "en/rsvp_refused.subject.txt"
    "en/rsvp_refused.txt"
    "en/shift_cancelled.html"
    "en/shift_cancelled.sms.txt"
    "en/shift_cancelled.subject.txt"
    "en/shift_cancelled.txt"
    "en/shift_changed.html"
    "en/shift_changed.sms.txt"
    "en/shift_changed.subject.txt"
    "en/shift_changed.txt"
    "en/shift_promoted.html"
    "en/shift_promoted.sms.txt"
    "en/shift_promoted.subject.txt"
    "en/shift_promoted.txt"
    "en/shift_signed_up.html"
    "en/shift_signed_up.sms.txt"
    "en/shift_signed_up.subject.txt"
    "en/shift_signed_up.txt"
    "en/shift_swap_offered.html"
    "en/shift_swap_offered.sms.txt"
    "en/shift_swap_offered.subject.txt"
    "en/shift_swap_offered.txt"
    "en/shift_swapped.html"
    "en/shift_swapped.sms.txt"
    "en/shift_swapped.subject.txt"
    "en/shift_swapped.txt"
    "en/sign_in_code.html"
    "en/sign_in_code.sms.txt"
    "en/sign_in_code.subject.txt"
    "en/sign_in_code.txt"
    "en/sms_help.html"
    "en/sms_help.sms.txt"
    "en/sms_help.subject.txt"
    "en/sms_help.txt"
    "en/ticket_booked.html"
    "en/ticket_booked.sms.txt"
    "en/ticket_booked.subject.txt"
    "en/ticket_booked.txt"
    "en/ticket_closed.html"
    "en/ticket_closed.sms.txt"
    "en/ticket_closed.subject.txt"
    "en/ticket_closed.txt"
    "en/ticket_nearly.html"
    "en/ticket_nearly.sms.txt"
    "en/ticket_nearly.subject.txt"
    "en/ticket_nearly.txt"
    "en/ticket_promoted.html"
    "en/ticket_promoted.sms.txt"
    "en/ticket_promoted.subject.txt"
    "en/ticket_promoted.txt"
    "en/ticket_ready.html"
    "en/ticket_ready.sms.txt"
    "en/ticket_ready.subject.txt"
    "en/ticket_ready.txt"
    "en/volunteers_called.html"
    "en/volunteers_called.sms.txt"
    "en/volunteers_called.subject.txt"
    "en/volunteers_called.txt"
    "zh-CN/_letter.html"
    "zh-CN/_letter.txt"
    "zh-CN/_page.html"
    "zh-CN/_page.txt"
    "zh-CN/_shift.html"
    "zh-CN/_shift.txt"
    "zh-CN/_ticket.html"
    "zh-CN/_ticket.txt"
    "zh-CN/acted_for_you.html"
    "zh-CN/acted_for_you.sms.txt"
    "zh-CN/acted_for_you.subject.txt"
    "zh-CN/acted_for_you.txt"
    "zh-CN/announcement.html"
    "zh-CN/announcement.sms.txt"
    "zh-CN/announcement.subject.txt"
    "zh-CN/announcement.txt"
    "zh-CN/digest.html"
    "zh-CN/digest.sms.txt"
    "zh-CN/digest.subject.txt"
    "zh-CN/digest.txt"
    "zh-CN/event_cancelled.html"
    "zh-CN/event_cancelled.sms.txt"
    "zh-CN/event_cancelled.subject.txt"
    "zh-CN/event_cancelled.txt"
    "zh-CN/event_moved.html"
    "zh-CN/event_moved.sms.txt"
    "zh-CN/event_moved.subject.txt"
    "zh-CN/event_moved.txt"
    "zh-CN/event_reminder.html"
    "zh-CN/event_reminder.short.html"
    "zh-CN/event_reminder.short.sms.txt"
    "zh-CN/event_reminder.short.txt"
    "zh-CN/event_reminder.sms.txt"
    "zh-CN/event_reminder.subject.txt"
    "zh-CN/event_reminder.txt"
    "zh-CN/event_reminder.what_to_bring.html"
    "zh-CN/event_reminder.what_to_bring.sms.txt"
    "zh-CN/event_reminder.what_to_bring.subject.txt"
    "zh-CN/event_reminder.what_to_bring.txt"
    "zh-CN/event_rescheduled.html"
    "zh-CN/event_rescheduled.sms.txt"
    "zh-CN/event_rescheduled.subject.txt"
    "zh-CN/event_rescheduled.txt"
    "zh-CN/invited.html"
    "zh-CN/invited.sms.txt"
    "zh-CN/invited.subject.txt"
    "zh-CN/invited.txt"
    "zh-CN/registration_confirmed.html"
    "zh-CN/registration_confirmed.sms.txt"
    "zh-CN/registration_confirmed.subject.txt"
    "zh-CN/registration_confirmed.txt"
    "zh-CN/rsvp_approved.html"
    "zh-CN/rsvp_approved.sms.txt"
    "zh-CN/rsvp_approved.subject.txt"
    "zh-CN/rsvp_approved.txt"
    "zh-CN/rsvp_confirmed.html"
    "zh-CN/rsvp_confirmed.sms.txt"
    "zh-CN/rsvp_confirmed.subject.txt"
    "zh-CN/rsvp_confirmed.txt"
    "zh-CN/rsvp_offer_ending.html"
    "zh-CN/rsvp_offer_ending.sms.txt"
    "zh-CN/rsvp_offer_ending.subject.txt"
    "zh-CN/rsvp_offer_ending.txt"
    "zh-CN/rsvp_offer_expired.html"
    "zh-CN/rsvp_offer_expired.sms.txt"
    "zh-CN/rsvp_offer_expired.subject.txt"
    "zh-CN/rsvp_offer_expired.txt"
    "zh-CN/rsvp_offered.html"
    "zh-CN/rsvp_offered.sms.txt"
    "zh-CN/rsvp_offered.subject.txt"
    "zh-CN/rsvp_offered.txt"
    "zh-CN/rsvp_promoted.html"
    "zh-CN/rsvp_promoted.sms.txt"
    "zh-CN/rsvp_promoted.subject.txt"
    "zh-CN/rsvp_promoted.txt"
    "zh-CN/rsvp_refused.html"
    "zh-CN/rsvp_refused.sms.txt"
    "zh-CN/rsvp_refused.subject.txt"
    "zh-CN/rsvp_refused.txt"
    "zh-CN/shift_cancelled.html"
    "zh-CN/shift_cancelled.sms.txt"
    "zh-CN/shift_cancelled.subject.txt"
    "zh-CN/shift_cancelled.txt"
    "zh-CN/shift_changed.html"
    "zh-CN/shift_changed.sms.txt"
    "zh-CN/shift_changed.subject.txt"
    "zh-CN/shift_changed.txt"
    "zh-CN/shift_promoted.html"
    "zh-CN/shift_promoted.sms.txt"
    "zh-CN/shift_promoted.subject.txt"
    "zh-CN/shift_promoted.txt"
    "zh-CN/shift_signed_up.html"
    "zh-CN/shift_signed_up.sms.txt"
    "zh-CN/shift_signed_up.subject.txt"
    "zh-CN/shift_signed_up.txt"
    "zh-CN/shift_swap_offered.html"
    "zh-CN/shift_swap_offered.sms.txt"
    "zh-CN/shift_swap_offered.subject.txt"
    "zh-CN/shift_swap_offered.txt"
    "zh-CN/shift_swapped.html"
    "zh-CN/shift_swapped.sms.txt"
    "zh-CN/shift_swapped.subject.txt"
    "zh-CN/shift_swapped.txt"
    "zh-CN/sign_in_code.html"
    "zh-CN/sign_in_code.sms.txt"
    "zh-CN/sign_in_code.subject.txt"
    "zh-CN/sign_in_code.txt"
    "zh-CN/sms_help.html"
    "zh-CN/sms_help.sms.txt"
    "zh-CN/sms_help.subject.txt"
    "zh-CN/sms_help.txt"
    "zh-CN/ticket_booked.html"
    "zh-CN/ticket_booked.sms.txt"
    "zh-CN/ticket_booked.subject.txt"
    "zh-CN/ticket_booked.txt"
    "zh-CN/ticket_closed.html"
    "zh-CN/ticket_closed.sms.txt"
    "zh-CN/ticket_closed.subject.txt"
    "zh-CN/ticket_closed.txt"
    "zh-CN/ticket_nearly.html"
    "zh-CN/ticket_nearly.sms.txt"
    "zh-CN/ticket_nearly.subject.txt"
    "zh-CN/ticket_nearly.txt"
    "zh-CN/ticket_promoted.html"
    "zh-CN/ticket_promoted.sms.txt"
    "zh-CN/ticket_promoted.subject.txt"
    "zh-CN/ticket_promoted.txt"
    "zh-CN/ticket_ready.html"
    "zh-CN/ticket_ready.sms.txt"
    "zh-CN/ticket_ready.subject.txt"
    "zh-CN/ticket_ready.txt"
    "zh-CN/volunteers_called.html"
    "zh-CN/volunteers_called.sms.txt"
    "zh-CN/volunteers_called.subject.txt"
    "zh-CN/volunteers_called.txt"
];

/// Begins the files of reminders.
const REMINDER: &str = "event_reminder.";
/// Ends the files of a message. All but the first must be there for a reminder template: a subject that
/// it does not have is the standard reminder's.
const PARTS: [&str; 4] = ["subject.txt", "sms.txt", "txt", "html"];
/// Characters of a template's name at most.
const LONGEST_NAME: usize = 40;

/// The names of the reminder templates beside the standard one, in order: those that are built in, and
/// those whose files lie in a folder. What is wrong with that is told by whoever reads the templates.
pub fn reminder_templates(folder: Option<&Path>) -> Vec<String> {
    let (sources, _) = load(folder);
    named(sources.keys())
}

/// The reminder templates that these files make.
pub(crate) fn named<'a>(files: impl Iterator<Item = &'a String>) -> Vec<String> {
    let names: BTreeSet<&str> = files.filter_map(|file| reminder_template(file)).collect();
    names.into_iter().map(str::to_owned).collect()
}

/// The reminder template that a file such as `zh-CN/event_reminder.short.txt` is a part of; none if it
/// is none's, as those of the standard reminder are.
fn reminder_template(file: &str) -> Option<&str> {
    let (locale, file) = file.split_once('/')?;
    let rest = file.strip_prefix(REMINDER)?;
    let name = PARTS
        .iter()
        .find_map(|part| rest.strip_suffix(part)?.strip_suffix('.'))?;
    let is_locale = Locale::ALL.iter().any(|one| one.as_str() == locale);
    (is_locale && is_name(name)).then_some(name)
}

/// Lower-case letters, digits and underscores, and none that would be read as a part.
fn is_name(name: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=LONGEST_NAME).contains(&name.len())
        && name.bytes().all(is_sign)
        && !["subject", "sms"].contains(&name)
}

/// What a reminder template lacks.
fn lacking(sources: &BTreeMap<String, String>) -> Vec<TemplateError> {
    let mut faults = Vec::new();
    for name in named(sources.keys()) {
        for locale in Locale::ALL {
            for part in &PARTS[1..] {
                let file = format!("{}/{REMINDER}{name}.{part}", locale.as_str());
                if !sources.contains_key(&file) {
                    let detail = "a reminder template has a .txt, a .html and a .sms.txt in every \
                                  language, and this one is missing";
                    let detail = detail.to_owned();
                    faults.push(TemplateError { file, detail });
                }
            }
        }
    }
    faults
}

/// Every template by name, with the files of `overrides` in place of the embedded ones; and what is
/// wrong with those.
///
/// A file there that replaces nothing is a fault: it is a misspelt name, and would silently do
/// nothing; but one of a reminder template adds that one. Hidden files and those that are no `.txt` or
/// `.html` (a README) may lie beside.
pub(crate) fn load(overrides: Option<&Path>) -> (BTreeMap<String, String>, Vec<TemplateError>) {
    let mut sources: BTreeMap<String, String> = EMBEDDED
        .iter()
        .map(|(name, source)| ((*name).to_owned(), (*source).to_owned()))
        .collect();
    let mut faults = Vec::new();
    if let Some(folder) = overrides {
        replace_from(folder, "", &mut sources, &mut faults);
        faults.extend(lacking(&sources));
    }
    (sources, faults)
}

fn replace_from(
    folder: &Path,
    prefix: &str,
    sources: &mut BTreeMap<String, String>,
    faults: &mut Vec<TemplateError>,
) {
    let fault = |path: &Path, detail: String| TemplateError {
        file: path.display().to_string(),
        detail,
    };
    let listed = fs::read_dir(folder).and_then(|entries| {
        let paths: std::io::Result<Vec<_>> = entries.map(|one| Ok(one?.path())).collect();
        paths
    });
    let mut paths = match listed {
        Ok(paths) => paths,
        Err(error) => {
            faults.push(fault(folder, error.to_string()));
            return;
        }
    };
    paths.sort();
    for path in paths {
        let Some(file_name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let name = format!("{prefix}{file_name}");
        if file_name.starts_with('.') {
            continue;
        }
        // One level of folders, the locales: so a link to a parent cannot lead round in a circle.
        if path.is_dir() {
            if prefix.is_empty() {
                replace_from(&path, &format!("{name}/"), sources, faults);
            }
            continue;
        }
        if !(file_name.ends_with(".txt") || file_name.ends_with(".html")) {
            continue;
        }
        if !sources.contains_key(&name) && reminder_template(&name).is_none() {
            let detail = "there is no template of this name to replace".to_owned();
            faults.push(fault(&path, detail));
            continue;
        }
        match fs::read_to_string(&path) {
            Ok(text) => {
                sources.insert(name, text);
            }
            Err(error) => faults.push(fault(&path, error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminder_templates_are_named_by_their_files() {
        for (file, name) in [
            ("zh-CN/event_reminder.short.txt", Some("short")),
            ("en/event_reminder.short.sms.txt", Some("short")),
            (
                "en/event_reminder.what_to_bring.subject.txt",
                Some("what_to_bring"),
            ),
            ("en/event_reminder.b2.html", Some("b2")),
            ("zh-CN/event_reminder.txt", None),
            ("zh-CN/event_reminder.sms.txt", None),
            ("zh-CN/event_reminder.subject.txt", None),
            ("zh-CN/event_reminder.sms.sms.txt", None),
            ("zh-CN/event_reminder.Short.txt", None),
            ("zh-CN/event_reminder.a.b.txt", None),
            ("zh-CN/event_reminder..txt", None),
            ("zh-CN/event_cancelled.short.txt", None),
            ("fr/event_reminder.short.txt", None),
            ("event_reminder.short.txt", None),
        ] {
            assert_eq!(reminder_template(file), name, "{file}");
        }
        assert_eq!(reminder_templates(None), ["short", "what_to_bring"]);
    }
}
