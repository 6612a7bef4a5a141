//! `mulin import areas`: the lines of the file.

use mulin_domain::import::{LEVELS, Options};
use mulin_domain::place::{self, AreaLine, ImportedAreas};
use mulin_domain::{Actor, Core, Result};

use super::sheet::Row;
use super::{Column, Imported, Sheet, faults, optional, required};

/// What the file may hold: one line an area, named from the city down.
pub const AREA_COLUMNS: &[Column] = &[
    required("city", "市"),
    required("street", "街道"),
    required("community", "社区"),
    required("grid", "网格"),
    required("unit", "邻"),
    optional("contact_phone", "联系电话"),
    optional("confirms_registrations", "登记需确认"),
];

/// Imports the areas of a file, all or nothing.
pub async fn import_areas(
    core: &Core,
    sheet: &Sheet,
    options: Options,
) -> Result<Imported<ImportedAreas>> {
    let line = |row: &Row| {
        let cell = |column| sheet.cell(row, column).map(str::to_owned);
        AreaLine {
            line: row.line,
            names: LEVELS.map(|(_, column)| cell(column)),
            contact_phone: cell("contact_phone"),
            confirms_registrations: cell("confirms_registrations"),
        }
    };
    let lines = sheet.rows.iter().map(line).collect();
    let options = faults::only_check_faulty(sheet, options);
    let outcome = place::import_areas(core, &Actor::System, lines, options).await?;
    Ok(faults::tell_all(sheet, outcome))
}
