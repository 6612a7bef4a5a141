//! Reminders for those who bring a dish: who gets them, and what they read.

use mulin_domain::banquet::Settings;
use mulin_domain::dish::{AllergenInput, Details};
use mulin_domain::input::Patch;
use mulin_domain::reminder::{SetEventReminders, set_event_reminders};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::stage::{deliveries, event_at, local, reminder, sent_to, states, withdraw};
use crate::both_databases;
use crate::factories::{
    Town, actor, bring, change_person, gid, hot_dish, housemate, respond, take_back,
};
use crate::support::app::TestApp;

use ReminderAudience::{Cooks, Going};

/// A banquet that reminds those who bring a dish alone, a day before. It begins at 18:30.
async fn banquet(app: &TestApp, town: &Town, settings: Settings) -> EventId {
    let event = event_at(app, town, "2026-11-28 18:30", "Asia/Shanghai")
        .await
        .id;
    remind(app, town, event, &[]).await;
    town.plan_banquet(app, event, settings).await;
    event
}

async fn remind(app: &TestApp, town: &Town, event: EventId, rules: &[(&str, &[ReminderAudience])]) {
    let rules = rules.iter();
    let input = SetEventReminders {
        event_id: Ok(event),
        reminders: rules
            .map(|(before, audience)| reminder(before, Some(audience)))
            .collect(),
    };
    let organiser = actor(&app.core, town.organiser).await;
    set_event_reminders(&app.core, &organiser, input)
        .await
        .expect("reminders can be set");
}

async fn goes(app: &TestApp, person: PersonId, event: EventId) -> rsvp::Model {
    respond(&app.core, person, event, Answer::Going, 1)
        .await
        .expect("taken")
}

async fn audiences(app: &TestApp, event: EventId) -> Vec<(i32, String)> {
    let rules = reminder_rule::Entity::find()
        .filter(reminder_rule::Column::EventId.eq(event))
        .filter(reminder_rule::Column::RemovedAt.is_null())
        .all(app.core.db().writer())
        .await
        .expect("rules are read");
    let mut rules: Vec<_> = rules
        .into_iter()
        .map(|rule| (rule.before_seconds, rule.audience))
        .collect();
    rules.sort();
    rules
}

both_databases!(a_banquet_reminds_those_who_bring_a_dish, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 5).await;
    let mate = housemate(&app, people[0], "mate", Some(1980)).await;
    let event = banquet(&app, &town, Settings::default()).await;
    assert_eq!(
        audiences(&app, event).await,
        [(24 * 60 * 60, "COOKS".to_owned())]
    );
    for person in &people[..4] {
        goes(&app, *person, event).await;
    }
    // The housemate has not answered, and cooks for the household.
    bring(&app, mate, event, hot_dish("饺子")).await;
    bring(&app, people[1], event, hot_dish("红烧肉")).await;
    let dropped = bring(&app, people[2], event, hot_dish("鱼")).await;
    app.clock.set(local("2026-11-26 19:00"));
    app.run_due_work().await;
    app.mail.take();
    // Listed by now: one takes the dish back, and another promises one.
    take_back(&app, people[2], dropped.id).await;
    bring(&app, people[3], event, hot_dish("汤")).await;
    app.clock.set(local("2026-11-27 18:29"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.clock.set(local("2026-11-27 18:30"));
    assert_eq!(
        sent_to(&app).await,
        ["r1@example.org", "r3@example.org"],
        "who cooks and has an address"
    );
    let kind = MessageKind::EventReminder;
    assert_eq!(
        states(&app, people[2], kind).await,
        [DeliveryState::Superseded]
    );
    let listed = deliveries(&app).await;
    let of_mate: Vec<_> = listed
        .iter()
        .filter(|row| row.person_id == Some(mate))
        .collect();
    assert_eq!(of_mate.len(), 1, "whatever they answered");
    assert_eq!(of_mate[0].rsvp_id, None);
    assert_eq!(states(&app, people[0], kind).await, [], "who does not cook");
    assert_eq!(states(&app, people[4], kind).await, [], "who does not come");
});

