//! `mulin import`: areas and people from files.

mod areas;
mod atomic;
mod faults;
mod homes;
mod people;

use std::sync::Arc;

use mulin::import::{
    AREA_COLUMNS, Encoding, Imported, PERSON_COLUMNS, Sheet, import_areas, import_people,
};
use mulin_domain::Core;
use mulin_domain::import::Options;
use mulin_domain::person::ImportedPeople;
use mulin_domain::place::ImportedAreas;
use mulin_entities::{household, person};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::support::app::TestApp;

/// Where `Town` has its units, as the columns of a file of people.
const TOWN: &str = "city,street,community,grid,unit";
const EAST: &str = "睦安市,澄湖街道,桂花社区,第一网格,东邻";
const WEST: &str = "睦安市,澄湖街道,桂花社区,第一网格,西邻";

fn options(dry_run: bool) -> Options {
    Options {
        dry_run,
        report: Arc::new(|_| ()),
    }
}

/// Imports areas.
async fn areas(core: &Core, text: &str, dry_run: bool) -> Imported<ImportedAreas> {
    let sheet = Sheet::read(text.as_bytes(), Encoding::Auto, AREA_COLUMNS);
    let sheet = sheet.expect("it is a table of areas");
    import_areas(core, &sheet, options(dry_run))
        .await
        .expect("the database answers")
}

/// Imports people.
async fn people(core: &Core, text: &str, dry_run: bool) -> Imported<ImportedPeople> {
    let sheet = Sheet::read(text.as_bytes(), Encoding::Auto, PERSON_COLUMNS);
    let sheet = sheet.expect("it is a table of people");
    import_people(core, &sheet, options(dry_run))
        .await
        .expect("the database answers")
}

/// What came of it, which must be no fault.
fn done<T>(imported: Imported<T>) -> T {
    match imported {
        Imported::Done(done) => done,
        Imported::Faulty(faults) => panic!("{faults:#?}"),
    }
}

/// The faults, which there must be.
fn told<T: std::fmt::Debug>(imported: Imported<T>) -> Vec<String> {
    match imported {
        Imported::Done(done) => panic!("{done:?}"),
        Imported::Faulty(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

/// The person of a number in the register.
async fn by_ref(app: &TestApp, external_ref: &str) -> person::Model {
    person::Entity::find()
        .filter(person::Column::ExternalRef.eq(external_ref))
        .one(app.core.db().reader())
        .await
        .expect("the table is read")
        .unwrap_or_else(|| panic!("nobody has {external_ref}"))
}

/// All households, the eldest first.
async fn households(app: &TestApp) -> Vec<household::Model> {
    household::Entity::find()
        .order_by_asc(household::Column::Id)
        .all(app.core.db().reader())
        .await
        .expect("the table is read")
}
