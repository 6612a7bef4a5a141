//! `exportMyData`: everything that is kept about a person, for the person.

use mulin_domain::privacy::catalogue::{self, Holds};
use mulin_entities::*;
use serde_json::{Value, json};

use super::stage::{CERTIFICATE, DIET, EMAIL, Everything, NEED, PHONE};
use crate::both_databases;
use crate::factories::{Town, change_person, confirms, gid, housemate, noted};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::trace::entry;

const FILE: &str = "export { fileName mediaType content }";

async fn export(app: &TestApp, who: PersonId, input: Value) -> Answer {
    app.mutate(Some(who), "exportMyData", FILE, input).await
}

fn content(answer: &Answer) -> Value {
    assert_eq!(answer.refusals("exportMyData"), [""; 0]);
    let text = answer.at("/exportMyData/export/content").as_str();
    serde_json::from_str(text.expect("a text")).expect("it is JSON")
}

/// `valid_from` as `validFrom`.
fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| {
        let (head, tail) = part.split_at(1);
        all + &head.to_uppercase() + tail
    })
}

both_databases!(everything_is_given_out, |app| {
    let stage = Everything::about_lan(&app).await;
    let end = app.journal_end().await;
    let answer = export(&app, stage.lan, json!({})).await;
    let file = answer.at("/exportMyData/export");
    assert_eq!(file["fileName"], "mulin-2026-11-21.json");
    assert_eq!(file["mediaType"], "application/json");
    assert!(
        file["content"].as_str().expect("text").contains("\n  \""),
        "for people to read"
    );
    let content = content(&answer);

    // Each personal table has its list, with the columns of the catalogue and no others.
    for (table, personal) in catalogue::personal() {
        let rows = content[personal.section].as_array();
        let rows = rows.unwrap_or_else(|| panic!("no {}", personal.section));
        assert!(!rows.is_empty(), "nothing of {}", table.name);
        for column in personal.columns {
            let own = camel(column.name);
            for row in rows {
                match column.holds {
                    Holds::Fact | Holds::Telling => {
                        assert!(row.get(&own).is_some(), "{}.{own}", table.name);
                    }
                    Holds::Sealed(sealed) => {
                        assert!(row[sealed.opened].is_string() || row[sealed.opened].is_object());
                        assert!(row.get(&own).is_none(), "{}.{own}", table.name);
                    }
                    Holds::Withheld { .. } => {
                        assert!(row.get(&own).is_none(), "{}.{own}", table.name);
                    }
                }
            }
        }
    }
    assert_eq!(content["records"][0]["name"], "lan");
    assert_eq!(content["records"][0]["preferredName"], "Lanlan");
    assert_eq!(content["records"][0]["birthYear"], 1961);
    assert_eq!(content["records"][0]["unit"], "东邻");
    assert_eq!(content["households"][0]["building"], "1栋101");
    let mut addresses: Vec<_> = content["contactPoints"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| row["address"].as_str().expect("opened"))
        .collect();
    addresses.sort_unstable();
    assert_eq!(addresses, [PHONE, EMAIL]);
    assert_eq!(content["needs"][0]["needs"]["note"], NEED);
    assert_eq!(content["needs"][0]["needs"]["kinds"], json!(["HEARING"]));
    assert_eq!(content["diets"][0]["diet"]["note"], DIET);
    assert_eq!(content["diets"][0]["diet"]["allergens"], json!(["PEANUT"]));
    assert_eq!(content["consents"][0]["evidence"], "signed form 2026-11");
    assert_eq!(content["sensitiveReads"][0]["reader"], "steward");
    assert_eq!(content["teamLeads"][0]["team"], "帮帮团");
    assert_eq!(
        content["cookCertificates"][0]["certificate"]["number"],
        CERTIFICATE
    );
    assert_eq!(content["dishes"][0]["note"], "外婆的做法");
    // Both answers were given in one moment, in no order.
    let answers = content["rsvps"].as_array().expect("a list").iter();
    let mut events = answers.map(|answer| &answer["event"]);
    let event = events.find(|event| event["title"] == "春茶会");
    let event = event.expect("the event that she came to");
    assert_eq!(event["startsAt"], json!(stage.past.starts_at));
    assert_eq!(event["timeZone"], "Asia/Shanghai");
    let verbs: Vec<_> = content["journal"]
        .as_array()
        .expect("a list")
        .iter()
        .collect();
    assert!(
        verbs
            .iter()
            .any(|row| row["verb"] == "answered" && row["subjectKind"] == "rsvp")
    );

    // That it was given out is told, by keys alone, and the next file tells it too.
    let told = app.journalled_since(end).await;
    assert_eq!(
        told,
        [entry(
            "person data_exported",
            stage.lan.0,
            stage.lan,
            json!({})
        )]
    );
});

both_databases!(only_who_may_act_so_far, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let husband = housemate(&app, lan, "ming", Some(1958)).await;
    let child = housemate(&app, lan, "bao", Some(2020)).await;
    let stranger = town.resident(&app, "stranger").await;
    let refused = async |who: PersonId, input: Value| {
        app.refusals(who, "exportMyData", "export", input).await
    };
    app.denied(
        "exportMyData",
        "export",
        &json!({}),
        &[(None, "UNAUTHENTICATED")],
    )
    .await;
    let of = |person: PersonId, via: &str| json!({ "onBehalfOf": *gid(&town, person), "via": via });
    let told = |code: &str| [format!("{code} onBehalfOf")];
    assert_eq!(refused(stranger, of(lan, "APP")).await, told("NOT_FOUND"));
    assert_eq!(refused(husband, of(lan, "APP")).await, told("ONLY_ONESELF"));
    assert_eq!(refused(child, of(lan, "APP")).await, told("NOT_AN_ADULT"));
    let steward = town.steward;
    assert_eq!(
        refused(steward, of(lan, "DESK")).await,
        told("CONSENT_REQUIRED")
    );
    assert_eq!(
        refused(town.admin, of(lan, "DESK")).await,
        told("CONSENT_REQUIRED")
    );
    assert_eq!(
        refused(lan, json!({ "via": "PAPER" })).await,
        ["ONLY_TOGETHER via"]
    );

    let child_file = content(&export(&app, husband, of(child, "APP")).await);
    assert_eq!(child_file["records"][0]["name"], "bao");
    assert!(!child_file.to_string().contains("lan@example.org"));
    let consent = noted(&app, steward, lan, ConsentPurpose::ActOnBehalf).await;
    confirms(&app, town.admin, consent.id).await;
    let file = content(&export(&app, steward, of(lan, "DESK")).await);
    assert_eq!(file["contactPoints"][0]["address"], "lan@example.org");
});

both_databases!(
    a_merged_record_is_given_out_with_the_one_that_counts,
    |app| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "lan").await;
        let double = town.resident(&app, "double").await;
        change_person(&app, double, |row| {
            row.state = PersonState::Merged;
            row.merged_into_id = Some(lan);
        })
        .await;
        let file = content(&export(&app, lan, json!({})).await);
        let names: Vec<_> = file["records"].as_array().expect("a list").iter().collect();
        assert_eq!(names.len(), 2);
        assert_eq!(file["contactPoints"].as_array().map(Vec::len), Some(2));
        let other = content(&export(&app, town.steward, json!({})).await);
        assert!(
            !other.to_string().contains("lan@"),
            "nothing of anybody else"
        );
    }
);
