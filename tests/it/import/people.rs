//! `mulin import people`

use mulin_domain::person::ImportedPeople;
use mulin_entities::*;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use serde_json::json;

use super::{EAST, TOWN, WEST, by_ref, done, households, people};
use crate::both_databases;
use crate::factories::Town;
use crate::support::app::TestApp;
use crate::support::trace::Trace;

/// The addresses of a person, opened, with whether they are shared.
async fn contacts(app: &TestApp, person: PersonId) -> Vec<(String, bool)> {
    let rows = contact_point::Entity::find()
        .filter(contact_point::Column::PersonId.eq(person))
        .order_by_asc(contact_point::Column::Kind)
        .all(app.core.db().reader())
        .await
        .expect("the table is read");
    let open = |row: contact_point::Model| {
        let keyring = app.core.keyring();
        let plain = keyring.open(&row.key_id, row.id.0.as_bytes(), &row.ciphertext);
        let plain = plain.expect("it is sealed by the key in force");
        (String::from_utf8(plain).expect("it is text"), row.is_shared)
    };
    rows.into_iter().map(open).collect()
}

fn counted(new: u64, changed: u64, moved: u64, unchanged: u64, households: u64) -> ImportedPeople {
    ImportedPeople {
        new,
        changed,
        moved,
        unchanged,
        merged: 0,
        households,
    }
}

/// Two people of one household, in the words of a Chinese register.
fn register() -> String {
    let unit = EAST.replace(',', ";");
    format!(
        "编号;姓名;称呼;出生年份;市;街道;社区;网格;邻;楼栋门牌;电话;合用;邮箱;语言\r\n\
        A-1;王小梅;王阿姨;１９５０;{unit};1栋101; 138 0000 0001 ;是;Mei@Example.org;en\r\n\
        A-2;王大山;;;{unit};1栋101;;;;\r\n"
    )
}

both_databases!(people_are_registered_with_all_that_the_file_says, |app| {
    let core = &app.core;
    let town = Town::found(&app).await;
    let (before, end) = (Trace::of(&app).await, app.journal_end().await);
    assert_eq!(
        done(people(core, &register(), true).await),
        counted(2, 0, 0, 0, 1)
    );
    assert_eq!(Trace::of(&app).await, before);

    assert_eq!(
        done(people(core, &register(), false).await),
        counted(2, 0, 0, 0, 1)
    );
    let (mei, shan) = (by_ref(&app, "A-1").await, by_ref(&app, "A-2").await);
    assert_eq!((mei.name.as_str(), mei.birth_year), ("王小梅", Some(1950)));
    assert_eq!(mei.preferred_name.as_deref(), Some("王阿姨"));
    assert_eq!((mei.locale.as_str(), shan.locale.as_str()), ("en", "zh-CN"));
    assert_eq!(
        (mei.unit_id, mei.root_area_id),
        (town.unit.id, town.city.id)
    );
    assert_eq!((mei.state, mei.version), (PersonState::Active, 1));
    assert_eq!(mei.household_id, shan.household_id);
    let homes = households(&app).await;
    let home = homes
        .iter()
        .find(|home| home.id == mei.household_id)
        .expect("a home");
    assert_eq!(
        (home.building.as_str(), home.unit_id),
        ("1栋101", town.unit.id)
    );
    let expected = [
        ("mei@example.org".to_owned(), false),
        ("+8613800000001".to_owned(), true),
    ];
    assert_eq!(contacts(&app, mei.id).await, expected);
    assert_eq!(contacts(&app, shan.id).await, []);
    let after = Trace::of(&app).await;
    assert!(!after.holds("13800000001") && !after.holds("mei@example"));
    let journal = app.journalled_since(end).await;
    let who: Vec<_> = journal
        .iter()
        .map(|entry| (entry.subject, entry.by))
        .collect();
    assert_eq!(who, [(mei.id.0, None), (shan.id.0, None)]);
    assert!(
        journal
            .iter()
            .all(|entry| entry.what == "person registered")
    );

    // The same again is nothing new, and leaves no trace.
    assert_eq!(
        done(people(core, &register(), false).await),
        counted(0, 0, 0, 2, 0)
    );
    assert_eq!(Trace::of(&app).await, after);
});

