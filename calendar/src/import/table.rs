//! A table of events as drafts.

use chrono_tz::Tz;
use csv::{ReaderBuilder, StringRecord};

use super::draft::{ImportFaults, Reading, Source};
use super::table_row::{self, Row};
use super::{ImportFaultKind as Kind, MAX_BYTES, MAX_EVENTS};
use crate::lunar::Almanac;
use crate::text;

/// Columns of a file at most, those without a name counted.
const MAX_COLUMNS: usize = 64;

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its English name, which faults use.
    pub english: &'static str,
    /// Its Chinese name; a header may use either, in any case.
    pub chinese: &'static str,
    /// What stands in it.
    pub holds: &'static str,
    /// Whether each row must have it.
    pub required: bool,
}

const fn column(
    english: &'static str,
    chinese: &'static str,
    required: bool,
    holds: &'static str,
) -> Column {
    Column {
        english,
        chinese,
        holds,
        required,
    }
}

/// The columns that a table may have, in any order.
pub const COLUMNS: [Column; 9] = [
    column("title", "标题", true, "the event's title"),
    column(
        "start",
        "开始",
        true,
        "2027-02-20 18:30, or 2027-02-20 for a whole day",
    ),
    column(
        "end",
        "结束",
        true,
        "as start, or 20:30 on the same day; of whole days the last one",
    ),
    column("description", "说明", false, "words about it"),
    column("location", "地点", false, "where it is"),
    column(
        "zone",
        "时区",
        false,
        "an IANA time zone, such as Asia/Shanghai",
    ),
    column(
        "repeat",
        "重复",
        false,
        "daily/每天, weekly/每周, monthly/每月, yearly/每年, lunar/农历 (the same lunar date each \
         year), or a rule of RFC 5545 such as FREQ=MONTHLY;BYMONTHDAY=28",
    ),
    column("url", "网址", false, "a page about it"),
    column(
        "uid",
        "编号",
        false,
        "a name of the row's own, by which it is known when the file comes again",
    ),
];

/// Reads a table with a header (RFC 4180; also with semicolons or tabs). `zone` is that of rows which
/// name none. The text is in memory already, so that its encoding was known; of one that is too large
/// nothing is read.
pub fn read_csv(text: &str, zone: Tz, almanac: &Almanac) -> Reading {
    let mut faults = ImportFaults::default();
    let mut reading = Reading::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > MAX_BYTES {
        faults.add(&Source::default(), "", Kind::TooLarge);
        reading.faults = faults.finish();
        return reading;
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text))
        .from_reader(text.as_bytes());
    let mut lines = Lines {
        bytes: text.as_bytes(),
        byte: 0,
        line: 1,
    };
    let mut record = StringRecord::new();
    let mut places: Option<Vec<Option<usize>>> = None;
    // The text is valid and in memory: reading it cannot fail.
    while !faults.is_full() && reader.read_record(&mut record).unwrap_or(false) {
        let start = record.position().map_or(0, csv::Position::byte);
        let source = Source {
            line: lines.at(usize::try_from(start).unwrap_or(usize::MAX)),
            uid: None,
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let Some(places) = &places else {
            let found = header(&mut faults, &source, &record);
            if found.is_empty() {
                break;
            }
            places = Some(found);
            continue;
        };
        if reading.drafts.len() >= MAX_EVENTS {
            faults.add(&source, "", Kind::TooMany);
            break;
        }
        let beyond = record.iter().skip(places.len());
        if !beyond.into_iter().all(|cell| cell.trim().is_empty()) {
            faults.add(&source, "", Kind::BadLine);
            continue;
        }
        let cell = |column: &str| {
            let at = COLUMNS.iter().position(|of| of.english == column)?;
            let place = places.iter().position(|place| *place == Some(at))?;
            record
                .get(place)
                .map(str::trim)
                .filter(|cell| !cell.is_empty())
        };
        let source = Source {
            uid: cell("uid").map(text::one_line),
            ..source
        };
        let row = Row {
            source: &source,
            cell: &cell,
            zone,
            almanac,
        };
        reading.drafts.extend(table_row::read(&mut faults, &row));
    }
    if places.is_none() && faults.len() == 0 {
        faults.add(&Source::default(), "", Kind::NotACalendar);
    }
    reading.faults = faults.finish();
    reading
}

/// Of each column of the file, its place among those known; empty if a column must be there and is
/// not, or is there twice, or is not known.
fn header(faults: &mut ImportFaults, source: &Source, record: &StringRecord) -> Vec<Option<usize>> {
    if record.len() > MAX_COLUMNS {
        faults.add(source, "", Kind::BadLine);
        return Vec::new();
    }
    let before = faults.len();
    let mut places: Vec<Option<usize>> = Vec::new();
    for name in record {
        let place = place(name);
        match place {
            Some(at) if places.contains(&Some(at)) => faults.add(source, name, Kind::Duplicate),
            None if !name.trim().is_empty() => faults.add(source, name, Kind::UnknownColumn),
            _ => {}
        }
        places.push(place);
    }
    for (at, column) in COLUMNS.iter().enumerate() {
        if column.required && !places.contains(&Some(at)) {
            faults.add(source, column.english, Kind::Required);
        }
    }
    if faults.len() > before {
        Vec::new()
    } else {
        places
    }
}

fn place(name: &str) -> Option<usize> {
    let name = name.trim().to_lowercase();
    let is_it = |column: &Column| column.english == name || column.chinese == name;
    COLUMNS.iter().position(is_it)
}

/// The separator by which the first line names the most columns.
fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty());
    let known = |separator: &u8| {
        let names = first.unwrap_or_default().split(char::from(*separator));
        names
            .filter(|name| place(name.trim_matches('"')).is_some())
            .count()
    };
    // The comma is last, so that it wins where all are equal.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(known)
        .unwrap_or(b',')
}

/// Counts lines as an editor does; the reader's own count is that of the lines it has passed.
struct Lines<'a> {
    bytes: &'a [u8],
    /// Up to here …
    byte: usize,
    /// … is this line.
    line: u64,
}

impl Lines<'_> {
    /// The line that holds this byte, or the first after it that is not empty.
    fn at(&mut self, byte: usize) -> u64 {
        while let Some(here) = self.bytes.get(self.byte)
            && (self.byte < byte || matches!(here, b'\r' | b'\n'))
        {
            let lone_return = *here == b'\r' && self.bytes.get(self.byte + 1) != Some(&b'\n');
            if *here == b'\n' || lone_return {
                self.line += 1;
            }
            self.byte += 1;
        }
        self.line
    }
}
