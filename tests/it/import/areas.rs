//! `mulin import areas`

use std::collections::HashMap;

use mulin_domain::place::{AreaCount, ImportedAreas};
use mulin_entities::{AreaId, AreaKind, area};
use sea_orm::EntityTrait;
use serde_json::json;

use super::{areas, done};
use crate::both_databases;
use crate::factories::Town;
use crate::support::app::TestApp;
use crate::support::trace::Trace;

const KINDS: [AreaKind; 5] = [
    AreaKind::City,
    AreaKind::Street,
    AreaKind::Community,
    AreaKind::Grid,
    AreaKind::Unit,
];

/// So many new, changed and unchanged areas of each level from the top.
fn counts(levels: [[u64; 3]; 5]) -> ImportedAreas {
    let mut kinds = KINDS.into_iter();
    ImportedAreas {
        levels: levels.map(|[new, changed, unchanged]| {
            let count = AreaCount {
                new,
                changed,
                unchanged,
            };
            (kinds.next().expect("a level"), count)
        }),
    }
}

async fn all(app: &TestApp) -> Vec<area::Model> {
    let areas = area::Entity::find().all(app.core.db().reader()).await;
    areas.expect("the table is read")
}

/// A county-level city: one line a unit. Names are unique among siblings only, as they are in life.
fn city() -> String {
    let mut text = "市,街道,社区,网格,邻\n".to_owned();
    for unit in 0..3_145 {
        let grid = unit * 908 / 3_145;
        let community = grid * 187 / 908;
        let street = community / 14;
        text += &format!(
            "睦安市,{street}号街道,第{}社区,第{}网格,第{}邻\n",
            community % 14,
            grid % 5,
            unit % 4
        );
    }
    text
}

both_databases!(a_whole_city_comes_in_one_go, |app| {
    let core = &app.core;
    let text = city();
    let expected = [1, 14, 187, 908, 3_145];
    let new = counts(expected.map(|count| [count, 0, 0]));
    let before = Trace::of(&app).await;
    assert_eq!(done(areas(core, &text, true).await), new);
    assert_eq!(Trace::of(&app).await, before);

    assert_eq!(done(areas(core, &text, false).await), new);
    let made: HashMap<AreaId, area::Model> = all(&app)
        .await
        .into_iter()
        .map(|area| (area.id, area))
        .collect();
    for (kind, count) in KINDS.into_iter().zip(expected) {
        let of_kind = made.values().filter(|area| area.kind == kind).count();
        assert_eq!(of_kind as u64, count, "{kind:?}");
    }
    for area in made.values() {
        match area.parent_id.map(|parent| &made[&parent]) {
            None => assert_eq!(area.root_area_id, area.id),
            Some(parent) => {
                assert_eq!(area.root_area_id, parent.root_area_id);
                assert!(area.path.starts_with(&parent.path) && area.path != parent.path);
            }
        }
    }
    let journal = app.journalled_since(0).await;
    assert_eq!(journal.len(), made.len());
    for entry in &journal {
        assert!(entry.what == "area created" && entry.by.is_none());
        assert!(made.contains_key(&AreaId(entry.subject)));
    }

    let after = Trace::of(&app).await;
    let again = counts(expected.map(|count| [0, 0, count]));
    assert_eq!(done(areas(core, &text, false).await), again);
    assert_eq!(Trace::of(&app).await, after);
});

both_databases!(what_the_file_says_of_known_areas_is_written, |app| {
    let core = &app.core;
    Town::found(&app).await;
    let end = app.journal_end().await;
    // Levels that are there are found by their names; so is what another line makes.
    let text = "city,street,community,grid,unit,contact_phone,confirms_registrations\n\
        睦安市,,,,,0826-4822222,yes\n\
        睦安市,澄湖街道,桂花社区,第一网格,东邻,,\n\
        睦安市,澄湖街道,桂花社区,第二网格,南邻,,否\n\
        睦安市,澄湖街道,桂花社区,第二网格,,13800000001,\n";
    let imported = counts([[0, 1, 0], [0, 0, 1], [0, 0, 1], [1, 0, 1], [1, 0, 1]]);
    assert_eq!(done(areas(core, text, false).await), imported);
    let made = all(&app).await;
    let find = |name: &str| {
        made.iter()
            .find(|area| area.name == name)
            .expect("it is there")
    };
    let city = find("睦安市");
    assert_eq!(city.contact_phone.as_deref(), Some("+868264822222"));
    assert_eq!((city.confirms_registrations, city.version), (Some(true), 2));
    let (grid, unit) = (find("第二网格"), find("南邻"));
    assert_eq!(grid.contact_phone.as_deref(), Some("+8613800000001"));
    assert_eq!((grid.version, unit.version), (1, 1));
    assert_eq!(unit.parent_id, Some(grid.id));
    assert_eq!(unit.confirms_registrations, Some(false));
    let journal = app.journalled_since(end).await;
    let mut what: Vec<&str> = journal.iter().map(|entry| entry.what.as_str()).collect();
    what.sort_unstable();
    assert_eq!(what, ["area created", "area created", "area updated"]);
    assert!(journal.iter().all(|entry| entry.payload == json!({})));

    // An empty cell takes nothing away.
    let text = "市,街道,社区,网格,邻,联系电话\n睦安市,,,,,\n";
    let unchanged = counts([[0, 0, 1], [0; 3], [0; 3], [0; 3], [0; 3]]);
    assert_eq!(done(areas(core, text, false).await), unchanged);
    let now = all(&app).await;
    assert_eq!(now.iter().find(|area| area.id == city.id), Some(city));
});

both_databases!(two_imports_at_once_make_each_area_once, |app| {
    let text = "city,street,community,grid,unit\n睦安市,a,b,c,d\n睦安市,a,b,c,e\n";
    let (one, other) = tokio::join!(areas(&app.core, text, false), areas(&app.core, text, false));
    let new = |imported: &ImportedAreas| -> u64 {
        imported.levels.iter().map(|(_, count)| count.new).sum()
    };
    let (one, other) = (done(one), done(other));
    assert_eq!([new(&one), new(&other)].iter().sum::<u64>(), 6);
    assert_eq!(new(&one) * new(&other), 0);
    assert_eq!(all(&app).await.len(), 6);
});
