//! `eraseMe`: who may, what it refuses, and what of the person's own record it leaves.

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::stage::{Everything, put};
use crate::both_databases;
use crate::factories::{
    Town, actor, change_person, confirms, gid, grant, housemate, noted, person_row,
};
use crate::support::app::TestApp;
use crate::support::mutation::with;
use crate::support::trace::{Trace, entry};

const WHOM: &str = "erasedPersonId";

fn on_behalf(town: &Town, person: PersonId, via: &str, name: &str) -> Value {
    json!({ "onBehalfOf": *gid(town, person), "via": via, "confirm": name })
}

/// The refusals of an attempt that must do nothing.
async fn refused(app: &TestApp, who: PersonId, input: Value) -> Vec<String> {
    let answer = app.without_trace(Some(who), "eraseMe", WHOM, input).await;
    assert!(answer.at("/eraseMe/erasedPersonId").is_null());
    answer.refusals("eraseMe")
}

async fn building(app: &TestApp, person: PersonId) -> String {
    let home = person_row(app, person).await.household_id;
    let row = household::Entity::find_by_id(home).one(app.core.db().reader());
    row.await.expect("read").expect("a household").building
}

both_databases!(a_record_without_a_name_is_left, |app| {
    let stage = Everything::about_lan(&app).await;
    let before = person_row(&app, stage.lan).await;
    let end = app.journal_end().await;
    let sent = delivery::Entity::find().filter(delivery::Column::SettledAt.is_not_null());
    let sent = sent.all(app.core.db().reader()).await.expect("messages");
    let sent: Vec<DeliveryId> = sent.into_iter().map(|row| row.id).collect();
    stage.erase(&app).await;

    let after = person_row(&app, stage.lan).await;
    assert_eq!(after.state, PersonState::Erased);
    assert_eq!((after.name.as_str(), after.birth_year), ("", None));
    assert_eq!(after.version, before.version + 1);
    assert_eq!(after.household_id, before.household_id, "counts stay");
    assert_eq!(building(&app, stage.lan).await, "");

    let db = app.core.db().reader();
    let grants = role_grant::Entity::find().filter(role_grant::Column::PersonId.eq(stage.lan));
    let grants = grants.all(db).await.expect("grants");
    assert_eq!(grants.len(), 1);
    assert_eq!(grants[0].valid_until, Some(app.now()));
    let consents = consent::Entity::find().filter(consent::Column::PersonId.eq(stage.lan));
    let consents = consents.all(db).await.expect("consents");
    assert_eq!(consents.len(), 2, "the ledger stays");
    for row in consents {
        assert_eq!(row.withdrawn_at, Some(app.now()));
        assert_eq!(row.withdrawn_by, Some(stage.lan));
    }
    let roles = event_role::Entity::find().filter(event_role::Column::EndedAt.is_null());
    assert!(roles.all(db).await.expect("parts").is_empty());
    let leads = team_lead::Entity::find().filter(team_lead::Column::EndedAt.is_null());
    assert!(leads.all(db).await.expect("leads").is_empty());
    let sessions = session::Entity::find().all(db).await.expect("sessions");
    assert!(
        sessions
            .iter()
            .all(|row| row.end_reason == Some(SessionEnd::Erased))
    );
    let links = personal_link::Entity::find().all(db).await.expect("links");
    assert!(links.iter().all(|row| row.revoked_at.is_some()));
    let reads = sensitive_read::Entity::find().all(db).await.expect("reads");
    assert_eq!(reads.len(), 1, "officers go on to answer for their looks");
    let messages = delivery::Entity::find().filter(delivery::Column::PersonId.eq(stage.lan));
    let messages = messages.all(db).await.expect("messages");
    // Nothing more leaves, and what has left stays as it was.
    let (left, waited): (Vec<_>, Vec<_>) =
        messages.into_iter().partition(|row| sent.contains(&row.id));
    assert!(!left.is_empty() && !waited.is_empty());
    let ended = |rows: &[delivery::Model], state| rows.iter().all(|row| row.state == state);
    assert!(ended(&waited, DeliveryState::Superseded), "{waited:?}");
    assert!(ended(&left, DeliveryState::Sent), "{left:?}");

    // The journal tells who did what to which keys, and nothing else.
    let told = app.journalled_since(end).await;
    let erased = entry("person erased", stage.lan.0, stage.lan, json!({}));
    assert!(told.contains(&erased), "{told:?}");
    let what = |verb: &str| told.iter().filter(|entry| entry.what == verb).count();
    assert_eq!(what("consent withdrawn"), 2);
    assert_eq!(what("role_grant revoked"), 1);
    assert_eq!(what("event_role revoked"), 1);
    assert_eq!(what("team lead_revoked"), 1);
    assert_eq!(what("rsvp answered"), 1);
    app.run_due_work().await;
    assert!(app.mail.sent().is_empty(), "nobody writes to her");
});

