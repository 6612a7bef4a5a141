//! Text becomes cells, each with its line and column (RFC 4180, and what spreadsheets make of it).

use csv::{ReaderBuilder, StringRecord};

use super::header::{Header, place};
use super::{Column, Encoding, NotText, Told};

const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Why a file cannot be read at all.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is no text.
    #[error(transparent)]
    NotText(#[from] NotText),
    /// There is nothing in it.
    #[error("is empty. Expected are a line that names the columns, and one line for each entry")]
    Empty,
    /// Its columns are not those expected.
    #[error("does not have the columns expected")]
    Header(Vec<Told>),
}

/// The table of a file.
#[derive(Debug)]
pub struct Sheet {
    /// How it was encoded.
    pub encoding: &'static str,
    columns: &'static [Column],
    written: Vec<Option<String>>,
    pub(super) rows: Vec<Row>,
    /// Lines that are no rows of the table.
    pub(super) faults: Vec<Told>,
}

/// A line of the table.
#[derive(Debug)]
pub(super) struct Row {
    /// From 1.
    pub line: u64,
    /// By the places of the known columns; trimmed.
    cells: Vec<String>,
}

impl Sheet {
    /// Reads a table with these columns.
    pub fn read(
        bytes: &[u8],
        encoding: Encoding,
        columns: &'static [Column],
    ) -> Result<Self, Unreadable> {
        let (text, encoding) = encoding.decode(bytes)?;
        let mut records = Records::new(&text, separator(&text, columns));
        let (line, mut names) = records.next().ok_or(Unreadable::Empty)?;
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        let header = Header::read(&names, line, columns).map_err(Unreadable::Header)?;
        let mut sheet = Self {
            encoding,
            columns,
            written: header.written,
            rows: Vec::new(),
            faults: Vec::new(),
        };
        for (line, cells) in records {
            match arrange(cells, &header.places, columns.len()) {
                Ok(cells) => sheet.rows.push(Row { line, cells }),
                Err(text) => sheet.faults.push(Told { line, text }),
            }
        }
        Ok(sheet)
    }

    /// How many lines are below the header, not counting empty ones.
    pub fn lines(&self) -> u64 {
        (self.rows.len() + self.faults.len()) as u64
    }

    /// What stands in a column; none for blank, or if there is no such column.
    pub(super) fn cell<'a>(&self, row: &'a Row, column: &str) -> Option<&'a str> {
        let place = self.place(column)?;
        let cell = row.cells.get(place)?;
        (!cell.is_empty()).then_some(cell)
    }

    /// What stands on a line.
    pub(super) fn cell_at(&self, line: u64, column: &str) -> Option<&str> {
        let at = self.rows.binary_search_by_key(&line, |row| row.line).ok()?;
        self.cell(&self.rows[at], column)
    }

    /// A column's name as the file writes it; the English one if the file does not have it.
    pub(super) fn written<'a>(&'a self, column: &'a str) -> &'a str {
        let place = self.place(column);
        let written = place.and_then(|place| self.written[place].as_deref());
        written.unwrap_or(column)
    }

    fn place(&self, english: &str) -> Option<usize> {
        let mut columns = self.columns.iter();
        columns.position(|column| column.english == english)
    }
}

/// The separator by which the first line names the most known columns, or has the most cells.
fn separator(text: &str, columns: &[Column]) -> u8 {
    let merit = |separator: &u8| {
        let (_, cells) = Records::new(text, *separator).next().unwrap_or_default();
        let known = cells.iter().filter(|name| place(name, columns).is_some());
        // The earlier of equals.
        let rank = SEPARATORS.iter().rev().position(|one| one == separator);
        (known.count(), cells.len().max(1), rank)
    };
    SEPARATORS.into_iter().max_by_key(merit).unwrap_or(b',')
}

/// Puts a line's cells into the order of the known columns, or says why they are not the header's.
fn arrange(
    mut cells: Vec<String>,
    places: &[Option<usize>],
    columns: usize,
) -> Result<Vec<String>, String> {
    if cells.iter().any(|cell| cell.contains(['\n', '\r'])) {
        let text = "a cell holds a line break. Is there a quotation mark too many, or one missing?";
        return Err(text.to_owned());
    }
    while cells.len() > places.len() && cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    if cells.len() != places.len() {
        return Err(format!(
            "{} cells, where the header names {} columns. Expected is a cell for each column, also \
             for empty ones; a cell with a separator in it stands in quotation marks.",
            cells.len(),
            places.len()
        ));
    }
    let mut arranged = vec![String::new(); columns];
    for (number, (cell, place)) in (1..).zip(cells.into_iter().zip(places)) {
        match place {
            Some(place) => arranged[*place] = cell,
            None if cell.is_empty() => {}
            None => {
                let text = "holds something, and the header does not name it";
                return Err(format!("column {number} {text}. Name it, or empty it."));
            }
        }
    }
    Ok(arranged)
}

/// Lines that hold anything, with their numbers.
struct Records<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    /// Up to here …
    byte: usize,
    /// … is this line.
    line: u64,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, separator: u8) -> Self {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        Self {
            text,
            reader,
            byte: 0,
            line: 1,
        }
    }

    /// The number of the line that holds this byte, or the first after it that is not empty. The
    /// reader's own count is that of the lines it has passed.
    fn line_at(&mut self, byte: usize) -> u64 {
        let bytes = self.text.as_bytes();
        let is_end = |at: usize| matches!(bytes.get(at), Some(b'\r' | b'\n'));
        while self.byte < byte || is_end(self.byte) {
            let lone_return = bytes[self.byte] == b'\r' && bytes.get(self.byte + 1) != Some(&b'\n');
            if bytes[self.byte] == b'\n' || lone_return {
                self.line += 1;
            }
            self.byte += 1;
        }
        self.line
    }
}

