//! `mulin deliveries`, `mulin template` and the metrics of a running server.

use mulin_entities::*;
use serde_json::Value;

use super::program::{env_in, env_of, printed, run};
use crate::both_databases;
use crate::factories::{Plan, Town};
use crate::inbound::stage::{PHONE, told, with_phone};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

both_databases!(messages_are_listed_explained_and_tried_again, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let event = town.event(&app, Plan::default()).await;
    let sent = told(&app, wang, &event).await;
    let failed = told(&app, wang, &event).await;
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(DeliveryState::Failed))
        .col_expr(delivery::Column::LastError, Expr::value("INVALID_NUMBER"))
        .col_expr(delivery::Column::InsteadOf, Expr::value(sent))
        .filter(delivery::Column::Id.eq(failed))
        .exec(app.core.db().writer())
        .await
        .expect("a message can fail");
    let env = env_of(&app);

    let all = printed(&["deliveries", "list"], &env).await;
    assert_eq!(all.lines().count(), 3, "{all}");
    let listed = [
        "deliveries",
        "list",
        "--state",
        "failed",
        "--channel",
        "sms",
        "--json",
    ];
    let listed = printed(&listed, &env).await;
    let row: Value = serde_json::from_str(&listed).expect("one line of JSON");
    assert_eq!(row["id"], failed.0.to_string());
    assert_eq!(row["error"], "INVALID_NUMBER");
    let event_id = event.id.0.to_string();
    let none = [
        "deliveries",
        "list",
        "--event",
        &event_id,
        "--channel",
        "email",
        "--json",
    ];
    assert_eq!(printed(&none, &env).await, "");
    let since = [
        "deliveries",
        "list",
        "--since",
        "2100-01-01T00:00:00Z",
        "--json",
    ];
    assert_eq!(printed(&since, &env).await, "");

    let id = failed.0.to_string();
    let life = printed(&["deliveries", "explain", &id], &env).await;
    for part in [
        "EVENT_REMINDER",
        "by text message",
        &wang.0.to_string(),
        "The last error was INVALID_NUMBER.",
        "One channel after the other:",
        "← this one",
        "smpp took it as 1 parts",
        "It cost 0.045000.",
        "It failed for good",
    ] {
        assert!(life.contains(part), "no {part} in\n{life}");
    }
    for hidden in [PHONE, "13812345678", "wang"] {
        assert!(!life.contains(hidden) && !all.contains(hidden), "{hidden}");
    }

    // Nobody is there to say yes, and nothing is done without.
    let asked = run(&["deliveries", "retry", &id], &env).await;
    assert_eq!(asked.status.code(), Some(1));
    let told = String::from_utf8_lossy(&asked.stderr).into_owned();
    assert!(told.contains("--yes"), "{told}");
    for wrong in [
        &["deliveries", "retry", "--yes"][..],
        &["deliveries", "retry", &id, "--state", "failed"],
    ] {
        assert_eq!(run(wrong, &env).await.status.code(), Some(2), "{wrong:?}");
    }

    // What was sent is refused with its state, and told by the exit code.
    let sent_id = sent.0.to_string();
    let refused = run(&["deliveries", "retry", &sent_id, "--yes"], &env).await;
    assert_eq!(refused.status.code(), Some(1));
    let told = String::from_utf8_lossy(&refused.stdout).into_owned();
    assert!(told.contains(&format!("{sent_id}  SENT")), "{told}");
    let wrong = run(&["deliveries", "explain", "nonsense"], &env).await;
    assert_eq!(wrong.status.code(), Some(2));
    let nobody = uuid::Uuid::nil().to_string();
    let missing = run(&["deliveries", "explain", &nobody], &env).await;
    assert_eq!(missing.status.code(), Some(1));
    let nothing = ["deliveries", "retry", "--state", "bounced", "--yes"];
    let nothing = printed(&nothing, &env).await;
    assert_eq!(nothing, "Nothing failed that could be tried again.\n");
});

#[tokio::test]
async fn templates_are_listed_previewed_and_their_faults_told_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let env = env_in(folder.path());
    let listed = printed(&["template", "list"], &env).await;
    assert!(
        listed.contains("zh-CN/event_reminder.sms.txt\n"),
        "{listed}"
    );
    let variables = printed(&["template", "list", "event_reminder"], &env).await;
    assert!(variables.contains("  event_title = "), "{variables}");
    let sms = ["template", "preview", "event_reminder", "--channel", "sms"];
    assert!(printed(&sms, &env).await.contains("元宵节聚餐"));

    let own = folder.path().join("templates/en");
    std::fs::create_dir_all(&own).expect("a folder");
    std::fs::write(own.join("sms_help.sms.txt"), "{{ guest }}").expect("a file");
    std::fs::write(own.join("sms_help.subject.txt"), "{{ guests }}").expect("a file");
    let path = folder.path().join("templates").display().to_string();
    let faulty = run(&["template", "list", "--folder", &path], &env).await;
    assert_eq!(faulty.status.code(), Some(1));
    let told = String::from_utf8_lossy(&faulty.stderr).into_owned();
    for file in ["en/sms_help.sms.txt", "en/sms_help.subject.txt"] {
        assert!(told.contains(file), "{told}");
    }
    // A server with such templates does not start.
    let mut env = env;
    env.push(("MULIN_TEMPLATES__FOLDER", path));
    let refused = run(&["serve", "--listen", "127.0.0.1:0"], &env).await;
    assert_eq!(refused.status.code(), Some(1));
    std::fs::write(own.join("sms_help.sms.txt"), "Call {{ area_name }}").expect("a file");
    std::fs::remove_file(own.join("sms_help.subject.txt")).expect("a file");
    let ours = [
        "template",
        "preview",
        "sms_help",
        "--locale",
        "en",
        "--channel",
        "sms",
    ];
    assert_eq!(printed(&ours, &env).await, "Call 幸福里\n");
}