both_databases!(nobody_is_reminded_twice_of_a_dish, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 3).await;
    let event = banquet(&app, &town, Settings::default()).await;
    remind(&app, &town, event, &[("P1D", &[Going]), ("P1D", &[Cooks])]).await;
    for person in &people[..2] {
        goes(&app, *person, event).await;
    }
    bring(&app, people[0], event, hot_dish("红烧肉")).await;
    // Who answers that they come when they were listed as a cook who had not answered.
    let mate = housemate(&app, people[1], "mate", Some(1980)).await;
    bring(&app, mate, event, hot_dish("饺子")).await;
    app.clock.set(local("2026-11-26 19:00"));
    app.run_due_work().await;
    app.mail.take();
    goes(&app, mate, event).await;
    app.clock.set(local("2026-11-27 18:30"));
    assert_eq!(sent_to(&app).await, ["r0@example.org", "r1@example.org"]);
    let letters = deliveries(&app).await.into_iter().filter(|row| {
        row.kind == MessageKind::EventReminder && row.state != DeliveryState::Superseded
    });
    let mut reminded: Vec<_> = letters.filter_map(|row| row.person_id).collect();
    reminded.sort();
    let mut expected = vec![people[0], people[1], mate];
    expected.sort();
    assert_eq!(reminded, expected);
});

both_databases!(a_dish_that_goes_with_its_household_reminds_nobody, |app| {
    let town = Town::found(&app).await;
    let cook = town.resident(&app, "cook").await;
    let event = banquet(&app, &town, Settings::default()).await;
    let answer = goes(&app, cook, event).await;
    bring(&app, cook, event, hot_dish("红烧肉")).await;
    app.clock.set(local("2026-11-26 19:00"));
    app.run_due_work().await;
    app.mail.take();
    withdraw(&app, &answer).await;
    app.clock.set(local("2026-11-27 18:30"));
    assert_eq!(sent_to(&app).await, [""; 0]);
    let kind = MessageKind::EventReminder;
    assert_eq!(states(&app, cook, kind).await, [DeliveryState::Superseded]);
});

both_databases!(an_event_that_reminds_cooks_keeps_its_own_rule, |app| {
    let town = Town::found(&app).await;
    let event = event_at(&app, &town, "2026-11-28 18:30", "Asia/Shanghai")
        .await
        .id;
    remind(&app, &town, event, &[("PT6H", &[Cooks, Going])]).await;
    town.plan_banquet(&app, event, Settings::default()).await;
    let six_hours = 6 * 60 * 60;
    assert_eq!(
        audiences(&app, event).await,
        [(six_hours, "COOKS,GOING".to_owned())]
    );
});

/// A dish of which something is known, and when it is cooked.
fn braised_pork() -> Details {
    let known = |allergen, presence| AllergenInput {
        allergen,
        presence: Some(presence),
    };
    Details {
        servings: Patch::Set(20),
        cooked_at: Patch::Set(local("2026-11-28 16:15")),
        allergens: Patch::Set(vec![
            known(Allergen::Soy, AllergenPresence::Contains),
            known(Allergen::Nuts, AllergenPresence::MayContain),
            known(Allergen::Milk, AllergenPresence::FreeFrom),
        ]),
        ..hot_dish("红烧肉")
    }
}

async fn kitchen(app: &TestApp, town: &Town) -> EventId {
    let settings = Settings {
        bring_before_minutes: Patch::Set(45),
        bring_to: Patch::Set("3号楼厨房".to_owned()),
        ..Settings::default()
    };
    banquet(app, town, settings).await
}

