//! `mulin import new-moons`: the lines of the file.

use mulin_domain::almanac::{self, ImportedNewMoons, NewMoonLine};
use mulin_domain::import::Options;
use mulin_domain::{Actor, Core, Result};

use super::sheet::Row;
use super::{Column, Imported, Sheet, faults, required};

/// What the file holds: one line a lunar month that begins on another day than computed.
pub const NEW_MOON_COLUMNS: &[Column] =
    &[required("computed", "推算日"), required("begins", "实际日")];

/// Imports the corrections of a file, all or nothing.
pub async fn import_new_moons(
    core: &Core,
    sheet: &Sheet,
    options: Options,
) -> Result<Imported<ImportedNewMoons>> {
    let line = |row: &Row| {
        let cell = |column| sheet.cell(row, column).map(str::to_owned);
        NewMoonLine {
            line: row.line,
            computed: cell("computed"),
            begins: cell("begins"),
        }
    };
    let lines = sheet.rows.iter().map(line).collect();
    let options = faults::only_check_faulty(sheet, options);
    let outcome = almanac::import_new_moons(core, &Actor::System, lines, options).await?;
    Ok(faults::tell_all(sheet, outcome))
}
