//! `mulin import events`

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use chrono_tz::Tz;
use clap::{Args, ValueEnum};
use mulin_domain::event_import::{
    Becomes, Entry, EventsImported, FileFormat, ImportEvents, MAX_BYTES, MAX_ENTRIES, Note,
    import_events,
};
use mulin_domain::{Actor, Core};
use mulin_entities::{AreaId, EventKind, Visibility};

use super::{ids, output};
use crate::graphql::event_import::texts;
use crate::graphql::texts::{Language, Speech};
use crate::import::Encoding;

/// Flags of `mulin import events`.
#[derive(Debug, Args)]
pub struct EventsArgs {
    /// Calendar (.ics) or table (CSV)
    pub file: PathBuf,
    /// Area to whose subtree the events are announced
    #[arg(long, value_parser = ids::id::<AreaId>)]
    pub area: AreaId,
    /// Make the drafts; without it they are only shown
    #[arg(long)]
    pub apply: bool,
    /// Take in the entries without fault although others have some
    #[arg(long)]
    pub skip_faulty: bool,
    /// How the file is written; by its name if left out
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// How the file is encoded
    #[arg(long, value_enum, default_value_t)]
    pub encoding: Encoding,
    /// Time zone of times that name none; the platform's if left out
    #[arg(long)]
    pub time_zone: Option<Tz>,
    /// Label of what is made
    #[arg(long, value_enum, default_value_t = Kind::Gathering)]
    pub kind: Kind,
    /// Who may see what is made, once it is published
    #[arg(long, value_enum, default_value_t = SeenBy::Public)]
    pub visibility: SeenBy,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// iCalendar
    Ics,
    /// A table
    Csv,
}

/// Label of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// 邻里文化节 and other celebrations
    Festival,
    /// 百家宴
    Banquet,
    /// 便民服务日
    ServiceDay,
    /// Any other meeting of neighbours
    Gathering,
}

/// Who may see an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SeenBy {
    /// Everybody
    Public,
    /// The people of the area
    Audience,
    /// Those who were invited
    Invited,
}

impl EventsArgs {
    fn input(&self, content: String, format: FileFormat) -> ImportEvents {
        ImportEvents {
            area_id: Ok(self.area),
            format,
            content,
            time_zone: self.time_zone.map(|zone| zone.name().to_owned()),
            kind: match self.kind {
                Kind::Festival => EventKind::Festival,
                Kind::Banquet => EventKind::Banquet,
                Kind::ServiceDay => EventKind::ServiceDay,
                Kind::Gathering => EventKind::Gathering,
            },
            visibility: match self.visibility {
                SeenBy::Public => Visibility::Public,
                SeenBy::Audience => Visibility::Audience,
                SeenBy::Invited => Visibility::Invited,
            },
            dry_run: !self.apply,
            skip_faulty: self.skip_faulty,
        }
    }

    fn format(&self) -> anyhow::Result<FileFormat> {
        let by_name = || {
            let end = self.file.extension()?.to_str()?.to_lowercase();
            match end.as_str() {
                "ics" | "ical" => Some(Format::Ics),
                "csv" | "tsv" | "txt" => Some(Format::Csv),
                _ => None,
            }
        };
        match self.format.or_else(by_name) {
            Some(Format::Ics) => Ok(FileFormat::Ics),
            Some(Format::Csv) => Ok(FileFormat::Csv),
            None => bail!(
                "{} is neither .ics nor .csv by its name; say --format",
                self.file.display()
            ),
        }
    }

    /// The text of the file, as far as it can be one of those that are read.
    pub(super) fn read(&self) -> anyhow::Result<ImportEvents> {
        let format = self.format()?;
        let shown = self.file.display();
        let cannot = || format!("cannot read {shown}");
        let length = std::fs::metadata(&self.file).with_context(cannot)?.len();
        // In UTF-16 a file may be twice as long as in UTF-8.
        if length > 2 * MAX_BYTES as u64 {
            bail!(
                "{shown} has {length} bytes; at most {MAX_BYTES} are read, and {MAX_ENTRIES} entries"
            );
        }
        let bytes = std::fs::read(&self.file).with_context(cannot)?;
        let decoded = self.encoding.decode(&bytes);
        let (content, _) = decoded.map_err(|error| anyhow!("{shown} {error}"))?;
        Ok(self.input(content, format))
    }
}

