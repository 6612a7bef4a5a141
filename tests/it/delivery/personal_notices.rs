//! Notices about no answer of one's own: somebody acted for one, or one's registration was
//! confirmed.

use mulin_domain::Actor;
use mulin_domain::change::What;
use mulin_domain::person::Acting;
use mulin_domain::person::consent::{
    RecordConsent, WithdrawConsent, record_consent, withdraw_consent,
};
use mulin_domain::rsvp::{
    Answer, Party, RespondToEvent, WhenFull, WithdrawRsvp, respond_to_event, withdraw_rsvp,
};
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::reaching::reached_by;
use super::stage::{deliveries, local, remind};
use crate::both_databases;
use crate::factories::{Plan, Town, actor, respond};
use crate::support::app::TestApp;

const PHONE: &str = "+8613812345678";

/// Two adults of one household: `r0`, and who acts for them, `r1`.
async fn household(app: &TestApp, town: &Town) -> (PersonId, PersonId) {
    let (person, other) = (
        town.resident(app, "r0").await,
        town.resident(app, "r1").await,
    );
    let row = person::Entity::find_by_id(person)
        .one(app.core.db().writer())
        .await
        .expect("the database answers");
    person::Entity::update_many()
        .col_expr(
            person::Column::HouseholdId,
            Expr::value(row.expect("the person is there").household_id),
        )
        .filter(person::Column::Id.eq(other))
        .exec(app.core.db().writer())
        .await
        .expect("people can move");
    (person, other)
}

/// Whom to call about an area.
async fn helps(app: &TestApp, area: AreaId, phone: &str) {
    area::Entity::update_many()
        .col_expr(area::Column::ContactPhone, Expr::value(phone))
        .filter(area::Column::Id.eq(area))
        .exec(app.core.db().writer())
        .await
        .expect("areas can be edited");
}

async fn respond_for(
    app: &TestApp,
    by: PersonId,
    person: PersonId,
    event: EventId,
    answer: Answer,
) -> mulin_domain::Result<rsvp::Model> {
    let input = RespondToEvent {
        event_id: Ok(event),
        acting: Acting::for_person(person, Via::Phone),
        answer,
        party: Some(Party::of(1, 0)),
        note: None,
        when_full: WhenFull::Waitlist,
        answers: None,
    };
    respond_to_event(&app.core, &actor(&app.core, by).await, input, None).await
}

async fn agree(
    app: &TestApp,
    by: PersonId,
    person: PersonId,
    purpose: ConsentPurpose,
) -> ConsentId {
    let acting = if by == person {
        Acting::default()
    } else {
        Acting::for_person(person, Via::Desk)
    };
    let input = RecordConsent {
        acting,
        purpose,
        policy_version: app.core.settings().policy_version.clone(),
        evidence: Some("口头同意".to_owned()),
    };
    record_consent(&app.core, &actor(&app.core, by).await, input, None)
        .await
        .expect("a consent can be given")
        .id
}

async fn withdraw(app: &TestApp, by: PersonId, consent: ConsentId) {
    let input = WithdrawConsent {
        consent_id: Ok(consent),
        via: Via::App,
    };
    withdraw_consent(&app.core, &actor(&app.core, by).await, input)
        .await
        .expect("a consent can be withdrawn");
}

/// Records what a steward's confirmation records.
async fn confirmed(app: &TestApp, town: &Town, person: PersonId) {
    let root = town.city.id;
    app.core
        .transact(&Actor::System, move |tx| {
            Box::pin(async move {
                tx.record(root, What::RegistrationConfirmed { person_id: person });
                Ok(())
            })
        })
        .await
        .expect("it can be recorded");
}

/// Does what is due, and hands over the subjects of the letters to one address, in order.
async fn told(app: &TestApp, address: &str) -> Vec<String> {
    app.run_due_work().await;
    let letters = app.mail.take().into_iter();
    letters
        .filter(|email| email.to_address == address)
        .map(|email| email.rendered.subject)
        .collect()
}

async fn notices(app: &TestApp) -> Vec<delivery::Model> {
    let personal = [MessageKind::ActedForYou, MessageKind::RegistrationConfirmed];
    let all = deliveries(app).await.into_iter();
    all.filter(|row| personal.contains(&row.kind)).collect()
}

