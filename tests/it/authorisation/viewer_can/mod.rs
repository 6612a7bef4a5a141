//! `viewerCan` tells what the mutations would: a flag is true exactly if its command, sent by the same
//! caller at the same moment, does something.

mod service_days;
mod subjects;

use chrono::TimeDelta;
use serde_json::{Value, json};

use self::subjects::*;
use super::actors::Who;
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::introspection::{Introspection, list, name};

impl Proof {
    /// What becomes of it: whether it did or showed something.
    async fn holds(&self, app: &TestApp, token: Option<&str>, id: &str) -> (bool, Answer) {
        match self {
            Self::Does(mutation, input) => {
                let (first, rest) = mutation.split_at(1);
                let query = format!(
                    "mutation ($input: {}{rest}Input!) {{ {mutation}(input: $input) \
                     {{ userErrors {{ code path }} }} }}",
                    first.to_uppercase()
                );
                let end = app.journal_end().await;
                let answer = app.run_with(token, &query, json!({ "input": input })).await;
                let changed = app.journal_end().await != end;
                let refused = answer.body.get("errors").is_some()
                    || answer.at(&format!("/{mutation}/userErrors")) != &json!([]);
                assert!(!(changed && refused), "{mutation} left a trace");
                (changed, answer)
            }
            Self::Shows(query, pointer) => {
                let answer = app.run_with(token, query, json!({ "id": id })).await;
                let shown = answer.body["data"].pointer(pointer);
                (shown.is_some_and(|shown| !shown.is_null()), answer)
            }
        }
    }

    fn changes(&self) -> bool {
        matches!(self, Self::Does(..))
    }
}

/// Each flag of each subject as each caller, on a stage that nobody has spoilt.
async fn flags_tell_what_commands_do(
    app: &TestApp,
    wait: TimeDelta,
    subjects: fn(&TestApp, &Scene) -> Vec<Subject>,
) {
    let fresh = async || {
        let scene = Scene::build(app).await;
        app.advance(wait);
        scene
    };
    let mut scene = fresh().await;
    let (mut yes, mut no) = (0, 0);
    for index in 0..subjects(app, &scene).len() {
        for who in Who::ALL {
            let subject = subjects(app, &scene).swap_remove(index);
            let (object, id) = (subject.object, &subject.id);
            // A personal link answers for its person, whose record it does not show.
            if *who == Who::LinkBearer && object == "Person" {
                continue;
            }
            let mut spoilt = false;
            for (flag, proof) in &subject.proofs {
                // A banquet is a part of its event.
                let (on, can) = match object {
                    "Banquet" => ("Event", format!("banquet {{ viewerCan {{ {flag} }} }}")),
                    _ => (object, format!("viewerCan {{ {flag} }}")),
                };
                let query =
                    format!("query ($id: ID!) {{ node(id: $id) {{ ... on {on} {{ {can} }} }} }}");
                let token = scene.stage.token(app, *who).await;
                let answer = app
                    .run_with(token.as_deref(), &query, json!({ "id": id }))
                    .await;
                // Who does not see the object can do nothing with it.
                let part = if object == "Banquet" { "/banquet" } else { "" };
                let at = format!("/data/node{part}/viewerCan/{flag}");
                let told = answer.body.pointer(&at);
                let told = told.and_then(Value::as_bool).unwrap_or(false);
                // Stewards check in whoever they look after, by the code that is shown, also those
                // whose answers they do not see.
                let shown = answer.body.pointer("/data/node");
                let is_hidden = shown.is_none_or(Value::is_null);
                if is_hidden && (object, *flag) == ("Rsvp", "checkIn") {
                    continue;
                }
                let (holds, answer) = proof.holds(app, token.as_deref(), id).await;
                spoilt |= holds && proof.changes();
                assert_eq!(
                    told,
                    holds,
                    "{object}.viewerCan.{flag} ({}) as {}, {wait} later: {:#}",
                    subject.instance,
                    who.title(),
                    answer.body
                );
                *(if told { &mut yes } else { &mut no }) += 1;
            }
            if spoilt {
                scene = fresh().await;
            }
        }
    }
    assert!(yes > 3 && no > 3, "{yes} yes, {no} no");
}

macro_rules! flags {
    ($($name:ident: $wait:expr, $subjects:expr;)+) => {$(
        crate::both_databases!($name, |app| {
            flags_tell_what_commands_do(&app, $wait, $subjects).await;
        });
    )+};
}

flags! {
    of_events_to_come: TimeDelta::zero(), events;
    of_events_that_have_begun: TimeDelta::days(7) + TimeDelta::hours(1), public_and_draft;
    of_events_that_are_over: TimeDelta::days(8), public_and_draft;
    of_areas: TimeDelta::zero(), areas;
    of_people: TimeDelta::zero(), people;
    of_venues_teams_consents_and_answers: TimeDelta::zero(), others;
    of_answers_to_what_has_begun: TimeDelta::days(7) + TimeDelta::hours(1), others;
    of_answers_to_what_is_over: TimeDelta::days(8), others;
}

/// A flag that nobody proves is a flag that nobody knows to be true.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_flag_is_proved() {
    let app = TestApp::sqlite().await;
    let (schema, scene) = (Introspection::read(&app).await, Scene::build(&app).await);
    let mut subjects = events(&app, &scene);
    subjects.extend(areas(&app, &scene));
    subjects.extend(people(&app, &scene));
    subjects.extend(others(&app, &scene));
    let mut lacking = Vec::new();
    let mut flags = 0;
    for one in schema.of_kind("OBJECT") {
        let Some(object) = name(one).strip_suffix("ViewerCan") else {
            continue;
        };
        for field in list(one, "fields") {
            flags += 1;
            let proved = subjects.iter().any(|subject| {
                let mut proofs = subject.proofs.iter();
                subject.object == object && proofs.any(|(flag, _)| *flag == name(field))
            });
            if !proved {
                lacking.push(format!("{object}.viewerCan.{}", name(field)));
            }
        }
    }
    assert!(flags > 20, "{flags} flags");
    assert!(lacking.is_empty(), "nothing proves {}", lacking.join(", "));
}
