//! One message to all who share an address, each of whom is asked about by themselves.

use chrono::TimeDelta;
use mulin_domain::change::What;
use mulin_domain::delivery::{Outcome, Taken, settle};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::EntityTrait;

use super::reaching::*;
use super::stage::{deliveries, local, withdraw};
use crate::both_databases;
use crate::factories::{Town, respond};
use crate::support::app::TestApp;

use Channel::{Email, Sms};
use DeliveryState::{Pending, Sent, Superseded};

/// Residents who share one telephone and come to one event, in order of their messages.
async fn household(app: &TestApp, town: &Town, count: usize) -> (event::Model, Vec<PersonId>) {
    let people = town.residents(app, count).await;
    for person in &people {
        reached_by(app, *person, &[(ContactKind::Phone, PHONE)]).await;
    }
    let event = reminded(app, town, &people).await;
    (event, people)
}

async fn answer(app: &TestApp, person: PersonId) -> rsvp::Model {
    let rows = rsvp::Entity::find().all(app.core.db().writer()).await;
    let rows = rows.expect("answers can be read").into_iter();
    let mut rows = rows.filter(|row| row.person_id == person);
    rows.next().expect("they answered")
}

async fn state(app: &TestApp, person: PersonId) -> DeliveryState {
    of(app, person).await[0].state
}

/// Who carries, and who is carried, among what is not settled.
async fn roles(app: &TestApp) -> (Vec<PersonId>, Vec<PersonId>) {
    let rows = deliveries(app).await.into_iter();
    let open = rows.filter(|row| row.settled_at.is_none());
    let (carriers, carried): (Vec<_>, Vec<_>) = open.partition(|row| row.carried_by.is_none());
    let people = |rows: Vec<delivery::Model>| rows.iter().filter_map(|row| row.person_id).collect();
    (people(carriers), people(carried))
}

both_databases!(
    one_text_goes_to_a_shared_telephone_and_names_everybody,
    with & [("MULIN_HTTP__PUBLIC_URL", "https://mulin.example")],
    |app| {
        let town = Town::found(&app).await;
        household(&app, &town, 3).await;
        listed(&app).await;
        let (carriers, carried) = roles(&app).await;
        assert_eq!((carriers.len(), carried.len()), (1, 2));
        at_noon(&app).await;
        let texts = app.sms.take();
        assert_eq!(texts.len(), 1);
        let text = &texts[0].text;
        let begin = text.split("：提醒：").next().expect("it is a reminder");
        let mut names: Vec<&str> = begin.trim_start_matches("【睦邻】").split('、').collect();
        names.sort_unstable();
        assert_eq!(names, ["r0", "r1", "r2"], "{text}");
        assert_eq!(text.matches("https://mulin.example/").count(), 3, "{text}");
        let links = personal_link::Entity::find()
            .all(app.core.db().writer())
            .await;
        let mut of_links: Vec<PersonId> = links
            .expect("links can be read")
            .iter()
            .map(|link| link.person_id)
            .collect();
        of_links.sort();
        of_links.dedup();
        assert_eq!(of_links.len(), 3, "an answer is one person's");
        let sent = |row: &delivery::Model| row.state == Sent && row.attempts == 1;
        assert!(deliveries(&app).await.iter().all(sent));
        app.advance(TimeDelta::hours(1));
        app.run_due_work().await;
        assert!(app.sms.take().is_empty());
    }
);

both_databases!(a_shared_letter_is_addressed_to_everybody, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 2).await;
    for person in &people {
        reached_by(&app, *person, &[(ContactKind::Email, "home@example.org")]).await;
    }
    reminded(&app, &town, &people).await;
    at_noon(&app).await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    let name = letters[0].to_name.as_deref();
    assert!(matches!(name, Some("r0、r1" | "r1、r0")), "{name:?}");
    let text = &letters[0].rendered.text;
    assert!(
        text.contains("您好！") && text.contains("人数：2位"),
        "{text}"
    );
});

