//! Lists to take along: who gets which, what stands in them, and that they are safe to open.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use mulin_domain::check_in::attendees;
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::Door;
use crate::both_databases;
use crate::factories::{actor, change_person, crowd, gid, unknown};
use crate::support::answer::Answer;
use crate::support::app::TestApp;

async fn get(app: &TestApp, who: Option<PersonId>, path: String, language: &str) -> Answer {
    let mut request = Request::get(path).header("accept-language", language);
    if let Some(who) = who {
        let token = app.token(who).await;
        request = request.header("authorization", format!("Bearer {token}"));
    }
    app.send(request.body(Body::empty()).unwrap()).await
}

impl Door {
    fn file(&self, name: &str) -> String {
        format!("/events/{}/{name}", *gid(&self.town, self.event))
    }
}

both_databases!(a_spreadsheet_shows_who_comes_and_runs_nothing, |app| {
    let door = Door::open(&app).await;
    let first = door.guest(&app, "first", 2).await;
    let second = door.guest(&app, "second", 1).await;
    change_person(&app, first.person_id, |row| row.name = "=王小梅".to_owned()).await;
    change_person(&app, second.person_id, |row| row.name = "李,雷".to_owned()).await;
    door.admit(&app, first.id).await;
    let organiser = Some(door.town.organiser);
    let text = get(&app, organiser, door.file("attendees.csv"), "zh-CN").await;
    assert_eq!(text.status, StatusCode::OK);
    assert_eq!(text.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(text.headers["cache-control"], "no-store");
    assert_eq!(
        text.headers["content-disposition"],
        "attachment; filename=\"attendees.csv\""
    );
    let there = app.now().with_timezone(&chrono_tz::Asia::Shanghai);
    let at = there.format("%Y-%m-%d %H:%M");
    let expected = format!(
        "\u{feff}姓名,邻,楼栋,成人,儿童,签到时间,电话,邮箱\r\n\
         '=王小梅,东邻,1栋101,2,0,{at},,first@example.org\r\n\
         \"李,雷\",东邻,1栋101,1,0,,,second@example.org\r\n"
    );
    assert_eq!(text.text, expected);
    // A helper needs nobody's address.
    let helpers = get(&app, Some(door.helper), door.file("attendees.csv"), "en").await;
    assert!(
        helpers
            .text
            .starts_with("\u{feff}Name,Unit,Building,Adults,Children,Checked in at\r\n")
    );
    assert!(!helpers.text.contains("example.org") && helpers.text.contains("王小梅"));
    let book = get(&app, organiser, door.file("attendees.xlsx"), "zh-CN").await;
    assert_eq!(book.status, StatusCode::OK);
    assert!(book.text.starts_with("PK"));
});

both_databases!(a_sheet_to_sign_is_grouped_by_home, |app| {
    let door = Door::open(&app).await;
    let guest = door.guest(&app, "guest", 2).await;
    change_person(&app, guest.person_id, |row| {
        row.name = "王<b>小梅".to_owned()
    })
    .await;
    let far = crate::factories::resident(&app.core, &door.town.other_unit.clone(), "李雷")
        .await
        .id;
    door.coming(&app, far, 1).await;
    let sheet = get(&app, Some(door.helper), door.file("sign-in-sheet"), "zh-CN").await;
    assert_eq!(sheet.status, StatusCode::OK);
    assert_eq!(sheet.headers["content-type"], "text/html; charset=utf-8");
    let page = &sheet.text;
    assert!(
        page.contains("<td>王&lt;b&gt;小梅</td><td>2</td>"),
        "{page}"
    );
    assert_eq!(page.matches("<section>").count(), 2);
    assert_eq!(page.matches("</section>").count(), 2);
    assert_eq!(
        page.matches("<tbody>").count(),
        page.matches("</tbody>").count()
    );
    assert!(page.contains("break-before:page") && page.contains("签到表"));
    assert!(!page.contains("example.org") && page.ends_with("</body></html>"));
});

both_databases!(others_get_nothing, |app| {
    let door = Door::open(&app).await;
    let rsvp = door.guest(&app, "王小梅", 2).await;
    for name in ["attendees.csv", "attendees.xlsx", "sign-in-sheet"] {
        for (who, status) in [
            (None, StatusCode::UNAUTHORIZED),
            (Some(rsvp.person_id), StatusCode::FORBIDDEN),
            (Some(door.town.steward), StatusCode::FORBIDDEN),
        ] {
            let told = get(&app, who, door.file(name), "en").await;
            assert_eq!(told.status, status, "{name}");
            assert_eq!(told.headers["cache-control"], "no-store");
            assert!(!told.text.contains("王小梅"));
        }
        for id in [unknown::<EventId>(&door.town).0, "x".to_owned()] {
            let path = format!("/events/{id}/{name}");
            let told = get(&app, Some(door.helper), path, "en").await;
            assert_eq!(told.status, StatusCode::NOT_FOUND, "{name}");
        }
    }
});

both_databases!(long_lists_are_whole_and_each_party_stands_once, |app| {
    let door = Door::open(&app).await;
    let event = event::Entity::find_by_id(door.event)
        .one(app.core.db().reader())
        .await;
    let event = event.unwrap().unwrap();
    // More than two pages.
    crowd(&app, &door.town, &event, 2_345, RsvpState::Going).await;
    let text = get(&app, Some(door.helper), door.file("attendees.csv"), "en").await;
    let names: BTreeSet<&str> = text
        .text
        .lines()
        .skip(1)
        .map(|line| &line[..line.find(',').unwrap()])
        .collect();
    assert_eq!((names.len(), text.text.lines().count()), (2_345, 2_346));
});

/// The door with as many guests, every third of whom lives in another unit and the others in two
/// buildings by turns. Gives their answers as a sheet must tell them.
async fn street(app: &TestApp, count: usize) -> (Door, Vec<rsvp::Model>) {
    let door = Door::open(app).await;
    let (reader, writer) = (app.core.db().reader(), app.core.db().writer());
    let event = event::Entity::find_by_id(door.event).one(reader).await;
    let event = event.unwrap().unwrap();
    crowd(app, &door.town, &event, count, RsvpState::Going).await;
    let of_event = || rsvp::Entity::find().filter(rsvp::Column::EventId.eq(door.event));
    let answers = of_event().order_by_asc(rsvp::Column::Id).all(reader).await;
    let answers = answers.unwrap();
    let (near, far) = (&door.town.unit, &door.town.other_unit);
    let mut homes = [(near, "2A"), (near, "2B"), (far, "1A")];
    homes.sort_by_key(|(unit, building)| (unit.path.clone(), *building));
    let mut sheet = Vec::new();
    for (turn, (unit, building)) in homes.into_iter().enumerate() {
        let home = household::Model {
            id: app.core.new_id(),
            root_area_id: unit.root_area_id,
            unit_id: unit.id,
            building: building.to_owned(),
            created_at: app.now(),
        };
        let here: Vec<rsvp::Model> = answers.iter().skip(turn).step_by(3).cloned().collect();
        let (household_id, row) = (home.id, home.into_active_model());
        household::Entity::insert(row)
            .exec_without_returning(writer)
            .await
            .unwrap();
        rsvp::Entity::update_many()
            .col_expr(rsvp::Column::HouseholdId, Expr::value(household_id))
            .col_expr(rsvp::Column::UnitId, Expr::value(unit.id))
            .filter(rsvp::Column::Id.is_in(here.iter().map(|row| row.id)))
            .exec(writer)
            .await
            .unwrap();
        sheet.extend(here);
    }
    (door, sheet)
}

both_databases!(a_long_sheet_goes_from_home_to_home_over_all_pages, |app| {
    let (door, expected) = street(&app, 2_345).await;
    let people = person::Entity::find().all(app.core.db().reader()).await;
    let people = people.unwrap();
    let name = |answer: &rsvp::Model| {
        let person = people.iter().find(|person| person.id == answer.person_id);
        person.unwrap().name.clone()
    };
    let expected: Vec<String> = expected.iter().map(name).collect();
    let sheet = get(&app, Some(door.helper), door.file("sign-in-sheet"), "en").await;
    let lines = sheet.text.split("<tr><td>").skip(1);
    let told: Vec<&str> = lines
        .map(|line| line.split_once("</td>").unwrap().0)
        .collect();
    assert_eq!(told, expected);
    // Each unit and building is named once, though pages begin within them.
    assert_eq!(sheet.text.matches("<section>").count(), 2);
    assert_eq!(sheet.text.matches("<tbody>").count(), 3);
    assert!(
        sheet
            .text
            .ends_with("</tbody></table></section></body></html>")
    );
});

both_databases!(who_leaves_while_a_sheet_is_written_is_left_out, |app| {
    let (door, expected) = street(&app, 2_100).await;
    let helper = actor(&app.core, door.helper).await;
    let list = attendees::open(&app.core, &helper, door.event, false);
    let list = list.await.unwrap();
    let mut parties = attendees::by_home(&app.core, &list).await.unwrap();
    let mut told = Vec::new();
    let first = parties.next(&app.core, &list).await.unwrap();
    told.extend(first.iter().map(|line| line.rsvp_id));
    // The whole second page, and the first of the third.
    rsvp::Entity::update_many()
        .col_expr(rsvp::Column::State, Expr::value(RsvpState::Withdrawn))
        .filter(rsvp::Column::Id.is_in(expected[1_000..=2_000].iter().map(|row| row.id)))
        .exec(app.core.db().writer())
        .await
        .unwrap();
    let last = parties.next(&app.core, &list).await.unwrap();
    told.extend(last.iter().map(|line| line.rsvp_id));
    let stay = expected[..1_000].iter().chain(&expected[2_001..]);
    assert_eq!(told, stay.map(|row| row.id).collect::<Vec<_>>());
    assert!(parties.next(&app.core, &list).await.unwrap().is_empty());
});