impl Iterator for Records<'_> {
    type Item = (u64, Vec<String>);

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = StringRecord::new();
        // The text is in memory and valid, so that reading it cannot fail.
        while self.reader.read_record(&mut record).unwrap_or(false) {
            let start = record.position().map_or(0, csv::Position::byte);
            let line = self.line_at(usize::try_from(start).unwrap_or(usize::MAX));
            let trimmed = |cell: &str| cell.trim_matches(is_blank).to_owned();
            let cells: Vec<String> = record.iter().map(trimmed).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                return Some((line, cells));
            }
        }
        None
    }
}

/// Spaces of any width, and the mark that some programs leave at the start.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{AREA_COLUMNS, optional, required};

    const COLUMNS: &[Column] = &[
        required("ref", "编号"),
        required("name", "姓名"),
        optional("birth_year", "出生年份"),
    ];

    fn read(text: &str) -> Result<Sheet, Unreadable> {
        Sheet::read(text.as_bytes(), Encoding::Auto, COLUMNS)
    }

    /// Line, number, name and year of each row.
    fn rows(text: &str) -> Vec<(u64, String)> {
        let sheet = read(text).unwrap();
        assert_eq!(sheet.faults, []);
        let cells = |row: &Row| {
            let cell = |column| sheet.cell(row, column).unwrap_or("-");
            ["ref", "name", "birth_year"].map(cell).join("|")
        };
        let rows = sheet.rows.iter();
        rows.map(|row| (row.line, cells(row))).collect()
    }

    fn header_faults(text: &str) -> Vec<String> {
        match read(text) {
            Err(Unreadable::Header(faults)) => faults.iter().map(Told::to_string).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn any_separator_order_and_language_of_the_header_will_do() {
        for text in [
            "ref,name,birth_year\n1,李明,1950\n",
            "\u{feff}姓名;编号;出生年份\r\n李明;1;1950",
            "Birth Year\tREF\tname\n1950\t1\t李明\n",
            "birth-year, name ,ref\r1950,\u{3000}李明 ,1\r",
            "\n\n ref , name , birth_year ,,\r\n\"1\",\"李明\",1950,,\r\n,,,,\r\n\r\n",
        ] {
            let rows = rows(text);
            assert_eq!(rows.len(), 1, "{text}");
            assert_eq!(rows[0].1, "1|李明|1950", "{text}");
        }
    }

    #[test]
    fn lines_are_counted_as_an_editor_does() {
        let text = "ref,name\r\n\r\n1,a\r\n,\r\n\r\n2,\"b, c\"\r\n3,\"say \"\"d\"\"\"";
        let expected = [(3, "1|a|-"), (6, "2|b, c|-"), (7, "3|say \"d\"|-")];
        assert_eq!(
            rows(text),
            expected.map(|(line, row)| (line, row.to_owned()))
        );
        assert_eq!(rows(&text.replace("\r\n", "\n"))[1].0, 6);
        assert_eq!(rows(&text.replace("\r\n", "\r"))[1].0, 6);
    }

    #[test]
    fn wrong_columns_are_all_told_by_name() {
        let told = header_faults("编号;ref;phone\n1;1;2\n");
        assert_eq!(told.len(), 3, "{told:#?}");
        assert!(told[0].contains("ref (编号) stands there twice, as \"编号\" and as \"ref\""));
        assert!(told[1].contains("\"phone\" is not known. Known are: ref (编号), name (姓名), "));
        assert!(told[2].contains("line 1: the column name (姓名) is missing"));
        // No header at all.
        let told = header_faults("1,李明,1950\n");
        assert_eq!(told.len(), 5, "{told:#?}");
    }

    #[test]
    fn lines_that_do_not_fit_the_header_are_told() {
        let text = "ref,name,,\n1,a\n2\n3,b,c\n4,\"d\n5,e\n";
        let sheet = read(text).unwrap();
        let told: Vec<String> = sheet.faults.iter().map(Told::to_string).collect();
        assert_eq!(sheet.lines(), 4);
        assert!(
            told[0].starts_with("line 3: 1 cells, where the header names 2"),
            "{told:#?}"
        );
        assert!(told[1].starts_with("line 4: 3 cells"), "{told:#?}");
        assert!(
            told[2].starts_with("line 5: a cell holds a line break"),
            "{told:#?}"
        );
        let sheet = read("ref,,name\n1,,a\n2,x,b\n").unwrap();
        assert!(sheet.faults[0].text.starts_with("column 2 holds something"));
        assert_eq!((sheet.rows.len(), sheet.faults.len()), (1, 1));
    }

    #[test]
    fn files_without_a_table_are_told() {
        for text in ["", "\n\n", " , ,\n"] {
            assert_eq!(read(text).unwrap_err(), Unreadable::Empty);
        }
        assert_eq!(read("ref,name\n").unwrap().lines(), 0);
        let binary = Sheet::read(b"\0\x01", Encoding::Auto, AREA_COLUMNS);
        assert_eq!(binary.unwrap_err(), NotText::Binary.into());
    }
}
