//! A message becomes words.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Object, Serde};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

use crate::format::one_line;
use crate::message::{Locale, Message, MessageKind};
use crate::sample::samples;
use crate::sms::SmsVariables;
use crate::templates;
use crate::vars::MessageVars;
use crate::view::{View, web_address};

/// The words of an e-mail, for every kind of reader.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line without control characters.
    pub subject: String,
    /// Plain text with `\n` line ends.
    pub text: String,
    /// A whole HTML document.
    pub html: String,
}

impl fmt::Debug for Rendered {
    // What is said to people stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rendered").finish_non_exhaustive()
    }
}

/// A template that cannot be read or rendered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("template {file}: {detail}")]
pub struct TemplateError {
    /// The template's name, such as `zh-CN/event_reminder.txt`, or the path of a file.
    pub file: String,
    /// What is wrong with it; never holds a value of a variable.
    pub detail: String,
}

/// Everything that is wrong with a set of templates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateFaults(pub Vec<TemplateError>);

impl TemplateFaults {
    /// Each once: many messages try the same line.
    fn add(&mut self, fault: TemplateError) {
        if !self.0.contains(&fault) {
            self.0.push(fault);
        }
    }
}

impl fmt::Display for TemplateFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for TemplateFaults {}

/// Renders messages from the embedded templates, or an operator's own.
pub struct Renderer {
    environment: Environment<'static>,
    reminder_templates: Vec<String>,
}

impl Renderer {
    /// Loads the templates, with the files found in `overrides` (same layout: `<locale>/<kind>.txt`)
    /// in place of the embedded ones, and reminder templates beside the built-in ones; and tries every
    /// one with sample particulars: a bad variable fails here, at start, and not in the middle of a
    /// night's reminders.
    ///
    /// # Errors
    /// Every template that cannot be read, parsed or rendered, by name.
    pub fn new(overrides: Option<&Path>) -> Result<Renderer, TemplateFaults> {
        let mut faults = TemplateFaults::default();
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        match syntax() {
            Ok(syntax) => environment.set_syntax(syntax),
            Err(fault) => faults.add(fault),
        }
        // With it, errors would carry the values of variables.
        environment.set_debug(false);
        environment.set_auto_escape_callback(|name| {
            if name.ends_with(".html") {
                AutoEscape::Html
            } else {
                AutoEscape::None
            }
        });
        let (sources, unread) = templates::load(overrides);
        unread.into_iter().for_each(|fault| faults.add(fault));
        let reminder_templates = templates::named(sources.keys());
        for (name, source) in sources {
            if let Err(error) = environment.add_template_owned(name.clone(), source) {
                faults.add(failure(&name, &error));
            }
        }
        let renderer = Renderer {
            environment,
            reminder_templates,
        };
        // What is not even read fails each message that needs it, and says nothing new.
        if faults.0.is_empty() {
            for kind in MessageKind::ALL {
                for locale in Locale::ALL {
                    for message in samples(kind, locale) {
                        renderer.try_parts(&message, &mut faults);
                        if kind == MessageKind::EventReminder {
                            for name in &renderer.reminder_templates {
                                let message = message.clone().in_template(name);
                                renderer.try_parts(&message, &mut faults);
                            }
                        }
                    }
                }
            }
        }
        if faults.0.is_empty() {
            Ok(renderer)
        } else {
            Err(faults)
        }
    }

    /// The names of the reminder templates beside the standard one, in order.
    pub fn reminder_templates(&self) -> &[String] {
        &self.reminder_templates
    }

    /// The names of all files that the words come from, in order.
    pub fn files(&self) -> Vec<&str> {
        let mut files: Vec<&str> = self.environment.templates().map(|(name, _)| name).collect();
        files.sort_unstable();
        files
    }

    /// Tries each part by itself, so that one that fails hides no other.
    fn try_parts(&self, message: &Message, faults: &mut TemplateFaults) {
        let view = Value::from(Serde(View::new(message)));
        let subject = match self.part(message, "subject.txt", &view) {
            Ok(subject) => one_line(&subject),
            Err(fault) => {
                faults.add(fault);
                String::new()
            }
        };
        // With and without an address at which the reader changes what they get.
        for settings_url in [None, Some("https://example.org/n/1")] {
            let view = with_parts(&view, &subject, settings_url);
            for extension in ["txt", "html", "sms.txt"] {
                if let Err(fault) = self.part(message, extension, &view) {
                    faults.add(fault);
                }
            }
        }
    }

    /// The words of one message as an e-mail.
    ///
    /// # Errors
    /// A template that only fails with these particulars, which the trial at start did not show.
    pub fn render(&self, message: &Message) -> Result<Rendered, TemplateError> {
        self.render_with(message, None)
    }

    /// The words of one message as an e-mail, with the address at which its reader changes or ends
    /// such messages; only `http` and `https` addresses are shown.
    ///
    /// # Errors
    /// As [`render`](Renderer::render).
    pub fn render_with(
        &self,
        message: &Message,
        settings_url: Option<&str>,
    ) -> Result<Rendered, TemplateError> {
        let (subject, view) = self.subject(message)?;
        let settings_url = settings_url.and_then(web_address);
        let view = with_parts(&view, &subject, settings_url.as_deref());
        Ok(Rendered {
            text: tidy(&self.part(message, "txt", &view)?),
            html: self.part(message, "html", &view)?,
            subject,
        })
    }

