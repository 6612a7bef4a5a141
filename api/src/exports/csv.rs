//! A list as CSV (RFC 4180), page by page. It begins with a byte order mark, without which Excel takes
//! Chinese for something else.

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use mulin_domain::check_in::attendees::{self, List};
use mulin_domain::{Core, Error};
use mulin_entities::RsvpId;

use super::words::{Cell, Words};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

struct Reading {
    core: Core,
    list: List,
    words: Words,
    at: Place,
}

enum Place {
    Beginning,
    After(Option<RsvpId>),
    End,
}

/// The text, a page at a time.
pub fn csv(
    core: Core,
    list: List,
    words: Words,
) -> impl Stream<Item = Result<Bytes, Error>> + Send + 'static {
    let at = Place::Beginning;
    let reading = Reading {
        core,
        list,
        words,
        at,
    };
    stream::try_unfold(reading, |mut reading| async move {
        let last = match &reading.at {
            Place::Beginning => {
                let header: Vec<Cell> =
                    reading.words.header().into_iter().map(Cell::Text).collect();
                let text = whole([header])?;
                reading.at = Place::After(None);
                return Ok(Some((Bytes::from(text), reading)));
            }
            Place::After(last) => *last,
            Place::End => return Ok(None),
        };
        let lines = attendees::next(&reading.core, &reading.list, last).await?;
        let text = rows(lines.iter().map(|line| reading.words.cells(line)))?;
        reading.at = match lines.last() {
            Some(line) => Place::After(Some(line.rsvp_id)),
            None => Place::End,
        };
        Ok(Some((Bytes::from(text), reading)))
    })
}

/// The text of a list that is known whole.
pub fn whole(list: impl IntoIterator<Item = Vec<Cell>>) -> Result<Vec<u8>, Error> {
    Ok([BYTE_ORDER_MARK.to_vec(), rows(list)?].concat())
}

/// Rows as text.
fn rows(rows: impl IntoIterator<Item = Vec<Cell>>) -> Result<Vec<u8>, Error> {
    let internal = |error: String| Error::internal(format!("a row of CSV: {error}"));
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        let row = row.into_iter().map(|cell| match cell {
            Cell::Text(text) => defused(&text),
            Cell::Number(number) => number.to_string(),
        });
        let written = writer.write_record(row);
        written.map_err(|error| internal(error.to_string()))?;
    }
    writer
        .into_inner()
        .map_err(|error| internal(error.to_string()))
}

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it
/// (OWASP, "CSV Injection"; the wide forms are what Chinese and Japanese spreadsheets take too).
fn defused(text: &str) -> String {
    let begins = text.trim_start_matches(' ').chars().next();
    let is_formula = begins.is_some_and(|first| {
        matches!(
            first,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
        )
    });
    if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_a_formula() {
        for text in [
            "=1+1", "+86138", "-2", "@SUM(A1)", "\tx", "\rx", " =1", "＝1",
        ] {
            assert_eq!(defused(text), format!("'{text}"));
        }
        for text in ["王小梅", "1+1", "", "a@b.cn", "O'Neil"] {
            assert_eq!(defused(text), text);
        }
    }

    #[test]
    fn separators_and_quotes_stand_in_quotes() {
        let row = vec![
            Cell::Text("=HYPERLINK(\"http://x\",\"y\")".to_owned()),
            Cell::Text("王,小\n梅".to_owned()),
            Cell::Number(-1),
        ];
        let text = String::from_utf8(rows([row]).unwrap()).unwrap();
        let expected = "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",\"王,小\n梅\",-1\r\n";
        assert_eq!(text, expected);
    }
}
