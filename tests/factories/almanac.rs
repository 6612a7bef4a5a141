//! Lists of days that are off or worked.

use std::sync::Arc;

use mulin_domain::almanac::{HolidayLine, import_holidays};
use mulin_domain::import::{Options, Outcome};
use mulin_domain::{Actor, Core};

/// Imports days, each a date, a kind and a name, as an operator does.
pub async fn declare(core: &Core, days: &[(&str, &str, &str)]) {
    let line = |(number, (date, kind, name)): (u64, &(&str, &str, &str))| HolidayLine {
        line: number,
        date: Some((*date).to_owned()),
        kind: Some((*kind).to_owned()),
        name: Some((*name).to_owned()),
        source: Some("国办发明电〔2026〕7号".to_owned()),
        year: None,
    };
    let lines = (1..).zip(days).map(line).collect();
    let options = Options {
        dry_run: false,
        report: Arc::new(|_| ()),
    };
    let outcome = import_holidays(core, &Actor::System, lines, options).await;
    let outcome = outcome.expect("the database answers");
    assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
}
