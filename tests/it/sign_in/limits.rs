//! How often codes are sent and guessed at.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::json;
use tokio::task::JoinSet;

use super::guesses::{PATIENT, at_once, count};
use super::steps::*;
use crate::both_databases;
use crate::factories::Town;
use crate::support::app::TestApp;
use crate::support::trace::Trace;

const BEHIND_A_PROXY: &[(&str, &str)] = &[("MULIN_HTTP__PROXIES", "1")];
const FEW_A_PREFIX: &[(&str, &str)] = &[("MULIN_SIGN_IN__CODES_PER_PREFIX_AN_HOUR", "2")];
const FEW_A_DAY: &[(&str, &str)] = &[("MULIN_SIGN_IN__DAILY_CAP", "2")];
const FEW_WRONG: &[(&str, &str)] = &[
    ("MULIN_HTTP__PROXIES", "1"),
    ("MULIN_SIGN_IN__WRONG_CODES_PER_NETWORK_AN_HOUR", "3"),
];

/// The refusal of a request for a code, which leaves no trace, and when to ask again.
async fn refused(app: &TestApp, client: &str, address: &str) -> (String, String) {
    let before = Trace::of(app).await;
    let answer = ask(app, client, address).await;
    assert_eq!(Trace::of(app).await, before, "a refusal uses nothing up");
    let error = answer.at("/requestSignInCode/userErrors/0");
    let text = |field: &str| error[field].as_str().unwrap_or_default().to_owned();
    (text("code"), text("retryAt"))
}

async fn ask(app: &TestApp, client: &str, address: &str) -> crate::support::answer::Answer {
    let input = json!({ "address": address });
    from(app, client, "requestSignInCode", "channel retryAt", input).await
}

/// Asks for a code that must be sent; answers when the next may be asked for.
async fn sent(app: &TestApp, client: &str, address: &str) -> String {
    let answer = ask(app, client, address).await;
    assert_eq!(answer.refusals("requestSignInCode"), [""; 0], "{address}");
    let retry_at = answer.at("/requestSignInCode/retryAt").as_str();
    retry_at.expect("an instant").to_owned()
}

both_databases!(an_address_gets_one_a_minute_and_five_a_day, |app| {
    let (here, lan) = ("203.0.113.1", "lan@example.org");
    for sent_before in 0..5 {
        let retry_at = sent(&app, here, lan).await;
        if sent_before < 4 {
            app.advance(TimeDelta::minutes(1) - TimeDelta::microseconds(1));
            assert_eq!(
                refused(&app, here, lan).await,
                ("CODE_SENT_RECENTLY".to_owned(), retry_at)
            );
            app.advance(TimeDelta::microseconds(1));
        } else {
            assert_eq!(retry_at, "2026-11-22T04:00:00Z", "the fifth says so");
        }
    }
    let tomorrow = "2026-11-22T04:00:00Z".to_owned();
    let spent = ("TOO_MANY_REQUESTS".to_owned(), tomorrow);
    assert_eq!(refused(&app, here, lan).await, spent);
    sent(&app, here, "mei@example.org").await;
    app.advance(TimeDelta::days(1) - TimeDelta::minutes(4) - TimeDelta::microseconds(1));
    assert_eq!(refused(&app, here, lan).await, spent);
    app.advance(TimeDelta::microseconds(1));
    sent(&app, here, lan).await;
});

both_databases!(a_network_asks_for_ten_an_hour, with BEHIND_A_PROXY, |app| {
    for number in 0..10 {
        // The last address is our proxy's word; what stands before it the client has made up.
        let client = format!("198.51.100.{number}, 203.0.113.1");
        sent(&app, &client, &format!("a{number}@example.org")).await;
        let v6 = format!("2001:db8:1:2::{number}");
        sent(&app, &v6, &format!("b{number}@example.org")).await;
    }
    let spent = ("TOO_MANY_REQUESTS".to_owned(), "2026-11-21T05:00:00Z".to_owned());
    for client in ["203.0.113.1", "::ffff:203.0.113.1", "2001:db8:1:2:ffff::1"] {
        assert_eq!(refused(&app, client, "lan@example.org").await, spent, "{client}");
    }
    assert!(!Trace::of(&app).await.holds("203.0.113.1"));
    sent(&app, "203.0.113.2", "lan@example.org").await;
    sent(&app, "2001:db8:1:3::1", "mei@example.org").await;
    app.advance(TimeDelta::hours(1));
    sent(&app, "203.0.113.1", "lan@example.org").await;
});

