//! Guests and authorities at once: an answer that opens a task and an administrator who ends its policy
//! wait for each other, and neither is thrown out.

use futures_util::future::join_all;
use mulin_domain::banquet::Settings;
use mulin_domain::food_safety::{
    AddDiningPolicy, EndDiningPolicy, add_dining_policy, end_dining_policy,
};
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::EntityTrait;

use crate::both_databases;
use crate::factories::{Plan, Town, actor, respond};

const BANQUETS: usize = 8;

/// Whoever waits for a turn is answered, however slow a busy machine is.
const PATIENT: &[(&str, &str)] = &[("MULIN_DATABASE__ACQUIRE_TIMEOUT_SECONDS", "120")];

both_databases!(answers_and_the_end_of_a_policy_pass_each_other, with PATIENT, |app| {
    let town = Town::found(&app).await;
    let admin = actor(&app.core, town.admin).await;
    let add = AddDiningPolicy {
        area_id: Ok(town.city.id),
        name: "聚餐备案".to_owned(),
        diners_from: 4,
        lead_days: 3,
        lead_kind: LeadKind::Calendar,
        sample_grams: None,
        sample_hours: None,
        valid_from: "2020-01-01".to_owned(),
        valid_to: None,
        source: "街办〔2020〕1号".to_owned(),
    };
    let policy = add_dining_policy(&app.core, &admin, add, None).await;
    let policy = policy.expect("a policy is entered").id;
    let guests = town.residents(&app, BANQUETS).await;
    let mut answers = Vec::new();
    for guest in guests {
        let event = town.event(&app, Plan::default()).await.id;
        town.plan_banquet(&app, event, Settings::default()).await;
        let core = app.core.clone();
        answers.push(tokio::spawn(async move {
            respond(&core, guest, event, Answer::Going, 5).await.map(|_| ())
        }));
    }
    for year in 2030..2030 + BANQUETS {
        let (core, admin) = (app.core.clone(), admin.clone());
        answers.push(tokio::spawn(async move {
            let end = EndDiningPolicy {
                dining_policy_id: Ok(policy),
                expected_version: None,
                valid_to: format!("{year}-12-31"),
            };
            end_dining_policy(&core, &admin, end).await.map(|_| ())
        }));
    }
    for answer in join_all(answers).await {
        answer.expect("it does not panic").expect("it is done");
    }
    let tasks = filing_task::Entity::find().all(app.core.db().reader()).await;
    let tasks = tasks.expect("tasks are read");
    assert_eq!(tasks.len(), BANQUETS);
    for task in tasks {
        assert_eq!((task.state, task.diners), (FilingTaskState::Open, 5));
    }
});
