//! Which column of a file is which.

use super::{Column, Told};

/// The columns of a file.
#[derive(Debug)]
pub(super) struct Header {
    /// Of each column of the file, its place in the list of known columns; none if it has no name.
    pub places: Vec<Option<usize>>,
    /// Of each known column, its name as the file writes it.
    pub written: Vec<Option<String>>,
}

/// Its place in the list, if the name is known: in any case, with spaces or hyphens for underscores.
pub(super) fn place(name: &str, columns: &[Column]) -> Option<usize> {
    let name = name.to_lowercase().replace([' ', '-'], "_");
    let is_it = |column: &Column| column.english == name || column.chinese == name;
    columns.iter().position(is_it)
}

impl Header {
    /// Reads the names that stand on a line, or tells all that is wrong with them.
    pub fn read(cells: &[String], line: u64, columns: &[Column]) -> Result<Self, Vec<Told>> {
        let mut faults = Vec::new();
        let mut tell = |text: String| faults.push(Told { line, text });
        let mut header = Self {
            places: Vec::with_capacity(cells.len()),
            written: vec![None; columns.len()],
        };
        for name in cells {
            let place = place(name, columns);
            header.places.push(place);
            let Some(place) = place else {
                if !name.is_empty() {
                    let known: Vec<String> = columns.iter().map(Column::to_string).collect();
                    let known = known.join(", ");
                    tell(format!(
                        "the column {name:?} is not known. Known are: {known}."
                    ));
                }
                continue;
            };
            match &header.written[place] {
                None => header.written[place] = Some(name.clone()),
                Some(before) => tell(format!(
                    "the column {} stands there twice, as {before:?} and as {name:?}. Drop one.",
                    columns[place]
                )),
            }
        }
        for (column, written) in columns.iter().zip(&header.written) {
            if column.required && written.is_none() {
                tell(format!(
                    "the column {column} is missing. Add it, even if all its cells are empty."
                ));
            }
        }
        if faults.is_empty() {
            Ok(header)
        } else {
            Err(faults)
        }
    }
}
