//! `respondToSeries`

use chrono::TimeDelta;
use mulin_domain::person::Acting;
use mulin_domain::rsvp::{self, Answer, RespondToEvent, WhenFull};
use mulin_domain::series::{CreateSeries, Frequency};
use mulin_entities::*;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::both_databases;
use crate::factories::{Town, actor, agrees, evenings, every, gid, occurrences, respond, unknown};
use crate::support::answer::Answer as Told;
use crate::support::app::TestApp;
use crate::support::mutation::with;

const FIELDS: &str = "series { id } answers { event { id } rsvp { state party { adults children } } \
    userErrors { code path } }";

/// A service day of the next weeks, and its events.
async fn weekly(
    app: &TestApp,
    town: &Town,
    count: i32,
    change: fn(&mut CreateSeries),
) -> (SeriesId, Vec<event::Model>) {
    let mut schedule = evenings(every(Frequency::Weekly));
    schedule.count = Some(count);
    let mut input = town.service_days(schedule);
    change(&mut input);
    let series = town.begin(app, input).await;
    let events = occurrences(app, series.id).await.into_iter();
    (series.id, events.map(|(_, event)| event).collect())
}

async fn answer(app: &TestApp, town: &Town, who: PersonId, series: SeriesId, more: Value) -> Told {
    let input = json!({ "seriesId": *gid(town, series), "status": "GOING" });
    let input = with(&input, more);
    app.mutate(Some(who), "respondToSeries", FIELDS, input)
        .await
}

/// The state of each answer, or the code of its refusal, in order of the events.
fn told(answer: &Told) -> Vec<String> {
    assert_eq!(answer.refusals("respondToSeries"), [""; 0]);
    let all = answer.at("/respondToSeries/answers").as_array();
    let all = all.expect("answers are a list").iter();
    let one = |one: &Value| match one["rsvp"]["state"].as_str() {
        Some(state) => state.to_owned(),
        None => one["userErrors"][0]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    };
    all.map(one).collect()
}

async fn rows(app: &TestApp) -> u64 {
    let count = mulin_entities::rsvp::Entity::find().count(app.core.db().writer());
    count.await.expect("answers can be counted")
}

both_databases!(each_event_is_answered_by_itself, |app| {
    let town = Town::found(&app).await;
    let one_seat = |input: &mut CreateSeries| input.capacity = Some(2);
    let (series, events) = weekly(&app, &town, 4, one_seat).await;
    let people = town.residents(&app, 2).await;
    respond(&app.core, people[0], events[1].id, Answer::Going, 2)
        .await
        .expect("taken");
    let party = json!({ "party": { "adults": 1, "children": 1 } });
    let given = answer(&app, &town, people[1], series, party.clone()).await;
    assert_eq!(told(&given), ["GOING", "WAITLISTED", "GOING", "GOING"]);
    let first = given.at("/respondToSeries/answers/0");
    assert_eq!(first["event"]["id"], *gid(&town, events[0].id));
    assert_eq!(
        first["rsvp"]["party"],
        json!({ "adults": 1, "children": 1 })
    );
    assert_eq!(
        given.at("/respondToSeries/series/id"),
        &json!(*gid(&town, series))
    );
    // Refused where it is full, and taken elsewhere.
    let third = town.resident(&app, "third").await;
    let refuse = json!({ "whenFull": "REFUSE" });
    let before = rows(&app).await;
    let given = answer(&app, &town, third, series, refuse).await;
    assert_eq!(told(&given), ["EVENT_FULL"; 4]);
    assert_eq!(
        rows(&app).await,
        before,
        "a refused answer leaves nothing behind"
    );
    let path = &given.at("/respondToSeries/answers/0")["userErrors"][0]["path"];
    assert_ne!(path[0], "eventId", "the input has no such field");
});

