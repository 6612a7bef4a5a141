//! `mulin serve --demo`: what a newcomer finds.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use mulin_entities::person;
use sea_orm::{Database, EntityTrait};
use serde::Deserialize;
use serde_json::{Value, json};

use super::program::{PATIENT, Program, get, graphql};

#[derive(Deserialize)]
struct DemoFile {
    endpoint: String,
    tokens: BTreeMap<String, String>,
    ids: BTreeMap<String, String>,
}

/// Takes about 25 seconds: the tea party's reminder falls due some 20 seconds after the start.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_has_tokens_that_work_and_a_reminder_on_its_way() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let data_dir = folder.path().join("data");
    let env = vec![("MULIN_DATA_DIR", data_dir.to_string_lossy().into_owned())];
    let mut program = Program::serve(&["--demo"], &env);
    program.says("ready").await;
    let address = program.address().await;

    let path = data_dir.join("demo.json");
    let mode = std::fs::metadata(&path)
        .expect("the file")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let text = std::fs::read_to_string(&path).expect("the file");
    let file: DemoFile = serde_json::from_str(&text).expect("JSON");
    assert_eq!(file.endpoint, format!("http://{address}/graphql"));
    let url = format!("sqlite://{}", data_dir.join("mulin.db").display());
    let people = person::Entity::find()
        .all(&Database::connect(url).await.expect("the database"))
        .await
        .expect("people can be read");
    assert!(people.len() > 50, "a neighbourhood");
    program.keeps_quiet_about(people.into_iter().map(|person| person.name));
    program.keeps_quiet_about(file.tokens.values().cloned());

    let query = "query ($id: ID!, $party: ID!) {
        viewer { person { id } }
        node(id: $id) { __typename }
        event(id: $party) { title viewerRsvp { state } } }";
    for name in ["resident", "steward", "organiser", "admin"] {
        let (token, id) = (&file.tokens[name], &file.ids[name]);
        let variables = json!({ "id": id, "party": file.ids["teaParty"] });
        let (status, answer) = graphql(address, Some(token), query, variables).await;
        assert_eq!(status, 200, "{answer}");
        let data = &answer["data"];
        assert_eq!(data["viewer"]["person"]["id"], json!(id), "{answer}");
        assert_eq!(data["node"]["__typename"], "Person", "{answer}");
        assert_eq!(data["event"]["title"], "邻里茶话会", "{answer}");
        if name == "resident" {
            assert_eq!(data["event"]["viewerRsvp"]["state"], "GOING", "{answer}");
        }
    }

    // The page shows what the folder holds; a look at it is cheap.
    let arrived = async {
        let mut looks = tokio::time::interval(Duration::from_millis(100));
        loop {
            looks.tick().await;
            let (status, body) = get(address, "/dev/outbox.json").await;
            assert_eq!(status, 200);
            let letters: Vec<Value> = serde_json::from_str(&body).expect("a list");
            // Volunteers read of their shifts before.
            let of_the_party = letters.into_iter().find(|letter| {
                let subject = letter["subject"].as_str().expect("a subject");
                subject.starts_with("提醒：邻里茶话会")
            });
            if let Some(letter) = of_the_party {
                return letter;
            }
        }
    };
    let letter = tokio::time::timeout(PATIENT, arrived)
        .await
        .expect("it arrives");
    let file = letter["file"].as_str().expect("a file");
    assert!(data_dir.join("outbox").join(file).exists());
    let (status, page) = get(address, &format!("/dev/outbox/{file}")).await;
    assert!(status == 200 && page.contains("邻里茶话会"), "{page}");

    program.terminate();
    assert_eq!(program.exit().await.code(), Some(0));
}
