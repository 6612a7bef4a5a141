//! Commands that end by themselves: configuration, schema, administration.

use serde_json::{Value, json};

use super::program::{Program, env_in, env_of, get, graphql, printed, run};
use crate::both_databases;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

#[tokio::test]
async fn the_configuration_is_shown_without_its_secrets() {
    let folder = folder();
    let mut env = env_in(folder.path());
    let key = env[1].1.clone();
    env.push((
        "DATABASE_URL",
        "postgres://mulin:hush@db.example/mulin".to_owned(),
    ));
    env.push((
        "MULIN_SMTP__URL",
        "smtp://post:sesame@mail.example:587".to_owned(),
    ));
    let shown = printed(&["config", "--listen", "127.0.0.1:9000"], &env).await;
    for secret in ["hush", "sesame", key.as_str()] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    let line = |start: &str| {
        let line = shown.lines().find(|line| line.starts_with(start));
        line.unwrap_or_else(|| panic!("no {start} in {shown}"))
            .to_owned()
    };
    assert!(line("listen = \"127.0.0.1:9000\"").contains("flag --listen"));
    let url = line("url = \"postgres://mulin:");
    assert!(
        url.contains("@db.example/mulin") && url.contains("DATABASE_URL"),
        "{url}"
    );
    line("master_key = ");
}

#[tokio::test]
async fn a_wrong_value_is_told_with_key_value_and_expectation() {
    let folder = folder();
    let mut env = env_in(folder.path());
    env.push(("MULIN_WORKER__LEASE_SECONDS", "soon".to_owned()));
    env.push(("MULIN_TIME_ZONE", "Asia/Beijing".to_owned()));
    for command in ["serve", "worker", "config", "seed"] {
        let output = run(&[command], &env).await;
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert!(output.stdout.is_empty(), "{command}");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        for part in [
            "worker.lease_seconds",
            "MULIN_WORKER__LEASE_SECONDS",
            "soon",
            "a whole number from 5 to 3600",
            "time_zone",
            "Asia/Beijing",
        ] {
            assert!(told.contains(part), "{command}: no {part} in {told}");
        }
    }
    let nothing_made = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(nothing_made, 0);
}

#[tokio::test]
async fn development_modes_are_refused_on_an_address_that_others_reach() {
    let folder = folder();
    let env = env_in(folder.path());
    for mode in ["--demo", "--dev"] {
        for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
            let output = run(&["serve", mode, "--listen", address], &env).await;
            assert_eq!(output.status.code(), Some(2), "{mode} {address}");
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            for part in ["--listen", address, "loopback", mode] {
                assert!(told.contains(part), "no {part} in {told}");
            }
        }
    }
    let nothing_made = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(nothing_made, 0);
}

#[tokio::test]
async fn production_on_postgres_makes_no_key_of_its_own() {
    let folder = folder();
    let data_dir = folder.path().to_string_lossy().into_owned();
    let env = vec![
        ("MULIN_DATA_DIR", data_dir),
        (
            "DATABASE_URL",
            "postgres://mulin@127.0.0.1:1/mulin".to_owned(),
        ),
    ];
    let output = run(&["serve", "--listen", "127.0.0.1:0"], &env).await;
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("secrets.master_key"), "{told}");
    assert!(told.contains("mulin secret"), "{told}");
}

#[tokio::test]
async fn the_schema_is_compared_with_a_file() {
    let folder = folder();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql");
    let env = Vec::new();
    assert_eq!(printed(&["schema", "--check", file], &env).await, "");
    let schema = printed(&["schema"], &env).await;
    assert_eq!(schema, std::fs::read_to_string(file).expect("the file"));
    let stale = folder.path().join("stale.graphql");
    let text = schema.replacen("type Query {", "type Query{", 1);
    std::fs::write(&stale, text).expect("a file can be written");
    let stale = stale.to_str().expect("the path is text");
    let output = run(&["schema", "--check", stale], &env).await;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = schema
        .lines()
        .position(|line| line == "type Query {")
        .expect("the line is there")
        + 1;
    assert!(
        told.contains(&format!("stale from line {line} on")),
        "{told}"
    );
}

