//! From channel to channel until somebody is reached: e-mail, text message, a call.

use mulin_domain::delivery::bounces::{self, Bounce};
use mulin_entities::*;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;

use super::reaching::*;
use super::stage::local;
use crate::both_databases;
use crate::factories::Town;
use crate::support::app::TestApp;

use Channel::{Call, Email, Sms};
use DeliveryState::{Bounced, Failed, Sent, Suppressed};

async fn resident_with_both(app: &TestApp, town: &Town) -> PersonId {
    let person = town.resident(app, "r0").await;
    reached_by_both(app, person, "r0").await;
    person
}

fn why(code: &str) -> Option<String> {
    Some(code.to_owned())
}

both_databases!(who_is_reached_by_nothing_written_is_called, |app| {
    let town = Town::found(&app).await;
    let person = resident_with_both(&app, &town).await;
    let event = reminded(&app, &town, &[person]).await;
    app.mail.fail_next([permanent("SMTP_550")]);
    app.sms.fail_next([permanent("REJECTED")]);
    at_noon(&app).await;

    let expected = [
        (Email, Failed, why("SMTP_550")),
        (Sms, Failed, why("REJECTED")),
        (Call, Sent, None),
    ];
    assert_eq!(course(&app).await, expected);
    let rows = of(&app, person).await;
    assert_eq!(rows[0].instead_of, None);
    assert_eq!(rows[1].instead_of, Some(rows[0].id));
    assert_eq!(rows[2].instead_of, Some(rows[1].id));
    assert!(
        rows.iter()
            .all(|row| row.schedule_id == rows[0].schedule_id)
    );
    let tasks = calls(&app).await;
    assert_eq!(tasks.len(), 1);
    let task = &tasks[0];
    assert_eq!((task.unit_id, task.person_id), (town.unit.id, person));
    assert_eq!(task.event_id, Some(event.id));
    assert_eq!(
        (task.due_at, task.expires_at),
        (app.now(), Some(event.starts_at))
    );
    assert_eq!((task.state, task.tries), (CallState::Open, 0));
    assert_eq!(task.delivery_id, rows[2].id);
    // It ends there.
    app.advance(chrono::TimeDelta::hours(2));
    app.run_due_work().await;
    assert_eq!(course(&app).await, expected);
});

both_databases!(who_has_only_a_telephone_is_written_to_there, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 2).await;
    reached_by(&app, people[0], &[(ContactKind::Phone, PHONE)]).await;
    reached_by(&app, people[1], &[(ContactKind::Phone, LANDLINE)]).await;
    reminded(&app, &town, &people).await;
    at_noon(&app).await;
    assert_eq!(app.mail.tried().len(), 0);
    let texts = app.sms.take();
    assert_eq!(texts.len(), 1);
    assert_eq!(texts[0].to, PHONE);
    assert_eq!(calls(&app).await[0].person_id, people[1]);
    assert_eq!(of(&app, people[1]).await.len(), 1, "a call from the first");
});

both_databases!(a_persons_own_order_goes_before_ours, |app| {
    let town = Town::found(&app).await;
    let person = resident_with_both(&app, &town).await;
    prefers(&app, person, Some("SMS,EMAIL"), None).await;
    reminded(&app, &town, &[person]).await;
    app.sms.fail_next([permanent("REJECTED")]);
    at_noon(&app).await;
    let expected = [(Email, Sent, None), (Sms, Failed, why("REJECTED"))];
    assert_eq!(course(&app).await, expected);
});

async fn rules_go_by(app: &TestApp, channels: &str) {
    reminder_rule::Entity::update_many()
        .col_expr(reminder_rule::Column::Channels, Expr::value(channels))
        .exec(app.core.db().writer())
        .await
        .expect("rules can be edited");
}

both_databases!(who_named_one_channel_is_reached_by_the_others_too, |app| {
    let town = Town::found(&app).await;
    let person = resident_with_both(&app, &town).await;
    prefers(&app, person, Some("SMS"), None).await;
    reminded(&app, &town, &[person]).await;
    app.sms.fail_next([permanent("REJECTED")]);
    at_noon(&app).await;
    let expected = [(Email, Sent, None), (Sms, Failed, why("REJECTED"))];
    assert_eq!(course(&app).await, expected);
});