both_databases!(
    who_is_answered_for_is_told_by_whom_what_and_whom_to_call,
    |app| {
        let town = Town::found(&app).await;
        let (person, other) = household(&app, &town).await;
        helps(&app, town.city.id, "+862000000000").await;
        helps(&app, town.community.id, "+861000000000").await;
        let event = town.event(&app, Plan::default()).await;
        respond_for(&app, other, person, event.id, Answer::Going)
            .await
            .expect("taken");
        app.run_due_work().await;
        let letters = app.mail.take();
        assert_eq!(letters.len(), 1, "nobody else is told");
        assert_eq!(letters[0].to_address, "r0@example.org");
        let written = &letters[0].rendered;
        assert_eq!(written.subject, "r1替您报名了「元宵灯会」");
        let lines = [
            "r0，您好！",
            "r1替您报名了「元宵灯会」。",
            "不是您的意思？请告诉我们。",
            "有事请打电话：+861000000000",
            "东邻",
        ];
        for line in lines {
            assert!(written.text.contains(line), "{line} in {}", written.text);
        }
        let row = &notices(&app).await[0];
        assert_eq!(row.state, DeliveryState::Sent);
        assert_eq!((row.event_id, row.rsvp_id), (Some(event.id), None));
        assert_eq!(row.acted_by, Some(other));

        // The same once more changes nothing and tells nothing.
        respond_for(&app, other, person, event.id, Answer::Going)
            .await
            .expect("taken");
        assert_eq!(told(&app, "r0@example.org").await, [""; 0]);
        respond_for(&app, other, person, event.id, Answer::Maybe)
            .await
            .expect("taken");
        let answer = respond_for(&app, other, person, event.id, Answer::Going).await;
        let input = WithdrawRsvp {
            rsvp_id: Ok(answer.expect("taken").id),
            via: Via::App,
        };
        withdraw_rsvp(&app.core, &actor(&app.core, other).await, input)
            .await
            .expect("an answer can be taken back");
        let mut told_of = told(&app, "r0@example.org").await;
        told_of.sort();
        let expected = [
            "r1替您报名了「元宵灯会」",
            "r1替您答复了「元宵灯会」：不参加",
            "r1替您答复了「元宵灯会」：可能参加",
        ];
        assert_eq!(told_of, expected);
    }
);

both_databases!(who_acts_for_themselves_is_told_nothing, |app| {
    let town = Town::found(&app).await;
    let (person, other) = household(&app, &town).await;
    let event = town.event(&app, Plan::default()).await.id;
    remind(&app, &town, event, &[]).await;
    respond(&app.core, person, event, Answer::Going, 1)
        .await
        .expect("taken");
    // Naming oneself is acting for oneself.
    let input = RespondToEvent {
        event_id: Ok(event),
        acting: Acting::for_person(other, Via::App),
        answer: Answer::Going,
        party: None,
        note: None,
        when_full: WhenFull::Waitlist,
        answers: None,
    };
    respond_to_event(&app.core, &actor(&app.core, other).await, input, None)
        .await
        .expect("taken");
    let consent = agree(&app, person, person, ConsentPurpose::Photos).await;
    withdraw(&app, person, consent).await;
    // Who may not act for somebody changes nothing, and so tells nothing.
    respond_for(&app, town.steward, person, event, Answer::Declined)
        .await
        .expect_err("nobody agreed to it");
    assert!(deliveries(&app).await.is_empty());
    app.run_due_work().await;
    assert_eq!((app.mail.tried().len(), app.sms.tried().len()), (0, 0));
});

both_databases!(
    a_consent_by_somebody_else_is_told_once_a_transaction,
    |app| {
        let town = Town::found(&app).await;
        let (person, other) = household(&app, &town).await;
        agree(&app, person, person, ConsentPurpose::Promotions).await;
        assert_eq!(told(&app, "r0@example.org").await, [""; 0]);
        let consent = agree(&app, other, person, ConsentPurpose::Photos).await;
        let subject = "r1替您登记了同意：拍摄和展示您的照片";
        assert_eq!(told(&app, "r0@example.org").await, [subject]);
        withdraw(&app, other, consent).await;
        let subject = "r1替您撤回了同意：拍摄和展示您的照片";
        assert_eq!(told(&app, "r0@example.org").await, [subject]);
        agree(&app, town.steward, person, ConsentPurpose::ActOnBehalf).await;
        let subject = "steward替您登记了同意：邻长替您办事";
        assert_eq!(told(&app, "r0@example.org").await, [subject]);
        assert_eq!(notices(&app).await.len(), 3);
        assert!(notices(&app).await.iter().all(|row| row.event_id.is_none()));

        let event = town.event(&app, Plan::default()).await.id;
        respond_for(&app, town.steward, person, event, Answer::Going)
            .await
            .expect("the person agreed to it");
        let subject = "steward替您报名了「元宵灯会」";
        assert_eq!(told(&app, "r0@example.org").await, [subject]);
    }
);

