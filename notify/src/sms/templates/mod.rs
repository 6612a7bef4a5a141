//! Words that lie at a provider: which template says what, and which particulars it wants.

use std::collections::BTreeMap;

use super::message::{Sms, SmsVariables};
use super::wording::Signatures;
use crate::message::MessageKind;

mod file;

pub use file::{KnownVariables, SmsTemplateFaults};

/// The templates of one provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SmsTemplates {
    /// The sender's registered names.
    pub signatures: Signatures,
    templates: BTreeMap<(String, &'static str), Template>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Template {
    code: String,
    variables: Vec<Variable>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Variable {
    parameter: String,
    name: String,
    longest: Option<usize>,
    instead: Option<String>,
}

/// A message in the words of a template.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Filled {
    pub code: String,
    /// Parameters in order, by name.
    pub values: Vec<(String, String)>,
}

impl SmsTemplates {
    /// A message in the words of its template; none if there is none.
    pub(super) fn fill(&self, sms: &Sms) -> Option<Filled> {
        let of = |name| self.templates.get(&(name, sms.locale.as_str()));
        let own = sms.template.as_deref();
        let own = own.and_then(|own| of(named(sms.kind, Some(own))));
        let template = own.or_else(|| of(named(sms.kind, None)))?;
        let values = template
            .variables
            .iter()
            .map(|variable| (variable.parameter.clone(), variable.value(&sms.variables)));
        Some(Filled {
            code: template.code.clone(),
            values: values.collect(),
        })
    }
}

/// As a file names the words of a kind, or of one of its templates.
fn named(kind: MessageKind, template: Option<&str>) -> String {
    match template {
        Some(template) => format!("{kind}.{template}"),
        None => kind.as_str().to_owned(),
    }
}

impl Variable {
    fn value(&self, of: &SmsVariables) -> String {
        let value = of.get(&self.name).or(self.instead.as_ref());
        let value = value.map(String::as_str).unwrap_or_default();
        match self.longest {
            Some(longest) if value.chars().count() > longest => {
                let kept: String = value.chars().take(longest.saturating_sub(1)).collect();
                format!("{kept}…")
            }
            _ => value.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::message::tests::sms;
    use super::*;
    use crate::message::Locale;

    fn known(_: MessageKind, _: Locale) -> Vec<SmsVariables> {
        let sample = |names: &[&str]| {
            let values = names
                .iter()
                .map(|name| ((*name).to_owned(), "x".to_owned()));
            values.collect()
        };
        vec![sample(&["event_title", "place"]), sample(&["event_title"])]
    }

    fn file(locale: &str, reminder: &str) -> String {
        let mut text = format!("[aliyun.{locale}]\nsignature = \"睦邻\"\n");
        for kind in MessageKind::ALL {
            let plain = format!("{{ code = \"SMS_{kind}\" }}");
            let template = if kind == MessageKind::EventReminder {
                reminder
            } else {
                &plain
            };
            text += &format!("{kind} = {template}\n");
        }
        text
    }

    fn read(text: &str) -> Result<SmsTemplates, Vec<String>> {
        SmsTemplates::read(text, &["aliyun"], &known, &["short".to_owned()])
            .map(|mut all| all.remove("aliyun").unwrap())
            .map_err(|faults| faults.0)
    }

    const ENGLISH_TOO: &str = "[aliyun.en]\nuse = \"zh-CN\"\n";

    #[test]
    fn variables_are_named_cut_and_replaced_where_absent() {
        let template = "{ code = \"SMS_1\", variables = [\"t=event_title:4\", \"place|待通知\"] }";
        let templates = read(&(file("zh-CN", template) + ENGLISH_TOO)).unwrap();
        let mut sms = sms("+8613812345678");
        sms.variables = SmsVariables::from([("event_title".to_owned(), "元宵节聚餐".to_owned())]);
        let filled = templates.fill(&sms).unwrap();
        assert_eq!(filled.code, "SMS_1");
        let values = [("t", "元宵节…"), ("place", "待通知")];
        assert_eq!(
            filled.values,
            values.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert_eq!(templates.signatures.name(Locale::En), Some("睦邻"));
    }

    #[test]
    fn a_reminder_template_without_words_of_its_own_has_the_standards() {
        let template = "{ code = \"SMS_1\" }";
        let own = "\"EVENT_REMINDER.short\" = { code = \"SMS_2\" }\n";
        let short = file("zh-CN", template) + own + ENGLISH_TOO;
        let templates = read(&short).unwrap();
        let mut sms = sms("+8613812345678");
        let code = |sms: &Sms| templates.fill(sms).unwrap().code;
        assert_eq!(code(&sms), "SMS_1");
        sms.template = Some("short".to_owned());
        assert_eq!(code(&sms), "SMS_2");
        sms.template = Some("what_to_bring".to_owned());
        assert_eq!(code(&sms), "SMS_1");
        for (wrong, expected) in [
            ("\"EVENT_REMINDER.shrot\"", "no such kind of message"),
            ("\"EVENT_CANCELLED.short\"", "no such kind of message"),
        ] {
            let faults = read(&short.replace("\"EVENT_REMINDER.short\"", wrong)).unwrap_err();
            assert!(
                faults.iter().all(|fault| fault.contains(expected)),
                "{faults:?}"
            );
        }
    }

    #[test]
    fn everything_that_is_missing_is_told_at_once() {
        let faults = read("[aliyun.zh-CN]\nsignature = \"\"\n[other.en]\n").unwrap_err();
        // The stranger, the signature, every kind, and the other language.
        assert_eq!(faults.len(), 1 + 1 + MessageKind::ALL.len() + 1);
        for expected in [
            "[other]",
            "signature",
            "EVENT_REMINDER is missing",
            "[aliyun.en] is missing",
        ] {
            assert!(
                faults.iter().any(|fault| fault.contains(expected)),
                "{expected}: {faults:?}"
            );
        }
    }

    #[test]
    fn misspelt_variables_are_told() {
        for (template, expected) in [
            (
                "{ code = \"1\", variables = [\"event_titel\"] }",
                "there is no \"event_titel\"",
            ),
            ("{ code = \"1\", variables = [\"place\"] }", "can be absent"),
            (
                "{ code = \"1\", variables = [\"event_title:0\"] }",
                "is not",
            ),
            (
                "{ code = \"1\", variables = [\"a b=event_title\"] }",
                "is not",
            ),
            ("{ code = \"\" }", "is expected"),
            ("{ code = \"1\", variable = [] }", "is expected"),
            ("\"SMS_1\"", "is expected"),
        ] {
            let faults = read(&(file("zh-CN", template) + ENGLISH_TOO)).unwrap_err();
            // Once a language.
            assert_eq!(faults.len(), 2, "{faults:?}");
            assert!(faults[0].contains(expected), "{template}: {faults:?}");
        }
    }
}
