//! `mulin import new-moons`: months that begin on another day than computed.

use std::sync::Arc;

use mulin::import::{Encoding, Imported, NEW_MOON_COLUMNS, Sheet, import_new_moons};
use mulin_domain::almanac::ImportedNewMoons;
use mulin_domain::import::Options;
use serde_json::json;

use super::days;
use crate::both_databases;
use crate::support::app::TestApp;
use crate::support::trace::Trace;

async fn import(app: &TestApp, text: &str, dry_run: bool) -> Imported<ImportedNewMoons> {
    let sheet = Sheet::read(text.as_bytes(), Encoding::Auto, NEW_MOON_COLUMNS);
    let sheet = sheet.expect("it is a table of new moons");
    let options = Options {
        dry_run,
        report: Arc::new(|_| ()),
    };
    let imported = import_new_moons(&app.core, &sheet, options).await;
    imported.expect("the database answers")
}

fn counts(new: u64, changed: u64, unchanged: u64, removed: u64) -> Imported<ImportedNewMoons> {
    Imported::Done(ImportedNewMoons {
        new,
        changed,
        unchanged,
        removed,
    })
}

/// The days of the month on which the uncertain month of 2057 may begin.
async fn september(app: &TestApp) -> serde_json::Value {
    let selection = "lunarDate { day }";
    let answer = days(app, "2057-09-28", "2057-09-29", selection, "en").await;
    let day = |at: &str| answer.at(&format!("/calendar/{at}/lunarDate/day")).clone();
    json!([day("0"), day("1")])
}

both_databases!(the_file_is_the_whole_list_of_corrections, |app| {
    let one = "computed,begins\n2057-09-28,2057-09-29\n";
    let two = format!("{one}2097/8/7,2097/8/8\n");
    assert_eq!(september(&app).await, json!([1, 2]));
    let before = Trace::of(&app).await;
    assert_eq!(import(&app, one, true).await, counts(1, 0, 0, 0));
    assert_eq!(Trace::of(&app).await, before, "a dry run writes nothing");

    assert_eq!(import(&app, one, false).await, counts(1, 0, 0, 0));
    assert_eq!(september(&app).await, json!([30, 1]));
    assert_eq!(import(&app, &two, false).await, counts(1, 0, 1, 0));
    assert_eq!(september(&app).await, json!([30, 1]));
    // Nothing below the header: everything is computed again.
    assert_eq!(
        import(&app, "推算日;实际日\n", false).await,
        counts(0, 0, 0, 2)
    );
    assert_eq!(september(&app).await, json!([1, 2]));
});

both_databases!(corrections_that_cannot_be_are_told_by_their_lines, |app| {
    let text = "computed,begins\n2057-09-27,2057-09-28\n2057-09-28,2057-09-30\n\
        2097-08-07,2097-08-08\n2097-08-07,2097-08-08\n2089-09-04,\n2027-02-06,2027-02-07\nx,y\n";
    let before = Trace::of(&app).await;
    let told = match import(&app, text, false).await {
        Imported::Done(done) => panic!("{done:?}"),
        Imported::Faulty(faults) => faults,
    };
    assert_eq!(Trace::of(&app).await, before);
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    for begins in [
        "line 2: computed: no lunar month is computed to begin on that day",
        "line 3: begins must be a day earlier or a day later",
        "line 5: computed is corrected on an earlier line already",
        "line 6: begins must be given",
        "line 8: computed must be a date",
        "line 8: begins must be a date",
    ] {
        let found = told.iter().any(|told| told.starts_with(begins));
        assert!(found, "{begins}: {told:#?}");
    }
    assert!(
        !told.iter().any(|told| told.starts_with("line 4")),
        "{told:#?}"
    );
});