both_databases!(a_block_of_numbers_gets_only_so_many, with FEW_A_PREFIX, |app| {
    sent(&app, "", "13812340001").await;
    sent(&app, "", "13812340002").await;
    let spent = ("TOO_MANY_REQUESTS".to_owned(), "2026-11-21T05:00:00Z".to_owned());
    assert_eq!(refused(&app, "", "13812340003").await, spent);
    sent(&app, "", "13912340003").await;
    sent(&app, "", "lan@example.org").await;
});

both_databases!(everybody_together_gets_only_so_many, with FEW_A_DAY, |app| {
    sent(&app, "", "13812340001").await;
    sent(&app, "", "lan@example.org").await;
    let spent = ("TOO_MANY_REQUESTS".to_owned(), "2026-11-22T04:00:00Z".to_owned());
    assert_eq!(refused(&app, "", "13912340001").await, spent);
    app.advance(TimeDelta::days(1));
    sent(&app, "", "13912340001").await;
});

both_databases!(a_network_guesses_wrong_only_so_often, with FEW_WRONG, |app| {
    let town = Town::found(&app).await;
    town.resident(&app, "lan").await;
    town.resident(&app, "mei").await;
    let (here, there) = ("203.0.113.1", "203.0.113.2");
    let of_lan = code(&app, "lan@example.org").await;
    let of_mei = code(&app, "mei@example.org").await;
    let try_it = async |client: &str, address: &str, code: &str| {
        let input = json!({ "address": address, "code": code });
        let answer = from(&app, client, "signIn", "session { accessToken }", input).await;
        answer.refusals("signIn").join(" ")
    };
    let wrong = other_than(&of_lan);
    assert_eq!(try_it(here, "lan@example.org", &wrong).await, "WRONG_CODE code");
    assert_eq!(try_it(here, "nobody@example.org", &wrong).await, "CODE_EXPIRED code");
    assert_eq!(try_it(here, "lan@example.org", &of_lan).await, "", "a right one is not counted");
    assert_eq!(try_it(here, "mei@example.org", &other_than(&of_mei)).await, "WRONG_CODE code");
    let before = Trace::of(&app).await;
    assert_eq!(try_it(here, "mei@example.org", &of_mei).await, "TOO_MANY_REQUESTS address");
    assert_eq!(Trace::of(&app).await, before, "and nothing was compared");
    assert_eq!(try_it(there, "mei@example.org", &of_mei).await, "");
    app.advance(TimeDelta::hours(1));
    assert_eq!(try_it(here, "lan@example.org", &wrong).await, "CODE_EXPIRED code");
});

both_databases!(of_fifty_who_ask_at_once_one_gets_a_code, with PATIENT, |app| {
    let app = Arc::new(app);
    let inputs = (0..50).map(|_| json!({ "address": "lan@example.org" })).collect();
    let answers = at_once(&app, "requestSignInCode", "channel", inputs).await;
    assert_eq!(count(&answers, "requestSignInCode", ""), 1);
    assert_eq!(count(&answers, "requestSignInCode", "CODE_SENT_RECENTLY address"), 49);
    assert_eq!(codes(&app).await.len(), 1);
});

const PATIENT_BEHIND_A_PROXY: &[(&str, &str)] = &[
    ("MULIN_HTTP__PROXIES", "1"),
    ("MULIN_DATABASE__ACQUIRE_TIMEOUT_SECONDS", "120"),
    ("MULIN_DATABASE__STATEMENT_TIMEOUT_SECONDS", "120"),
    ("MULIN_HTTP__REQUEST_TIMEOUT_SECONDS", "240"),
];

both_databases!(
    neither_do_a_network_s_many_tasks_get_more_than_ten,
    with PATIENT_BEHIND_A_PROXY,
    |app| {
        let app = Arc::new(app);
        let start = Arc::new(tokio::sync::Barrier::new(60));
        let mut tasks = JoinSet::new();
        for number in 0..60 {
            let (app, start) = (app.clone(), start.clone());
            tasks.spawn(async move {
                start.wait().await;
                // Two networks, thirty addresses, so that all limits are met in every order.
                let client = format!("203.0.113.{}", number % 2);
                ask(&app, &client, &format!("a{}@example.org", number / 2)).await
            });
        }
        let answers = tasks.join_all().await;
        assert_eq!(count(&answers, "requestSignInCode", ""), 20);
        assert_eq!(codes(&app).await.len(), 20);
    }
);