both_databases!(what_the_file_says_otherwise_is_changed, |app| {
    let core = &app.core;
    let town = Town::found(&app).await;
    done(people(core, &register(), false).await);
    let (mei, shan) = (by_ref(&app, "A-1").await, by_ref(&app, "A-2").await);
    let end = app.journal_end().await;
    // Blank cells and columns that are not there leave things as they are.
    let text = format!(
        "ref,name,birth_year,building,phone,phone_shared,{TOWN}\n\
        A-1,王晓梅,,1栋101,+86 13800000001,no,{EAST}\n\
        A-2,王大山,1948,2栋202,13800000002,,{WEST}\n"
    );
    assert_eq!(
        done(people(core, &text, true).await),
        counted(0, 2, 1, 0, 1)
    );
    assert_eq!(
        done(people(core, &text, false).await),
        counted(0, 2, 1, 0, 1)
    );
    let (mei_now, shan_now) = (by_ref(&app, "A-1").await, by_ref(&app, "A-2").await);
    let expected = person::Model {
        name: "王晓梅".to_owned(),
        version: 2,
        updated_at: app.now(),
        ..mei.clone()
    };
    assert_eq!(mei_now, expected);
    let expected = [
        ("mei@example.org".to_owned(), false),
        ("+8613800000001".to_owned(), false),
    ];
    assert_eq!(contacts(&app, mei.id).await, expected);
    assert_eq!(
        (shan_now.unit_id, shan_now.birth_year),
        (town.other_unit.id, Some(1948))
    );
    assert_ne!(shan_now.household_id, shan.household_id);
    assert_eq!(
        contacts(&app, shan.id).await,
        [("+8613800000002".to_owned(), false)]
    );
    let journal = app.journalled_since(end).await;
    let what: Vec<_> = journal
        .iter()
        .map(|entry| (entry.what.as_str(), entry.subject))
        .collect();
    let expected = [
        ("person updated", mei.id.0),
        ("person updated", shan.id.0),
        ("person moved", shan.id.0),
    ];
    assert_eq!(what, expected);
    let moved = json!({ "from": town.unit.id, "to": town.other_unit.id });
    assert_eq!(journal[2].payload, moved);

    // Another number takes the place of the first.
    let text = text.replace("13800000002", "13800000003");
    assert_eq!(
        done(people(core, &text, false).await),
        counted(0, 1, 0, 1, 0)
    );
    assert_eq!(
        contacts(&app, shan.id).await,
        [("+8613800000003".to_owned(), false)]
    );
    assert_eq!(
        done(people(core, &text, false).await),
        counted(0, 0, 0, 2, 0)
    );
});

both_databases!(a_number_is_a_person_of_one_city, |app| {
    let core = &app.core;
    Town::found(&app).await;
    Town::named(&app, "睦康市").await;
    let text = format!("ref,name,building,{TOWN}\n7,李明,1栋101,{EAST}\n");
    assert_eq!(
        done(people(core, &text, false).await),
        counted(1, 0, 0, 0, 1)
    );
    let there = text.replace("睦安市", "睦康市");
    assert_eq!(
        done(people(core, &there, false).await),
        counted(1, 0, 0, 0, 1)
    );
    assert_eq!(
        done(people(core, &text, false).await),
        counted(0, 0, 0, 1, 0)
    );
});

both_databases!(a_record_that_was_merged_is_left_alone, |app| {
    let core = &app.core;
    let town = Town::found(&app).await;
    done(people(core, &register(), false).await);
    let shan = by_ref(&app, "A-2").await;
    let mut merged = shan.into_active_model();
    merged.state = Set(PersonState::Merged);
    merged.merged_into_id = Set(Some(town.steward));
    merged
        .update(core.db().writer())
        .await
        .expect("it is merged");
    let before = Trace::of(&app).await;
    let text = format!("ref,name,building,{TOWN}\nA-2,王小山,9栋909,{EAST}\n");
    let expected = ImportedPeople {
        merged: 1,
        ..ImportedPeople::default()
    };
    assert_eq!(done(people(core, &text, false).await), expected);
    assert_eq!(Trace::of(&app).await, before);
});
