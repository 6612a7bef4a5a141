//! `mulin seed`

use mulin::seed::{LoadPlan, load};

use super::{assert_sound, one};
use crate::both_databases;

both_databases!(load_is_as_large_as_asked_and_sound, |app| {
    let core = &app.core;
    let plan = LoadPlan {
        residents: 600,
        events: 60,
        rsvps: 1_500,
        seed: 1,
        contacts: false,
    };
    let first = load(core, plan, &|_| ()).await.unwrap();
    assert!(first.admin.is_some() && first.resident.is_some() && first.event.is_some());
    for (table, rows) in [("person", 600), ("event", 60), ("rsvp", 1_500)] {
        assert_eq!(
            one(core, &format!("SELECT count(*) FROM {table}")).await,
            rows,
            "{table}"
        );
    }
    // Another run adds another city.
    let second = load(core, plan, &|_| ()).await.unwrap();
    assert_ne!(first.city, second.city);
    assert_eq!(one(core, "SELECT count(*) FROM person").await, 1_200);
    assert_sound(core).await;
});

#[test]
fn a_plan_that_makes_no_sense_is_refused() {
    let plan = LoadPlan {
        residents: 10,
        events: 2,
        rsvps: 1_000,
        seed: 1,
        contacts: false,
    };
    assert!(
        plan.check()
            .unwrap_err()
            .to_string()
            .contains("1000 answers are more than")
    );
    let nobody = LoadPlan {
        residents: 0,
        rsvps: 1,
        ..plan
    };
    assert!(
        nobody
            .check()
            .unwrap_err()
            .to_string()
            .contains("need residents")
    );
}
