//! Texts that were long on their way: they count as of when they were written.

use chrono::TimeDelta;
use mulin_domain::Actor;
use mulin_domain::clock::Instant;
use mulin_domain::inbound::{InboundText, Received, receive};
use mulin_domain::notification::consents;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::EntityTrait;

use super::stage::{PHONE, answer_of, planned, told, with_phone, writes};
use crate::both_databases;
use crate::factories::{Plan, Town, respond};
use crate::support::app::TestApp;

/// The telephone wrote at a time.
async fn wrote(app: &TestApp, reference: &str, text: &str, at: Instant) -> Received {
    let text = InboundText {
        provider: "smpp".to_owned(),
        reference: reference.to_owned(),
        from: PHONE.to_owned(),
        text: text.to_owned(),
        at: Some(at),
    };
    receive(&app.core, text).await.expect("a text can be taken")
}

/// The ledger of service notices, in order: which step, when.
async fn service(app: &TestApp) -> Vec<(ConsentStep, Instant)> {
    let mut rows = channel_consent::Entity::find()
        .all(app.core.db().reader())
        .await
        .expect("the ledger can be read");
    rows.retain(|row| row.purpose == ChannelPurpose::Service);
    rows.sort_by_key(|row| row.id);
    rows.into_iter().map(|row| (row.step, row.at)).collect()
}

both_databases!(an_answer_is_one_to_what_was_asked_before_it, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let (older, newer) = (
        town.event(&app, Plan::default()).await,
        town.event(&app, Plan::default()).await,
    );
    told(&app, wang, &older).await;
    app.advance(TimeDelta::minutes(10));
    let written = app.now();
    app.advance(TimeDelta::minutes(30));
    told(&app, wang, &newer).await;
    app.advance(TimeDelta::minutes(1));
    let taken = wrote(&app, "1", "1", written).await;
    assert_eq!(taken.outcome, InboundOutcome::Answered);
    let going = Some((RsvpState::Going, Via::Sms));
    assert_eq!(answer_of(&app, wang, &older).await, going);
    assert_eq!(answer_of(&app, wang, &newer).await, None);
});

both_databases!(a_later_answer_outranks_a_text_that_came_late, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let event = town.event(&app, Plan::default()).await;
    told(&app, wang, &event).await;
    let written = app.now() + TimeDelta::minutes(1);
    app.advance(TimeDelta::minutes(20));
    respond(&app.core, wang, event.id, Answer::Declined, 1)
        .await
        .expect("taken");
    let own = answer_of(&app, wang, &event).await;
    app.advance(TimeDelta::minutes(20));
    for again in [false, true] {
        let taken = wrote(&app, "1", "1", written).await;
        assert_eq!(
            (taken.outcome, taken.again),
            (InboundOutcome::Superseded, again)
        );
    }
    assert_eq!(answer_of(&app, wang, &event).await, own);
    // Nobody needs help, and nobody is called.
    let help = planned(&app, MessageKind::SmsHelp, Channel::Sms).await;
    let calls = planned(&app, MessageKind::EventReminder, Channel::Call).await;
    assert_eq!((help.len(), calls.len()), (0, 0));
    // Written after it, it counts.
    let taken = wrote(&app, "2", "1", app.now() - TimeDelta::minutes(5)).await;
    assert_eq!(taken.outcome, InboundOutcome::Answered);
    let going = Some((RsvpState::Going, Via::Sms));
    assert_eq!(answer_of(&app, wang, &event).await, going);
});

both_databases!(the_ledger_says_when_it_was_written, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let written = app.now() + TimeDelta::minutes(1);
    app.advance(TimeDelta::hours(2));
    wrote(&app, "1", "TD", written).await;
    assert_eq!(service(&app).await, [(ConsentStep::OptOut, written)]);
    // Wanted again since then, by the app: a refusal from before changes nothing any more.
    let wanted = app.now();
    app.core
        .transact(&Actor::System, move |tx| {
            Box::pin(async move {
                let (sms, service) = (Channel::Sms, ChannelPurpose::Service);
                let step = ConsentStep::OptIn;
                consents::note(tx, wang, sms, service, step, Via::App, Some(wang)).await?;
                Ok(())
            })
        })
        .await
        .expect("it can be noted");
    app.advance(TimeDelta::hours(1));
    let taken = wrote(&app, "2", "TD", wanted - TimeDelta::minutes(30)).await;
    assert_eq!(taken.outcome, InboundOutcome::OptedOut);
    let both = [(ConsentStep::OptOut, written), (ConsentStep::OptIn, wanted)];
    assert_eq!(service(&app).await, both);
    // A refusal from after it does, also where clocks differ by a little.
    wrote(&app, "3", "TD", wanted - TimeDelta::minutes(1)).await;
    assert_eq!(service(&app).await.len(), 3);
});

both_databases!(times_that_cannot_be_are_those_of_receipt, |app| {
    let town = Town::found(&app).await;
    with_phone(&app, &town, "wang").await;
    let now = app.now();
    wrote(&app, "1", "TD", now + TimeDelta::days(400)).await;
    assert_eq!(service(&app).await, [(ConsentStep::OptOut, now)]);
    app.advance(TimeDelta::minutes(5));
    let now = app.now();
    wrote(&app, "2", "START", now - TimeDelta::days(8)).await;
    assert_eq!(service(&app).await[1..], [(ConsentStep::OptIn, now)]);
    app.advance(TimeDelta::minutes(5));
    writes(&app, "3", "TD").await;
    let now = app.now();
    assert_eq!(service(&app).await[2..], [(ConsentStep::OptOut, now)]);
});
