//! A file as entries: read, compared with what was imported before, and checked.

use std::collections::{HashMap, HashSet};

use chrono_tz::Tz;
use mulin_calendar::import::{Draft, Reading, read_csv, read_ics};
use mulin_entities::{area, event_source, venue};
use sea_orm::ConnectionTrait;

use super::fault::{EntryFault, Wrong};
use super::written::{Becomes, Entry};
use super::{FileFormat, rules, store};
use crate::almanac::{self, AlmanacInUse, Day};
use crate::clock::Instant;
use crate::error::{Error, Result};
use crate::input::Rule;
use crate::place;
use crate::series::ScheduleInput;

/// What a file says, as far as that needs no database.
#[derive(Debug)]
pub(super) struct File {
    drafts: Vec<Known>,
    faults: Vec<EntryFault>,
    cancelled: usize,
    format: FileFormat,
    almanac: AlmanacInUse,
}

/// An entry with what it is known by.
#[derive(Debug)]
struct Known {
    draft: Draft,
    key: String,
    digest: String,
}

/// A file, compared and checked.
#[derive(Debug)]
pub(super) struct Checked {
    pub entries: Vec<Entry>,
    /// Key and digest of each entry.
    pub marks: Vec<(String, String)>,
    pub faults: Vec<EntryFault>,
    pub cancelled: usize,
}

impl Checked {
    /// How many became this, or would.
    pub fn count(&self, becomes: Becomes) -> usize {
        let entries = self.entries.iter();
        entries.filter(|entry| entry.becomes == becomes).count()
    }
}

impl File {
    /// Reads a file; in a thread of its own, because a large one takes its time.
    pub async fn read(
        format: FileFormat,
        content: String,
        zone: Tz,
        almanac: AlmanacInUse,
    ) -> Result<Self> {
        let read = move || Self::read_now(format, &content, zone, almanac);
        let read = tokio::task::spawn_blocking(read).await;
        read.map_err(|panic| Error::Internal(Box::new(panic)))?
    }

    fn read_now(
        format: FileFormat,
        content: &str,
        zone: Tz,
        almanac: AlmanacInUse,
    ) -> Result<Self> {
        let mut reading = Reading::default();
        let mut faults = Vec::new();
        if content.len() > rules::MAX_BYTES {
            let max = rules::MAX_BYTES;
            faults.push(EntryFault::of_file(Wrong::FileTooLarge { max }));
        } else {
            reading = match format {
                FileFormat::Ics => read_ics(content.as_bytes(), zone, &almanac),
                FileFormat::Csv => read_csv(content, zone, &almanac),
            };
            let found = reading.faults.drain(..);
            faults.extend(found.map(|fault| EntryFault::read(fault, format)));
        }
        if reading.drafts.len() > rules::MAX_ENTRIES {
            let max = rules::MAX_ENTRIES;
            faults.push(EntryFault::of_file(Wrong::TooManyEntries { max }));
            reading.drafts.clear();
        }
        let mut drafts = Vec::new();
        let mut seen = HashSet::new();
        for mut draft in reading.drafts {
            draft.schedule = draft.schedule.map(|of| rules::tidied(&of, &almanac));
            let (key, digest) = (rules::entry_key(&draft)?, rules::digest(&draft)?);
            if seen.insert(key.clone()) {
                drafts.push(Known { draft, key, digest });
                continue;
            }
            let line = Some(draft.source.line);
            let duplicate = Wrong::Rule(Rule::Duplicate);
            let told = |fault: &EntryFault| fault.line == line && fault.wrong == duplicate;
            if !faults.iter().any(told) {
                faults.push(fault(&draft, format.names().uid, duplicate));
            }
        }
        Ok(Self {
            drafts,
            faults,
            cancelled: reading.cancelled,
            format,
            almanac,
        })
    }