both_databases!(the_name_confirms_it, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "兰兰").await;
    for wrong in ["", "兰", "admin"] {
        let refusals = refused(&app, lan, json!({ "confirm": wrong })).await;
        assert_eq!(refusals, ["CONFIRMATION_MISMATCH confirm"], "{wrong}");
    }
    let input = json!({ "confirm": " 兰兰 " });
    let answer = app.mutate(Some(lan), "eraseMe", WHOM, input).await;
    assert_eq!(answer.refusals("eraseMe"), [""; 0]);
    assert_eq!(person_row(&app, lan).await.state, PersonState::Erased);
});

both_databases!(only_who_may_act_so_far, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let husband = housemate(&app, lan, "ming", Some(1958)).await;
    let child = housemate(&app, lan, "bao", Some(2020)).await;
    let stranger = town.resident(&app, "stranger").await;
    let anonymous = app
        .without_trace(None, "eraseMe", WHOM, json!({ "confirm": "lan" }))
        .await;
    assert_eq!(anonymous.error_code(), "UNAUTHENTICATED");

    let input = on_behalf(&town, lan, "APP", "lan");
    let of = |code: &str| [format!("{code} onBehalfOf")];
    let refusals = refused(&app, stranger, input.clone()).await;
    assert_eq!(refusals, of("NOT_FOUND"));
    let refusals = refused(&app, husband, input.clone()).await;
    assert_eq!(refusals, of("ONLY_ONESELF"));
    let paper = with(&input, json!({ "via": "PAPER" }));
    let refusals = refused(&app, town.steward, paper.clone()).await;
    assert_eq!(refusals, of("CONSENT_REQUIRED"));
    let own = json!({ "confirm": "lan", "via": "DESK" });
    assert_eq!(refused(&app, lan, own).await, ["ONLY_TOGETHER via"]);
    let nonsense = json!({ "confirm": "lan", "onBehalfOf": "nobody" });
    assert_eq!(refused(&app, lan, nonsense).await, of("MALFORMED_ID"));

    // An adult for a child; and the steward for who agreed.
    let input = on_behalf(&town, child, "APP", "bao");
    let answer = app.mutate(Some(husband), "eraseMe", WHOM, input).await;
    assert_eq!(answer.refusals("eraseMe"), [""; 0]);
    assert_eq!(person_row(&app, child).await.state, PersonState::Erased);
    assert_eq!(building(&app, lan).await, "1栋101", "others live there");

    let consent = noted(&app, town.steward, lan, ConsentPurpose::ActOnBehalf).await;
    confirms(&app, town.admin, consent.id).await;
    let answer = app
        .mutate(Some(town.steward), "eraseMe", WHOM, paper.clone())
        .await;
    assert_eq!(answer.refusals("eraseMe"), [""; 0]);
    assert_eq!(person_row(&app, lan).await.state, PersonState::Erased);
    let consents = consent::Entity::find().all(app.core.db().reader());
    let consents = consents.await.expect("consents");
    assert_eq!(consents[0].withdrawn_by, Some(town.steward));
    assert_eq!(consents[0].withdrawn_via, Some(Via::Paper));
    let waiting = delivery::Entity::find().filter(delivery::Column::SettledAt.is_null());
    let waiting = waiting.all(app.core.db().reader()).await.expect("messages");
    assert!(waiting.is_empty(), "nobody is told: {waiting:?}");

    // Once more does nothing.
    let before = Trace::of(&app).await;
    let answer = app.mutate(Some(town.steward), "eraseMe", WHOM, paper).await;
    assert_eq!(answer.refusals("eraseMe").len(), 1);
    let again = app.core.transact(&mulin_domain::Actor::System, move |tx| {
        Box::pin(async move { mulin_domain::person::erase::erase(tx, lan).await })
    });
    again.await.expect("twice is as once");
    assert_eq!(Trace::of(&app).await, before);
});

