//! `mulin import people`: the lines of the file.

use mulin_domain::import::{LEVELS, Options};
use mulin_domain::person::{self, ImportedPeople, PersonLine};
use mulin_domain::{Actor, Core, Result};

use super::sheet::Row;
use super::{Column, Imported, Sheet, faults, optional, required};

/// What the file may hold: one line a person.
pub const PERSON_COLUMNS: &[Column] = &[
    required("ref", "编号"),
    required("name", "姓名"),
    optional("preferred_name", "称呼"),
    optional("birth_year", "出生年份"),
    optional("city", "市"),
    required("street", "街道"),
    required("community", "社区"),
    required("grid", "网格"),
    required("unit", "邻"),
    required("building", "楼栋门牌"),
    optional("household", "户号"),
    optional("phone", "电话"),
    optional("phone_shared", "合用"),
    optional("email", "邮箱"),
    optional("locale", "语言"),
];

/// Imports the people of a file, all or nothing.
pub async fn import_people(
    core: &Core,
    sheet: &Sheet,
    options: Options,
) -> Result<Imported<ImportedPeople>> {
    let line = |row: &Row| {
        let cell = |column| sheet.cell(row, column).map(str::to_owned);
        PersonLine {
            line: row.line,
            external_ref: cell("ref"),
            name: cell("name"),
            preferred_name: cell("preferred_name"),
            birth_year: cell("birth_year"),
            areas: LEVELS.map(|(_, column)| cell(column)),
            building: cell("building"),
            household: cell("household"),
            phone: cell("phone"),
            phone_shared: cell("phone_shared"),
            email: cell("email"),
            locale: cell("locale"),
        }
    };
    let lines = sheet.rows.iter().map(line).collect();
    let options = faults::only_check_faulty(sheet, options);
    let outcome = person::import_people(core, &Actor::System, lines, options).await?;
    Ok(faults::tell_all(sheet, outcome))
}