both_databases!(
    what_it_costs_is_counted_once_and_a_receipt_tells_of_all,
    |app| {
        let town = Town::found(&app).await;
        let (_, people) = household(&app, &town, 2).await;
        listed(&app).await;
        app.clock.set(local(NOON));
        let message = take_one(&app, Sms).await;
        assert_eq!((message.others.len(), message.carries.len()), (1, 1));
        // Nobody else gets either of them meanwhile.
        assert!(take(&app, Sms).await.outgoing.is_empty());
        let taken = Taken {
            provider: Some("aliyun".to_owned()),
            provider_ref: Some("1^0".to_owned()),
            parts: 2,
            cost_micros: 90_000,
        };
        let held = settle(&app.core, &message, Outcome::Sent(taken)).await;
        assert!(held.expect("it can be settled"));
        let rows = deliveries(&app).await;
        let sum = |of: fn(&delivery::Model) -> i64| rows.iter().map(of).sum::<i64>();
        assert_eq!(sum(|row| i64::from(row.parts)), 2);
        assert_eq!(sum(|row| row.cost_micros), 90_000);
        assert!(
            rows.iter()
                .all(|row| row.provider_ref.as_deref() == Some("1^0"))
        );
        let report = mulin_domain::delivery::receipts::Report::Delivered;
        let known =
            mulin_domain::delivery::receipts::note(&app.core, "aliyun", "1^0", report).await;
        assert!(known.expect("a receipt can be noted"));
        for person in people {
            assert_eq!(state(&app, person).await, DeliveryState::Delivered);
        }
    }
);

both_databases!(if_the_carrier_no_longer_comes_another_carries, |app| {
    let town = Town::found(&app).await;
    household(&app, &town, 3).await;
    listed(&app).await;
    let (carriers, carried) = roles(&app).await;
    withdraw(&app, &answer(&app, carriers[0]).await).await;
    at_noon(&app).await;
    let texts = app.sms.take();
    assert_eq!(texts.len(), 1);
    assert_eq!(state(&app, carriers[0]).await, Superseded);
    for person in &carried {
        assert_eq!(state(&app, *person).await, Sent);
    }
    let gone = of(&app, carriers[0]).await[0].id;
    let rows = deliveries(&app).await;
    assert_eq!(
        rows.iter().filter(|row| row.carried_by.is_none()).count(),
        2
    );
    assert!(rows.iter().all(|row| row.carried_by != Some(gone)));
});

both_databases!(who_is_carried_and_no_longer_comes_is_not_named, |app| {
    let town = Town::found(&app).await;
    household(&app, &town, 2).await;
    listed(&app).await;
    let (carriers, carried) = roles(&app).await;
    withdraw(&app, &answer(&app, carried[0]).await).await;
    at_noon(&app).await;
    let texts = app.sms.take();
    assert_eq!(texts.len(), 1);
    assert!(
        texts[0].text.starts_with("【睦邻】提醒："),
        "{}",
        texts[0].text
    );
    assert_eq!(state(&app, carriers[0]).await, Sent);
    assert_eq!(state(&app, carried[0]).await, Superseded);
});

both_databases!(if_the_carrier_is_erased_another_carries_at_once, |app| {
    let town = Town::found(&app).await;
    household(&app, &town, 3).await;
    listed(&app).await;
    let (carriers, before) = roles(&app).await;
    happens(
        &app,
        &town,
        What::PersonErased {
            person_id: carriers[0],
        },
    )
    .await;
    let (after, carried) = roles(&app).await;
    assert_eq!((after.len(), carried.len()), (1, 1));
    assert!(before.contains(&after[0]));
    at_noon(&app).await;
    assert_eq!(app.sms.take().len(), 1);
});

both_databases!(
    who_is_reached_elsewhere_by_then_gets_a_message_of_their_own,
    |app| {
        let town = Town::found(&app).await;
        household(&app, &town, 2).await;
        listed(&app).await;
        let (_, carried) = roles(&app).await;
        let other = "+8613912345678";
        reached_by(&app, carried[0], &[(ContactKind::Phone, other)]).await;
        at_noon(&app).await;
        let mut to: Vec<String> = app.sms.take().into_iter().map(|text| text.to).collect();
        to.sort();
        assert_eq!(to, [PHONE, other]);
        assert!(deliveries(&app).await.iter().all(|row| row.state == Sent));
    }
);