both_databases!(a_persons_own_order_counts_among_a_rules_channels, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 2).await;
    for (person, number) in people.iter().zip([PHONE, "+8613812345679"]) {
        let email = format!("{}@example.org", person.0.simple());
        let contacts = [
            (ContactKind::Email, email.as_str()),
            (ContactKind::Phone, number),
        ];
        reached_by(&app, *person, &contacts).await;
    }
    prefers(&app, people[0], Some("CALL,SMS,EMAIL"), None).await;
    reminded(&app, &town, &people).await;
    rules_go_by(&app, "EMAIL,SMS").await;
    app.mail
        .fail_next([permanent("SMTP_550"), permanent("SMTP_550")]);
    app.sms
        .fail_next([permanent("REJECTED"), permanent("REJECTED")]);
    at_noon(&app).await;
    // The one begins with the text message, the other with the e-mail, and neither is called.
    let own = of(&app, people[0]).await;
    assert_eq!(own[0].instead_of, Some(own[1].id), "{own:#?}");
    let others = of(&app, people[1]).await;
    assert_eq!(others[1].instead_of, Some(others[0].id), "{others:#?}");
    for rows in [own, others] {
        let channels: Vec<Channel> = rows.iter().map(|row| row.channel).collect();
        assert_eq!(channels, [Email, Sms]);
        assert!(rows.iter().all(|row| row.state == Failed));
    }
    assert!(calls(&app).await.is_empty());
});

both_databases!(a_rules_channels_are_all_that_it_goes_by, |app| {
    let town = Town::found(&app).await;
    let person = resident_with_both(&app, &town).await;
    prefers(&app, person, Some("EMAIL"), None).await;
    reminded(&app, &town, &[person]).await;
    rules_go_by(&app, "SMS").await;
    app.sms.fail_next([permanent("REJECTED")]);
    at_noon(&app).await;
    assert_eq!(course(&app).await, [(Sms, Failed, why("REJECTED"))]);
    assert!(calls(&app).await.is_empty());
});

both_databases!(who_said_no_before_the_listing_is_reached_otherwise, |app| {
    let town = Town::found(&app).await;
    let person = resident_with_both(&app, &town).await;
    let now = app.now();
    for step in [ConsentStep::OptOut, ConsentStep::OptIn, ConsentStep::OptOut] {
        says(&app, &town, person, Email, step).await;
        app.advance(chrono::TimeDelta::seconds(1));
    }
    // The event is to start on the minute.
    app.clock.set(now);
    reminded(&app, &town, &[person]).await;
    at_noon(&app).await;
    assert_eq!(course(&app).await, [(Sms, Sent, None)]);
});

both_databases!(who_says_no_after_the_listing_is_not_written_to, |app| {
    let town = Town::found(&app).await;
    let person = resident_with_both(&app, &town).await;
    reminded(&app, &town, &[person]).await;
    listed(&app).await;
    says(&app, &town, person, Email, ConsentStep::OptOut).await;
    at_noon(&app).await;
    let expected = [(Email, Suppressed, why("OPTED_OUT")), (Sms, Sent, None)];
    assert_eq!(course(&app).await, expected);
    assert_eq!((app.mail.tried().len(), app.sms.tried().len()), (0, 1));
});

both_databases!(who_says_no_to_everything_is_left_alone, |app| {
    let town = Town::found(&app).await;
    let person = resident_with_both(&app, &town).await;
    for channel in [Email, Sms, Call] {
        says(&app, &town, person, channel, ConsentStep::OptOut).await;
    }
    reminded(&app, &town, &[person]).await;
    at_noon(&app).await;
    assert_eq!(course(&app).await, [(Email, Suppressed, why("OPTED_OUT"))]);
    assert_eq!((app.mail.tried().len(), app.sms.tried().len()), (0, 0));
    assert!(calls(&app).await.is_empty());
});