both_databases!(only_some_of_them_are_answered, |app| {
    let town = Town::found(&app).await;
    let (series, events) = weekly(&app, &town, 4, |_| {}).await;
    let people = town.residents(&app, 2).await;
    let id = |index: usize| json!(*gid(&town, events[index].id));
    let two = json!({ "eventIds": [id(2), id(0)] });
    let given = answer(&app, &town, people[0], series, two).await;
    assert_eq!(told(&given), ["GOING"; 2]);
    let first = given.at("/respondToSeries/answers/0");
    assert_eq!(first["event"]["id"], id(0), "in order of their start");
    let but_one = json!({ "exceptEventIds": [id(1)] });
    let given = answer(&app, &town, people[1], series, but_one).await;
    assert_eq!(told(&given), ["GOING"; 3]);
    // One that is over is refused by name, and left out otherwise.
    app.clock.set(events[0].ends_at + TimeDelta::minutes(1));
    let given = answer(&app, &town, people[1], series, json!({ "status": "MAYBE" })).await;
    assert_eq!(told(&given), ["MAYBE"; 3]);
    let past = json!({ "eventIds": [id(0)] });
    let given = answer(&app, &town, people[1], series, past).await;
    let code = told(&given);
    assert!(code[0].starts_with("EVENT_"), "{code:?}");
    let path = &given.at("/respondToSeries/answers/0")["userErrors"][0]["path"];
    assert_ne!(path[0], "eventId");
});

both_databases!(what_is_wrong_for_all_is_refused_once, |app| {
    let town = Town::found(&app).await;
    let (series, events) = weekly(&app, &town, 2, |_| {}).await;
    let (_, others) = weekly(&app, &town, 1, |_| {}).await;
    let draft = |input: &mut CreateSeries| input.publish = false;
    let (drafted, _) = weekly(&app, &town, 1, draft).await;
    let person = town.resident(&app, "r0").await;
    let id = |event: &event::Model| json!(*gid(&town, event.id));
    for (more, at) in [
        (json!({ "note": "长".repeat(501) }), "note"),
        (json!({ "party": { "adults": 0, "children": 0 } }), "party"),
        (json!({ "via": "PHONE" }), "via"),
        (
            json!({ "eventIds": [id(&events[0]), id(&events[0])] }),
            "eventIds.1",
        ),
        (json!({ "eventIds": [id(&others[0])] }), "eventIds.0"),
        (
            json!({ "exceptEventIds": [id(&others[0])] }),
            "exceptEventIds.0",
        ),
        (
            json!({ "eventIds": [id(&events[0])], "exceptEventIds": [id(&events[1])] }),
            "exceptEventIds",
        ),
        (
            json!({ "seriesId": *unknown::<SeriesId>(&town) }),
            "seriesId",
        ),
        (json!({ "seriesId": *gid(&town, drafted) }), "seriesId"),
    ] {
        let given = answer(&app, &town, person, series, more.clone()).await;
        assert!(given.at("/respondToSeries/answers").is_null(), "{more}");
        let path = given.at("/respondToSeries/userErrors/0")["path"].as_array();
        let path: Vec<String> = path
            .expect("a path is a list")
            .iter()
            .map(|part| part.as_str().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(path.join("."), at, "{more}");
    }
    assert_eq!(rows(&app).await, 0);
});

both_databases!(a_retry_answers_the_same_events_and_no_others, |app| {
    let town = Town::found(&app).await;
    let (series, events) = weekly(&app, &town, 3, |_| {}).await;
    let person = town.resident(&app, "r0").await;
    let keyed = json!({ "idempotencyKey": "one" });
    let given = answer(&app, &town, person, series, keyed.clone()).await;
    assert_eq!(told(&given), ["GOING"; 3]);
    // What was changed since stays so.
    respond(&app.core, person, events[1].id, Answer::Declined, 1)
        .await
        .expect("taken");
    let before = rows(&app).await;
    let again = answer(&app, &town, person, series, keyed.clone()).await;
    assert_eq!(told(&again), ["GOING", "DECLINED", "GOING"]);
    assert_eq!(rows(&app).await, before);
    let other = with(&keyed, json!({ "status": "MAYBE" }));
    let refused = answer(&app, &town, person, series, other).await;
    assert_eq!(
        refused.refusals("respondToSeries"),
        ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]
    );
});

