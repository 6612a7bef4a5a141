//! `Event.reminderPlan`

use serde_json::json;

use super::{announce, comes, three};
use crate::both_databases;
use crate::delivery::stage::local;
use crate::factories::{Town, gid};

const PLAN: &str = "query ($id: ID!) { event(id: $id) { reminderPlan {
    reminder { before audience channels } announcement { subject } dueAt state recipients
    reach { email sms call nobody } shifted estimatedParts estimatedCost
    progress { waiting sent delivered failed dropped parts cost } } } }";

both_databases!(
    the_plan_tells_what_leaves_when_for_whom_and_what_has_left,
    |app| {
        let town = Town::found(&app).await;
        let (event, people) = three(&app, &town).await;
        comes(&app, &town, event.id, Some("+8613812345678")).await;
        let reminders = json!([
            { "before": "P1D", "audience": ["GOING"] },
            { "before": "PT5H", "channels": ["SMS"] },
            { "before": "P1D", "audience": ["NOT_ANSWERED"] },
        ]);
        let input = json!({ "eventId": *gid(&town, event.id), "reminders": reminders });
        let who = Some(town.organiser);
        app.mutate(who, "setEventReminders", "event { id }", input)
            .await;
        announce(
            &app,
            &town,
            event.id,
            json!({ "before": "P2D", "audience": { "states": ["MAYBE"] } }),
        )
        .await;
        app.clock.set(local("2026-11-27 12:00"));
        app.run_due_work().await;
        let row = json!({ "id": *gid(&town, event.id) });
        let answer = app.run(who, PLAN, row.clone()).await;
        let plan = answer.at("/event/reminderPlan");
        let none = json!({ "waiting": 0, "sent": 0, "delivered": 0, "failed": 0, "dropped": 0,
        "parts": 0, "cost": 0.0 });
        let expected_reach = |email: i32, sms: i32, nobody: i32| json!({ "email": email, "sms": sms, "call": 0, "nobody": nobody });
        let items = plan.as_array().expect("a list");
        assert_eq!(items.len(), 4, "{plan:#}");
        assert_eq!(items[0]["announcement"], json!({ "subject": "请带雨伞" }));
        assert_eq!(items[0]["dueAt"], "2026-11-26T04:00:00Z");
        assert_eq!(items[0]["reach"], expected_reach(1, 0, 0));
        assert_eq!(items[0]["progress"]["sent"], 1);
        assert_eq!(items[0]["state"], "LISTED");
        let going = json!({ "before": "P1D", "audience": ["GOING"], "channels": [] });
        assert_eq!(items[1]["reminder"], going);
        assert_eq!(
            (&items[1]["recipients"], &items[1]["state"]),
            (&json!(2), &json!("LISTED"))
        );
        assert_eq!(items[1]["reach"], expected_reach(1, 1, 0));
        assert_eq!(items[1]["estimatedParts"], 1);
        assert_eq!(items[1]["estimatedCost"], 0.05);
        assert_eq!(
            (&items[2]["recipients"], &items[2]["progress"]),
            (&json!(0), &none)
        );
        // Seven in the morning is a time to sleep; by text message one of three is reached.
        assert_eq!(items[3]["dueAt"], "2026-11-27T23:00:00Z");
        assert_eq!(
            (&items[3]["recipients"], &items[3]["shifted"]),
            (&json!(3), &json!(3))
        );
        assert_eq!(items[3]["reach"], expected_reach(0, 1, 2));
        assert_eq!(items[3]["progress"]["waiting"], 3);
        let hidden = app.run(Some(people[0]), PLAN, row).await;
        assert!(hidden.at("/event/reminderPlan").is_null());
    }
);
