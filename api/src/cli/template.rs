//! `mulin template`

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use mulin_notify::{Locale, MessageKind, Renderer, full_sample, variables};

use super::output;
use crate::config::Config;

/// Flags of `mulin template`.
#[derive(Debug, Args)]
#[command(after_help = "\
Templates are written in Jinja (minijinja.dev). A folder holds those that take the place of built-in
ones, under the same names; both commands try every template of it first, and tell every fault at once.

Examples:
  mulin template list
  mulin template list event_reminder
  mulin template preview event_reminder --locale zh-CN --channel sms
  mulin template preview event_reminder --template short
  mulin template preview event_reminder --folder ./templates --open html > reminder.html")]
pub struct TemplateArgs {
    /// Folder of templates to try; what templates.folder says if left out
    #[arg(long, global = true, value_name = "PATH")]
    pub folder: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: TemplateCommand,
}

/// What can be done with templates.
#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    /// Name all templates, or the variables of one kind of message
    List {
        /// The kind, such as event_reminder
        #[arg(value_parser = kind)]
        kind: Option<MessageKind>,
    },
    /// Show a message as it would be read, with made-up particulars
    Preview(PreviewArgs),
}

/// Flags of `mulin template preview`.
#[derive(Debug, Args)]
pub struct PreviewArgs {
    /// The kind, such as event_reminder
    #[arg(value_parser = kind)]
    pub kind: MessageKind,
    /// Of reminders: a template beside the standard one, such as short
    #[arg(long, value_name = "NAME")]
    pub template: Option<String>,
    /// The language: zh-CN or en
    #[arg(long, default_value = "zh-CN", value_parser = locale)]
    pub locale: Locale,
    /// How it travels
    #[arg(long, default_value = "email")]
    pub channel: PreviewChannel,
    /// Print one part of an e-mail alone, for a browser or a file
    #[arg(long, value_name = "PART")]
    pub open: Option<Part>,
}

/// Channels that have words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PreviewChannel {
    /// E-mail
    Email,
    /// Text message
    Sms,
}

/// Parts of an e-mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// The HTML document
    Html,
    /// The plain text
    Text,
}

fn kind(text: &str) -> Result<MessageKind, String> {
    text.to_uppercase().parse().map_err(|_| {
        let names: Vec<String> = MessageKind::ALL
            .iter()
            .map(|kind| kind.as_str().to_lowercase())
            .collect();
        format!("expected one of {}", names.join(", "))
    })
}

fn locale(text: &str) -> Result<Locale, &'static str> {
    let known = Locale::ALL
        .into_iter()
        .find(|locale| locale.as_str() == text);
    known.ok_or("expected zh-CN or en")
}

/// Lists or shows.
pub(super) fn run(args: TemplateArgs, config: &Config) -> anyhow::Result<()> {
    let folder = args.folder.or_else(|| config.templates.folder.clone());
    let renderer = Renderer::new(folder.as_deref()).context("templates")?;
    let text = match args.command {
        TemplateCommand::List { kind: None } => {
            let files = renderer.files().into_iter();
            files.map(|name| format!("{name}\n")).collect()
        }
        TemplateCommand::List { kind: Some(kind) } => listed(&renderer, kind),
        TemplateCommand::Preview(preview) => shown(&renderer, &preview)?,
    };
    output::print(&text)?;
    Ok(())
}

fn listed(renderer: &Renderer, kind: MessageKind) -> String {
    let stem = format!("/{}.", kind.as_str().to_lowercase());
    let files = renderer.files().into_iter();
    let mut text: String = files
        .filter(|name| name.contains(&stem))
        .map(|name| format!("{name}\n"))
        .collect();
    text += "\nvariables, each with an example:\n";
    for (name, value) in variables(kind, Locale::ZhCn) {
        text += &format!("  {name} = {value}\n");
    }
    text
}

fn shown(renderer: &Renderer, preview: &PreviewArgs) -> anyhow::Result<String> {
    let Some(message) = full_sample(preview.kind, preview.locale) else {
        bail!("there is no sample of {}", preview.kind);
    };
    let message = match &preview.template {
        None => message,
        Some(_) if preview.kind != MessageKind::EventReminder => {
            bail!("only event_reminder has other templates than the standard one")
        }
        Some(name) if renderer.reminder_templates().contains(name) => message.in_template(name),
        Some(name) => {
            let known = renderer.reminder_templates().join(", ");
            bail!("there is no reminder template {name:?}; there is {known}")
        }
    };
    if preview.channel == PreviewChannel::Sms {
        if preview.open.is_some() {
            bail!("--open is about e-mail; a text message is one line");
        }
        return Ok(format!("{}\n", renderer.render_sms(&message)?));
    }
    let rendered = renderer.render(&message)?;
    Ok(match preview.open {
        Some(Part::Html) => rendered.html,
        Some(Part::Text) => rendered.text,
        None => format!(
            "Subject: {}\n\n{}\n--- html ---\n{}",
            rendered.subject, rendered.text, rendered.html
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_templates_and_variables() {
        let renderer = Renderer::new(None).unwrap();
        for kind in MessageKind::ALL {
            let listed = listed(&renderer, kind);
            for part in ["zh-CN/", "en/", ".sms.txt", ".html", "  lang = zh-CN"] {
                assert!(listed.contains(part), "{kind}: {part}");
            }
        }
    }

    #[test]
    fn a_preview_is_what_is_sent() {
        let renderer = Renderer::new(None).unwrap();
        let preview = |channel, open| {
            let preview = PreviewArgs {
                kind: MessageKind::EventReminder,
                template: None,
                locale: Locale::En,
                channel,
                open,
            };
            shown(&renderer, &preview)
        };
        let sms = preview(PreviewChannel::Sms, None).unwrap();
        assert_eq!(sms.lines().count(), 1, "{sms}");
        let html = preview(PreviewChannel::Email, Some(Part::Html)).unwrap();
        assert!(html.trim_start().starts_with("<!"), "{html}");
        let whole = preview(PreviewChannel::Email, None).unwrap();
        assert!(whole.starts_with("Subject: ") && whole.contains(&html));
        assert!(preview(PreviewChannel::Sms, Some(Part::Html)).is_err());
        let of = |kind, template: &str| {
            let preview = PreviewArgs {
                kind,
                template: Some(template.to_owned()),
                locale: Locale::En,
                channel: PreviewChannel::Sms,
                open: None,
            };
            shown(&renderer, &preview)
        };
        let short = of(MessageKind::EventReminder, "short").unwrap();
        assert!(short.len() < sms.len(), "{short}");
        let unknown = of(MessageKind::EventReminder, "long").unwrap_err();
        assert!(unknown.to_string().contains("short, what_to_bring"));
        assert!(of(MessageKind::EventCancelled, "short").is_err());
        assert_eq!(kind("Event_Reminder"), Ok(MessageKind::EventReminder));
        assert!(kind("pigeon").unwrap_err().contains("sign_in_code"));
    }
}
