//! `mulin import holidays`: the lines of the file.

use mulin_domain::almanac::{self, HolidayLine, ImportedHolidays};
use mulin_domain::import::Options;
use mulin_domain::{Actor, Core, Result};

use super::sheet::Row;
use super::{Column, Imported, Sheet, faults, optional, required};

/// What the file may hold: one line a day that is off, or worked, otherwise than the week has it.
pub const HOLIDAY_COLUMNS: &[Column] = &[
    required("date", "日期"),
    required("kind", "类型"),
    required("name", "名称"),
    optional("source", "来源"),
    optional("year", "年份"),
];

/// Imports the lists of a file, all or nothing.
pub async fn import_holidays(
    core: &Core,
    sheet: &Sheet,
    options: Options,
) -> Result<Imported<ImportedHolidays>> {
    let line = |row: &Row| {
        let cell = |column| sheet.cell(row, column).map(str::to_owned);
        HolidayLine {
            line: row.line,
            date: cell("date"),
            kind: cell("kind"),
            name: cell("name"),
            source: cell("source"),
            year: cell("year"),
        }
    };
    let lines = sheet.rows.iter().map(line).collect();
    let options = faults::only_check_faulty(sheet, options);
    let outcome = almanac::import_holidays(core, &Actor::System, lines, options).await?;
    Ok(faults::tell_all(sheet, outcome))
}
