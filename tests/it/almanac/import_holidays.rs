//! `mulin import holidays`: the lists of years.

use std::sync::Arc;

use mulin::import::{Encoding, HOLIDAY_COLUMNS, Imported, Sheet, import_holidays};
use mulin_domain::almanac::{HolidayLine, ImportedHolidays, ImportedYear};
use mulin_domain::import::Options;
use mulin_domain::{Actor, Error, almanac};

use super::{days, kinds};
use crate::both_databases;
use crate::factories::{Town, actor};
use crate::support::app::TestApp;
use crate::support::trace::Trace;

const SPRING: &str = "日期,类型,名称,来源\n2027/2/5,放假,春节,国办发明电〔2026〕7号\n\
    2027/2/6,放假,春节,\n2027/2/20,上班,春节,\n";

fn options(dry_run: bool) -> Options {
    Options {
        dry_run,
        report: Arc::new(|_| ()),
    }
}

async fn import(app: &TestApp, text: &str, dry_run: bool) -> Imported<ImportedHolidays> {
    let sheet = Sheet::read(text.as_bytes(), Encoding::Auto, HOLIDAY_COLUMNS);
    let sheet = sheet.expect("it is a table of holidays");
    let imported = import_holidays(&app.core, &sheet, options(dry_run)).await;
    imported.expect("the database answers")
}

async fn done(app: &TestApp, text: &str) -> Vec<ImportedYear> {
    match import(app, text, false).await {
        Imported::Done(imported) => imported.years,
        Imported::Faulty(faults) => panic!("{faults:#?}"),
    }
}

async fn told(app: &TestApp, text: &str) -> Vec<String> {
    let before = Trace::of(app).await;
    let told = match import(app, text, false).await {
        Imported::Done(imported) => panic!("{imported:?}"),
        Imported::Faulty(faults) => faults.iter().map(ToString::to_string).collect(),
    };
    assert_eq!(Trace::of(app).await, before);
    told
}

both_databases!(a_year_is_replaced_whole_and_others_stay, |app| {
    let before = Trace::of(&app).await;
    assert!(matches!(
        import(&app, SPRING, true).await,
        Imported::Done(_)
    ));
    assert_eq!(Trace::of(&app).await, before, "a dry run writes nothing");
    assert_eq!(kinds(&app, "2027-02-05", "2027-02-05").await, ["UNKNOWN"]);

    let year = ImportedYear {
        year: 2027,
        holidays: 2,
        working_days: 1,
        replaced: None,
        unchanged: false,
    };
    assert_eq!(done(&app, SPRING).await, [year]);
    let hints = ["ORDINARY", "HOLIDAY", "HOLIDAY", "ORDINARY"];
    assert_eq!(kinds(&app, "2027-02-04", "2027-02-07").await, hints);
    let working = kinds(&app, "2027-02-20", "2027-02-20").await;
    assert_eq!(working, ["MAKE_UP_WORKING_DAY"]);
    assert_eq!(
        kinds(&app, "2026-12-31", "2027-01-01").await,
        ["UNKNOWN", "ORDINARY"]
    );
    let again = ImportedYear {
        replaced: Some(3),
        unchanged: true,
        ..year
    };
    assert_eq!(done(&app, SPRING).await, [again]);

    // Another list of the same year, which knows a day of the one before; and the year after.
    let text = "name,kind,date,year\nNew Year,holiday,2026-12-31,2027\n\
        New Year,Working Day,2028-01-02,\n";
    let replaced = ImportedYear {
        holidays: 1,
        working_days: 0,
        replaced: Some(3),
        ..year
    };
    let new = ImportedYear {
        year: 2028,
        holidays: 0,
        ..year
    };
    assert_eq!(done(&app, text).await, [replaced, new]);
    let hints = ["UNKNOWN", "HOLIDAY", "ORDINARY"];
    assert_eq!(kinds(&app, "2026-12-30", "2027-01-01").await, hints);
    assert_eq!(kinds(&app, "2027-02-05", "2027-02-05").await, ["ORDINARY"]);
    assert_eq!(
        kinds(&app, "2028-01-02", "2028-01-02").await,
        ["MAKE_UP_WORKING_DAY"]
    );

    // The day belongs to the other list.
    let told = told(
        &app,
        "date,kind,name\n2026-12-30,holiday,a\n2026-12-31,holiday,a\n",
    )
    .await;
    let expected = "line 3: date stands in the list of 2027, which this file does not hold. Drop the \
        line, or import the list of 2027 without it first. The cell holds \"2026-12-31\".";
    assert_eq!(told, [expected]);
});

both_databases!(every_fault_is_told_by_its_line, |app| {
    let text = "date,kind,name,source,year\n2027-02-30,holiday,春节,,\n,,,,\n\
        2027-02-06,feast,,,2029\n2101-01-01,holiday,x,,soon\n2027-02-07,班,春节,,\n\
        2027-02-07,休,春节,,\n,上班,春节,,\n";
    let told = told(&app, text).await;
    let begins = [
        "line 2: date must be a date",
        "line 4: kind must be holiday or working_day",
        "line 4: name must be given",
        "line 4: year must be from 2026 to 2028",
        "line 5: date must lie in the years from 1950 to 2100",
        "line 5: year must be a year",
        "line 7: date stands on line 6 already. Each day has one line.",
        "line 8: date must be given",
    ];
    assert_eq!(told.len(), begins.len(), "{told:#?}");
    for (told, begin) in told.iter().zip(begins) {
        assert!(told.starts_with(begin), "{told}");
    }
});

both_databases!(only_the_operator_may, |app| {
    let town = Town::found(&app).await;
    let before = Trace::of(&app).await;
    for who in [town.admin, town.organiser] {
        let line = HolidayLine {
            line: 2,
            date: Some("2027-02-06".to_owned()),
            kind: Some("holiday".to_owned()),
            name: Some("春节".to_owned()),
            source: None,
            year: None,
        };
        let who = actor(&app.core, who).await;
        let lines = vec![line];
        let refused = almanac::import_holidays(&app.core, &who, lines, options(false)).await;
        assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    }
    let nobody = almanac::import_new_moons(&app.core, &Actor::Anonymous, vec![], options(false));
    assert!(matches!(nobody.await, Err(Error::Forbidden)));
    assert_eq!(Trace::of(&app).await, before);
});

both_databases!(two_imports_at_once_leave_one_of_the_lists, |app| {
    let other = "日期,类型,名称\n2027/10/1,放假,国庆节\n";
    let (one, two) = tokio::join!(import(&app, SPRING, false), import(&app, other, false));
    assert!(matches!((one, two), (Imported::Done(_), Imported::Done(_))));
    let spring = days(&app, "2027-02-05", "2027-02-20", "dayHint { name }", "en").await;
    let spring = spring.text.matches("春节").count();
    let national = kinds(&app, "2027-10-01", "2027-10-01").await;
    let whole = (spring, national[0].as_str());
    assert!(
        whole == (3, "ORDINARY") || whole == (0, "HOLIDAY"),
        "{whole:?}"
    );
});