both_databases!(
    an_operator_founds_a_city_and_gives_its_administrator_a_token,
    |app| {
        let env = env_of(&app);
        let init = ["admin", "init", "--city", "睦安市", "--name", "李明"];
        let email = ["--email", "li@example.org"];
        let made = printed(&[&init[..], &email[..]].concat(), &env).await;
        let made: Value = serde_json::from_str(&made).expect("ids as JSON");
        let person = made["person"].as_str().expect("the person's id");
        let token = printed(&["admin", "token", "--person", person], &env).await;
        let token = token.trim();

        let mut program = Program::serve(&[], &env);
        program.keeps_quiet_about(["李明", "睦安市", token].map(str::to_owned));
        program.says("ready").await;
        let address = program.address().await;
        let query = "{ viewer { person { name email } roles { role } } cities { id name } }";
        let (status, answer) = graphql(address, Some(token), query, json!({})).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(
            answer["data"]["viewer"]["person"]["name"], "李明",
            "{answer}"
        );
        assert_eq!(answer["data"]["cities"][0]["name"], "睦安市");
        let create = "mutation ($input: CreateAreaInput!) {
        createArea(input: $input) { area { name } userErrors { code } } }";
        let city = answer["data"]["cities"][0]["id"].clone();
        let input = json!({ "input": { "parentId": city, "kind": "STREET", "name": "澄湖街道" } });
        let (_, answer) = graphql(address, Some(token), create, input.clone()).await;
        assert_eq!(
            answer["data"]["createArea"],
            json!({ "area": { "name": "澄湖街道" }, "userErrors": [] }),
            "{answer}"
        );

        // Nobody else: neither without a token, nor with one that was tampered with.
        let (_, answer) = graphql(address, None, create, input.clone()).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        let mut tampered = token.to_owned();
        let last = tampered.pop().expect("a token is not empty");
        // The last character carries bits that do not count: the one before it does.
        let before = tampered.pop().expect("a token is long");
        tampered.push(if before == 'A' { 'B' } else { 'A' });
        tampered.push(last);
        let (_, answer) = graphql(address, Some(&tampered), create, input).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        program.terminate();
        assert_eq!(program.exit().await.code(), Some(0));

        let nobody = "0198f0c2-0000-7000-8000-000000000000";
        let output = run(&["admin", "token", "--person", nobody], &env).await;
        assert_eq!(output.status.code(), Some(1));
    }
);

both_databases!(
    a_running_server_takes_up_a_new_key_and_signs_nobody_out,
    |app| {
        let env = env_of(&app);
        let init = ["admin", "init", "--city", "睦安市", "--name", "李明"];
        let made = printed(&init, &env).await;
        let made: Value = serde_json::from_str(&made).expect("ids as JSON");
        let person = made["person"].as_str().expect("the person's id");
        let issue = async || {
            let token = printed(
                &["admin", "token", "--person", person, "--ttl", "P366D"],
                &env,
            )
            .await;
            token.trim().to_owned()
        };
        let kids = async |address| {
            let (status, body) = get(address, "/.well-known/jwks.json").await;
            assert_eq!(status, 200);
            let set: Value = serde_json::from_str(&body).expect("a JWK set");
            let keys = set["keys"].as_array().expect("a list of keys").clone();
            keys.into_iter()
                .map(|key| key["kid"].clone())
                .collect::<Vec<_>>()
        };
        let old = issue().await;
        let program = Program::serve(&[], &env);
        program.says("ready").await;
        let address = program.address().await;
        let asks = async |token: &str| {
            let query = "{ viewer { person { name } } }";
            let (status, answer) = graphql(address, Some(token), query, json!({})).await;
            assert_eq!(
                (status, &answer["data"]["viewer"]["person"]["name"]),
                (200, &json!("李明"))
            );
        };
        asks(&old).await;
        let before = kids(address).await;
        let kid = printed(&["admin", "rotate-signing-key"], &env).await;
        let kid = json!(kid.trim());
        assert!(!before.contains(&kid));
        let new = issue().await;
        let header = jsonwebtoken::decode_header(&new).expect("a token has a header");
        assert_eq!(json!(header.kid), kid);
        asks(&new).await;
        asks(&old).await;
        assert_eq!(kids(address).await, [vec![kid], before].concat());

        for wrong in ["0", "P1M", "P367D", "-PT1S"] {
            let flag = format!("--overlap={wrong}");
            let output = run(&["admin", "rotate-signing-key", &flag], &env).await;
            assert_eq!(output.status.code(), Some(2), "{wrong}");
        }
    }
);
