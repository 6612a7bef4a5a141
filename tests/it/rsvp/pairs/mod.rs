//! Every pair of what changes an answer, at once: whichever comes first, the books balance.

mod acts;
mod scene;

use std::collections::HashMap;
use std::sync::Arc;

use mulin_entities::CheckInId;

use super::model::{Model, assert_adds_up, journal_since};
use super::random_operations::SETTINGS;
use crate::both_databases;
use crate::support::app::TestApp;
use acts::{ACTS, Act};
use scene::Cast;

async fn race(app: &Arc<TestApp>, cast: &Arc<Cast>, pair: [Act; 2]) {
    let scene = Arc::new(cast.scene(app).await);
    let start = Arc::new(tokio::sync::Barrier::new(2));
    let racers = pair.map(|act| {
        let (app, cast, scene) = (app.clone(), cast.clone(), scene.clone());
        let start = start.clone();
        tokio::spawn(async move {
            start.wait().await;
            act.run(&app, &cast, &scene).await
        })
    });
    let mut walk_ins = HashMap::new();
    for (racer, act) in racers.into_iter().zip(pair) {
        let done = racer.await.expect("nobody panics");
        let Some(reply) = done.reply else {
            continue;
        };
        let refusals = reply.refusals(done.mutation);
        for refusal in &refusals {
            let allowed = act.refusals().contains(&refusal.as_str());
            assert!(allowed, "{pair:?}: {act:?} is refused: {refusal}");
        }
        if refusals.is_empty() && act == Act::WalkIn {
            let noted = &reply.data()[done.mutation]["checkIn"]["id"];
            let id = CheckInId(crate::support::mutation::key(noted));
            walk_ins.insert(id, cast.newcomer);
        }
    }
    let log = journal_since(app, scene.since).await;
    let history = scene.history_after(&log, pair);
    let model = Model::of(app, scene.event, None, history, &log).await;
    let model = model.unwrap_or_else(|why| panic!("{pair:?}: {why}"));
    model.assert_is_what_stands(app).await;
    model.assert_was_let_in(app, &walk_ins).await;
    assert_adds_up(app, scene.event).await;
}

both_databases!(every_pair_of_operations_balances, with SETTINGS, |app| {
    let cast = Arc::new(Cast::of(&app).await);
    let app = Arc::new(app);
    for (number, first) in ACTS.into_iter().enumerate() {
        for second in &ACTS[number..] {
            race(&app, &cast, [first, *second]).await;
        }
    }
});
