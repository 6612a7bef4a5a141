//! A list as a workbook. Rows go to a temporary file as they are read, and the workbook is sent from
//! another, so that memory does not grow with the list.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use mulin_domain::check_in::attendees::{self, List};
use mulin_domain::{Core, Error};
use mulin_entities::RsvpId;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::words::{Cell, Words};

/// Bytes that are sent at a time.
const PIECE: usize = 64 * 1024;

/// Writes the whole list into a temporary file, which is gone once it is closed.
pub async fn xlsx(core: &Core, list: &List, words: Words) -> Result<File, Error> {
    let mut workbook = Workbook::new();
    let sheet = workbook
        .add_worksheet_with_constant_memory()
        .map_err(failed)?;
    let bold = Format::new().set_bold();
    for (column, text) in (0..).zip(words.header()) {
        sheet
            .write_string_with_format(0, column, text, &bold)
            .map_err(failed)?;
    }
    let (mut row, mut last): (u32, Option<RsvpId>) = (1, None);
    loop {
        let lines = attendees::next(core, list, last).await?;
        if lines.is_empty() {
            break;
        }
        for line in &lines {
            for (column, cell) in (0..).zip(words.cells(line)) {
                // Text is text: a cell of this kind is never a formula.
                match cell {
                    Cell::Text(text) if text.is_empty() => {}
                    Cell::Text(text) => {
                        sheet.write_string(row, column, text).map_err(failed)?;
                    }
                    Cell::Number(number) => {
                        sheet.write_number(row, column, number).map_err(failed)?;
                    }
                }
            }
            row += 1;
        }
        last = lines.last().map(|line| line.rsvp_id);
    }
    let written = tokio::task::spawn_blocking(move || {
        let mut file = tempfile::tempfile().map_err(internal)?;
        workbook.save_to_writer(&mut file).map_err(failed)?;
        file.seek(SeekFrom::Start(0)).map_err(internal)?;
        Ok(file)
    });
    written.await.map_err(internal)?
}

/// The file, piece by piece.
pub fn pieces(file: File) -> impl Stream<Item = Result<Bytes, Error>> + Send + 'static {
    stream::try_unfold(BufReader::new(file), |mut file| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let length = file.read(&mut piece)?;
            piece.truncate(length);
            Ok::<_, std::io::Error>((piece, file))
        });
        let (piece, file) = read.await.map_err(internal)?.map_err(internal)?;
        Ok((!piece.is_empty()).then(|| (Bytes::from(piece), file)))
    })
}

fn failed(error: XlsxError) -> Error {
    internal(error)
}

fn internal(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Internal(Box::new(error))
}