/// Imports the file, or tells what it would become. Answers what to print; an error once the faults are
/// printed.
pub(super) async fn run(core: &Core, file: &Path, input: ImportEvents) -> anyhow::Result<String> {
    let (dry_run, skips) = (input.dry_run, input.skip_faulty);
    let imported = import_events(core, &Actor::System, input, None).await;
    let imported = imported.context("the area cannot be imported into")?;
    let mut text = String::new();
    let speech = Speech {
        language: Language::English,
        zone: core.settings().time_zone,
    };
    for fault in &imported.faults {
        let words = texts::fault(fault, speech);
        match fault.line {
            Some(line) => writeln!(text, "line {line}: {words}")?,
            None => writeln!(text, "{words}")?,
        }
    }
    let whole = (imported.faults.iter()).any(|fault| fault.wrong.is_of_the_file());
    if !imported.faults.is_empty() && (whole || !skips) {
        output::print(&text)?;
        let (file, count) = (file.display(), imported.faults.len());
        let faults = if count == 1 { "fault" } else { "faults" };
        bail!("{file} has {count} {faults}; nothing was written");
    }
    for entry in &imported.entries {
        text += &line(entry, dry_run);
    }
    text += &summary(&imported);
    Ok(text)
}

fn line(entry: &Entry, dry_run: bool) -> String {
    let Entry {
        line, title, zone, ..
    } = entry;
    let at = entry.starts_at.with_timezone(zone).format("%Y-%m-%d %H:%M");
    let becomes = match (entry.becomes, dry_run) {
        (Becomes::Event, true) => "would become an event",
        (Becomes::Event, false) => "became an event",
        (Becomes::Series, true) => "would become a series",
        (Becomes::Series, false) => "became a series",
        (Becomes::Known, _) => "was imported before",
        (Becomes::Changed, _) => "was imported before and says something else now: left alone",
    };
    let mut text = format!("line {line}: {title}, {at} ({zone}): {becomes}\n");
    if entry.notes.contains(&Note::LocationInDescription) {
        text += "  no venue has the name of its place, which is kept in the description\n";
    }
    if entry.notes.contains(&Note::StandsApart) {
        text += "  it replaces an occurrence of another entry, and stands beside that series\n";
    }
    text
}

fn summary(imported: &EventsImported) -> String {
    let count = |becomes| {
        let entries = imported.entries.iter();
        entries.filter(|entry| entry.becomes == becomes).count()
    };
    let (events, series) = (count(Becomes::Event), count(Becomes::Series));
    let EventsImported {
        unchanged,
        changed,
        cancelled,
        ..
    } = imported;
    format!(
        "entries      {events} events, {series} series; {unchanged} unchanged, {changed} changed, \
         {cancelled} cancelled\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(file: PathBuf) -> EventsArgs {
        EventsArgs {
            file,
            area: AreaId(uuid::Uuid::nil()),
            apply: false,
            skip_faulty: false,
            format: None,
            encoding: Encoding::Auto,
            time_zone: None,
            kind: Kind::Gathering,
            visibility: SeenBy::Public,
        }
    }

    #[test]
    fn the_format_is_known_by_the_name_of_the_file() {
        for (name, format) in [("a.ics", FileFormat::Ics), ("表.CSV", FileFormat::Csv)] {
            assert_eq!(args(name.into()).format().unwrap(), format, "{name}");
        }
        assert!(args("calendar".into()).format().is_err());
        let told = EventsArgs {
            format: Some(Format::Ics),
            ..args("calendar".into())
        };
        assert_eq!(told.format().unwrap(), FileFormat::Ics);
    }

    #[test]
    fn a_file_that_is_too_large_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("large.ics");
        let large = std::fs::File::create(&file).unwrap();
        // A gibibyte that takes no room.
        large.set_len(1 << 30).unwrap();
        let error = args(file).read().unwrap_err().to_string();
        assert!(error.contains("1073741824 bytes"), "{error}");
    }

    #[test]
    fn nothing_is_written_unless_it_is_asked_for() {
        let input = args("a.ics".into()).input(String::new(), FileFormat::Ics);
        assert!(input.dry_run && !input.skip_faulty);
    }
}
