//! Answers to the last message about an event.

use chrono::TimeDelta;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;

use super::stage::{answer_of, planned, told, told_by, with_phone, writes, writes_from};
use crate::both_databases;
use crate::factories::{Plan, Town, respond};

both_databases!(one_and_two_answer_the_last_event, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let plan = Plan {
        visibility: Visibility::Audience,
        ..Plan::default()
    };
    let (older, newer) = (
        town.event(&app, Plan::default()).await,
        town.event(&app, plan).await,
    );
    told(&app, wang, &older).await;
    app.advance(TimeDelta::minutes(1));
    told(&app, wang, &newer).await;
    app.advance(TimeDelta::hours(2));

    let taken = writes(&app, "1", " １。").await;
    assert_eq!(
        (taken.outcome, taken.again),
        (InboundOutcome::Answered, false)
    );
    let going = Some((RsvpState::Going, Via::Sms));
    assert_eq!(answer_of(&app, wang, &newer).await, going);
    assert_eq!(answer_of(&app, wang, &older).await, None);

    // The same text comes again, as providers do.
    let again = writes(&app, "1", " １。").await;
    assert_eq!(
        (again.outcome, again.again),
        (InboundOutcome::Answered, true)
    );
    let taken = writes(&app, "2", "不來了").await;
    assert_eq!(taken.outcome, InboundOutcome::Answered);
    let not = Some((RsvpState::Declined, Via::Sms));
    assert_eq!(answer_of(&app, wang, &newer).await, not);
    assert!(
        writes(&app, "1", "1").await.again,
        "it is no answer any more"
    );
    assert_eq!(answer_of(&app, wang, &newer).await, not);

    // The journal tells whose answer it was, and how it came.
    let row = mulin_domain::rsvp::store::of_person(app.core.db().reader(), newer.id, wang)
        .await
        .expect("read")
        .expect("an answer");
    assert_eq!(row.answered_by, wang);
    let help = planned(&app, MessageKind::SmsHelp, Channel::Sms).await;
    assert_eq!(help.len(), 0, "nobody needed help");
});

both_databases!(a_text_that_was_begun_is_ended_when_it_comes_again, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let event = town.event(&app, Plan::default()).await;
    told(&app, wang, &event).await;
    writes(&app, "1", "来").await;
    // As if the server had died before it could note the end.
    let unfinished = inbound_text::Entity::update_many()
        .col_expr(inbound_text::Column::Outcome, Expr::value(None::<String>))
        .exec(app.core.db().writer())
        .await
        .expect("rows can be written");
    assert_eq!(unfinished.rows_affected, 1);
    let before = mulin_domain::rsvp::store::of_person(app.core.db().reader(), event.id, wang)
        .await
        .expect("read");
    app.advance(TimeDelta::minutes(5));
    let taken = writes(&app, "1", "来").await;
    assert_eq!(
        (taken.outcome, taken.again),
        (InboundOutcome::Answered, false)
    );
    let after = mulin_domain::rsvp::store::of_person(app.core.db().reader(), event.id, wang)
        .await
        .expect("read");
    assert_eq!(before, after, "the answer was given once");
});

both_databases!(a_full_event_takes_an_answer_to_its_waitlist, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let other = town.resident(&app, "other").await;
    let plan = Plan {
        capacity: Some(1),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await;
    respond(&app.core, other, event.id, Answer::Going, 1)
        .await
        .expect("taken");
    told(&app, wang, &event).await;
    let taken = writes(&app, "1", "参加").await;
    assert_eq!(taken.outcome, InboundOutcome::Answered);
    let waits = Some((RsvpState::Waitlisted, Via::Sms));
    assert_eq!(answer_of(&app, wang, &event).await, waits);
});

both_databases!(
    who_shares_a_telephone_is_meant_only_if_nobody_else_can_be,
    |app| {
        let town = Town::found(&app).await;
        let wang = with_phone(&app, &town, "wang").await;
        let li = with_phone(&app, &town, "li").await;
        let event = town.event(&app, Plan::default()).await;
        told(&app, li, &event).await;
        // The e-mail to the other one asks nothing of the telephone.
        told_by(&app, wang, &event, Channel::Email).await;
        let taken = writes(&app, "1", "1").await;
        assert_eq!(taken.outcome, InboundOutcome::Answered);
        let going = Some((RsvpState::Going, Via::Sms));
        assert_eq!(answer_of(&app, li, &event).await, going);
        assert_eq!(answer_of(&app, wang, &event).await, None);

        app.advance(TimeDelta::hours(1));
        let both = town.event(&app, Plan::default()).await;
        let asked = [told(&app, wang, &both).await, told(&app, li, &both).await];
        let taken = writes(&app, "2", "1").await;
        assert_eq!(taken.outcome, InboundOutcome::Ambiguous);
        assert_eq!(answer_of(&app, li, &both).await, None);
        assert_eq!(answer_of(&app, wang, &both).await, None);
        // Their stewards are to call both, and the telephone is told how to answer.
        let calls = planned(&app, MessageKind::EventReminder, Channel::Call).await;
        let mut instead: Vec<_> = calls.iter().filter_map(|call| call.instead_of).collect();
        instead.sort_unstable();
        let mut asked = asked.to_vec();
        asked.sort_unstable();
        assert_eq!(instead, asked);
        let help = planned(&app, MessageKind::SmsHelp, Channel::Sms).await;
        assert_eq!(help.len(), 1);
        writes(&app, "3", "1").await;
        let calls = planned(&app, MessageKind::EventReminder, Channel::Call).await;
        assert_eq!(calls.len(), 2, "one call a message is enough");
    }
);

both_databases!(what_was_not_asked_is_not_answered, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let event = town.event(&app, Plan::default()).await;
    let taken = writes(&app, "1", "1").await;
    assert_eq!(taken.outcome, InboundOutcome::NoQuestion);
    told(&app, wang, &event).await;
    app.advance(TimeDelta::days(15));
    let taken = writes(&app, "2", "1").await;
    assert_eq!(
        taken.outcome,
        InboundOutcome::NoQuestion,
        "that was long ago"
    );
    assert_eq!(answer_of(&app, wang, &event).await, None);

    // Somebody else's telephone says nothing about her, whatever it says.
    told(&app, wang, &event).await;
    let taken = writes_from(&app, "+8613900000000", "3", "1").await;
    assert_eq!(taken.outcome, InboundOutcome::Nobody);
    assert_eq!(answer_of(&app, wang, &event).await, None);
});

both_databases!(what_the_event_does_not_take_is_refused, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    let plan = Plan {
        starts_in: TimeDelta::hours(3),
        ..Plan::default()
    };
    let event = town.event(&app, plan).await;
    told(&app, wang, &event).await;
    app.advance(TimeDelta::hours(4));
    let taken = writes(&app, "1", "1").await;
    assert_eq!(taken.outcome, InboundOutcome::Refused, "it has begun");
    assert_eq!(answer_of(&app, wang, &event).await, None);
    let help = planned(&app, MessageKind::SmsHelp, Channel::Sms).await;
    assert_eq!(help.len(), 1);
});