both_databases!(
    if_the_carrier_is_reached_elsewhere_the_others_stay_together,
    |app| {
        let town = Town::found(&app).await;
        household(&app, &town, 3).await;
        listed(&app).await;
        let (carriers, _) = roles(&app).await;
        let other = "+8613912345678";
        reached_by(&app, carriers[0], &[(ContactKind::Phone, other)]).await;
        at_noon(&app).await;
        let mut texts = app.sms.take();
        texts.sort_by(|a, b| a.to.cmp(&b.to));
        let to: Vec<&str> = texts.iter().map(|text| text.to.as_str()).collect();
        assert_eq!(to, [PHONE, other]);
        assert!(texts[0].text.contains('、'), "{}", texts[0].text);
        assert!(!texts[1].text.contains('、'), "{}", texts[1].text);
        assert!(deliveries(&app).await.iter().all(|row| row.state == Sent));
    }
);

both_databases!(who_comes_while_it_is_sent_is_told_next, |app| {
    let town = Town::found(&app).await;
    let (event, _) = household(&app, &town, 2).await;
    let late = town.resident(&app, "r2").await;
    reached_by(&app, late, &[(ContactKind::Phone, PHONE)]).await;
    listed(&app).await;
    // Someone's clock is a little ahead: the message is being sent when a third of them answers.
    app.clock.set(local(NOON));
    let message = take_one(&app, Sms).await;
    app.clock.set(local(NOON) - TimeDelta::seconds(5));
    respond(&app.core, late, event.id, Answer::Going, 1)
        .await
        .expect("taken");
    app.run_due_work().await;
    let (carriers, carried) = roles(&app).await;
    assert_eq!(carriers.len(), 1);
    assert!(carried.contains(&late));
    let held = settle(&app.core, &message, Outcome::Sent(Taken::default())).await;
    assert!(held.expect("it can be settled"));
    assert_eq!(roles(&app).await, (vec![late], vec![]));
    assert_eq!(state(&app, late).await, Pending);
    at_noon(&app).await;
    assert_eq!(app.sms.take().len(), 1);
    assert_eq!(state(&app, late).await, Sent);
});

both_databases!(what_fails_for_all_goes_on_for_each, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 2).await;
    for (person, phone) in people.iter().zip([PHONE, "+8613912345678"]) {
        let contacts = [
            (ContactKind::Email, "home@example.org"),
            (ContactKind::Phone, phone),
        ];
        reached_by(&app, *person, &contacts).await;
    }
    reminded(&app, &town, &people).await;
    app.mail.fail_next([permanent("SMTP_550")]);
    at_noon(&app).await;
    assert_eq!(app.mail.tried().len(), 1);
    assert_eq!(app.sms.take().len(), 2);
    for person in people {
        let rows = of(&app, person).await;
        assert_eq!(rows[0].state, DeliveryState::Failed);
        assert_eq!(rows[1].instead_of, Some(rows[0].id));
        assert_eq!((rows[1].channel, rows[1].state), (Sms, Sent));
    }
    assert!(take(&app, Email).await.outgoing.is_empty());
});

both_databases!(two_workers_take_each_bundle_once, |app| {
    let town = Town::found(&app).await;
    for unit in 0..10_u64 {
        let phone = format!("+86138000000{unit:02}");
        let name = |number: u64| format!("p{unit}x{number}");
        let mut people = Vec::new();
        for number in 0..3 {
            let person = town.resident(&app, &name(number)).await;
            reached_by(&app, person, &[(ContactKind::Phone, &phone)]).await;
            people.push(person);
        }
        if unit == 0 {
            reminded(&app, &town, &people).await;
            continue;
        }
        let event = event::Entity::find().one(app.core.db().writer()).await;
        let event = event.expect("events can be read").expect("there is one").id;
        for person in people {
            respond(&app.core, person, event, Answer::Going, 1)
                .await
                .expect("taken");
        }
    }
    listed(&app).await;
    app.clock.set(local(NOON));
    let (one, other) = tokio::join!(take(&app, Sms), take(&app, Sms));
    let mut ids: Vec<DeliveryId> = one
        .outgoing
        .iter()
        .chain(&other.outgoing)
        .flat_map(|message| message.carries.iter().copied().chain([message.id]))
        .collect();
    assert_eq!(one.outgoing.len() + other.outgoing.len(), 10);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 30);
});