    /// The words of one message as a text message: one line.
    ///
    /// # Errors
    /// As [`render`](Renderer::render).
    pub fn render_sms(&self, message: &Message) -> Result<String, TemplateError> {
        let (subject, view) = self.subject(message)?;
        let view = with_parts(&view, &subject, None);
        Ok(one_line(&self.part(message, "sms.txt", &view)?))
    }

    /// The particulars of one message by name, for templates that lie at a provider of text messages:
    /// each one line, and only those that there are. Such templates have a fixed address in them, so
    /// that of a link its last piece is given too, as `answer_handle`.
    ///
    /// # Errors
    /// As [`render`](Renderer::render).
    pub fn sms_variables(&self, message: &Message) -> Result<SmsVariables, TemplateError> {
        let (subject, _) = self.subject(message)?;
        let view = serde_json::to_value(View::new(message)).map_err(|error| TemplateError {
            file: message.vars.kind().file_stem().to_owned(),
            detail: error.to_string(),
        })?;
        let mut variables = SmsVariables::from([("subject".to_owned(), subject)]);
        for (name, value) in view.as_object().into_iter().flatten() {
            let value = match value {
                serde_json::Value::String(text) => one_line(text),
                serde_json::Value::Number(number) => number.to_string(),
                _ => continue,
            };
            if name == "answer_url"
                && let Some((_, handle)) = value.rsplit_once('/')
            {
                variables.insert("answer_handle".to_owned(), handle.to_owned());
            }
            if !value.is_empty() {
                variables.insert(name.clone(), value);
            }
        }
        Ok(variables)
    }

    /// The particulars that messages of a kind have, of one with all of them and of one with the fewest.
    pub fn sample_sms_variables(&self, kind: MessageKind, locale: Locale) -> Vec<SmsVariables> {
        let samples = samples(kind, locale).into_iter();
        samples
            .filter_map(|message| self.sms_variables(&message).ok())
            .collect()
    }

    /// The subject, and the variables it was written with.
    fn subject(&self, message: &Message) -> Result<(String, Value), TemplateError> {
        let mut view = View::new(message);
        if let (View::Digest(digest), MessageVars::Digest(vars)) = (&mut view, &message.vars) {
            for (item, vars) in digest.items.iter_mut().zip(&vars.items) {
                let message = Message {
                    locale: message.locale,
                    vars: vars.clone(),
                };
                item.subject = self.subject(&message)?.0;
            }
        }
        let view = Value::from(Serde(view));
        // A template may have line ends of its own; a subject must not, whoever wrote it.
        let subject = one_line(&self.part(message, "subject.txt", &view)?);
        Ok((subject, view))
    }

    /// The reminder template of a message, if it has one that is known.
    fn reminder_template<'a>(&self, message: &'a Message) -> Option<&'a str> {
        let wanted = message.vars.template()?;
        let is_known = |name: &String| name == wanted;
        self.reminder_templates
            .iter()
            .any(is_known)
            .then_some(wanted)
    }

    fn part(
        &self,
        message: &Message,
        extension: &str,
        view: &Value,
    ) -> Result<String, TemplateError> {
        let stem = message.vars.kind().file_stem();
        let locale = message.locale.as_str();
        let standard = format!("{locale}/{stem}.{extension}");
        // One that is gone since its rule was made, and a subject that it does not have, are the
        // standard's: whatever its words, a reminder leaves.
        let own = self.reminder_template(message);
        let own = own.map(|own| format!("{locale}/{stem}.{own}.{extension}"));
        let own = own.filter(|name| self.environment.get_template(name).is_ok());
        let name = own.unwrap_or(standard);
        self.environment
            .get_template(&name)
            .and_then(|template| template.render(view))
            .map_err(|error| failure(&name, &error))
    }
}

/// The variables with what the other parts know besides.
fn with_parts(view: &Value, subject: &str, settings_url: Option<&str>) -> Value {
    Value::from_object(Parts {
        view: view.clone(),
        subject: subject.into(),
        settings_url: settings_url.into(),
    })
}

/// What all parts but the subject see.
#[derive(Debug)]
struct Parts {
    view: Value,
    subject: Value,
    settings_url: Value,
}

impl Object for Parts {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        match key {
            "subject" => Some(self.subject.clone()),
            "settings_url" => Some(self.settings_url.clone()),
            _ => self.view.as_object()?.get_value_by_str(key),
        }
    }
}

/// A block tag alone on its line leaves no empty line behind.
fn syntax() -> Result<SyntaxConfig, TemplateError> {
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true);
    syntax.build().map_err(|error| failure("syntax", &error))
}

/// Parts of a page that say nothing leave empty lines behind: never two in a row, none at the ends.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut blank = false;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() {
            blank = !tidy.is_empty();
            continue;
        }
        if blank {
            tidy.push('\n');
            blank = false;
        }
        tidy.push_str(line);
        tidy.push('\n');
    }
    tidy
}

/// Names the file where the mistake is, which may be one that `name` includes.
fn failure(name: &str, error: &minijinja::Error) -> TemplateError {
    let mut innermost = error;
    while let Some(source) = std::error::Error::source(innermost)
        .and_then(|source| source.downcast_ref::<minijinja::Error>())
    {
        innermost = source;
    }
    TemplateError {
        file: innermost.name().unwrap_or(name).to_owned(),
        detail: innermost.to_string(),
    }
}