both_databases!(
    the_letter_says_what_to_bring_when_and_how_to_label_it,
    |app| {
        let town = Town::found(&app).await;
        let (chinese, english) = (
            town.resident(&app, "zh").await,
            town.resident(&app, "en").await,
        );
        change_person(&app, english, |row| row.locale = "en".to_owned()).await;
        let event = kitchen(&app, &town).await;
        for person in [chinese, english] {
            goes(&app, person, event).await;
            bring(&app, person, event, braised_pork()).await;
        }
        app.clock.set(local("2026-11-26 19:00"));
        app.run_due_work().await;
        app.mail.take();
        app.clock.set(local("2026-11-27 18:30"));
        app.run_due_work().await;
        let letters = app.mail.take();
        let to = |address: &str| {
            let letter = letters.iter().find(|letter| letter.to_address == address);
            letter.expect("it was sent").rendered.clone()
        };
        let letter = to("zh@example.org");
        assert!(
            letter.text.contains(
                "您带的菜，请在 2026年11月28日（周六）17:45 前送到3号楼厨房：\n\
             编号1：红烧肉，20份\n\
             制作时间：11月28日（周六）16:15\n\
             请保温，不低于60 °C。\n\
             含有：大豆\n\
             可能含有微量：坚果\n\
             不含：乳\n\
             还没有注明：含麸质的谷物、甲壳类、鱼类、蛋类、花生、芹菜、芥末、芝麻、亚硫酸盐、\
             羽扇豆、软体动物\n"
            ),
            "{}",
            letter.text
        );
        assert!(letter.html.contains("含有：<b>大豆</b>"), "{}", letter.html);
        let letter = to("en@example.org");
        assert!(
            letter.text.contains(
                "What you bring, by Saturday 28 November 2026, 17:45, to 3号楼厨房:\n\
             No. 2: 红烧肉, 20 servings\n\
             Cooked: Saturday 28 November, 16:15\n\
             Keep it hot, at 60 °C or above.\n\
             Contains: soybeans\n\
             May contain traces of: nuts\n\
             Free from: milk\n\
             Not declared yet: cereals with gluten, crustaceans, fish, eggs, peanuts, celery, \
             mustard, sesame, sulphites, lupin, molluscs\n"
            ),
            "{}",
            letter.text
        );
        assert!(
            letter.html.contains("Contains: <b>soybeans</b>"),
            "{}",
            letter.html
        );
    }
);

both_databases!(a_text_message_says_it_in_a_line, |app| {
    let town = Town::found(&app).await;
    let cook = town.resident(&app, "cook").await;
    let event = kitchen(&app, &town).await;
    goes(&app, cook, event).await;
    bring(&app, cook, event, braised_pork()).await;
    let phone = json!({ "kind": "PHONE", "address": "13800000001", "receivesSms": true });
    let added = app
        .mutate(Some(cook), "addContactPoint", "contactPoint { id }", phone)
        .await;
    assert_eq!(added.refusals("addContactPoint"), [""; 0]);
    let wishes = json!({ "personId": *gid(&town, cook), "channels": ["SMS"] });
    let set = app
        .mutate(
            Some(cook),
            "setNotificationPreferences",
            "person { id }",
            wishes,
        )
        .await;
    assert_eq!(set.refusals("setNotificationPreferences"), [""; 0]);
    app.clock.set(local("2026-11-26 19:00"));
    app.run_due_work().await;
    app.sms.take();
    app.clock.set(local("2026-11-27 18:30"));
    app.run_due_work().await;
    let texts = app.sms.take();
    assert_eq!(texts.len(), 1);
    assert!(
        texts[0].text.contains(
            "请把1号红烧肉（20份）在11月28日（周六）17:45前送到3号楼厨房，贴好编号和过敏原标签。"
        ),
        "{}",
        texts[0].text
    );
});

both_databases!(an_announcement_to_cooks_is_foreseen_and_sent, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 3).await;
    let mate = housemate(&app, people[0], "mate", Some(1980)).await;
    let event = banquet(&app, &town, Settings::default()).await;
    for person in &people[..2] {
        goes(&app, *person, event).await;
    }
    bring(&app, people[1], event, hot_dish("红烧肉")).await;
    bring(&app, mate, event, hot_dish("饺子")).await;
    let input = json!({ "eventId": *gid(&town, event), "subject": "请带保温箱",
        "body": "厨房的炉子坏了。", "audience": { "states": ["COOKS"] } });
    let query = "query ($input: AnnounceInput!) { announcementPreview(input: $input) {
        recipients userErrors { code } } }";
    let foreseen = app
        .run(Some(town.organiser), query, json!({ "input": input }))
        .await;
    assert_eq!(foreseen.at("/announcementPreview/recipients"), 2);
    let selection = "announcement { states }";
    let made = app
        .mutate(Some(town.organiser), "announce", selection, input)
        .await;
    assert_eq!(made.at("/announce/announcement/states"), &json!(["COOKS"]));
    app.run_due_work().await;
    let told: Vec<_> = deliveries(&app)
        .await
        .into_iter()
        .filter(|row| row.kind == MessageKind::Announcement)
        .filter_map(|row| row.person_id)
        .collect();
    let mut told = told;
    told.sort();
    let mut cooks = vec![people[1], mate];
    cooks.sort();
    assert_eq!(told, cooks);
});
