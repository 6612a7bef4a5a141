//! What becomes of a rule's messages when the rule is taken away, and when it comes back.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::reaching::*;
use super::stage::{deliveries, local, remind, sent_to};
use crate::both_databases;
use crate::factories::Town;
use crate::support::app::TestApp;

use DeliveryState::{Pending, Sent, Superseded};

async fn states(app: &TestApp) -> Vec<DeliveryState> {
    deliveries(app).await.iter().map(|row| row.state).collect()
}

both_databases!(
    what_was_listed_is_not_sent_and_names_its_rule_still,
    |app| {
        let town = Town::found(&app).await;
        let people = town.residents(&app, 2).await;
        let event = reminded(&app, &town, &people).await;
        listed(&app).await;
        let before = deliveries(&app).await;
        assert_eq!(states(&app).await, [Pending, Pending]);
        remind(&app, &town, event.id, &[]).await;
        // However many there are, none is touched before its time.
        assert_eq!(deliveries(&app).await, before);
        let planned = due_work::Entity::find()
            .filter(due_work::Column::Kind.eq(DueWorkKind::ExpandSchedule))
            .count(app.core.db().writer())
            .await;
        assert_eq!(planned.expect("due work can be counted"), 0);
        app.clock.set(local(NOON));
        assert_eq!(sent_to(&app).await, [""; 0]);
        assert_eq!(states(&app).await, [Superseded, Superseded]);
        let after = deliveries(&app).await;
        assert!(
            after
                .iter()
                .all(|row| row.schedule_id == before[0].schedule_id)
        );
    }
);

/// How far the fan-out of the only rule is.
async fn fan_out(app: &TestApp) -> ScheduleState {
    let all = delivery_schedule::Entity::find()
        .filter(delivery_schedule::Column::Kind.eq(MessageKind::EventReminder))
        .filter(delivery_schedule::Column::State.ne(ScheduleState::Cancelled))
        .all(app.core.db().writer())
        .await;
    let all = all.expect("fan-outs are read");
    assert_eq!(all.len(), 1, "{all:#?}");
    all[0].state
}

both_databases!(what_a_rule_did_is_told_when_it_comes_back, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 2).await;
    let event = reminded(&app, &town, &people).await;
    app.clock.set(local(NOON));
    assert_eq!(sent_to(&app).await.len(), 2);
    app.advance(TimeDelta::hours(1));
    remind(&app, &town, event.id, &[]).await;
    remind(&app, &town, event.id, &["P1D"]).await;
    assert_eq!(fan_out(&app).await, ScheduleState::Expanded);
});

both_databases!(a_rule_that_was_away_at_its_time_has_missed_it, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 2).await;
    let event = reminded(&app, &town, &people).await;
    listed(&app).await;
    remind(&app, &town, event.id, &[]).await;
    app.clock.set(local(NOON));
    assert_eq!(sent_to(&app).await, [""; 0]);
    app.advance(TimeDelta::hours(1));
    remind(&app, &town, event.id, &["P1D"]).await;
    assert_eq!(fan_out(&app).await, ScheduleState::Missed);
});

both_databases!(a_rule_that_comes_back_reminds_each_once, |app| {
    let town = Town::found(&app).await;
    let people = town.residents(&app, 2).await;
    let event = reminded(&app, &town, &people).await;
    listed(&app).await;
    remind(&app, &town, event.id, &[]).await;
    remind(&app, &town, event.id, &["P1D"]).await;
    app.clock.set(local(NOON));
    assert_eq!(sent_to(&app).await.len(), 2);
    assert_eq!(states(&app).await, [Sent, Sent]);
    // Nor does anybody hear of it again when it goes and comes once it has done its work.
    remind(&app, &town, event.id, &[]).await;
    remind(&app, &town, event.id, &["P1D"]).await;
    app.advance(TimeDelta::hours(1));
    assert_eq!(sent_to(&app).await, [""; 0]);
    assert_eq!(states(&app).await, [Sent, Sent]);
});