both_databases!(an_address_that_nothing_reaches_is_not_tried, |app| {
    let town = Town::found(&app).await;
    let person = resident_with_both(&app, &town).await;
    reminded(&app, &town, &[person]).await;
    listed(&app).await;
    suppress(&app, Email, "r0@example.org").await;
    at_noon(&app).await;
    let expected = [
        (Email, Suppressed, why("ADDRESS_SUPPRESSED")),
        (Sms, Sent, None),
    ];
    assert_eq!(course(&app).await, expected);
    assert_eq!(app.mail.tried().len(), 0);

    // Known before the listing, it is not even planned for; and another address of theirs is used.
    let other = town.resident(&app, "r1").await;
    let contacts = [
        (ContactKind::Email, "r0@example.org"),
        (ContactKind::Email, "second@example.org"),
    ];
    reached_by(&app, other, &contacts).await;
    reminded(&app, &town, &[other]).await;
    app.advance(chrono::TimeDelta::days(6));
    app.run_due_work().await;
    let to: Vec<String> = app
        .mail
        .take()
        .into_iter()
        .map(|mail| mail.to_address)
        .collect();
    assert_eq!(to, ["second@example.org"]);
});

both_databases!(an_address_under_an_old_key_stays_suppressed, |app| {
    let town = Town::found(&app).await;
    let person = resident_with_both(&app, &town).await;
    suppress(&app, Email, "r0@example.org").await;
    reminded(&app, &town, &[person]).await;
    let later = app.restarted(8, &[7]).await;
    at_noon(&later).await;
    assert_eq!(course(&later).await, [(Sms, Sent, None)]);
});

both_databases!(
    an_address_that_is_gone_by_then_is_the_next_ones_turn,
    |app| {
        let town = Town::found(&app).await;
        let person = resident_with_both(&app, &town).await;
        reminded(&app, &town, &[person]).await;
        listed(&app).await;
        reached_by(&app, person, &[(ContactKind::Phone, PHONE)]).await;
        at_noon(&app).await;
        let expected = [(Email, Suppressed, why("NO_ADDRESS")), (Sms, Sent, None)];
        assert_eq!(course(&app).await, expected);
    }
);

both_databases!(without_a_steward_nobody_is_called, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "r0").await;
    reached_by(&app, person, &[(ContactKind::Phone, LANDLINE)]).await;
    reminded(&app, &town, &[person]).await;
    role_grant::Entity::update_many()
        .col_expr(
            role_grant::Column::ValidUntil,
            Expr::value(app.now() + chrono::TimeDelta::seconds(1)),
        )
        .exec(app.core.db().writer())
        .await
        .expect("roles can end");
    at_noon(&app).await;
    assert_eq!(course(&app).await, [(Call, Suppressed, why("NO_STEWARD"))]);
    assert!(calls(&app).await.is_empty());
});

both_databases!(what_follows_leaves_at_a_decent_hour_and_in_time, |app| {
    let town = Town::found(&app).await;
    let person = resident_with_both(&app, &town).await;
    let event = reminded(&app, &town, &[person]).await;
    at_noon(&app).await;
    let email = by(&app, Email).await;
    app.clock.set(local("2026-11-27 23:00"));
    let known = bounces::note(&app.core, email.id, Bounce::Hard, "5.1.1").await;
    assert!(known.expect("a bounce can be noted"));
    assert_eq!(by(&app, Email).await.state, Bounced);
    assert_eq!(by(&app, Sms).await.send_at, local("2026-11-28 08:00"));
    app.run_due_work().await;
    assert_eq!(app.sms.tried().len(), 0);
    app.clock.set(local("2026-11-28 08:00"));
    app.run_due_work().await;
    assert_eq!(app.sms.tried().len(), 1);

    // After the event began nothing follows.
    let late = by(&app, Sms).await;
    app.clock.set(event.starts_at);
    bounces::note(&app.core, late.id, Bounce::Hard, "5.0.0")
        .await
        .expect("it can be noted");
    assert_eq!(by(&app, Sms).await.state, Bounced);
    assert_eq!(of(&app, person).await.len(), 2);
});

both_databases!(another_choice_later_plans_nobody_twice, |app| {
    let town = Town::found(&app).await;
    let person = resident_with_both(&app, &town).await;
    let event = reminded(&app, &town, &[person]).await;
    listed(&app).await;
    prefers(&app, person, Some("SMS"), None).await;
    // The answer is read once more, when the person's first channel is another.
    crate::factories::respond(
        &app.core,
        person,
        event.id,
        mulin_domain::rsvp::Answer::Maybe,
        1,
    )
    .await
    .expect("taken");
    app.run_due_work().await;
    assert_eq!(of(&app, person).await.len(), 1);
});
