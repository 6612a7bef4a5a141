//! A message becomes words.

use std::fmt;
use std::path::Path;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use crate::format::one_line;
use crate::message::{Locale, Message, MessageKind};
use crate::sample::samples;
use crate::templates;
use crate::view::View;

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

/// Renders messages from the embedded templates, or an operator's own.
pub struct Renderer {
    environment: Environment<'static>,
}

impl Renderer {
    /// Loads the templates, with the files found in `overrides` (same layout: `<locale>/<kind>.txt`)
    /// in place of the embedded ones, and tries every one with sample particulars: a bad variable
    /// fails here, at start, and not in the middle of a night's reminders.
    ///
    /// # Errors
    /// The first template that cannot be read, parsed or rendered, by name.
    pub fn new(overrides: Option<&Path>) -> Result<Renderer, TemplateError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(syntax()?);
        // With it, errors would carry the values of variables.
        environment.set_debug(false);
        environment.set_auto_escape_callback(|name| {
            if name.ends_with(".html") {
                AutoEscape::Html
            } else {
                AutoEscape::None
            }
        });
        for (name, source) in templates::load(overrides)? {
            environment
                .add_template_owned(name, source)
                .map_err(|error| failure(name, &error))?;
        }
        let renderer = Renderer { environment };
        for kind in MessageKind::ALL {
            for locale in Locale::ALL {
                for message in samples(kind, locale) {
                    renderer.render(&message)?;
                    renderer.render_sms(&message)?;
                }
            }
        }
        Ok(renderer)
    }

    /// The words of one message as an e-mail.
    ///
    /// # Errors
    /// A template that only fails with these particulars, which the trial at start did not show.
    pub fn render(&self, message: &Message) -> Result<Rendered, TemplateError> {
        let (subject, view) = self.subject(message)?;
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
        let (_, view) = self.subject(message)?;
        Ok(one_line(&self.part(message, "sms.txt", &view)?))
    }

    /// The subject, and the variables of the other parts, which know it.
    fn subject(&self, message: &Message) -> Result<(String, Value), TemplateError> {
        let view = Value::from(Serde(View::new(message)));
        // A template may have line ends of its own; a subject must not, whoever wrote it.
        let subject = one_line(&self.part(message, "subject.txt", &view)?);
        let view = context! { subject => subject.clone(), ..view };
        Ok((subject, view))
    }

    fn part(
        &self,
        message: &Message,
        extension: &str,
        view: &Value,
    ) -> Result<String, TemplateError> {
        let stem = message.vars.kind().file_stem();
        let name = format!("{}/{stem}.{extension}", message.locale.as_str());
        self.environment
            .get_template(&name)
            .and_then(|template| template.render(view))
            .map_err(|error| failure(&name, &error))
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