both_databases!(an_interrupted_answer_is_gone_on_with, |app| {
    let town = Town::found(&app).await;
    let (series, events) = weekly(&app, &town, 3, |_| {}).await;
    let person = town.resident(&app, "r0").await;
    let by = actor(&app.core, person).await;
    let input = rsvp::RespondToSeries {
        series_id: Ok(series),
        event_ids: None,
        except_event_ids: Vec::new(),
        acting: Acting::default(),
        answer: Answer::Going,
        party: None,
        note: None,
        when_full: WhenFull::Waitlist,
        answers: None,
    };
    let key = Some("two".to_owned());
    let all = rsvp::respond_to_series(&app.core, &by, input.clone(), key.clone()).await;
    assert_eq!(all.expect("answered").results.len(), 3);
    // As if the process had died after the first: the others are not there, nor are their keys.
    let first = RespondToEvent {
        event_id: Ok(events[0].id),
        acting: Acting::default(),
        answer: Answer::Maybe,
        party: None,
        note: None,
        when_full: WhenFull::Waitlist,
        answers: None,
    };
    let first = rsvp::respond_to_event(&app.core, &by, first, None).await;
    first.expect("taken");
    forget(&app, &events[1..]).await;
    assert_eq!(rows(&app).await, 1);
    let again = rsvp::respond_to_series(&app.core, &by, input, key).await;
    let again = again.expect("answered").results.into_iter();
    let states: Vec<_> = again.map(|(_, row)| row.expect("taken").state).collect();
    use RsvpState::{Going, Maybe};
    assert_eq!(states, [Maybe, Going, Going], "the first stays as it is");
});

/// Nobody has answered these events.
async fn forget(app: &TestApp, events: &[event::Model]) {
    use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};
    let db = app.core.db().writer();
    let ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
    let answers = mulin_entities::rsvp::Entity::find()
        .filter(mulin_entities::rsvp::Column::EventId.is_in(ids.iter().copied()))
        .all(db)
        .await
        .expect("answers can be read");
    let keys: Vec<uuid::Uuid> = answers.iter().map(|row| row.id.0).collect();
    idempotency::Entity::delete_many()
        .filter(idempotency::Column::ResultId.is_in(keys))
        .exec(db)
        .await
        .expect("keys can be forgotten");
    mulin_entities::rsvp::Entity::delete_many()
        .filter(mulin_entities::rsvp::Column::EventId.is_in(ids.iter().copied()))
        .exec(db)
        .await
        .expect("answers can be removed");
    event_seats::Entity::update_many()
        .col_expr(event_seats::Column::Taken, Expr::value(0))
        .filter(event_seats::Column::EventId.is_in(ids))
        .exec(db)
        .await
        .expect("seats can be given back");
}

both_databases!(a_steward_answers_for_who_agrees, |app| {
    let town = Town::found(&app).await;
    let (series, _) = weekly(&app, &town, 2, |_| {}).await;
    let person = town.resident(&app, "r0").await;
    let for_them = json!({ "onBehalfOf": *gid(&town, person), "via": "PHONE" });
    let refused = answer(&app, &town, town.steward, series, for_them.clone()).await;
    assert_eq!(
        refused.refusals("respondToSeries"),
        ["CONSENT_REQUIRED onBehalfOf"]
    );
    assert_eq!(rows(&app).await, 0);
    agrees(&app, person, ConsentPurpose::ActOnBehalf).await;
    let given = answer(&app, &town, town.steward, series, for_them).await;
    assert_eq!(told(&given), ["GOING"; 2]);
});

const CONFIRMING: &[(&str, &str)] = &[("MULIN_REMINDERS__CONFIRM_ANSWERS", "true")];

both_databases!(one_letter_confirms_all, with CONFIRMING, |app| {
    let town = Town::found(&app).await;
    let (series, _) = weekly(&app, &town, 12, |_| {}).await;
    let person = town.resident(&app, "r0").await;
    let given = answer(&app, &town, person, series, json!({})).await;
    assert_eq!(told(&given), ["GOING"; 12]);
    app.run_due_work().await;
    app.advance(TimeDelta::minutes(1));
    app.run_due_work().await;
    let letters = app.mail.letters();
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0].1, "报名成功：12场活动");
});