both_databases!(a_city_keeps_an_administrator, |app| {
    let town = Town::found(&app).await;
    let input = json!({ "confirm": "admin" });
    let refusals = refused(&app, town.admin, input.clone()).await;
    assert_eq!(refusals, ["LAST_ADMINISTRATOR onBehalfOf"]);

    // Neither one of a part of the city, nor one who has not begun or has ended, nor an erased one.
    let lan = town.resident(&app, "lan").await;
    grant(&app.core, lan, Role::Admin, &town.community).await;
    grant(&app.core, lan, Role::Organiser, &town.city).await;
    let later = |from: i64, until: Option<i64>| role_grant::Model {
        id: app.core.new_id(),
        root_area_id: town.city.id,
        person_id: lan,
        role: Role::Admin,
        area_id: town.city.id,
        area_path: town.city.path.clone(),
        valid_from: app.now() + chrono::TimeDelta::days(from),
        valid_until: until.map(|until| app.now() + chrono::TimeDelta::days(until)),
        granted_by: None,
        created_at: app.now(),
    };
    put(&app, later(1, None)).await;
    put(&app, later(-2, Some(-1))).await;
    let gone = town.resident(&app, "gone").await;
    change_person(&app, gone, |row| {
        row.name = String::new();
        row.birth_year = None;
        row.state = PersonState::Erased;
    })
    .await;
    let mut of_gone = later(-2, None);
    of_gone.person_id = gone;
    put(&app, of_gone).await;
    let refusals = refused(&app, town.admin, input.clone()).await;
    assert_eq!(refusals, ["LAST_ADMINISTRATOR onBehalfOf"]);

    put(&app, later(-1, None)).await;
    let answer = app.mutate(Some(town.admin), "eraseMe", WHOM, input).await;
    assert_eq!(answer.refusals("eraseMe"), [""; 0]);
    let refusals = refused(&app, lan, json!({ "confirm": "lan" })).await;
    assert_eq!(refusals, ["LAST_ADMINISTRATOR onBehalfOf"]);
});

both_databases!(the_last_two_administrators_cannot_leave_at_once, |app| {
    let town = Town::found(&app).await;
    let mut admins = vec![(town.admin, "admin".to_owned())];
    for number in 0..3 {
        let name = format!("lan{number}");
        let one = town.resident(&app, &name).await;
        grant(&app.core, one, Role::Admin, &town.city).await;
        admins.push((one, name));
    }
    let mut leaving = tokio::task::JoinSet::new();
    for (person, name) in admins {
        let (core, actor) = (app.core.clone(), actor(&app.core, person).await);
        leaving.spawn(async move {
            let input = mulin_domain::privacy::EraseMe {
                acting: mulin_domain::person::Acting::default(),
                confirm: name,
            };
            mulin_domain::privacy::erase_me(&core, &actor, input).await
        });
    }
    let outcomes = leaving.join_all().await;
    let refused: Vec<_> = outcomes.into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 1, "{refused:?}");
    let told = refused[0].to_string();
    assert!(told.contains("last administrator"), "{told}");
});

both_databases!(
    records_that_were_merged_go_with_the_one_that_counts,
    |app| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "lan").await;
        let double = town.resident(&app, "double").await;
        let double_of_double = town.resident(&app, "treble").await;
        for (from, into) in [(double, lan), (double_of_double, double)] {
            change_person(&app, from, |row| {
                row.state = PersonState::Merged;
                row.merged_into_id = Some(into);
            })
            .await;
        }
        let answer = app
            .mutate(Some(lan), "eraseMe", WHOM, json!({ "confirm": "lan" }))
            .await;
        assert_eq!(answer.refusals("eraseMe"), [""; 0]);
        for record in [lan, double, double_of_double] {
            assert_eq!(person_row(&app, record).await.state, PersonState::Erased);
        }
        let trace = Trace::of(&app).await;
        for left in ["double", "treble", "lan@example.org"] {
            assert!(!trace.holds(left), "{left}");
        }
    }
);
