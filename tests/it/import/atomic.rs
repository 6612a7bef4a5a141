//! All or nothing.

use std::sync::Arc;

use mulin::import::{AREA_COLUMNS, Encoding, PERSON_COLUMNS, Sheet, import_areas, import_people};
use mulin_domain::clock::SeededEntropy;
use mulin_domain::{Core, Error};

use super::{EAST, TOWN, done, options, people};
use crate::both_databases;
use crate::factories::Town;
use crate::support::trace::Trace;

both_databases!(what_breaks_off_before_the_end_leaves_nothing, |app| {
    Town::found(&app).await;
    let header = format!("ref,name,building,phone,{TOWN}");
    let text = format!("{header}\n1,李明,1栋101,13800000001,{EAST}\n");
    done(people(&app.core, &text, false).await);
    let before = Trace::of(&app).await;
    // Followers are asked when everything is written, just before the journal and the commit.
    let breaks = Core::new(
        app.core.db().clone(),
        app.clock.clone(),
        Arc::new(SeededEntropy::new(3)),
        app.core.keyring().clone(),
        app.core.settings().clone(),
        vec![|_, changes| {
            assert!(!changes.is_empty());
            Box::pin(async { Err(Error::internal("broken off")) })
        }],
    );
    let text = format!(
        "{header}\n1,李小明,2栋201,13800000002,{EAST}\n2,王大山,2栋202,13800000003,{EAST}\n"
    );
    let sheet = Sheet::read(text.as_bytes(), Encoding::Auto, PERSON_COLUMNS).expect("a table");
    let broken = import_people(&breaks, &sheet, options(false)).await;
    assert!(matches!(broken, Err(Error::Internal(_))), "{broken:?}");
    assert_eq!(Trace::of(&app).await, before);

    let text = "city,street,community,grid,unit,contact_phone\n睦安市,,,,,13800000001\n\
        睦安市,新街道,,,,\n";
    let sheet = Sheet::read(text.as_bytes(), Encoding::Auto, AREA_COLUMNS).expect("a table");
    let broken = import_areas(&breaks, &sheet, options(false)).await;
    assert!(matches!(broken, Err(Error::Internal(_))), "{broken:?}");
    assert_eq!(Trace::of(&app).await, before);
});
