//! Reads and checks the file of the words that lie at providers: one TOML file for all of them. A
//! section is a provider and a language; a key in it is a kind of message:
//!
//! ```toml
//! [aliyun.zh-CN]
//! signature = "睦邻"
//! EVENT_REMINDER = { code = "SMS_154950909", variables = ["title=event_title:20", "time=when_short", "place:20|待通知"] }
//! "EVENT_REMINDER.short" = { code = "SMS_154950911", variables = ["title=event_title:20", "time=when_short"] }
//!
//! [aliyun.en]
//! use = "zh-CN"
//! ```
//!
//! A variable is `[parameter=]name[:longest][|instead]`: the parameter's name in the template (where the
//! provider has names; others go by order), the particular's name here, after how many characters it is
//! cut, and what is said where there is none. A reminder template that a provider has no words for goes
//! out in those of the standard reminder.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::super::message::SmsVariables;
use super::{SmsTemplates, Template, Variable, named};
use crate::message::{Locale, MessageKind};

/// What a file of templates lacks, or says that nobody understands: everything at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the templates of text messages have {} fault(s):\n{}", .0.len(), .0.join("\n"))]
pub struct SmsTemplateFaults(pub Vec<String>);

/// Which particulars a kind of message has: always, and at times.
pub type KnownVariables<'a> = &'a dyn Fn(MessageKind, Locale) -> Vec<SmsVariables>;

impl SmsTemplates {
    /// Reads the templates of these providers; each must have one for every kind and language, and may
    /// have others of the `reminder_templates` (`EVENT_REMINDER.short`). `known`
    /// tells the particulars of sample messages, so that a misspelt one, or one that can be absent and
    /// has nothing instead, shows here.
    ///
    /// # Errors
    /// Every fault of the file.
    pub fn read(
        text: &str,
        providers: &[&str],
        known: KnownVariables<'_>,
        reminder_templates: &[String],
    ) -> Result<BTreeMap<String, SmsTemplates>, SmsTemplateFaults> {
        // Of a syntax error only its place: the line itself may hold anything.
        let file: Table = text.parse().map_err(|error: toml::de::Error| {
            SmsTemplateFaults(vec![format!("it is no TOML: {}", error.message())])
        })?;
        let mut faults = Vec::new();
        let strangers = file
            .keys()
            .filter(|name| !providers.contains(&name.as_str()));
        faults.extend(
            strangers.map(|name| {
                format!("[{name}]: no configured provider of this name takes templates")
            }),
        );
        let mut read = BTreeMap::new();
        for provider in providers {
            let mut templates = SmsTemplates::default();
            for locale in Locale::ALL {
                let section = format!("{provider}.{}", locale.as_str());
                match section_of(&file, provider, locale) {
                    Some(table) => {
                        let of = (table, locale);
                        templates.take(&section, of, known, reminder_templates, &mut faults);
                    }
                    None => faults.push(format!(
                        "[{section}] is missing: its templates, or use = \"…\" for those of another language"
                    )),
                }
            }
            read.insert((*provider).to_owned(), templates);
        }
        if faults.is_empty() {
            Ok(read)
        } else {
            Err(SmsTemplateFaults(faults))
        }
    }

    fn take(
        &mut self,
        section: &str,
        (table, locale): (&Table, Locale),
        known: KnownVariables<'_>,
        reminder_templates: &[String],
        faults: &mut Vec<String>,
    ) {
        match table.get("signature").and_then(Value::as_str) {
            Some(name) if is_signature(name) => self.signatures.set(locale, name.to_owned()),
            _ => faults.push(format!(
                "[{section}] signature: the registered name, without brackets"
            )),
        }
        let reminder = MessageKind::EventReminder;
        let own = reminder_templates.iter();
        let own: Vec<String> = own.map(|name| named(reminder, Some(name))).collect();
        for name in table.keys() {
            let is_known = own.contains(name) || name.parse::<MessageKind>().is_ok();
            if name != "signature" && !is_known {
                faults.push(format!("[{section}] {name}: no such kind of message"));
            }
        }
        let kinds = MessageKind::ALL.into_iter();
        let kinds = kinds.map(|kind| (kind, named(kind, None)));
        let present = own.into_iter().filter(|name| table.contains_key(name));
        for (kind, name) in kinds.chain(present.map(|name| (reminder, name))) {
            let Some(value) = table.get(&name) else {
                faults.push(format!("[{section}] {name} is missing"));
                continue;
            };
            match template(value, &known(kind, locale)) {
                Ok(template) => {
                    self.templates.insert((name, locale.as_str()), template);
                }
                Err(why) => {
                    faults.extend(
                        why.into_iter()
                            .map(|why| format!("[{section}] {name}: {why}")),
                    );
                }
            }
        }
    }
}

