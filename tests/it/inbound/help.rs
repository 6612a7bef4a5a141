//! What follows a text that nobody understands.

use chrono::TimeDelta;
use mulin_entities::*;

use super::stage::{planned, told, with_phone, writes, writes_from};
use crate::both_databases;
use crate::factories::{Plan, Town};

both_databases!(a_telephone_is_told_how_to_answer_once_a_day, |app| {
    let town = Town::found(&app).await;
    with_phone(&app, &town, "wang").await;
    with_phone(&app, &town, "li").await;
    for (reference, text) in [("1", "什么时候？"), ("2", "12"), ("3", "🎉")] {
        let taken = writes(&app, reference, text).await;
        assert_eq!(taken.outcome, InboundOutcome::Unclear, "{text}");
    }
    app.run_due_work().await;
    let sent = app.sms.take();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].to, crate::inbound::stage::PHONE);
    assert!(sent[0].text.contains("来请回1"), "{}", sent[0].text);

    app.advance(TimeDelta::days(1));
    writes(&app, "4", "?").await;
    app.run_due_work().await;
    assert_eq!(app.sms.take().len(), 1, "the next day");
    assert_eq!(app.mail.take().len(), 0);
});

both_databases!(nobody_else_is_told_anything, |app| {
    let town = Town::found(&app).await;
    with_phone(&app, &town, "wang").await;
    let taken = writes_from(&app, "+8613900000000", "1", "hello").await;
    assert_eq!(taken.outcome, InboundOutcome::Nobody);
    app.run_due_work().await;
    assert_eq!(
        app.sms.take().len(),
        0,
        "a forged number costs nobody a message"
    );
});

both_databases!(an_unclear_answer_asks_the_steward_to_call, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let event = town.event(&app, Plan::default()).await;
    let asked = told(&app, wang, &event).await;
    let taken = writes(&app, "1", "我女儿那天可能从成都过来").await;
    assert_eq!(taken.outcome, InboundOutcome::Unclear);
    let calls = planned(&app, MessageKind::EventReminder, Channel::Call).await;
    let [call] = calls.as_slice() else {
        panic!("one call, not {calls:?}")
    };
    assert_eq!((call.instead_of, call.person_id), (Some(asked), Some(wang)));
    assert_eq!((call.state, call.parts), (DeliveryState::Pending, 0));
    assert_eq!(call.event_id, Some(event.id));
});
