//! Where the templates come from: embedded in the binary, single files replaced from a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

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
    "en/acted_for_you.html"
    "en/acted_for_you.sms.txt"
    "en/acted_for_you.subject.txt"
    "en/acted_for_you.txt"
    "en/event_cancelled.html"
    "en/event_cancelled.sms.txt"
    "en/event_cancelled.subject.txt"
    "en/event_cancelled.txt"
    "en/event_reminder.html"
    "en/event_reminder.sms.txt"
    "en/event_reminder.subject.txt"
    "en/event_reminder.txt"
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
    "en/sign_in_code.html"
    "en/sign_in_code.sms.txt"
    "en/sign_in_code.subject.txt"
    "en/sign_in_code.txt"
    "zh-CN/_letter.html"
    "zh-CN/_letter.txt"
    "zh-CN/_page.html"
    "zh-CN/_page.txt"
    "zh-CN/acted_for_you.html"
    "zh-CN/acted_for_you.sms.txt"
    "zh-CN/acted_for_you.subject.txt"
    "zh-CN/acted_for_you.txt"
    "zh-CN/event_cancelled.html"
    "zh-CN/event_cancelled.sms.txt"
    "zh-CN/event_cancelled.subject.txt"
    "zh-CN/event_cancelled.txt"
    "zh-CN/event_reminder.html"
    "zh-CN/event_reminder.sms.txt"
    "zh-CN/event_reminder.subject.txt"
    "zh-CN/event_reminder.txt"
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
    "zh-CN/sign_in_code.html"
    "zh-CN/sign_in_code.sms.txt"
    "zh-CN/sign_in_code.subject.txt"
    "zh-CN/sign_in_code.txt"
];

/// Every template by name, with the files of `overrides` in place of the embedded ones.
///
/// A file there that replaces nothing is an error: it is a misspelt name, and would silently do
/// nothing. Hidden files and those that are no `.txt` or `.html` (a README) may lie beside.
pub(crate) fn load(
    overrides: Option<&Path>,
) -> Result<BTreeMap<&'static str, String>, TemplateError> {
    let mut sources: BTreeMap<&'static str, String> = EMBEDDED
        .iter()
        .map(|(name, source)| (*name, (*source).to_owned()))
        .collect();
    if let Some(folder) = overrides {
        replace_from(folder, "", &mut sources)?;
    }
    Ok(sources)
}

fn replace_from(
    folder: &Path,
    prefix: &str,
    sources: &mut BTreeMap<&'static str, String>,
) -> Result<(), TemplateError> {
    let unreadable = |path: &Path| {
        let file = path.display().to_string();
        move |error: std::io::Error| TemplateError {
            file,
            detail: error.to_string(),
        }
    };
    for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
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
                replace_from(&path, &format!("{name}/"), sources)?;
            }
            continue;
        }
        if !(file_name.ends_with(".txt") || file_name.ends_with(".html")) {
            continue;
        }
        let Some(source) = sources.get_mut(name.as_str()) else {
            return Err(TemplateError {
                file: path.display().to_string(),
                detail: "there is no template of this name to replace".to_owned(),
            });
        };
        *source = fs::read_to_string(&path).map_err(unreadable(&path))?;
    }
    Ok(())
}