    /// Compares it with what was imported into the area, and checks what is new.
    pub async fn check(
        self,
        db: &impl ConnectionTrait,
        area: &area::Model,
        now: Instant,
    ) -> Result<Checked> {
        let keys = self.drafts.iter().map(|known| known.key.as_str());
        let sources = store::sources(db, area.id, keys).await?;
        let dates = self.drafts.iter().map(|of| of.draft.starts_local.date());
        let days = almanac::days(db, &dates.collect::<Vec<_>>()).await?;
        let drafts = self.drafts.iter().map(|of| &of.draft);
        let places = drafts.filter_map(|draft| draft.location.as_deref());
        let venues = venues(db, area, places.collect()).await?;
        let names = self.format.names();
        let mut faults = self.faults;
        let (mut found, mut made) = (Vec::new(), 0);
        // What replaces an occurrence comes after what repeats: it is taken in only beside that.
        let (masters, replacements): (Vec<_>, Vec<_>) = (self.drafts.into_iter().zip(days))
            .partition(|(known, _)| known.draft.occurrence.is_none());
        let mut beside: HashSet<String> = HashSet::new();
        for (Known { draft, key, digest }, day) in masters.into_iter().chain(replacements) {
            let venue = draft.location.as_ref().and_then(|name| venues.get(name));
            let mut entry = entry(&draft, day, venue.cloned(), &self.almanac);
            let is_lone = draft.occurrence.is_some()
                && !(draft.source.uid.as_ref()).is_some_and(|uid| beside.contains(uid));
            match sources.get(&key) {
                Some(source) => known(&mut entry, source, &digest),
                // The series still has the place that this would take.
                None if is_lone => entry.becomes = Becomes::Changed,
                None => {
                    let text = &entry.description;
                    let (wrong, more) = rules::check(&draft, text, &names, &self.almanac, now)?;
                    let is_sound = wrong.is_empty();
                    let told = wrong.into_iter();
                    faults.extend(told.map(|(field, wrong)| fault(&draft, field, wrong)));
                    if !is_sound {
                        continue;
                    }
                    if entry.becomes == Becomes::Series {
                        made += more;
                    }
                }
            }
            if draft.occurrence.is_none() && entry.becomes != Becomes::Changed {
                beside.extend(draft.source.uid.clone());
            }
            found.push((draft.source.line, entry, (key, digest)));
        }
        found.sort_by_key(|(line, ..)| *line);
        let (entries, marks): (Vec<_>, Vec<_>) = found
            .into_iter()
            .map(|(_, entry, mark)| (entry, mark))
            .unzip();
        if made > rules::MAX_OCCURRENCES {
            let max = rules::MAX_OCCURRENCES;
            faults.push(EntryFault::of_file(Wrong::TooManyOccurrences { max }));
        }
        faults.sort_by_key(|fault| fault.line);
        Ok(Checked {
            entries,
            marks,
            faults,
            cancelled: self.cancelled,
        })
    }
}

fn fault(draft: &Draft, field: &str, wrong: Wrong) -> EntryFault {
    EntryFault {
        line: Some(draft.source.line),
        uid: draft.source.uid.clone(),
        field: field.to_owned(),
        wrong,
    }
}

/// An entry as if it were new.
fn entry(draft: &Draft, day: Day, venue: Option<venue::Model>, almanac: &AlmanacInUse) -> Entry {
    let span = rules::span(draft);
    let (description, notes) = rules::description(draft, venue.is_some());
    let schedule = draft.schedule.clone();
    let repeats = schedule.as_ref().map(|of| ScheduleInput::of(of, almanac));
    Entry {
        line: draft.source.line,
        uid: draft.source.uid.clone(),
        title: draft.title.clone(),
        description,
        zone: span.zone,
        starts_at: span.starts_at,
        ends_at: span.ends_at,
        all_day: draft.all_day,
        becomes: match schedule {
            Some(_) => Becomes::Series,
            None => Becomes::Event,
        },
        schedule,
        repeats,
        venue,
        day,
        notes,
        event_id: None,
        series_id: None,
    }
}

/// An entry that was imported before.
fn known(entry: &mut Entry, source: &event_source::Model, digest: &str) {
    entry.becomes = if source.digest == digest {
        Becomes::Known
    } else {
        Becomes::Changed
    };
    (entry.event_id, entry.series_id) = (source.event_id, source.series_id);
}

/// The venues of these names: of each the one that the area or the nearest above it runs, if that has
/// only one.
async fn venues(
    db: &impl ConnectionTrait,
    area: &area::Model,
    names: HashSet<&str>,
) -> Result<HashMap<String, venue::Model>> {
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let areas = place::store::areas_to(db, &area.path).await?;
    let found = place::store::venues_named(db, areas.iter().map(|area| area.id), names).await?;
    let mut nearest = HashMap::new();
    for area in &areas {
        let mut here: HashMap<&str, Vec<&venue::Model>> = HashMap::new();
        for venue in found.iter().filter(|venue| venue.area_id == area.id) {
            here.entry(&venue.name).or_default().push(venue);
        }
        // From the top down, so that the nearest has the last word.
        for (name, venues) in here {
            match venues[..] {
                [venue] => nearest.insert(name.to_owned(), venue.clone()),
                _ => nearest.remove(name),
            };
        }
    }
    Ok(nearest)
}