/// The section of a language, or the one that it leads to.
fn section_of<'a>(file: &'a Table, provider: &str, locale: Locale) -> Option<&'a Table> {
    let of = |locale: &str| file.get(provider)?.get(locale)?.as_table();
    let own = of(locale.as_str())?;
    match own.get("use").and_then(Value::as_str) {
        Some(other) if own.len() == 1 => of(other).filter(|other| !other.contains_key("use")),
        _ => Some(own),
    }
}

fn is_signature(name: &str) -> bool {
    !name.trim().is_empty() && !name.contains(['【', '】']) && !name.chars().any(char::is_control)
}

fn template(value: &Value, samples: &[SmsVariables]) -> Result<Template, Vec<String>> {
    let code = value.get("code").and_then(Value::as_str).map(str::trim);
    let variables = match value.get("variables") {
        None => Some(Vec::new()),
        Some(list) => list.as_array().and_then(|list| {
            let texts = list.iter().map(|text| text.as_str().map(str::to_owned));
            texts.collect::<Option<Vec<_>>>()
        }),
    };
    let only_known = value.as_table().is_some_and(|table| {
        table
            .keys()
            .all(|key| ["code", "variables"].contains(&key.as_str()))
    });
    let (Some(code), Some(variables), true) =
        (code.filter(|code| !code.is_empty()), variables, only_known)
    else {
        let form = "{ code = \"…\", variables = [\"…\"] } is expected";
        return Err(vec![form.to_owned()]);
    };
    let names: BTreeSet<&str> = samples
        .iter()
        .flat_map(|sample| sample.keys().map(String::as_str))
        .collect();
    let mut faults = Vec::new();
    let mut read = Vec::new();
    for text in &variables {
        match variable(text) {
            None => faults.push(format!(
                "{text:?} is not [parameter=]name[:longest][|instead]"
            )),
            Some(variable) if !names.contains(variable.name.as_str()) => faults.push(format!(
                "there is no {:?}; there is {}",
                variable.name,
                names.iter().copied().collect::<Vec<_>>().join(", ")
            )),
            Some(variable)
                if variable.instead.is_none()
                    && !samples
                        .iter()
                        .all(|sample| sample.contains_key(&variable.name)) =>
            {
                faults.push(format!(
                    "{:?} can be absent: write what to say then, as \"{text}|…\"",
                    variable.name
                ));
            }
            Some(variable) => read.push(variable),
        }
    }
    if faults.is_empty() {
        Ok(Template {
            code: code.to_owned(),
            variables: read,
        })
    } else {
        Err(faults)
    }
}

fn variable(text: &str) -> Option<Variable> {
    let (text, instead) = match text.split_once('|') {
        Some((text, instead)) if !instead.is_empty() => (text, Some(instead.to_owned())),
        Some(_) => return None,
        None => (text, None),
    };
    let (text, longest) = match text.split_once(':') {
        Some((text, longest)) => (text, Some(longest.parse().ok().filter(|n| *n > 0)?)),
        None => (text, None),
    };
    let (parameter, name) = text.split_once('=').unwrap_or((text, text));
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    (is_word(parameter) && is_word(name)).then(|| Variable {
        parameter: parameter.to_owned(),
        name: name.to_owned(),
        longest,
        instead,
    })
}