both_databases!(people_are_told_by_the_way_that_reaches_them, |app| {
    use ContactKind::{Email, Phone};
    let town = Town::found(&app).await;
    let (person, other) = household(&app, &town).await;
    let event = town.event(&app, Plan::default()).await.id;
    remind(&app, &town, event, &["P1D"]).await;
    helps(&app, town.unit.id, "+861000000000").await;

    reached_by(&app, person, &[(Phone, PHONE)]).await;
    respond_for(&app, other, person, event, Answer::Going)
        .await
        .expect("taken");
    app.run_due_work().await;
    let texts = app.sms.take();
    assert_eq!(texts.len(), 1);
    assert_eq!(texts[0].to, PHONE);
    let expected = "【睦邻】r1替您报名了「元宵灯会」。不是您的意思？请打电话+861000000000。";
    assert_eq!(texts[0].text, expected);

    // An e-mail address goes first.
    let both = [(Phone, PHONE), (Email, "r0@example.org")];
    reached_by(&app, person, &both).await;
    respond_for(&app, other, person, event, Answer::Maybe)
        .await
        .expect("taken");
    assert_eq!(told(&app, "r0@example.org").await.len(), 1);

    // A fixed line takes no text messages, and no address takes nothing.
    for contacts in [&[(Phone, "+861062345678")][..], &[]] {
        reached_by(&app, person, contacts).await;
        let before = notices(&app).await.len();
        let answer = if contacts.is_empty() {
            Answer::Declined
        } else {
            Answer::Going
        };
        respond_for(&app, other, person, event, answer)
            .await
            .expect("taken");
        app.run_due_work().await;
        let all = notices(&app).await;
        assert_eq!(all.len(), before + 1);
        let unreached = all
            .iter()
            .filter(|row| row.state == DeliveryState::Suppressed)
            .inspect(|row| assert_eq!(row.last_error.as_deref(), Some("NO_ADDRESS")));
        assert_eq!(unreached.count(), if contacts.is_empty() { 2 } else { 1 });
    }
    assert_eq!((app.mail.take().len(), app.sms.take().len()), (0, 0));
});

both_databases!(personal_notices_keep_quiet_hours, |app| {
    let town = Town::found(&app).await;
    let (person, other) = household(&app, &town).await;
    let event = town.event(&app, Plan::default()).await.id;
    app.clock.set(local("2026-11-21 21:00"));
    respond_for(&app, other, person, event, Answer::Going)
        .await
        .expect("taken");
    confirmed(&app, &town, person).await;
    assert_eq!(told(&app, "r0@example.org").await, [""; 0]);
    app.clock.set(local("2026-11-22 07:59"));
    assert_eq!(told(&app, "r0@example.org").await, [""; 0]);
    app.clock.set(local("2026-11-22 08:00"));
    assert_eq!(told(&app, "r0@example.org").await.len(), 2);

    // A person has hours of their own.
    person::Entity::update_many()
        .col_expr(person::Column::QuietFrom, Expr::value(12 * 60))
        .col_expr(person::Column::QuietUntil, Expr::value(13 * 60))
        .filter(person::Column::Id.eq(person))
        .exec(app.core.db().writer())
        .await
        .expect("people can be edited");
    app.clock.set(local("2026-11-22 12:30"));
    respond_for(&app, other, person, event, Answer::Maybe)
        .await
        .expect("taken");
    assert_eq!(told(&app, "r0@example.org").await, [""; 0]);
    app.clock.set(local("2026-11-22 13:00"));
    assert_eq!(told(&app, "r0@example.org").await.len(), 1);
});

both_databases!(who_was_confirmed_is_told_once, |app| {
    let town = Town::found(&app).await;
    let person = town.resident(&app, "r0").await;
    helps(&app, town.community.id, "+861000000000").await;
    confirmed(&app, &town, person).await;
    confirmed(&app, &town, person).await;
    app.run_due_work().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 1);
    let written = &letters[0].rendered;
    assert_eq!(written.subject, "您的登记已确认");
    for line in ["r0，您好！", "有事请打电话：+861000000000", "东邻"] {
        assert!(written.text.contains(line), "{line} in {}", written.text);
    }
    let rows = notices(&app).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].event_id, rows[0].acted_by), (None, None));
});
